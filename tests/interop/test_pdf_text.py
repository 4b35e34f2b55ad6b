import re
import subprocess
from collections import Counter

import pytest

from safetykit.documents import Document, fill
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, with_texts, words


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
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_gives_every_value_back(self, number, lang, tmp_path):
        """A foreign program finds every value of the sheet, and all that its head and foot say."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        found = text_of(sheet, tmp_path)

        assert [] == [value for value in (*sheet.values(), *sheet.foot, sheet.title) if squeezed(value) not in found]

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

    def test_ticks_are_words(self, tmp_path):
        """A ticked box is a sign in the text, beside its label."""
        assert "√一级" in text_of(fill(a1(), record(), words(), works=True), tmp_path)
