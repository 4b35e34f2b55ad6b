"""Finding conditions of rows that no permit can ever meet: a slip there would leave a row unasked without a word."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

import attrs

from safetykit.model.permits import Permit
from safetykit.model.shapes import Shape, fields_of
from safetykit.rules.engine import applies
from safetykit.rules.grades import GradeScale
from safetykit.rules.rows import Rule


def idle(rule: Rule, works: Sequence[Any], scales: Iterable[GradeScale]) -> Iterator[str]:
    """
    Name the grades, fields and values in the conditions of a row for permits that there are not.

    Args:
        rule: The row; one for another type of record is not looked at.
        works: All kinds of work.
        scales: All scales of grades.
    """
    if not rule.applies_to.startswith("permit/"):
        return
    meant = [work for work in works if applies(rule.applies_to, f"permit/{work.kind}")]
    scales = [scale for scale in scales if any(applies(scale.applies_to, f"permit/{work.kind}") for work in meant)]
    for part, conditions in (("when", rule.when), ("unless", rule.unless)):
        for name, values in conditions.items():
            where = f"rule '{rule.id}': {part}: {name}"
            if name == "grade" and part == "when":
                grades = {grade for scale in scales for grade in scale.order}
                yield from _strange(where, values, grades if scales else None)
                continue
            shapes = list(_shapes((Permit,), name.split("."), meant))
            if not shapes and (meant or not name.startswith("work.")):
                yield f"{where}: no such field of a permit for this work"
            elif shapes:
                allowed = [_values(shape) for shape in shapes]
                yield from _strange(where, values, None if None in allowed else set().union(*filter(None, allowed)))


def _strange(where: str, values: Iterable[Any], allowed: set[Any] | None) -> Iterator[str]:
    """Name values that are none of *allowed*; the number 1 is not ``True``."""
    for value in values if allowed is not None else ():
        if (type(value), value) not in {(type(each), each) for each in allowed or ()}:
            known = ", ".join(sorted(str(each).lower() if isinstance(each, bool) else each for each in allowed or ()))
            yield f"{where}: it can never be '{value}'; known: {known}"


def _shapes(classes: Iterable[Any], steps: Sequence[str], works: Sequence[Any]) -> Iterator[Shape]:
    """Yield the shapes of a dotted field in each class that has it."""
    for cls in classes:
        for field in fields_of(cls):
            if field.name == steps[0]:
                inner: Iterable[Any] = works if field.shape.kind == "work" else (field.shape.cls,)
                if len(steps) == 1 or field.shape.kind in ("mapping", "json"):
                    yield field.shape if len(steps) == 1 else attrs.evolve(field.shape, kind="json")
                elif field.shape.kind in ("work", "record"):
                    yield from _shapes(inner, steps[1:], works)


def _values(shape: Shape) -> set[Any] | None:
    """Return all that a field can be; None if that cannot be listed."""
    if shape.kind == "sequence" and shape.item is not None:
        return _values(shape.item)
    if shape.kind == "enum" and shape.cls is not None and issubclass(shape.cls, Enum):
        return {member.value for member in shape.cls}
    return {True, False} if shape.kind == "boolean" else None
