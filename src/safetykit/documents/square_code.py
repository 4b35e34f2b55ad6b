"""The square code at the head of a page: a QR code (ISO/IEC 18004) as one outline that every format draws alike."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import attrs

from safetykit.errors import RenderError

QUIET: Final = 4
"""Modules left white around the code."""
LEAST: Final = 0.38
"""Smallest width of a module in millimeters that a reader makes out on a copied page."""
MASK: Final = 2
"""The mask of every code: one of eight, all readable; trying the others costs four times as much."""


@attrs.frozen
class Square:
    """
    A square code.

    Attributes:
        size: Modules along a side, the quiet zone included.
        path: What is dark, as data of an SVG path in modules, to be filled.
    """

    size: int
    path: str

    def side(self, room: float) -> float:
        """Return the side in millimeters: *room* if the modules are wide enough at that, else as much as they need."""
        return max(room, round(self.size * LEAST, 2))


@lru_cache(maxsize=16)
def square(payload: str) -> Square | None:
    """
    Draw a payload as a square code, as small as it goes; None if segno is not installed.

    Args:
        payload: What a reader gives back. Capital letters, digits and ``$%*+-./:`` alone make a smaller code.

    Raises:
        RenderError: If the payload does not fit in one code.
    """
    try:
        import segno
    except ModuleNotFoundError:
        return None
    try:
        # The level starts at the lowest, and is raised as far as the code stays as small.
        code = segno.make_qr(payload, error="l", mask=MASK)
    except segno.DataOverflowError:
        raise RenderError(["the text of the square code is too long; 2,900 bytes are the most"]) from None
    rows = [bytes(row) for row in code.matrix]
    return Square(
        size=len(rows) + 2 * QUIET,
        path="".join(f"M{x + QUIET} {y + QUIET}h{w}v{h}h-{w}z" for x, y, w, h in _blocks(rows)),
    )


def _blocks(rows: Sequence[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the dark parts as rectangles: left, top, width, height."""
    open_: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*rows, b""]):
        runs = set(_runs(row))
        for run in [run for run in open_ if run not in runs]:
            top = open_.pop(run)
            yield run[0], top, run[1], y - top
        for run in sorted(runs - open_.keys()):
            open_[run] = y


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the dark runs of a row start, and how long they are."""
    x = 0
    for part in row.split(b"\0"):
        if part:
            yield x, len(part)
        x += len(part) + 1
