import pytest

from safetykit.documents import Cell, Row, Run
from safetykit.documents.typst_filters import fit, kept


class TestFit:
    @pytest.mark.parametrize(
        ("text", "width", "expected"),
        [
            ("HW-20261116-0001", 28, 2),
            ("HW-20261116-0001", 100, 1),
            ("甲" * 400, 28, 0),
            ("龘" * 20 + "abc", 28, 0),
            ("one two three four five six", 28, 0),
            ("x" * 400, 175, 2),
            ("作业申请单位", 36, 1),
            ("作业\n单位", 36, 0),
            ("ab", 3, 2),
            ("a", 3, 1),
            ("", 28, 1),
        ],
    )
    def test_width(self, text, width, expected):
        """A word of more signs than the width holds may be too wide; fewer signs in all stand on one line."""
        assert expected == fit(Cell(runs=(Run(text=text),), width=width), 10)

    def test_runs_together(self):
        """A word may go on from run to run, and into the foot."""
        half = Run(text="123456")

        assert 2 == fit(Cell(runs=(half, half), width=28), 10)
        assert 1 == fit(Cell(runs=(half,), width=28), 10)
        assert 2 == fit(Cell(foot=(half, half), width=28), 10)

    @pytest.mark.parametrize("run", [Run(kind="break"), Run(kind="gap", mm=40), Run(kind="picture", mm=40, high=30)])
    def test_what_is_no_text(self, run):
        """Whatever takes room besides words may need more than one line; so does a foot."""
        assert 0 == fit(Cell(runs=(Run(text="甲"), run), width=28), 10)
        assert 0 == fit(Cell(runs=(Run(text="甲"),), foot=(Run(text="乙"),), width=28), 10)

    def test_smaller_type(self):
        """Smaller type leaves room for more signs."""
        cell = Cell(runs=(Run(text="HW-20261116"),), width=40)

        assert [2, 1] == [fit(cell, size) for size in (10, 7)]


class TestKept:
    def row(self, text: str, keep: bool = True, high: float = 0, height: float = 8) -> Row:
        cell = Cell(runs=(Run(text=text), Run(kind="picture", mm=30, high=high)), width=87.5)
        return Row(cells=(cell, Cell(width=87.5)), keep=keep, height=height)

    def test_short(self):
        """A row of a few lines stays on one page, if it says so."""
        assert kept(self.row("甲" * 100), 10)
        assert not kept(self.row("甲" * 100, keep=False), 10)

    @pytest.mark.parametrize(
        "more", [{"text": "甲" * 900}, {"text": "甲\n" * 30}, {"text": "", "high": 120}, {"text": "", "height": 120}]
    )
    def test_long(self, more):
        """A row that might be as high as a page is broken, whatever it says: its end would be lost."""
        assert not kept(self.row(**more), 10)
