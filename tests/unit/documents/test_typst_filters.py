import pytest

from safetykit.documents import Cell, Run
from safetykit.documents.typst_filters import tight


class TestTight:
    @pytest.mark.parametrize(
        ("text", "width", "expected"),
        [
            ("HW-20261116-0001", 28, True),
            ("HW-20261116-0001", 100, False),
            ("甲" * 400, 28, False),
            ("龘" * 20 + "abc", 28, False),
            ("one two three four five six", 28, False),
            ("x" * 400, 175, True),
            ("ab", 3, True),
            ("a", 3, False),
            ("", 28, False),
        ],
    )
    def test_words_that_might_not_fit(self, text, width, expected):
        """Only a cell with a word of more signs than its width holds asks the engine to measure."""
        assert expected is tight(Cell(runs=(Run(text=text),), width=width), 10)

    def test_runs_together(self):
        """A word may go on from run to run, and into the foot."""
        half = Run(text="123456")

        assert tight(Cell(runs=(half, half), width=28), 10)
        assert not tight(Cell(runs=(half,), width=28), 10)
        assert tight(Cell(foot=(half, half), width=28), 10)

    def test_smaller_type(self):
        """Smaller type leaves room for more signs."""
        cell = Cell(runs=(Run(text="HW-20261116"),), width=40)

        assert [True, False] == [tight(cell, size) for size in (10, 7)]
