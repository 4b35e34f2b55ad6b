"""What holds for the rows of the hot-work pack whatever stands in a record."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.evidence import WorkStart
from safetykit.model.findings import Outcome
from safetykit.model.gas import Gas, GasTest, Instrument, PointKind, SamplePoint
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import HotWork, WorkSurface
from safetykit.packs.cn_gb30871 import PACK
from safetykit.rules.engine import Situation, judge
from safetykit.rules.hours import stretches
from safetykit.rules.rows import RELATED, Context, Judged, Timed, Triggered, not_triggered
from safetykit.rules.situation import latest_act
from safetykit.testing.strategies import permits
from tests.unit.packs.cn_gb30871.test_words import TEXTS

ZONE = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
ORDER = ("second", "first", "special")
FACTS = (
    "fire_explosion_area",
    "running",
    "pressurized",
    "purged",
    "in_dike",
    "major_hazard_tank_farm",
    "pipe_rack",
    "unit_shut_down",
)
known = st.sampled_from((True, False))
facts = st.fixed_dictionaries({name: st.none() | known for name in FACTS})
seconds = st.integers(0, 59).map(lambda number: timedelta(seconds=number))


def ask(record, code, site=PACK.site):
    """Return the outcomes of the applicable rows of a code, everything being due."""
    findings = judge(
        record,
        Situation(subject="permit/hot-work", reached=frozenset(STANDARD_PERMIT.milestones)),
        rules=[rule for rule in PACK.rules if rule.code == code],
        scales=PACK.scales,
        site=site,
        at=MONDAY,
    )
    return {item.outcome for item in findings.items} - {Outcome.NOT_APPLICABLE}


def permit(entered="special", window=(MONDAY, MONDAY + timedelta(hours=4)), work=None, **fields):
    """Return a permit for hot work."""
    return Permit(
        id="p",
        work=HotWork(**(work or {})),
        gradings=(Grading(scheme="cn-gb30871/hot-work", value=entered),),
        permitted=Period(start=window[0], end=window[1]),
        **fields,
    )


def least_grade(given_facts):
    """Work out from the clauses, in plain words, the grade that known facts ask for."""
    fact = {name: value is True for name, value in given_facts.items()}
    area = fact["fire_explosion_area"]
    if area and (fact["running"] or (fact["pressurized"] and not fact["purged"])):
        return "special"
    if fact["in_dike"] and fact["major_hazard_tank_farm"]:
        return "special"
    return "first" if area or fact["pipe_rack"] else "second"


class TestAnyRecord:
    @given(permits(HotWork))
    def test_can_be_judged(self, record):
        """However strange a permit is, every row answers, in words, and its latest act can be told."""
        findings = judge(
            record,
            Situation(subject="permit/hot-work", reached=frozenset(STANDARD_PERMIT.milestones)),
            rules=PACK.rules,
            scales=PACK.scales,
            site=PACK.site,
            at=MONDAY,
        )
        latest_act(record)

        assert {item.rule for item in findings.items} == {
            rule.id for rule in PACK.rules if rule.in_force(MONDAY.date())
        }
        for item in findings.items:
            for lang in ("zh", "en"):
                assert TEXTS.say(item, lang, "Asia/Shanghai")[0]


EVENTFUL = [rule for rule in PACK.rules if isinstance(rule.check, Timed | Triggered) and rule.check.events]


class TestEvents:
    @given(permits(HotWork), st.booleans())
    def test_a_check_that_is_not_asked_would_find_nothing(self, record, points):
        """Whatever else stands in a permit, a row whose events are blank is not triggered, and never turns."""
        site = attrs.evolve(PACK.site, guardian_points=points)
        found = {}
        for rule in EVENTFUL:
            check, blank = rule.check, {name: () for name in rule.check.events if name != RELATED}
            context = Context(Judged(record=attrs.evolve(record, **blank), site=site), rule.params)
            timed = isinstance(check, Timed)
            answers = check.check(context, MONDAY) if timed else check.check(context)
            found[rule.id] = [*answers, *(check.turning_points(context) if timed else ())]

        assert {name: [not_triggered()] for name in found} == found

    def test_are_declared_where_they_count(self):
        """Stops, occurrences, linked records and the like are what rows wait for."""
        assert {name for rule in EVENTFUL for name in rule.check.events} >= {"occurrences", "stops", RELATED}


class TestGrade:
    @given(facts, st.sampled_from(ORDER))
    def test_entered_too_low_never_passes(self, given_facts, entered):
        """A grade below what the known facts ask for is a breach, however little else is known."""
        assume(ORDER.index(entered) < ORDER.index(least_grade(given_facts)))

        assert ask(permit(entered, work=given_facts), "HOT-01") == {Outcome.BREACH}

    @given(st.fixed_dictionaries(dict.fromkeys(FACTS, known)), st.sampled_from(ORDER))
    def test_fits_when_all_is_known(self, given_facts, entered):
        """With every fact known, a grade passes exactly if it is at least the one that the clauses ask for."""
        fits = ORDER.index(entered) >= ORDER.index(least_grade(given_facts))

        assert ask(permit(entered, work=given_facts), "HOT-01") == {Outcome.OK if fits else Outcome.BREACH}

    @given(facts, st.sampled_from(ORDER), st.sets(st.sampled_from(FACTS)))
    def test_knowing_less_never_helps(self, given_facts, entered, forgotten):
        """What passes with some facts unknown passes whatever they turn out to be."""
        less = {name: None if name in forgotten else value for name, value in given_facts.items()}
        assume(ask(permit(entered, work=less), "HOT-01") == {Outcome.OK})

        assert ask(permit(entered, work=given_facts), "HOT-01") == {Outcome.OK}

    @given(facts, st.sampled_from(ORDER), st.sampled_from(ORDER))
    def test_effective_grade_is_never_below_entered_or_required(self, given_facts, entered, other):
        """The grade to judge by only rises with what is entered and with what is known."""
        low, high = sorted((entered, other), key=ORDER.index)
        scale = PACK.scales[0]
        values = [
            judge(
                permit(grade, work=given_facts),
                Situation(subject="permit/hot-work", reached=frozenset()),
                rules=(),
                scales=(scale,),
                site=PACK.site,
                at=MONDAY,
            )
            .grades[0]
            .value
            for grade in (low, high)
        ]

        assert scale.rank(values[0]) <= scale.rank(values[1])
        assert scale.rank(values[0]) >= max(scale.rank(low), scale.rank(least_grade(given_facts)))


class TestValidity:
    @given(st.sampled_from(ORDER), st.integers(-60, 80 * 60), seconds, seconds)
    def test_ends_at_the_limit(self, entered, minutes, early, late):
        """A window passes exactly if it is no longer than 8 or 72 hours, in whole minutes, and not reversed."""
        start = MONDAY + early
        window = (start, MONDAY + timedelta(minutes=minutes) + late)
        # On weekends and at night the grade rises; the preset that keeps it leaves the limit to the entered one.
        site = attrs.evolve(PACK.site, upgrade="approver-up")
        facts_of_none = {"fire_explosion_area": False, "pipe_rack": False, "in_dike": False}
        fits = 0 <= minutes <= (72 if entered == "second" else 8) * 60

        found = ask(permit(entered, window, facts_of_none), "HOT-03", site)

        assert found == {Outcome.OK if fits else Outcome.BREACH}


class TestSampleAge:
    @given(st.integers(-90, 90), seconds, seconds)
    def test_ends_at_the_limit(self, minutes, early, late):
        """A sample passes exactly if it is 0 to 30 whole minutes old when work starts."""
        test = GasTest(at=MONDAY - timedelta(minutes=minutes) + early)
        record = permit(gas_tests=(test,), starts=(WorkStart(at=MONDAY + late),))

        assert ask(record, "HOT-04") == {Outcome.OK if 0 <= minutes <= 30 else Outcome.BREACH}

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=5), st.integers(0, 60))
    def test_a_fresher_sample_never_hurts(self, ages, another):
        """With one more sample before the start the answer can only get better."""

        def answer(minutes):
            tests = tuple(GasTest(at=MONDAY - timedelta(minutes=minute)) for minute in minutes)
            return ask(permit(gas_tests=tests), "HOT-04")

        assume(answer(ages) == {Outcome.OK})

        assert answer([*ages, another]) == {Outcome.OK}
        assert answer([*ages, 0]) == {Outcome.OK}


percent = st.integers(0, 3000).map(lambda number: Decimal(number) / 1000)
explosive = st.integers(100, 1600).map(lambda number: Decimal(number) / 100)


def sampled(value, lel, *, unit=Unit.VOL_PERCENT, minutes=10, point=None):
    """Return a gas test before the start."""
    return GasTest(
        at=MONDAY - timedelta(minutes=minutes),
        gas=Gas(name="made-up gas", lel=lel),
        point=point and SamplePoint(kind=point),
        reading=Quantity(value=value, unit=unit),
        instrument="d-1",
    )


METER = (Instrument(id="d-1", calibration_gas="made-up gas"),)


class TestCombustibleGas:
    @given(percent, explosive)
    def test_keeps_the_limit_of_its_gas(self, value, lel):
        """0.5 % for gases that explode at 4 % or above, 0.2 % for others, the limit included."""
        fits = value <= (Decimal("0.5") if lel >= 4 else Decimal("0.2"))

        assert ask(permit(gas_tests=(sampled(value, lel),)), "HOT-08") == {Outcome.OK if fits else Outcome.BREACH}

    @given(st.integers(0, 100), explosive)
    def test_is_the_same_in_both_units(self, part, lel):
        """A reading in percent of the explosive limit is judged as the volume that it means."""
        volume = Decimal(part) * lel / 100
        readings = (sampled(Decimal(part), lel, unit=Unit.LEL_PERCENT), sampled(volume, lel))

        answers = [ask(permit(gas_tests=(test,), instruments=METER), "HOT-08") for test in readings]

        assert answers[0] == answers[1]

    @given(percent, explosive)
    def test_not_knowing_the_gas_never_helps(self, value, lel):
        """What passes for an unknown gas passes for every gas, and what fails fails for every gas."""
        unknown = ask(permit(gas_tests=(sampled(value, None),)), "HOT-08")

        assert unknown in ({Outcome.NEEDS_INPUT}, ask(permit(gas_tests=(sampled(value, lel),)), "HOT-08"))

    @given(
        st.lists(st.tuples(percent, st.integers(0, 30), st.sampled_from([None, *PointKind])), max_size=5),
        st.sampled_from([None, *PointKind]),
    )
    def test_a_later_fail_is_never_outvoted(self, others, point):
        """A fail in the last minute before the start is found, whatever was sampled before or elsewhere."""
        tests = [sampled(value, Decimal(5), minutes=minutes, point=where) for value, minutes, where in others]
        fail = sampled(Decimal("0.6"), Decimal(5), minutes=0, point=point)

        assert ask(permit(gas_tests=(*tests, fail)), "HOT-08") == {Outcome.BREACH}


class TestSamplingPoints:
    @given(st.sampled_from(list(WorkSurface)), known, st.sets(st.sampled_from(list(PointKind))))
    def test_cover_what_the_surface_asks_for(self, surface, large, points):
        """Inside for walls and insides, in three heights or widths if large; around for walls and surroundings."""
        names = {point.value for point in points}
        spread = names >= {"upper", "middle", "lower"} or names >= {"left", "middle", "right"}
        one = names & {"inside", "upper", "middle", "lower", "left", "right"}
        inside = surface is WorkSurface.SURROUNDINGS or spread or (bool(one) and not large)
        around = surface is WorkSurface.INSIDE or "within-10m" in names
        tests = tuple(sampled(Decimal(0), Decimal(5), point=point) for point in points)

        found = ask(permit(work={"surface": surface, "large_equipment": large}, gas_tests=tests), "HOT-09")

        assert found == {Outcome.OK if points and inside and around else Outcome.BREACH}

    @given(
        st.none() | st.sampled_from(list(WorkSurface)),
        st.none() | known,
        st.sets(st.sampled_from(list(PointKind)), min_size=1),
    )
    def test_not_knowing_the_surface_or_the_size_never_helps(self, surface, large, points):
        """What passes or fails without these facts does so whatever they turn out to be."""
        tests = tuple(sampled(Decimal(0), Decimal(5), point=point) for point in points)

        def answer(surface, large):
            return ask(permit(work={"surface": surface, "large_equipment": large}, gas_tests=tests), "HOT-09")

        found = answer(surface, large)
        assume(found != {Outcome.NEEDS_INPUT})
        surfaces = [surface] if surface else list(WorkSurface)
        sizes = [large] if large is not None else [True, False]

        assert {outcome for one in surfaces for size in sizes for outcome in answer(one, size)} == found


DAYS_OFF = {"2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"}


def minute_kind(minute, night):
    """Say by the calendar on the wall what one minute is."""
    if minute.date().isoformat() in DAYS_OFF:
        return "holiday"
    if minute.weekday() >= 5 and minute.date().isoformat() != "2026-10-10":
        return "rest-day"
    if 8 <= minute.hour < 18:
        return "ordinary"
    if night is None:
        return "undefined"
    return "night" if minute.hour >= 22 or minute.hour < 6 else "ordinary"


class TestStretches:
    @pytest.mark.parametrize("night", [None, ("22:00", "06:00")])
    @given(begin=st.integers(0, 13 * 24 * 60), length=st.integers(1, 3000))
    def test_are_what_their_minutes_are(self, night, begin, length):
        """A stretch is made of exactly the kinds of its minutes."""
        start = datetime(2026, 9, 29, tzinfo=ZONE) + timedelta(minutes=begin)
        expected = {minute_kind(start + timedelta(minutes=step), night) for step in range(length)}

        found = stretches(start, start + timedelta(minutes=length), attrs.evolve(PACK.site, night=night))

        assert {kind.value for kind in found} == expected
