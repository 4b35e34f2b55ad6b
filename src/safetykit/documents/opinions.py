"""The slots of a form: an opinion, who signed it and when."""

from collections.abc import Collection, Iterator

import attrs

from safetykit.documents.checklist import PEN_LINE
from safetykit.documents.layout import Draft, fixed
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.values import Writer, common
from safetykit.model.signoffs import SignOff

DATE_ROOM = 80.0
"""Millimeters for a date to be filled in beside a signature."""


def slot(writer: Writer, name: str, key: str, w: int, unused: Collection[str]) -> Draft:
    """Return the cell of a slot: what was signed there, a "/" if the job does not use it, or room for the pen."""
    title = writer.locale.text(key)
    view = writer.view
    made = [row for row in enumerate(view.record.sign_offs) if row[1].slot == name] if view else []
    void = [one for index, one in made if view and index in view.void]
    valid = [one for index, one in made if view and index not in view.void][-1:]
    runs = [Run(text=writer.locale.text("label", label=title), bold=True)]
    for one in void:
        runs += [*_struck(writer, one), Run(kind="break")]
    runs += [Run(text=one.opinion, value=True) for one in valid if one.opinion]
    foot: tuple[Run, ...] = ()
    if not made and view and name in unused:
        runs.append(Run(text=writer.locale.text("unused")))
    else:
        foot = tuple(_signature(writer, valid))
    path = common(f"/sign_offs/{index}" for index, one in made if one in valid or not valid)
    return fixed(Cell(role="sign", runs=tuple(runs), foot=foot, name=title, path=path), w)


def _signature(writer: Writer, valid: list[SignOff]) -> Iterator[Run]:
    yield Run(text=writer.locale.text("signature"))
    for one in valid:
        yield writer.person(one.actor)
        if one.medium:
            yield Run(text=writer.locale.text(f"medium.{one.medium.value}"))
    if not valid:
        yield Run(kind="line", mm=PEN_LINE)
    yield Run(kind="gap", mm=4)
    signed = [one.signed_at for one in valid if one.signed_at is not None]
    yield from (Run(text=writer.locale.minute(at), value=True) for at in signed)
    if not signed:
        yield from writer.blank("minute", DATE_ROOM)


def _struck(writer: Writer, one: SignOff) -> Iterator[Run]:
    words = [Run(text=one.opinion, value=True)] if one.opinion else []
    words += [Run(text=" "), writer.person(one.actor)]
    if one.signed_at is not None:
        words += [Run(text=" "), Run(text=writer.locale.minute(one.signed_at), value=True)]
    yield from (attrs.evolve(word, strike=True, muted=True) for word in words)
    yield Run(text=f" {writer.locale.text('void')}", bold=True)
