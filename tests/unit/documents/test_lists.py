from datetime import timedelta

import attrs
import pytest

from safetykit.documents import Imprint, fill, locale_of
from safetykit.errors import RenderError
from safetykit.model.evidence import Attachment, AttachmentKind, WorkStart
from safetykit.model.gas import Gas, GasTest, Instrument
from safetykit.model.time import Period
from tests.unit.documents.samples import HEAD, IMPRINT, NOON, ZONE, a1, form_of, record, words

LIST = '[[block]]\nid = "gas"\nkind = "list"\nrepeat = "gas_tests"\n'
FACE = (
    '[[block]]\nid = "face"\nkind = "columns"\nrepeat = "gas_tests"\norder = "at"\nlabel = 1\ncolumns = [1, 1]\n'
    'overflow = "annex"\nlines = [{ label = "a", value = "gas.name" }, { label = "b", value = "at" }]\n'
    '[[block]]\nid = "rest"\nkind = "list"\nrepeat = "gas_tests"\nannex = true\nwhen = { overflow = "face" }\n'
    'cells = [{ label = "a", value = "gas.name", w = 1 }, { label = "b", value = "at", w = 2 }]\n'
)
ANNEX = 'annex_title = "d"\n' + HEAD.lstrip()


def filled(blocks, subject, head=HEAD, **more):
    form = form_of(blocks, head=head)
    return fill(form, subject, locale_of(form, "zh", ZONE), **more)


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def gas(name, minutes, **more):
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return GasTest(at=at, gas=Gas(name=name), **more)


def permit(*tests, **more):
    return attrs.evolve(record(), **{"gas_tests": tests, "starts": (), "permitted": None, "pauses": (), **more})


class TestList:
    CELLS = 'cells = [{ label = "a", value = "#", w = 1 }, { label = "b", value = "gas.name", w = 2 }]\n'

    def test_rows(self):
        """Each item is a row with its running number; missing ones up to the least are left for the pen."""
        (table,) = filled(LIST + self.CELLS + "shown = 3", permit(gas("氢", 0), gas("苯", 1))).tables

        assert [["1", "氢"], ["2", "苯"], ["3", ""]] == texts(table)
        assert ("list", ["甲", "乙"]) == (table.kind, [cell.text for cell in table.head[0].cells])
        assert ["/gas_tests/0/gas/name", "/gas_tests/1/gas/name", ""] == [row.cells[1].path for row in table.rows]

    def test_without_a_head(self):
        """A list may have no head row at all."""
        (table,) = filled(LIST + 'head = false\ncells = [{ value = "gas.name", w = 3 }]', permit(gas("氢", 0))).tables

        assert ((), [["氢"]]) == (table.head, texts(table))

    def test_side(self):
        """A label may stand beside all rows, below a head of its own."""
        block = LIST + 'side = { label = "c", w = 1 }\ncells = [{ label = "a", value = "gas.name", w = 2 }]'
        (table,) = filled(block, permit(gas("氢", 0), gas("苯", 1))).tables

        assert [["丙", "甲"]] == [[cell.text for cell in row.cells] for row in table.head]
        assert [2, 1] == [row.cells[0].h for row in table.rows]
        assert ["label", "merged"] == [row.cells[0].role for row in table.rows]

    def test_long_side_does_not_hold_its_rows_together(self):
        """Rows beside a label that reaches far down may be parted by the end of a page."""
        block = LIST + 'side = { label = "c", w = 1 }\ncells = [{ label = "a", value = "gas.name", w = 2 }]'
        keeps = [
            filled(block, permit(*(gas("氢", minute) for minute in range(count)))).tables[0].rows[0].keep
            for count in (4, 5)
        ]

        assert [True, False] == keeps

    def test_of_the_record_itself(self):
        """A cell of a list may name the record's own sources."""
        (table,) = filled(
            LIST + 'cells = [{ label = "a", value = "party(applicant).unit", w = 3 }]', permit(gas("氢", 0))
        ).tables

        assert [["储运一部"]] == texts(table)

    def test_instrument(self):
        """A gas test names the number of its instrument, or its id where the record does not describe it."""
        tests = (gas("氢", 0, instrument="i-1"), gas("苯", 1, instrument="i-2"), gas("氨", 2))
        known = (Instrument(id="i-1", number="旧"), Instrument(id="i-1", number="QT-7"), Instrument(id="i-2"))
        (table,) = filled(
            LIST + 'cells = [{ label = "a", value = "device", w = 3 }]', permit(*tests, instruments=known)
        ).tables

        assert [["QT-7"], ["i-2"], [""]] == texts(table)
        assert ["/instruments/1/number", "/gas_tests/1/instrument", ""] == [row.cells[0].path for row in table.rows]


class TestOverflow:
    def test_start_first(self):
        """The face shows what the start rests on: the last test of each gas and point before it."""
        tests = [gas("氢", -60), gas("氢", -20), gas("苯", -30), gas("苯", 30), gas("氢", None)]
        face, rest = filled(FACE, permit(*tests, starts=(WorkStart(at=NOON),)), ANNEX).tables

        assert ["苯", "氢"] == texts(face)[0][1:]
        assert ["2026年11月16日 11时30分", "2026年11月16日 11时40分"] == texts(face)[1][1:]
        assert 5 == len(rest.rows)
        assert (True, "丁") == (rest.page, rest.title)

    def test_label_sends_to_the_annex(self):
        """The first label of the face sends the reader to the annex; the others do not."""
        tests = [gas("氢", minute) for minute in range(3)]

        assert ["甲（续见附页）", "乙"] == [row[0] for row in texts(filled(FACE, permit(*tests), ANNEX).tables[0])]

    def test_before_work_has_begun(self):
        """Before work has begun the latest tests count, also those taken after the window opened."""
        tests = [gas("氢", -90), gas("苯", -60), gas("氢", 20, passed=False)]
        face, _ = filled(FACE, permit(*tests, permitted=Period(start=NOON)), ANNEX).tables

        assert ["苯", "氢"] == texts(face)[0][1:]
        assert "2026年11月16日 12时20分" == texts(face)[1][2]

    def test_failed_first(self):
        """A test that failed is on the face before later ones that passed; at one time it counts more than a pass."""
        tests = [
            gas("氢", -90, passed=False),
            gas("苯", -60),
            gas("氨", -30, passed=False),
            gas("氨", -30, passed=True),
        ]
        face, _ = filled(FACE, permit(*tests, starts=(WorkStart(at=NOON),)), ANNEX).tables

        assert ["氢", "氨"] == texts(face)[0][1:]
        assert [0, 2] == [int(cell.path.split("/")[2]) for cell in face.rows[0].cells[1:]]

    def test_more_than_the_face_holds(self):
        """Where the start rests on more tests than there are columns the latest of them are shown."""
        tests = [gas(name, minute) for name, minute in (("氢", -90), ("苯", -60), ("氨", -30))]
        face, _ = filled(FACE, permit(*tests, starts=(WorkStart(at=NOON),)), ANNEX).tables

        assert ["苯", "氨"] == texts(face)[0][1:]

    def test_in_given_order(self):
        """The latest test before the start counts, in whatever order they were written down."""
        tests = [gas("氨", -90), gas("氢", -20), gas("氢", -60), gas("苯", -10)]
        face, _ = filled(FACE.replace('order = "at"', ""), permit(*tests, starts=(WorkStart(at=NOON),)), ANNEX).tables

        assert ["2026年11月16日 11时40分", "2026年11月16日 11时50分"] == texts(face)[1][1:]

    def test_start_not_known(self):
        """If nobody knows when work starts the face shows the latest tests."""
        tests = [gas(name, minute) for name, minute in (("氢", -90), ("苯", -60), ("氨", -30))]
        face, _ = filled(FACE, permit(*tests), ANNEX).tables

        assert ["苯", "氨"] == texts(face)[0][1:]

    def test_no_annex(self):
        """Without an annex the list goes on below, so that nothing is lost."""
        tests = [gas("氢", minute) for minute in range(3)]
        (face,) = filled(FACE, permit(*tests), ANNEX, annex=False).tables

        assert ["甲", "乙", "甲（续）", "乙（续）"] == [row[0] for row in texts(face)]

    def test_annex_always(self):
        """The annex may be asked for where it is not needed."""
        assert ["face"] == [table.id for table in filled(FACE, permit(gas("氢", 0)), ANNEX).tables]
        assert ["face", "rest"] == [table.id for table in filled(FACE, permit(gas("氢", 0)), ANNEX, annex=True).tables]


class TestAnnexOfOtherKinds:
    @pytest.mark.parametrize(
        ("block", "subject", "shown"),
        [
            ('rows = [[{ label = "a", value = "content", w = [1, 2] }]]', permit(), True),
            ('rows = [[{ label = "a", value = "content", w = [1, 2] }]]', permit(content=None), False),
            ('rows = [[{ picture = "attachments(photo)", w = 3 }]]', permit(attachments=()), False),
            ('kind = "sign"\nslots = [{ slot = "x", label = "a" }]', permit(), True),
            ('kind = "sign"\nslots = [{ slot = "x", label = "a" }]', None, False),
        ],
    )
    def test_needed(self, block, subject, shown):
        """Cells of the annex are printed where the record has a value for one of them, other blocks for any record."""
        made = filled(f'[[block]]\nid = "x"\nannex = true\n{block}', subject, ANNEX)

        assert shown == bool(made.tables)


class TestPictures:
    BLOCK = '[[block]]\nkind = "picture"\nrepeat = "attachments(photo)"\nside = { label = "a", w = 1 }\ncolumns = [1, 1]\nmm = 40\n'

    def test_side(self):
        """A label may stand beside all pictures; they are called by it."""
        photos = tuple(
            Attachment(kind=AttachmentKind.PHOTO, sha256=f"{number}" * 64, media_type="image/png", size=1)
            for number in range(3)
        )
        (table,) = filled(self.BLOCK, permit(attachments=photos)).tables

        assert ("pictures", [2, 1]) == (table.kind, [row.cells[0].h for row in table.rows])
        assert "照片\n校验码 0000000000000000" == table.rows[0].cells[1].text
        assert ("甲", "/attachments/0") == (table.rows[0].cells[1].name, table.rows[0].cells[1].path)
        assert "" == table.rows[1].cells[2].text

    def test_in_a_cell(self):
        """A cell of a form may hold pictures and nothing else."""
        photo = Attachment(kind=AttachmentKind.PHOTO, sha256="0" * 64, media_type="image/png", size=1)
        (table,) = filled(
            '[[block]]\nrows = [[{ picture = "attachments(photo)", w = 3 }]]', permit(attachments=(photo,))
        ).tables

        assert ["text", "break", "text"] == [run.kind for run in table.rows[0].cells[0].runs]
        assert "/attachments/0" == table.rows[0].cells[0].path

    def test_none(self):
        """Without pictures there is one row of empty frames, as high as a picture."""
        (table,) = filled(self.BLOCK, permit(attachments=())).tables

        assert ([40], ["甲", "", ""]) == (
            [row.height for row in table.rows],
            [cell.text for cell in table.rows[0].cells],
        )


class TestPage:
    def test_code(self):
        """The square code says number and digest, in capital letters; nothing where one of them is missing."""
        digest = "ab" * 32
        made = fill(a1(), attrs.evolve(record(), number="dh-1"), words(), imprint=Imprint(digest=digest))

        assert f"DH-1 {'AB' * 16}" == made.code
        assert "" == fill(a1(), record(), words()).code
        assert "" == fill(a1(), attrs.evolve(record(), number=None), words(), imprint=IMPRINT).code

    def test_reprint(self):
        """From the second print on the foot says so."""
        assert "补打" in " ".join(fill(a1(), record(), words(), imprint=Imprint(at=NOON, serial=2)).foot)
        assert "补打" not in " ".join(fill(a1(), record(), words(), imprint=Imprint(at=NOON)).foot)

    def test_no_compact_variant(self):
        """A form without a compact variant says so."""
        with pytest.raises(RenderError, match="form 'test/form' has no compact variant"):
            filled('[[block]]\nrows = [[{ label = "a", w = 3 }]]', record(), compact=True)

    def test_compact_has_no_page_breaks(self):
        """In the compact variant blocks follow each other; only the annex starts a page."""
        blocks = (
            '[[block]]\nrows = [[{ label = "a", w = 3 }]]\n[[block]]\npage = true\nrows = [[{ label = "a", w = 3, mm = 10 }]]\n'
            '[[block]]\nannex = true\nrows = [[{ label = "a", value = "content", w = [1, 2] }]]'
        )
        head = ANNEX + "[compact]\nshrink = 0.5\n"

        assert [False, True, True] == [table.page for table in filled(blocks, record(), head).tables]
        assert [False, False, True] == [table.page for table in filled(blocks, record(), head, compact=True).tables]
        assert [8, 10, 8] == [table.rows[0].height for table in filled(blocks, record(), head).tables]
        assert [4, 5, 4] == [table.rows[0].height for table in filled(blocks, record(), head, compact=True).tables]
