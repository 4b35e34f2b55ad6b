"""A table of the Sheet as it is read aloud: pairs of label and value, or columns without spans."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from safetykit.documents.sheet import Cell, Row, Run, Table

Runs: TypeAlias = tuple[Run, ...]
NOTHING: Final = Run()
BREAK: Final = Run(kind="break")
_APART = frozenset(("box", "line"))
_WIDEST = 40.0


def spoken(runs: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    """
    Yield each run with what it is to a reader: its kind, ``line`` for a gap to fill in, ``space`` for any other gap.

    Room beside a tick box or a line, before a value that is there, or over half a page only keeps things apart.
    """
    around = (NOTHING, *runs, NOTHING)
    for before, run, after in zip(around, runs, around[2:], strict=False):
        if run.kind != "gap":
            yield run.kind, run
        elif before.kind in _APART or after.value or run.mm > _WIDEST:
            yield "space", run
        else:
            yield "line", run


def table_of(table: Table) -> list[list[Runs]]:
    """Return the rows of a table in columns that no cell spans; the first row is its head, empty if it has none."""
    if table.kind in {"fields", "opinions"} and not table.head:
        return [[(), ()], *([label, value] for row in table.rows for label, value in pairs(row))]
    starts = _starts((*table.head, *table.rows))
    rows = [_spread(row, starts) for row in (*table.head, *table.rows)]
    return rows if table.head else [[()] * len(starts), *rows]


def pairs(row: Row) -> Iterator[tuple[Runs, Runs]]:
    """Yield each label of a row with the value beside it; a signed cell holds both."""
    label: Runs | None = None
    for cell in row.cells:
        if cell.role == "sign":
            title = label_of(cell)
            yield title, all_of(attrs.evolve(cell, runs=cell.runs[len(title) :]))
        elif cell.role in {"label", "head"}:
            if label is not None:
                yield label, ()
            label = all_of(cell)
        elif cell.role != "merged":
            yield label or (), all_of(cell)
            label = None
    if label is not None:
        yield label, ()


def label_of(cell: Cell) -> Runs:
    """Return the label that a signed cell begins with: it is set in bold, or translates what is."""
    return tuple(takewhile(lambda run: run.kind == "text" and not run.value and (run.bold or run.lang), cell.runs))


def all_of(cell: Cell) -> Runs:
    """Return everything that stands in a cell, its foot on a new line."""
    return (*cell.runs, *((BREAK,) if cell.runs and cell.foot else ()), *cell.foot)


def _starts(rows: Iterable[Row]) -> list[int]:
    """Return the tracks at which a cell of any row begins."""
    found: set[int] = set()
    for row in rows:
        track = 0
        for cell in row.cells:
            if cell.role != "merged":
                found.add(track)
            track += cell.w
    return sorted(found)


def _spread(row: Row, starts: list[int]) -> list[Runs]:
    """Return what stands in each column of a row; a cell that spans several stands in the first of them."""
    at: dict[int, Runs] = {}
    track = 0
    for cell in row.cells:
        if cell.role != "merged":
            at[track] = all_of(cell)
        track += cell.w
    return [at.get(start, ()) for start in starts]


MARKDOWN_FILTERS: Final = MappingProxyType({"spoken": spoken, "table": table_of})
"""The filters of a Markdown template besides those of every format."""
