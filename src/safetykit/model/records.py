"""What every record has, whatever it is about."""

from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeVar, cast

import attrs

from safetykit.model.frozenmap import FrozenMap
from safetykit.model.signoffs import SignOff


class EnteredFrom(Enum):
    """Where a record came from that was not made here step by step."""

    PAPER = "paper"
    LEGACY = "legacy"


class Record(Protocol):
    """A frozen value with an identity, a state, a revision and sign-offs."""

    @property
    def id(self) -> str:
        """Opaque identity; never reused."""

    @property
    def number(self) -> str | None:
        """The number that people use."""

    @property
    def state(self) -> str:
        """Where the record stands in its lifecycle."""

    @property
    def revision(self) -> int:
        """Count of steps so far; 0 before the first."""

    @property
    def changed_at(self) -> datetime | None:
        """When the last step was made."""

    @property
    def state_since(self) -> datetime | None:
        """When the record got into its state."""

    @property
    def entered_from(self) -> EnteredFrom | None:
        """Where the record was taken over from, if it was."""

    @property
    def sign_offs(self) -> tuple[SignOff, ...]:
        """Statements made, in order."""

    @property
    def external_ids(self) -> FrozenMap[str]:
        """Ids of the same thing in other systems."""

    @property
    def extensions(self) -> FrozenMap[Any]:
        """The host's own data."""


R = TypeVar("R", bound=Record)


def with_fields(record: R, **changes: object) -> R:
    """Return *record* with some fields replaced; values are checked as in the constructor."""
    return cast("R", attrs.evolve(cast("Any", record), **changes))
