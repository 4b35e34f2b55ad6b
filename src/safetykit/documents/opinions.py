"""The slots of a form: an opinion, who signed it and when."""

from collections.abc import Collection, Iterator
from functools import partial

import attrs

from safetykit.documents.checklist import PEN_LINE
from safetykit.documents.forms import SignBlock
from safetykit.documents.layout import Draft, fixed, within, words
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.sources import Found, Signed, settled, signed
from safetykit.documents.values import Writer, common
from safetykit.model.signoffs import SignOff

DATE_ROOM = 80.0
"""Millimeters for a date to be filled in beside a signature."""
SIGN_WIDTH, SIGN_HEIGHT = 30.0, 10.0
"""Millimeters of a drawn signature."""


def slot(writer: Writer, name: str, key: str, w: int, unused: Collection[str], only: Signed | None = None) -> Draft:
    """
    Return the cell of a slot: what was signed there, a "/" if the job does not use it, or room for the pen.

    *only* are the sign-offs of the cell, where a slot has several cells; all of the slot if left out.
    """
    made = list(signed(writer.view, name)) if writer.view else []
    made = made if only is None else list(only)
    earlier, standing = settled(made)
    bold = Run(bold=True)
    runs = [*within(writer.locale, "label", words(writer.locale, key, bold), bold)]
    for found, counts in earlier:
        runs += [*_earlier(writer, found.value, counts=counts), Run(kind="break")]
    for found in standing:
        runs += _opinion(writer, found.value)
    path = common(found.pointer for found in standing or [found for found, _ in made])
    cell = Cell(role="sign", runs=tuple(runs), name=writer.locale.text(key), path=path)
    if not made and writer.view and name in unused:
        return w, 1, partial(_stroke, cell, writer.locale.text("unused"))
    return fixed(attrs.evolve(cell, foot=tuple(_signature(writer, [found.value for found in standing]))), w)


def _stroke(cell: Cell, stroke: str, width: float) -> Cell:
    """Put the sign that a slot is not used into its middle."""
    return attrs.evolve(cell, runs=(*cell.runs, Run(kind="break"), Run(kind="gap", mm=width / 2 - 2), Run(text=stroke)))


def slots(writer: Writer, block: SignBlock, w: int, unused: Collection[str]) -> Iterator[Draft]:
    """Yield the cells of a block; a slot that is repeated has one for each person and role that signed there."""
    for place in block.slots:
        if not place.repeat:
            yield slot(writer, place.slot, place.label, w, unused)
            continue
        by: dict[tuple[str, str | None], list[tuple[Found, bool]]] = {}
        for found, counts in signed(writer.view, place.slot) if writer.view else ():
            by.setdefault((found.value.actor, found.value.role), []).append((found, counts))
        least = 1 if place.slot in unused else max(place.least, 1)
        for only in (*by.values(), *((),) * (least - len(by))):
            yield slot(writer, place.slot, place.label, w, unused, only)


def signature(writer: Writer, name: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return what was signed in a slot, for a cell that holds words too: what came before, and who signed and when."""
    earlier, standing = settled([*signed(writer.view, name)] if writer.view else [])
    before: list[Run] = []
    for found, counts in earlier:
        before += [Run(kind="break"), *_earlier(writer, found.value, counts=counts)]
    for found in standing:
        before += [Run(kind="break"), *_opinion(writer, found.value)]
    return tuple(before), tuple(_signature(writer, [found.value for found in standing]))


def _opinion(writer: Writer, one: SignOff) -> Iterator[Run]:
    if not one.agrees:
        yield Run(text=writer.locale.text("refusal"), bold=True, value=True)
    if one.opinion is not None:
        yield Run(text=one.opinion, value=True)


def _earlier(writer: Writer, one: SignOff, *, counts: bool) -> Iterator[Run]:
    said = [*_opinion(writer, one), Run(text=" "), writer.person(one.actor)]
    if one.signed_at is not None:
        said += [Run(text=" "), Run(text=writer.locale.minute(one.signed_at), value=True)]
    if counts:
        yield from said
    else:
        yield from (attrs.evolve(run, strike=True, muted=True) for run in said)
        yield Run(text=" ")
        yield from words(writer.locale, "void", Run(bold=True))


def _signature(writer: Writer, valid: list[SignOff]) -> Iterator[Run]:
    yield Run(text=writer.locale.text("signature"))
    for one in valid:
        yield from _who(writer, one)
        if one.place is not None:
            before, after = writer.brackets()
            yield from (Run(text=before), Run(text=one.place, value=True), Run(text=after))
    if not valid:
        yield Run(kind="line", mm=PEN_LINE)
    yield Run(kind="gap", mm=4)
    at = [one.signed_at for one in valid if one.signed_at is not None]
    yield from (Run(text=writer.locale.minute(moment), value=True) for moment in at)
    if not at:
        yield from writer.blank("minute", DATE_ROOM)


def _who(writer: Writer, one: SignOff) -> Iterator[Run]:
    """Yield the drawn signature where the host gave its picture, else the name with how it was signed."""
    name = writer.person(one.actor)
    if one.drawing is not None and writer.view and one.drawing in writer.view.pictures:
        yield attrs.evolve(name, kind="picture", picture=one.drawing, mm=SIGN_WIDTH, high=SIGN_HEIGHT)
        return
    yield name
    if one.medium:
        yield Run(text=writer.locale.text(f"medium.{one.medium.value}"))
