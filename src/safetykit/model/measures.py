"""What is found dangerous about a job and what is done against it."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import attrs
from annotated_types import Ge

from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Code, Digest, Line, Prose
from safetykit.model.shapes import constrained


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Grading:
    """
    What a regime calls something: a permit's grade, a hazard's level, a risk score.

    ``scheme`` names the scale, such as ``cn-gb30871/hot-work``; ``ground`` says why.
    """

    scheme: Code
    value: Code
    ground: Line | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Upgrade:
    """Recorded management at a higher level (升级管理): from which grade to which, or by which extra approval."""

    from_grade: Code
    to_grade: Code
    reason: Line | None = None
    extra: Line | None = None
    """What is done on top where no higher grade exists, such as a leader on the spot."""
    approver: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class RiskResult:
    """The result of risk identification: named hazards, or words."""

    hazards: tuple[Line, ...] = ()
    text: Prose | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Measure:
    """
    One row of the check-list of a form.

    ``involved`` is the tick (涉及 / 不涉及), None while the cell is blank. ``blanks`` fill the places in the printed
    text, such as the number of blinds. ``text`` is the wording of a row that the form leaves open.
    """

    row: Annotated[int, Ge(1)]
    section: Code | None = None
    """The list that the row belongs to, where a form has several."""
    involved: bool | None = None
    text: Prose | None = None
    blanks: FrozenMap[Line] = EMPTY
    drafted_by: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Confirmation:
    """A person, by id, confirms one row of the check-list; ``drawing`` is the SHA-256 of a drawn signature."""

    row: Annotated[int, Ge(1)]
    section: Code | None = None
    by: Code
    at: datetime | None = None
    drawing: Digest | None = None


class IsolationMethod(Enum):
    """How energy or a substance is kept away."""

    BLIND = "blind"
    DISCONNECTION = "disconnection"
    VALVE = "valve"
    WATER_SEAL = "water-seal"
    LOCKOUT = "lockout"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Isolation:
    """One isolation that the permit claims."""

    method: IsolationMethod
    point: Line | None = None
    count: Annotated[int, Ge(0)] | None = None
