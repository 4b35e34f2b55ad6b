"""Civil time: instants as people at a place see them. The one module that pendulum stands behind, and the time zones."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from safetykit.model.instants import fixed


def local(at: datetime, zone: str) -> datetime:
    """Return the same instant on the clocks of *zone* (an IANA name such as ``Asia/Shanghai``)."""
    return at.astimezone(_zone(zone))


_zone = lru_cache(maxsize=64)(ZoneInfo)


@lru_cache(maxsize=4096)
def instant(day: date, clock: str, zone: str) -> datetime:
    """Return the instant at which the clocks of *zone* show *clock* (``HH:MM``) on *day*."""
    import pendulum

    moment = time.fromisoformat(clock)
    return fixed(pendulum.datetime(day.year, day.month, day.day, moment.hour, moment.minute, tz=zone))


def days(start: datetime, end: datetime, zone: str) -> Iterator[date]:
    """Iterate over the local days that the span from *start* to *end* touches; none if it is reversed."""
    day, last = local(start, zone).date(), local(end, zone).date()
    while day <= last:
        yield date(day.year, day.month, day.day)
        day += timedelta(days=1)


def is_zone(name: str) -> bool:
    """Say whether *name* is a known IANA time zone."""
    import pendulum

    return name in pendulum.timezones()
