"""Before anything is rendered: every character that a page cannot show as it is, with the place where it stands."""

import re
from collections.abc import Callable

from safetykit.documents.sheet import Sheet
from safetykit.errors import RenderError
from safetykit.model.marks import REFUSED_CHARACTERS


def refuse(sheet: Sheet, pattern: re.Pattern[str], why: str, allowed: Callable[[str], bool] = lambda _: False) -> None:
    """
    Refuse a sheet that holds characters of a pattern.

    Args:
        sheet: What is to be printed.
        pattern: Finds one character.
        why: What is wrong with it and what to do.
        allowed: Says of a character found that it may stand after all.

    Raises:
        RenderError: With each such character once for each place, by code point; the text itself is not shown.
    """
    found = {
        (name, path, sign)
        for name, path, text in sheet.texts()
        for sign in dict.fromkeys(pattern.findall(text))
        if not allowed(sign)
    }
    if found:
        raise RenderError(f"{name} ({path or 'form'}): U+{ord(sign):04X} {why}" for name, path, sign in sorted(found))


def refuse_unsafe(sheet: Sheet) -> None:
    """Refuse control characters, lone surrogates, non-characters and bidirectional overrides, in every format."""
    refuse(sheet, REFUSED_CHARACTERS, "cannot stand in a document; remove it from the record")
