"""Names on the wire: constants, never taken from where a class lives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from safetykit.model.permits import Permit

_SCHEMAS: Final[Mapping[type, str]] = MappingProxyType({Permit: "permit@1"})


def schema_of(cls: type) -> str | None:
    """
    Return the name and version that records of *cls* are stored under, such as ``permit@1``.

    A host's own record class declares it: ``schema: ClassVar[str] = "inspection@1"``. None for other values.
    """
    declared = getattr(cls, "schema", None)
    return declared if isinstance(declared, str) else _SCHEMAS.get(cls)


def stored_schema(cls: type) -> str:
    """
    Return the schema name of a record class.

    Raises:
        TypeError: If it has none.
    """
    schema = schema_of(cls)
    if schema is None:
        msg = f'{cls.__qualname__} is no record class; declare  schema: ClassVar[str] = "name@1"  in it'
        raise TypeError(msg)
    return schema


def kind_of(cls: type) -> str | None:
    """Return the ``kind`` that a class declares and that is always written with its values; None without one."""
    kind = getattr(cls, "kind", None)
    return kind if isinstance(kind, str) else None


def subject_of(record: Any) -> str:
    """
    Return what a record is about, as rules and lifecycles name it: ``permit/hot-work``.

    Raises:
        TypeError: If it is no record.
    """
    name = stored_schema(type(record)).partition("@")[0]
    kind = kind_of(type(getattr(record, "work", None)))
    return name if kind is None else f"{name}/{kind}"
