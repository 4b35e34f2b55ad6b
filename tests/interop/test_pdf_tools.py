"""What the programs of poppler see of a PDF."""

import re
import subprocess

import attrs
import pytest

from safetykit.documents import fill
from safetykit.documents.pdf import pdf
from tests.unit.documents.samples import IMPRINT, NOON, a1, record, words

RECORD = b'{"number":"DH-1"}'


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )  # titles come in UTF-16


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    """A filled permit in two languages, with its record."""
    sheet = fill(a1(), attrs.evolve(record(), changed_at=NOON), words("zh+en"), imprint=IMPRINT, copy=1)
    path = tmp_path_factory.mktemp("pdf") / "permit.pdf"
    path.write_bytes(pdf(sheet, record=RECORD))
    return str(path)


class TestPoppler:
    def test_fonts(self, file):
        """Every font is embedded as a subset, with a table that gives its text back."""
        fonts = run("pdffonts", file).splitlines()[2:]

        assert fonts
        for font in fonts:
            assert "SafetykitSansSC-Regular" in font
            assert ["yes", "yes", "yes"] == re.findall(r"\b(?:yes|no)\b", font)

    def test_properties(self, file):
        """The file is tagged, holds no script and no form, and is dated by the record."""
        found = dict(line.split(":", 1) for line in run("pdfinfo", "-isodates", file).splitlines())

        seen = {name: found[name].strip() for name in ("Tagged", "JavaScript", "Form", "Encrypted", "CreationDate")}
        assert {
            "Tagged": "yes",
            "JavaScript": "no",
            "Form": "none",
            "Encrypted": "no",
            "CreationDate": "2026-11-16T04:00:00Z",
        } == seen

    def test_standards(self, file):
        """The standards are named in the file's own data."""
        data = run("pdfinfo", "-meta", file)

        for mark in ("<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A", "<pdfuaid:part>1"):
            assert mark in data

    def test_structure(self, file):
        """The structure has a heading, tables with head cells, and the words of the square code."""
        found = run("pdfinfo", "-struct-text", file)

        for kind in ("H1", "Table", "THead", "TH", "TD", "Figure"):
            assert re.search(rf"^ *{kind}\b", found, re.MULTILINE), kind
        assert "动火安全作业票" in found

    def test_attachment(self, file, tmp_path):
        """The record is taken out as it went in."""
        run("pdfdetach", "-save", "1", "-o", str(tmp_path / "record.json"), file)

        assert RECORD == (tmp_path / "record.json").read_bytes()
