"""The grade that a record is judged by: the highest of entered, required by facts, raised by the calendar."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from safetykit.model.findings import EffectiveGrade
from safetykit.model.records import Record
from safetykit.model.shapes import trusted
from safetykit.rules.course import Course
from safetykit.rules.paths import pointer, values_at
from safetykit.rules.site import Site


@attrs.frozen(kw_only=True)
class Requirement:
    """
    One reason for a grade: all facts of ``all`` hold, and not all of ``unless``.

    A fact holds if the dotted field is true or filled. An unknown fact of ``all`` leaves the reason open; an unknown
    one of ``unless`` does not excuse.
    """

    value: str
    all: tuple[str, ...]
    message: str
    cites: str
    unless: tuple[str, ...] = ()

    def holds(self, record: object) -> tuple[bool | None, tuple[str, ...]]:
        """Say whether the reason holds, None with the unknown fields if that is open."""
        return self.judge(values_at(record, (*self.all, *self.unless)))

    def judge(self, facts: Mapping[str, Any]) -> tuple[bool | None, tuple[str, ...]]:
        """Say what :meth:`holds` does, from the facts by name."""
        unknown: tuple[str, ...] = ()
        for name in self.all:
            value = facts[name]
            if value is False:
                return _NO
            if value is None:
                unknown = (*unknown, name)
        if self.unless and not [True for name in self.unless if facts[name] is None or facts[name] is False]:
            return _NO
        return (None, unknown) if unknown else _YES


_NO: Final[tuple[bool, tuple[str, ...]]] = (False, ())
_YES: Final[tuple[bool, tuple[str, ...]]] = (True, ())
Held: TypeAlias = tuple[Requirement, bool | None, tuple[str, ...]]
"""A reason, whether it holds, and the unknown facts if that is open."""
Raising = Callable[[Course, Site], tuple[bool | None, tuple[str, ...]]]
"""Says whether the calendar asks for a higher level of management; None with what to point at if that is open."""


@attrs.frozen(kw_only=True)
class GradeScale:
    """The grades of one scheme, lowest first, and the dated reasons for them. The lowest needs no reason."""

    scheme: str
    applies_to: str
    order: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    since: date
    until: date | None = None
    raising: Raising | None = None
    raised_message: str = "grade-raised"
    raised_cites: str = ""

    @property
    def pack(self) -> str:
        """The pack whose scheme it is."""
        return self.scheme.partition("/")[0]

    @cached_property
    def _ranks(self) -> dict[str | None, int]:
        return {value: rank for rank, value in enumerate(self.order)}

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for reason in self.requirements for name in (*reason.all, *reason.unless)))

    def reasons(self, course: Course) -> tuple[Held, ...]:
        """Return every reason with its answer, and the unknown facts if that is open; once for all rows that ask."""
        return course.once(("reasons", self.scheme, self.since), lambda: self._held(course.record))

    def _held(self, record: object) -> tuple[Held, ...]:
        facts = values_at(record, self._fields)
        return tuple([(reason, *reason.judge(facts)) for reason in self.requirements])

    def rank(self, value: str | None) -> int:
        """Return the place of a grade in the order, -1 for none and for a word outside the scale."""
        return self._ranks.get(value, -1)

    def highest(self, values: Iterable[str | None]) -> str | None:
        """Return the highest of some grades; a word outside the scale counts as none."""
        ranks = self._ranks
        best = max([ranks.get(value, -1) for value in values], default=-1)
        return None if best < 0 else self.order[best]

    def above(self, value: str) -> str | None:
        """Return the next grade up; None at the top."""
        rank = self.rank(value) + 1
        return self.order[rank] if rank < len(self.order) else None

    def least(self, required: str | None) -> str:
        """Return the grade that is needed in any case, whatever the open facts turn out to be."""
        return required or self.order[0]

    def open_facts(self, course: Course, beyond: str | None, *, raised: bool = False) -> tuple[str, ...]:
        """
        Return the pointers of unknown facts that could ask for more than the grade *beyond*.

        Args:
            course: The course of the record.
            beyond: The grade at hand; None for none.
            raised: Whether the calendar puts one grade on top of what the facts ask for, at the highest something more.
        """
        unmet = [(reason.value, unknown) for reason, holds, unknown in self.reasons(course) if holds is None]
        if not unmet:
            return ()
        rank = self.rank(beyond)
        names = {name for value, unknown in unmet if self.rank(value) + raised > rank for name in unknown}
        return tuple(sorted(map(pointer, names)))


def entered_grade(record: object, scheme: str) -> str | None:
    """Return the grade that the record shows in *scheme*."""
    for item in getattr(record, "gradings", ()):
        if item.scheme == scheme:
            value: str = item.value
            return value
    return None


def effective_grade(record: Record, scale: GradeScale, site: Site, course: Course | None = None) -> EffectiveGrade:
    """
    Work out the grade to judge by, with every reason.

    ``required`` is what the facts ask for (None while open facts could decide and none is met), ``value`` the highest
    of entered, required, raised and recorded as managed higher; the calendar raises at least the lowest grade. ``open``
    lists the unknown facts that could still raise ``value``.
    """
    entered, course = entered_grade(record, scale.scheme), course or Course(record)
    answers = scale.reasons(course)
    met = [reason for reason, holds, _ in answers if holds]
    required = scale.highest([reason.value for reason in met])
    if required is None and None not in [holds for _, holds, _ in answers]:
        required = scale.order[0]
    grounds = [reason for reason in met if reason.value == required]
    lifts, unknown = scale.raising(course, site) if scale.raising and site.upgrade == "level-up" else (False, ())
    above = scale.above(scale.least(required))
    raised = above if lifts else None
    upgrade = getattr(record, "upgrade", None)
    managed = None if upgrade is None else scale.highest((upgrade.to_grade,))
    value = scale.highest((entered, required, raised, managed))
    open_facts = () if value == scale.order[-1] else scale.open_facts(course, value, raised=lifts is not False)
    if lifts is None and scale.rank(above) > scale.rank(value):
        open_facts += unknown
    messages, cites = [reason.message for reason in grounds], [reason.cites for reason in grounds]
    if raised:
        messages.append(scale.raised_message)
        cites += [scale.raised_cites] if scale.raised_cites else []
    if managed is not None and managed not in (entered, required, raised) and managed == value:
        messages.append("grade-managed")
    return trusted(
        EffectiveGrade,
        {
            "scheme": scale.scheme,
            "value": value,
            "entered": entered,
            "required": required,
            "grounds": tuple(messages),
            "cites": tuple(cites),
            "open": open_facts,
        },
    )
