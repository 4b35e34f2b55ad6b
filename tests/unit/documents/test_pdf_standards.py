"""What an independent reader sees of a PDF: standards, fonts, tags, language, attachment."""

import json
import os
import subprocess
import sys
from io import BytesIO

import attrs
import pikepdf
import pytest

from safetykit.documents import fill
from safetykit.documents.pdf import pdf
from tests.unit.documents.samples import IMPRINT, NOON, a1, record, sheet_of, words

RECORD = json.dumps({"number": "DH-1", "text": "钱枫 /Type/Pages/Count 99"}).encode()
PRINT = """
import sys
from tests.unit.documents.test_pdf_standards import sheet
from safetykit.documents.pdf import pdf
sys.stdout.buffer.write(pdf(sheet(), record=b"{}"))
"""


def sheet(number: int = 1):
    dated = attrs.evolve(record(number), changed_at=NOON)
    return fill(a1(), dated, words(), imprint=IMPRINT, copy=1)


@pytest.fixture(scope="module", params=[None, RECORD], ids=["plain", "attached"])
def made(request):
    return pikepdf.open(BytesIO(pdf(sheet(), record=request.param))), request.param


class TestStandards:
    def test_identifiers(self, made):
        """The file says which standards it meets: PDF/A-2a, or 3a with the record in it, and PDF/UA-1."""
        file, attached = made
        data = file.open_metadata()

        assert ("3" if attached else "2", "A") == (data["pdfaid:part"], data["pdfaid:conformance"])
        assert "1" == data["pdfuaid:part"]

    def test_tagged(self, made):
        """The file is tagged, names its language and shows its title."""
        file, _ = made

        assert file.Root.MarkInfo.Marked
        assert "zh-CN" == str(file.Root.Lang)
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert "/Document" == str(file.Root.StructTreeRoot.K[0].S)

    def test_title_and_keywords(self, made):
        """Title, number and digest are in the file's properties."""
        data = made[0].open_metadata()

        assert "动火安全作业票" == data["dc:title"]
        assert {sheet().number, sheet().digest} <= {text.strip() for text in data["pdf:Keywords"].split(",")}

    def test_fonts(self, made):
        """The one font is embedded, with a table that gives its text back."""
        fonts = {
            str(font.BaseFont): font for page in made[0].pages for font in page.resources.get("/Font", {}).values()
        }

        assert {"SafetykitSansSC-Regular"} == {name.partition("+")[2].removesuffix("-Identity-H") for name in fonts}
        for font in fonts.values():
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


class TestAttachment:
    def test_record_as_it_is(self):
        """The record is attached byte for byte, as the source of the page, with its media type."""
        file = pikepdf.open(BytesIO(pdf(sheet(), record=RECORD)))
        (name,) = file.attachments
        spec = file.attachments[name]

        assert ("record.json", RECORD) == (name, spec.get_file().read_bytes())
        assert "application/json" == spec.get_file().mime_type
        assert "/Source" == str(spec.obj.AFRelationship)
        assert 1 == len(file.Root.AF)

    def test_not_unless_asked(self):
        """Without being asked the record, which holds everything, is not in the file."""
        assert 0 == len(pikepdf.open(BytesIO(pdf(sheet()))).attachments)

    def test_any_bytes(self):
        """What is attached is not read, only carried."""
        file = pikepdf.open(BytesIO(pdf(sheet_of("甲"), record=b"\xff\x00#panic()")))

        assert b"\xff\x00#panic()" == file.attachments["record.json"].get_file().read_bytes()


class TestSameBytes:
    def test_across_processes(self):
        """Another process, with other hashes of its own, makes the same bytes."""
        here = pdf(sheet(), record=b"{}")
        there = [
            subprocess.run(
                [sys.executable, "-c", PRINT],
                capture_output=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            ).stdout
            for seed in ("1", "2")
        ]

        assert [here, here] == there
