from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit import Kit
from safetykit.model.evidence import Pause, WorkEnd, WorkStart
from safetykit.model.findings import Basis, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.measures import Confirmation, Grading, Measure, Upgrade
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import HotWork, HotWorkMethod, Nearby, NearbyWork
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.cn_gb30871.grade_checks import hours_change
from safetykit.rules.engine import Situation, judge
from safetykit.rules.outlook import TICK
from safetykit.rules.rows import Context, Judged, SourceMark
from tests.unit.packs.cn_gb30871.facts import ALL, CODEC, answers, check
from tests.unit.rules.made_up import at

SCHEME = "cn-gb30871/hot-work"
NIGHTLY = attrs.evolve(PACK.site, night=("22:00", "06:00"))
KITS = (Kit(packs=[PACK]), Kit(packs=[PACK], site=NIGHTLY))
NOW = "cn-gb30871/hot-work/upgrade/now"
OWN = {f"HOT-{number:02}" for number in (1, 2, 3, 10, 11, 12, 13, 14, 15, 17, 18, 19)}
ROWS = [rule for rule in PACK.rules if rule.code in OWN]


def live(start="14:00", end="23:30", **fields):
    """Return a permit of second grade under which work goes on."""
    values = {
        "state": "live",
        "work": HotWork(fire_explosion_area=False, pipe_rack=False, in_dike=False),
        "gradings": (Grading(scheme=SCHEME, value="second"),),
        "permitted": Period(start=at(start), end=at(end)),
    }
    return Permit(id="p", **{**values, **fields})


def now(findings):
    """Return what the row about the present minute answers."""
    return [(item.outcome.value, item.message) for item in findings.items if item.rule == NOW]


class TestUpgradeNow:
    @pytest.mark.parametrize(
        ("site", "begins", "answer"),
        [(PACK.site, "18:00", "night-undefined"), (NIGHTLY, "22:00", "upgrade-missing")],
    )
    def test_outlook_says_from_when_on(self, site, begins, answer):
        """The outlook of work that goes on says when it needs an upgrade, and that this ends with the permit."""
        outlook = Kit(packs=[PACK], site=site).outlook(live(), at("15:00"), at("2026-11-17 09:00"))
        turns = [(turn.at, now_of) for turn in outlook.turns if (now_of := [i for i in turn.begins if i.rule == NOW])]

        assert [(moment, item.message) for moment, (item,) in turns] == [
            (at(begins), answer),
            (at("23:31"), "not-triggered"),
        ]

    def test_stops_the_work(self):
        """Night that is not upgraded ends what the permit allows."""
        outlook = Kit(packs=[PACK], site=NIGHTLY).outlook(live(), at("15:00"), at("23:00"))
        stops = {span.start for span in outlook.spans if NOW in {item.rule for item in span.findings.breaches}}

        assert min(stops) == at("22:00")

    @given(
        minutes=st.integers(0, 5 * 24 * 60),
        kit=st.sampled_from(KITS),
        shift=st.sampled_from([0, 1, -1]),
    )
    def test_check_and_outlook_agree(self, minutes, kit, shift):
        """At any instant, over a weekend and past the window, both say the same."""
        record = live("2026-11-12 08:00", "2026-11-16 17:00")
        moment = at("2026-11-12 07:00") + timedelta(minutes=minutes) + shift * TICK
        first = at("2026-11-12 06:00")

        assert now(kit.outlook(record, first, max(first, moment)).at(moment)) == now(kit.check(record, at=moment))

    @pytest.mark.parametrize(
        "fields",
        [
            {"starts": (WorkStart(at=at("14:10")),), "ends": (WorkEnd(at=at("15:00")),)},
            {"starts": (WorkStart(at=at("14:10")),), "pauses": (Pause(at=at("15:00")),)},
            {"work": HotWork(fixed_area=True)},
            {"permitted": None},
        ],
    )
    def test_looks_at_nothing_while_no_work_goes_on(self, fields):
        """Without work, or without a window, there is no instant at which the answer could change."""
        assert list(hours_change(Context(Judged(record=live(**fields), site=NIGHTLY)))) == []

    def test_endless_window_is_a_question(self):
        """A window of years is looked at no further."""
        findings = check(live(end="2030-11-16 10:00"), at("23:00"), site=NIGHTLY)

        assert now(findings) == [("needs-input", "window-unknown")]

    def test_start_after_the_window(self):
        """Work that began after the window is none under the permit."""
        record = live(starts=(WorkStart(at=at("23:40")),))

        assert now(check(record, at("23:50"), site=NIGHTLY)) == [("not-triggered", "not-triggered")]

    @pytest.mark.parametrize("code", ["HOT-01", "HOT-02", "HOT-15"])
    def test_without_a_scale_is_a_question(self, code):
        """Whether work is managed higher cannot be told without grades."""
        record = live(work=HotWork(outdoors=True, wind_force=6))
        findings = judge(
            record,
            Situation(subject="permit/hot-work", reached=ALL),
            rules=[rule for rule in ROWS if rule.code == code],
            scales=(),
            site=NIGHTLY,
            at=at("23:00"),
        )

        assert {(item.outcome, item.path) for item in findings.needs} >= {(Outcome.NEEDS_INPUT, "/gradings")}


class TestRecordedUpgrade:
    UPGRADE = Upgrade(from_grade="second", to_grade="first")

    def test_raises_the_grade_and_says_so(self):
        """What is recorded as managed higher is judged as such."""
        (grade,) = check(live(upgrade=self.UPGRADE), at("15:00")).grades

        assert (grade.value, grade.required, grade.grounds) == ("first", "second", ("grade-managed",))

    def test_shortens_the_validity(self):
        """A permit managed as first lasts eight hours."""
        record = live(upgrade=self.UPGRADE)

        assert answers(check(live(), at("15:00")), "HOT-03") == [("ok", "ok", "")]
        assert answers(check(record, at("15:00")), "HOT-03") == [("breach", "window-too-long", "/permitted/end")]

    def test_asks_for_what_the_special_grade_needs(self):
        """Managed as special: plan, camera and the other rows of that grade are asked."""
        record = live(upgrade=Upgrade(from_grade="first", to_grade="special"))
        asked = {item.rule for item in check(record, at("15:00")).needs}

        assert {f"{SCHEME}/special/plan", f"{SCHEME}/video/camera"} <= asked


class TestUnannouncedYear:
    def test_is_the_strict_case_and_says_so(self):
        """Without a notice for the year the work must be upgraded, and the finding names why."""
        record = live("2027-03-03 10:00", "2027-03-03 16:00", state="approved")
        (item,) = (item for item in check(record, at("2027-03-03 09:00")).breaches if item.code == "HOT-02")
        words = {lang: PACK.texts.say(item, lang, "Asia/Shanghai")[0] for lang in ("zh", "en")}

        assert item.args["hours"] == "unannounced"
        assert "放假安排未公布" in words["zh"]
        assert "announced" in words["en"]


class TestNearbyWorks:
    def test_unknown_ones_are_one_question(self):
        """All kinds that nobody looked for are named in one answer."""
        work = HotWork(nearby=(Nearby(what=NearbyWork.GAS_RELEASE, present=False),))
        (item,) = (item for item in check(live(work=work), at("15:00")).needs if item.code == "HOT-11")

        assert item.args["works"] == "dust-sweeping liquid-release solvent-cleaning spray-painting"

    @given(tenths=st.integers(0, 500), kind=st.sampled_from(NearbyWork))
    def test_limit_parts_near_from_far(self, tenths, kind):
        """Up to the limit it is a breach, beyond it none, whatever the kind."""
        (rule,) = (rule for rule in ROWS if rule.code == "HOT-11")
        distance = Decimal(tenths) / 10
        others = tuple(Nearby(what=what, present=False) for what in NearbyWork if what is not kind)
        near = Nearby(what=kind, distance=Quantity(value=distance, unit=Unit.METER))
        found = check(live(work=HotWork(nearby=(*others, near))), at("15:00"))

        wrong = any(item.code == "HOT-11" for item in found.breaches)
        assert wrong is (distance <= rule.params["limits"][kind.value])


class TestWeldingMachine:
    def test_row_of_the_form_declares_the_distance_where_the_company_words_it_so(self):
        """A company whose own row 9 speaks of the ten meters may let the tick answer."""
        (rule,) = (rule for rule in ROWS if rule.code == "HOT-13")
        worded = attrs.evolve(rule, params=FrozenMap({**rule.params, "row_declares": True}))
        record = live(
            work=HotWork(methods=(HotWorkMethod.ARC_WELDING,)),
            measures=(Measure(row=9, involved=True),),
            confirmations=(Confirmation(row=9, by="p-5"),),
        )
        situation = Situation(subject="permit/hot-work", reached=ALL)
        asked = {"scales": PACK.scales, "site": PACK.site, "at": at("15:00")}

        assert judge(record, situation, rules=[worded], **asked).items[0].basis is Basis.DECLARED
        assert judge(record, situation, rules=[rule], **asked).items[0].outcome is Outcome.NEEDS_INPUT


class TestEdition2014:
    RECORD = live("2020-10-03 10:00", "2020-10-03 16:00", state="approved")

    def judged(self):
        """Judge a permit of that time."""
        return check(self.RECORD, at("2020-10-03 09:00"))

    def test_claims_no_grade(self):
        """What that edition asked for a grade is not known, so none is named."""
        assert self.judged().grades == ()

    def test_has_two_rows_and_nothing_of_the_later_edition(self):
        """Only what is known of that edition is judged, and what is known from memory never blocks."""
        found = {item.rule: item for item in self.judged().items if item.code in OWN}
        rows = {rule.id: rule for rule in ROWS if rule.until is not None}

        assert set(found) == set(rows) == {f"{SCHEME}/upgrade/2014", f"{SCHEME}/validity/2014"}
        assert {rule.mark for rule in rows.values()} == {SourceMark.ONE, SourceMark.MEMORY}
        assert rows[f"{SCHEME}/validity/2014"].effective_severity is Severity.WARN
        assert {(rule.since, rule.until) for rule in rows.values()} == {(date(2015, 6, 1), date(2022, 10, 1))}

    @pytest.mark.parametrize(("day", "edition"), [("2022-09-30", "2014"), ("2022-10-01", "2022")])
    def test_ends_when_the_next_one_begins(self, day, edition):
        """On every day there is one edition."""
        held = {rule.cites[:13] for rule in ROWS if rule.in_force(date.fromisoformat(day))}

        assert held == {f"GB 30871-{edition}"}


class TestRows:
    @pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.id)
    def test_say_where_they_come_from(self, rule):
        """Every row says how sure its source is."""
        assert rule.source

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_have_words_for_what_stands_in_arguments(self, lang):
        """Every code that an argument of these rows may hold has a word."""
        params = {rule.code: rule.params for rule in ROWS if rule.id != NOW}
        fixed, cylinders = params["HOT-19"], params["HOT-14"]
        facts = [*fixed["always"], *fixed["under"], *fixed["under"].values(), "distance", "reviewed_on"]
        keys = [f"fact.{name}" for name in (*facts, *cylinders["apart"], *cylinders["held"], "fire_explosion_area")]
        keys += [f"nearby.{what.value}" for what in NearbyWork] + [f"isolation.{w}" for w in params["HOT-10"]["weak"]]

        assert [key for key in keys if PACK.texts.label(key, lang) == key] == []

    def test_limits_speak_of_every_nearby_work(self):
        """No kind of nearby work is left without a limit."""
        (rule,) = (rule for rule in ROWS if rule.code == "HOT-11")

        assert set(rule.params["limits"]) == {what.value for what in NearbyWork}

    def test_answers_can_be_said(self):
        """What the worked cases of these rows answer reads well in both languages, with no place left open."""
        from safetykit.rules.cases import read_cases, run_case

        texts = Kit(packs=[PACK]).texts
        for case in read_cases(PACK.cases, rules=PACK.rules, site=PACK.site, codec=CODEC):
            named = [rule for rule in ROWS if case.rule in (rule.id, rule.code) and case.milestone in (None, rule.due)]
            if not named or run_case(case, rules=PACK.rules, scales=PACK.scales, codec=CODEC).row is None:
                continue
            findings = judge(
                case.record,
                Situation(subject="permit/hot-work", reached=ALL),
                rules=named,
                scales=PACK.scales,
                site=case.site,
                at=case.at,
            )
            for item in (*findings.breaches, *findings.needs):
                for lang in ("zh", "en"):
                    shown = "".join(texts.say(item, lang, "Asia/Shanghai"))
                    assert "?" not in shown
                    assert item.message not in shown
