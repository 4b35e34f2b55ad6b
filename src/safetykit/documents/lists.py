"""Lists on a form: as columns, as rows in one panel or several, as pictures in a grid."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any, TypeAlias

import attrs

from safetykit.documents.cells import PADDING, draft, drafts, picture, pieces
from safetykit.documents.forms import SEE_ANNEX, ColumnsBlock, FormCell, ListBlock, PictureBlock
from safetykit.documents.layout import Draft, fixed, head, label
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.sources import Found, Selector
from safetykit.documents.values import Writer
from safetykit.model.gas import GasTest

Drafted: TypeAlias = tuple[list[Draft], float]
"""A row before its place is known, with its least height in millimeters."""
UNDER_PICTURE = 6.0
"""Millimeters for the words below a picture."""


def items_of(writer: Writer, repeat: Selector, order: str = "") -> tuple[Found, ...]:
    """Return the items of a list, sorted by a field; items without it come last."""
    items = writer.find(repeat)
    if not order:
        return items
    return tuple(sorted(items, key=lambda item: _last_if_none(getattr(item.value, order))))


def _last_if_none(value: Any) -> tuple[bool, Any]:
    return (True, 0) if value is None else (False, value)


def overflows(writer: Writer, block: ColumnsBlock) -> bool:
    """Say whether a list has more items than the block has columns, and leaves the rest to the annex."""
    return block.annex and len(items_of(writer, block.repeat)) > len(block.columns)


def columns(writer: Writer, block: ColumnsBlock, *, annex: bool) -> Iterator[Drafted]:
    """Yield the rows of a list that is printed as columns; *annex* says that the rest stands in the annex."""
    items = items_of(writer, block.repeat, block.order)
    size = len(block.columns)
    cut = annex and len(items) > size
    if cut:
        items = _face(writer, items, size)
    blank = attrs.evolve(writer, view=None)
    sized = [{w: attrs.evolve(line, w=w) for w in {*block.columns}} for line in block.lines]
    for first in range(0, max(len(items), 1), size):
        band = [*items[first : first + size], *[None] * size][:size]
        for index, line in enumerate(block.lines):
            title = label(writer.locale, line.label, block.label, later=first > 0)
            cells = [
                draft(writer if item else blank, sized[index][w], item, first + number)
                for number, (item, w) in enumerate(zip(band, block.columns, strict=True), start=1)
            ]
            yield [_seen(writer, title) if cut and not index else title, *cells], line.mm


def _seen(writer: Writer, title: Draft) -> Draft:
    """Add to a label that the rest stands in the annex."""
    w, h, make = title
    _, _, note = label(writer.locale, SEE_ANNEX, w)

    def noted(width: float) -> Cell:
        cell = make(width)
        return attrs.evolve(cell, runs=(*cell.runs, *note(width).runs))

    return w, h, noted


def _face(writer: Writer, items: tuple[Found, ...], size: int) -> tuple[Found, ...]:
    """Choose what the face of the form shows: what the start of work rests on, then the first ones, in their order."""
    carry = _carrying(writer, items)
    chosen = [*carry, *(item for item in items if item not in carry)][:size]
    return tuple(item for item in items if item in chosen)


def _carrying(writer: Writer, items: tuple[Found, ...]) -> list[Found]:
    """Return the last gas test of each point and gas before work began, or of all so far; failed ones come first."""
    record = writer.view.record if writer.view else None
    start: datetime | None = min((one.at for one in getattr(record, "starts", ())), default=None)
    last: dict[Any, Found] = {}
    for item in items:
        test = item.value
        if isinstance(test, GasTest) and test.at is not None and (start is None or test.at <= start):
            kept = last.get((test.gas, test.point))
            if kept is None or _weight(kept) <= _weight(item):
                last[test.gas, test.point] = item
    return sorted(last.values(), key=lambda item: (item.value.passed is False, item.value.at), reverse=True)


def _weight(item: Found) -> tuple[datetime, bool]:
    """Return what to choose among tests of one gas and point by: the later one, of the same time one that failed."""
    return item.value.at, item.value.passed is False


def heads(writer: Writer, block: ListBlock, panel: Sequence[int]) -> Iterator[Drafted]:
    """Yield the head rows of a list: the form's own, or one made of the labels of the columns."""
    for row in block.head:
        yield [_head(writer, cell) for cell in row], max(cell.mm for cell in row)
    if not block.head and not block.bare:
        side = [head(writer.locale, block.side.label, block.side.w)] if block.side else []
        cells = [head(writer.locale, block.cells[index].label, block.cells[index].w) for index in panel]
        yield [*side, *cells], block.mm


def _head(writer: Writer, cell: FormCell) -> Draft:
    return head(writer.locale, cell.label, cell.w, cell.h) if cell.is_label else draft(writer, cell)


def listed(writer: Writer, block: ListBlock, panel: Sequence[int]) -> Iterator[Drafted]:
    """Yield one row for each item, and empty ones up to the least number; all rows stand beside the side label."""
    items: list[Found | None] = [*items_of(writer, block.repeat, block.order)]
    items += [None] * ((block.shown if writer.view else block.empty) - len(items))
    blank = attrs.evolve(writer, view=None)
    cells = tuple(block.cells[index] for index in panel)
    for number, item in enumerate(items, start=1):
        row = [*drafts(writer if item else blank, cells, item, number)]
        beside = _side(writer, block.side, len(items)) if number == 1 else []
        yield [*beside, *row], max([block.mm, *(cell.mm for cell in cells)])


def _side(writer: Writer, side: FormCell | None, rows: int) -> list[Draft]:
    return [label(writer.locale, side.label, side.w, rows)] if side else []


def pictures(writer: Writer, block: PictureBlock) -> Iterator[Drafted]:
    """Yield the rows of a grid of pictures, with empty frames up to the least number."""
    items: list[Found | None] = [*items_of(writer, block.repeat)]
    items += [None] * ((block.shown if writer.view else block.empty) - len(items))
    across = len(block.columns)
    items += [None] * (-len(items) % across)
    height = block.mm + (UNDER_PICTURE if block.cell.values else 0)
    for first in range(0, len(items), across):
        row = [
            _frame(writer, block, item, w) for item, w in zip(items[first : first + across], block.columns, strict=True)
        ]
        beside = _side(writer, block.side, len(items) // across) if not first else []
        yield [*beside, *row], height


def _frame(writer: Writer, block: PictureBlock, item: Found | None, w: int) -> Draft:
    return (w, 1, partial(_pictured, writer, block, item)) if item else fixed(Cell(align="center"), w)


def _pictured(writer: Writer, block: PictureBlock, item: Found, width: float) -> Cell:
    below, _ = pieces(writer, block.cell, width, item)
    shown = picture(writer, item, width - PADDING, block.mm)
    said = {run.text for run in below if run.kind == "text"}
    if shown[0].kind == "text" and shown[0].text in said:  # the words below say the title of what is not shown
        shown = shown[2:]
    words = (Run(kind="break"), *below) if below else ()
    name = writer.locale.text(block.side.label) if block.side else ""
    return Cell(runs=(*shown, *words), align="center", name=name, path=item.pointer)


def any_value(writer: Writer, cells: Sequence[FormCell]) -> bool:
    """Say whether the record has a value for any of some cells."""
    wanted = chain.from_iterable((*cell.values, cell.picture) for cell in cells)
    return any(writer.find(one) for one in wanted if one)
