"""Form A.1 against the facts of the standard: which fields, measures and slots it has."""

import re

import pytest

from safetykit.documents import fill
from safetykit.documents.pdf import pdf
from tests.unit.documents.samples import IMPRINT, a1, record, words

SHEET = fill(a1(), record(), words())
NAMES = {cell.name for cell in SHEET.cells()}
FIELDS = [
    "作业申请单位",
    "作业申请时间",
    "作业内容",
    "动火地点及动火部位",
    "动火作业级别",
    "动火方式",
    "动火人及证书编号",
    "作业单位",
    "作业负责人",
    "气体取样分析时间",
    "代表性气体",
    "分析结果/%",
    "分析人",
    "关联的其他特殊作业及安全作业票编号",
    "风险辨识结果",
    "动火作业实施时间",
    "是否涉及",
    "确认人",
    "安全交底人",
    "接受交底人",
    "监护人",
]
SLOTS = ["作业负责人意见", "所在单位意见", "安全管理部门意见", "动火审批人意见", "动火前，岗位当班班长验票", "完工验收"]


class TestComplete:
    @pytest.mark.parametrize("field", FIELDS)
    def test_field(self, field):
        """Every field of the standard's form has its cell."""
        assert field in NAMES

    def test_measures(self):
        """All sixteen measures stand on it, each with its own row, in order."""
        assert [str(number) for number in range(1, 17)] == [
            cell.text for cell in SHEET.cells() if cell.role == "label" and cell.name.startswith("安全措施 ")
        ]

    def test_slots(self):
        """The six slots stand in the order of the standard."""
        assert SLOTS == [cell.name for cell in SHEET.cells() if cell.role == "sign"]

    def test_places_to_fill_in(self):
        """The counts of blinds, extinguishers, blankets and hoses are places to fill in."""
        lines = [run for cell in fill(a1(), None, words()).cells() for run in cell.runs if run.kind == "line"]

        assert 5 == len(lines)

    def test_grid(self):
        """The seven columns fill the paper between its margins; head and checklist keep their merges."""
        assert (10, 26, 46.4, 18.3, 28, 18.3, 28) == a1().grid
        assert [36, 64.7, 28, 46.3] == [cell.width for cell in SHEET.tables[0].rows[0].cells]
        assert [10, 118.7, 18.3, 28] == [cell.width for cell in SHEET.tables[3].head[0].cells]

    def test_second_page(self):
        """The second page begins with measure 11."""
        assert ["measures-continued"] == [table.id for table in SHEET.tables if table.page]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_two_pages(self, number, lang):
        """Blank and filled as on paper, in both languages, it takes two pages."""
        made = pdf(fill(a1(), record(number) if number else None, words(lang), imprint=IMPRINT, copy=1))

        assert b"<xmpTPg:NPages>2<" in made

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_substance_of_the_measures(self, lang):
        """The distances of the standard stand in both languages: cylinders 10 and 5 m; 30, 15 and 10 m around."""
        distances = {
            number: re.findall(r"\d+ m\b", words(lang).text_of(f"form.a1.measure.{number}")) for number in (7, 11)
        }

        assert {7: ["10 m", "5 m"], 11: ["30 m", "15 m", "10 m"]} == distances

    def test_company_area_is_marked(self):
        """What the company adds is marked as no part of the standard's form."""
        assert "企业增设栏（非标准样式）" == SHEET.tables[-1].caption


class TestFilled:
    def test_never_a_bare_tick(self):
        """A filled row says involved or not involved in words."""
        cells = [cell for cell in SHEET.cells() if cell.name == "是否涉及" and cell.role == "value"]

        assert {"涉及", "不涉及"} == {cell.text for cell in cells}
        assert not any(run.kind == "box" for cell in cells for run in cell.runs)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("动火人及证书编号", "龙䶮 T330726198802；王㛃 T330726199105"),
            ("动火作业实施时间", "自 2026年11月16日 08时30分 至 2026年11月16日 16时30分 止"),
            ("作业中断（中止）与恢复", "2026年11月16日 11时50分 — 2026年11月16日 13时20分"),
            ("实际结束时间", "2026年11月16日 15时50分"),
            (
                "接受交底人",
                "龙䶮 2026年11月16日 08时05分\n王㛃 2026年11月16日 08时05分\n周岚 2026年11月16日 08时05分\n赵砚 2026年11月16日 08时05分",
            ),
        ],
    )
    def test_values(self, name, text):
        """Values of several parts are written as the form wants them."""
        assert [text] == [cell.text for cell in SHEET.cells() if cell.name == name and cell.role == "value"]

    def test_readings(self):
        """Readings are shown as volume fraction, one in %LEL with what was read."""
        shown = [cell.text for cell in SHEET.cells() if cell.name == "分析结果/%" and cell.role == "value"]

        assert ["0.05 合格", "0.055（1 %LEL） 合格", "0.06 合格", "0.05 合格", "", ""] == shown
