"""Reading a record by dotted names, for rows of data that speak of its fields."""

from enum import Enum
from functools import lru_cache
from typing import Any

from safetykit.model.frozenmap import FrozenMap


def value_at(record: object, dotted: str) -> Any:
    """
    Return the value at *dotted* (``work.running``).

    None where a part on the way is absent or a list is empty; enums by value.
    """
    value: Any = record
    for part in _parts(dotted):
        value = value.get(part) if isinstance(value, FrozenMap) else getattr(value, part, None)
        if value is None:
            return None
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value]) or None
    return value.value if isinstance(value, Enum) else value


@lru_cache(maxsize=1024)
def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split("."))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def pointer(dotted: str) -> str:
    """Return the JSON Pointer of a dotted name."""
    return "/" + dotted.replace(".", "/")
