"""The index of an archive (卷内目录): one part for each unit and month, in it the records by number, gaps named."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from safetykit.documents.filling import Imprint
from safetykit.documents.locale import Locale
from safetykit.documents.numbering import Missing, by_number, gaps
from safetykit.documents.register import Page
from safetykit.documents.register_paths import Finder, Paths, Void, first_of
from safetykit.documents.register_plan import Given, Line, none_void, plan_of
from safetykit.documents.registers import Register
from safetykit.documents.sheet import Row, Run, Sheet, Table
from safetykit.errors import RenderError
from safetykit.model.civil import local
from safetykit.model.erasure import Erased
from safetykit.model.frozenmap import EMPTY

SHORT = 16
"""Signs of a digest that a page shows."""


def archive_index(
    definition: Register,
    records: Iterable[Any],
    locale: Locale,
    *,
    imprint: Imprint | None = None,
    period: str = "",
    given: Given = EMPTY,
    void: Void = none_void,
    second: Locale | None = None,
    first: int | None = None,
) -> Sheet:
    """
    Make the index of an archive: a page or more for each unit and month, in it the records by number.

    Numbers that are missing between others of their series are named where they would stand; they are looked for among
    all *records*, whatever their unit and month, so that a number of another unit is no gap. A number that stands twice
    is marked, a record without one comes last. Records that were voided stay.

    Args:
        definition: A register that says how it is cut into pages (``[pages]``).
        records: The records, in any order.
        locale: Language, and the time zone of the site, whose clocks decide the month.
        imprint: What the print says about itself.
        period: The time that it covers, as shown at the head.
        given: What the host knows of the records; of a digest (``given(digest)``) the page shows 16 signs.
        void: Says which sign-offs of a record no longer count; asked only where a column shows a slot.
        second: The second language of the heads, if they are to be in two.
        first: The running number that every series begins with, so that a gap at its beginning is found too; None if
            earlier records of a series may lie elsewhere.

    Raises:
        RenderError: If the register does not say how it is cut, or something is given that it cannot show.
    """
    if definition.pages is None:
        raise RenderError([f"register {definition.id!r} has no [pages]; choose an archive index"])
    if "digest" in given:
        given = {**given, "digest": _short(given["digest"])}
    plan = plan_of(definition, locale, given=given, void=void)
    page = Page(definition, plan, locale, second)
    paths = Paths(void)
    unit, day = (first_of([paths.of(path) for path in one]) for one in (definition.pages.unit, definition.pages.day))
    cut = _Cut(unit, day, locale)
    lines = list(zip(kept := list(records), plan.lines(kept), strict=True))
    keyed = sorted(((cut.key(record), by_number(record.number), record, line) for record, line in lines), key=_order)
    numbers = [record.number for record in kept if record.number]
    found, lost = gaps(numbers, first), {}
    for _, _, record, line in keyed:
        if record.number in found:  # before the first one of this number only, so that no gap is counted twice
            lost[line.number] = found.pop(record.number)
    index = _Index(page, definition.pages.number, lost, Counter(numbers))
    tables = [
        index.part(place, key, [(record, line) for _, _, record, line in part])
        for place, (key, part) in enumerate(groupby(keyed, key=lambda one: one[0]))
    ]
    nothing = Table(id="part-1", kind="list", grid=page.grid, head=(page.head(),), rows=(page.none(),))
    return page.sheet(tuple(tables) or (nothing,), imprint=imprint or Imprint(), unit="", period=period)


def keep_until(
    record: Any, zone: str, *, years: int, months: int = 0, final: Collection[str] = ("closed",)
) -> date | None:
    """
    Return until when a record is kept: so long after the day on which it got into a final state.

    Args:
        record: The record.
        zone: Time zone of the site.
        years: Years that the regulation asks for.
        months: Months on top.
        final: The states in which a record has come to its end.

    Returns:
        The day, the last of its month where that is shorter; None while the record is open or nobody knows since when.
    """
    if record.state not in final or record.state_since is None:
        return None
    day = local(record.state_since, zone).date()
    count = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _short(source: Any) -> Any:
    def digest(record: Any) -> Any:
        whole = source.get(record.id) if isinstance(source, Mapping) else source(record)
        return whole[:SHORT] if isinstance(whole, str) else whole

    return digest


def _order(one: Any) -> Any:
    (unit, month), number, *_ = one
    return not unit, unit, not month, month, number


@attrs.frozen
class _Cut:
    unit: Finder
    day: Finder
    locale: Locale

    def key(self, record: Any) -> tuple[str, str]:
        """Return the unit and the month of a record; empty where they are not known."""
        units, days = self.unit(record), self.day(record)
        unit = units[0] if units else ""
        return self.locale.text("erased") if isinstance(unit, Erased) else unit, self._month(days[0] if days else None)

    def _month(self, day: Any) -> str:
        if isinstance(day, datetime):
            day = day.astimezone(ZoneInfo(self.locale.zone))
        return day.isoformat()[:7] if isinstance(day, date) else ""


@attrs.frozen
class _Index:
    page: Page
    number: str
    lost: Mapping[int, Missing]
    seen: Mapping[str, int]

    def part(self, place: int, key: tuple[str, str], members: list[tuple[Any, Line]]) -> Table:
        """Return the table of one unit and month, on a page of its own; its head says which on each page."""
        locale = self.page.locale
        lost = [self.lost[line.number] for _, line in members if line.number in self.lost]
        unit, month = (words or locale.text("register.blank") for words in key)
        count, missing = str(len(members)), str(sum(one.count for one in lost))
        words = locale.text("register.part", unit=unit, month=month, count=count, gaps=missing)
        return Table(
            id=f"part-{place + 1}",
            kind="list",
            grid=self.page.grid,
            head=(self.page.wide((Run(text=words, bold=True),), role="head"), self.page.head()),
            rows=tuple(row for number, member in enumerate(members, start=1) for row in self._rows(number, *member)),
            page=place > 0,
            title=locale.text(self.page.definition.title) if place else "",  # a title always begins a page
        )

    def _rows(self, number: int, record: Any, line: Line) -> Iterable[Row]:
        locale = self.page.locale
        if line.number in self.lost:
            words = locale.text("register.gap", numbers=str(self.lost[line.number]))
            yield self.page.wide((Run(text=words, bold=True),))
        marks: dict[str, tuple[Run, ...]] = {}
        if not record.number:
            marks[self.number] = (Run(text=locale.text("register.unnumbered"), muted=True),)
        elif self.seen[record.number] > 1:
            marks[self.number] = (Run(kind="break"), Run(text=locale.text("register.twice"), bold=True))
        values = [
            number if column.form == "row" else value
            for column, value in zip(self.page.plan.columns, line.values, strict=True)
        ]
        yield self.page.row(Line(line.number, values), marks)
