"""When work is done: its window, its start, the hours really or probably worked, and what those hours are."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from safetykit.model.civil import days, instant, local
from safetykit.model.time import MINUTE, Period, whole_minute
from safetykit.rules.calendars import DayKind
from safetykit.rules.site import Site

Sessions: TypeAlias = tuple[tuple[datetime, datetime | None], ...]
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=400)
"""A longer window is looked at no further: a year holds every kind of day."""


class Stretch(Enum):
    """What a stretch of time is for working people."""

    ORDINARY = "ordinary"
    REST_DAY = "rest-day"
    HOLIDAY = "holiday"
    UNANNOUNCED = "unannounced"
    """A day of a year whose rest days are not known; the strict case has to be assumed."""
    NIGHT = "night"
    UNDEFINED = "undefined"
    """Outside the hours that are day for certain, and the site has not said what is night."""


@attrs.frozen(slots=False)
class Span:
    """Time from *start* to *end* in which work is done, or in which it may be done if not *certain*."""

    start: datetime
    end: datetime
    certain: bool
    path: str


@attrs.frozen(slots=False)
class Worked:
    """The hours of work; not *complete* if the end of the work or of its window is not known."""

    spans: tuple[Span, ...]
    complete: bool


def window(record: Any) -> Period | None:
    """Return the window that validity runs on: the permitted one, before it is granted the planned one."""
    chosen: Period | None = record.permitted
    if chosen is None:
        return record.planned  # type: ignore[no-any-return]
    end = record.valid_until
    return chosen if chosen.end is end or chosen.end == end else Period(start=chosen.start, end=end)


def work_start(record: Any, started: datetime | None = None) -> datetime | None:
    """
    Return when work starts.

    The earliest recorded start of work; else the start of the permitted window, or the start step if that was made
    later. None if nothing is known.
    """
    if record.starts:
        first: datetime = min([start.at for start in record.starts])
        return first
    granted: datetime | None = record.permitted.start if record.permitted is not None else None
    if granted is None or started is None:
        return granted or started
    return max(granted, started)


def sessions(record: Any) -> Sessions:
    """Return the stretches in which work went on, from starts, resumptions, pauses, stops and ends; the last may be open."""
    return sessions_of(turns_of(record))


def sessions_of(turns: Iterable[tuple[datetime, bool]]) -> Sessions:
    """Return the stretches between turns; the last may be open."""
    found: list[tuple[datetime, datetime | None]] = []
    running: datetime | None = None
    for at, working in turns:
        if working and running is None:
            running = at
        elif not working and running is not None:
            found.append((running, at))
            running = None
    return tuple(found) if running is None else (*found, (running, None))


def turns_of(record: Any) -> list[tuple[datetime, bool]]:
    """Return when work began or went on (true) and when it paused, stopped or ended (false), in order of time."""
    # Of two at one instant the end comes first: the sort keeps their order.
    turns = [(item.at, False) for item in (*record.pauses, *record.stops, *record.ends)]
    turns += [(item.at, True) for item in (*record.starts, *record.resumptions)]
    turns.sort(key=itemgetter(0))
    return turns


def worked(record: Any, zone: str, went_on: Sessions | None = None) -> Worked:
    """
    Return the hours of work: recorded sessions first, else the daily hours in the window, else the whole window.

    A session without an end is filled up in the same way to the end of the window, and so is the whole window if all
    that is recorded lies before it.

    Args:
        record: The record.
        zone: IANA name of the time zone.
        went_on: Its sessions, if they are at hand.
    """
    chosen = window(record)
    start, end = (chosen.start, chosen.end) if chosen is not None else (None, None)
    spans: list[Span] = []
    went_on = sessions(record) if went_on is None else went_on
    for began, ended in went_on:
        if ended is not None:
            spans.append(Span(began, ended, certain=True, path="/starts"))
    if went_on:
        began, ended = went_on[-1]
        if ended is None:
            start = began
        elif start is None or start <= ended:
            return Worked(tuple(spans), complete=True)
    if start is None or end is None or end < start:
        return Worked(tuple(spans), complete=False)
    return Worked((*spans, *_planned(record, start, _cut(start, end), zone)), complete=True)


def is_bounded(start: datetime, end: datetime) -> bool:
    """Say whether a time is short enough to be looked at day by day."""
    return end - start <= _LONGEST


def _cut(start: datetime, end: datetime) -> datetime:
    return end if is_bounded(start, end) else start + _LONGEST


def _planned(record: Any, start: datetime, end: datetime, zone: str) -> Iterator[Span]:
    if record.daily_hours is None:
        yield Span(start, end, certain=False, path="/permitted")
        return
    hours = (record.daily_hours.start, record.daily_hours.end)
    for day in days(start - _DAY, end, zone):
        opening, closing = _clock(day, *hours, zone)
        if max(opening, start) < min(closing, end):
            yield Span(max(opening, start), min(closing, end), certain=True, path="/daily_hours")


def stretches(start: datetime, end: datetime, site: Site) -> frozenset[Stretch]:
    """Say what the hours from *start* to *end* are; a whole day off counts before its night."""
    start, end = whole_minute(start), whole_minute(_cut(start, end))
    kinds: frozenset[Stretch] = frozenset()
    day, first = local(start, site.zone).date(), start
    while first < end or first == start == end:
        following = day + _DAY
        closing = instant(following, _MIDNIGHT, site.zone)
        found = _of_day(day, first, min(end, closing), site)
        kinds = kinds | found if kinds else found
        day, first = following, closing
    return kinds


def in_minute(moment: datetime, site: Site) -> Stretch:
    """Say what the minute of *moment* is; the minute in which night begins is night, that in which it ends is not."""
    first = whole_minute(moment)
    (kind,) = _of_day(local(first, site.zone).date(), first, first + MINUTE, site)
    return kind


def changes(start: datetime, end: datetime, site: Site) -> Iterator[datetime]:
    """Yield the instants from *start* to *end* at which :func:`in_minute` may change: midnights, dusk and dawn."""
    calendar, zone = site.calendar, site.zone
    hours = site.certain_day if site.night is None else site.night
    for day in days(start - _DAY, _cut(start, end), zone):
        if calendar.kind(day) is not calendar.kind(day - _DAY):
            yield instant(day, _MIDNIGHT, zone)
        yield from _clock(day, *hours, zone)


def _of_day(day: date, first: datetime, last: datetime, site: Site) -> frozenset[Stretch]:
    kind = site.calendar.kind(day)
    if kind is not DayKind.WORKDAY:
        return _OFF[kind]
    if site.night is None:
        opening, closing = _clock(day, *site.certain_day, site.zone)
        if opening <= first and last <= closing:
            return _ORDINARY
        return _UNDEFINED | _ORDINARY if first < closing and opening < last else _UNDEFINED
    dark = [_clock(night, *site.night, site.zone) for night in (day - _DAY, day)]
    if any(dusk <= first and last <= dawn for dusk, dawn in dark):
        return _NIGHT
    return _NIGHT | _ORDINARY if any(first < dawn and dusk < last for dusk, dawn in dark) else _ORDINARY


_MIDNIGHT = "00:00"
_OFF = MappingProxyType({kind: frozenset({Stretch(kind.value)}) for kind in DayKind if kind is not DayKind.WORKDAY})
_ORDINARY, _UNDEFINED, _NIGHT = (frozenset({kind}) for kind in (Stretch.ORDINARY, Stretch.UNDEFINED, Stretch.NIGHT))


@lru_cache(maxsize=1024)
def _clock(day: date, opening: str, closing: str, zone: str) -> tuple[datetime, datetime]:
    return instant(day, opening, zone), instant(day if opening < closing else day + _DAY, closing, zone)
