"""The word across a page: why no work may be done by it, also after somebody has written on it with a pen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from safetykit.documents.locale import Locale

BLANK = "blank"
"""Stands for the state of a form that shows no record."""


def watermark(
    record: Any,
    locale: Locale,
    *,
    works: bool = False,
    at: datetime | None = None,
    leave: Collection[str] = (),
    numbered: bool = False,
) -> str:
    """
    Return the word across a page, empty if work may be done by it.

    Words for a page that is signed with the pen stand under ``watermark.pen.<state>`` and hold after that too; those for
    a record whose time is over although its state does not say so, under ``watermark.past.<state>``.

    Args:
        record: The record, or None for a blank form.
        locale: The words.
        works: Whether the state of the record allows the work to go on, as its lifecycle says.
        at: When the page is printed.
        leave: Fields of the record that are left blank for the pen.
        numbered: Whether a blank form carries a number, and so is meant to be used.
    """
    state = str(getattr(record, "state", ""))
    if record is not None and not state:
        return ""
    name = state or BLANK
    pen = locale.find(f"watermark.pen.{name}") if "sign_offs" in leave or numbered else None
    past = locale.find(f"watermark.past.{name}")
    end = None if pen is not None and "permitted" in leave else getattr(record, "valid_until", None)
    if at is not None and end is not None and at > end and (works or pen or past):
        return past or locale.text("watermark.past.live")
    if pen is not None or works:
        return pen or ""
    return locale.find(f"watermark.{name}") or locale.find(f"state.{state}") or state
