"""Spans of time and how they are compared: in whole minutes, with the last minute inside."""

from datetime import datetime, timedelta

import attrs

from safetykit.model.instants import fixed
from safetykit.model.shapes import constrained

MINUTE = timedelta(minutes=1)


def aware(at: datetime) -> datetime:
    """
    Return *at*, with a fixed offset, if it says where it is.

    Raises:
        ValueError: If it is naive: it could be any place's time.
    """
    if at.utcoffset() is None:
        msg = "at: an aware datetime is needed, such as one with tzinfo=ZoneInfo('Asia/Shanghai')"
        raise ValueError(msg)
    return fixed(at)


def whole_minute(at: datetime) -> datetime:
    """Cut *at* to the minute, the precision of every statutory form."""
    return at.replace(second=0, microsecond=0) if at.second or at.microsecond else at


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Period:
    """A span between two instants; on paper either cell may be blank."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def length(self) -> timedelta | None:
        """The span in whole minutes, negative if the end is before the start; None if a cell is blank."""
        if self.start is None or self.end is None:
            return None
        return whole_minute(self.end) - whole_minute(self.start)

    def holds(self, at: datetime) -> bool | None:
        """Say whether *at* is inside, the last minute included; None if the blank cell would decide."""
        late_enough = None if self.start is None else whole_minute(self.start) <= whole_minute(at)
        early_enough = None if self.end is None else whole_minute(at) <= whole_minute(self.end)
        if late_enough is False or early_enough is False:
            return False
        return True if late_enough and early_enough else None
