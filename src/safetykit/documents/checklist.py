"""The rows of measures of a form."""

from collections.abc import Iterable, Iterator

import attrs

from safetykit.documents.forms import ChecklistBlock, FormCell
from safetykit.documents.layout import Draft, fixed, head, stacked, within, words
from safetykit.documents.locale import Locale, places
from safetykit.documents.sheet import Cell, Run
from safetykit.documents.sources import Found
from safetykit.documents.values import Writer, common, plain
from safetykit.model.frozenmap import EMPTY

PEN_LINE = 35.0
"""Millimeters of a line to write on."""
PLACE_LINE = 10.0
"""Millimeters of a place to fill in within a text."""
SIGN_WIDTH, SIGN_HEIGHT = 22.0, 6.0
"""Millimeters of the drawn signature of a confirmer."""
ELSEWHERE = "…"
"""Stands in a translation where the text that it translates has room to write."""


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
            runs=tuple(_confirmers(writer, found, confirmed)),
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
    """Yield the text of a row with its places filled, in both languages where there are two, then the record's own."""
    fills = block.fills.get(str(number), EMPTY)
    for text, lang in writer.locale.each_open(f"{block.texts}.{number}"):
        said = Run(lang=lang, small=bool(lang))
        if lang:
            yield attrs.evolve(said, kind="break")
        for literal, name in places(text):
            if literal:
                yield Run(text=literal, lang=lang, small=bool(lang))
            if name:
                yield from _place(
                    writer, fills.get(name), said, [one for one in found if name in one.value.blanks], name
                )
    yield from (Run(text=one.value.text, value=True) for one in found if one.value.text)


def _place(writer: Writer, fill: FormCell | None, said: Run, found: list[Found], name: str) -> Iterator[Run]:
    """Yield what fills a place of a text: the blanks of the row, something else of the record, or a line to write on."""
    given = [one.value.blanks[name] for one in found]
    if fill and fill.choice:
        yield from (attrs.evolve(run, lang=said.lang, small=said.small) for run in _choice(writer, fill, given))
        return
    if fill:
        given += [run.text for run in writer.cell(fill, PEN_LINE)[0] if run.value]
    if given:
        text = writer.locale.text("sep.comma").join(given)
        yield attrs.evolve(said, text=text, underline=True, value=True)
    elif said.lang:
        yield attrs.evolve(said, text=ELSEWHERE)
    else:
        yield Run(kind="line", mm=PLACE_LINE)


def _choice(writer: Writer, cell: FormCell, given: list[str]) -> Iterator[Run]:
    """Yield boxes for the codes of a choice; a word that is none of them stands behind the boxes."""
    chosen = [*given, *(plain(one.value) for wanted in cell.values for one in writer.find(wanted))]
    for code in cell.choice:
        on = code in chosen
        yield Run(kind="box", text=writer.locale.text(f"{cell.names}.{code}"), on=on, value=on)
        yield Run(text=" ")
    others = [word for word in chosen if word not in cell.choice]
    if others:
        yield Run(text=writer.locale.text("sep.comma").join(others), underline=True, value=True)


def _drafted(writer: Writer, block: ChecklistBlock, found: list[Found]) -> Iterator[Run]:
    people = [writer.person(one.value.drafted_by) for one in found if one.value.drafted_by is not None]
    yield from within(writer.locale, "label", words(writer.locale, block.drafted))
    yield from people or [Run(kind="line", mm=PEN_LINE)]


def _ticks(writer: Writer, found: list[Found]) -> Iterator[Run]:
    """Yield words, never a bare tick: a tick that is copied badly is a lie."""
    ticked = [one.value.involved for one in found if one.value.involved is not None]
    for involved in ticked:
        like = Run(bold=involved, muted=not involved, value=True)
        yield from stacked(writer.locale, f"involved.{str(involved).lower()}", like)
    if not ticked:
        yield from _boxes(writer.locale, ("involved.true", "involved.false"))


def _boxes(locale: Locale, keys: Iterable[str]) -> Iterator[Run]:
    """Yield boxes below each other, and their translations together below them: beside them there is no room."""
    both = [locale.titles(key) for key in keys]
    for number, (word, _) in enumerate(both):
        if number:
            yield Run(kind="break")
        yield Run(kind="box", text=word)
    translated = " / ".join(word for _, word in both if word)
    if translated:
        lang = locale.second_language
        yield from (Run(kind="break", lang=lang), Run(text=translated, lang=lang, small=True))


def _confirmers(writer: Writer, found: list[Found], confirmed: list[Found]) -> Iterator[Run]:
    """
    Yield who confirmed a row, by a drawn signature where there is one, else by name.

    A row that is not involved and that nobody confirmed carries a stroke, once others are confirmed; before that it is
    still to be seen who confirms it, and the cell stays free.
    """
    drawn = {one.value.by: one.value.drawing for one in confirmed if one.value.drawing}
    pictures = writer.view.pictures if writer.view else ()
    people = [(by, drawn.get(by)) for by in dict.fromkeys(one.value.by for one in confirmed)]
    high = any(drawing in pictures for _, drawing in people)
    for number, (by, drawing) in enumerate(people):
        if number:
            yield Run(kind="break") if high else Run(text=writer.locale.text("sep.comma"))
        name = writer.person(by)
        if drawing and drawing in pictures:
            yield attrs.evolve(name, kind="picture", picture=drawing, mm=SIGN_WIDTH, high=SIGN_HEIGHT)
        else:
            yield name
    confirming = bool(writer.view and writer.view.record.confirmations)
    if confirming and not people and any(one.value.involved is False for one in found):
        yield Run(text=writer.locale.text("unused"))
