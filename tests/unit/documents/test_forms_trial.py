"""The trial forms: what the form language can do beyond form A.1."""

import attrs
import pytest

from safetykit.documents import fill
from safetykit.documents.html import html
from safetykit.documents.pdf import pdf
from safetykit.documents.pictures import LOGO
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.measures import Measure
from tests.unit.documents.trial.trials import LEDGER_COLUMNS, NAMES, PICTURES, PNGS, digest, form, record, sheet, words


def table(made, id):
    return next(one for one in made.tables if one.id == id)


def texts(made, id):
    return [[cell.text for cell in row.cells] for row in table(made, id).rows]


class TestEach:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    @pytest.mark.parametrize("blank", [False, True])
    def test_renders(self, name, lang, blank):
        """Each form is printed in each setting of languages, filled and blank, as a page and as PDF."""
        made = sheet(name, lang, blank=blank, annex=True if blank else None)

        assert "<table" in html(made)
        assert pdf(made).startswith(b"%PDF")

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_filled_on_a_blank_form(self, name):
        """A blank form holds no value at all."""
        assert [] == list(sheet(name, blank=True, annex=True).values())


class TestConfinedSpace:
    def test_head(self):
        """The head has three rows: merged labels, then names and limits of the gases, which are values of the record."""
        head = table(sheet("a2"), "gas").head

        assert 3 == len(head)
        assert [1, 1, 2, 2, 1, 1, 1, 1] == [cell.w for cell in head[0].cells]
        assert {"merged": 4, "head": 2, "value": 4} == {
            role: sum(cell.role == role for cell in head[1].cells) for role in ("merged", "head", "value")
        }
        assert ["硫化氢", "苯", "甲烷", "汽油"] == [cell.text for cell in head[1].cells if cell.role == "value"]

    def test_rows(self):
        """Each sample is one row with its running number, in order of time, beside one label for all of them."""
        rows = table(sheet("a2"), "gas").rows

        assert 7 == len(rows) == rows[0].cells[0].h
        assert ["1", "2", "3"] == [row.cells[1].text for row in rows[:3]]
        assert ["0.1", "1.1", "2.1"] == [row.cells[2].text for row in rows[:3]]
        assert {False} == {row.keep for row in rows[:1]}

    def test_blank(self):
        """The blank form has five numbered lines for samples and its limits printed; no annex unless asked for."""
        made = sheet("a2", blank=True)

        assert 5 == len(table(made, "gas").rows)
        assert "19.5%～21%" in [cell.text for cell in table(made, "gas").head[2].cells]
        assert "interruptions" not in [one.id for one in made.tables]

    def test_annex(self):
        """The annex starts a page with a title of its own; on the blank form it has ten lines."""
        filled, blank = (
            table(sheet("a2", blank=blank, annex=blank or None), "interruptions") for blank in (False, True)
        )

        assert (True, "受限空间安全作业票附页", 1) == (filled.page, filled.title, len(filled.rows))
        assert 10 == len(blank.rows)
        assert "interruptions" not in [one.id for one in sheet("a2", annex=False).tables]

    def test_choice_in_a_measure(self):
        """A place of a measure may be a choice, whose boxes stand in the text."""
        cell = table(sheet("a2"), "measures").rows[1].cells[1]

        assert [("自然通风", False), ("强制通风", True)] == [
            (run.text, run.on) for run in cell.runs if run.kind == "box"
        ]

    def test_word_that_is_no_choice(self):
        """What was written and is none of the choices stands behind the boxes."""
        measures = (Measure(row=2, section="entry", blanks=FrozenMap(air="两者兼用")),)
        made = fill(form("a2"), attrs.evolve(record("a2"), measures=measures), words("a2", "zh"))
        runs = table(made, "measures").rows[1].cells[1].runs

        assert [False, False] == [run.on for run in runs if run.kind == "box"]
        assert "两者兼用" in [run.text for run in runs if run.underline]

    def test_measure_of_another_section(self):
        """A measure of a section that the form does not print is refused, not lost."""
        measures = (Measure(row=2, section="exit", involved=True),)

        with pytest.raises(RenderError, match="has no row 2"):
            fill(form("a2"), attrs.evolve(record("a2"), measures=measures), words("a2", "zh"))

    def test_compact(self):
        """The compact variant has smaller type, lower rows, and tracks that fill its own margins."""
        whole, small = sheet("a2"), sheet("a2", compact=True)

        assert (10, 7.5) == (whole.paper.type_size, small.paper.type_size)
        assert (12.0, 7.2) == (whole.tables[0].rows[2].height, small.tables[0].rows[2].height)
        assert pytest.approx(190, abs=0.1) == sum(small.tables[0].grid)
        assert ((9.5, 9), ()) == (whole.paper.sizes, small.paper.sizes)


class TestBlinding:
    def test_drawing(self):
        """A cell holds a drawing, its title, and the signature of who drafted it."""
        cell = table(sheet("a3"), "head").rows[4].cells[1]

        assert ["picture", "break", "text", "break", "text"] == [run.kind for run in cell.runs]
        assert ("sign", digest(PNGS[0]), 70) == (cell.role, cell.runs[0].picture, cell.runs[0].high)
        assert "按图施工" == cell.runs[-1].text
        assert "陶然" in [run.text for run in cell.foot]

    def test_void_signature(self):
        """What no longer counts stays readable in a signed cell, struck through, and there is room to sign again."""
        cell = table(sheet("a3", void=(0,)), "head").rows[4].cells[1]

        assert ["按图施工"] == [run.text for run in cell.runs if run.strike and run.value][:1]
        assert "line" in [run.kind for run in cell.foot]

    def test_blank(self):
        """Without a drawing there is room for one, and a line to sign on."""
        row = table(sheet("a3", blank=True), "head").rows[4]

        assert (70, ()) == (row.height, row.cells[1].runs)
        assert "line" in [run.kind for run in row.cells[1].foot]

    def test_compound_cells(self):
        """One cell may hold several values, others stand under labels that reach over two rows."""
        rows = table(sheet("a3"), "head").rows

        assert "氮气、45 ℃、300 kPa" == rows[2].cells[1].text
        assert "Q235 DN150 MB-07" == rows[2].cells[2].text


class TestExcavation:
    def test_signed_cell(self):
        """Words of the record and a signature stand in one cell."""
        cell = table(sheet("a7"), "head").rows[2].cells[1]

        assert cell.text.startswith("沿管廊北侧开挖电缆沟，人工开挖\n1.6 m\n24 ㎡\n已核对地下管线图。签字：林岳")

    def test_countersignatures(self):
        """Each department signs in a cell of its own, and there is room for more, up to the least number."""
        made = texts(sheet("a7"), "opinions")

        assert 5 == len(made)
        assert ["电缆已断电" in made[1][0], "消防道畅通" in made[2][0], "签字：" in made[3][0]] == [True] * 3
        assert 5 == len(texts(sheet("a7", blank=True), "opinions"))
        assert 3 == len(texts(sheet("a7", leave=("sign_offs",), unused=("departments",)), "opinions"))

    def test_photos(self):
        """Photos stand in a grid with title and time; one whose bytes were not given is named with its digest."""
        rows = table(sheet("a7"), "photos").rows
        runs = [run for row in rows for cell in row.cells for run in cell.runs]

        assert [2, 2, 2] == [len(row.cells) for row in rows]
        assert [digest(data) for data in PNGS[1:]] == [run.picture for run in runs if run.kind == "picture"]
        assert f"校验码 {digest(b'elsewhere')[:16]}\n未提供的照片\n2026年11月16日 12时09分" == rows[2].cells[1].text

    def test_not_given(self):
        """Without their bytes pictures are named where they would stand."""
        made = sheet("a7", pictures=FrozenMap())

        assert f"电缆沟简图\n校验码 {digest(PNGS[0])[:16]}" == table(made, "sketch").rows[0].cells[1].text
        assert {} == made.pictures

    def test_pictures_of_the_sheet(self):
        """A sheet carries the pictures that it shows and no others."""
        assert {*PICTURES} == {*sheet("a7").pictures}
        assert {digest(PNGS[0])} == {*sheet("a3").pictures}
        assert "" == sheet("a3").logo
        assert LOGO == sheet("a3", pictures=FrozenMap({LOGO: next(iter(PICTURES.values()))})).logo

    def test_blank_frames(self):
        """The blank form has empty frames for the sketch and, with its annex, for six photos."""
        made = sheet("a7", blank=True, annex=True)

        assert (45, "") == (table(made, "sketch").rows[0].height, table(made, "sketch").rows[0].cells[1].text)
        assert [71, 71, 71] == [row.height for row in table(made, "photos").rows]

    def test_badge(self):
        """A grade has a color beside its frame."""
        assert ("深坑", "solid", "#a00000") == (
            sheet("a7").badge.text,
            sheet("a7").badge.frame,
            sheet("a7").badge.color,
        )


class TestNotice:
    def test_letter(self):
        """A letter has no lines, and a list in its text takes as many lines as it has items."""
        made = table(sheet("notice"), "letter")

        assert (False, "prose") == (made.frame, made.kind)
        assert "配电箱未上锁（5.2.3）\n灭火器压力不足（8.1）\n" in made.rows[0].cells[0].text

    def test_seal(self):
        """Below the date is room for a seal."""
        made = table(sheet("notice"), "close")
        seal = made.rows[0].cells[1].runs[-1]

        assert (False, "seal", "（签发单位盖章）", 42, 42) == (made.frame, seal.kind, seal.text, seal.mm, seal.high)

    def test_record_of_a_host(self):
        """A record without a state has no watermark; a blank form is a specimen."""
        assert ("", "", "样张") == (
            sheet("notice").watermark,
            sheet("notice").state,
            sheet("notice", blank=True).watermark,
        )


class TestLedger:
    def test_panels(self):
        """A list wider than the page goes on in further panels, each with the key columns and all rows."""
        made = sheet("ledger").tables

        assert ["rows", *(f"rows-{number}" for number in range(2, 8))] == [one.id for one in made]
        assert {60} == {len(one.rows) for one in made}
        assert {("项目 1", "项目 2")} == {tuple(cell.text for cell in one.head[0].cells[:2]) for one in made}
        assert [0] + [3] * 6 == [one.gap for one in made]

    def test_every_cell(self):
        """Each of the 60 times 50 values stands in it once, those of the key columns once in each panel."""
        shown = list(sheet("ledger").values())
        wanted = {f"{row}-{index}" for row in range(1, 61) for index in range(1, LEDGER_COLUMNS + 1)}

        assert wanted == {*shown}
        assert 60 * (LEDGER_COLUMNS + 2 * 6) == len(shown)

    def test_landscape(self):
        """The ledger lies across."""
        assert (297, 210) == (form("ledger").paper.width, form("ledger").paper.height)
        assert ("", None) == (sheet("ledger").number, getattr(record("ledger"), "number", None))


class TestProseInTwoLanguages:
    def test_one_below_the_other(self):
        """In two languages a letter stands there twice, one text below the other, each with its values."""
        runs = table(sheet("notice", "zh+en"), "letter").rows[0].cells[0].runs
        at = next(index for index, run in enumerate(runs) if run.lang)

        assert "break" == runs[at].kind
        assert {"en"} == {run.lang for run in runs[at:]}
        assert 2 == sum(run.text == "储运一部" for run in runs)

    def test_blank(self):
        """The pen is asked for each value once."""
        runs = table(sheet("notice", "zh+en", blank=True), "letter").rows[0].cells[0].runs

        assert all(not run.lang for run in runs if run.kind == "line")
        assert 3 == sum(run.kind == "line" for run in runs)
        assert 5 == sum(run.text == "…" for run in runs)
