"""How a job went, put together from what was written down: shifts, interruptions, re-tests, changes of people."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final, TypeAlias

import attrs

from safetykit.model.evidence import Duty, Pause, Stop
from safetykit.model.gas import GasTest
from safetykit.model.marks import Code

Placed: TypeAlias = tuple[Any, str]
"""A value with the JSON Pointer to what it was made from."""


@attrs.frozen
class Interruption:
    """
    Work stood still: from a pause or stop until work went on, if it did.

    Attributes:
        since: When work stopped.
        until: When it went on.
        reason: Why, in words.
        cause: Why, as a code; only a stop has one.
        retests: Numbers of the gas tests taken meanwhile, counted in the order of time.
        guardians: Who watched when work stopped.
        leaders: Who led the work then.
    """

    since: datetime
    until: datetime | None
    reason: str | None
    cause: Code | None = None
    retests: tuple[int, ...] = ()
    guardians: tuple[Code, ...] = ()
    leaders: tuple[Code, ...] = ()


@attrs.frozen
class CrewChange:
    """A person took up or laid down a duty at a known time; *briefed* is when a new one signed to have been briefed."""

    at: datetime
    person: Code
    duty: Code
    joined: bool
    briefed: datetime | None = None


@attrs.frozen
class Session:
    """
    One spell of work, such as a shift of a permit for several days.

    Attributes:
        since: When work began.
        until: When it ended.
        tests: Numbers of the gas tests for it, counted in the order of time.
        guardians: Who watched when it began.
        checked_by: Who signed before it, by the slot that the form names.
        checked_at: When they did.
    """

    since: datetime
    until: datetime | None
    tests: tuple[int, ...] = ()
    guardians: tuple[Code, ...] = ()
    checked_by: Code | None = None
    checked_at: datetime | None = None


COURSES: Final = (Interruption, CrewChange, Session)
"""What is made from several places of a record: its fields are no places of the record themselves."""


def interruptions(record: Any, _: str = "") -> Iterator[Placed]:
    """Yield each time that work stood still, pauses and stops together, in the order of time."""
    halts: list[tuple[Pause | Stop, str]] = [
        *((one, f"/pauses/{index}") for index, one in enumerate(record.pauses)),
        *((one, f"/stops/{index}") for index, one in enumerate(record.stops)),
    ]
    for one, pointer in sorted(halts, key=lambda halt: halt[0].at):
        until = min((resumption.at for resumption in record.resumptions if resumption.at >= one.at), default=None)
        made = Interruption(
            since=one.at,
            until=until,
            reason=one.reason,
            cause=one.cause if isinstance(one, Stop) else None,
            retests=_numbers(record, one.at, until),
            guardians=_on_duty(record, Duty.GUARDIAN, one.at),
            leaders=_on_duty(record, Duty.LEADER, one.at),
        )
        yield made, pointer


def changes(record: Any, _: str = "") -> Iterator[Placed]:
    """Yield who took up and who laid down a duty at a known time, in that order."""
    briefings = getattr(record, "briefings", ())
    signed = {one.person: one.at for briefing in briefings for one in briefing.receipts if one.at is not None}
    rows = [
        *((one, True, f"/joinings/{index}") for index, one in enumerate(record.joinings) if one.at is not None),
        *((one, False, f"/leavings/{index}") for index, one in enumerate(record.leavings)),
    ]
    for one, joined, pointer in sorted(rows, key=lambda row: row[0].at):
        yield CrewChange(one.at, one.person, one.duty, joined, signed.get(one.person) if joined else None), pointer


def retests(record: Any, _: str = "") -> Iterator[Placed]:
    """Yield the gas tests taken after work had begun for the first time, in the order of time."""
    begun = min((one.at for one in record.starts), default=None)
    later = [
        (test, f"/gas_tests/{index}")
        for index, test in enumerate(record.gas_tests)
        if begun is not None and test.at is not None and test.at > begun
    ]
    yield from sorted(later, key=lambda row: row[0].at)


def sessions(record: Any, slot: str, void: Collection[int] = ()) -> Iterator[Placed]:
    """Yield each spell of work in the order of time, with who signed in a slot before it and neither refused nor is *void*."""
    rows = sorted(enumerate(record.starts), key=lambda row: row[1].at)
    ends = sorted(one.at for one in record.ends)
    before: datetime | None = None
    for (index, start), follows in zip_longest(rows, (one.at for _, one in rows[1:])):
        until = next((at for at in ends if at >= start.at and (follows is None or at <= follows)), None)
        checks = [
            one
            for number, one in enumerate(getattr(record, "sign_offs", ()))
            if number not in void
            and one.slot == slot
            and not one.path
            and one.signed_at is not None
            and _between(one.signed_at, before, start.at)
        ]
        last = max(reversed(checks), key=lambda one: one.signed_at, default=None)
        check = last if last and last.agrees else None
        made = Session(
            since=start.at,
            until=until,
            tests=_numbers(record, before, until or follows),
            guardians=_on_duty(record, Duty.GUARDIAN, start.at),
            checked_by=check and check.actor,
            checked_at=check and check.signed_at,
        )
        yield made, f"/starts/{index}"
        before = until or start.at


def _between(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at <= until)


def _numbers(record: Any, since: datetime | None, until: datetime | None) -> tuple[int, ...]:
    """Return the numbers of the gas tests in a time, counted over all tests in the order in which forms list them."""
    tests: Iterable[GasTest] = getattr(record, "gas_tests", ())
    times = sorted(test.at for test in tests if test.at is not None)
    return tuple(number for number, at in enumerate(times, start=1) if _between(at, since, until))


def _on_duty(record: Any, duty: str, at: datetime) -> tuple[Code, ...]:
    """Return who has a duty at a time, in the order in which they took it up."""
    gone = left(record, duty, at)
    joined = [one for one in getattr(record, "joinings", ()) if one.duty == duty and (one.at is None or one.at <= at)]
    return tuple(dict.fromkeys(one.person for one in joined if one.person not in gone))


def left(record: Any, duty: str, at: datetime | None = None) -> dict[str, datetime]:
    """Return who laid down a duty and did not take it up again, with when they did; *at* a time, or by now."""
    gone: dict[str, datetime] = {}
    for one in getattr(record, "leavings", ()):
        if one.duty == duty and (at is None or one.at <= at):
            gone[one.person] = max(one.at, gone.get(one.person, one.at))
    for one in getattr(record, "joinings", ()) if gone else ():
        again = one.duty == duty and one.at is not None and (at is None or one.at <= at)
        if again and one.person in gone and one.at > gone[one.person]:
            del gone[one.person]
    return gone
