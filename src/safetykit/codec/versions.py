"""
Versions of the stored form: how old records are brought up to today's names and shapes.

A new optional field needs no version. A renamed, required or re-typed field does: count the version up and add an
upcaster. A field that comes to mean something else gets a new name. An upcaster is never deleted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import attrs

from safetykit.errors import PackError

Change: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


@attrs.frozen
class Upcaster:
    """
    One step up: brings a record stored under *schema*, such as ``permit@1``, to the next version.

    *change* takes the plain data of the record, personal values in clear, and returns new data.
    """

    schema: str
    change: Change


@attrs.frozen
class Versions:
    """
    All upcasters that a kit knows.

    Raises:
        PackError: If a name is malformed, a version has two upcasters, or one between others has none.
    """

    upcasters: tuple[Upcaster, ...] = attrs.field(default=(), converter=tuple)

    def __attrs_post_init__(self) -> None:
        """Check the chains."""
        problems = []
        seen: set[str] = set()
        for schema in [each.schema for each in self.upcasters]:
            if re.fullmatch(r"[a-z][a-z0-9-]*@(0|[1-9][0-9]*)", schema) is None:
                problems.append(f"upcaster {schema!r}: name and version are needed, such as 'permit@1'")
            elif schema in seen:
                problems.append(f"upcaster {schema!r}: given twice; keep one")
            seen.add(schema)
        if not problems:
            ends = {following(schema) for schema in seen} - seen
            names = [schema.partition("@")[0] for schema in sorted(ends)]
            problems = [f"upcasters of {name!r}: a version in between has none" for name in _twice(names)]
        if problems:
            raise PackError(problems)

    def older(self, current: str) -> tuple[str, ...]:
        """Return the schemas that records can be brought up from to *current*, the newest first."""
        known = {following(each.schema): each.schema for each in self.upcasters}
        found: list[str] = []
        while (schema := known.get(found[-1] if found else current)) is not None:
            found.append(schema)
        return tuple(found)

    def upcast(self, data: dict[str, Any], schema: str, current: str) -> dict[str, Any]:
        """Bring the plain data of a record up from *schema*, one of ``older(current)``, to *current*."""
        changes = {each.schema: each.change for each in self.upcasters}
        while schema != current:
            data = changes[schema](data)
            schema = following(schema)
        return data


def following(schema: str) -> str:
    """Return the next version's name: ``permit@2`` after ``permit@1``."""
    name, _, version = schema.partition("@")
    return f"{name}@{int(version) + 1}"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
