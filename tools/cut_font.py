"""
Cut "Safetykit Sans SC" out of Noto Sans CJK: a release step, run by hand (`python tools/cut_font.py SOURCE.ttc`).

With `--large FOLDER` the larger font is cut instead, into a package of data. Writes the font and the ranges of the
characters in it; the same source and fontTools version give the same bytes.
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
LARGE_FAMILY = "Safetykit Sans SC Large"
FACE = "Noto Sans CJK SC"
ROOT = Path(__file__).parents[1]
FONTS = ROOT / "src/safetykit/documents/fonts"
GENERAL_USE = ROOT / "tools/general-use-characters/kTGH.txt"
Matrix = tuple[float, float, float, float, float, float]
"""How a sign is scaled, turned and moved (xx, xy, yx, yy, right, up), in units of the font."""
DRAWN: dict[str, tuple[float, list[tuple[str, Matrix]]]] = {
    **{chr(0x2080 + digit): (333, [(str(digit), (0.6, 0, 0, 0.6, 0, -120))]) for digit in range(10)},
    "☐": (1000, [("□", (1, 0, 0, 1, 0, 0))]),
    "☑": (1000, [("□", (1, 0, 0, 1, 0, 0)), ("√", (0.8, 0, 0, 0.8, 100, 60))]),
    "\u2017": (559, [("_", (1, 0, 0, 1, 0, 0)), ("_", (1, 0, 0, 1, 0, -120))]),
    "\u201b": (1000, [("’", (-1, 0, 0, 1, 1000, 0))]),
    "\u201f": (1000, [("”", (-1, 0, 0, 1, 1000, 0))]),
    "\u2023": (500, [("▲", (0, -0.4, 0.4, 0, 50, 590))]),
    "\u2024": (278, [(".", (1, 0, 0, 1, 0, 0))]),
    "\u2031": (1240, [("‰", (1, 0, 0, 1, 0, 0)), ("0", (0.5, 0, 0, 0.5, 965, -2))]),
    "\u2034": (670, [("′", (1, 0, 0, 1, right, 0)) for right in (0, 196, 392)]),
    "\u2036": (474, [("″", (-1, 0, 0, 1, 474, 0))]),
    "\u2037": (670, [("′", (-1, 0, 0, 1, right, 0)) for right in (278, 474, 670)]),
    "\u2038": (559, [("^", (1, 0, 0, 1, 0, -560))]),
}
"""Signs that the source lacks, put together from those that it has: the width of each, and its parts."""
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


def wanted_large() -> set[int]:
    """Return what GBK and the first two levels of GB 18030 hold: all of the URO, Extension A, compatible signs."""
    han = chain(range(0x3000, 0xA000), range(0xF900, 0xFB00), range(0xFE30, 0xFE50), range(0xFF00, 0xFFF0))
    return wanted() | {*chain(range(0x2000, 0x2E80), range(0x2E80, 0x3000), han)} - {
        point for point in range(0x2000, 0x2070) if not chr(point).isprintable()
    }


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


def cut(source: Path, points: set[int], family: str) -> TTFont:
    """Return the face of *source* with some characters only, under its own name."""
    faces = TTCollection(str(source), lazy=True).fonts
    font = next(face for face in faces if face["name"].getDebugName(1) == FACE)
    font.recalcTimestamp = False
    file = f"{family.replace(' ', '')}-Regular"
    names = {1: family, 2: "Regular", 3: f"{family} Regular", 4: family, 6: file}
    options = subset.Options()
    options.layout_features = ["ccmp", "kern", "mark"]
    options.name_IDs = [0, 5, 7, 8, 9, 10, 11, 12, 13, 14, *names]
    options.name_languages = [0x409]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames = [file]
    top = compact.topDictIndex[0]
    top.FullName, top.FamilyName = family, family
    for index, part in enumerate(top.FDArray):
        part.FontName = f"{file}-{index}"
    return font


def draw(font: TTFont) -> None:
    """Add the signs of DRAWN to *font*."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    top = font["CFF "].cff.topDictIndex[0]
    outlines, order = top.CharStrings, [*font.getGlyphOrder()]
    for number, (sign, (width, parts)) in enumerate(DRAWN.items(), start=60001):
        pen = T2CharStringPen(width, glyphs)
        for part, matrix in parts:
            glyphs[cmap[ord(part)]].draw(TransformPen(pen, matrix))
        face = top.FDSelect[font.getGlyphID(cmap[ord(parts[0][0])])]
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
    """Write a font and its ranges into its folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--large", type=Path, help="folder of the larger font", metavar="FOLDER")
    given = parser.parse_args()
    folder, family = (given.large, LARGE_FAMILY) if given.large else (FONTS, FAMILY)
    font = cut(given.source, wanted_large() if given.large else wanted(), family)
    draw(font)
    font.save(folder / f"{family.replace(' ', '')}-Regular.otf", reorderTables=None)
    lines = (f"{first:X}-{last:X}\n" for first, last in spans(font.getBestCmap()))
    (folder / "ranges.txt").write_text("".join(lines), "ascii")


if __name__ == "__main__":
    main()
