"""What the loader refuses in lists, pictures, the annex, signed cells, the badge and the compact variant."""

import pytest

from safetykit.errors import PackError
from tests.unit.documents.samples import HEAD, WORDS, form_of
from tests.unit.documents.trial.trials import Hazard, Ledger

LIST = 'kind = "list"\nrepeat = "gas_tests"\n'
CELLS = 'cells = [{ label = "a", value = "#", w = 1 }, { label = "b", value = "gas.name", w = 2 }]\n'
ANNEX = 'annex_title = "title"\n' + HEAD.lstrip()
FACE = (
    '[[block]]\nid = "face"\nkind = "columns"\nrepeat = "gas_tests"\nlabel = 1\ncolumns = [2]\noverflow = "annex"\n'
    'lines = [{ label = "a", value = "gas.name" }]\n'
)
REST = f'[[block]]\nid = "rest"\nannex = true\nwhen = {{ overflow = "face" }}\n{LIST}{CELLS}'


def problems(blocks, head=HEAD, words=WORDS, **more):
    with pytest.raises(PackError) as caught:
        form_of(blocks, words, head, **more)
    return list(caught.value.problems)


def refused(blocks, problem, **more):
    found = problems(blocks, **more)
    return any(one.startswith(f"test.toml: {problem}") for one in found) or found


class TestList:
    def test_loads(self):
        """A list takes its heads from its cells, shows one row at least, and as many on a blank form."""
        body = form_of(f"[[block]]\n{LIST}{CELLS}").blocks[0].body

        assert (1, 1, False, ((0, 1),), True) == (body.shown, body.empty, body.bare, body.panels, body.cells[0].counted)

    def test_empty_rows_follow_the_least(self):
        """A blank form has as many rows as a filled one at least, unless it says another number."""
        body = form_of(f"[[block]]\n{LIST}{CELLS}shown = 3").blocks[0].body

        assert (3, 3) == (body.shown, body.empty)
        assert 9 == form_of(f"[[block]]\n{LIST}{CELLS}shown = 3\nempty = 9").blocks[0].body.empty

    def test_without_a_head(self):
        """A list may do without a head; then its cells need no labels."""
        cells = 'cells = [{ value = "gas.name", w = 3 }]\nhead = false'

        assert form_of(f"[[block]]\n{LIST}{cells}").blocks[0].body.bare

    @pytest.mark.parametrize(
        ("block", "problem"),
        [
            (f'{LIST}cells = [{{ label = "a", value = "#", w = 2 }}]', "cells: the cells take 2 tracks, 3 are free"),
            (
                f'{LIST}cells = [{{ label = "a", value = "#", w = 4 }}]',
                "cells: the cells take 4 tracks, 3 are free; columns in several panels need keys",
            ),
            (f'{LIST}cells = [{{ value = "#", w = 3 }}]', "cell 1: label: is missing; it heads the column"),
            (f'{LIST}cells = [{{ label = "a", w = 3 }}]', "cell 1: value: is missing"),
            (f'{LIST}cells = [{{ label = "a", value = "#", w = [1, 2] }}]', "cell 1: w: one width is needed"),
            (
                f'{LIST}cells = [{{ label = "a", value = "at", w = 3, h = 2 }}]',
                "cell 1: h: only cells of rows and heads reach down",
            ),
            (f'{LIST}cells = [{{ label = "a", value = "x", w = 3 }}]', "cell 1: value: 'x': no field 'x'"),
            (f"{LIST}{CELLS}shown = -1", "shown: a whole number, 0 or more, is needed"),
            (f'{LIST}{CELLS}order = "gas"', "order: 'gas': one field of the items is needed that has an order"),
            (f'{LIST}{CELLS}order = "at|gas"', "order: 'at|gas': one field of the items is needed that has an order"),
            (f'{LIST}{CELLS}order = "analyst.who"', "order: 'analyst.who': one field of the items"),
            (
                f'{LIST}{CELLS}side = {{ label = "a", value = "number", w = 1 }}',
                "side: a label and its width are needed",
            ),
            (f'{LIST}{CELLS}side = {{ label = "a", w = 1 }}', "cells: the cells take 3 tracks, 2 are free"),
            (f'{LIST}{CELLS}head = [[{{ label = "a", w = 2 }}]]', "head row 1: the cells take 2 tracks, 3 are free"),
            (f"{LIST}{CELLS}head = [5]", "head row 1: a list of cells is needed"),
            (
                (
                    f'{LIST}keys = 1\nside = {{ label = "a", w = 1 }}\ncells = [{{ label = "a", value = "at", w = 2 }}, '
                    '{ label = "b", value = "at", w = 2 }]'
                ),
                "keys: a list in panels takes its heads from its cells and has no side label",
            ),
            (
                f'{LIST}keys = 1\ncells = [{{ label = "a", value = "at", w = 2 }}, {{ label = "b", value = "at", w = 2 }}]',
                "cell 2: takes 2 tracks, beside the key columns 1 are free",
            ),
        ],
    )
    def test_problems(self, block, problem):
        """A slip in a list is named by block, cell and key."""
        assert refused(f"[[block]]\n{block}", f"block 1: {problem}") is True

    def test_count_outside_a_list(self):
        """A running number counts items; elsewhere there are none."""
        assert (
            refused(
                '[[block]]\nrows = [[{ value = "#", w = 3 }]]', "block 1: row 1, cell 1: value: '#': '#' is no path"
            )
            is True
        )


class TestColumns:
    @pytest.mark.parametrize(("line", "missing"), [('value = "at"', "label"), ('label = "a"', "value")])
    def test_line(self, line, missing):
        """A line of columns has a label and a value."""
        block = f'[[block]]\nkind = "columns"\nrepeat = "gas_tests"\nlabel = 1\ncolumns = [2]\nlines = [{{ {line} }}]'

        assert refused(block, f"block 1: line 1: {missing}: is missing") is True


class TestPicture:
    BLOCK = '[[block]]\nkind = "picture"\nrepeat = "attachments(photo)"\ncolumns = [3]\n'

    @pytest.mark.parametrize(
        ("block", "problem"),
        [
            (BLOCK, "mm: is missing"),
            (f"{BLOCK}mm = 3", "mm: a height above 5 is needed"),
            (BLOCK.replace("[3]", "[2]") + "mm = 60", "columns: columns are needed that take 3 tracks, not 2"),
            (
                BLOCK.replace("attachments(photo)", "people") + "mm = 60",
                "repeat: only attachments are pictures",
            ),
            (f'{BLOCK}mm = 60\nwords = {{ value = "x" }}', "words: value: 'x': no field 'x'"),
        ],
    )
    def test_problems(self, block, problem):
        """Pictures need room, columns and attachments."""
        assert refused(block, f"block 1: {problem}") is True

    @pytest.mark.parametrize(
        ("cell", "problem"),
        [
            ('picture = "attachments(photo)", w = 3, mm = 0', "mm: the height of the picture or seal is needed"),
            ('picture = "people", w = 3', "picture: only attachments are pictures"),
            ('seal = "a", w = 3, mm = 0', "mm: the height of the picture or seal is needed"),
        ],
    )
    def test_in_a_cell(self, cell, problem):
        """A cell with a picture or a seal needs its height."""
        assert refused(f"[[block]]\nrows = [[{{ {cell} }}]]", f"block 1: row 1, cell 1: {problem}") is True


class TestAnnex:
    def test_loads(self):
        """An annex takes up what overflows."""
        face, rest = form_of(FACE + REST, head=ANNEX).blocks

        assert (True, "face", True) == (face.body.annex, rest.overflow, rest.annex)

    @pytest.mark.parametrize(
        ("blocks", "head", "problem"),
        [
            (FACE, ANNEX, "block: 'face' overflows, but no list has when = { overflow = 'face' } and repeats it"),
            (
                FACE + REST.replace("gas_tests", "people").replace("gas.name", "name"),
                ANNEX,
                "block: 'face' overflows, but no list",
            ),
            (
                FACE + REST.replace("gas.name", "at"),
                ANNEX,
                "block: 'face' overflows, but the list of the annex does not print all",
            ),
            (FACE + REST, HEAD, "annex_title: the key of the title of the annex is needed"),
            (REST, ANNEX, "block: when: no block 'face' has overflow = 'annex'"),
            (REST.replace("annex = true", "") + FACE, ANNEX, "block 1: when: only a block of the annex"),
            (FACE + REST + "[[block]]\nrows = []", ANNEX, "block: blocks of the annex stand at the end of the form"),
            (
                FACE + REST + '[[block]]\nid = "face"\nannex = true\nrows = []',
                ANNEX,
                "block: there are 2 blocks of the name 'face'",
            ),
        ],
    )
    def test_problems(self, blocks, head, problem):
        """An annex stands at the end, has a title, and takes up all that a list sends there."""
        assert refused(blocks, problem, head=head) is True


class TestSign:
    def test_least(self):
        """Only a repeated slot has a least number."""
        block = '[[block]]\nkind = "sign"\nslots = [{ slot = "leader", label = "a", least = 2 }]'

        assert refused(block, "block 1: slot 1: least: only a slot with repeat = true is printed several times") is True

    @pytest.mark.parametrize(
        ("block", "problem"),
        [
            ('kind = "sign"\nslots = []', "kind: 'sign' needs a record with a field 'sign_offs'"),
            (
                'kind = "checklist"\nrows = [1]\ntexts = "a"\nhead = "a"\nw = [1]',
                "kind: 'checklist' needs a record with a field 'measures'",
            ),
            (
                'rows = [[{ label = "a", sign = "x", w = [1, 2] }]]',
                "row 1, cell 1: sign: a Ledger has no field 'sign_offs'",
            ),
            ('rows = [[{ value = "crew(x).name", w = 3 }]]', "row 1, cell 1: value: 'crew(x).name': no source 'crew'"),
        ],
    )
    def test_record_without_sign_offs(self, block, problem):
        """A record of a host that has no sign-offs, measures or people has no place for them on its form."""
        assert refused(f"[[block]]\n{block}", f"block 1: {problem}", record=Ledger) is True

    def test_sources_of_a_host(self):
        """A record of a host offers the sources whose lists it has as a permit has them."""
        assert form_of('[[block]]\nrows = [[{ value = "slot(reply).opinion", w = 3 }]]', record=Hazard).blocks


class TestFills:
    CHECKLIST = (
        '[[block]]\nkind = "checklist"\nrows = [1]\ntexts = "m"\nhead = ["a", "b", "c", "d"]\nw = [1, 1, 1, 1]\n'
    )
    HEAD4 = HEAD.replace("[30, 50, 95]", "[30, 50, 50, 45]")

    @pytest.mark.parametrize(
        ("fills", "problem"),
        [
            ('{ 2 = { x = "number" } }', "block 1: fills.2: there is no such row"),
            ('{ 1 = { x = { names = "a" } } }', "block 1: fills.1.x: a value or a choice is needed"),
            ('{ 1 = { x = { choice = ["p"] } } }', "block 1: fills.1.x: names: a choice needs the prefix"),
            ('{ 1 = { y = "number" } }', "label 'm.1': there is no place 'y', which block 'checklist-1' fills"),
            ('{ 1 = { x = { names = "n", choice = ["p"] } } }', "label 'n.p' is missing in locale 'zh'"),
        ],
    )
    def test_problems(self, fills, problem):
        """A fill names a row, a place of its text, and a value or a choice with its words."""
        words = {**WORDS, "m.1": "{x}"}

        assert refused(f"{self.CHECKLIST}fills = {fills}", problem, head=self.HEAD4, words=words) is True

    def test_prose(self):
        """A value for a place that the text does not have, or no value at all, is told."""
        block = '[[block]]\nkind = "prose"\ntext = "a"\nvalues = { x = { value = "number" }, y = {} }'
        found = problems(block)

        assert "test.toml: block 1: values.y: a value is needed" in found
        assert "test.toml: label 'a': there is no place 'x', which block 'prose-1' fills" in found


class TestPaper:
    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ("pages = -1", "paper: pages: a whole number, 0 or more, is needed"),
            ("type_size = 0", "paper: type_size: a size above 0 is needed"),
            ("sizes = [9]", "paper: sizes: smaller sizes of type, falling, are needed, and pages to fit them on"),
            ("pages = 1\nsizes = [9, 9.5]", "paper: sizes: smaller sizes of type, falling"),
            ("pages = 1\nsizes = [12]", "paper: sizes: smaller sizes of type, falling"),
            ("[compact]\nshrink = 2", "compact: shrink: a factor above 0 and up to 1 is needed"),
            ("[compact]\nmargins = [1, 200, 1, 200]", "compact: margins: they leave no room"),
            ("[compact]\nmargins = [1]", "compact: margins: four numbers are needed"),
            ("[compact]\nlandscape = true", "compact: landscape: no such key"),
        ],
    )
    def test_problems(self, more, problem):
        """Paper and its compact variant take sensible sizes only."""
        assert refused("[[block]]\nrows = []", problem, head=HEAD + more + "\n") is True

    def test_fit(self):
        """A form may name smaller sizes of type to fit its pages."""
        paper = form_of("[[block]]\nrows = []", head=HEAD + "pages = 1\nsizes = [9, 8.5]\n").paper

        assert (1, (9, 8.5)) == (paper.pages, paper.sizes)

    def test_no_room_at_all(self):
        """Margins that leave no room are told once, also with a compact variant."""
        head = HEAD.replace("[12, 15, 12, 20]", "[12, 150, 12, 200]") + "[compact]\ntype_size = 8\n"

        assert "test.toml: grid: the tracks take 175 mm, the paper leaves -140 mm" in problems(
            "[[block]]\nrows = []", head=head
        )


class TestBadge:
    @pytest.mark.parametrize(
        ("colors", "problem"),
        [
            ('{ b = "#a00000" }', "badge: colors.b: the code has no frame"),
            ('{ a = "#ffff00" }', "badge: colors.a: a color as #rrggbb is needed that white words can be read on"),
            ('{ a = "red" }', "badge: colors.a: a color as #rrggbb"),
            ("{ a = 1 }", "badge: colors.a: a color as #rrggbb"),
        ],
    )
    def test_colors(self, colors, problem):
        """A color belongs to a frame and is dark enough for white words."""
        head = HEAD + f'[badge]\nvalue = "number"\nnames = "g"\nframes = {{ a = "solid" }}\ncolors = {colors}\n'

        assert refused("[[block]]\nrows = []", problem, head=head) is True
