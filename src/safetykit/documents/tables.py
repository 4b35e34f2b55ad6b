"""Reading one TOML table key by key, so that every problem is found at once and named by file, row and field."""

from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import attrs

T = TypeVar("T")
REQUIRED: Final = object()
"""Marks a key that must be there."""
WORDS: Final = MappingProxyType(
    {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}
)
"""What the kinds of TOML are called."""


@attrs.define
class TomlTable:
    """
    A table being read; what is wrong is added to *problems*.

    Attributes:
        where: File and row, for the problems.
        table: What was parsed.
        problems: Shared by all tables of one file.
    """

    where: str
    table: Any
    problems: list[str]
    _taken: set[str] = attrs.field(factory=set)

    def __attrs_post_init__(self) -> None:
        """Refuse what is no table."""
        if not isinstance(self.table, dict):
            self.problem("", "a table is needed")
            self.table = {}

    def problem(self, key: str, text: str) -> None:
        """Note what is wrong with *key*."""
        self.problems.append(f"{self.where}: {key}: {text}" if key else f"{self.where}: {text}")

    def inner(self, where: str, table: Any) -> "TomlTable":
        """Return a table inside this one, which notes its problems in the same place."""
        return TomlTable(f"{self.where}: {where}", table, self.problems)

    def take(self, key: str, kind: type[T], default: object = REQUIRED) -> T:
        """Return the value under *key*, an empty one if it is missing or of the wrong kind."""
        self._taken.add(key)
        value = self.table.get(key, default)
        if value is REQUIRED:
            self.problem(key, "is missing")
        elif kind is float and isinstance(value, int) and not isinstance(value, bool):
            return cast("T", float(value))
        elif value is default or (isinstance(value, kind) and not (kind is not bool and isinstance(value, bool))):
            return cast("T", value)
        else:
            self.problem(key, f"{WORDS[kind]} is needed")
        return kind()

    def words(self, key: str, default: object = REQUIRED) -> tuple[str, ...]:
        """Return a list of texts, also where a single text is written."""
        if isinstance(self.table.get(key), str):
            return (self.take(key, str),)
        return self._list(key, (str,), default, "a text or a list of texts is needed")

    def numbers(self, key: str, default: object = REQUIRED) -> tuple[float, ...]:
        """Return a list of numbers."""
        return self._list(key, (int, float), default, "a list of numbers is needed")

    def counts(self, key: str, default: object = REQUIRED) -> tuple[int, ...]:
        """Return a list of whole numbers above 0, also where a single one is written."""
        one = self.table.get(key)
        values = (
            (self.take(key, int),)
            if isinstance(one, int)
            else self._list(key, (int,), default, "a list of whole numbers is needed")
        )
        if min(values, default=1) > 0:
            return values
        self.problem(key, "whole numbers above 0 are needed")
        return ()

    def _list(self, key: str, kinds: tuple[type, ...], default: object, need: str) -> tuple[Any, ...]:
        values = tuple(self.take(key, list, default))
        if all(isinstance(value, kinds) and not isinstance(value, bool) for value in values):
            return values
        self.problem(key, need)
        return ()

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in sorted({*self.table} - self._taken):
            self.problem(key, f"no such key; known here: {', '.join(sorted(self._taken))}")
