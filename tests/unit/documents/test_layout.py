import attrs

from safetykit.documents.layout import fixed, head, label, laid
from safetykit.documents.sheet import Cell, Run
from tests.unit.documents.samples import words

GRID = (10.0, 20.0, 30.0)


def cells(*rows):
    return laid([(list(row), 8.0) for row in rows], GRID, 10)


class TestLaid:
    def test_widths(self):
        """Each cell knows its width in millimeters."""
        (row,) = cells([fixed(Cell(), 2), fixed(Cell())])

        assert [(2, 30.0), (1, 30.0)] == [(cell.w, cell.width) for cell in row.cells]

    def test_merged_places(self):
        """Places under a taller cell are cells too, so that a format that needs them has them."""
        first, second = cells([fixed(Cell(), 1, 2), fixed(Cell(), 2)], [fixed(Cell(), 2)])

        assert [2, 1] == [cell.h for cell in first.cells]
        assert [("merged", 10.0), ("value", 50.0)] == [(cell.role, cell.width) for cell in second.cells]

    def test_keep(self):
        """A row is kept on a page only while all its cells are short."""
        long = Cell(runs=(Run(text="字" * 2000),))

        assert [True, False] == [row.keep for row in cells([fixed(Cell(), 3)], [fixed(Cell(), 2), fixed(long)])]


class TestLabels:
    def test_label(self):
        """A label speaks for its row."""
        (row,) = cells([label(words(), "form.content", 3)])

        assert ("label", "row", "作业内容") == (row.cells[0].role, row.cells[0].scope, row.cells[0].name)

    def test_later(self):
        """A label that goes on from above says so."""
        (row,) = cells([label(words(), "form.content", 3, later=True)])

        assert "作业内容（续）" == row.cells[0].text

    def test_head(self):
        """A head speaks for its column and is bold."""
        (row,) = cells([head(words(), "form.measures", 3)])

        assert ("head", "col", True) == (row.cells[0].role, row.cells[0].scope, row.cells[0].runs[0].bold)


class TestTwoLanguages:
    def test_label(self):
        """A label has its translation below, small and marked; its name holds both."""
        cell = label(words("zh+en"), "form.content", 1)[2](40)

        assert [("作业内容", "", False), ("", "en", False), ("Work to be done", "en", True)] == [
            (run.text, run.lang, run.small) for run in cell.runs
        ]
        assert "作业内容 Work to be done" == cell.name

    def test_label_that_goes_on(self):
        """A label that goes on from above says so once, after both languages."""
        assert (
            "作业内容\nWork to be done（续 cont.）" == label(words("zh+en"), "form.content", 1, later=True)[2](40).text
        )

    def test_head(self):
        """The head of a column is heavy in the first language only."""
        cell = head(words("zh+en"), "form.row", 1)[2](40)

        assert [True, False, False] == [run.bold for run in cell.runs]

    def test_one_language(self):
        """In one language a label is one run."""
        assert ["作业内容（续）"] == [run.text for run in label(words(), "form.content", 1, later=True)[2](40).runs]


class TestPlaced:
    def test_every_field(self):
        """A cell at its place is the cell that was made, but for place and width."""
        given = {
            field.name: {int: 2, float: 7.0, tuple: (Run(text=field.name),)}.get(type(field.default), field.name)
            for field in attrs.fields(Cell)
        }
        (row,) = laid([([(1, 1, lambda _: Cell(**given))], 5.0)], (30.0,), 10)

        assert (attrs.evolve(Cell(**given), w=1, h=1, width=30.0),) == row.cells
