"""What a step did, and the event that the log keeps of it."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

import attrs
from annotated_types import Ge, MaxLen

from safetykit.model.findings import Findings
from safetykit.model.marks import CODE, Code, Digest, Line, Prose
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import Pointer

R_co = TypeVar("R_co", covariant=True)


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Change:
    """
    The explanation of a step: who, in which role, did what, when, why, and which places of the record changed.

    ``paths`` holds the empty pointer for a whole record that was opened or adopted.
    """

    record: Code
    revision: Annotated[int, Ge(1)]
    action: Code
    actor: Code
    role: Code
    at: datetime
    paths: tuple[Pointer, ...]
    reason: Prose | None = None
    findings: Findings | None = None
    """What the gate found, if the step was gated."""


@attrs.frozen(weakref_slot=False)
class Step(Generic[R_co]):
    """
    A new revision of a record together with the change that explains it; ``store.commit`` takes it.

    ``before`` is the record that the step was made from: a store refuses the step if it holds another one.
    """

    record: R_co
    change: Change
    before: R_co | None = None


Commitment = Annotated[str, MaxLen(43), CODE]
"""A salted SHA-256 as in RFC 9901, base64url without padding."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class PublicFacts:
    """What the log may show of a record: nothing personal, ``place`` cut at 60 characters."""

    kind: Code | None = None
    number: Line | None = None
    state: Code
    grade: Code | None = None
    place: Annotated[Line, MaxLen(60)] | None = None
    start: datetime | None = None
    end: datetime | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class AuditEvent:
    """
    One leaf of the log, at most 1 kB of canonical bytes.

    ``at`` is claimed by the actor, ``recorded`` by the store; ``digest`` is the SHA-256 of the sealed revision.
    The reason is only committed to, since free words may name people.
    """

    record: Code
    revision: Annotated[int, Ge(1)]
    action: Code
    actor: Code
    role: Code
    at: datetime
    recorded: datetime
    paths: tuple[Pointer, ...]
    digest: Digest
    findings: Digest | None = None
    fingerprints: Digest | None = None
    """SHA-256 over the fingerprints of packs, kit and site that the step was judged by."""
    facts: PublicFacts
    reason: Commitment | None = None
