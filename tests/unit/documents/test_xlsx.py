import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit.documents import Imprint, xlsx
from safetykit.documents.xlsx import register_xlsx
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.permits import Permit
from safetykit.model.shapes import broken, fields_of
from tests.unit.documents.ledgers import WORDS, local, mixed, of, permit, shipped, words
from tests.unit.documents.samples import HOSTILE, IMPRINT, with_texts

CONTENT = next(field.shape for field in fields_of(Permit) if field.name == "content")


def book(records, definition=None, locale=None, **more):
    """Return a register as openpyxl reads it back."""
    data = register_xlsx(definition or shipped(), records, locale or words(), imprint=IMPRINT, **more)
    return openpyxl.load_workbook(BytesIO(data))


def cells(*texts, shown="text"):
    """Return the cells that read texts (or other values) make in one column, and the sheet."""
    definition = of('label = "a"\nas = "row"', f'label = "b"\nvalue = "given(x)"\nas = "{shown}"')
    records = [permit(number) for number in range(len(texts))]
    given = {"x": {record.id: text for record, text in zip(records, texts, strict=True)}}
    sheet = book(records, definition, local(definition), given=given).worksheets[0]
    return [sheet.cell(row, 2) for row in range(4, 4 + len(texts))]


class TestValues:
    def test_are_all_read_back(self):
        """Words, numbers and times of every column are read back as what they are, times on the clocks of the site."""
        sheet, totals = book(mixed(), unit="东方石化", period="2026年11月").worksheets
        rows = [*sheet.iter_rows(values_only=True)]

        assert ("特殊作业票登记台账", "台账", "统计") == (rows[0][0], sheet.title, totals.title)
        assert rows[1][0].startswith("单位：东方石化  |  期间：2026年11月  |  时间均为 Asia/Shanghai 当地时间")
        assert ("序号", "票证编号", "作业类别") == rows[2][:3]
        assert (1, "DH-2026-001", "动火", "一级") == rows[3][:4]
        assert (datetime(2026, 11, 16, 8, 30), datetime(2026, 11, 16, 16, 30)) == rows[3][11:13]
        assert (3, "SX-01", "受限空间", None) == rows[5][:4]
        assert 7 == len(rows)
        assert ("合计", 0, 1, 1, 0, 0, 2, 4) == [*totals.iter_rows(values_only=True)][3][:8]

    def test_are_formatted(self):
        """Times and days carry a format that sorts and reads the same everywhere; texts wrap."""
        minute, day = cells(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), shown="minute") + cells(
            date(2026, 1, 2), shown="day"
        )

        assert ("yyyy-mm-dd hh:mm", datetime(2026, 1, 2, 11, 4)) == (minute.number_format, minute.value)
        assert ("yyyy-mm-dd", datetime(2026, 1, 2)) == (day.number_format, day.value)
        assert cells("a")[0].alignment.wrap_text

    def test_that_excel_cannot_count_stay_words(self):
        """Times before its calendar and numbers beyond its digits are written as words, with nothing cut."""
        early = cells(datetime(1890, 1, 2, tzinfo=UTC), shown="minute") + cells(date(1900, 2, 28), shown="day")
        large = cells(10**15, -(10**20), Decimal("1.2345678901234567"), Decimal("1E+400"), shown="number")
        plain = cells(12, -3, Decimal("0.10"), Decimal("12.5"), None, shown="number")

        assert ["1890-01-02 08:05", "1900-02-28"] == [early[0].value, early[1].value]
        assert ["1" + "0" * 15, "-1" + "0" * 20, "1.2345678901234567", "1" + "0" * 400] == [one.value for one in large]
        assert [12, -3, 0.1, 12.5, None] == [one.value for one in plain]

    @settings(max_examples=25)
    @given(st.lists(st.text(max_size=30).filter(lambda text: not broken(CONTENT, text or "x")), max_size=8))
    def test_any_text_is_read_back(self, texts):
        """Whatever a record may hold is read back sign for sign, as text."""
        for text, cell in zip(texts, cells(*texts), strict=True):
            assert (text or None) == cell.value
            assert "f" != cell.data_type


class TestFormulas:
    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", " =", "\u00a0="])
    def test_are_never_made(self, sign):
        """A text that begins like a formula is a text, whatever was typed."""
        (cell,) = cells(f"{sign}1+1")

        assert ("s", f"{sign}1+1") == (cell.data_type, cell.value)

    def test_are_not_made_by_editing(self):
        """A text that Excel would read as a formula after a double click is marked as text for good."""
        assert [True, True, False] == [cell.quotePrefix for cell in cells("=1", "＝1", "a")]
        assert {True} == {
            cell.quotePrefix for cell in cells("−1", "﹦1", " =1", "\t=1", "\n=1", "\u200b=1", "\u3000@x")
        }

    def test_links_are_words(self):
        """An address is a text and no link; nothing in the file points outside."""
        (cell,) = cells("https://example.invalid/")
        data = register_xlsx(shipped(), [permit(1, content="https://example.invalid/ mailto:a@b internal:x")], words())

        assert cell.hyperlink is None
        with ZipFile(BytesIO(data)) as package:
            assert not any("xternal" in package.read(name).decode() for name in package.namelist() if "rels" in name)

    def test_units_are_no_formula(self):
        """A unit in the table of counts is a text too."""
        from safetykit.model.people import Party

        party = Party(unit="=1+1", side="applicant")
        totals = book([permit(1, parties=(party,))]).worksheets[1]

        assert ["s"] == [cell.data_type for cell in totals["A"] if cell.value == "=1+1"]


class TestRefused:
    @pytest.mark.parametrize("sign", ["\x07", "\u202e", "\ud800", "\ufffe", "\r"])
    def test_signs_are_named_with_row_and_column(self, sign):
        """What no document may hold is refused with row, column and code point, never with the text."""
        with pytest.raises(RenderError, match=rf"row 2, column 'b': U\+{ord(sign):04X}") as caught:
            cells("good", f"secret{sign}")
        assert "secret" not in str(caught.value)

    def test_too_long_texts_are_not_cut(self):
        """A text longer than a cell holds, counted as Excel counts, is refused; one of full length is kept."""
        assert 32_767 == len(cells("长" * 32_767)[0].value)
        with pytest.raises(RenderError, match="row 1, column 'b': 32768 signs are too many, a cell holds 32767"):
            cells("长" * 32_768)
        with pytest.raises(RenderError, match="32768 signs"):
            cells("𬭚" * 16_384)

    def test_signs_at_the_head(self):
        """What the head says is looked at too."""
        with pytest.raises(RenderError, match=r"head, notes: U\+202E"):
            book((), unit="a\u202eb")

    def test_more_rows_than_a_sheet_holds(self, monkeypatch):
        """A register with more rows than a sheet holds is refused, not cut."""
        import xlsxwriter.worksheet

        before = xlsxwriter.worksheet.Worksheet.__init__

        def small(self):
            before(self)
            self.xls_rowmax = 5

        monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "__init__", small)
        with pytest.raises(RenderError, match="row 3: a sheet of Excel holds no more rows"):
            book([permit(1), permit(2), permit(3)])

    def test_name_of_a_sheet(self):
        """A label that Excel takes for no name of a sheet is named."""
        definition = of('label = "a"\nvalue = "number"', labels={**WORDS, "register.list": "a/b"})

        with pytest.raises(RenderError, match=r"label 'register\.list': Excel takes no such name"):
            book((), definition, local(definition))

    def test_without_xlsxwriter(self, monkeypatch):
        """Without the package the extra to install is named."""
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)

        with pytest.raises(MissingExtra, match=r"safetykit\[xlsx\]"):
            register_xlsx(shipped(), (), words())


class TestPage:
    def test_is_ready_for_work_and_print(self):
        """The head stays in sight and on each page, rows can be filtered, the print is as wide as the paper."""
        sheet = book(mixed()).worksheets[0]

        assert ("C4", "A3:S7", "$1:$3") == (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows)
        assert ("landscape", 0) == (sheet.page_setup.orientation, sheet.page_setup.fitToHeight)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (9, "第 &P 页 共 &N 页") == (sheet.page_setup.paperSize, sheet.oddFooter.right.text)
        assert sheet.column_dimensions["E"].width > sheet.column_dimensions["A"].width

    def test_follows_the_paper(self):
        """An upright register on large paper prints so; without counts there is one sheet."""
        from tests.unit.documents.ledgers import HEAD

        head = HEAD.replace('size = "a4"', 'size = "a3"\nlandscape = false')
        definition = of('label = "a"\nvalue = "number"', head=head)
        made = book([permit(1)], definition, local(definition))

        assert (8, "portrait") == (made.worksheets[0].page_setup.paperSize, made.worksheets[0].page_setup.orientation)
        assert 1 == len(made.worksheets)

    def test_of_nothing(self):
        """A register of nothing has its head alone."""
        made = book(())

        assert 3 == made.worksheets[0].max_row
        assert 1 == len(made.worksheets)


class TestBytes:
    def test_are_the_same_twice(self):
        """The same records give the same bytes, also over an iterator; the print dates the file."""
        one, other = (
            register_xlsx(shipped(), records, words(), imprint=IMPRINT) for records in (mixed(), iter(mixed()))
        )

        assert one == other
        made = openpyxl.load_workbook(BytesIO(one)).properties
        assert (datetime(2026, 11, 16, 4), "特殊作业票登记台账") == (made.created, made.title)
        assert register_xlsx(shipped(), (), words()) == register_xlsx(shipped(), (), words(), imprint=Imprint())

    def test_are_the_same_in_another_process(self):
        """Another process, with another seed of hashes, writes the same bytes."""
        code = (
            "import hashlib\n"
            "from tests.unit.documents.ledgers import mixed, shipped, words\n"
            "from safetykit.documents.xlsx import register_xlsx\n"
            "print(hashlib.sha256(register_xlsx(shipped(), mixed(), words())).hexdigest())"
        )
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert hashlib.sha256(register_xlsx(shipped(), mixed(), words())).hexdigest() == shown.stdout.strip()


class TestHostile:
    def test_texts_stand_as_they_are(self):
        """Texts that have broken pages are read back from every column that holds words."""
        records = [with_texts(permit(number), text) for number, text in enumerate(HOSTILE)]
        sheet = book(records).worksheets[0]

        assert [*HOSTILE] == [cell.value for cell in sheet["E"][3:]]
        assert {"s", "n", "d"} >= {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert xlsx.LONGEST > max(len(str(cell.value)) for row in sheet.iter_rows() for cell in row)
