import pytest

from safetykit.documents import Imprint
from safetykit.documents.html import html
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.register import register
from safetykit.errors import RenderError
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from tests.unit.documents.ledgers import local, mixed, of, permit, shipped, words
from tests.unit.documents.samples import HOSTILE, IMPRINT, with_texts


def made(records, lang="zh", **more):
    """Return the shipped register of some records as a sheet."""
    return register(shipped(), records, words(lang), imprint=IMPRINT, **more)


def texts(row):
    """Return the texts of a row."""
    return [cell.text for cell in row.cells]


class TestList:
    def test_has_one_row_for_each_record(self):
        """Records of several kinds stand in one list, in their order and numbered, blank where a kind has no field."""
        rows = [texts(row) for row in made(mixed()).tables[0].rows]

        assert ["1", "2", "3", "4"] == [row[0] for row in rows]
        assert ["DH-2026-001", "DH-2026-002", "SX-01", ""] == [row[1] for row in rows]
        assert ["动火", "动火", "受限空间", "动火"] == [row[2] for row in rows]
        assert ["一级", "二级", "", ""] == [row[3] for row in rows]
        assert ["是", "否", "否", "否"] == [row[16] for row in rows]
        assert "已作废" == rows[2][15]
        assert "2026-11-16 08:30" == rows[0][11]

    def test_heads_are_repeated(self):
        """The heads stand in the rows that every page repeats, and speak for their columns."""
        (head,) = made(mixed(), "en").tables[0].head

        assert "Permit number" == head.cells[1].text
        assert {"col"} == {cell.scope for cell in head.cells}
        assert "list" == made(()).tables[0].kind

    def test_two_languages(self):
        """Heads may be in two languages; what people wrote stands once."""
        sheet = made(mixed(), second=words("en"))

        (head,) = sheet.tables[0].head
        assert "票证编号\nPermit number" == head.cells[1].text
        assert "en" == head.cells[1].runs[-1].lang
        assert ("en", "Register of special work permits") == (sheet.second_language, sheet.second_title)

    def test_cells_know_their_place(self):
        """A value cell points to its record in the list and to its column; only values of records say so."""
        first, number, *_ = made(mixed()).tables[0].rows[1].cells

        assert ("", "/1/number") == (first.path, number.path)
        assert (False, True) == (first.runs[0].value, number.runs[0].value)
        assert "票证编号" == number.name

    def test_of_nothing(self):
        """A register of nothing says so and has no counts."""
        sheet = made(())

        assert [["无记录"]] == [texts(row) for row in sheet.tables[0].rows]
        assert 1 == len(sheet.tables)

    def test_long_rows_may_break(self):
        """A row that may be longer than a page is not kept together."""
        rows = made([permit(1), permit(2, content="长" * 9000)]).tables[0].rows

        assert [True, False] == [row.keep for row in rows]

    def test_boxes_stay_boxes(self):
        """Boxes to tick are drawn, numbered from one."""
        definition = of('label = "a"\nvalue = "number"', 'label = "b"\nas = "boxes"\nboxes = 2')
        (row,) = register(definition, [permit(1)], local(definition)).tables[0].rows

        assert [("box", "1"), ("text", " "), ("box", "2")] == [(run.kind, run.text) for run in row.cells[1].runs]


class TestHead:
    def test_says_whose_and_when(self):
        """Unit, period, zone and print stand on every page; the file is dated by the print."""
        sheet = made(mixed(), unit="东方石化", period="2026年11月")

        assert ("单位：东方石化", "期间：", "2026年11月") == (sheet.copy, sheet.number_label, sheet.number)
        assert "时间均为 Asia/Shanghai 当地时间" == sheet.foot[0]
        assert "钱枫" in sheet.foot[1]
        assert IMPRINT.at == sheet.changed_at

    def test_may_say_little(self):
        """Without print and unit the page says neither."""
        sheet = register(shipped(), (), words())

        assert ("", "", None) == (sheet.copy, sheet.number, sheet.changed_at)
        assert 1 == len(sheet.foot)
        assert "钱枫" not in "".join(register(shipped(), (), words(), imprint=Imprint(at=IMPRINT.at)).foot)


class TestTotals:
    def test_count_by_kind_and_grade(self):
        """Each kind of work is counted by grade, whatever has none apart; the last row is the sum of all."""
        table = made(mixed()).tables[1]

        assert ["作业类别", "特级", "一级", "二级", "三级", "四级", "其他、未填", "合计"] == texts(table.head[0])
        assert [
            ["动火", "0", "1", "1", "0", "0", "1", "3"],
            ["受限空间", "0", "0", "0", "0", "0", "1", "1"],
            ["合计", "0", "1", "1", "0", "0", "2", "4"],
        ] == [texts(row) for row in table.rows]

    def test_count_by_unit_and_kind(self):
        """Each unit is counted by kind of work; records without a unit are counted as blank."""
        rows = [texts(row) for row in made(mixed()).tables[2].rows]

        assert ["储运一部", "未填", "合计"] == [row[0] for row in rows]
        assert ["2", "2", "4"] == [row[-1] for row in rows]

    def test_take_the_width_of_the_list(self):
        """Lists and counts are equally wide, in every language."""
        for lang in ("zh", "en"):
            assert {281.0} == {round(sum(table.grid), 2) for table in made(mixed(), lang).tables}

    def test_of_a_column_that_is_left_out(self):
        """Counts of a column that nobody gave are left out with it."""
        more = '[[totals]]\nby = "a"\nacross = "b"\norder = ["x"]\n'
        lines = ('label = "a"\nvalue = "number"', 'label = "b"\nvalue = "given(b)"\nnames = "word"\noptional = true')
        definition = of(*lines, more=more)

        assert 1 == len(register(definition, [permit(1)], local(definition)).tables)
        assert 2 == len(register(definition, [permit(1)], local(definition), given={"b": {}}).tables)


class TestHostile:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_texts_stand_as_they_are(self, lang):
        """Texts that have broken pages stand in every column as they were written, and never as markup."""
        records = [with_texts(permit(number), text) for number, text in enumerate(HOSTILE)]
        sheet = made(records, lang, unit=HOSTILE[5], period=HOSTILE[5])
        shown = {text.strip() for text in sheet.values()}

        assert {text.strip()[:1000] for text in HOSTILE} <= shown
        assert "<script>alert" not in html(sheet)

    @pytest.mark.parametrize("sign", ["\x07", "\u202e", "\ud800"])
    def test_refused_signs_are_named_with_their_place(self, sign):
        """What no document may hold is refused with column and record."""
        definition = of('label = "a"\nvalue = "given(x)"')
        records = [Permit(id="p", work=HotWork()), Permit(id="q", work=HotWork())]
        sheet = register(definition, records, local(definition), given={"x": {"q": f"a{sign}"}})

        with pytest.raises(RenderError, match=rf"甲 \(/1/a\): U\+{ord(sign):04X}"):
            refuse_unsafe(sheet)
