"""Civil time: instants as people at a place see them. The one module that pendulum stands behind, and the time zones."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safetykit.model.instants import fixed


def local(at: datetime, zone: str) -> datetime:
    """Return the same instant on the clocks of *zone* (an IANA name such as ``Asia/Shanghai``)."""
    return at.astimezone(_zone(zone))


_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
"""Other names of the database, such as ``localtime`` and ``right/UTC``, begin in lower case."""
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
    """Say whether *name* is a known IANA time zone; the machine's own is none, nor are copies with leap seconds."""
    try:
        return bool(_NAME.fullmatch(name) and _zone(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Asia"
        return False
