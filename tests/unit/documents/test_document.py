from pathlib import Path

import pytest

from safetykit.documents import Document
from safetykit.errors import RenderError
from tests.unit.documents.samples import sheet_of

DOCUMENT = Document(sheet_of("甲"))


class TestSave:
    @pytest.mark.parametrize(
        ("name", "start"),
        [("a.html", b"<!DOCTYPE html>"), ("a.PDF", b"%PDF"), ("a.docx", b"PK"), ("a.md", "# 试样".encode())],
    )
    def test_ending_names_the_format(self, tmp_path, name, start):
        """The ending of the file says the format."""
        target = DOCUMENT.save(str(tmp_path / name))

        assert tmp_path / name == target
        assert target.read_bytes().startswith(start)

    @pytest.mark.parametrize("name", ["a", "a.exe", "a.xlsx"])
    def test_unknown_format(self, tmp_path, name):
        """A format that there is not is refused, naming those that there are."""
        with pytest.raises(RenderError, match=r"name a file that ends in one of \.html, \.pdf, \.docx, \.md"):
            DOCUMENT.save(tmp_path / name)

        assert [] == list(tmp_path.iterdir())

    def test_nothing_half_written(self, tmp_path):
        """A document that cannot be made leaves no file, and an older one as it was."""
        (tmp_path / "a.pdf").write_bytes(b"old")
        with pytest.raises(RenderError, match=r"U\+1F525"):
            Document(sheet_of("🔥")).save(tmp_path / "a.pdf")

        assert b"old" == (tmp_path / "a.pdf").read_bytes()
        assert ["a.pdf"] == [path.name for path in tmp_path.iterdir()]

    def test_unwritable(self, tmp_path):
        """A target that cannot be written is named."""
        with pytest.raises(RenderError, match="cannot be written"):
            DOCUMENT.save(tmp_path / "none" / "a.html")


class TestDocument:
    def test_attaches_its_record(self):
        """The PDF carries the record if it is asked to; a document without one says so."""
        assert b"/AFRelationship" in Document(sheet_of("甲"), record=b"{}").pdf(attach=True)
        with pytest.raises(RenderError, match="there is none to attach"):
            DOCUMENT.pdf(attach=True)

    def test_flat(self):
        """What it says is one text for each label."""
        assert "甲" == DOCUMENT.flat()["作业内容"]

    def test_apart(self):
        """A template of a stranger is rendered like any other, in another process."""
        strange = Document(sheet_of("甲"), templates={"mine.html.j2": "<p>{{ s.title }}</p>"})

        assert "<p>试样</p>" == strange.apart("html", "mine.html.j2", seconds=60).decode()
        with pytest.raises(RenderError, match="there is no format 'exe'"):
            strange.apart("exe", "mine.html.j2", seconds=60)

    def test_pages(self):
        """Each page is a picture."""
        (page,) = DOCUMENT.pages(ppi=30)

        assert page.startswith(b"\x89PNG")

    def test_fonts_are_paths(self):
        """Fonts may be given as texts."""
        assert (Path("a.otf"),) == Document(sheet_of("甲"), fonts=["a.otf"]).fonts
