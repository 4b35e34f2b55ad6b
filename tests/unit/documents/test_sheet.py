import attrs
import pytest

from safetykit.documents import Badge, Cell, Row, Run, Sheet, Table

CELL = Cell(
    runs=(Run(text="作业", bold=True), Run(kind="break"), Run(text="甲", value=True, muted=True)),
    foot=(Run(text="乙", value=True), Run(value=True)),
    name="内容",
    path="/content",
)
SHEET = Sheet(
    form="f",
    language="zh-CN",
    title="标题",
    later_title="标题（续）",
    number="N-1",
    badge=Badge(text="一级"),
    foot=("页脚",),
    tables=(Table(id="t", grid=(10,), head=(Row(cells=(CELL,)),), rows=(Row(cells=(CELL,)),), caption="表"),),
)


class TestRun:
    @pytest.mark.parametrize(
        ("run", "marks", "plain"),
        [
            (Run(text="a"), "", True),
            (Run(text="a", bold=True, muted=True), "bold muted", False),
            (Run(text="a", small=True, underline=True), "small underline", False),
            (Run(text="a", strike=True), "", False),
        ],
    )
    def test_marks(self, run, marks, plain):
        """A run names its marks, the strike apart, and says whether it has none at all."""
        assert (marks, plain) == (run.marks, run.plain)


class TestSheet:
    def test_text_of_cell(self):
        """The text of a cell is all its words, each break a line feed."""
        assert "作业\n甲乙" == CELL.text

    def test_values(self):
        """The values are the texts that came from the record: number, badge, runs marked so."""
        assert ["N-1", "一级", "甲", "乙", "甲", "乙"] == list(SHEET.values())

    def test_values_without_badge(self):
        """A sheet without number and badge has the values of its cells only."""
        assert ["甲", "乙", "甲", "乙"] == list(attrs.evolve(SHEET, number="", badge=None).values())

    def test_texts_cover_every_text(self):
        """Whatever stands anywhere on the sheet is among its texts, with the place."""
        texts = list(SHEET.texts())

        assert {"标题", "标题（续）", "N-1", "一级", "页脚", " / ", "表", "作业", "甲", "乙"} <= {
            text for *_, text in texts
        }
        assert ("内容", "/content", "甲") in texts

    def test_texts_without_badge(self):
        """A sheet without badge has an empty text in its place."""
        assert ("badge", "", "") in list(attrs.evolve(SHEET, badge=None).texts())

    def test_is_a_value(self):
        """Sheets compare and hash by content."""
        assert {SHEET} == {attrs.evolve(SHEET)}
