import re
from pathlib import Path

import pytest

from safetykit.documents import fonts

TOOLS = Path(__file__).parents[3] / "tools"


def lacking(points):
    return [f"U+{ord(sign):04X}" for sign in points if fonts.outside().search(sign)]


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
        assert not re.search(fonts.outside(), "a\n\tb")
