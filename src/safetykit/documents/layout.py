"""Putting cells on the grid of a form."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import attrs

from safetykit.documents.grid import spanned
from safetykit.documents.locale import Locale
from safetykit.documents.sheet import Cell, Row, Run
from safetykit.documents.values import is_short

KEPT = 4
"""Most rows that a cell may reach down for its rows to stay on one page."""
Draft: TypeAlias = tuple[int, int, Callable[[float], Cell]]
"""A cell before its place is known: tracks, rows, and how it looks at a width in millimeters."""


def fixed(cell: Cell, w: int = 1, h: int = 1) -> Draft:
    """Return the draft of a cell that looks the same at any width."""
    return w, h, lambda _: cell


def label(locale: Locale, key: str, w: int, h: int = 1, *, later: bool = False) -> Draft:
    """Return the draft of a label that names what stands beside it; *later* marks that it goes on from above."""
    text = locale.text("later", title=locale.text(key)) if later else locale.text(key)
    return fixed(Cell(role="label", runs=(Run(text=text),), align="center", scope="row", name=text), w, h)


def head(locale: Locale, key: str, w: int, h: int = 1) -> Draft:
    """Return the draft of the head of a column."""
    text = locale.text(key)
    return fixed(Cell(role="head", runs=(Run(text=text, bold=True),), align="center", scope="col", name=text), w, h)


def laid(rows: Iterable[tuple[list[Draft], float]], grid: tuple[float, ...], type_size: float) -> tuple[Row, ...]:
    """Put rows of drafts, each with its least height, on the grid; places under a taller cell become merged cells."""
    carried, done = [0] * len(grid), []
    for drafts, height in rows:
        cells: list[Cell] = []
        waiting, track = iter(drafts), 0
        while track < len(grid):
            w, h, make = fixed(Cell(role="merged")) if carried[track] else next(waiting)
            width = round(sum(grid[track : track + w]), 2)
            cells.append(attrs.evolve(make(width), w=w, h=h, width=width))
            track += w
        carried = spanned(carried, [(w, h) for w, h, _ in drafts])
        low = all(h <= KEPT for _, h, _ in drafts)  # a page may break beside a cell that reaches down far
        keep = low and all(is_short(cell.text, cell.width, type_size) for cell in cells)
        done.append(Row(cells=tuple(cells), height=height, keep=keep))
    return tuple(done)
