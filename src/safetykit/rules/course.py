"""The course of a job as its record tells it: when work began and went on, who was on duty, which rows were ticked."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import attrs

from safetykit.model.people import Person
from safetykit.model.time import whole_minute
from safetykit.rules.hours import Worked, halted, sessions, work_start, worked

T = TypeVar("T")


@attrs.frozen
class Stint:
    """One person's time on one duty; an open end on either side is the beginning or the end of the job."""

    index: int
    person: str
    duty: str
    since: datetime | None
    until: datetime | None

    @property
    def path(self) -> str:
        """The pointer of the joining."""
        return f"/joinings/{self.index}"

    def holds(self, moment: datetime) -> bool:
        """Say whether the person was on duty at *moment*, in whole minutes."""
        begun = self.since is None or whole_minute(self.since) <= whole_minute(moment)
        return begun and (self.until is None or moment < self.until)

    def overlaps(self, other: "Stint") -> bool:
        """Say whether both times have something in common."""
        return all(
            one.since is None or two.until is None or one.since < two.until
            for one, two in ((self, other), (other, self))
        )


@attrs.frozen
class Tick:
    """One row of the form's check-list: where it stands, whether it is involved, and whether somebody confirmed it."""

    path: str
    involved: bool | None
    confirmed: bool
    measure: Any

    @property
    def declared(self) -> bool:
        """Whether a person says by it that the measure is taken."""
        return self.involved is True and self.confirmed


class Course:
    """
    What is worked out of one record for many rules, each part once and only when it is asked for.

    Args:
        record: The record.
        started: When its start step was made, or would be made if it is judged as if it started now.
    """

    def __init__(self, record: Any, started: datetime | None = None) -> None:
        self.record: Any = record
        self.started: datetime | None = started
        self._answers: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what *make* returned when *key* was asked for the first time: for what many rows need."""
        found = self._answers.get(key, self)
        if found is self:
            found = self._answers[key] = make()
        made: T = found
        return made

    @cached_property
    def start(self) -> datetime | None:
        """When work starts; None if nothing is known."""
        return work_start(self.record, self.started)

    @cached_property
    def sessions(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """The stretches in which work went on; the last may be open."""
        return sessions(self.record)

    @cached_property
    def halted(self) -> bool:
        """Whether the last thing recorded about the course of work is that it was paused, stopped or ended."""
        return halted(self.record)

    def worked(self, zone: str) -> Worked:
        """Return the hours of work, recorded or planned, by the clocks of *zone*."""
        return self.once(("worked", zone), lambda: worked(self.record, zone))

    @cached_property
    def everybody(self) -> tuple[Stint, ...]:
        """Everybody's time on every duty, in the order of joining."""
        leavings: dict[tuple[str, str], list[datetime]] = {}
        for leaving in self.record.leavings:
            leavings.setdefault((leaving.person, leaving.duty), []).append(leaving.at)
        return tuple(
            Stint(
                index,
                joining.person,
                joining.duty,
                joining.at,
                _left(joining.at, leavings.get((joining.person, joining.duty), ())),
            )
            for index, joining in enumerate(self.record.joinings)
        )

    def stints(self, *duties: str) -> tuple[Stint, ...]:
        """Return everybody's time on *duties*, in the order of joining."""
        return tuple(stint for stint in self.everybody if stint.duty in duties)

    @cached_property
    def _people(self) -> dict[str, tuple[int, Person]]:
        return {person.id: (index, person) for index, person in enumerate(self.record.people)}

    def person(self, id: str) -> tuple[int, Person] | None:
        """Return the newest entry of the person *id* with its index."""
        return self._people.get(id)

    @cached_property
    def _ticks(self) -> dict[int, Tick]:
        confirmed = {item.row for item in self.record.confirmations if item.section is None}
        found: dict[int, Tick] = {}
        for index, item in enumerate(self.record.measures):
            # Of two entries for one row the one that says "not involved" counts: it claims less.
            if item.section is None and (item.row not in found or item.involved is False):
                found[item.row] = Tick(f"/measures/{index}", item.involved, item.row in confirmed, item)
        return found

    def tick(self, row: int) -> Tick | None:
        """Return what the check-list says in *row*; None if the row is blank."""
        return self._ticks.get(row)


def _left(since: datetime | None, times: Iterable[datetime]) -> datetime | None:
    return min((at for at in times if since is None or since <= at), default=None)
