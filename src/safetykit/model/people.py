"""People, their certificates, the units they belong to, and the role they act in."""

from datetime import date
from enum import Enum, StrEnum
from typing import Annotated

import attrs

from safetykit.model.erasure import Private
from safetykit.model.marks import CODE, SUBJECT, Code, Line, Pattern
from safetykit.model.shapes import constrained


class Side(StrEnum):
    """Sides of a job that a unit may stand on; packs and hosts have words of their own beside these."""

    APPLICANT = "applicant"
    """作业申请单位"""
    AREA_OWNER = "area-owner"
    """所在单位（属地）"""
    PERFORMING = "performing"
    """作业单位"""
    CONTRACTOR = "contractor"
    """承包商"""
    ASSISTING = "assisting"
    """配合单位"""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Party:
    """An organizational unit on one side of a job."""

    unit: Line
    side: Code
    code: Code | None = None


class Medium(Enum):
    """How a statement was signed."""

    ACCOUNT = "account"
    CERTIFICATE = "certificate"
    DRAWN = "drawn"
    INK = "ink"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Actor:
    """A person, by id, acting in one role."""

    id: Code
    role: Code
    medium: Medium = Medium.ACCOUNT


PartialDate = Annotated[str, Pattern(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"), CODE]
"""A date as precise as the source gave it: ``2025``, ``2025-06`` or ``2025-06-30``."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Certificate:
    """
    A certificate of competence, or the recorded lack of one.

    ``kind`` is a pack's word for it, such as ``special-operation`` or ``guardian``; ``item`` the listed operation.
    The last day of validity counts as valid. ``held=False`` says that someone looked and there is none.
    """

    kind: Code
    held: bool = True
    in_date: bool | None = None
    """What the source says where it gives no date."""
    id: Code | None = None
    item: Line | None = None
    number: Private | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_due: date | None = None
    reviewed: PartialDate | None = None
    exam_passed: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Person:
    """A person named in a record. Everything else in the record refers to the opaque ``id``."""

    id: Annotated[Code, SUBJECT]
    name: Private | None = None
    unit: Line | None = None
    post: Line | None = None
    function: Code | None = None
    """What the company lets the person approve as, such as ``safety-department``: a code of the site's settings."""
    phone: Private | None = None
    identity_number: Private | None = None
    signature_picture: Private | None = None
    """SHA-256 of the picture of the signature, whose bytes the host keeps."""
    certificates: tuple[Certificate, ...] = ()

    def acting(self, role: str, medium: Medium = Medium.ACCOUNT) -> Actor:
        """Return this person acting in *role*."""
        return Actor(id=self.id, role=role, medium=medium)
