"""Reading a record by dotted names, for rows of data that speak of its fields."""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from safetykit.model.frozenmap import FrozenMap


def value_at(record: object, dotted: str) -> Any:
    """
    Return the value at *dotted* (``work.running``).

    None where a part on the way is absent or a list is empty; enums by value.
    """
    try:
        value = _getter(dotted)(record)
    except AttributeError:
        value = _stepwise(record, dotted)
    if value is None or value is True or value is False:
        return value
    if callable(value):  # a method of a mapping that has a key of that name
        value = _stepwise(record, dotted)
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value]) or None
    return _plain(value)


@lru_cache(maxsize=1024)
def _getter(dotted: str) -> Callable[[object], Any]:
    return attrgetter(dotted)


def _stepwise(record: object, dotted: str) -> Any:
    value: Any = record
    for part in dotted.split("."):
        value = value.get(part) if type(value) is FrozenMap else getattr(value, part, None)
        if value is None:
            return None
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def pointer(dotted: str) -> str:
    """Return the JSON Pointer of a dotted name."""
    return "/" + dotted.replace(".", "/")
