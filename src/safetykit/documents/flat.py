"""A sheet as one label and one text for each of its values: for approval engines, mail merge and spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence

from safetykit.documents.locale import LANGUAGES, Locale, load_locale
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.reading import all_of, label_of, spoken
from safetykit.documents.sheet import Cell, Run, Sheet

_LINE = "____"
_ROOM = frozenset((" ", "\n"))


def flat(sheet: Sheet) -> dict[str, str]:
    """
    Return the values of a sheet by the words of their labels, in reading order.

    A label that comes again, such as those of a list, is numbered from its second place on. A place that is not filled
    in is there with an empty text, so that the keys of a form stay the same. An opinion gives three: what was said, who
    signed, and when.

    Args:
        sheet: What is told; labels are in its language.

    Raises:
        RenderError: If the sheet holds a character that no document may hold.
    """
    refuse_unsafe(sheet)
    found: dict[str, str] = {}
    for label, text in _entries(sheet, _words(sheet.language)):
        key, number = label, 1
        while key in found:
            number += 1
            key = f"{label} {number}"
        found[key] = text
    return found


def _words(language: str) -> Locale:
    """Return the words of a language; English for one that does not ship."""
    lang = language.partition("-")[0]
    return load_locale(lang if lang in LANGUAGES else "en", "UTC")


def _entries(sheet: Sheet, words: Locale) -> Iterator[tuple[str, str]]:
    yield words.text("flat.title"), sheet.title
    yield words.text("flat.number"), sheet.number
    yield words.text("flat.copy"), sheet.copy
    yield words.text("flat.state"), (words.find(f"state.{sheet.state}") or sheet.state) if sheet.state else ""
    if sheet.badge:
        yield words.text("flat.badge"), sheet.badge.text
    for table in sheet.tables:
        for row in (*table.head, *table.rows):
            for cell in row.cells:
                if cell.role == "sign":
                    yield from _signed(cell, words)
                elif cell.role in {"value", "prose"}:
                    runs = all_of(cell) if _filled(cell.foot) else cell.runs
                    said = (
                        bool(table.head) or table.kind in {"list", "prose"} or _filled(cell.runs) or _filled(cell.foot)
                    )
                    yield cell.name or table.caption or table.id, _text(runs) if said else ""


def _signed(cell: Cell, words: Locale) -> Iterator[tuple[str, str]]:
    """Yield what was said, who signed and when: the room in the foot stands between the last two."""
    yield cell.name, _text(cell.runs[len(label_of(cell)) :])
    foot = [*cell.foot]
    room = next((index for index, run in enumerate(foot) if run.kind == "gap"), len(foot))
    who, when = foot[1:room], foot[room + 1 :]
    yield words.text("flat.signer", label=cell.name), _text(who) if _filled(who) else ""
    yield words.text("flat.signed-at", label=cell.name), _text(when) if _filled(when) else ""


def _filled(runs: Iterable[Run]) -> bool:
    return any(run.value or run.on or run.kind == "picture" for run in runs)


def _text(runs: Sequence[Run]) -> str:
    """Return words as plain text: of boxes only those that are ticked, lines for what is to be filled in."""
    pieces: list[str] = []
    for kind, run in spoken(runs):
        if kind in {"space", "break"}:
            room = " " if kind == "space" or run.lang else "\n"
            pieces += [room] if pieces and pieces[-1] not in _ROOM else []
        elif kind == "line":
            pieces.append(_LINE)
        elif kind != "box" or run.on:
            pieces.append(run.text)
    return "".join(pieces[:-1] if pieces and pieces[-1] in _ROOM else pieces)
