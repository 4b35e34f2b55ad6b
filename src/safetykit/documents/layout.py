"""Putting cells on the grid of a form."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import attrs

from safetykit.documents.grid import spanned
from safetykit.documents.locale import Locale, places
from safetykit.documents.sheet import Cell, Row, Run
from safetykit.documents.values import is_short

KEPT = 4
"""Most rows that a cell may reach down for its rows to stay on one page."""
Draft: TypeAlias = tuple[int, int, Callable[[float], Cell]]
"""A cell before its place is known: tracks, rows, and how it looks at a width in millimeters."""
PLAIN: Final = Run()
"""A run without any mark."""


def fixed(cell: Cell, w: int = 1, h: int = 1) -> Draft:
    """Return the draft of a cell that looks the same at any width."""
    return w, h, lambda _: cell


def words(locale: Locale, key: str, like: Run = PLAIN) -> tuple[Run, ...]:
    """Return the words for a key in line, marked like a run; a translation follows in small type."""
    return _spoken(locale, key, Run(text=" "), like)


def stacked(locale: Locale, key: str, like: Run = PLAIN) -> tuple[Run, ...]:
    """Return the words for a key, marked like a run; a translation stands below on its own line, in small type."""
    return _spoken(locale, key, Run(kind="break"), like)


def _spoken(locale: Locale, key: str, between: Run, like: Run) -> tuple[Run, ...]:
    runs: list[Run] = []
    for text, lang in locale.each(key):
        if lang:
            runs.append(attrs.evolve(between, lang=lang))
            runs.append(attrs.evolve(like, text=text, lang=lang, bold=False, small=True))
        else:
            runs.append(Run(text=text) if like is PLAIN else attrs.evolve(like, text=text))
    return tuple(runs)


def within(locale: Locale, key: str, inner: Iterable[Run], like: Run = PLAIN) -> tuple[Run, ...]:
    """Return runs inside the words for a key, which have one place for them."""
    (before, _), (after, _) = places(locale.text_of(key))
    inner = tuple(inner)
    if len(inner) == 1:
        return (attrs.evolve(inner[0], text=f"{before}{inner[0].text}{after}"),)
    ends = [(attrs.evolve(like, text=text),) if text else () for text in (before, after)]
    return (*ends[0], *[run for run in inner if run.kind == "break" or run.text], *ends[1])


def label(locale: Locale, key: str, w: int, h: int = 1, *, later: bool = False) -> Draft:
    """Return the draft of a label that names what stands beside it; *later* marks that it goes on from above."""
    text, runs = locale.text(key), stacked(locale, key)
    if later:
        text, runs = locale.text("later", title=text), within(locale, "later", runs)
    return fixed(Cell(role="label", runs=runs, align="center", scope="row", name=text), w, h)


def head(locale: Locale, key: str, w: int, h: int = 1) -> Draft:
    """Return the draft of the head of a column."""
    runs = stacked(locale, key, Run(bold=True))
    return fixed(Cell(role="head", runs=runs, align="center", scope="col", name=locale.text(key)), w, h)


def laid(rows: Iterable[tuple[list[Draft], float]], grid: tuple[float, ...], type_size: float) -> tuple[Row, ...]:
    """Put rows of drafts, each with its least height, on the grid; places under a taller cell become merged cells."""
    carried, done = [0] * len(grid), []
    for drafts, height in rows:
        cells: list[Cell] = []
        waiting, track = iter(drafts), 0
        while track < len(grid):
            w, h, make = fixed(Cell(role="merged")) if carried[track] else next(waiting)
            width = round(sum(grid[track : track + w]), 2)
            cells.append(_placed(make(width), w, h, width))
            track += w
        carried = spanned(carried, [(w, h) for w, h, _ in drafts])
        low = all(h <= KEPT for _, h, _ in drafts)  # a page may break beside a cell that reaches down far
        keep = low and all([is_short(cell.text, cell.width, type_size) for cell in cells])
        done.append(Row(cells=tuple(cells), height=height, keep=keep))
    return tuple(done)


def _placed(cell: Cell, w: int, h: int, width: float) -> Cell:
    """Return a cell at its place; written out because every cell of a form comes by here."""
    return Cell(
        role=cell.role,
        runs=cell.runs,
        foot=cell.foot,
        w=w,
        h=h,
        width=width,
        align=cell.align,
        scope=cell.scope,
        name=cell.name,
        path=cell.path,
    )
