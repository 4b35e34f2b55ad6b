import re
import subprocess
from collections import Counter

import pytest

from safetykit.documents import Cell, Document, Row, Run, Table, fill
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, sheet_of, with_texts, words


def text_of(sheet, folder) -> str:
    """Return the words of a sheet's PDF as pdftotext reads them, without white space."""
    file = Document(sheet).save(folder / "permit.pdf")
    read = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return squeezed(read.stdout.decode())


def squeezed(text: str) -> str:
    """Return a text without white space and without the break marks inside long words."""
    return re.sub(r"[\s\u200b]", "", text)


def pieces(value: str, found: str) -> int:
    """Return in how many pieces a value stands in a text; the end of a page may tear a value apart."""
    if value in found:
        return 1
    cut = next((size for size in range(len(value) - 1, 0, -1) if value[:size] in found), 0)
    return 1 + pieces(value[cut:], found) if cut else len(value) + 1


def lost(sheet, folder) -> list[str]:
    """Return the values of a sheet that its PDF does not give back, and the characters that it has too few of."""
    found = text_of(sheet, folder)
    values = [squeezed(value) for value in sheet.values()]
    short = Counter("".join(values)) - Counter(found)
    return [value for value in values if pieces(value, found) > 2] + sorted(short)


class TestPdfText:
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_gives_every_value_back(self, number, lang, tmp_path):
        """A foreign program finds every value of the sheet, and all that its head and foot say."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        found = text_of(sheet, tmp_path)

        assert [] == [value for value in (*sheet.values(), *sheet.foot, sheet.title) if squeezed(value) not in found]

    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    def test_blank(self, lang, tmp_path):
        """Each label of an empty form is on the page, in each language."""
        sheet = fill(a1(), None, words(lang))
        labels = {run.text for cell in sheet.cells() for run in cell.runs if cell.role in {"label", "head"}}

        found = text_of(sheet, tmp_path)
        assert [] == [label for label in labels if pieces(squeezed(label), found) > 2]

    @pytest.mark.parametrize("more", [{"annex": True}, {"compact": True}, {"leave": ("content", "risk")}])
    def test_settings(self, more, tmp_path):
        """With the annex, on one page, or half-filled: nothing that the sheet says is lost."""
        assert [] == lost(fill(a1(), record(), words("zh+en"), imprint=IMPRINT, copy=1, works=True, **more), tmp_path)

    def test_texts_around_pictures(self, tmp_path):
        """Words beside pictures, seals, titles of annexes and both titles are on the page."""
        runs = (Run(text="签字", value=True), Run(kind="seal", text="公章", mm=40, high=30))
        table = Table(
            id="one", grid=(175,), rows=(Row(cells=(Cell(runs=runs, width=175),)),), title="附页", caption="照片"
        )
        found = text_of(sheet_of("", tables=(table,), second_title="Permit", second_language="en"), tmp_path)

        assert [] == [text for text in ("签字", "公章", "附页", "照片", "试样", "Permit") if text not in found]

    def test_words_that_fit_stay_whole(self, tmp_path):
        """A number goes to the next line as a whole; only a word that is wider than its cell is broken."""
        number = "HW-20261116-0001"
        cells = (Cell(runs=(Run(text=f"甲乙丙丁戊 {number}"),), width=45), Cell(runs=(Run(text="x" * 200),), width=130))
        table = Table(id="one", grid=(45, 130), rows=(Row(cells=cells),))
        file = Document(sheet_of("", tables=(table,))).save(tmp_path / "words.pdf")
        read = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True).stdout.decode()

        assert number in read.splitlines()
        assert "x" * 200 not in read
        assert "x" * 200 in squeezed(read)

    def test_void_and_unused(self, tmp_path):
        """What is struck through can still be read."""
        assert [] == lost(fill(a1(), record(), words(), void=(0, 1), unused=("safety",), works=True), tmp_path)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts(self, text, tmp_path):
        """Whatever stands in every field of the record is read back as it was."""
        assert [] == lost(fill(a1(), with_texts(record(), text), words(), works=True), tmp_path)

    def test_nine_thousand_characters(self, tmp_path):
        """A text over many pages loses no character."""
        sheet = fill(a1(), with_texts(record(), "甲" * 9000), words(), works=True)
        pages = text_of(sheet, tmp_path)

        held = sum(value.count("甲") for value in sheet.values())
        heads = pages.count("编号：") - 1
        assert held + heads * sheet.number.count("甲") == pages.count("甲")

    def test_row_that_cannot_be_kept(self, tmp_path):
        """A row that asks for one page and does not fit on it goes on, and nothing is lost."""
        assert [] == lost(sheet_of("甲乙丙丁" * 700), tmp_path)

    def test_ticks_are_words(self, tmp_path):
        """A ticked box is a sign in the text, beside its label."""
        assert "√一级" in text_of(fill(a1(), record(), words(), works=True), tmp_path)
