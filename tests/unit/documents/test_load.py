from contextlib import suppress

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.documents import load_form
from safetykit.documents.grid import spanned
from safetykit.errors import PackError
from safetykit.model.works import HotWork
from tests.unit.documents.samples import HEAD, WORDS, a1, form_of

ROW = "[[block]]\nrows = [[{cell}]]\n"


def problems(blocks="", words=WORDS, head=HEAD):
    with pytest.raises(PackError) as caught:
        form_of(blocks, words, head)
    return list(caught.value.problems)


def row(cell):
    return problems(ROW.format(cell=cell))


class TestWhole:
    def test_small_form(self):
        """A form of one block loads; its blocks have names."""
        form = form_of(ROW.format(cell='{ label = "a", value = "content", w = [1, 2] }'))

        assert ("rows-1", (30, 50, 95)) == (form.blocks[0].id, form.grid)

    def test_no_toml(self):
        """A file that is no TOML is refused by name."""
        (problem,) = problems("x")

        assert problem.startswith("test.toml: Expected '='")

    def test_everything_at_once(self):
        """All that is wrong is told at once, with file, row and field."""
        head = 'schema = "x"\nid = 1\ntitle = "title"\nsource = "s"\ngrid = [1]\ncolour = 2\n[paper]\nsize = "b5"\nmargins = [1]\n'

        assert [
            "test.toml: schema: 'safetykit-form/1' is needed",
            "test.toml: paper: size: 'b5' is none of a3, a4",
            "test.toml: paper: margins: four numbers are needed: top, right, bottom, left",
            "test.toml: grid: the tracks take 1 mm, the paper leaves 175 mm",
            "test.toml: block: is missing",
            "test.toml: id: a text is needed",
            "test.toml: applies_to: is missing",
            "test.toml: colour: no such key; known here: annex_title, applies_to, badge, block, compact, copies, grid, id, paper, schema, source, title",
        ] == problems(head=head)

    def test_landscape(self):
        """Landscape paper is as wide as it is high upright, and the grid must fill it."""
        head = HEAD.replace("[30, 50, 95]", "[262]").replace("[paper]", "[paper]\nlandscape = true")
        paper = form_of("[[block]]\nrows = []", head=head).paper

        assert (297, 210) == (paper.width, paper.height)

    def test_tracks_have_a_width(self):
        """A track of no width is refused."""
        assert "test.toml: grid: the widths of the tracks are needed, each above 0" in problems(
            "[[block]]\nrows = []", head=HEAD.replace("[30, 50, 95]", "[0, 175]")
        )

    def test_missing_label(self):
        """A label that a language lacks is told for that language."""
        labels = {"zh": WORDS, "en": {key: text for key, text in WORDS.items() if key != "a"}}
        with pytest.raises(PackError, match="label 'a' is missing in locale 'en'"):
            load_form(HEAD + ROW.format(cell='{ label = "a", w = 3 }'), "test.toml", labels=labels)

    def test_different_places(self):
        """A label whose places differ between the languages would print a value in one of them only."""
        labels = {"zh": WORDS, "en": {**WORDS, "title": "{x}"}}
        with pytest.raises(PackError, match="label 'title': its places differ between 'zh' and 'en'"):
            load_form(HEAD + ROW.format(cell='{ label = "a", w = 3 }'), "test.toml", labels=labels)


class TestRows:
    @pytest.mark.parametrize(
        ("cell", "problem"),
        [
            ('{ label = "a", w = [2] }', "row 1: the cells take 2 tracks, 3 are free"),
            ('{ label = "a", w = [1, 2] }', "row 1, cell 1: w: one width for the label, one for the value"),
            ('{ label = "a", w = [0] }', "row 1, cell 1: w: whole numbers above 0 are needed"),
            ("{ w = [3] }", "row 1, cell 1: a label or a value is needed"),
            ("5", "row 1, cell 1: a table is needed"),
            ('{ value = "contents", w = [3] }', "row 1, cell 1: value: 'contents': no field 'contents'"),
            ('{ value = "a b", w = [3] }', "row 1, cell 1: value: 'a b': 'a b' is no path"),
            ('{ value = "gas_tests", w = [3] }', "row 1, cell 1: value: a GasTest is no value to print; name a field"),
            ('{ value = "work", w = [3] }', "row 1, cell 1: value: a work is no value to print; name a field"),
            ('{ value = "work.running", w = [3] }', "row 1, cell 1: names: yes and no need the prefix of their labels"),
            ('{ value = "gas_tests", w = [3], each = "{x}" }', "row 1, cell 1: each: 'x': no field 'x'"),
            ('{ value = "gas_tests", w = [3], each = "{gas}" }', "row 1, cell 1: each: a Gas is no value to print"),
            ('{ value = "content", w = [3], under = "x" }', "row 1, cell 1: under: 'x': no field 'x'"),
            ('{ value = "content", w = [3], choice = ["x"] }', "row 1, cell 1: names: a choice needs the prefix"),
            ('{ value = "content", w = [3], sep = "x" }', "row 1, cell 1: sep: 'x' is none of comma, semicolon"),
            ('{ value = "content", w = [3], align = "up" }', "row 1, cell 1: align: 'up' is none of left, center"),
            ('{ value = "content", w = [3], colour = 1 }', "row 1, cell 1: colour: no such key"),
        ],
    )
    def test_problems(self, cell, problem):
        """A slip is named by block, row, cell and key."""
        assert any(one.startswith(f"test.toml: block 1: {problem}") for one in row(cell)), row(cell)

    def test_row_is_a_list(self):
        """A row that is no list of cells is refused."""
        assert "test.toml: block 1: row 1: a list of cells is needed" in problems("[[block]]\nrows = [5]")

    def test_taller_cells(self):
        """A cell of two rows takes its track of the next row too."""
        two = '[[block]]\nrows = [[{ label = "a", w = 1, h = 2 }, { label = "b", w = 2 }], [{ label = "c", w = 2 }]]'

        assert 2 == len(form_of(two).blocks[0].body.rows)
        assert "test.toml: block 1: row 2: the cells take 3 tracks, 2 are free" in problems(
            two.replace('"c", w = 2', '"c", w = 3')
        )

    @pytest.mark.parametrize(
        ("value", "blank"),
        [("applied_at", "minute"), ("permitted", "period"), ("instruments.verified_until", "day"), ("content", "")],
    )
    def test_blank_form_of_a_value(self, value, blank):
        """How a cell is printed without a value follows from what would stand there."""
        form = form_of(ROW.format(cell=f'{{ value = "{value}", w = [3] }}'))

        assert blank == form.blocks[0].body.rows[0][0].blank

    @pytest.mark.parametrize(
        ("cell", "label"),
        [
            ('{ value = "work.surface", w = 3 }', "enum.WorkSurface.inside"),
            ('{ value = "gas_tests.passed", names = "x", w = 3 }', "x.true"),
            ('{ value = "grading(a).value", names = "x", choice = ["b"], w = 3 }', "x.b"),
        ],
    )
    def test_words_of_values(self, cell, label):
        """Words that a value may need must be there before any record is printed."""
        assert f"test.toml: label '{label}' is missing in locale 'zh'" in row(cell)


class TestOtherBlocks:
    @pytest.mark.parametrize(
        ("block", "problem"),
        [
            (
                'kind = "circle"\nrows = []',
                "kind: 'circle' is none of rows, columns, list, checklist, sign, prose, picture",
            ),
            (
                'kind = "columns"\nrepeat = "gas_tests"\nlabel = 1\ncolumns = [1]\nlines = []',
                "columns: a label and columns are needed that take 3 tracks, not 2",
            ),
            ('kind = "columns"\nrepeat = "gas"\nlabel = 1\ncolumns = [2]\nlines = []', "repeat: 'gas': no field 'gas'"),
            (
                'kind = "columns"\nrepeat = "gas_tests"\norder = "x"\nlabel = 1\ncolumns = [2]\nlines = []',
                "order: 'x': no field 'x'",
            ),
            (
                'kind = "columns"\nrepeat = "gas_tests"\nlabel = 1\ncolumns = [2]\nlines = [{ label = "a", value = "x" }]',
                "line 1: value: 'x': no field 'x'",
            ),
            (
                'kind = "checklist"\nrows = [1, 2]\ntexts = "m"\nhead = ["a", "b", "c"]\nw = [1, 1, 1]',
                "w: four columns with heads are needed that take 3 tracks together",
            ),
            (
                'kind = "checklist"\nrows = [2, 1]\ntexts = "m"\nhead = "a"\nw = [1]',
                "rows: the first and the last row are needed",
            ),
            (
                'kind = "checklist"\nrows = [1]\ntexts = "m"\nhead = "a"\nw = [1]\nown = [1]',
                "drafted: the label before the name of who drafted",
            ),
            (
                'kind = "checklist"\nrows = [1]\ntexts = "m"\nhead = "a"\nw = [1]\nfills = { 1 = { x = "y" } }',
                "fills.1.x: value: 'y': no field 'y'",
            ),
            ('kind = "sign"\nslots = [{ slot = "leader" }]', "slot 1: label: is missing"),
            (
                'kind = "prose"\ntext = "note"\nvalues = { unit = { value = "x" } }',
                "values.unit: value: 'x': no field 'x'",
            ),
        ],
    )
    def test_problems(self, block, problem):
        """A slip in any kind of block is named by block and key."""
        found = problems(f"[[block]]\n{block}")

        assert any(one.startswith(f"test.toml: block 1: {problem}") for one in found), found

    def test_prose_without_a_value(self):
        """A place in a prose text that nothing fills is refused."""
        found = problems(
            '[[block]]\nkind = "prose"\ntext = "note"\nvalues = { unit = { value = "party(applicant).unit" } }'
        )

        assert ["test.toml: label 'note': place 'at' has no value in block 'prose-1'"] * 2 == found


class TestBadge:
    @pytest.mark.parametrize(
        ("badge", "problem"),
        [
            ('value = "x"\nnames = "g"\nframes = {}', "value: 'x': no field 'x'"),
            (
                'value = "number"\nnames = "g"\nframes = { a = "round" }',
                "frames.a: one of solid, double, single is needed",
            ),
        ],
    )
    def test_problems(self, badge, problem):
        """A badge needs a path and known frames."""
        assert f"test.toml: badge: {problem}" in " ".join(problems(f"[badge]\n{badge}\n[[block]]\nrows = []"))


class TestSpanned:
    def test_long_row(self):
        """Cells beyond the grid are left to the loader's message; tracks without a cell stay free."""
        assert [1, 1] == spanned([0, 0], [(3, 2)])
        assert [0, 0] == spanned([0, 0], [])


class TestAnyInput:
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["w", "rows", "value", "label"]), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        st.sampled_from(["rows", "columns", "lines", "slots", "fills", "values", "w", "head", "mm", "page", "own"]),
        st.sampled_from(["rows", "columns", "checklist", "sign", "prose"]),
    )
    def test_wrong_input_is_a_pack_error(self, value, key, kind):
        """Whatever stands in a block, the loader either takes it or tells what is wrong."""

        def toml(item):
            if isinstance(item, dict):
                return "{ " + ", ".join(f"{name} = {toml(one)}" for name, one in item.items()) + " }"
            if isinstance(item, list):
                return "[" + ", ".join(map(toml, item)) + "]"
            if isinstance(item, str):
                return '"' + "".join(sign if sign.isalnum() else "_" for sign in item) + '"'
            return (
                {None: '""', True: "true", False: "false"}.get(item, str(item))
                if item is None or isinstance(item, bool)
                else str(item)
            )

        with suppress(PackError):
            assert form_of(f'[[block]]\nkind = "{kind}"\n{key} = {toml(value)}\n').blocks


class TestPen:
    @pytest.mark.parametrize(("pen", "blank"), [("", "minute"), (", pen = false", "")])
    def test_room_for_a_date(self, pen, blank):
        """A date without a value leaves room for the pen, unless the form does not want it."""
        form = form_of(f'[[block]]\nrows = [[{{ value = "applied_at", w = 3{pen} }}]]\n')

        assert blank == form.blocks[0].body.rows[0][0].blank


class TestNeededAnnex:
    LIST = (
        '[[block]]\nkind = "list"\nrepeat = "links()"\n{more}\ncells = [{{ label = "a", value = "number", w = 3 }}]\n'
    )

    def test_more(self):
        """A block of the annex may wait for a list that is longer than the face can show."""
        form = form_of(
            self.LIST.format(more="annex = true\nwhen = { more = 4 }"), head='annex_title = "title"\n' + HEAD
        )

        assert 4 == form.blocks[0].more

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            (
                "when = { more = 4 }",
                "when: only a block of the annex is printed where it is needed; write annex = true",
            ),
            ("when = { x = 1 }", "when: x: no such key; known here: more, overflow"),
            ("when = { more = -1 }", "when: more: a whole number, 0 or more, is needed"),
            ('when = { more = 1, overflow = "b" }', "when: either a block that overflows or how many items it takes"),
        ],
    )
    def test_problems(self, more, problem):
        """A wrong condition is named."""
        assert any(one.startswith(f"test.toml: block 1: {problem}") for one in problems(self.LIST.format(more=more)))


class TestTracksOfABlock:
    LIST = '[[block]]\nkind = "list"\nrepeat = "gas_tests"\n{grid}\ncells = [{cells}]\n'
    CELLS = '{ label = "a", value = "#", w = 1 }, { label = "b", value = "at", w = 2 }'

    def test_own_tracks(self):
        """A block may stand on tracks of its own, which its cells add up to."""
        block = form_of(self.LIST.format(grid="grid = [15, 60, 100]", cells=self.CELLS)).blocks[0]

        assert (15, 60, 100) == block.grid

    @pytest.mark.parametrize(
        ("grid", "problem"),
        [
            ("grid = [15, 60, 90]", "block 1: grid: the tracks take 165 mm, the paper leaves 175 mm"),
            ("grid = [0, 75, 100]", "block 1: grid: the widths of the tracks are needed, each above 0"),
            ("grid = [75, 100]", "block 1: cells: the cells take 3 tracks, 2 are free"),
            ("grid = []", "block 1: grid: the widths of the tracks are needed, each above 0"),
        ],
    )
    def test_problems(self, grid, problem):
        """Tracks of a block are checked as those of the form are."""
        assert any(
            one.startswith(f"test.toml: {problem}") for one in problems(self.LIST.format(grid=grid, cells=self.CELLS))
        )


class TestA1:
    def test_loads_with_its_work_only(self):
        """The paths of A.1 need the kind of work that its id names."""
        assert "permit/hot-work" == a1().applies_to == f"permit/{HotWork.kind}"

    def test_keys_are_unique(self):
        """Each label is asked for once."""
        keys = list(a1().keys)

        assert len(keys) == len(set(keys))
        assert attrs.evolve(a1(), badge=None, copies=("x.{badge}",)).keys
