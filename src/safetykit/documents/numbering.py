"""Running numbers: which series a number belongs to, and which numbers of a series are missing."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

_NUMBER: Final = re.compile(r"(?s)(.*?)([0-9]+)([^0-9]*)")
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?=[0-9])")
"""A day that stands straight before the running part, as in 20261116003."""
MOST_DIGITS: Final = 18
"""Digits of a running part; a longer one is no number that anybody counts."""


@attrs.frozen(order=True)
class Numbered:
    """
    A number taken apart: what stands before and after its running part, the running part, and its digits.

    The running part is the last row of digits, without a day that it begins with.
    """

    before: str
    after: str
    running: int
    digits: int

    def written(self, running: int) -> str:
        """Write another running part with the digits of this one."""
        return f"{running:0{self.digits}}"


def numbered(number: str) -> Numbered | None:
    """
    Take a number apart; None if it has no running part.

    >>> numbered("DH-2026-1116-003")
    Numbered(before='DH-2026-1116-', after='', running=3, digits=3)
    >>> numbered("20261116012").before
    '20261116'
    """
    match = _NUMBER.fullmatch(number)
    if match is None:
        return None
    before, digits, after = match.groups()
    day = _DATE.match(digits)
    if day is not None:
        before, digits = before + day[0], digits[day.end() :]
    return None if len(digits) > MOST_DIGITS else Numbered(before, after, int(digits), len(digits))


def by_number(number: str | None) -> tuple[bool, tuple[str, str], int, str]:
    """
    Return what to sort by, so that numbers run on; a record without one comes last.

    >>> sorted(["JX-10", None, "JX-9"], key=by_number)
    ['JX-9', 'JX-10', None]
    """
    found = numbered(number or "")
    series = (number or "", "") if found is None else (found.before, found.after)
    return (not number, series, 0 if found is None else found.running, number or "")


@attrs.frozen
class Missing:
    """Numbers that a series lacks: the first and the last of them as written, and how many they are."""

    first: str
    last: str
    count: int

    def __str__(self) -> str:
        """Write them as one number or as a span."""
        return self.first if self.count == 1 else f"{self.first}-{self.last}"


def gaps(numbers: Iterable[str], first: int | None = None) -> dict[str, Missing]:
    """
    Find the numbers that are missing between others of their series, by the number before which they are missing.

    Args:
        numbers: All numbers there are, in any order.
        first: The running part that every series begins with; None if a series may have begun before these records.

    >>> {before: str(lost) for before, lost in gaps(["A-001", "A-004", "B-7"]).items()}
    {'A-004': '002-003'}
    """
    return dict(_gaps({number: found for number in numbers if (found := numbered(number)) is not None}, first))


def _gaps(known: dict[str, Numbered], first: int | None) -> Iterator[tuple[str, Missing]]:
    last: Numbered | None = None
    for number, one in sorted(known.items(), key=lambda item: (item[1], item[0])):
        same = last is not None and (last.before, last.after) == (one.before, one.after)
        start = last.running + 1 if same and last is not None else first
        if start is not None and start < one.running:
            yield number, Missing(one.written(start), one.written(one.running - 1), one.running - start)
        last = one
