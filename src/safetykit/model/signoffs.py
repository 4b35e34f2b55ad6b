"""Sign-offs: a person states something in a slot of the form, about what was on the page at that moment."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import attrs
from annotated_types import Ge

from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import CODE, Code, Digest, Line, Pattern, Prose
from safetykit.model.people import Medium
from safetykit.model.shapes import constrained

Pointer = Annotated[str, Pattern(r"(/([^/~]|~[01])*)*"), CODE]
"""A JSON Pointer (RFC 6901); empty for the whole record."""


class Presence(Enum):
    """How it is known where the signer stood."""

    DECLARED = "declared"
    """The signer declares to have been at the place of work."""
    SCANNED = "scanned"
    """A code at the place of work was scanned."""
    POSITIONED = "positioned"
    """A positioning system placed the signer at the place of work."""
    ELSEWHERE = "elsewhere"
    """The signer was somewhere else."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Covers:
    """
    What was on the page when a sign-off was made.

    ``fields`` are the substance fields that were filled (dotted), ``lengths`` how much evidence there was,
    ``digest`` the SHA-256 of the canonical bytes of exactly those, without personal values. Filling an empty field
    or adding evidence later does not void the sign-off; changing or removing what was there does.
    """

    schema: Code
    revision: Annotated[int, Ge(0)]
    fields: tuple[Code, ...]
    lengths: FrozenMap[int] = EMPTY
    digest: Digest


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class SignOff:
    """
    One statement in one slot. ``signed_at`` is when it was made, ``recorded_at`` when it was entered (补录).

    ``signature`` is the host's own cryptographic signature, opaque here.
    """

    slot: Code
    path: Pointer = ""
    """What it is about where that is not the whole record: one gas test, one hand-over, one extension."""
    actor: Code
    role: Code | None = None
    agrees: bool = True
    """False for a refusal (不同意); a slot that holds only refusals is not signed."""
    opinion: Prose | None = None
    action: Code | None = None
    """The lifecycle action that the sign-off came with, if any."""
    signed_at: datetime | None = None
    recorded_at: datetime | None = None
    recorded_by: Code | None = None
    medium: Medium | None = None
    presence: Presence | None = None
    place: Line | None = None
    """Where it was signed, in words."""
    covers: Covers | None = None
    drawing: Digest | None = None
    """SHA-256 of the picture of a drawn signature, which the host keeps; forms print it where they are given it."""
    signature: Annotated[str, Pattern(r"[A-Za-z0-9+/_=-]+"), CODE] | None = None
