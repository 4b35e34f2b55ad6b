"""Fields of a record that are left blank on paper, to be filled in with the pen."""

from collections.abc import Collection, Iterator
from typing import Any, Final

import attrs

from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY
from safetykit.model.shapes import FieldShape, fields_of

_STAY: Final = ("people", "state", "changed_at")
"""Fields that stand for others: who is named by an id elsewhere, and what the whole page says of itself."""


def left_blank(record: Any, leave: Collection[str]) -> Any:
    """
    Return a record without the values of some fields.

    Args:
        record: The record, or None.
        leave: Names of its fields; ``work`` blanks every field of the work that can be blank.

    Raises:
        RenderError: If there is no such field, or it cannot be blank.
    """
    if record is None:
        return None
    blanks = dict(_blanks(record))
    unknown = sorted({*leave} - {*blanks})
    if unknown:
        names, known = ", ".join(map(repr, unknown)), ", ".join(sorted(blanks))
        raise RenderError([f"leave: {names} cannot be left blank; fields that can be: {known}"])
    return attrs.evolve(record, **{name: blanks[name] for name in leave})


def _blanks(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields that can be blank, each with its blank value."""
    cls: type = type(record)
    for field in fields_of(cls):
        if field.name in _STAY:
            continue
        if field.shape.kind == "work":
            work = getattr(record, field.name)
            yield field.name, attrs.evolve(work, **dict(_blanks(work)))
        elif _can_be_blank(field):
            yield field.name, _blank(field)


def _can_be_blank(field: FieldShape) -> bool:
    shape = field.shape
    return shape.optional or (shape.kind in ("sequence", "mapping", "json") and not shape.min_length)


def _blank(field: FieldShape) -> Any:
    if field.shape.optional:
        return None
    return () if field.shape.kind == "sequence" else EMPTY
