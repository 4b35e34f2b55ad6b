"""What stands in a record where a personal value was erased."""

from typing import Annotated, TypeAlias

import attrs
from annotated_types import MaxLen, MinLen

from safetykit.model.marks import ONE_LINE, PERSONAL


@attrs.frozen(kw_only=True, weakref_slot=False)
class Erased:
    """
    A personal value that was deleted as the law demands; its *commitment* keeps every digest valid.

    The commitment is the RFC 9901 digest of the deleted disclosure, base64url without padding.
    """

    commitment: str = attrs.field(validator=attrs.validators.matches_re(r"[A-Za-z0-9_-]{43}"))

    def __str__(self) -> str:
        """Print what a reader may know."""
        return "[erased]"


Private: TypeAlias = Annotated[str, MinLen(1), MaxLen(200), ONE_LINE, PERSONAL] | Erased
"""A personal value, or the trace of an erased one."""
