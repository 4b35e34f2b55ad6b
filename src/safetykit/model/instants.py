"""Instants without a calendar: what a time is once it stands in a record."""

from datetime import datetime, timezone


def fixed(at: datetime) -> datetime:
    """
    Return the same instant as a plain ``datetime`` with a fixed offset; a naive one stays naive.

    Times of one named zone are compared and subtracted by the clock on the wall (PEP 495), which is an hour off where
    the clocks change, and would be right again after the record was stored.
    """
    offset = at.utcoffset()
    if type(at) is datetime and (offset is None or type(at.tzinfo) is timezone):
        return at
    zone = at.tzinfo if offset is None else timezone(offset)
    return datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, tzinfo=zone)
