"""Reading one TOML table key by key, so that every slip is named by file, row and field, all at once."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

import attrs

from safetykit.model.frozenmap import FrozenMap
from safetykit.model.shapes import Shape, broken, describe

_KINDS = MappingProxyType(
    {
        str: "a text",
        bool: "true or false",
        dict: "a table",
        list: "a list",
        date: "a date",
        datetime: "a date with a time",
    }
)


class Table:
    """One TOML table: takes its keys out one by one and notes what is wrong with them."""

    def __init__(self, where: str, data: Mapping[str, Any], problems: list[str]) -> None:
        self.where: str = where
        self.data: Mapping[str, Any] = data
        self.problems: list[str] = problems
        self.taken: set[str] = set()

    def complain(self, key: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(f"{self.where}: {key}: {text}")

    def take(self, key: str, kind: type, default: Any = attrs.NOTHING) -> Any:
        """Return a field of the right type, the default, or None after a complaint."""
        self.taken.add(key)
        value = self.data.get(key, default)
        if value is attrs.NOTHING:
            self.complain(key, "is missing")
            return None
        if value is not default and type(value) is not kind:
            self.complain(key, f"must be {_KINDS[kind]}")
            return None
        return value

    def choose(self, key: str, choices: type[Enum], default: Any = attrs.NOTHING) -> Any:
        """Return a field as a member of *choices*."""
        value = self.take(key, str, default)
        if value is None or isinstance(value, Enum):
            return value
        try:
            return choices(value)
        except ValueError:
            self.complain(key, f"one of {', '.join(str(choice.value) for choice in choices)} is needed")
            return None

    def shaped(self, key: str, shape: Shape) -> Any:
        """Return a field that holds a text of a certain shape."""
        value = self.take(key, str)
        if value is not None and broken(shape, value):
            self.complain(key, f"must be {describe(shape)}")
        return value

    def texts(self, key: str, default: Any = attrs.NOTHING) -> tuple[str, ...]:
        """Return a field that is a list of texts."""
        value = self.take(key, list, default)
        if value is None:
            return ()
        if not all(isinstance(item, str) for item in value):
            self.complain(key, "must be a list of texts")
        return tuple(value)

    def tables(self, key: str) -> list[tuple[int, Mapping[str, Any]]]:
        """Return a field that is a list of tables, each with its place in the list; empty if it is left out."""
        found: list[tuple[int, Mapping[str, Any]]] = []
        for index, row in enumerate(self.take(key, list, default=[]) or []):
            if isinstance(row, dict):
                found.append((index, row))
            else:
                self.complain(f"{key}[{index}]", "must be a table")
        return found

    def finish(self) -> None:
        """Complain about every field that nobody took."""
        for key in sorted(self.data.keys() - self.taken):
            self.complain(key, f"no such field; known: {', '.join(sorted(self.taken))}")


def frozen(value: Any) -> Any:
    """Turn parsed TOML into frozen values; numbers with a point are decimals as written."""
    if isinstance(value, dict):
        return FrozenMap({key: frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(frozen(item) for item in value)
    return value
