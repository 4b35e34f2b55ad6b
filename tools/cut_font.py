"""
Cut "Safetykit Sans SC" out of Noto Sans CJK: a release step, run by hand (`python tools/cut_font.py SOURCE.ttc`).

Writes the font and the ranges of the characters in it; the same source and fontTools version give the same bytes.
"""

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Safetykit Sans SC"
FACE = "Noto Sans CJK SC"
ROOT = Path(__file__).parents[1]
FONTS = ROOT / "src/safetykit/documents/fonts"
GENERAL_USE = ROOT / "tools/general-use-characters/kTGH.txt"
NAMES = {1: FAMILY, 2: "Regular", 3: "Safetykit Sans SC Regular", 4: FAMILY, 6: "SafetykitSansSC-Regular"}
Part = tuple[str, float, int, int]
"""A sign to draw: its scale, and its shift right and up in units of the font."""
DRAWN: dict[str, list[Part]] = {
    **{chr(0x2080 + digit): [(str(digit), 0.6, 0, -120)] for digit in range(10)},
    "☐": [("□", 1, 0, 0)],
    "☑": [("□", 1, 0, 0), ("√", 0.8, 100, 60)],
}
"""Signs that the source lacks, put together from those that it has."""
INVISIBLE = {0xAD}  # a soft hyphen prints nothing: it would be lost without a word


def gb2312(codec: str) -> Iterator[int]:
    """Yield the code points of rows 01 to 87 of GB 2312 as *codec* reads them (the two codecs differ in two signs)."""
    for row in chain(range(0xA1, 0xAA), range(0xB0, 0xF8)):
        for cell in range(0xA1, 0xFF):
            text = bytes([row, cell]).decode(codec, "ignore")
            yield from (ord(sign) for sign in text if not 0xE000 <= ord(sign) <= 0xF8FF)


def wanted() -> set[int]:
    """Return every code point that a form may need."""
    general_use = (int(line[2:], 16) for line in GENERAL_USE.read_text("ascii").split())
    ranges = (
        range(0x20, 0x7F),
        range(0xA0, 0x100),
        range(0x2010, 0x2028),
        range(0x2030, 0x203C),
        range(0x2080, 0x208A),
    )
    points = chain(gb2312("gb2312"), gb2312("gb18030"), general_use, *ranges, map(ord, "㎡㎥√"))
    return set(points) - INVISIBLE


def spans(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the closed ranges that *points* form."""
    start = last = -2
    for point in sorted(points):
        if point != last + 1:
            if start >= 0:
                yield start, last
            start = point
        last = point
    yield start, last


def cut(source: Path) -> TTFont:
    """Return the face of *source* with the wanted characters only, under its own name."""
    faces = TTCollection(str(source), lazy=True).fonts
    font = next(face for face in faces if face["name"].getDebugName(1) == FACE)
    font.recalcTimestamp = False
    options = subset.Options()
    options.layout_features = ["ccmp", "kern", "mark"]
    options.name_IDs = [0, 5, 7, 8, 9, 10, 11, 12, 13, 14, *NAMES]
    options.name_languages = [0x409]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    for number, text in NAMES.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames = [NAMES[6]]
    top = compact.topDictIndex[0]
    top.FullName, top.FamilyName = FAMILY, FAMILY
    for index, part in enumerate(top.FDArray):
        part.FontName = f"{NAMES[6]}-{index}"
    return font


def draw(font: TTFont) -> None:
    """Add the signs of DRAWN to *font*."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    top = font["CFF "].cff.topDictIndex[0]
    outlines, order = top.CharStrings, [*font.getGlyphOrder()]
    for number, (sign, parts) in enumerate(DRAWN.items(), start=60001):
        model = cmap[ord(parts[0][0])]
        width = round(font["hmtx"][model][0] * parts[0][1])
        pen = T2CharStringPen(width, glyphs)
        for part, scale, right, up in parts:
            glyphs[cmap[ord(part)]].draw(TransformPen(pen, (scale, 0, 0, scale, right, up)))
        face = top.FDSelect[font.getGlyphID(model)]
        name = f"cid{number}"
        order.append(name)
        outlines.charStrings[name] = len(outlines.charStringsIndex)
        outlines.charStringsIndex.append(pen.getCharString(top.FDArray[face].Private, top.GlobalSubrs))
        top.FDSelect.append(face)
        font["hmtx"][name] = (width, 0)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name
    font.setGlyphOrder(order)
    top.charset = order


def main() -> None:
    """Write the font and its ranges beside the package's code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc")
    font = cut(parser.parse_args().source)
    draw(font)
    font.save(FONTS / "SafetykitSansSC-Regular.otf", reorderTables=None)
    lines = (f"{first:X}-{last:X}\n" for first, last in spans(font.getBestCmap()))
    (FONTS / "ranges.txt").write_text("".join(lines), "ascii")


if __name__ == "__main__":
    main()
