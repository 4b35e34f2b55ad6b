"""DOCX: the form as tables of fixed width that a clerk can still type in; the same bytes for the same sheet."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, TypeAlias

from safetykit.documents import docx_parts as fixed
from safetykit.documents.docx_drawings import ENDINGS, SEAL, Drawings, clear, png_of
from safetykit.documents.docx_filters import LINE, half_points
from safetykit.documents.docx_pages import broken
from safetykit.documents.environment import rendered
from safetykit.documents.escapes import xml_text
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.sheet import Picture, Run, Sheet, Table
from safetykit.documents.square_code import Square, square
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.docx.j2"
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a file that was given none; no clock is read."""
CODE: Final = "\0code"
"""Name of the picture of the square code."""
SIDE: Final = 28.0
"""Width in millimeters of the parts of a page head beside its title."""
CODE_ROOM: Final = 18.0
"""Millimeters along a side of the square code, if its modules are wide enough at that."""
LOGO: Final = (26.0, 12.0)
"""Room of a logo in millimeters."""
_SMALL = 0.8
_RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")
Section: TypeAlias = tuple[Sequence[tuple[Table, bool]], str, str]
"""Tables that stand under one title, each with whether a page break stands before it, the link to the head of their pages, and to that of the first page."""


def docx(sheet: Sheet, templates: FrozenMap[str] = EMPTY, template: str = TEMPLATE) -> bytes:
    """
    Render a sheet as a DOCX file (ECMA-376, ISO/IEC 29500 transitional).

    Args:
        sheet: What is printed. It takes the smallest of its sizes of type if it shall fit on a number of pages: only
            the program that opens the file could measure.
        templates: Templates of the host by name.
        template: The template to render.

    Raises:
        RenderError: If the sheet holds a character that no document may hold, a picture cannot be read, or a template
            is at fault.
    """
    refuse_unsafe(sheet)
    paper = sheet.paper
    size = min(paper.sizes, default=paper.type_size) if paper.pages else paper.type_size
    words = {"s": sheet, "size": size, "small": half_points(_SMALL * size), "line": round(20 * LINE * size)}
    code = square(sheet.code) if sheet.code else None
    pictures = {**_pictures(sheet), **({CODE: _picture_of(code)} if code else {})}
    files = {name: f"media/{number}.{_ending(pictures[name])}" for number, name in enumerate(sorted(pictures), 1)}
    parts: dict[str, str | bytes] = {}
    numbers = count(1)

    def add(part: str, name: str, links: Mapping[str, str] = EMPTY, **more: Any) -> None:
        """Render a part and note what it points at."""
        drawings = Drawings(pictures, numbers)
        parts[f"word/{name}.xml"] = rendered("docx", templates, template, **words, **more, part=part, drawings=drawings)
        shown = {link: files[picture] for picture, link in drawings.links.items()}
        if links or shown:
            parts[f"word/_rels/{name}.xml.rels"] = fixed.links({**links, **shown})

    titles, sections = _sections(sheet, size)
    heads = {f"rIdHeader{number}": f"header{number}" for number in range(1, len(titles) + 1)}
    made = {**fixed.LINKS, **{link: f"{name}.xml" for link, name in heads.items()}}
    add("document", "document", made, sections=sections)
    for number, (name, title) in enumerate(zip(heads.values(), titles, strict=True), 1):
        add(
            "header",
            name,
            title=title,
            second_title="" if number > 1 else sheet.second_title,
            **_head(sheet, code, number),
        )
    add("footer", "footer")
    add("styles", "styles")
    used = {file for text in parts.values() for file in files.values() if isinstance(text, str) and file in text}
    parts |= {f"word/{file}": pictures[name].data for name, file in files.items() if file in used}
    parts |= fixed.parts(heads.values(), _core(sheet))
    return _package(parts)


def _pictures(sheet: Sheet) -> dict[str, Picture]:
    """Return the pictures of a sheet under names that none of ours can have, and the clear one for seals."""
    return {**{name: sheet.pictures[name] for name in sheet.pictures}, SEAL: clear()}


def _ending(picture: Picture) -> str:
    return ENDINGS.get(picture.media_type, "bin")


def _picture_of(code: Square) -> Picture:
    rows = [[False] * code.size for _ in range(code.size)]
    for x, y, w, h in (map(int, found) for found in _RECTANGLE.findall(code.path)):
        for row in rows[y : y + h]:
            row[x : x + w] = [True] * w
    return Picture(media_type="image/png", data=png_of(rows))


def _sections(sheet: Sheet, size: float) -> tuple[list[str], list[Section]]:
    """Return the titles of page heads, and the tables under each; the first page has a title of its own."""
    titles = [sheet.title, sheet.later_title]
    groups: list[list[tuple[Table, bool]]] = [[]]
    for index, (table, breaks) in enumerate(broken(sheet, size)):
        if table.title and index:
            titles.append(table.title)
            groups.append([])
        groups[-1].append((table, breaks))
    links = [f"rIdHeader{number}" for number in range(2, len(titles) + 1)]
    return titles, [
        (tables, link, "" if index else "rIdHeader1")
        for index, (tables, link) in enumerate(zip(groups, links, strict=True))
    ]


def _head(sheet: Sheet, code: Square | None, number: int) -> dict[str, Any]:
    """Return what the head of a page shows besides the Sheet's words."""
    paper = sheet.paper
    width = paper.width - paper.margins[1] - paper.margins[3]
    mm = code.side(CODE_ROOM) if code else 0
    right = max(SIDE, mm) if code or not sheet.logo else 0
    sides = (SIDE, SIDE) if sheet.logo else (SIDE,)
    columns = (*sides, width - sum(sides) - right, right)
    return {
        "columns": columns,
        "width": width - (right if code else 0),
        "number": number,
        "code": Run(kind="picture", picture=CODE, text=sheet.code, mm=mm, high=mm) if code else None,
        "logo": Run(kind="picture", picture=sheet.logo, mm=LOGO[0], high=LOGO[1]) if sheet.logo else None,
    }


def _core(sheet: Sheet) -> str:
    at = (sheet.changed_at or UNDATED).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    keywords = " ".join(filter(None, (sheet.number, sheet.digest, sheet.source)))
    return fixed.CORE.format(
        title=xml_text(sheet.title), keywords=xml_text(keywords), language=xml_text(sheet.language), at=at
    )


def _package(parts: Mapping[str, str | bytes]) -> bytes:
    """Put parts into a file that knows neither the time nor the system that it was made on."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            package.writestr(info, parts[name])
    return file.getvalue()
