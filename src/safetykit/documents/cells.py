"""One cell of a form, filled: its label or its values, with pictures, a seal and a signature."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from safetykit.documents import opinions
from safetykit.documents.forms import FormCell
from safetykit.documents.layout import Draft, label
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.sources import Found
from safetykit.documents.values import Writer, common

PADDING = 2.4
"""Millimeters that a cell keeps free left and right of what stands in it."""


def draft(writer: Writer, cell: FormCell, start: Found | None = None, number: int = 0) -> Draft:
    """Return the draft of a label or of a place for values; *start* is the item of a list, *number* counts it."""
    if cell.is_label:
        return label(writer.locale, cell.label, cell.w, cell.h)
    return cell.w, cell.h, partial(_filled, writer, cell, start, number)


def _filled(writer: Writer, cell: FormCell, start: Found | None, number: int, width: float) -> Cell:
    runs, path = pieces(writer, cell, width, start, number)
    before, foot = opinions.signature(writer, cell.sign) if cell.sign else ((), ())
    return Cell(
        role="sign" if cell.sign else "value",
        runs=(*runs, *before[not runs :]),  # what was signed starts a line of its own
        foot=foot,
        align=cell.align,
        name=writer.locale.text(cell.label) if cell.label else "",
        path=path,
    )


def pieces(
    writer: Writer, cell: FormCell, width: float, start: Found | None = None, number: int = 0
) -> tuple[tuple[Run, ...], str]:
    """Return the pieces of a place for values and the pointer to what they show."""
    found = writer.find(cell.picture, start) if cell.picture else ()
    shown = [picture(writer, one, width - PADDING, cell.mm) for one in found]
    runs = [run for one in shown for run in (*one, Run(kind="break"))]
    if cell.counted:
        runs.append(Run(text=str(number)))
    words, path = writer.cell(cell, width, start) if cell.values else ((), "")
    runs += words
    if cell.seal:
        runs += [Run(kind="break")] if runs else []
        runs.append(
            Run(kind="seal", text=writer.locale.text(cell.seal), mm=min(width - PADDING, cell.mm), high=cell.mm)
        )
    if runs and runs[-1].kind == "break":
        runs.pop()
    return tuple(runs), path or common(one.pointer for one in found)


def picture(writer: Writer, found: Found, mm: float, high: float) -> tuple[Run, ...]:
    """Return the picture of an attachment, or its title and digest where the host gave no picture of it."""
    one = found.value
    title = one.title or writer.locale.option(one.kind)
    if writer.view and one.sha256 in writer.view.pictures:
        return (Run(kind="picture", picture=one.sha256, text=title, mm=mm, high=high),)
    digest = writer.locale.text("foot.digest", digest=one.sha256[:16])
    return (Run(text=title, value=True), Run(kind="break"), Run(text=digest, small=True, value=True))


def drafts(writer: Writer, cells: tuple[FormCell, ...], *more: Any) -> Iterator[Draft]:
    """Yield the drafts of several cells of one row."""
    yield from (draft(writer, cell, *more) for cell in cells)
