"""A working-day calendar that knows where its knowledge comes from, and where it ends."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, Final

import attrs

from safetykit.errors import PackError
from safetykit.model.frozenmap import EMPTY, FrozenMap

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_HORIZON: Final = 400
"""Days that are looked at for a change: a known year holds every kind of day."""
_EVE: Final = 3
"""Last days of a year that the next year's notice may still move: none in 20 years named a day before 29 December."""


class DayKind(Enum):
    """What a day is for working people."""

    WORKDAY = "workday"
    REST_DAY = "rest-day"
    """A weekend that was not made a workday, or a rest day of the company."""
    HOLIDAY = "holiday"
    """Off by the notice of the year: a public holiday or a rest day swapped for one."""
    UNANNOUNCED = "unannounced"
    """The notice that settles the day is not known here; the strict case has to be assumed."""


class DayBasis(Enum):
    """What the answer for a day rests on."""

    NOTICE = "notice"
    """The notice lists the day."""
    WEEK = "week"
    """The notice of the year does not list the day, so it follows the week."""
    COMPANY = "company"
    """The company swapped the day."""
    UNNAMED = "unnamed"
    """A year that names no notice: listed there or following the week, with nothing to look up."""
    UNKNOWN = "unknown"
    """Nothing: the day is unannounced."""


@attrs.frozen
class Provenance:
    """What the answer for a day rests on, and where that can be looked up: notices, or the company's own source."""

    basis: DayBasis
    sources: tuple[str, ...] = ()


_UNKNOWN: Final = Provenance(DayBasis.UNKNOWN)


def _dates(days: Iterable[date]) -> frozenset[date]:
    found = frozenset(days)
    given: Iterable[object] = found
    if not all(isinstance(day, date) and not isinstance(day, datetime) for day in given):
        msg = "days are dates without a time"
        raise TypeError(msg)
    return found


@attrs.frozen(kw_only=True, cache_hash=True)
class Year:
    """
    One announced year: the days off and the weekend days made workdays.

    Attributes:
        year: The year.
        papers: The notices it was read from; none if they are not known.
        off: Days off; the notice may name some of the December before.
        on: Days that are worked.
        names: The holiday that a day belongs to, by date (``2026-10-01``), where the notice gives it.
    """

    year: int
    papers: tuple[str, ...]
    off: frozenset[date] = attrs.field(converter=_dates)
    on: frozenset[date] = attrs.field(converter=_dates)
    names: FrozenMap[str] = EMPTY

    def provenance(self, basis: DayBasis) -> Provenance:
        """Say what an answer on *basis* of this year rests on."""
        return Provenance(basis, self.papers) if self.papers else Provenance(DayBasis.UNNAMED)


@attrs.frozen(kw_only=True)
class Swap:
    """Days that a company moved: its own rest days, the weekend days it works for them, and where it published that."""

    off: frozenset[date] = attrs.field(converter=_dates)
    on: frozenset[date] = attrs.field(converter=_dates)
    source: str


@attrs.frozen
class _Entry:
    kind: DayKind
    provenance: Provenance
    name: str | None = None


_OPEN: Final = _Entry(DayKind.UNANNOUNCED, _UNKNOWN)


@attrs.frozen
class WorkCalendar:
    """
    Announced years, and on top of them the days that the company swapped.

    A day that a notice lists as off is off, whatever the company says. Other days are what the company made them, then
    what a notice made them, then what they are in the week. A day that no known notice settles is unannounced: every
    day of a year that is not here, and 29 to 31 December for as long as the next year is not here.
    """

    years: tuple[Year, ...] = ()
    swaps: tuple[Swap, ...] = ()

    def kind(self, day: date) -> DayKind:
        """
        Say what *day* is.

        Raises:
            TypeError: If *day* is a moment. Which day that is depends on the zone.
        """
        if isinstance(day, datetime):
            msg = "ask for a date; which day a moment lies on depends on the zone"
            raise TypeError(msg)
        entry = self._entries.get(day)
        if entry is not None:
            return entry.kind
        if day.year not in self._known:
            return DayKind.UNANNOUNCED
        return DayKind.REST_DAY if day.weekday() >= _SATURDAY else DayKind.WORKDAY

    def name(self, day: date) -> str | None:
        """Return the holiday that *day* is off or worked for, in the words of the notice; None where it gives none."""
        entry = self._entries.get(day)
        return entry.name if entry is not None else None

    def provenance(self, day: date) -> Provenance:
        """Say what the answer for *day* rests on."""
        return self._provenance(day, self._entries)

    def papers(self, day: date) -> tuple[str, ...]:
        """Return the notices that speak of *day*, before the company swaps it; none if it is unannounced."""
        return self._provenance(day, self._noticed).sources

    def next_change(self, day: date) -> date | None:
        """Return the first later day of another kind than *day*; None if there is none within about a year."""
        kind, first = self.kind(day), day.toordinal() + 1
        later = map(date.fromordinal, range(first, min(first + _HORIZON, date.max.toordinal() + 1)))
        return next((found for found in later if self.kind(found) is not kind), None)

    def including(self, year: Year) -> "WorkCalendar":
        """Return a calendar with *year* added, in place of what was known of that year."""
        return attrs.evolve(self, years=_sorted((*self.years, year)))

    def swapping(self, *, off: Iterable[date] = (), on: Iterable[date] = (), source: str) -> "WorkCalendar":
        """
        Return a calendar in which the company moved rest days; a later swap goes before an earlier one.

        Args:
            off: Days made rest days of the company. A day that the notice lists as off stays what it is.
            on: Weekend days made workdays, or rest days of the company that it takes back.
            source: Where the company published it.

        Raises:
            PackError: If a day to work is off by the notice, unannounced or a workday already, a day is both, or the
                source is blank; all problems at once.
        """
        swap = Swap(off=off, on=on, source=source)
        problems = [] if source.strip() else ["swap: 'source' is blank; say where the company published it"]
        problems += [f"swap: {day} is both off and on" for day in sorted(swap.off & swap.on)]
        plain = WorkCalendar(self.years)
        for day in sorted(swap.on):
            kind = plain.kind(day)
            if kind is DayKind.HOLIDAY:
                problems.append(f"swap: {day} is off by the notice of the year; a company cannot make it a workday")
            elif kind is DayKind.UNANNOUNCED:
                problems.append(f"swap: {day} is unannounced and stays the strict case; include its year first")
            elif day.weekday() < _SATURDAY and self.kind(day) is DayKind.WORKDAY:
                problems.append(f"swap: {day} is made a workday but is one already")
        if problems:
            raise PackError(problems)
        return attrs.evolve(self, swaps=(*self.swaps, swap))

    def _provenance(self, day: date, entries: Mapping[date, _Entry]) -> Provenance:
        if day in entries:
            return entries[day].provenance
        year = self._known.get(day.year)
        return year.provenance(DayBasis.WEEK) if year is not None else _UNKNOWN

    # The indexes are no fields: they say nothing that the fields do not, and `kind` is asked for every day of a check.

    @cached_property
    def _known(self) -> Mapping[int, Year]:
        return {year.year: year for year in self.years}

    @cached_property
    def _noticed(self) -> Mapping[date, _Entry]:
        """What the notices list, and what they leave open."""
        found: dict[date, _Entry] = {}
        for year in self.years:
            if year.year + 1 not in self._known:
                found |= {date(year.year, 12, 31) - _DAY * back: _OPEN for back in range(_EVE)}
        # A day off last: whichever notice takes it off, it is.
        for kind in (DayKind.WORKDAY, DayKind.HOLIDAY):
            for year in self.years:
                provenance = year.provenance(DayBasis.NOTICE)
                for day in year.on if kind is DayKind.WORKDAY else year.off:
                    found[day] = _Entry(kind, provenance, year.names.get(day.isoformat()))
        return found

    @cached_property
    def _entries(self) -> Mapping[date, _Entry]:
        """What is not as the week has it: what the notices say, under it what the company swapped."""
        found = dict(self._noticed)
        plain = WorkCalendar(self.years) if self.swaps else self
        for swap in self.swaps:
            provenance = Provenance(DayBasis.COMPANY, (swap.source,))
            changes = [(day, DayKind.WORKDAY) for day in swap.on if plain.kind(day) is not DayKind.UNANNOUNCED]
            changes += [(day, DayKind.REST_DAY) for day in swap.off]
            found |= {day: _Entry(kind, provenance) for day, kind in changes if plain.kind(day) is not DayKind.HOLIDAY}
        return found


NO_CALENDAR: Final = WorkCalendar()
"""A calendar that knows nothing: every day is unannounced."""


def _sorted(years: Iterable[Year]) -> tuple[Year, ...]:
    """Put years in order; the last one given for a year stands."""
    return tuple(year for _, year in sorted({year.year: year for year in years}.items()))


def calendar_of(years: Iterable[Year]) -> WorkCalendar:
    """Make a calendar of announced years."""
    return WorkCalendar(_sorted(years))


def year_from_json(text: str, name: str = "calendar") -> Year:
    """
    Read the JSON text of one year, see :func:`year_from_data`.

    Raises:
        PackError: If it is no JSON object, or no year; all problems at once.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackError([f"{name}: it is no JSON ({error})"]) from None
    if not isinstance(data, dict):
        raise PackError([f"{name}: an object with 'year', 'papers' and 'days' is needed"])
    return year_from_data(data, name)


def year_from_data(data: Mapping[str, Any], name: str = "calendar") -> Year:
    """
    Read one year in the shape of the holiday-cn data set.

    ``year``; ``papers``, the addresses of the notices, which may be empty; ``days``, each with ``date``, ``isOffDay``
    and, if the notice gives it, ``name``. Days may be of the year or of the December before it.

    Args:
        data: The parsed file.
        name: Name of the file, for errors.

    Raises:
        PackError: If a key is missing or mistyped; a day is listed twice or belongs to another year; a weekday is made
            a workday without work being resumed on it; or no day off is listed. All problems at once.
    """
    problems = [f"{name}: '{key}' is missing" for key in ("year", "papers", "days") if key not in data]
    number, papers, rows = data.get("year", 0), data.get("papers", []), data.get("days", [])
    if type(number) is not int:
        problems.append(f"{name}: 'year' must be a number")
    if not isinstance(papers, list) or not all(isinstance(paper, str) and paper.strip() for paper in papers):
        problems.append(f"{name}: 'papers' must be a list of texts")
    if not isinstance(rows, list):
        problems.append(f"{name}: 'days' must be a list")
        rows = []
    sides: dict[bool, dict[date, int]] = {True: {}, False: {}}
    names: dict[str, str] = {}
    for index, row in enumerate(rows):
        place = f"{name}: days[{index}]"
        try:
            day, is_off = _listed(row)
        except (KeyError, TypeError, ValueError):
            problems.append(f"{place}: needs 'date' (YYYY-MM-DD) and 'isOffDay' (true or false)")
            continue
        if day in sides[is_off]:
            problems.append(f"{place}: {day} is listed twice")
        sides[is_off][day] = index
        title = row.get("name")
        if isinstance(title, str) and title.strip():
            names[day.isoformat()] = title
        elif title is not None:
            problems.append(f"{place}: 'name' must be a text")
    off, on = sides[True], sides[False]
    problems += _slips(off, on, number, name)
    if not problems and not off:
        problems.append(f"{name}: 'days' lists no day off; a year has some")
    if problems:
        raise PackError(problems)
    return Year(year=number, papers=tuple(papers), off=off, on=on, names=FrozenMap(names))


def _listed(row: Any) -> tuple[date, bool]:
    day, is_off = date.fromisoformat(row["date"]), row["isOffDay"]
    if day.isoformat() != row["date"] or not isinstance(is_off, bool):
        raise ValueError
    return day, is_off


def _slips(off: Mapping[date, int], on: Mapping[date, int], year: Any, name: str) -> list[str]:
    """Name listed days that contradict each other, the week or the year of the file."""
    found = [
        f"{name}: days[{index}]: {day} is made a workday but is one already"
        for day, index in on.items()
        # A notice that makes a holiday longer also says on which weekday work begins again (3 February 2020).
        if day.weekday() < _SATURDAY and day - _DAY not in off
    ]
    if type(year) is int:
        found += [
            f"{name}: days[{index}]: {day} belongs to {day.year}, not to {year} or the December before"
            for side in (off, on)
            for day, index in side.items()
            if day.year != year and (day.year, day.month) != (year - 1, 12)
        ]
    return found + [f"{name}: {day} is both off and on" for day in sorted(off.keys() & on.keys())]
