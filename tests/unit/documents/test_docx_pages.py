import attrs
import pytest

from safetykit.documents import Cell, Paper, Row, Run, fill
from safetykit.documents.docx_pages import broken
from tests.unit.documents.packages import table_of
from tests.unit.documents.samples import a1, record, sheet_of, words

PAPER = Paper(width=210, height=132, margins=(6, 10, 6, 10), head=20)
"""Paper with 100 mm of room for tables."""


def breaks_of(*tables):
    """Return before which tables a page break stands."""
    sheet = attrs.evolve(sheet_of("x"), tables=tables, paper=PAPER)
    return [breaks for _, breaks in broken(sheet, 10)]


def tall(height, **more):
    """Return a table of one row of that height."""
    return table_of(Row(cells=(Cell(w=3, width=175),), height=height), **more)


class TestBroken:
    def test_where_the_sheet_says(self):
        """A table that starts a page does, but for the first, and for one with a title, which starts a section."""
        assert [False, True, False, False] == breaks_of(
            tall(9, page=True), tall(9, page=True), tall(9), tall(9, page=True, title="附页")
        )

    @pytest.mark.parametrize(("height", "expected"), [(100, True), (114, True), (116, False), (230, False)])
    def test_not_where_pages_have_run_over(self, height, expected):
        """Where the tables before surely take more than their page, a break would leave a page nearly empty."""
        assert [False, expected] == breaks_of(tall(height), tall(9, page=True))

    def test_counts_from_the_last_page(self):
        """Each page is counted for itself; after a title the count starts again."""
        assert [False, True, True] == breaks_of(tall(90), tall(90, page=True), tall(9, page=True))
        assert [False, False, True] == breaks_of(tall(90), tall(90, page=True, title="附页"), tall(9, page=True))
        assert [False, False, True] == breaks_of(tall(150), tall(40, page=True), tall(9, page=True))

    @pytest.mark.parametrize(
        ("runs", "expected"),
        [
            ((Run(text="甲" * 48 * 24),), True),
            ((Run(text="甲" * 48 * 30),), False),
            ((Run(text="a" * 48 * 30),), True),
            ((Run(text="甲" * 48 * 30, small=True),), True),
            ((Run(text="甲\n" * 28),), False),
            ((Run(text="甲"), Run(kind="break")) * 28, False),
            ((Run(kind="picture", mm=100, high=116),), False),
        ],
        ids=["fits", "long", "latin", "small", "lines", "breaks", "picture"],
    )
    def test_words(self, runs, expected):
        """What stands in a cell counts, as wide as its signs are."""
        cell = Cell(runs=runs, w=3, width=175, h=1)

        assert [False, expected] == breaks_of(table_of(Row(cells=(cell,))), tall(9, page=True))

    def test_tall_cells(self):
        """A cell over several rows makes none of them higher."""
        cell = Cell(runs=(Run(text="甲" * 5000),), width=30, h=2)
        rows = (Row(cells=(cell,), height=8), Row(cells=(Cell(role="merged"),), height=8))

        assert [False, True] == breaks_of(table_of(*rows), tall(9, page=True))

    def test_form(self):
        """The form breaks after measure 10 as the standard's own sheet does, and runs on in two languages."""
        zh, both = (fill(a1(), record(2), words(lang)) for lang in ("zh", "zh+en"))

        assert ["measures-continued"] == [table.id for table, breaks in broken(zh, 10) if breaks]
        assert [] == [table.id for table, breaks in broken(both, 10) if breaks]
