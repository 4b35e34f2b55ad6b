"""The permit: one envelope, typed by the work that it allows."""

from datetime import datetime
from typing import Annotated, ClassVar, Generic, Protocol, TypeVar

import attrs
from annotated_types import Ge

from safetykit.model.evidence import (
    Acceptance,
    Attachment,
    Briefing,
    Delegation,
    Disposal,
    Joining,
    Leaving,
    Link,
    Occurrence,
    Pause,
    Print,
    Resumption,
    Stop,
    Waiver,
    WorkEnd,
    WorkStart,
)
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.gas import GasTest, Instrument
from safetykit.model.marks import EVIDENCE, NOT_SIGNED, ClockTime, Code, Line, NotSigned, Prose
from safetykit.model.measures import Confirmation, Grading, Isolation, Measure, RiskResult, Upgrade
from safetykit.model.people import Party, Person
from safetykit.model.places import Place
from safetykit.model.records import EnteredFrom
from safetykit.model.shapes import Extensions, constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period


class Work(Protocol):
    """What is done: any frozen value that declares its ``kind``. A host's own kind needs no base class."""

    kind: ClassVar[str]


W_co = TypeVar("W_co", bound=Work, covariant=True)


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class DailyHours:
    """Hours of the day in which work is done inside a window of several days, in local time."""

    start: ClockTime
    end: ClockTime


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Permit(Generic[W_co]):
    """
    A work permit (作业票): authority to do one work at one place for a time.

    It holds what a paper permit can hold, however wrong; what is *allowed* is for rules to say. People are named by
    id everywhere but in ``people``. Times are aware; ``permitted`` is the window that validity runs on (作业实施时间).
    """

    id: Code
    work: W_co
    number: Line | None = None
    state: Annotated[Code, NOT_SIGNED] = "draft"
    revision: Annotated[int, Ge(0), NOT_SIGNED] = 0
    changed_at: Annotated[datetime | None, NOT_SIGNED] = None
    """When the last step was made, by the word of whoever made it."""
    state_since: Annotated[datetime | None, NOT_SIGNED] = None
    """When the record got into its state."""
    entered_from: Annotated[EnteredFrom | None, NOT_SIGNED] = None

    parties: tuple[Party, ...] = ()
    applied_at: datetime | None = None
    content: Prose | None = None
    place: Place | None = None
    gradings: tuple[Grading, ...] = ()
    upgrade: Upgrade | None = None
    risk: RiskResult | None = None
    isolations: tuple[Isolation, ...] = ()
    measures: tuple[Measure, ...] = ()
    planned: Period | None = None
    permitted: Annotated[Period | None, NotSigned(("start",))] = None
    daily_hours: DailyHours | None = None
    acceptance: Acceptance | None = None
    """Blank until the end, so that filling it voids no earlier signature; the accepting one covers it."""

    people: Annotated[tuple[Person, ...], EVIDENCE] = ()
    joinings: Annotated[tuple[Joining, ...], EVIDENCE] = ()
    leavings: Annotated[tuple[Leaving, ...], EVIDENCE] = ()
    instruments: Annotated[tuple[Instrument, ...], EVIDENCE] = ()
    gas_tests: Annotated[tuple[GasTest, ...], EVIDENCE] = ()
    confirmations: Annotated[tuple[Confirmation, ...], EVIDENCE] = ()
    briefings: Annotated[tuple[Briefing, ...], EVIDENCE] = ()
    starts: Annotated[tuple[WorkStart, ...], EVIDENCE] = ()
    pauses: Annotated[tuple[Pause, ...], EVIDENCE] = ()
    stops: Annotated[tuple[Stop, ...], EVIDENCE] = ()
    resumptions: Annotated[tuple[Resumption, ...], EVIDENCE] = ()
    ends: Annotated[tuple[WorkEnd, ...], EVIDENCE] = ()
    links: Annotated[tuple[Link, ...], EVIDENCE] = ()
    """A later link of the same kind and number that carries the id stands for the earlier one."""
    attachments: Annotated[tuple[Attachment, ...], EVIDENCE] = ()
    waivers: Annotated[tuple[Waiver, ...], EVIDENCE] = ()
    """Each counts once its approver has signed for it (``path="/waivers/0"``)."""
    occurrences: Annotated[tuple[Occurrence, ...], EVIDENCE] = ()
    delegations: Annotated[tuple[Delegation, ...], EVIDENCE] = ()
    disposals: Annotated[tuple[Disposal, ...], EVIDENCE] = ()
    prints: Annotated[tuple[Print, ...], EVIDENCE] = ()

    sign_offs: Annotated[tuple[SignOff, ...], NOT_SIGNED] = ()
    external_ids: Annotated[FrozenMap[Line], NOT_SIGNED] = EMPTY
    extensions: Annotated[Extensions, NOT_SIGNED] = EMPTY

    def person(self, id: str) -> Person | None:
        """Return the newest entry of the person *id*, or None."""
        return next((person for person in reversed(self.people) if person.id == id), None)

    def instrument(self, id: str) -> Instrument | None:
        """Return the newest entry of the instrument *id*, or None."""
        return next((instrument for instrument in reversed(self.instruments) if instrument.id == id), None)

    @property
    def valid_until(self) -> datetime | None:
        """The end of validity. Every rule asks here and not the window itself."""
        return None if self.permitted is None else self.permitted.end

    @property
    def linked(self) -> tuple[Link, ...]:
        """The links that hold: of several with one kind and number the latest."""
        return tuple({(link.kind, link.number): link for link in self.links}.values())
