"""
Canonical bytes: the one way in which a value is written, equal to RFC 8785, straight from the field table.

Keys in the order of UTF-16 units, decimals as text with the digits that were written, times in UTC with microseconds
only if there are any, enums by value, fields equal to their default left out, the ``kind`` of a work always written.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC
from enum import Enum
from functools import cache
from json.encoder import encode_basestring as quote
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from safetykit.codec.names import kind_of, stored_schema
from safetykit.codec.writing import DataWriters, TextWriters
from safetykit.model.erasure import Erased
from safetykit.model.marks import NOT_SIGNED, PERSONAL, SUBJECT
from safetykit.model.shapes import FieldShape, Shape, fields_of

RESERVED_KEYS: Final = frozenset({"...", "_sd", "_sd_alg"})
"""Keys that RFC 9901 gives a meaning to; no mapping may hold them."""
MAX_EXTENSION_DEPTH: Final = 16
"""How deep the host's own data may be nested."""


@attrs.frozen
class Veil:
    """
    What is written in the place of personal values.

    Attributes:
        cover: Takes the name of the field, the JSON text of its value (or its ``Erased``) and the id of the person
            it belongs to; returns the text to write, or None to leave the field out.
        signed_only: Leave out what no sign-off binds as well.
        subject: The id of the nearest person around.
    """

    cover: Callable[[str, str | Erased, str | None], str | None]
    signed_only: bool = False
    subject: str | None = None


SIGNED: Final = Veil(lambda _name, _value, _subject: None, signed_only=True)
"""Leaves what a sign-off binds."""

Write: TypeAlias = Callable[[Any, Veil | None], str | None]


def canonical(value: Any, *, fast: bool = True) -> bytes:
    """
    Return the canonical bytes of a model value, such as a permit, an event or findings.

    Args:
        value: An instance of a record class.
        fast: Let ``orjson`` write where it is installed; the bytes are the same.

    Raises:
        ValueError: If the host's own data holds a reserved key or is nested too deep.
    """
    return _serializer(fast=fast)(value)


def signed_text(value: Any) -> str:
    """Return what a sign-off binds of a value, as canonical text: nothing personal, nothing marked ``NOT_SIGNED``."""
    return _signed().text(value)


def row_by_row(value: Any, veil: Veil | None = None) -> bytes:
    """
    Return the canonical bytes as the rows of the fields make them: the reference for all generated code.

    Raises:
        ValueError: As for :func:`canonical`.
    """
    return _written(value, veil).encode()


def stored_form(record: Any, veil: Veil | None = None, *, fast: bool = True) -> bytes:
    """
    Return the canonical bytes under which a record is stored: ``{"record":{...},"schema":"permit@1"}``.

    Raises:
        TypeError: If it is no record.
        ValueError: As for :func:`canonical`.
    """
    schema = quote(stored_schema(type(record))).encode()
    body = canonical(record, fast=fast) if veil is None else row_by_row(record, veil)
    return b'{"record":%b,"schema":%b}' % (body, schema)


def digest(data: bytes) -> str:
    """Return the SHA-256 of *data* in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@attrs.frozen
class Row:
    """How one field of a class is written. ``tag`` marks the ``kind`` that is always written."""

    name: str
    shape: Shape
    tag: bool
    default: Any
    left_out: str | None
    write: Write

    def text(self, value: Any, veil: Veil | None) -> str | None:
        """Return the JSON text of this field of *value*; None if it equals its default or is left out."""
        item = getattr(value, self.name)
        if item is self.default:
            return None
        text = self.write(item, veil)
        return None if text == self.left_out else text


@cache
def rows_of(cls: type) -> tuple[Row, ...]:
    """Return how the fields of a record class are written, in canonical order."""
    rows = [_row(field) for field in fields_of(cls)]
    if kind_of(cls) is not None:
        rows.append(_row(FieldShape("kind", Shape("text"), attrs.NOTHING), tag=True))
    return tuple(sorted(rows, key=lambda row: _utf16(row.name)))


def json_text(value: Any, depth: int = MAX_EXTENSION_DEPTH) -> str:
    """
    Return the canonical text of plain JSON data without fractions.

    Args:
        value: Mappings, tuples, lists, text, integers, booleans, None.
        depth: How deep it may be nested.

    Raises:
        TypeError: If it holds anything else.
        ValueError: If it is nested deeper, or a mapping holds a reserved key.
    """
    if isinstance(value, str):
        return quote(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)  # an Enum of integers prints its name
    if depth == 0:
        msg = f"own data is nested deeper than {MAX_EXTENSION_DEPTH} levels"
        raise ValueError(msg)
    if isinstance(value, Mapping):
        return _members(value, lambda item: json_text(item, depth - 1))
    if isinstance(value, (tuple, list)):
        return "[" + ",".join(json_text(item, depth - 1) for item in value) + "]"
    msg = f"own data holds a {type(value).__name__}; use text, integers, booleans, None, tuples and mappings"
    raise TypeError(msg)


@cache
def _serializer(*, fast: bool) -> Callable[[Any], bytes]:
    """Return what makes bytes of a value: plain data by generated code, with ``orjson`` or without."""
    if fast:
        try:
            import orjson
        except ImportError:
            pass
        else:
            write, dumps = DataWriters(rows_of, orjson.Fragment).write, orjson.dumps
            return lambda value: dumps(write(value), option=orjson.OPT_UTC_Z)
    return lambda value: writers().text(value).encode()


@cache
def writers() -> TextWriters:
    """Return the generated writers that work without ``orjson``."""
    return TextWriters(rows_of)


@cache
def _signed() -> TextWriters:
    return TextWriters(rows_of, veil=SIGNED, signed_only=True)


def _row(field: FieldShape, *, tag: bool = False) -> Row:
    write = _writer(field.shape, field.name)
    left_out = None if field.required else write(field.default, None)
    return Row(field.name, field.shape, tag, field.default, left_out, write)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


@cache
def _object(cls: type) -> Callable[[Any, Veil | None], str]:
    rows = rows_of(cls)
    signed = tuple(row for row in rows if row.shape.unsigned != NOT_SIGNED)
    subject = next((row.name for row in rows if SUBJECT in row.shape.marks), None)

    def write(value: Any, veil: Veil | None) -> str:
        if veil is not None and subject is not None:
            veil = attrs.evolve(veil, subject=getattr(value, subject))
        chosen = signed if veil is not None and veil.signed_only else rows
        texts = [(row.name, row.text(value, veil)) for row in chosen]
        return "{" + ",".join([f'"{name}":{text}' for name, text in texts if text is not None]) + "}"

    return write


def _written(value: Any, veil: Veil | None) -> str:
    cls: type = type(value)
    return _object(cls)(value, veil)


def _writer(shape: Shape, name: str) -> Write:
    write = _WRITERS[shape.kind](shape, name)
    if shape.erasable or PERSONAL in shape.marks:
        write = _veiled(write, name)
    return _nullable(write) if shape.optional else write


def _nullable(write: Write) -> Write:
    return lambda value, veil: "null" if value is None else write(value, veil)


def _veiled(write: Write, name: str) -> Write:
    def veiled(value: Any, veil: Veil | None) -> str | None:
        erased = isinstance(value, Erased)
        if veil is None:
            return f'{{"erased":"{value.commitment}"}}' if erased else write(value, None)
        return veil.cover(name, value if erased else write(value, None) or "", veil.subject)

    return veiled


def _scalar(text: Callable[[Any], str]) -> Callable[[Shape, str], Write]:
    return lambda _shape, _name: lambda value, _veil: text(value)


def _enum_text(member: Enum) -> str:
    return quote(member.value)


def _record(shape: Shape, _: str) -> Write:
    write = _object(shape.cls)

    def exact(value: Any, veil: Veil | None) -> str:
        if type(value) is not shape.cls:
            msg = f"a {type(value).__qualname__} stands for a {shape.cls.__qualname__}; its own fields would be lost"
            raise TypeError(msg)
        return write(value, veil)

    return exact


def _work(_shape: Shape, _name: str) -> Write:
    return _written


def _sequence(shape: Shape, name: str) -> Write:
    item = _writer(shape.item or Shape("json"), name)

    def write(value: Any, veil: Veil | None) -> str:
        texts = [item(each, veil) for each in value]
        return "[" + ",".join([text for text in texts if text is not None]) + "]"

    return write


def _mapping(shape: Shape, name: str) -> Write:
    item = _writer(shape.item or Shape("json"), name)
    return lambda value, veil: _members(value, lambda each: item(each, veil))


def _members(value: Mapping[str, Any], text: Callable[[Any], str | None]) -> str:
    if not RESERVED_KEYS.isdisjoint(value):
        msg = f"a mapping holds one of the keys {', '.join(sorted(RESERVED_KEYS))}, which sealing needs; rename it"
        raise ValueError(msg)
    texts = [(quote(key), text(value[key])) for key in sorted(value, key=_utf16)]
    return "{" + ",".join([f"{key}:{item}" for key, item in texts if item is not None]) + "}"


_WRITERS: Final[Mapping[str, Callable[[Shape, str], Write]]] = MappingProxyType(
    {
        "text": _scalar(quote),
        "integer": _scalar(int.__repr__),
        "boolean": _scalar(lambda value: "true" if value else "false"),
        "decimal": _scalar(lambda value: f'"{value:f}"'),
        "instant": _scalar(lambda value: f'"{value.astimezone(UTC).isoformat()[:-6]}Z"'),
        "date": _scalar(lambda value: f'"{value.isoformat()}"'),
        "enum": _scalar(_enum_text),
        "json": _scalar(json_text),
        "record": _record,
        "work": _work,
        "sequence": _sequence,
        "mapping": _mapping,
    }
)
