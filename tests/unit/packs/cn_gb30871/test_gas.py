from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit import Kit
from safetykit.model.evidence import Pause, Resumption, Stop, WorkEnd, WorkStart
from safetykit.model.findings import Outcome
from safetykit.model.gas import Gas, GasTest, PointKind, SamplePoint
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import HotWork, WorkSurface
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.cn_gb30871.gas import GAS
from safetykit.packs.cn_gb30871.gases import GASES
from safetykit.packs.cn_gb30871.pause_checks import Interruption, interruptions
from safetykit.rules.rows import Context, Judged, Timed
from tests.unit.packs.cn_gb30871.facts import answers, check, form
from tests.unit.rules.made_up import at

SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
GAS_ROWS = {rule.id: rule for rule in PACK.rules if rule.check in GAS.values()}
KIT = Kit(packs=[PACK])


def permit(entered="first", window=("08:30", "16:30"), surface=WorkSurface.SURROUNDINGS, **fields):
    """Return a permit for hot work around equipment."""
    return Permit(
        id="p",
        work=HotWork(surface=surface, fire_explosion_area=False, pipe_rack=False),
        gradings=(Grading(scheme="cn-gb30871/hot-work", value=entered),),
        permitted=Period(start=at(window[0]), end=at(window[1])),
        **fields,
    )


def sample(clock, point="within-10m", gas="甲醇", value="0.1"):
    """Return a gas test."""
    return GasTest(
        at=clock and at(clock),
        gas=Gas(name=gas),
        point=SamplePoint(kind=PointKind(point)),
        reading=Quantity(value=Decimal(value), unit=Unit.VOL_PERCENT),
    )


def row(ending):
    """Return a row of gas analysis by the end of its id."""
    return next(rule for name, rule in GAS_ROWS.items() if name.endswith(ending))


def asked(ending, record, moment, *, pending=False, began=None):
    """Ask one row as of a moment; *began* is when the judged stretch of time began."""
    rule = row(ending)
    context = Context(
        Judged(record=record, site=PACK.site, started=(began or moment) if pending else None, pending=pending),
        rule.params,
    )
    found = rule.check.check(context, moment) if isinstance(rule.check, Timed) else rule.check(context)
    return [(item.outcome.value, item.message, item.path) for item in found], rule, context


def said(ending, record, moment, **more):
    """Return what a row answers."""
    return asked(ending, record, moment, **more)[0]


class TestTable:
    def test_holds_limits_on_one_side_of_the_boundary(self):
        """No gas of the table can belong to both classes of 5.3.2, and lowest never lies above highest."""
        boundary = row("combustible-gas").params["limits"]["boundary"]
        burning = {gas for gas in GASES.named.values() if gas.lel}

        assert len(burning) > 20
        assert [gas.code for gas in burning if gas.lel[0] > gas.lel[1]] == []
        assert [gas.code for gas in burning if gas.lel[0] < boundary <= gas.lel[1]] == []

    def test_holds_no_gas_beyond_the_bounds_for_any_gas(self):
        """What passes or fails whatever the gas does so for every gas of the table."""
        limits = row("combustible-gas").params["limits"]
        for gas in GASES.named.values():
            if gas.lel:
                limit = limits["low"] if gas.lel[0] < limits["boundary"] else limits["high"]

                assert limits["any_gas"] * gas.lel[1] / 100 <= limit
                assert limits["no_gas"] * gas.lel[0] / 100 > limit

    def test_knows_what_people_write(self):
        """Names in both languages and formulas are one gas."""
        assert {GASES.called(name).code for name in ("CH3OH", "methanol", "甲醇")} == {"CH3OH"}
        assert {GASES.called(name).lel for name in ("O₂", "氧气", "oxygen")} == {None}


class TestRows:
    def test_share_where_gas_is_sampled(self):
        """Every row that asks for sampling points asks for the same ones."""
        names = ("surfaces", "spread_in", "spread")
        found = {tuple(rule.params[name] for name in names) for rule in PACK.rules if "surfaces" in rule.params}

        assert len(found) == 1


class TestStartWithTheseSamples:
    RECORD = permit(gas_tests=(attrs.evolve(sample("08:10"), at=at("08:10").replace(second=20)),))

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (at("08:20"), []),
            (at("08:41") - TICK, []),
            (at("08:41"), [("breach", "sample-lapsed", "/gas_tests/0/at")]),
        ],
    )
    def test_may_work_until_they_are_too_old(self, moment, expected):
        """A sample carries a start up to the last instant of its thirtieth minute, not before the window."""
        assert said("sample-age", self.RECORD, moment, pending=True) == expected

    def test_a_later_window_counts(self):
        """Work does not start before its window, so the sample is too old all the time."""
        record = attrs.evolve(self.RECORD, permitted=Period(start=at("09:00"), end=at("16:00")))

        assert said("sample-age", record, at("08:20"), pending=True) == [("breach", "sample-lapsed", "/gas_tests/0/at")]

    def test_that_are_still_to_come_carry_nothing(self):
        """A sample whose time has not come is a slip."""
        record = permit(gas_tests=(sample("09:00"), sample(None)))

        assert said("sample-age", record, at("08:40"), pending=True) == [
            ("breach", "sample-undated", "/gas_tests/1/at"),
            ("breach", "sample-ahead", "/gas_tests/0/at"),
        ]

    def test_once_it_has_started_time_changes_nothing(self):
        """A start that is recorded is judged by itself, at any later moment."""
        record = attrs.evolve(self.RECORD, starts=(WorkStart(at=at("08:31")),))
        found, rule, context = asked("sample-age", record, at("16:00"))

        assert found == []
        assert [*rule.check.turning_points(context)] == []

    def test_outlook_says_until_when(self):
        """The question "until when may work start with these tests" has an answer to the microsecond."""
        tests = (sample("08:10", "inside"), sample("08:12"))
        record = attrs.evolve(
            form(1), entered_from=None, state="approved", starts=(), pauses=(), resumptions=(), ends=(), gas_tests=tests
        )
        signs = tuple(sign for sign in record.sign_offs if sign.slot not in ("shift-leader", "acceptance"))
        record = attrs.evolve(record, sign_offs=signs, acceptance=None)
        outlook = KIT.outlook(record, at("08:28"), at("09:30"), milestone="start")
        turns = [turn.at for turn in outlook.turns if any(item.code == "HOT-04" for item in turn.begins)]

        assert turns == [at("08:41"), at("08:43")]


class TestRetest:
    def paused(self, *clocks, **fields):
        """Return a permit whose work stands still since 11:50."""
        tests = (sample("08:10"), *(sample(clock) for clock in clocks))
        started = (WorkStart(at=at("08:31")),)
        return permit(gas_tests=tests, starts=started, **{"pauses": (Pause(at=at("11:50")),), **fields})

    TO_DO = ("not-due", "retest-before-resuming", "/gas_tests")

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (at("11:00"), [("not-triggered", "not-triggered", "")]),
            (at("12:21") - TICK, [("not-triggered", "not-triggered", "")]),
            (at("12:21"), [TO_DO]),
        ],
    )
    def test_is_to_do_once_work_stood_still_too_long(self, moment, expected):
        """Up to the limit nothing is asked; beyond it a test is to do, and nothing is wrong yet."""
        assert said("retest/high", self.paused(), moment) == expected

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [(at("13:04"), [TO_DO]), (at("13:05"), []), (at("13:36") - TICK, []), (at("13:36"), [TO_DO])],
    )
    def test_is_done_while_it_is_fresh(self, moment, expected):
        """A new sample carries a resumption for thirty minutes, then another one is to do."""
        assert said("retest/high", self.paused("13:05"), moment) == expected

    def test_of_second_grade_has_an_hour(self):
        """Second grade may stand still for sixty minutes."""
        assert said("retest/second", self.paused(), at("12:50")) == [("not-triggered", "not-triggered", "")]
        assert said("retest/second", self.paused(), at("12:51")) == [self.TO_DO]

    def test_a_wrong_pause_before_is_louder(self):
        """What was done wrong in an earlier pause stays a breach while work stands still again."""
        record = self.paused(
            pauses=(Pause(at=at("09:00")), Pause(at=at("11:50"))), resumptions=(Resumption(at=at("10:00")),)
        )

        assert said("retest/high", record, at("12:21")) == [("breach", "retest-missing", "/gas_tests"), self.TO_DO]

    def test_a_short_pause_before_is_well(self):
        """A pause within the limit did happen and kept it."""
        record = self.paused(
            pauses=(Pause(at=at("09:00")), Pause(at=at("11:50"))), resumptions=(Resumption(at=at("09:30")),)
        )

        assert said("retest/high", record, at("12:00")) == []

    def test_at_the_gate(self):
        """Resuming closes the pause, and then a missing test is a breach."""
        findings = check(attrs.evolve(form(1), gas_tests=form(1).gas_tests[:2]), at("13:20"))

        assert {outcome for outcome, _, _ in answers(findings, "HOT-05")} == {"breach"}

    @pytest.mark.parametrize(
        ("tests", "message"),
        [
            ((), "retest-missing"),
            ((("13:05", "inside", "甲醇"),), "retest-point-missing"),
            ((("13:05", "inside", "甲醇"), ("13:05", "within-10m", "丙烯")), "retest-gas-missing"),
            ((("13:05", "inside", "甲醇"), ("12:40", "within-10m", "甲醇")), "retest-too-old"),
        ],
    )
    def test_says_what_is_lacking(self, tests, message):
        """Each way to fall short has its words."""
        record = form(1)
        again = tuple(sample(clock, point, gas) for clock, point, gas in tests)
        findings = check(attrs.evolve(record, gas_tests=(*record.gas_tests[:2], *again)), at("16:30"))

        assert [found for _, found, _ in answers(findings, "HOT-05")] == [message]


class TestInterruptions:
    def found(self, **fields):
        """Return the interruptions of a permit as clocks, and the questions as words."""
        return [
            (item.since, item.until) if isinstance(item, Interruption) else item.message
            for item in interruptions(permit(**fields))
        ]

    def test_last_from_the_first_halt_to_the_next_go(self):
        """A stop in a pause belongs to the pause."""
        fields = {
            "starts": (WorkStart(at=at("08:31")),),
            "pauses": (Pause(at=at("11:50")),),
            "stops": (Stop(at=at("12:00")),),
            "resumptions": (Resumption(at=at("13:20")),),
        }

        assert self.found(**fields) == [(at("11:50"), at("13:20"))]

    def test_need_no_recorded_start(self):
        """A paper form may tell its pause only."""
        fields = {"pauses": (Pause(at=at("11:50")),), "resumptions": (Resumption(at=at("13:20")),)}

        assert self.found(**fields) == [(at("11:50"), at("13:20"))]

    def test_end_of_work_is_none(self):
        """Work that ended stands still no more, and a second start without an end is no resumption."""
        starts = (WorkStart(at=at("08:31")), WorkStart(at=at("08:35")))

        assert self.found(starts=starts, ends=(WorkEnd(at=at("11:50")),)) == []
        ends = (WorkEnd(at=at("11:00")), WorkEnd(at=at("11:50")))
        assert self.found(pauses=(Pause(at=at("11:00")),), ends=ends) == []

    def test_end_of_work_in_a_pause_is_told(self):
        """The last spark may show that work went on after a pause, which nobody recorded."""
        (item,) = interruptions(permit(pauses=(Pause(at=at("11:00")),), ends=(WorkEnd(at=at("11:50")),)))

        assert (item.since, item.until, item.ended) == (at("11:00"), at("11:50"), True)

    def test_do_not_last_once_the_permit_is_done_with(self):
        """A permit that was handed in while work stood still waits for no resumption."""
        pauses = (Pause(at=at("11:50")),)

        assert self.found(pauses=pauses, state="paused") == [(at("11:50"), None)]
        assert self.found(pauses=pauses, state="finished") == []

    def test_of_unknown_beginning_are_a_question(self):
        """Who resumed had stopped before."""
        assert self.found(resumptions=(Resumption(at=at("13:20")),)) == ["pause-unknown"]


class TestDailySample:
    def test_before_work_has_started_the_day_of_the_start_counts(self):
        """Judged as if it started now, a sample of yesterday is none of today."""
        record = permit(window=("08:30", "2026-11-18 16:30"), gas_tests=(sample("08:10"),))

        assert said("daily-sample", record, at("2026-11-17 00:00") - TICK, pending=True) == []
        assert said("daily-sample", record, at("2026-11-17 00:00"), pending=True) == [
            ("breach", "day-sample-missing", "/gas_tests")
        ]

    def test_in_a_window_that_begins_later_today(self):
        """The start is no sooner than the window."""
        record = permit(window=("2026-11-17 08:30", "2026-11-17 16:30"), gas_tests=(sample("2026-11-17 08:10"),))

        assert said("daily-sample", record, at("12:00"), pending=True) == []


NEAR = st.integers(0, 3 * 60 * 2).map(lambda half: at("2026-11-15 22:30") + half * 30 * SECOND)
TIMES = NEAR | NEAR | st.integers(0, 4 * 24 * 2).map(lambda half: at("2026-11-15 00:00") + half * timedelta(minutes=30))
SAMPLES = st.builds(
    lambda moment, point, gas: attrs.evolve(sample("08:00", point, gas), at=moment),
    st.none() | TIMES,
    st.sampled_from(("inside", "within-10m")),
    st.sampled_from(("甲醇", "丙烯", "O2")),
)


def some(make, most=2):
    """Return some events."""
    return st.lists(TIMES.map(lambda moment: make(at=moment)), max_size=most).map(tuple)


RECORDS = st.builds(
    lambda entered, start, length, surface, **fields: attrs.evolve(
        permit(entered, surface=surface, **fields), permitted=start and Period(start=start, end=start + length)
    ),
    entered=st.sampled_from(("second", "first", "special")),
    start=st.none() | TIMES,
    length=st.integers(0, 72 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    surface=st.sampled_from((None, *WorkSurface)),
    gas_tests=st.lists(SAMPLES, max_size=4).map(tuple),
    starts=some(WorkStart),
    pauses=some(Pause),
    stops=some(Stop, 1),
    resumptions=some(Resumption),
    ends=some(WorkEnd, 1),
)
ROWS = [name.partition("/hot-work/")[2] for name, rule in GAS_ROWS.items() if isinstance(rule.check, Timed)]


class TestTurningPoints:
    @pytest.mark.parametrize("ending", ROWS)
    @settings(max_examples=150, deadline=None)
    @given(record=RECORDS, begin=TIMES, moment=TIMES, pending=st.booleans())
    def test_are_all_there(self, ending, record, begin, moment, pending):
        """Between two neighboring turning points the answer does not change, whenever the question was put."""
        bare = attrs.evolve(record, starts=(), pauses=(), stops=(), resumptions=(), ends=()) if pending else record
        begin, moment = sorted((begin, moment))
        now, rule, context = asked(ending, bare, moment, pending=pending, began=begin)
        before = [point for point in rule.check.turning_points(context) if begin < point <= moment]
        last = max(before, default=begin)

        assert now == said(ending, bare, last, pending=pending, began=begin)
        assert now == said(ending, bare, moment, pending=pending)

    @settings(max_examples=25, deadline=None)
    @given(record=RECORDS, begin=TIMES, moment=TIMES, milestone=st.sampled_from((None, "start", "during")))
    def test_make_check_and_outlook_agree(self, record, begin, moment, milestone):
        """The outlook says at any instant what a check then says, of every row of gas analysis."""
        begin, moment = sorted((begin, moment))
        told = [KIT.check(record, at=moment, milestone=milestone)]
        told.append(KIT.outlook(record, begin, moment + SECOND, milestone=milestone).at(moment))
        first, second = ([item for item in found.items if item.rule in GAS_ROWS] for found in told)

        assert first == second


class TestForms:
    @pytest.mark.parametrize("profile", ["paper", "electronic"])
    def test_form_1(self, profile):
        """The form in order keeps every row that applies, on measured facts."""
        findings = check(form(1), at("16:30"), profile=profile)
        found = {rule: [item.outcome for item in findings.items if item.rule == rule] for rule in GAS_ROWS}
        kept = {rule.rpartition("hot-work/")[2] for rule, outcomes in found.items() if outcomes == [Outcome.OK]}

        assert kept == {
            "sample-age",
            "retest/high",
            "daily-sample",
            "combustible-gas",
            "sampling-points",
            "instrument/calibration",
            "instrument/explosive-limit",
        }
        assert {outcome for outcomes in found.values() for outcome in outcomes} == {Outcome.OK, Outcome.NOT_APPLICABLE}

    def test_form_2(self):
        """Of form 2 the age, the points and the missing monitor are reported, and no gas value."""
        findings = check(form(2), at("2026-10-03 19:00"))
        breaches = {item.code for item in findings.breaches if item.rule in GAS_ROWS}

        assert breaches == {"HOT-04", "HOT-07", "HOT-09"}
        assert {item.code for item in findings.needs if item.rule in GAS_ROWS} == {"HOT-16", "GAS-02"}
