"""A working-day calendar that knows where its knowledge comes from, and where it ends."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs

from safetykit.errors import PackError

_SATURDAY = 5


class DayKind(Enum):
    """What a day is for working people."""

    WORKDAY = "workday"
    REST_DAY = "rest-day"
    """A weekend that was not made a workday."""
    HOLIDAY = "holiday"
    """Off by the notice of the year: a public holiday or a rest day swapped for one."""
    UNANNOUNCED = "unannounced"
    """The year's notice is not known here; the strict case has to be assumed."""


@attrs.frozen(kw_only=True)
class Year:
    """One announced year: the notices it was read from, the days off and the weekend days made workdays."""

    year: int
    papers: tuple[str, ...]
    off: frozenset[date]
    on: frozenset[date]


@attrs.frozen
class WorkCalendar:
    """Announced years. Days that a notice does not list follow the week."""

    years: tuple[Year, ...] = ()

    def kind(self, day: date) -> DayKind:
        """Say what *day* is."""
        known = {year.year: year for year in self.years}
        # A notice may already name days of the neighboring year (the eve of New Year).
        if any(day in year.off for year in self.years):
            return DayKind.HOLIDAY
        if any(day in year.on for year in self.years):
            return DayKind.WORKDAY
        if day.year not in known:
            return DayKind.UNANNOUNCED
        return DayKind.REST_DAY if day.weekday() >= _SATURDAY else DayKind.WORKDAY

    def papers(self, day: date) -> tuple[str, ...]:
        """Return the notices that the year of *day* rests on; none if it is unannounced."""
        return next((year.papers for year in self.years if year.year == day.year), ())

    def including(self, year: Year) -> "WorkCalendar":
        """Return a calendar with *year* added, in place of what was known of that year."""
        others = tuple(old for old in self.years if old.year != year.year)
        return WorkCalendar(tuple(sorted((*others, year), key=lambda known: known.year)))


NO_CALENDAR = WorkCalendar()
"""A calendar that knows nothing: every day is unannounced."""


def year_from_data(data: Mapping[str, Any], name: str = "calendar") -> Year:
    """
    Read one year in the shape of the holiday-cn data set: ``year``, ``papers``, ``days`` of ``date``, ``isOffDay``.

    Args:
        data: The parsed file.
        name: Name of the file, for errors.

    Raises:
        PackError: If a key is missing or mistyped, or a made-up workday is no weekend day; all problems at once.
    """
    problems = [f"{name}: '{key}' is missing" for key in ("year", "papers", "days") if key not in data]
    number, papers, rows = data.get("year", 0), data.get("papers", []), data.get("days", [])
    if type(number) is not int:
        problems.append(f"{name}: 'year' must be a number")
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        problems.append(f"{name}: 'papers' must be a list of texts")
    if not isinstance(rows, list):
        problems.append(f"{name}: 'days' must be a list")
        rows = []
    off: set[date] = set()
    on: set[date] = set()
    for index, row in enumerate(rows):
        try:
            day, is_off = date.fromisoformat(row["date"]), {True: True, False: False}[row["isOffDay"]]
        except (KeyError, TypeError, ValueError):
            problems.append(f"{name}: days[{index}]: needs 'date' (YYYY-MM-DD) and 'isOffDay' (true or false)")
            continue
        if not is_off and day.weekday() < _SATURDAY:
            problems.append(f"{name}: days[{index}]: {day} is made a workday but is one already")
        (off if is_off else on).add(day)
    problems += [f"{name}: {day} is both off and on" for day in sorted(off & on)]
    if problems:
        raise PackError(problems)
    return Year(year=number, papers=tuple(papers), off=frozenset(off), on=frozenset(on))


def calendar_of(years: Iterable[Year]) -> WorkCalendar:
    """Make a calendar of announced years."""
    calendar = WorkCalendar()
    for year in years:
        calendar = calendar.including(year)
    return calendar
