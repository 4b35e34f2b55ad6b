"""Two regimes, and a company's own rows, on one permit: the example packs."""

from pathlib import Path

import attrs
import pytest

from safetykit.kit import Kit
from safetykit.model.findings import Outcome, Severity
from safetykit.model.measures import Grading
from safetykit.model.time import Period
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.company import pack_from_toml
from safetykit.rules.cases import run_cases
from tests.stories.form1 import at, draft

FOLDER = Path(__file__).parents[3] / "examples" / "packs"


def example(name):
    """Read an example pack over the pack of the standard."""
    return pack_from_toml((FOLDER / name).read_text("utf-8"), extends=[PACK], name=name)


PROVINCE, COMPANY = example("made_up_province.toml"), example("company.toml")


def results(pack, site):
    """Run the worked cases of an example pack."""
    codec = Kit(packs=[PACK, pack], site=site).codec
    return run_cases(
        pack.cases, rules=[*PACK.rules, *pack.rules], scales=PACK.scales, site=site, codec=codec, name=pack.id
    )


RESULTS = [result for pack in (PROVINCE, COMPANY) for result in results(pack, pack.site or PACK.site)]
PERMIT = attrs.evolve(
    draft(),
    gradings=(Grading(scheme="cn-gb30871/hot-work", value="first"),),
    permitted=Period(start=at("08:30"), end=at("15:30")),
)


def told(*packs, record=PERMIT, topic="validity", site=PACK.site):
    """Say what the rows about a topic answer that speak of a record, with citation and severity."""
    findings = Kit(packs=packs, site=site).check(record, at=at("08:00"), milestone="approve")
    return [
        (item.cites, item.outcome, item.severity)
        for item in findings.items
        if topic in item.rule and item.outcome is not Outcome.NOT_APPLICABLE
    ]


class TestCases:
    @pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.case.name}/{result.case.id}")
    def test_of_the_examples_pass(self, result):
        """The worked cases stand in the file of the pack and are answered as expected."""
        assert result.got == result.expected

    @pytest.mark.parametrize("rule", [*PROVINCE.rules, *COMPANY.rules], ids=lambda rule: rule.id)
    def test_stand_on_both_sides_of_every_row(self, rule):
        """Each row has a passing and a breaking case."""
        assert {result.outcome for result in RESULTS if result.row == rule.id} >= {Outcome.OK, Outcome.BREACH}


class TestTwoRegimes:
    def test_give_two_verdicts_with_their_own_citations(self):
        """Seven hours at first grade: the standard allows eight, the province six. Both answer, neither hides the other."""
        assert told(PACK, PROVINCE) == [
            ("GB 30871-2022, 5.1.5", Outcome.OK, Severity.BLOCK),
            ("Made-up Province Order 7, 3", Outcome.BREACH, Severity.BLOCK),
        ]

    def test_are_judged_by_the_grades_that_there_are(self):
        """The province has no scale of its own: its row counts by the grade of the standard, in either order of packs."""
        second = attrs.evolve(
            PERMIT,
            gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),),
            work=attrs.evolve(PERMIT.work, fire_explosion_area=False, pipe_rack=False, in_dike=False),
        )

        assert told(PROVINCE, PACK, record=second) == [("GB 30871-2022, 5.1.5", Outcome.OK, Severity.BLOCK)]

    def test_one_may_only_advise(self):
        """The province's verdict stays, but stops nothing."""
        assert told(PACK, PROVINCE.advisory())[1] == (
            "Made-up Province Order 7, 3",
            Outcome.BREACH,
            Severity.WARN,
        )

    def test_are_named_with_their_fingerprints(self):
        """Findings say what they were judged by: an advisory pack is another one."""
        findings = Kit(packs=[PACK, PROVINCE.advisory()]).check(PERMIT, at=at("08:00"))

        assert findings.packs == {
            "cn-gb30871": PACK.fingerprint,
            "made-up-province+advisory": PROVINCE.advisory().fingerprint,
        }

    def test_speak_with_the_words_of_the_check(self):
        """A row with another number needs no words: the check says its own with that number."""
        kit = Kit(packs=[PACK, PROVINCE])
        (found,) = [
            item
            for item in kit.check(PERMIT, at=at("08:00"), milestone="approve").breaches
            if item.rule == "made-up-province/hot-work/validity"
        ]

        assert "6 h" in kit.text(found, "en").replace("hour", "h")
        assert "{" not in kit.text(found, "zh")


class TestCompany:
    def test_has_settings_of_its_own(self):
        """The file chooses preset B; what it does not name stays a default of the standard's pack."""
        site = COMPANY.site

        assert site is not None
        assert site.slots == PACK.site.with_preset("B").slots
        assert site.approvers["hot-work/special"] == ("plant-manager",)
        assert "mode" in site.defaults
        assert not {"preset", "slots", "approves", "approvers", "night", "adoption"} & {*site.defaults}

    def test_a_stricter_row_blocks_and_the_law_does_not(self):
        """Thirty hours at second grade: the standard allows seventy-two, the company twenty-four."""
        record = attrs.evolve(
            PERMIT,
            gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),),
            work=attrs.evolve(PERMIT.work, fire_explosion_area=False, pipe_rack=False, in_dike=False),
            permitted=Period(start=at("08:30"), end=at("14:30").replace(day=17)),
        )
        # A night inside the window would raise the grade, and with it the row that applies.
        site = attrs.evolve(COMPANY.site, upgrade="approver-up")

        assert told(PACK, COMPANY, record=record, site=site) == [
            ("GB 30871-2022, 5.1.5", Outcome.OK, Severity.BLOCK),
            ("ACME-HSE-12, 4.2", Outcome.BREACH, Severity.BLOCK),
        ]

    @pytest.mark.parametrize(("year", "severity"), [(2026, Severity.WARN), (2027, Severity.BLOCK)])
    def test_a_row_begins_to_stop_steps_on_its_day(self, year, severity):
        """The camera at first grade only warns until the day that the company has set."""
        record = attrs.evolve(PERMIT, work=attrs.evolve(PERMIT.work, camera_in_place=False))
        findings = Kit(packs=[PACK, COMPANY], site=COMPANY.site).check(
            record, at=at("08:00").replace(year=year), milestone="start"
        )

        assert {item.severity for item in findings.breaches if item.rule == "acme/hot-work/camera"} == {severity}
