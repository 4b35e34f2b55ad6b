"""What rules answer."""

from datetime import datetime
from enum import Enum, StrEnum
from typing import Annotated, NoReturn

import attrs
from annotated_types import Ge

from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Code, Digest, Line, Prose
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import Pointer


class Outcome(Enum):
    """The answer of one rule row."""

    OK = "ok"
    """No breach found. It never means safe."""
    BREACH = "breach"
    NEEDS_INPUT = "needs-input"
    """Cannot be judged: something is not known."""
    NOT_DUE = "not-due"
    """Its moment has not come; still to do."""
    NOT_TRIGGERED = "not-triggered"
    """The event that it speaks of did not happen."""
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class Severity(Enum):
    """What a breach of a row means."""

    BLOCK = "block"
    """The next step towards danger is refused."""
    WARN = "warn"
    INFO = "info"


class Basis(Enum):
    """What an ``ok`` rests on."""

    MEASURED = "measured"
    """Recorded facts."""
    DECLARED = "declared"
    """A person ticked and confirmed it."""


class Milestone(StrEnum):
    """Moments in the life of a permit at which rows fall due; another lifecycle has moments of its own."""

    SUBMIT = "submit"
    APPROVE = "approve"
    START = "start"
    DURING = "during"
    CLOSE = "close"
    ARCHIVE = "archive"


class Mode(Enum):
    """How far findings stop a gated step."""

    RECORD = "record"
    """All is listed, nothing blocks."""
    ADVISE = "advise"
    """A breach of a blocking row blocks."""
    ENFORCE = "enforce"
    """Missing inputs of blocking rows block too, unless the site's profile says that they are not kept."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Finding:
    """
    One answer of one rule row about one place of a record.

    ``message`` names the texts (what is wrong, what to do) in the locales, ``args`` fill them and never hold a
    personal value: ``path`` points to it. ``kept`` is false where the site keeps no such input.
    """

    rule: Code
    code: Code
    pack: Code
    outcome: Outcome
    severity: Severity
    basis: Basis | None = None
    cites: Line
    mark: Code
    due: Code | None = None
    path: Pointer = ""
    message: Code
    args: FrozenMap[Prose] = EMPTY
    kept: bool = True


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class EffectiveGrade:
    """
    The grade that rules judge by: the highest of entered, required by facts, raised by the calendar.

    ``grounds`` are message keys of the reasons, ``open`` the paths of unknown facts that could raise it further.
    """

    scheme: Code
    value: Code | None = None
    entered: Code | None = None
    required: Code | None = None
    grounds: tuple[Code, ...] = ()
    cites: tuple[Line, ...] = ()
    open: tuple[Pointer, ...] = ()


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Findings:
    """
    The result of a check: every row's answer, and what it was judged by.

    It has no truth value: "no breach found" (未发现不符合) is not "safe", and an empty list of breaches may sit
    beside a list of open questions.
    """

    record: Code
    revision: Annotated[int, Ge(0)] = 0
    judged_at: datetime
    milestone: Code | None = None
    items: tuple[Finding, ...] = ()
    grades: tuple[EffectiveGrade, ...] = ()
    defaults: tuple[Code, ...] = ()
    """Settings of the site that were never chosen but taken from a pack's default and used here."""
    packs: FrozenMap[Digest] = EMPTY
    site: Digest | None = None
    kit: Digest | None = None

    def __bool__(self) -> NoReturn:
        """Refuse: ask for ``breaches`` or ``blocking(mode)``."""
        msg = "findings are neither true nor false; look at .breaches, .needs or .blocking(mode)"
        raise TypeError(msg)

    def _of(self, outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(item for item in self.items if item.outcome is outcome)

    @property
    def breaches(self) -> tuple[Finding, ...]:
        """Findings that something is not as a row demands."""
        return self._of(Outcome.BREACH)

    @property
    def needs(self) -> tuple[Finding, ...]:
        """Open questions."""
        return self._of(Outcome.NEEDS_INPUT)

    @property
    def not_due(self) -> tuple[Finding, ...]:
        """Rows still to come."""
        return self._of(Outcome.NOT_DUE)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Rows set aside."""
        return self._of(Outcome.WAIVED)

    @property
    def ok(self) -> tuple[Finding, ...]:
        """Rows that found no breach."""
        return self._of(Outcome.OK)

    def blocking(self, mode: Mode) -> tuple[Finding, ...]:
        """Findings that stop a gated step in *mode*."""
        if mode is Mode.RECORD:
            return ()
        rows = tuple(item for item in self.breaches if item.severity is Severity.BLOCK)
        if mode is Mode.ADVISE:
            return rows
        return rows + tuple(item for item in self.needs if item.severity is Severity.BLOCK and item.kept)
