"""Where pages of a DOCX file begin: an estimate, because only the program that opens the file can measure."""

import math
from collections.abc import Iterator, Sequence

from safetykit.documents.docx_filters import CELL_MARGINS, LINE, MM_PER_POINT
from safetykit.documents.sheet import Cell, Row, Run, Sheet, Table

_NARROW = 0.55
_SURE = 1.15
_CAPTION = 5.0


def broken(sheet: Sheet, size: float) -> Iterator[tuple[Table, bool]]:
    """
    Yield each table, and whether a page break stands before it.

    A table that starts a page needs none where the pages before it have surely run over: the break would leave a page
    that is nearly empty. What stands under a title of its own starts a page by that.
    """
    paper = sheet.paper
    room = paper.height - paper.margins[0] - paper.head - paper.margins[2]
    used = 0.0
    for index, table in enumerate(sheet.tables):
        breaks = False
        if table.title:
            used = 0.0
        elif table.page and index:
            breaks = used <= _SURE * room
            used = 0.0 if breaks else used % room
        yield table, breaks
        used += table.gap + (_CAPTION if table.caption else 0) + _height([*table.head, *table.rows], size)


def _height(rows: Sequence[Row], size: float) -> float:
    return sum(max(row.height, *(_cell(cell, size) for cell in row.cells)) for row in rows)


def _cell(cell: Cell, size: float) -> float:
    """Return about how high a cell is in millimeters, if it is no taller than its row."""
    if cell.h > 1 or cell.role == "merged":
        return 0
    each = max(1.0, (cell.width - 2 * CELL_MARGINS[1]) / (size * MM_PER_POINT))
    lines = sum(_lines(runs, each) for runs in (cell.runs, cell.foot) if runs)
    tall = max((run.high for run in (*cell.runs, *cell.foot)), default=0.0)
    return lines * LINE * size * MM_PER_POINT + tall + 2 * CELL_MARGINS[0]


def _lines(runs: Sequence[Run], each: float) -> int:
    """Return about how many lines runs take, each as long as that many wide signs."""
    lines, taken = 1, 0.0
    for run in runs:
        if run.kind == "break":
            lines += 1 + int(taken / each)
            taken = 0.0
            continue
        text = run.text
        lines += text.count("\n")
        taken += len(text) * (_NARROW if text.isascii() else 1) * (0.8 if run.small else 1)
    return lines + math.ceil(max(0.0, taken / each - 1))
