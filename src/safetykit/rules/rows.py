"""What a rule is: a dated row of data with a citation, naming one small function."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from typing import Any, Final, Generic, TypeAlias, TypeVar

import attrs

from safetykit.model.findings import Basis, EffectiveGrade, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.rules.course import Course
from safetykit.rules.grades import GradeScale
from safetykit.rules.site import Site
from safetykit.rules.texts import Message

R_co = TypeVar("R_co", bound=Record, covariant=True)


class SourceMark(Enum):
    """How sure the source of a row is."""

    TWO = "two"
    """Two independent sources agree."""
    ONE = "one"
    INTERPRETATION = "interpretation"
    HOUSE = "house"
    """A rule that a company gave itself."""
    MEMORY = "memory"
    UNVERIFIED = "unverified"

    @property
    def blocks(self) -> bool:
        """Say whether a row with this mark may block a step."""
        return self not in (SourceMark.MEMORY, SourceMark.UNVERIFIED)


@attrs.frozen(cache_hash=True)
class Answer:
    """
    One thing that a check says about one place of the record.

    ``group`` is the group of inputs that a missing one belongs to; a site whose profile keeps none of it is never
    blocked by this answer. Without one, the groups of the row count.
    """

    outcome: Outcome
    path: str
    message: str
    args: FrozenMap[str] = EMPTY
    basis: Basis | None = None
    group: str | None = None


def _argument(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return str(value // timedelta(minutes=1))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | frozenset):
        parts = [part if type(part) is str else _argument(part) for part in value]
        return " ".join(parts if isinstance(value, tuple) else sorted(parts))
    return str(value.value if isinstance(value, Enum) else value)


Texts: TypeAlias = tuple[tuple[str, str], ...]


def _texts(values: dict[str, object]) -> Texts:
    return tuple([(name, value if type(value) is str else _argument(value)) for name, value in values.items()])


def _answering(outcome: Outcome, basis: Basis | None = None) -> Callable[..., Answer]:
    """Return what makes answers of one outcome; the same answer comes again and again, so it is made once."""

    @lru_cache(maxsize=1024)
    def answer(path: str, message: str, args: Texts = (), group: str | None = None) -> Answer:
        return Answer(outcome, path, message, FrozenMap(dict(args)) if args else EMPTY, basis, group)

    return answer


_breach, _need, _to_do = map(_answering, (Outcome.BREACH, Outcome.NEEDS_INPUT, Outcome.NOT_DUE))
_not_triggered, _not_applicable = map(_answering, (Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE))
_declared = _answering(Outcome.OK, Basis.DECLARED)


def breach(path: str, message: str = "", **args: object) -> Answer:
    """
    Say that something is not as the row demands.

    Args:
        path: JSON Pointer of the place.
        message: Key of the two texts: what is wrong, what to do. Without one, the texts under the row's own id.
        args: What fills the texts; never a personal value. Times become UTC, spans whole minutes, several values one
            text with spaces between them.
    """
    return _breach(path, message, _texts(args))


def need(path: str, message: str = "unknown", *, group: str | None = None, **args: object) -> Answer:
    """
    Say that the row cannot be judged before the place at *path* is known.

    Args:
        path: JSON Pointer of the place.
        message: Key of the two texts.
        group: Group of inputs that the missing one belongs to, such as ``gas-instrument``.
        args: What fills the texts; never a personal value.
    """
    return _need(path, message, _texts(args), group)


def declared(path: str, message: str = "declared") -> Answer:
    """Say that no fact is recorded but a person ticked and confirmed it."""
    return _declared(path, message)


def to_do(path: str, message: str, **args: object) -> Answer:
    """Say that something is still to be done before the next step, and nothing is wrong so far."""
    return _to_do(path, message, _texts(args))


def not_triggered(path: str = "", message: str = "not-triggered") -> Answer:
    """Say that the event the row speaks of did not happen."""
    return _not_triggered(path, message)


def not_applicable(path: str = "", message: str = "not-applicable") -> Answer:
    """Say that the row does not speak of such a record."""
    return _not_applicable(path, message)


@attrs.frozen(kw_only=True, slots=False)
class Judged(Generic[R_co]):
    """What all rows of one pack share when they judge one record; a check reads it through its :class:`Context`."""

    record: R_co
    site: Site
    grade: EffectiveGrade | None = None
    scale: GradeScale | None = None
    related: tuple[Record, ...] = ()
    started: datetime | None = None
    pending: bool = False
    void: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()
    course: Course = attrs.field(
        default=attrs.Factory(lambda judged: Course(judged.record, judged.started), takes_self=True),
        eq=False,
        repr=False,
    )


class Context(Generic[R_co]):
    """
    What a check may look at: the record, the params of its row, the site, and what the engine found out before.

    There is no clock: a check that depends on the moment of judgment is :class:`Timed`. One context serves all rows of
    a pack that judge a record, one after the other; a check reads it and keeps nothing of it.

    Attributes:
        record: The record.
        params: The params of the row.
        site: The settings of the site.
        grade: The grade to judge by; None where the record has no grades.
        scale: The grades that ``grade`` is one of.
        related: Records that this one links to, as far as they are at hand.
        started: When the record's ``start`` step was made, if it was made here; the moment itself while ``pending``.
        pending: Whether work has not started and the record is judged as if it did at the moment of judgment.
        void: Indexes of sign-offs that no longer count because what they covered was changed.
        unsure: Indexes of sign-offs of which that cannot be told.
        course: What many rules ask of one record: sessions of work, people on duty, ticked rows.
    """

    __slots__ = (
        "course",
        "grade",
        "params",
        "pending",
        "record",
        "related",
        "scale",
        "site",
        "started",
        "unsure",
        "void",
    )

    def __init__(self, judged: Judged[R_co], params: Mapping[str, Any] = EMPTY) -> None:
        self.params: Mapping[str, Any] = params
        self.record: R_co = judged.record
        self.site: Site = judged.site
        self.grade: EffectiveGrade | None = judged.grade
        self.scale: GradeScale | None = judged.scale
        self.related: tuple[Record, ...] = judged.related
        self.started: datetime | None = judged.started
        self.pending: bool = judged.pending
        self.void: frozenset[int] = judged.void
        self.unsure: frozenset[int] = judged.unsure
        self.course: Course = judged.course


Check: TypeAlias = Callable[[Context[Any]], Iterable[Answer]]
"""A check yields its answers; none means that no breach was found, on recorded facts."""
RELATED: Final = "related"
"""What a check calls the records at hand among the events that it is asked about."""


@attrs.frozen
class Triggered:
    """
    A check of what has to be done when something happened.

    While all of the *events* are blank nothing did: the row is not triggered and its check is not asked.

    Attributes:
        events: Fields of the record that hold evidence, or ``related`` for the records at hand.
        check: The check, where one of them holds something.
    """

    events: tuple[str, ...]
    check: Callable[[Context[Any]], Iterable[Answer]]

    def __call__(self, context: Context[Any]) -> Iterable[Answer]:
        """Answer as the row does."""
        filled = [True for name in self.events if getattr(context if name == RELATED else context.record, name, ())]
        return self.check(context) if filled else (not_triggered(),)


def triggered_by(*events: str) -> Callable[[Callable[[Context[Any]], Iterable[Answer]]], Triggered]:
    """Make a check one of what has to be done when something happened; see :class:`Triggered`."""
    return partial(Triggered, events)


@attrs.frozen
class Timed:
    """
    A check that depends on the moment of judgment, with the instants at which its answer can change.

    Between two neighboring turning points nothing changes; that is what makes an outlook exact. Of *events* the same
    holds as of those of a :class:`Triggered`.
    """

    check: Callable[[Context[Any], datetime], Iterable[Answer]]
    turning_points: Callable[[Context[Any]], Iterable[datetime]]
    events: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Rule:
    """
    One row of law or of a house.

    Attributes:
        id: ``pack/subject/topic[/variant]``; never reused.
        code: Short code; several rows of different dates or grades may share it.
        applies_to: ``permit/hot-work``, or ``permit/*`` for every kind.
        since: First day in force, in the zone of the site.
        until: First day no longer in force; None while it holds.
        due: The milestone at which it falls due, one of the lifecycle that the records live by.
        when: Condition: ``grade`` (the effective one) or a dotted field, with the values it must have. An unknown
            field is an open question.
        unless: Dotted fields with the values that take the record out of the row's scope; unknown does not.
        uses: Settings of the site that the check reads, so that findings can name the defaults among them.
        keeps: Groups of inputs that it asks for; where the site's profile keeps none of a group, a missing one never
            blocks.
        waivable: Whether a waiver may set the row aside.
        messages: Texts of the row's own, by language and key, for a row made in Python.
    """

    id: str
    applies_to: str
    since: date
    due: str
    check: Check | Timed
    severity: Severity
    cites: str
    mark: SourceMark
    code: str = attrs.field(default=attrs.Factory(lambda rule: rule.id, takes_self=True))
    until: date | None = None
    when: FrozenMap[tuple[Any, ...]] = EMPTY
    unless: FrozenMap[tuple[Any, ...]] = EMPTY
    params: FrozenMap[Any] = EMPTY
    uses: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    source: str = ""
    waivable: bool = False
    messages: FrozenMap[FrozenMap[Message]] = EMPTY
    pack: str = attrs.field(default=attrs.Factory(lambda rule: rule.id.split("/")[0], takes_self=True))

    @property
    def effective_severity(self) -> Severity:
        """The severity, capped at a warning where the source is not sure enough to block."""
        return self.severity if self.mark.blocks or self.severity is not Severity.BLOCK else Severity.WARN

    def in_force(self, day: date) -> bool:
        """Say whether the row holds on *day*."""
        return self.since <= day and (self.until is None or day < self.until)
