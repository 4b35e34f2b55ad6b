"""How scalars look on the wire, as regular expressions that Python and ECMA 262 read alike."""

from typing import Final

_DAY: Final = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"

DATE: Final = _DAY
"""A calendar date (RFC 3339 full-date)."""
LOCAL_TIME: Final = rf"{_DAY}T{_CLOCK}:[0-5][0-9](\.[0-9]{{1,6}})?"
"""A time that does not say where it holds; refused, but recognized."""
TIME: Final = rf"{LOCAL_TIME}(Z|[+-]{_CLOCK})"
"""An instant (RFC 3339 date-time, upper case, no leap second, at most microseconds)."""
DECIMAL: Final = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"
"""A decimal number in plain digits."""
COMMITMENT: Final = r"[A-Za-z0-9_-]{43}"
"""A SHA-256 in base64url without padding."""
