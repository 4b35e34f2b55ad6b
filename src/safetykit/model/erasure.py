"""What stands in a record where a personal value was erased."""

import re
from typing import Annotated, Any, TypeAlias

import attrs
from annotated_types import MaxLen, MinLen

from safetykit.model.marks import ONE_LINE, PERSONAL


def _is_commitment(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str) or re.fullmatch(r"[A-Za-z0-9_-]{43}", value) is None:
        # What was given is not repeated: it may be the very value that had to go.
        msg = "Erased.commitment: the 43 characters of an RFC 9901 digest are needed (base64url without padding)"
        raise ValueError(msg)


@attrs.frozen(kw_only=True, weakref_slot=False)
class Erased:
    """
    A personal value that was deleted as the law demands; its *commitment* keeps every digest valid.

    The commitment is the RFC 9901 digest of the deleted disclosure, base64url without padding.
    """

    commitment: str = attrs.field(validator=_is_commitment)

    def __str__(self) -> str:
        """Print what a reader may know."""
        return "[erased]"


Private: TypeAlias = Annotated[str, MinLen(1), MaxLen(200), ONE_LINE, PERSONAL] | Erased
"""A personal value, or the trace of an erased one."""
