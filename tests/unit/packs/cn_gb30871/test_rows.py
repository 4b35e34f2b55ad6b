import ast
import re
import tomllib
from datetime import date
from importlib import resources

import attrs
import pytest

from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.findings import Mode, Severity
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.cn_gb30871.checks import CHECKS, RAISINGS
from safetykit.rules.calendars import DayKind
from safetykit.rules.rows import SourceMark
from safetykit.rules.site import SETTINGS

FOLDER = resources.files("safetykit.packs.cn_gb30871")
CODE = [file for file in FOLDER.iterdir() if file.name.endswith(".py")]
DUE = {
    "approve": """
        GEN-01 GEN-04 GEN-05 GEN-08 GEN-09 GEN-15 GEN-19 GEN-20 HOT-01 HOT-02 HOT-03 HOT-18 HOT-19 HOT-20 BODY-04
    """,
    "start": """
        GEN-02 GEN-03 GEN-06 GEN-10 GEN-11 GEN-17 GEN-19 GEN-20 HOT-04 HOT-07 HOT-08 HOT-09 HOT-10 HOT-11 HOT-12 HOT-13
        HOT-14 HOT-15 HOT-16 HOT-17 HOT-18 HOT-21 GAS-01 GAS-02 GAS-03 BODY-01 BODY-02 BODY-03
    """,
    "during": "GEN-07 GEN-13 GEN-14 GEN-18 HOT-02 HOT-05 HOT-06",
    "close": "GEN-12 HOT-07 HOT-12",
    "archive": "GEN-16",
}
PRACTICE = {"BODY-02", "BODY-03", "BODY-04"}


def fields(cls):
    """Return the names of a class's fields."""
    return {field.name for field in attrs.fields(cls)}


class TestRows:
    def test_are_all_of_the_fact_sheet(self):
        """Every general rule and every rule of hot work has a row."""
        wanted = {f"GEN-{number:02}" for number in range(1, 21)} | {f"HOT-{number:02}" for number in range(1, 22)}

        assert wanted <= {rule.code for rule in PACK.rules}

    def test_fall_due_with_their_milestone(self):
        """Each row is asked at the moment that its clause speaks of."""
        assert {due: {rule.code for rule in PACK.rules if rule.due == due} for due in DUE} == {
            due: {*codes.split()} for due, codes in DUE.items()
        }

    @pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
    def test_are_law(self, rule):
        """Every row cites a clause or says that it is practice, is dated, and says how sure its source is."""
        law = "practice;" if rule.code in PRACTICE else r"GB 30871-20(22, [45AB]\.[0-9]|14)"

        assert re.match(law, rule.cites)
        assert rule.since in (date(2022, 10, 1), date(2015, 6, 1))
        assert rule.source

    @pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
    def test_may_be_set_aside_only_where_no_clause_asks(self, rule):
        """What an annex, a maker or practice asks is a caution that a site may waive; a clause of chapter 4 or 5 is not."""
        only_caution = rule.severity is Severity.WARN and rule.mark is not SourceMark.MEMORY

        assert rule.waivable is only_caution

    def test_name_facts_that_exist(self):
        """Conditions and reasons speak of fields that a hot-work permit has."""
        named = {name for rule in PACK.rules for name in (*rule.when, *rule.unless)} - {"grade"}
        for scale in PACK.scales:
            for reason in scale.requirements:
                named |= {*reason.all, *reason.unless}

        assert {name.partition(".")[2] for name in named if name.startswith("work.")} <= fields(HotWork)
        assert {name for name in named if not name.startswith("work.")} <= fields(Permit)

    def test_use_every_function(self):
        """No function without a row, no row without a function."""
        data = tomllib.loads(FOLDER.joinpath("pack.toml").read_text("utf-8"))
        rows = [
            row for file in FOLDER.joinpath("rules").iterdir() for row in tomllib.loads(file.read_text("utf-8"))["rule"]
        ]

        assert {row["check"] for row in rows} == set(CHECKS)
        assert {scale["raised"]["by"] for scale in data["grades"]} == set(RAISINGS)

    @pytest.mark.parametrize("file", CODE, ids=lambda file: file.name)
    def test_have_their_numbers_in_the_rows(self, file):
        """No number of the law stands in the code of the pack."""
        constants = [
            node.value for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant)
        ]

        assert [value for value in constants if isinstance(value, int | float) and value not in (0, 1)] == []
        assert [value for value in constants if isinstance(value, str) and re.fullmatch(r"[0-9.]+", value)] == []


class TestDefaultSite:
    SITE = PACK.site

    def test_is_that_of_the_pack(self):
        """Everything that the law leaves open has a default, and is named as one."""
        site = self.SITE

        assert (site.zone, site.certain_day, site.night) == ("Asia/Shanghai", ("08:00", "18:00"), None)
        assert (site.mode, site.profile, site.upgrade) == (Mode.ADVISE, "paper", "level-up")
        assert site.defaults == (*SETTINGS, "calendar")

    def test_asks_for_more_signatures_the_higher_the_grade(self):
        """Slots of a grade are those of the grade below and one more; all are slots of the lifecycle."""
        second, first, special = (self.SITE.slots[f"hot-work/{grade}"] for grade in PACK.scales[0].order)

        assert (second, first, special) == (
            ("leader", "unit"),
            ("leader", "unit", "safety"),
            ("leader", "unit", "safety", "approver"),
        )
        assert {*special} <= {slot.name for slot in STANDARD_PERMIT.slots}

    @pytest.mark.parametrize(
        ("day", "kind"),
        [
            ("2026-01-03", DayKind.HOLIDAY),
            ("2026-01-04", DayKind.WORKDAY),
            ("2026-02-14", DayKind.WORKDAY),
            ("2026-02-28", DayKind.WORKDAY),
            ("2026-05-09", DayKind.WORKDAY),
            ("2026-09-20", DayKind.WORKDAY),
            ("2026-09-25", DayKind.HOLIDAY),
            ("2026-10-07", DayKind.HOLIDAY),
            ("2026-10-08", DayKind.WORKDAY),
            ("2026-10-10", DayKind.WORKDAY),
            ("2026-11-15", DayKind.REST_DAY),
            ("2027-01-01", DayKind.UNANNOUNCED),
        ],
    )
    def test_knows_the_working_days_of_2026(self, day, kind):
        """The notice for 2026 is shipped; the next year is not announced."""
        assert self.SITE.calendar.kind(date.fromisoformat(day)) is kind

    def test_names_the_notice(self):
        """The calendar says which notice it rests on."""
        assert self.SITE.calendar.papers(date(2026, 1, 1)) == (
            "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
        )
