import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from safetykit.documents import fonts
from safetykit.errors import MissingExtra

TOOLS = Path(__file__).parents[3] / "tools"


def mapped(data: bytes) -> Iterator[str]:
    """Yield the characters that a font has a glyph for (OpenType, cmap subtables of format 12)."""
    names = {data[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
    cmap = struct.unpack_from(">I", data, names[b"cmap"] + 8)[0]
    tables = [
        cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * number)[0]
        for number in range(struct.unpack_from(">H", data, cmap + 2)[0])
    ]
    for table in tables:
        if struct.unpack_from(">H", data, table)[0] == 12:
            for group in range(struct.unpack_from(">I", data, table + 12)[0]):
                first, last, _ = struct.unpack_from(">III", data, table + 16 + 12 * group)
                yield from map(chr, range(first, last + 1))


def lacking(points):
    return [f"U+{ord(sign):04X}" for sign in points if sign not in fonts.characters()]


class TestShippedFont:
    def test_is_there_with_its_licence(self):
        """Font, licence and source ship together, under 3.5 MiB."""
        file = fonts.shipped()

        assert b"OTTO" == file.read_bytes()[:4]
        assert file.stat().st_size < 3.5 * 2**20
        assert "SIL OPEN FONT LICENSE Version 1.1" in (file.parent / "OFL.txt").read_text("utf-8")
        assert (file.parent / "SOURCE.md").is_file()

    def test_general_use_characters(self):
        """All 8,105 characters of general use are in the font."""
        points = (TOOLS / "general-use-characters" / "kTGH.txt").read_text("ascii").split()

        assert 8105 == len(points)
        assert [] == lacking(chr(int(point[2:], 16)) for point in points)

    @pytest.mark.parametrize("codec", ["gb2312", "gb18030"])
    def test_gb2312(self, codec):
        """GB 2312 is in the font whole, as either codec reads it: they map two signs differently."""
        rows = [*range(0xA1, 0xAA), *range(0xB0, 0xF8)]
        signs = (bytes([row, cell]).decode(codec, "ignore") for row in rows for cell in range(0xA1, 0xFF))

        assert [] == lacking(sign for text in signs for sign in text if not 0xE000 <= ord(sign) <= 0xF8FF)

    @pytest.mark.parametrize("text", ["䶮㛃𬭚·—", "₀₁₂₃₄₅₆₇₈₉", "㎡㎥☐☑√℃≤≥×", "〔已〕", "Àéÿ", "Az09~"])
    def test_signs(self, text):
        """Rare characters of names, signs of forms, ASCII and Latin-1 are in the font."""
        assert [] == lacking(text)

    @pytest.mark.parametrize("sign", ["龑", "\U0001f525", "א", "\u200b", "\ufeff", "\u00ad"])
    def test_not_in_it(self, sign):
        """A character outside the cut, or one that prints nothing, is known to be missing."""
        assert lacking(sign)

    def test_line_feeds_are_no_characters(self):
        """Tab and line feed need no glyph."""
        assert [] == lacking("a\n\tb")

    def test_ranges_are_those_of_the_file(self):
        """What the ranges say is what the font file says, but for tab and line feed."""
        data = fonts.shipped().read_bytes()

        assert fonts.characters() - {"\t", "\n"} == set(mapped(data))
        assert fonts.FAMILY.encode("utf-16-be") in data

    def test_every_range_of_the_design(self):
        """ASCII, Latin-1, general punctuation, subscript digits and the signs of forms are there without a gap."""
        ranges = [(0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x2080, 0x2089)]

        assert [] == lacking(chr(point) for first, last in ranges for point in range(first, last + 1))


class TestLargeFont:
    def test_not_installed(self):
        """Without the distribution the error says what to install."""
        with pytest.raises(MissingExtra, match="safetykit-fonts-large is not installed"):
            fonts.large()

    def test_installed(self, tmp_path, monkeypatch):
        """With it the file is named; nothing else picks it up."""
        (tmp_path / "safetykit_fonts_large").mkdir()
        (tmp_path / "safetykit_fonts_large" / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        try:
            assert tmp_path / "safetykit_fonts_large" / "SafetykitSansSCLarge-Regular.otf" == fonts.large()
        finally:
            sys.modules.pop("safetykit_fonts_large", None)
