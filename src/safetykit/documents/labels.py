"""Under which label a form prints what a finding points to."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from safetykit.documents.forms import ChecklistBlock, ColumnsBlock, Form, FormCell, ListBlock, RowsBlock, SignBlock
from safetykit.documents.locale import Locale
from safetykit.documents.sources import Path
from safetykit.model.frozenmap import FrozenMap

_Key: TypeAlias = tuple[str, str]
"""What one item of a list is to a form: a source with its argument, such as ``crew`` and ``worker``."""
_ROW = "row"
"""Stands for a row of the check-list, or without a number for all of it."""
_WHOLE = FrozenMap({"links": "links", **dict.fromkeys(("pauses", "stops", "resumptions"), "interruptions")})
"""Lists that a form prints in one cell, by the source that it names."""
_NAMED = FrozenMap(
    {
        "sign_offs": ("slot", "slot"),
        "joinings": ("crew", "duty"),
        **dict.fromkeys(("measures", "confirmations"), (_ROW, "row")),
    }
)
"""Which argument of a finding tells which item a list lacks."""


def label_of(form: Form, locale: Locale, record: Any, pointer: str, args: Mapping[str, str]) -> str | None:
    """
    Return the label of the cell that a person would look at, or None if the form has none.

    Args:
        form: The form of the record.
        locale: The words of the form.
        record: The record.
        pointer: JSON Pointer (RFC 6901) into it.
        args: Arguments of the finding; ``slot``, ``duty`` and ``row`` tell of which item a whole list lacks.
    """
    name, *rest = pointer.removeprefix("/").split("/")
    wanted = tuple(_keys(record, name, rest, args))
    for key in wanted:
        for (source, argument, _), label in _cells(form, locale):
            if key == (source, argument):
                return label
    if wanted:
        return None
    steps = tuple(step for step in (name, *rest) if not step.isdecimal())
    plain = [(path, label) for (source, _, path), label in _cells(form, locale) if not source]
    above = [(path, label) for path, label in plain if path == steps[: len(path)]]
    below = [label for path, label in plain if steps == path[: len(steps)]]
    return max(above, key=lambda cell: len(cell[0]))[1] if above else next(iter(below), None)


def _keys(record: Any, name: str, rest: list[str], args: Mapping[str, str]) -> Iterator[_Key]:
    """Yield what the item that is pointed to, or of which a list lacks one, is to a form."""
    if name in _WHOLE:
        yield _WHOLE[name], ""
        return
    items = getattr(record, name, None)
    if not isinstance(items, tuple) or not rest or not rest[0].isdecimal() or int(rest[0]) >= len(items):
        source, argument = _NAMED.get(name, ("", ""))
        if source == _ROW or argument in args:
            yield source, args.get(argument, "")
        return
    item = items[int(rest[0])]
    if name == "sign_offs":
        yield "slot", item.slot
    elif name == "parties":
        yield "party", str(item.side)
    elif name == "gradings":
        yield "grading", item.scheme
    elif name == "joinings":
        yield "crew", str(item.duty)
    elif name == "people":
        yield from (("crew", str(joining.duty)) for joining in record.joinings if joining.person == item.id)
        yield from (("slot", sign.slot) for sign in record.sign_offs if sign.actor == item.id)
    elif name == "attachments":
        yield "attachments", item.kind.value
    elif name in ("measures", "confirmations"):
        yield _ROW, str(item.row)


def _cells(form: Form, locale: Locale) -> Iterator[tuple[tuple[str, str, tuple[str, ...]], str]]:
    """Yield what each cell of the form prints, as source, argument and steps, with its label."""
    for block in form.blocks:
        body = block.body
        if isinstance(body, SignBlock):
            yield from ((("slot", slot.slot, ()), locale.text(slot.label)) for slot in body.slots)
        elif isinstance(body, ChecklistBlock):
            words = locale.text(body.head[1])
            yield (_ROW, "", ()), words
            yield from (((_ROW, str(number), ()), f"{words} {number}") for number in body.numbers)
        elif isinstance(body, ColumnsBlock | ListBlock):
            lines = body.lines if isinstance(body, ColumnsBlock) else body.cells
            for line in (line for line in lines if line.label):
                for path in _paths(line):
                    yield from (
                        (
                            (start.source or "", start.argument, _fields(start.steps + path.steps)),
                            locale.text(line.label),
                        )
                        for start in body.repeat
                    )
        elif isinstance(body, RowsBlock):
            for cell in (cell for row in body.rows for cell in row if cell.label):
                for path in _paths(cell):
                    yield (path.source or "", path.argument, _fields(path.steps)), locale.text(cell.label)


def _paths(cell: FormCell) -> Iterator[Path]:
    yield from (path for selector in (*cell.values, cell.under) for path in selector)


def _fields(steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields behind steps of a selector: a percentage is a reading, who somebody is, the person."""
    return tuple("reading" if step == "percent" else step for step in steps if step != "who")
