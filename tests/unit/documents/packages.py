"""What the tests of DOCX files share: pictures, sheets with everything in them, and the order of elements."""

import io
import re
import struct
import zipfile
import zlib

import attrs
from defusedxml import ElementTree
from docx import Document as Word

from safetykit.documents import Badge, Cell, Paper, Picture, Row, Run, Table
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "p": "pPr r fldSimple",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "docDefaults": "rPrDefault pPrDefault",
    "styles": "docDefaults latentStyles style",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "settings": "writeProtection view zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
}
"""The children of elements in the order of ECMA-376-1 (transitional), as far as they are used or come near it."""
MIXED = ("p",)
"""Elements whose children may follow each other in any order after the first kind."""


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def trees_of(data: bytes) -> dict:
    """Return every part of a package that is XML, parsed."""
    return {
        name: ElementTree.fromstring(part)
        for name, part in parts_of(data).items()
        if not name.startswith("word/media/")
    }


def document_of(data: bytes):
    """Return the body of the document."""
    return trees_of(data)["word/document.xml"]


def misplaced(root) -> list[str]:
    """Return the elements whose children are unknown to their order, or out of it."""
    found = []
    for element in root.iter():
        name = element.tag.removeprefix(W)
        if name not in ORDERS:
            continue
        order = ORDERS[name].split()
        children = [child.tag.removeprefix(W) for child in element]
        unknown = {*children} - {*order}
        if unknown:
            found.append(f"{name}: {sorted(unknown)}")
            continue
        places = [order.index(child) for child in children]
        if name in MIXED:
            places = [min(place, 1) for place in places]
        if places != sorted(places):
            found.append(f"{name}: {children}")
    return found


def words_of(data: bytes) -> str:
    """Return all words of a DOCX file as python-docx reads them: the body, then the head and foot of each section."""
    word = Word(io.BytesIO(data))
    found = [paragraph.text for paragraph in word.element.body.iter(f"{W}p") for paragraph in [_Paragraph(paragraph)]]
    for section in word.sections:
        for part in (section.first_page_header, section.header, section.first_page_footer, section.footer):
            found += [_Paragraph(paragraph).text for paragraph in part._element.iter(f"{W}p")]
    return "\n".join(found)


class _Paragraph:
    """The text of a paragraph, with what stands in its fields left out."""

    def __init__(self, element):
        self.text = "".join(run.text for run in element.iter(f"{W}r"))


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s", "", text)


def png(wide: int, high: int) -> Picture:
    """Return a grey picture."""
    rows = (b"\0" + b"\x80" * wide) * high
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    made = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return Picture(media_type="image/png", data=b"\x89PNG\r\n\x1a\n" + b"".join(made))


def jpeg(wide: int, high: int) -> Picture:
    """Return the first bytes of a JPEG file: markers up to the frame that holds its size."""
    app = b"\xff\xe0" + struct.pack(">H", 4) + b"ab"
    table = b"\xff\xc4" + struct.pack(">H", 9) + bytes(7)
    frame = b"\xff\xff\xc2" + struct.pack(">HBHHB", 8, 8, high, wide, 0)
    return Picture(media_type="image/jpeg", data=b"\xff\xd8" + app + table + frame)


def table_of(*rows: Row, id: str = "t", grid=(30.3, 44.7, 100), **more) -> Table:
    """Return a table of three tracks."""
    return Table(id=id, grid=grid, rows=rows, **more)


def row_of(*cells: Cell, **more) -> Row:
    """Return a row."""
    return Row(cells=cells, **more)


RUNS = (
    Run(text="甲\n乙\t丙", value=True),
    Run(text="b", bold=True),
    Run(text="d", strike=True, muted=True),
    Run(text="s", small=True),
    Run(text="u", underline=True),
    Run(text="Translated", lang="en", small=True, muted=True),
    Run(kind="break"),
    Run(kind="box", text="是", on=True, value=True),
    Run(kind="gap", mm=3),
    Run(kind="box", text="no", small=True, muted=True, bold=True, lang="en"),
    Run(text="year"),
    Run(kind="gap", mm=9),
    Run(kind="line", mm=35),
)
"""Every kind of run that needs no picture, with every mark."""


def full():
    """Return a sheet that uses everything a Sheet can hold, in three sections."""
    label = Cell(role="label", runs=(Run(text="标"),), w=1, h=2, scope="row", align="center", width=30.3)
    merged = Cell(role="merged")
    first = table_of(
        row_of(label, Cell(runs=RUNS, w=2, width=144.7), height=8),
        row_of(merged, Cell(w=2, align="right", width=144.7), keep=False),
        head=(row_of(Cell(role="head", runs=(Run(text="头", bold=True),), w=3, scope="col", width=175)),),
    )
    wide = Cell(role="label", runs=(Run(text="宽"),), w=2, h=3, scope="row", width=75)
    side = Cell(runs=(Run(text="旁"),), h=2, width=100)
    second = table_of(
        row_of(wide, side, height=20),
        row_of(merged, merged, merged),
        row_of(merged, merged, Cell(width=100)),
        caption="附 <1>",
        gap=3,
    )
    sign = Cell(
        role="sign",
        runs=(Run(text="意见：", bold=True), Run(text="同意", value=True), Run(kind="break"), Run(text="又")),
        foot=(Run(text="签字："), Run(kind="picture", picture="sig", text='张 "三"', mm=30, high=10, value=True)),
        w=3,
        width=175,
    )
    seal = Cell(
        runs=(Run(kind="seal", text="（盖章）", mm=40, high=30), Run(kind="seal", mm=40, high=30)), w=3, width=175
    )
    third = table_of(row_of(sign, height=16), row_of(seal), page=True)
    prose = table_of(row_of(Cell(role="prose", runs=(Run(text="致："),), w=3, width=175)), frame=False, kind="prose")
    photos = table_of(
        row_of(Cell(runs=(Run(kind="picture", picture="photo", text="照片", mm=80),), w=3, align="center", width=175)),
        kind="pictures",
        page=True,
        title="试样附页",
        gap=2,
    )
    return attrs.evolve(
        sheet_of("x"),
        tables=(first, second, third, prose, photos, attrs.evolve(photos, title="试样附图", gap=0)),
        second_language="en",
        second_title="Sample",
        number="N-1",
        number_label="编号：",
        copy="第一联 甲",
        badge=Badge(text="特级", frame="solid", color="#c00000"),
        watermark="草稿 · 未批准\nDRAFT",
        code="HTTPS://EXAMPLE.INVALID/N-1",
        logo="logo",
        pictures=FrozenMap({"sig": png(300, 90), "photo": jpeg(400, 300), "logo": png(20, 20), "unused": png(1, 1)}),
        foot=("第一联 甲", "打印"),
        digest="0123456789abcdef",
        paper=Paper(width=297, height=210),
    )
