"""
What happens around a job, written down as it happens: evidence that only grows.

Open-ended things are two values (``Pause``, ``Resumption``), so that nothing has to be changed later. Every type
belongs to one place of the record, which is how ``kit.add`` finds it.
"""

from datetime import datetime
from enum import Enum, StrEnum
from typing import Annotated

import attrs
from annotated_types import Ge

from safetykit.model.marks import CODE, Code, Digest, Line, Pattern, Prose
from safetykit.model.shapes import constrained
from safetykit.model.time import Period


class Duty(StrEnum):
    """What a person may do on a job; packs and hosts have words of their own beside these."""

    WORKER = "worker"
    LEADER = "leader"
    GUARDIAN = "guardian"
    COORDINATOR = "coordinator"
    """Coordinates simultaneous works (交叉作业协调人)."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Joining:
    """A person takes up a duty; without a time, from the beginning."""

    person: Code
    duty: Code
    at: datetime | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Leaving:
    """A person lays down a duty."""

    person: Code
    duty: Code
    at: datetime


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Receipt:
    """A person signs to have been briefed."""

    person: Code
    at: datetime | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Briefing:
    """A safety briefing (安全交底): who gave it, when, and who signed for it."""

    by: Code | None = None
    at: datetime | None = None
    receipts: tuple[Receipt, ...] = ()


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class WorkStart:
    """Work really began (first spark), as seen by the person named."""

    at: datetime
    by: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class WorkEnd:
    """Work really ended (last spark)."""

    at: datetime
    by: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Pause:
    """Work was interrupted (中断)."""

    at: datetime
    by: Code | None = None
    reason: Prose | None = None


class StopReason(StrEnum):
    """What work has to stop for; packs and hosts have words of their own beside these."""

    ABNORMALITY = "abnormality"
    """Something about the plant or the place is not normal."""
    GAS_ALARM = "gas-alarm"
    RELEASE = "release"
    """Something harmful gets out."""
    GUARDIAN_ABSENT = "guardian-absent"
    SERIOUS_VIOLATION = "serious-violation"
    HAZMAT_TRAIN = "hazmat-train"
    """A train with dangerous goods passes or stands near by."""
    STRONG_WIND = "strong-wind"
    BAD_WEATHER = "bad-weather"
    """Snow, storm or fog."""
    LIFTING_FAULT = "lifting-fault"
    SLOPE_FAILURE = "slope-failure"
    """A slope cracks or shoring gives way."""
    UNKNOWN_OBJECT = "unknown-object"
    """Digging met something that nobody knew of."""
    EXPIRY = "expiry"
    SCOPE_CHANGE = "scope-change"
    """The work became another or larger one."""
    PLACE_CHANGE = "place-change"
    CONDITION_CHANGE = "condition-change"
    """Process, method or surroundings became other ones."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Stop:
    """Work was stopped for safety (中止). ``cause`` is a :class:`StopReason` or a word of the host."""

    at: datetime
    by: Code | None = None
    reason: Prose | None = None
    cause: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Occurrence:
    """
    Something happened that bears on the permit, whether or not work was stopped for it.

    ``kind`` is a :class:`StopReason`, ``alteration`` for a form that was written over, or a word of the host.
    """

    at: datetime
    kind: Code
    by: Code | None = None
    remark: Prose | None = None
    reanalyzed: bool | None = None
    """The hazards were analyzed again afterwards."""
    renewed: bool | None = None
    """A new permit was made out afterwards."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Delegation:
    """A person lets another one sign a slot in their place, until an end (授权委托)."""

    giver: Code
    holder: Code
    slot: Code
    since: datetime | None = None
    until: datetime
    reason: Line | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Resumption:
    """Work went on after a pause or a stop; after a stop the cause must be gone."""

    at: datetime
    by: Code | None = None
    cause_removed: bool | None = None


class AttachmentKind(Enum):
    """What an attachment shows."""

    WORK_PLAN = "work-plan"
    DRAWING = "drawing"
    PHOTO = "photo"
    VIDEO = "video"
    ANALYSIS_REPORT = "analysis-report"
    CERTIFICATE = "certificate"
    MONITORING_RECORD = "monitoring-record"
    """What a gas monitor wrote down while work went on."""
    SCAN = "scan"
    """The paper original."""
    OTHER = "other"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Attachment:
    """A file that the host keeps, bound by its digest. ``period`` is what a recording covers."""

    kind: AttachmentKind
    sha256: Digest
    media_type: Annotated[str, Pattern(r"[a-z]+/[A-Za-z0-9.+-]+"), CODE]
    size: Annotated[int, Ge(0)]
    title: Line | None = None
    taken_at: datetime | None = None
    period: Period | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Waiver:
    """One rule set aside for this permit: reason, approver by id, and an end."""

    rule: Code
    reason: Prose
    approver: Code
    until: datetime


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Link:
    """Another record that this one names: its kind, the number on the paper, and its id once it is known."""

    kind: Code
    number: Line
    record: Code | None = None
    remark: Line | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Acceptance:
    """The state of the place at the end (完工验收): clear of embers, people and tools out, what was left open."""

    site_clear: bool | None = None
    people_out: bool | None = None
    tools_out: bool | None = None
    shortcomings: tuple[Line, ...] = ()


class Disposed(StrEnum):
    """What was thrown away; hosts have words of their own beside these."""

    RECORD = "record"
    """The permit itself."""
    VIDEO = "video"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Disposal:
    """Something of the permit was thrown away or deleted. ``what`` is a :class:`Disposed` or a word of the host."""

    at: datetime
    what: Code
    by: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Print:
    """
    The form was printed: when, by whom, and which copy (``copy_number``, counted from 1; None if copies are not told apart).

    From the second print of a copy on, the page says so.
    """

    printed_at: datetime
    by: Code | None = None
    copy_number: Annotated[int, Ge(1)] | None = None
