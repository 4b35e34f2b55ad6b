"""A register as CSV (RFC 4180), for spreadsheets and for programs."""

import csv
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from safetykit.documents.locale import Locale
from safetykit.documents.register_paths import Void
from safetykit.documents.register_plan import Given, Plan, Value, none_void, plan_of
from safetykit.documents.registers import Register
from safetykit.model.frozenmap import EMPTY

BOM: Final = "\ufeff"
"""What Excel knows UTF-8 by."""
_UNSEEN: Final = "\\s\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2069\ufe00-\ufe0f"
"""White space of every kind, and signs that show nothing."""
_FORMULA: Final = re.compile(f"[\t\r\n]|[{_UNSEEN}]*[=+\\-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b]")
"""Beginnings of a text that a spreadsheet may take for a formula: those that OWASP names, their wide and small forms, and
all of them behind signs that show nothing."""


def register_csv(
    definition: Register,
    records: Iterable[Any],
    locale: Locale,
    *,
    given: Given = EMPTY,
    void: Void = none_void,
    bom: bool = False,
    raw: bool = False,
) -> str:
    """
    List records as CSV, in the order in which they come; times in ISO 8601 on the clocks of the site, with offset.

    A text that a spreadsheet could take for a formula gets an apostrophe before it: it is shown there and is part of the
    value for every other program. Boxes to tick stay empty.

    Args:
        definition: What is listed of each.
        records: The records; an iterator is gone through once and not kept.
        locale: Language, and the time zone of the site.
        given: What the host knows of its records, as for :func:`safetykit.documents.register.register`.
        void: Says which sign-offs of a record no longer count; asked only where a column shows a slot.
        bom: Begin with a byte order mark, by which Excel knows the encoding; write the text as UTF-8 then.
        raw: Write for a program: heads are the ids of the columns, codes stay codes, and no text is guarded. Never open
            such a file in a spreadsheet.

    Raises:
        RenderError: If a text holds a character that no document may hold, with row and column.
    """
    plan = plan_of(definition, locale, given=given, void=void, codes=raw)
    target = StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    heads = (column.id if raw else guarded(locale.text(column.label)) for column in plan.columns)
    writer.writerow(heads)
    for line in plan.lines(records):
        line.refuse_unfit(plan.columns)
        cells = [_written(plan, value) for value in line.values]
        if not raw:
            cells = [
                guarded(cell) if isinstance(value, str) else cell
                for cell, value in zip(cells, line.values, strict=True)
            ]
        writer.writerow(cells)
    return (BOM if bom else "") + target.getvalue()


def guarded(text: str) -> str:
    """
    Return a text that no spreadsheet takes for a formula: with an apostrophe before it where that is needed.

    >>> guarded("=1+1"), guarded(" ＝1"), guarded("1-2")
    ("'=1+1", "' ＝1", '1-2')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _written(plan: Plan, value: Value) -> str:
    if isinstance(value, datetime):
        return plan.local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
