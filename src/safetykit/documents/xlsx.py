"""A register as an Excel workbook: words as words, times as times, and nothing in it that could be run."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from inspect import unwrap
from io import BytesIO
from typing import Any, Final

import attrs

from safetykit.documents.filling import Imprint
from safetykit.documents.locale import Locale
from safetykit.documents.register import Counts, crossed, foot
from safetykit.documents.register_paths import Void
from safetykit.documents.register_plan import (
    BATCH,
    Given,
    Line,
    Plan,
    Value,
    is_suspect,
    none_void,
    plan_of,
    refuse_unfit,
)
from safetykit.documents.registers import Register
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import EMPTY

UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a file that was given none; no clock is read."""
LONGEST: Final = 32_767
"""Signs (UTF-16 units) that a cell of Excel holds."""
DIGITS: Final = 15
"""Digits that Excel keeps of a number; one that has more is written as words."""
EXPONENT: Final = 300
"""Powers of ten that a number of Excel surely reaches."""
MOST: Final = 10**DIGITS
WIDEST: Final = 1790
"""Pixels of the widest column."""
RISKY: Final = frozenset("=+-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b \t\n\u00a0\u3000\u00ad\u200b\u200c\u200d\u2060")
"""First signs of a text that might be taken for a formula once somebody edits the cell, unseen ones before it too."""
MINUTE_FORMAT: Final = "yyyy-mm-dd hh:mm"
DAY_FORMAT: Final = "yyyy-mm-dd"
TYPE_SIZE: Final = 10
"""Points on the screen; the print is fitted to the paper, which gives the type size of the register back."""
PIXELS: Final = 96 / 25.4
"""Pixels to the millimeter."""
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST: Final = date(1900, 3, 1)
"""Excel counts a day too many before this one; such dates are written as words."""
_OPTIONS: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")


def register_xlsx(
    definition: Register,
    records: Iterable[Any],
    locale: Locale,
    *,
    imprint: Imprint | None = None,
    unit: str = "",
    period: str = "",
    given: Given = EMPTY,
    void: Void = none_void,
) -> bytes:
    """
    List records in a workbook, in the order in which they come, and count them on a second sheet.

    Times are Excel's dates on the clocks of the site, whose zone stands at the head; they have no seconds. Everything
    else but numbers is text, whatever it begins with. The same records give the same bytes.

    Args:
        definition: What is listed of each.
        records: The records; an iterator is gone through once and not kept.
        locale: Language, and the time zone of the site.
        imprint: What the file says about itself; *at* dates it.
        unit: Whose register it is.
        period: The time that it covers.
        given: What the host knows of its records, as for :func:`safetykit.documents.register.register`.
        void: Says which sign-offs of a record no longer count; asked only where a column shows a slot.

    Raises:
        MissingExtra: If XlsxWriter is not installed.
        RenderError: If a text cannot stand in a workbook, with row and column, or there are more rows than one holds.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        raise MissingExtra("xlsx", "xlsxwriter") from None
    imprint = imprint or Imprint()
    plan = plan_of(definition, locale, given=given, void=void)
    counts = Counts.of(definition, plan)
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **dict.fromkeys(_OPTIONS, False)})
    title = locale.text(definition.title)
    book.set_properties(
        {
            "title": title,
            "comments": "; ".join(imprint.versions),
            "created": (imprint.at or UNDATED).astimezone(UTC).replace(tzinfo=None),
        }
    )
    writer = _Writer(definition, plan, book, imprint)
    notes = [locale.text("register.unit", unit=unit)] if unit else []
    notes += [locale.text("register.period") + period] if period else []
    writer.records(title, [*notes, *foot(imprint, locale)], counts.counted(plan.lines(records)))
    writer.totals(counts)
    book.close()
    return target.getvalue()


def serial(at: datetime) -> float:
    """
    Return a local time as Excel counts: days since the end of 1899, cut to the minute.

    >>> serial(datetime(2026, 11, 16, 12, 0, 59))
    46342.5
    """
    return at.toordinal() - _EPOCH + (at.hour * 60 + at.minute) / 1440


@attrs.frozen
class _Writer:
    definition: Register
    plan: Plan
    book: Any
    imprint: Imprint

    def records(self, title: str, notes: list[str], lines: Iterable[Line]) -> None:
        """Write the sheet of records: title, notes and heads, which stay in sight and on every page; then the rows."""
        sheet, columns = self._sheet("register.list"), self.plan.columns
        heads = [self.plan.locale.text(column.label) for column in columns]
        about = "  |  ".join(notes)
        refuse_unfit("head", [("title", title), ("notes", about)], LONGEST)
        sheet.write_string(0, 0, title, self._format(bold=True, size=TYPE_SIZE + 4, wrap=False))
        sheet.write_string(1, 0, about, self._format(wrap=False))
        head = self._format(bold=True, align="center")
        head.set_bg_color("#F2F2F2")
        for index, words in enumerate(heads):
            sheet.write_string(2, index, words, head)
        scale = TYPE_SIZE / self.definition.paper.type_size * PIXELS
        for index, column in enumerate(columns):
            sheet.set_column_pixels(index, index, min(WIDEST, round(column.mm * scale)))
        last = self._rows(sheet, lines)
        sheet.autofilter(2, 0, last, len(columns) - 1)
        sheet.freeze_panes(3, next((index for index, each in enumerate(columns, 1) if each.form == "text"), 0))
        sheet.repeat_rows(0, 2)
        sheet.print_area(0, 0, last, len(columns) - 1)
        self._print(sheet)

    def _rows(self, sheet: Any, lines: Iterable[Line]) -> int:
        """Write the rows and return the last one."""
        plain = [self._format(align=column.align) for column in self.plan.columns]
        quoted = [self._format(align=column.align, quoted=True) for column in self.plan.columns]
        minute, day = (self._format(align="center", number=form) for form in (MINUTE_FORMAT, DAY_FORMAT))
        # what stands behind the decorator that looks for names of cells such as "A1" on every call
        write_string = partial(unwrap(type(sheet).write_string), sheet)
        write_number = partial(unwrap(type(sheet).write_number), sheet)
        row, zone = 2, self.plan.zone
        batch: list[Line] = []
        texts: list[str] = []
        for line in lines:
            row, status = row + 1, 0
            value: Any
            for index, value in enumerate(line.values):
                kind = type(value)
                if kind is str:
                    if value:
                        texts.append(value)
                        styles = quoted if value[0] in RISKY else plain
                        status |= write_string(row, index, value, styles[index])
                elif kind is datetime:
                    local = value.astimezone(zone)
                    if local.year > _FIRST.year:
                        status |= write_number(row, index, serial(local), minute)
                    else:
                        status |= write_string(row, index, self.plan.text(value), plain[index])
                elif kind is int and -MOST < value < MOST:
                    status |= write_number(row, index, value, plain[index])
                elif value is not None:
                    status |= self._rare(sheet, row, index, value, day, plain[index])
            batch.append(line)
            if status or len(batch) == BATCH:
                self._refuse_unfit(batch, texts)
                batch, texts = [], []
            if status:
                raise RenderError([f"row {line.number}: a sheet of Excel holds no more rows; list a shorter period"])
        self._refuse_unfit(batch, texts)
        return row

    def _refuse_unfit(self, batch: list[Line], texts: list[str]) -> None:
        """Refuse rows with what no cell can hold; many are looked at together, because hardly any has something."""
        if is_suspect(texts) or 2 * max(map(len, texts), default=0) > LONGEST:
            for line in batch:
                line.refuse_unfit(self.plan.columns, LONGEST)

    def _rare(self, sheet: Any, row: int, index: int, value: Value, day: Any, style: Any) -> int:
        if isinstance(value, date) and value >= _FIRST:
            return int(sheet.write_number(row, index, value.toordinal() - _EPOCH, day))
        if isinstance(value, Decimal) and len(value.as_tuple().digits) <= DIGITS and abs(value.adjusted()) < EXPONENT:
            return int(sheet.write_number(row, index, float(value), style))
        return int(sheet.write_string(row, index, self.plan.text(value), style))

    def totals(self, counts: Counts) -> None:
        """Write the counts on a sheet of their own; none where nothing was counted."""
        tables = [table for table in crossed(self.plan, counts) if len(table.rows) > 1]
        if not tables:
            return
        sheet, row = self._sheet("register.totals"), 0
        word, number = self._format(), self._format(align="center")
        head = self._format(bold=True, align="center")
        for table in tables:
            for index, text in enumerate(table.heads):
                sheet.write_string(row, index, text, head)
            for text, numbers in table.rows:
                row += 1
                sheet.write_string(row, 0, text, self._format(quoted=True) if text[0] in RISKY else word)
                for index, count in enumerate(numbers, start=1):
                    sheet.write_number(row, index, count, number)
            row += 2
        sheet.set_column_pixels(0, 0, 240)
        sheet.set_column_pixels(1, max(len(table.heads) for table in tables) - 1, 80)
        self._print(sheet)

    def _sheet(self, key: str) -> Any:
        from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

        try:
            return self.book.add_worksheet(self.plan.locale.text(key))
        except XlsxWriterException:
            raise RenderError(
                [f"label {key!r}: Excel takes no such name of a sheet; use up to 31 letters without []:*?/\\"]
            ) from None

    def _print(self, sheet: Any) -> None:
        paper, words = self.definition.paper, self.plan.locale
        if paper.width > paper.height:
            sheet.set_landscape()
        sheet.set_paper(8 if max(paper.width, paper.height) > 300 else 9)
        top, right, bottom, left = (mm / 25.4 for mm in paper.margins)
        sheet.set_margins(left=left, right=right, top=top, bottom=max(bottom, 0.6))
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0)
        before, between, after = (
            words.text(f"page.{name}").replace("&", "&&") for name in ("before", "between", "after")
        )
        sheet.set_footer(f"&R{before}&P{between}&N{after}", {"margin": 0.25})

    def _format(
        self,
        *,
        bold: bool = False,
        align: str = "left",
        size: int = TYPE_SIZE,
        wrap: bool = True,
        number: str = "",
        quoted: bool = False,
    ) -> Any:
        style = self.book.add_format({"font_size": size, "bold": bold, "align": align, "valign": "vcenter"})
        if wrap:
            style.set_text_wrap()
        if number:
            style.set_num_format(number)
        if quoted:
            style.set_quote_prefix()
        return style
