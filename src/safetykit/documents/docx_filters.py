"""What the DOCX template cannot work out by itself: places on Word's grid, and lengths in its units."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from safetykit.documents.docx_drawings import drawing
from safetykit.documents.escapes import docx_words
from safetykit.documents.sheet import Badge, Cell, Row, Table

DXA_PER_MM: Final = 1440 / 25.4
"""Twentieths of a point in a millimeter."""
MM_PER_POINT: Final = 25.4 / 72
"""Millimeters in a point."""
LINE: Final = 1.26
"""Height of a line, in sizes of type; the same whatever font Word finds."""
CELL_MARGINS: Final = (0.25, 1.1)
"""Room in millimeters above and below, and left and right of what stands in a cell."""
_RULE = 10
_SPACE = 0.25
_DIGIT = 0.555
_PIECE = 3.0
_BADGE_SIZE = 16.0
_BADGE_ROOM = 25.0
_LEAST_SIZE = 5.0
_LOOSE = 1.03
_APART = 1.5
_MARK_SIZE = 64
_MARK_WIDTH = 540
_COLOR = re.compile("#[0-9a-fA-F]{6}")
_TALL = frozenset(("picture", "seal"))
Place: TypeAlias = tuple[Cell, int, int, str, bool]
"""A cell, its tracks, its width in twentieths of a point, its part in a tall cell (``restart``, ``continue`` or nothing),
and whether it holds more than lines of words."""


def dxa(mm: float) -> int:
    """Return a length in twentieths of a point."""
    return round(mm * DXA_PER_MM)


def row_height(mm: float) -> int:
    """Return the least height of a row in twentieths of a point, without the line that is drawn below it."""
    return dxa(mm) - _RULE


def half_points(points: float) -> int:
    """Return a size of type as Word counts it."""
    return round(2 * points)


@lru_cache(maxsize=64)
def edges(grid: tuple[float, ...]) -> tuple[int, ...]:
    """Return where tracks begin and end, so that widths between them always add up."""
    return tuple(dxa(mm) for mm in accumulate(grid, initial=0.0))


def tracks(grid: tuple[float, ...]) -> tuple[int, ...]:
    """Return the widths of tracks in twentieths of a point."""
    at = edges(grid)
    return tuple(end - start for start, end in pairwise(at))


def sum_of_tracks(grid: tuple[float, ...]) -> int:
    """Return the width of all tracks together in twentieths of a point."""
    return edges(grid)[-1]


def room(mm: float, size: float) -> int:
    """Return by how much one space of that size of type is widened to take *mm* millimeters, in twentieths of a point."""
    return max(0, dxa(mm) - round(20 * _SPACE * size))


def pen(mm: float, size: float) -> tuple[int, str]:
    """
    Return room for the pen: by how much spaces are widened, and the spaces, which keep to the words around them.

    They are many, because the last one of a line may hang out by what it is widened, and as wide as digits, because
    LibreOffice loses common ones at the end of a line.
    """
    spaces = max(1, round(mm / _PIECE))
    return max(0, dxa(mm / spaces) - round(20 * _DIGIT * size)), "\u2007" * spaces


def placed(table: Table) -> Iterator[tuple[Row, bool, list[Place]]]:
    """
    Yield each row of a table, whether it repeats on each page, and its cells with their places.

    The places under a tall cell come back as one cell as wide as that cell, as Word wants it.
    """
    at = edges(table.grid)
    for rows, heads in ((table.head, True), (table.rows, False)):
        below: dict[int, list[int]] = {}
        for row in rows:
            yield row, heads, _places(row, at, below)


def _places(row: Row, at: tuple[int, ...], below: dict[int, list[int]]) -> list[Place]:
    """Return the places of a row; *below* maps a track to the width and the rows left of a tall cell above it."""
    places: list[Place] = []
    track = end = 0
    for cell in row.cells:
        if cell.role == "merged":
            if track >= end:
                end = _continued(cell, track, at, below, places)
            track += cell.w
            continue
        end = track + cell.w
        if cell.h > 1:
            below[track] = [cell.w, cell.h - 1]
        tall = any(run.kind in _TALL for run in (*cell.runs, *cell.foot))
        places.append((cell, cell.w, at[end] - at[track], "restart" if cell.h > 1 else "", tall))
        track = end
    return places


def _continued(cell: Cell, track: int, at: tuple[int, ...], below: dict[int, list[int]], places: list[Place]) -> int:
    """Add the part of a tall cell that stands in this row; return the track where it ends."""
    above = below.get(track)
    w = above[0] if above else cell.w
    if above:
        above[1] -= 1
        if not above[1]:
            del below[track]
    places.append((cell, w, at[track + w] - at[track], "continue", False))
    return track + w


def foot_room(cell: Cell, height: float, size: float) -> int:
    """
    Return the room that moves the foot of a cell down to its lower edge, in twentieths of a point.

    Every sign is counted as wide as the widest: the foot may stand a little too high, but no row grows by it.
    """
    each = max(1, int((cell.width - 2 * CELL_MARGINS[1]) / (size * MM_PER_POINT)))
    words = "".join("\n" if run.kind == "break" else run.text for run in cell.runs)
    lines = 1 + sum(max(1, math.ceil(len(line) / each)) for line in words.split("\n"))
    taken = lines * LINE * size * MM_PER_POINT + sum(run.high for run in (*cell.runs, *cell.foot))
    return max(0, dxa(height - 2 * CELL_MARGINS[0] - taken))


def ink(badge: Badge) -> str:
    """Return the color of a badge as six hexadecimal digits; black unless it says otherwise."""
    return badge.color[1:].upper() if _COLOR.fullmatch(badge.color) else "000000"


def _ems(line: str) -> float:
    """Return about how wide a line is, in sizes of type."""
    return max(1, sum(1 if unicodedata.east_asian_width(sign) in "WF" else 0.55 for sign in line))


def badge_size(text: str) -> int:
    """Return the size of type of the framed word in half points: as large as fits on one line."""
    return half_points(max(_LEAST_SIZE, min(_BADGE_SIZE, _BADGE_ROOM / MM_PER_POINT / _ems(text))))


def line_size(texts: Sequence[str], mm: float, size: float) -> int:
    """Return the size of type in half points at which texts stand on one line side by side; *size* where they do."""
    ems = _LOOSE * sum(map(_ems, texts)) + _APART
    return half_points(max(_LEAST_SIZE, min(size, mm / MM_PER_POINT / ems)))


def watermark(text: str) -> tuple[int, int]:
    """Return width and height of the words across a page in points: as large as fits."""
    lines = text.split("\n")
    ems = max(map(_ems, lines))
    size = min(_MARK_SIZE, _MARK_WIDTH / ems)
    return round(ems * size), round(len(lines) * LINE * size)


DOCX_FILTERS: Final = MappingProxyType(
    {
        "words": docx_words,
        "dxa": dxa,
        "row_height": row_height,
        "half_points": half_points,
        "tracks": tracks,
        "sum_of_tracks": sum_of_tracks,
        "room": room,
        "pen": pen,
        "placed": placed,
        "foot_room": foot_room,
        "drawing": drawing,
        "ink": ink,
        "badge_size": badge_size,
        "line_size": line_size,
        "watermark": watermark,
    }
)
"""The filters of a DOCX template besides those of every format."""
