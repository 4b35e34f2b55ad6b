"""The rows of measures of a form."""

from collections.abc import Iterator

from safetykit.documents.forms import ChecklistBlock, FormCell
from safetykit.documents.layout import Draft, fixed, head
from safetykit.documents.locale import places
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.sources import Found
from safetykit.documents.values import Writer, common, plain
from safetykit.model.frozenmap import EMPTY

PEN_LINE = 35.0
"""Millimeters of a line to write on."""
PLACE_LINE = 10.0
"""Millimeters of a place to fill in within a text."""


def heads(writer: Writer, block: ChecklistBlock) -> list[Draft]:
    """Return the heads of the four columns."""
    return [head(writer.locale, key, w) for key, w in zip(block.head, block.w, strict=True)]


def measure(writer: Writer, block: ChecklistBlock, number: int) -> list[Draft]:
    """Return one row: its number, its text, whether it is involved, and who confirmed it."""
    found = _of_row(writer, block, "measures", number)
    confirmed = _of_row(writer, block, "confirmations", number)
    titles = [writer.locale.text(key) for key in block.head]
    name = f"{titles[1]} {number}"
    path = common(one.pointer for one in found)
    ticks = tuple(_ticks(writer, found))
    cells = (
        Cell(role="label", runs=(Run(text=str(number)),), align="center", scope="row", name=name),
        Cell(
            runs=tuple(_text(writer, block, number, found)),
            foot=tuple(_drafted(writer, block, found)) if number in block.own else (),
            name=name,
            path=path,
        ),
        Cell(runs=ticks, align="left" if ticks[0].kind == "box" else "center", name=titles[2], path=path),
        Cell(
            runs=tuple(_confirmers(writer, confirmed)),
            align="center",
            name=titles[3],
            path=common(one.pointer for one in confirmed),
        ),
    )
    return [fixed(cell, w) for cell, w in zip(cells, block.w, strict=True)]


def _of_row(writer: Writer, block: ChecklistBlock, field: str, number: int) -> list[Found]:
    rows = enumerate(getattr(writer.view.record, field) if writer.view else ())
    mine = {block.section} if block.section else None
    return [
        Found(one, f"/{field}/{index}")
        for index, one in rows
        if one.row == number and (mine is None or one.section in mine)
    ]


def _text(writer: Writer, block: ChecklistBlock, number: int, found: list[Found]) -> Iterator[Run]:
    locale = writer.locale
    fills = block.fills.get(str(number), EMPTY)
    for literal, name in places(locale.text_of(f"{block.texts}.{number}")):
        yield Run(text=literal)
        if not name:
            continue
        words = [one.value.blanks[name] for one in found if name in one.value.blanks]
        if name in fills and fills[name].choice:
            yield from _choice(writer, fills[name], words)
            continue
        if name in fills:
            words += [run.text for run in writer.cell(fills[name], PEN_LINE)[0] if run.value]
        if words:
            yield Run(text=locale.text("sep.comma").join(words), underline=True, value=True)
        else:
            yield Run(kind="line", mm=PLACE_LINE)
    yield from (Run(text=one.value.text, value=True) for one in found if one.value.text)


def _choice(writer: Writer, cell: FormCell, words: list[str]) -> Iterator[Run]:
    """Yield boxes for the codes of a choice; a word that is none of them stands behind the boxes."""
    chosen = [*words, *(plain(one.value) for wanted in cell.values for one in writer.find(wanted))]
    for code in cell.choice:
        on = code in chosen
        yield Run(kind="box", text=writer.locale.text(f"{cell.names}.{code}"), on=on, value=on)
        yield Run(text=" ")
    others = [word for word in chosen if word not in cell.choice]
    if others:
        yield Run(text=writer.locale.text("sep.comma").join(others), underline=True, value=True)


def _drafted(writer: Writer, block: ChecklistBlock, found: list[Found]) -> Iterator[Run]:
    people = [writer.person(one.value.drafted_by) for one in found if one.value.drafted_by is not None]
    yield Run(text=writer.locale.text("label", label=writer.locale.text(block.drafted)))
    yield from people or [Run(kind="line", mm=PEN_LINE)]


def _ticks(writer: Writer, found: list[Found]) -> Iterator[Run]:
    """Yield words, never a bare tick: a tick that is copied badly is a lie."""
    ticked = [one.value.involved for one in found if one.value.involved is not None]
    for involved in ticked:
        word = writer.locale.text(f"involved.{str(involved).lower()}")
        yield Run(text=word, bold=involved, muted=not involved, value=True)
    if not ticked:
        yield Run(kind="box", text=writer.locale.text("involved.true"))
        yield Run(kind="break")
        yield Run(kind="box", text=writer.locale.text("involved.false"))


def _confirmers(writer: Writer, confirmed: list[Found]) -> Iterator[Run]:
    for number, person in enumerate(dict.fromkeys(one.value.by for one in confirmed)):
        if number:
            yield Run(kind="break")
        yield writer.person(person)
