"""PDF by typst: tagged, archivable, the same bytes for the same sheet."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from safetykit.documents.environment import References, rendered
from safetykit.documents.fonts import characters
from safetykit.documents.pictures import size_problems
from safetykit.documents.preflight import refuse, refuse_unsafe
from safetykit.documents.sheet import Sheet
from safetykit.documents.square_code import square
from safetykit.documents.typeset import Faces, compiled, engine, faces, kit, undisplayed
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.typ.j2"
STANDARDS: Final = ("a-2a", "ua-1")
"""PDF/A-2a and PDF/UA-1. Never none: only under a standard does typst refuse a character that it cannot show."""
ATTACHING: Final = ("a-3a", "ua-1")
"""PDF/A-3a and PDF/UA-1, for a file that carries the record: PDF/A-2 allows no attachment."""
PDF: Final[Mapping[str, Any]] = MappingProxyType({"format": "pdf", "pdf_standards": [*STANDARDS]})
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a file that was given none; no clock is read."""
SQUARE_MM: Final = 20
"""The side of the square code, if the head of the page is as high."""
ATTACH: Final = """
#pdf.attach("record.json", read("/record.json", encoding: none), relationship: "source", mime-type: "application/json", description: "safetykit record")
"""
_REACHING_OUT = re.compile(
    r"(?<![\w-])(import|include|eval|plugin|read|csv|json|yaml|toml|xml|cbor|bibliography|cite|datetime|sys|std"
    r"|dictionary|image|path|raw|attach)(?![\w-])|@[\w-]+/"
)
_PAGES = re.compile(rb"/Type ?/Pages\b[^>]*?/Count (\d+)")
_MAGIC = MappingProxyType({"image/png": (b"\x89PNG\r\n\x1a\n", "png"), "image/jpeg": (b"\xff\xd8\xff", "jpg")})
_NO_FONT = (
    "is in no font; pass a font file that has it as fonts=[...]; safetykit.documents.fonts.large() is one for rare"
    " Chinese characters"
)


def pdf(
    sheet: Sheet,
    fonts: Sequence[Path] = (),
    templates: FrozenMap[str] = EMPTY,
    template: str = TEMPLATE,
    *,
    record: bytes | None = None,
) -> bytes:
    """
    Render a sheet as PDF/A-2a and PDF/UA-1.

    Args:
        sheet: What is printed.
        fonts: Font files for characters that the shipped font lacks, in order; the system's fonts are never used.
        templates: Templates of the host by name.
        template: The template to render.
        record: The record as JSON, to be attached as ``record.json``; the file is PDF/A-3a then. It holds everything,
            whatever the page leaves out.

    Raises:
        MissingExtra: If typst is not installed, or segno for a sheet with a square code.
        RenderError: If a character is in no font, or a picture or template is at fault.
    """
    output = PDF if record is None else {"format": "pdf", "pdf_standards": [*ATTACHING]}
    return _typeset(sheet, fonts, templates, template, output, record)[0]


def page_images(
    sheet: Sheet,
    ppi: float = 110,
    fonts: Sequence[Path] = (),
    templates: FrozenMap[str] = EMPTY,
    template: str = TEMPLATE,
) -> tuple[bytes, ...]:
    """
    Draw each page of a sheet as PNG: pictures to look at, no documents.

    Args:
        sheet: What is drawn.
        ppi: Pixels per inch.
        fonts: Font files for characters that the shipped font lacks, in order.
        templates: Templates of the host by name.
        template: The template to render.

    Raises:
        MissingExtra: If typst is not installed, or segno for a sheet with a square code.
        RenderError: If a character is in no font, or a picture or template is at fault.
    """
    return _typeset(sheet, fonts, templates, template, {"format": "png", "ppi": ppi})


def _typeset(
    sheet: Sheet,
    fonts: Sequence[Path],
    templates: FrozenMap[str],
    template: str,
    output: Mapping[str, Any],
    record: bytes | None = None,
) -> tuple[bytes, ...]:
    typst = engine()
    refuse_unsafe(sheet)
    loaded = faces(fonts)
    _refuse_lacking(sheet, loaded)
    names, files = _pictures(sheet)
    last = ""
    if record is not None:
        files["record.json"] = record
        last = ATTACH
    sheet, code = _coded(sheet)
    paper = sheet.paper
    made: tuple[bytes, ...] = ()
    try:
        for size in (paper.type_size, *(paper.sizes if paper.pages else ())):
            fitting = attrs.evolve(sheet, paper=attrs.evolve(paper, type_size=size))
            references = References()
            source = kit() + _source(fitting, templates, template, references) + last
            made = compiled(
                source,
                references.texts,
                loaded,
                sheet.changed_at or UNDATED,
                size=size,
                files=files,
                pictures=names,
                code=code,
                **output,
            )
            if _pages(made) <= paper.pages:
                break
    except typst.TypstError as error:
        raise RenderError([f"template {template!r}: typst says: {_without_values(error.message, sheet)}"]) from None
    return made


def _without_values(message: str, sheet: Sheet) -> str:
    """Return a message of the engine with every value of the record taken out; a single sign tells nothing."""
    for text in sorted({text for text in sheet.values() if len(text) > 1}, key=len, reverse=True):
        message = message.replace(text, "…")
    return message


def _source(sheet: Sheet, templates: FrozenMap[str], template: str, references: References) -> str:
    source = rendered("typ", templates, template, s=sheet, references=references)
    reached = _REACHING_OUT.search(source)
    if reached:
        what = f'{reached[0]!r} reaches beyond the sheet and is not allowed; a word to print stands in {{{{ "..." }}}}'
        raise RenderError([f"template {template!r}: {what}"])
    return source


def _pages(made: tuple[bytes, ...]) -> int:
    """Return how many pages were made: pictures of them, or one file that says so."""
    return max([len(made), *map(int, _PAGES.findall(made[0]))])


def _refuse_lacking(sheet: Sheet, loaded: Faces) -> None:
    lacking = {*"".join([text for _, _, text in sheet.texts()])} - characters()
    if lacking:
        shown = sorted(sign for sign in lacking if unicodedata.category(sign) != "Cf")  # others would be lost unseen
        more = shown and len(loaded.families) > 1
        covered = {*shown} - undisplayed(shown, loaded, UNDATED, **PDF) if more else set()
        pattern = re.compile(f"[{re.escape(''.join(lacking))}]")
        refuse(sheet, pattern, _NO_FONT, covered.__contains__)


def _coded(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Return the sheet, its head high enough for its square code, and the code."""
    if not sheet.code:
        return sheet, None
    drawn = square(sheet.code)
    if drawn is None:
        raise MissingExtra("pdf", "segno")
    side = drawn.side(min(SQUARE_MM, sheet.paper.head))
    paper = attrs.evolve(sheet.paper, head=max(sheet.paper.head, side))
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.size} {drawn.size}"><path d="{drawn.path}"/></svg>'
    return attrs.evolve(sheet, paper=paper), {"side": side, "drawing": drawing}


def _pictures(sheet: Sheet) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the file of each picture by name, and the files."""
    problems = []
    names: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for number, (name, picture) in enumerate(sheet.pictures.items()):
        magic, ending = _MAGIC.get(picture.media_type, (b"", ""))
        if not ending or not picture.data.startswith(magic):
            problems.append(f"picture {name!r} is neither PNG nor JPEG, or not what its media type says; convert it")
        names[name] = f"/{number}.{ending}"
        files[f"{number}.{ending}"] = picture.data
    if not problems:
        problems += size_problems(sheet.pictures)
    used = {("logo", "", sheet.logo)} if sheet.logo else set()
    for cell in sheet.cells():
        used |= {(cell.name, cell.path, run.picture) for run in (*cell.runs, *cell.foot) if run.kind == "picture"}
    lost = sorted(place for place in used if place[2] not in names)
    problems += [f"{name} ({path or 'form'}): the sheet has no picture {found!r}" for name, path, found in lost]
    if problems:
        raise RenderError(problems)
    return names, files
