"""Fill a form with a record: the one place where lists become columns, bands and rows, and values become words."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from typing import Any

import attrs

from safetykit.documents import checklist, opinions
from safetykit.documents.forms import (
    Block,
    ChecklistBlock,
    ColumnsBlock,
    Form,
    FormCell,
    ProseBlock,
    RowsBlock,
    SignBlock,
)
from safetykit.documents.layout import Draft, fixed, label, laid
from safetykit.documents.locale import Locale, places
from safetykit.documents.sheet import Badge, Cell, Run, Sheet, Table
from safetykit.documents.sources import Found, View
from safetykit.documents.values import Writer, plain
from safetykit.errors import RenderError

PROSE_ROOM = 60.0
"""Millimeters for a date to be filled in within a prose text."""


@attrs.frozen(kw_only=True)
class Imprint:
    """
    What a print says about itself; all of it comes from outside, nothing is looked up.

    Attributes:
        at: When it is printed.
        by: Who prints it, as shown.
        serial: The how-manieth print it is.
        digest: SHA-256 of the revision; the page shows its first 16 signs.
        versions: Library and packs.
        notes: What the page has to say besides, such as which rules are set aside.
    """

    at: datetime | None = None
    by: str = ""
    serial: int = 1
    digest: str = ""
    versions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fill(
    form: Form,
    record: Any,
    locale: Locale,
    *,
    imprint: Imprint = Imprint(),
    copy: int | None = None,
    works: bool = False,
    void: Collection[int] = (),
    unused: Collection[str] = (),
) -> Sheet:
    """
    Put the values of a record on a form.

    Args:
        form: The form.
        record: The record, or None for a blank form.
        locale: Language and time zone of the print.
        imprint: What the print says about itself.
        copy: Which copy it is, counted from 1; None if copies are not told apart.
        works: Whether the state of the record allows the work to go on, as its lifecycle says; if not, a word across
            each page says why.
        void: Positions of sign-offs that no longer count; they print struck through.
        unused: Slots that this job does not use; an empty one of them prints "/".

    Raises:
        RenderError: If the record holds a measure that the form has no row for, or the copy does not exist.
    """
    view = None if record is None else View(record, frozenset(void))
    writer = Writer(view, locale, form.paper.type_size)
    _refuse_lost_measures(form, record)
    badge, code = _badge(form, writer)
    title = locale.text(form.title)
    state = "" if record is None else str(record.state)
    holder = _holder(form, locale, copy, code)
    changed = None if record is None else record.changed_at
    return Sheet(
        form=form.id,
        language=locale.text("language"),
        title=title,
        later_title=locale.text("later", title=title),
        tables=tuple(_table(form, writer, block, unused) for block in form.blocks),
        paper=form.paper,
        number="" if record is None else record.number or "",
        number_label=locale.text("number"),
        copy=holder,
        badge=badge,
        state=state,
        watermark="" if works else _watermark(state, locale),
        foot=tuple(filter(None, [holder, *_foot(state, imprint, locale)])),
        page_words=(locale.text("page.before"), locale.text("page.between"), locale.text("page.after")),
        source=form.source,
        digest=imprint.digest,
        changed_at=changed or imprint.at,
    )


def _refuse_lost_measures(form: Form, record: Any) -> None:
    bodies = [block.body for block in form.blocks if isinstance(block.body, ChecklistBlock)]
    printed = {number for body in bodies for number in body.numbers}
    lost = {measure.row for measure in record.measures} - printed if bodies and record is not None else set()
    if lost:
        numbers = ", ".join(map(str, sorted(lost)))
        raise RenderError([f"/measures: form {form.id!r} has no row {numbers}; correct the record or the form"])


def _badge(form: Form, writer: Writer) -> tuple[Badge | None, str]:
    if form.badge is None:
        return None, ""
    found = writer.find(form.badge.value)
    if not found:
        return Badge(text=""), ""
    code = plain(found[0].value)
    return Badge(text=writer.word(found[0], form.badge.names), frame=form.badge.frames.get(code, "single")), code


def _holder(form: Form, locale: Locale, copy: int | None, code: str) -> str:
    if copy is None:
        return ""
    if not 1 <= copy <= len(form.copies):
        raise RenderError([f"form {form.id!r} has {len(form.copies)} copies; there is no copy {copy}"])
    key = form.copies[copy - 1].replace("{badge}", code)
    return locale.text("copy", ordinal=locale.text(f"ordinal.{copy}"), holder=locale.find(key) or "")


def _watermark(state: str, locale: Locale) -> str:
    return locale.find(f"watermark.{state or 'blank'}") or locale.find(f"state.{state}") or state


def _foot(state: str, imprint: Imprint, locale: Locale) -> Iterator[str]:
    if state:
        yield locale.text("foot.state", state=locale.find(f"state.{state}") or state)
    if imprint.at is not None:
        printed = {"at": locale.minute(imprint.at), "by": imprint.by, "serial": str(imprint.serial)}
        yield locale.text("foot.printed-by" if imprint.by else "foot.printed", **printed)
    if imprint.digest:
        yield locale.text("foot.digest", digest=imprint.digest[:16])
    yield from imprint.versions
    yield from imprint.notes


def _table(form: Form, writer: Writer, block: Block, unused: Collection[str]) -> Table:
    body, tracks = block.body, len(form.grid)
    head: list[tuple[list[Draft], float]] = []
    rows: list[tuple[list[Draft], float]]
    if isinstance(body, RowsBlock):
        rows = [([_draft(writer, cell) for cell in row], max(cell.mm for cell in row)) for row in body.rows]
    elif isinstance(body, ColumnsBlock):
        rows = list(_columns(writer, body))
    elif isinstance(body, ChecklistBlock):
        head = [(checklist.heads(writer, body), body.mm)]
        heights = {number: body.own_mm if number in body.own else body.mm for number in body.numbers}
        rows = [(checklist.measure(writer, body, number), mm) for number, mm in heights.items()]
    elif isinstance(body, SignBlock):
        rows = [([opinions.slot(writer, name, key, tracks, unused)], body.mm) for name, key in body.slots]
    else:
        rows = [([fixed(_prose(writer, body), tracks)], 0.0)]
    return Table(
        id=block.id,
        grid=form.grid,
        head=laid(head, form.grid, writer.type_size),
        rows=laid(rows, form.grid, writer.type_size),
        caption=writer.locale.text(block.caption) if block.caption else "",
        page=block.page,
        gap=block.gap,
        frame=not isinstance(body, ProseBlock),
    )


def _draft(writer: Writer, cell: FormCell, start: Found | None = None) -> Draft:
    if not cell.values:
        return label(writer.locale, cell.label, cell.w, cell.h)
    return cell.w, cell.h, partial(_value, writer, cell, start)


def _value(writer: Writer, cell: FormCell, start: Found | None, width: float) -> Cell:
    runs, path = writer.cell(cell, width, start)
    return Cell(runs=runs, align=cell.align, name=writer.locale.text(cell.label) if cell.label else "", path=path)


def _columns(writer: Writer, block: ColumnsBlock) -> Iterator[tuple[list[Draft], float]]:
    items = writer.find(block.repeat)
    if block.order:
        items = tuple(sorted(items, key=lambda item: _last_if_none(getattr(item.value, block.order))))
    blank = attrs.evolve(writer, view=None)
    size = len(block.columns)
    for first in range(0, max(len(items), 1), size):
        band = [*items[first : first + size], *[None] * size][:size]
        for line in block.lines:
            cells = [
                _draft(writer if item else blank, attrs.evolve(line, w=w), item)
                for item, w in zip(band, block.columns, strict=True)
            ]
            yield [label(writer.locale, line.label, block.label, later=first > 0), *cells], line.mm


def _last_if_none(value: Any) -> tuple[bool, Any]:
    return (True, 0) if value is None else (False, value)


def _prose(writer: Writer, block: ProseBlock) -> Cell:
    runs: list[Run] = []
    for literal, name in places(writer.locale.text_of(block.text)):
        runs.append(Run(text=literal))
        if name:
            made, _ = writer.cell(block.places[name], PROSE_ROOM)
            runs += made or (Run(kind="line", mm=checklist.PEN_LINE),)
    return Cell(role="prose", runs=tuple(run for run in runs if run.text or run.mm))
