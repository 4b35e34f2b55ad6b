"""Marks that a record declares once, inside ``Annotated[...]``, and that every other part reads from there."""

import re
from typing import Annotated, Final

import attrs
from annotated_types import MaxLen, MinLen

REFUSED_CHARACTERS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""Characters that no text of a record may hold: controls but tab and line feed, bidirectional embeddings and
overrides (they make a value read as another one), lone surrogates, non-characters and the byte order mark (formats
lose them or read them differently)."""


@attrs.frozen
class Mark:
    """A property of a field that is neither its type nor a bound, such as "this is personal"."""

    name: str


@attrs.frozen
class NotSigned:
    """
    What a sign-off does not bind: the whole field, or only the named *parts* of its value.

    A field without this mark is substance: changing it voids the sign-offs that covered it.
    """

    parts: tuple[str, ...] = ()


@attrs.frozen
class Pattern:
    """A regular expression that the whole text matches, in the dialect that Python and ECMA 262 share."""

    regex: str

    def matches(self, text: str) -> bool:
        """Say whether *text* as a whole is of this shape."""
        return re.fullmatch(self.regex, text) is not None


PERSONAL: Final = Mark("personal")
"""The value tells something of a natural person: it is sealed, never signed, never in an error text."""
SUBJECT: Final = Mark("subject")
"""The opaque id of the person whom the personal values of the same object belong to."""
CODE: Final = Mark("code")
"""An identifier for machines; names nobody."""
PROSE: Final = Mark("prose")
"""Words for people to read that are not meant to name anybody."""
EVIDENCE: Final = Mark("evidence")
"""A tuple that only grows, by ``kit.add``; it belongs to no sign-off's substance but may be counted by one."""
NOT_SIGNED: Final = NotSigned()

Code = Annotated[str, MinLen(1), MaxLen(100), Pattern(r"\S+"), CODE]
"""An opaque identifier of 1 to 100 characters without white space."""
ONE_LINE: Final = Pattern(r"[^\n\t\u2028\u2029]*\S[^\n\t\u2028\u2029]*")
"""One line that is not blank."""
Line = Annotated[str, MinLen(1), MaxLen(200), ONE_LINE, PROSE]
"""One line of text for people, 1 to 200 characters, not blank."""
Prose = Annotated[str, MinLen(1), Pattern(r"[\s\S]*\S[\s\S]*"), PROSE]
"""Text for people, several lines allowed, not blank; limited only by the size of the whole record."""
Digest = Annotated[str, Pattern(r"[0-9a-f]{64}"), CODE]
"""A SHA-256 in lower-case hexadecimal."""
ClockTime = Annotated[str, Pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]"), CODE]
"""A local time of day to the minute, ``HH:MM``."""
