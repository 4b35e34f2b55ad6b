"""Reading a record by dotted names, for rows of data that speak of its fields."""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from safetykit.model.frozenmap import FrozenMap

word: Final = attrgetter("_value_")
"""Returns what a member of an enum is stored as, without the Python calls that ``.value`` is made of."""


def value_at(record: object, dotted: str) -> Any:
    """
    Return the value at *dotted* (``work.running``).

    None where a part on the way is absent or a list is empty; enums by value.
    """
    try:
        value = _getter(dotted)(record)
    except AttributeError:
        value = _stepwise(record, dotted)
    return value if value is None or value is True or value is False else _told(record, dotted, value)


def values_at(record: object, dotted: tuple[str, ...]) -> dict[str, Any]:
    """Return the values at several dotted names, each by its name and as :func:`value_at` does."""
    try:
        found = _getter(*dotted, "__class__", "__class__")(record)  # of one name alone it would be no tuple
    except AttributeError:
        return {name: value_at(record, name) for name in dotted}
    return {
        name: value if value is None or value is True or value is False else _told(record, name, value)
        for name, value in zip(dotted, found, strict=False)
    }


def raw_at(record: object, dotted: tuple[str, ...]) -> tuple[Any, ...]:
    """Return what stands at several dotted names, as it is: records with the same are alike for :func:`value_at`."""
    try:
        found: tuple[Any, ...] = _getter(*dotted, "__class__", "__class__")(record)[: len(dotted)]
    except AttributeError:
        found = tuple([value_at(record, name) for name in dotted])
    return found


def _told(record: object, dotted: str, value: Any) -> Any:
    if callable(value):  # a method of a mapping that has a key of that name
        value = _stepwise(record, dotted)
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value]) or None
    return _plain(value)


@lru_cache(maxsize=1024)
def _getter(*dotted: str) -> Callable[[object], Any]:
    return attrgetter(*dotted)


def _stepwise(record: object, dotted: str) -> Any:
    value: Any = record
    for part in dotted.split("."):
        value = value.get(part) if type(value) is FrozenMap else getattr(value, part, None)
        if value is None:
            return None
    return value


def _plain(value: Any) -> Any:
    return word(value) if isinstance(value, Enum) else value


def pointer(dotted: str) -> str:
    """Return the JSON Pointer of a dotted name."""
    return "/" + dotted.replace(".", "/")
