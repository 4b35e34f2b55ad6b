"""A table of the Sheet as it is read aloud: pairs of label and value, or columns without spans."""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from safetykit.documents.sheet import Cell, Row, Run, Table

Runs: TypeAlias = tuple[Run, ...]
BREAK: Final = Run(kind="break")


def spoken(runs: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    """
    Yield each run with what it is to a reader: its kind, or ``space`` for a gap that is no place to fill in.

    Room beside a tick box or a line, or before a value that is there, only keeps things apart.
    """
    for index, run in enumerate(runs):
        if run.kind != "gap":
            yield run.kind, run
            continue
        before = runs[index - 1] if index else None
        after = runs[index + 1] if index + 1 < len(runs) else None
        apart = (before is not None and before.kind in {"box", "line"}) or (after is not None and after.value)
        yield "space" if apart else "line", run


def table_of(table: Table) -> list[list[Runs]]:
    """Return the rows of a table in columns that no cell spans; the first row is its head, empty if it has none."""
    if table.kind in {"fields", "opinions"}:
        return [[(), ()], *([label, value] for row in (*table.head, *table.rows) for label, value in pairs(row))]
    starts = _starts((*table.head, *table.rows))
    rows = [_spread(row, starts) for row in (*table.head, *table.rows)]
    return rows if table.head else [[()] * len(starts), *rows]


def pairs(row: Row) -> Iterator[tuple[Runs, Runs]]:
    """Yield each label of a row with the value beside it; a signed cell holds both."""
    label: Runs | None = None
    for cell in row.cells:
        if cell.role == "sign":
            yield signed(cell)
        elif cell.role in {"label", "head"}:
            if label is not None:
                yield label, ()
            label = all_of(cell)
        elif cell.role != "merged":
            yield label or (), all_of(cell)
            label = None
    if label is not None:
        yield label, ()


def signed(cell: Cell) -> tuple[Runs, Runs]:
    """Return the label of a signed cell and what was signed there."""
    label, *words = cell.runs or (Run(),)
    opinion = tuple(words)
    return (label,), (*opinion, *((BREAK,) if opinion and cell.foot else ()), *cell.foot)


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
