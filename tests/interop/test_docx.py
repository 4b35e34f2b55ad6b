import os
import re
import subprocess
from collections import Counter

import pytest

from safetykit.documents import Document, fill, fonts
from tests.unit.documents.packages import full
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, with_texts, words
from tests.unit.documents.trial.trials import NAMES
from tests.unit.documents.trial.trials import sheet as trial

LANGUAGES = ["zh", "en", "zh+en"]
PAGES = {"zh": 2, "en": 2, "zh+en": 3}
"""Pages of the form; the first permit has more tests than columns, so it has an annex too."""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{shipped}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def sheets():
    """Return every sheet that LibreOffice is shown, by name."""
    shown = {"full": full()}
    for lang in LANGUAGES:
        for number in (1, 2):
            shown[f"{lang}-{number}"] = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        shown[f"{lang}-blank"] = fill(a1(), None, words(lang), imprint=IMPRINT)
    for number, text in enumerate(HOSTILE):
        shown[f"hostile-{number}"] = fill(a1(), with_texts(record(), text), words(LANGUAGES[number % 3]), works=True)
    shown |= {f"trial-{name}": trial(name, LANGUAGES[number % 3]) for number, name in enumerate(NAMES)}
    shown["void"] = fill(a1(), record(), words(), void=(0, 1), unused=("safety",), works=True)
    return shown


SHEETS = sheets()


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Convert every sheet by LibreOffice, which finds no font but ours and no profile of the user."""
    folder = tmp_path_factory.mktemp("docx")
    files = [Document(sheet).save(folder / f"{name}.docx") for name, sheet in SHEETS.items()]
    settings = folder / "fonts.conf"
    settings.write_text(FONTS.format(shipped=fonts.shipped().parent, cache=folder / "cache"), "utf-8")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    env = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True, env=env)
    return folder


def text_of(folder, name):
    """Return the words of a converted sheet, without white space."""
    read = subprocess.run(["pdftotext", "-raw", folder / f"{name}.pdf", "-"], capture_output=True, check=True)
    return squeezed(read.stdout.decode())


def pages_of(folder, name):
    """Return how many pages a converted sheet has."""
    read = subprocess.run(["pdfinfo", folder / f"{name}.pdf"], capture_output=True, check=True)
    return int(re.search(r"Pages:\s+(\d+)", read.stdout.decode())[1])


def squeezed(text):
    return re.sub(r"\s", "", text)


def pieces(value, found):
    """Return in how many pieces a value stands in a text; the end of a page may tear a value apart."""
    if value in found:
        return 1
    cut = next((size for size in range(len(value) - 1, 0, -1) if value[:size] in found), 0)
    return 1 + pieces(value[cut:], found) if cut else len(value) + 1


class TestLibreOffice:
    @pytest.mark.parametrize("name", SHEETS)
    def test_gives_every_value_back(self, name, converted):
        """LibreOffice opens the file and shows every value of the sheet, and no value lacks a character."""
        found = text_of(converted, name)
        runs = (run for cell in SHEETS[name].cells() for run in (*cell.runs, *cell.foot))
        told = [run.text for run in runs if run.value and run.kind != "picture"]  # what a picture shows is no word
        values = [squeezed(value) for value in told]

        assert [] == [value for value in values if pieces(value, found) > 2]
        assert Counter() == Counter("".join(values)) - Counter(found)

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("what", ["1", "2", "blank"])
    def test_pages(self, lang, what, converted):
        """The form takes the pages that it takes on paper; nothing in the file makes another one."""
        assert PAGES[lang] + (what == "1") == pages_of(converted, f"{lang}-{what}")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_head_and_foot(self, lang, converted):
        """Each page has its title, the number and the foot with the number of pages."""
        sheet = SHEETS[f"{lang}-2"]
        found = text_of(converted, f"{lang}-2")
        last = "".join(
            (sheet.page_words[0], str(PAGES[lang]), sheet.page_words[1], str(PAGES[lang]), sheet.page_words[2])
        )

        assert PAGES[lang] - 1 == found.count(squeezed(sheet.later_title))
        assert PAGES[lang] == found.count(squeezed(sheet.number_label + sheet.number))
        assert squeezed(last) in found

    def test_annex(self, converted):
        """An annex starts a page with a title of its own."""
        found = text_of(converted, "full")

        assert 4 == pages_of(converted, "full")
        assert 1 == found.count("试样附页") == found.count("试样附图")
