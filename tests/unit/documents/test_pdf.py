import builtins
import os
import struct
from pathlib import Path

import attrs
import pytest

from safetykit.documents import Document, fill, fonts, typeset
from safetykit.documents.pdf import page_images, pdf
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import HOSTILE, IMPRINT, NOON, a1, record, sheet_of, with_texts, words


@pytest.fixture(scope="module")
def form1():
    return fill(a1(), attrs.evolve(record(), changed_at=NOON), words(), imprint=IMPRINT, copy=1)


class TestFile:
    def test_standards(self, form1):
        """A PDF names itself archivable and accessible, and carries its font, its language and its date."""
        made = pdf(form1)

        assert made.startswith(b"%PDF-1.7")
        for mark in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A", b"<pdfuaid:part>1", b"/Lang(zh-CN)"):
            assert mark in made
        assert b"SafetykitSansSC-Regular" in made
        assert b"2026-11-16T04:00:00" in made

    def test_same_bytes(self, form1):
        """The same sheet gives the same bytes."""
        assert pdf(form1) == pdf(form1)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [0, 2])
    def test_other_forms(self, number, lang):
        """The blank form and an incomplete one are made in both languages."""
        sheet = fill(a1(), record(number) if number else None, words(lang), void=(0,), works=lang == "en")

        assert pdf(sheet).startswith(b"%PDF")

    def test_undated(self):
        """A sheet without a date is dated the same on every day: no clock is read."""
        assert b"2000-01-01T00:00:00" in pdf(sheet_of("甲"))

    def test_long_text_over_pages(self):
        """A text of many pages is made: no cell that can grow is kept on one page."""
        assert len(pdf(fill(a1(), with_texts(record(), "甲" * 9000), words()))) > 100_000

    @pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 100])
    def test_hostile_texts(self, text):
        """Texts that would be code or markup are neither."""
        assert pdf(fill(a1(), with_texts(record(2), text), words())).startswith(b"%PDF")


class TestPageImages:
    def test_one_for_each_page(self, form1):
        """Each page is one PNG of the size asked for, the same bytes each time."""
        images = page_images(form1, ppi=50)

        assert len(images) > 1
        assert {(413, 585)} == {struct.unpack(">II", image[16:24]) for image in images}
        assert images == page_images(form1, ppi=50)

    def test_single_page(self):
        """A single page gives one image, too."""
        (image,) = page_images(sheet_of("甲"), ppi=20)

        assert image.startswith(b"\x89PNG")

    def test_character_in_no_font(self):
        """No image is made that would lack a character."""
        with pytest.raises(RenderError, match=r"U\+1F525 is in no font"):
            page_images(sheet_of("\U0001f525"))


class TestCharacters:
    def test_all_at_once(self):
        """Every character without a glyph is named by place and code point before anything is made."""
        with pytest.raises(RenderError) as caught:
            pdf(sheet_of("🔥א龙", title="龑"))

        assert ["title (form): U+9F91", "作业内容 (/content): U+05D0", "作业内容 (/content): U+1F525"] == [
            problem.split(" is in no font; pass a font file")[0] for problem in caught.value.problems
        ]

    def test_unsafe(self):
        """A control character is refused."""
        with pytest.raises(RenderError, match=r"U\+0000 cannot stand in a document"):
            pdf(sheet_of("\x00"))


@pytest.fixture
def host_font(tmp_path):
    """The shipped font under another name of the same length, with U+9F91 in it."""
    data = fonts.shipped().read_bytes()
    for old, new in ((fonts.FAMILY, "Some Host Font SC"), ("SafetykitSansSC", "SomeHostFont-SC")):
        data = data.replace(old.encode("utf-16-be"), new.encode("utf-16-be")).replace(old.encode(), new.encode())
    group = data.index(struct.pack(">II", 0x9F99, 0x9F9B))
    (tmp_path / "host.otf").write_bytes(data[:group] + struct.pack(">I", 0x9F91) + data[group + 4 :])
    return tmp_path / "host.otf"


class TestHostFonts:
    def test_loaded_once(self, host_font):
        """A font is loaded once and anew when its file has changed; a large one takes as long as a page."""
        first = typeset.faces([host_font])

        assert first is typeset.faces([host_font])
        os.utime(host_font, ns=(0, 0))
        assert first is not typeset.faces([host_font])

    def test_without_links(self, host_font, monkeypatch):
        """Where a user may make no links the file is copied."""

        def refuse(*args):
            raise OSError

        monkeypatch.setattr(Path, "symlink_to", refuse)
        assert b"SomeHostFont-SC-Regular" in pdf(sheet_of("龑龙"), [host_font])

    def test_page_images(self, host_font):
        """Pictures of pages take the same fonts and templates."""
        own = FrozenMap({"own.typ": '{% extends "sheet.typ.j2" %}{% block before %}#v(50mm){% endblock %}'})
        plain = page_images(sheet_of("龑龙"), 20, [host_font])

        assert plain != page_images(sheet_of("龑龙"), 20, [host_font], own, "own.typ")

    def test_fallback(self, host_font):
        """A character that only the host's font has is printed with it; the shipped font stays first."""
        made = Document(sheet_of("龑龙"), fonts=[host_font]).pdf()

        assert b"SomeHostFont-SC-Regular" in made
        assert b"SafetykitSansSC-Regular" in made

    def test_still_lacking(self, host_font):
        """What no font of the list has is refused, all at once, and only that."""
        with pytest.raises(RenderError) as caught:
            pdf(sheet_of("龑א\u200b🔥"), [host_font])

        assert ["U+05D0", "U+200B", "U+1F525"] == [
            problem.removeprefix("作业内容 (/content): ").split(" ")[0] for problem in caught.value.problems
        ]

    def test_files(self, tmp_path):
        """A font file that is not there, or is none, is named."""
        (tmp_path / "a.otf").write_bytes(b"none")
        with pytest.raises(RenderError, match=r"a.otf' holds no font"):
            pdf(sheet_of("甲"), [tmp_path / "a.otf"])
        with pytest.raises(RenderError, match=r"b.otf' cannot be read .No such file or directory.") as caught:
            pdf(sheet_of("甲"), [tmp_path / "a.otf", tmp_path / "b.otf"])
        assert 1 == len(caught.value.problems)


class TestTemplates:
    def host(self, text):
        return {"templates": FrozenMap({"own.typ": text}), "template": "own.typ"}

    def test_extends_ours(self):
        """A host's template adds to ours."""
        own = self.host('{% extends "sheet.typ.j2" %}{% block before %}{{ s.source }}{% endblock %}')

        assert pdf(sheet_of("甲"), **own) != pdf(sheet_of("甲"))

    def test_value_is_no_code(self):
        """The same words in a value are only words."""
        assert pdf(sheet_of('#import "@preview/x:1" read eval sys')).startswith(b"%PDF")

    def test_slip(self):
        """What typst says of a slip is passed on."""
        with pytest.raises(RenderError, match=r"template 'own.typ': typst says: panicked with: "):
            pdf(sheet_of("甲"), **self.host("#panic({{ s.form }})"))

    def test_warning(self):
        """A warning is an error: with a font that is not found the text would be missing."""
        own = self.host('#set document(title: "x")\n#text(font: "no such")[a]')
        with pytest.raises(RenderError, match="typst warns: unknown font family: no such"):
            pdf(sheet_of("甲"), **own)


class TestEngine:
    def test_not_installed(self, monkeypatch):
        """Without the engine the error says which extra to install."""
        real = builtins.__import__

        def without(name, *args, **kwargs):
            if name == "typst":
                raise ModuleNotFoundError(name)
            return real(name, *args, **kwargs)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(MissingExtra, match=r'typst is not installed; run: pip install "safetykit\[pdf\]"'):
            pdf(sheet_of("甲"))

    @pytest.mark.parametrize(("text", "sign"), [("\\u{200b}", "\u200b"), ("龑", "龑"), ('\\"', '"')])
    def test_texts_of_messages(self, text, sign):
        """Characters that the engine writes as escapes are read back."""
        assert sign == typeset.unescaped(text)
