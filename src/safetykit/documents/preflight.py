"""Before anything is rendered: every character that a page cannot show as it is, with the place where it stands."""

import re
from collections.abc import Callable, Iterable
from itertools import chain

from safetykit.documents.sheet import Sheet
from safetykit.errors import RenderError
from safetykit.model.marks import REFUSED_CHARACTERS


def refuse(sheet: Sheet, pattern: re.Pattern[str], why: str, allowed: Callable[[str], bool] = lambda _: False) -> None:
    """
    Refuse a sheet that holds characters of a pattern.

    All texts are searched at once; their places are looked for only if something was found.

    Args:
        sheet: What is to be printed.
        pattern: Finds one character; the space is none of them.
        why: What is wrong with it and what to do.
        allowed: Says of a character found that it may stand after all.

    Raises:
        RenderError: With each such character once for each place, by code point; the text itself is not shown.
    """
    if pattern.search(" ".join(_words(sheet))):
        _refuse(sheet.texts(), pattern, why, allowed)


def refuse_unsafe(sheet: Sheet) -> None:
    """Refuse control characters, lone surrogates, non-characters and bidirectional overrides, in every format."""
    words = _words(sheet)
    words += [sheet.code, sheet.language, sheet.second_language]
    words += [cell.name for table in sheet.tables for row in (*table.head, *table.rows) for cell in row.cells]
    joined = " ".join(words)
    # What is refused is never printable, and that is asked many times faster than the pattern.
    if not joined.replace("\n", "").replace("\u3000", "").isprintable() and REFUSED_CHARACTERS.search(joined):
        names = ((f"name of {cell.path or 'a cell'}", cell.path, cell.name) for cell in sheet.cells())
        others = ((name, "", getattr(sheet, name)) for name in ("code", "language", "second_language"))
        texts = chain(sheet.texts(), others, names)
        _refuse(texts, REFUSED_CHARACTERS, "cannot stand in a document; remove it from the record", lambda _: False)


def _refuse(
    texts: Iterable[tuple[str, str, str]], pattern: re.Pattern[str], why: str, allowed: Callable[[str], bool]
) -> None:
    found = {
        (name, path, sign)
        for name, path, text in texts
        for sign in dict.fromkeys(pattern.findall(text))
        if not allowed(sign)
    }
    if found:
        shown = ((pattern.sub("?", name), path, sign) for name, path, sign in sorted(found))
        raise RenderError(f"{name} ({path or 'form'}): U+{ord(sign):04X} {why}" for name, path, sign in shown)


def _words(sheet: Sheet) -> list[str]:
    """Return what ``sheet.texts()`` yields, without the places: fast, for the many sheets that are in order."""
    tables = sheet.tables
    cells = [cell for table in tables for row in (*table.head, *table.rows) for cell in row.cells]
    words = [run.text for cell in cells for run in cell.runs]
    words += [run.text for cell in cells if cell.foot for run in cell.foot]
    words += [word for table in tables for word in (table.caption, table.title)]
    words += [sheet.title, sheet.second_title, sheet.later_title, sheet.number_label, sheet.number, sheet.copy]
    words += [sheet.watermark, sheet.source, sheet.digest, *sheet.foot, *sheet.page_words]
    return [*words, sheet.badge.text] if sheet.badge else words
