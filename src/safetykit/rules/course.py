"""The course of a job as its record tells it: when work began and went on, who was on duty, which rows were ticked."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from safetykit.model.civil import local
from safetykit.model.gas import Instrument
from safetykit.model.measures import Measure
from safetykit.model.people import Person
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period, whole_minute
from safetykit.rules.hours import Sessions, Worked, sessions_of, turns_of, window, work_start, worked

T = TypeVar("T")


class _Lazy(Generic[T]):
    """A part that is worked out when it is first asked for: a cached property without the lock of Python 3.11."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make: Callable[[Any], T] = make
        self._name: str = make.__name__
        self.__doc__: str | None = make.__doc__

    def __get__(self, owner: Any, cls: type | None = None) -> T:
        made = self._make(owner)
        owner.__dict__[self._name] = made
        return made


class Stint(NamedTuple):
    """One person's time on one duty; an open end on either side is the beginning or the end of the job."""

    place: int
    person: str
    duty: str
    since: datetime | None
    until: datetime | None

    @property
    def path(self) -> str:
        """The pointer of the joining."""
        return f"/joinings/{self.place}"

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


class Tick(NamedTuple):
    """One row of the form's check-list: its place, whether it is involved, and whether somebody confirmed it."""

    place: int
    involved: bool | None
    confirmed: bool
    measure: Measure

    @property
    def path(self) -> str:
        """The pointer of the row."""
        return f"/measures/{self.place}"

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
        self._ticks: dict[int, Tick] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what *make* returned when *key* was asked for the first time: for what many rows need."""
        answers = self._answers
        if key not in answers:
            answers[key] = make()
        made: T = answers[key]
        return made

    @_Lazy
    def start(self) -> datetime | None:
        """When work starts; None if nothing is known."""
        return work_start(self.record, self.started)

    @_Lazy
    def _turns(self) -> list[tuple[datetime, bool]]:
        return turns_of(self.record)

    @_Lazy
    def sessions(self) -> Sessions:
        """The stretches in which work went on; the last may be open."""
        return sessions_of(self._turns)

    @_Lazy
    def halted(self) -> bool:
        """Whether the last thing recorded about the course of work is that it was paused, stopped or ended."""
        return bool(self._turns) and not self._turns[-1][1]

    @_Lazy
    def window(self) -> Period | None:
        """The window that validity runs on."""
        return window(self.record)

    def days(self, zone: str) -> tuple[date | None, date | None]:
        """Return the first and the last day of the window on the calendar of *zone*; None for a blank cell."""
        return self.once(("days", zone), lambda: self._days(zone))

    def _days(self, zone: str) -> tuple[date | None, date | None]:
        if self.window is None:
            return None, None
        first, last = (None if at is None else local(at, zone).date() for at in (self.window.start, self.window.end))
        return first, last

    def worked(self, zone: str) -> Worked:
        """Return the hours of work, recorded or planned, by the clocks of *zone*."""
        return self.once(("worked", zone), lambda: worked(self.record, zone, self.sessions))

    @_Lazy
    def everybody(self) -> tuple[Stint, ...]:
        """Everybody's time on every duty, in the order of joining."""
        leavings: dict[tuple[str, str], list[datetime]] = {}
        for leaving in self.record.leavings:
            leavings.setdefault((leaving.person, leaving.duty), []).append(leaving.at)
        joinings = enumerate(self.record.joinings)
        if not leavings:
            return tuple([Stint(index, item.person, item.duty, item.at, None) for index, item in joinings])
        return tuple(
            [
                Stint(
                    index, item.person, item.duty, item.at, _left(item.at, leavings.get((item.person, item.duty), ()))
                )
                for index, item in joinings
            ]
        )

    @_Lazy
    def _by_duty(self) -> dict[str, tuple[Stint, ...]]:
        return _grouped([(stint.duty, stint) for stint in self.everybody])

    def stints(self, *duties: str) -> tuple[Stint, ...]:
        """Return everybody's time on *duties*, in the order of joining."""
        if len(duties) == 1:
            return self._by_duty.get(duties[0], ())
        return tuple([stint for stint in self.everybody if stint.duty in duties])

    def stints_of(self, person: str) -> tuple[Stint, ...]:
        """Return one person's time on every duty, in the order of joining."""
        return tuple([stint for stint in self.everybody if stint.person == person])

    @_Lazy
    def signed(self) -> dict[str, tuple[tuple[int, SignOff], ...]]:
        """The sign-offs about the whole record by slot, each with its index, in the order of entry."""
        signs = enumerate(self.record.sign_offs)
        return _grouped([(sign.slot, (index, sign)) for index, sign in signs if not sign.path])

    @_Lazy
    def people(self) -> dict[str, tuple[int, Person]]:
        """The newest entry of each person, with its index, by id."""
        return {person.id: (index, person) for index, person in enumerate(self.record.people)}

    def person(self, id: str) -> tuple[int, Person] | None:
        """Return the newest entry of the person *id* with its index."""
        return self.people.get(id)

    @_Lazy
    def _instruments(self) -> dict[str, Instrument]:
        return {instrument.id: instrument for instrument in self.record.instruments}

    def instrument(self, id: str | None) -> Instrument | None:
        """Return the newest entry of the instrument *id*; None for none."""
        return None if id is None else self._instruments.get(id)

    @_Lazy
    def measures(self) -> dict[int, tuple[int, Measure]]:
        """The rows of the form's check-list, each with its place; of two entries the one that claims less."""
        own = [(item.row, (index, item)) for index, item in enumerate(self.record.measures) if item.section is None]
        found = dict(own)
        if len(found) < len(own):
            # The first entry counts, unless a later one says that the row is not involved.
            found = {**dict(reversed(own)), **{row: entry for row, entry in own if entry[1].involved is False}}
        return found

    @_Lazy
    def confirmed(self) -> set[int]:
        """The rows of the form's check-list that somebody confirmed."""
        return {item.row for item in self.record.confirmations if item.section is None}

    def tick(self, row: int) -> Tick | None:
        """Return what the check-list says in *row*; None if the row is blank."""
        found = self._ticks.get(row)
        if found is None and (entry := self.measures.get(row)) is not None:
            place, item = entry
            found = self._ticks[row] = Tick(place, item.involved, row in self.confirmed, item)
        return found

    @_Lazy
    def receipts(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The places of receipts by person: index of the briefing, index of the receipt in it."""
        return _grouped(
            [
                (receipt.person, (index, number))
                for index, briefing in enumerate(self.record.briefings)
                for number, receipt in enumerate(briefing.receipts)
            ]
        )


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _left(since: datetime | None, times: Iterable[datetime]) -> datetime | None:
    return min((at for at in times if since is None or since <= at), default=None)
