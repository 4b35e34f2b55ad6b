"""
The Sheet as JSON, for templates from strangers, which run in a process of their own, and for hosts in other languages.

Schema, writer and reader are walks over the annotations of the classes in ``sheet``; nothing is stated twice. Unlike a
record, a sheet holds fractions: millimeters and points.
"""

import base64
import binascii
import inspect
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from safetykit.codec.grammar import TIME
from safetykit.documents.pictures import MAGIC, kind_problems
from safetykit.documents.sheet import SCHEMA, Badge, Cell, Paper, Picture, Row, Run, Sheet, Table
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap

_CLASSES: Final = (Sheet, Table, Row, Cell, Run, Paper, Badge, Picture)
_SCALARS: Final[Mapping[type, Mapping[str, Any]]] = MappingProxyType(
    {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bytes: {"type": "string", "contentEncoding": "base64"},
        datetime: {"type": "string", "format": "date-time", "pattern": f"^(?:{TIME})$"},
    }
)
_WORDS: Final = MappingProxyType(
    {str: "a text", bool: "true or false", int: "a whole number", float: "a number", bytes: "a text in base64"}
)
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_OWN: Final[Mapping[tuple[type, str], Any]] = MappingProxyType(
    {(Sheet, "schema"): {"const": SCHEMA}, (Picture, "media_type"): {"enum": [*MAGIC]}}
)
"""Fields whose annotation says less than is asked of them."""


def sheet_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a sheet as :func:`sheet_data` writes it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "$ref": "#/$defs/Sheet",
        "$defs": {cls.__name__: _class(cls) for cls in _CLASSES},
    }


def _class(cls: Any) -> dict[str, Any]:
    said = {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(inspect.cleandoc(cls.__doc__))}
    properties = {}
    for field in attrs.fields(cls):
        schema = dict(_OWN.get((cls, field.name)) or _shape(field.type))
        properties[field.name] = {**schema, **({"description": said[field.name]} if field.name in said else {})}
    return {
        "type": "object",
        "properties": properties,
        "required": [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _shape(annotation: Any) -> dict[str, Any]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS:
        return dict(_SCALARS[annotation])
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner[1:] == (...,):
        return {"type": "array", "items": _shape(inner[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_shape(one) for one in inner], "items": False, "minItems": len(inner)}
    if origin is FrozenMap:
        return {"type": "object", "additionalProperties": _shape(inner[0])}
    if inner:
        return {"anyOf": [_shape(_some(annotation)), {"type": "null"}]}
    return {"$ref": f"#/$defs/{annotation.__name__}"}


def _some(annotation: Any) -> Any:
    """Return the type beside None."""
    (one,) = (each for each in get_args(annotation) if each is not type(None))
    return one


def sheet_data(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as values that JSON can hold; the bytes of pictures are written in base64."""
    data: dict[str, Any] = _written(sheet)
    return data


def _written(value: Any) -> Any:
    if attrs.has(type(value)):
        return {field.name: _written(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, FrozenMap):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        offset = value.utcoffset()
        odd = offset is not None and (offset.seconds % 60 or offset.microseconds)  # JSON knows minutes only
        return (value.astimezone(UTC) if odd else value).isoformat()
    return value


def sheet_from(data: Any) -> Sheet:
    """
    Return the sheet that some JSON holds.

    Args:
        data: What a JSON reader made of the text.

    Raises:
        RenderError: If it is no sheet; all problems at once, each by its JSON Pointer (RFC 6901), without the values.
    """
    reader = _Reader([])
    sheet: Sheet = reader.record(Sheet, data, "")
    problems = reader.problems or [*_misfits(sheet)]
    if problems:
        raise RenderError(problems)
    return sheet


def _misfits(sheet: Sheet) -> Iterator[str]:
    """Yield what is wrong between the parts of a sheet."""
    if sheet.schema != SCHEMA:
        yield f"/schema: {SCHEMA!r} is needed"
    for name, one in sheet.pictures.items():
        yield from (f"/pictures/{_escaped(name)}: {problem}" for problem in kind_problems(one))
    shown = {run.picture for cell in sheet.cells() for run in (*cell.runs, *cell.foot) if run.kind == "picture"}
    for name in sorted(shown | ({sheet.logo} - {""})):
        if name not in sheet.pictures:
            yield f"/pictures: there is no picture {name!r}, which the sheet shows"
    for number, table in enumerate(sheet.tables):
        for part in ("head", "rows"):
            for index, row in enumerate(getattr(table, part)):
                if sum(cell.w for cell in row.cells) != len(table.grid):
                    yield f"/tables/{number}/{part}/{index}: the cells do not take {len(table.grid)} tracks"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@attrs.frozen
class _Reader:
    """Reads values by annotation and notes what is wrong; what could not be read is None."""

    problems: list[str]

    def record(self, cls: Any, data: Any, where: str) -> Any:
        if not isinstance(data, Mapping):
            return self._wrong(where, "an object")
        fields = {field.name: field for field in attrs.fields(cls)}
        for name in sorted({*map(str, data)} - {*fields}):
            self.problems.append(f"{where}/{_escaped(name)}: there is no such field in a {cls.__name__}")
        for name, field in fields.items():
            if name not in data and field.default is attrs.NOTHING:
                self.problems.append(f"{where}/{name}: is missing")
        before = len(self.problems)
        given = {name: self.value(fields[name].type, data[name], f"{where}/{name}") for name in fields if name in data}
        lacking = any(field.default is attrs.NOTHING and name not in given for name, field in fields.items())
        return None if lacking or len(self.problems) > before else cls(**given)

    def value(self, annotation: Any, data: Any, where: str) -> Any:
        """Read one value."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if annotation in _SCALARS:
            return self._scalar(annotation, data, where)
        if origin is Literal:
            return data if data in inner else self._wrong(where, f"one of {', '.join(map(repr, inner))}")
        if origin is tuple:
            return self._tuple(inner, data, where)
        if origin is FrozenMap:
            if not isinstance(data, Mapping):
                return self._wrong(where, "an object")
            return FrozenMap(
                {str(key): self.value(inner[0], one, f"{where}/{_escaped(str(key))}") for key, one in data.items()}
            )
        if origin is not None or get_origin(annotation) is Union or inner:
            return None if data is None else self.value(_some(annotation), data, where)
        return self.record(annotation, data, where)

    def _tuple(self, inner: tuple[Any, ...], data: Any, where: str) -> Any:
        if not isinstance(data, list | tuple):
            return self._wrong(where, "a list")
        many = inner[1:] == (...,)
        if not many and len(data) != len(inner):
            return self._wrong(where, f"a list of {len(inner)}")
        kinds = [inner[0]] * len(data) if many else inner
        pairs = enumerate(zip(kinds, data, strict=True))
        return tuple(self.value(kind, one, f"{where}/{index}") for index, (kind, one) in pairs)

    def _scalar(self, kind: type, data: Any, where: str) -> Any:
        if kind is bytes or kind is datetime:
            return self._text(kind, data, where)
        kinds = (int, float) if kind is float else (kind,)
        if not isinstance(data, kinds) or (isinstance(data, bool) and kind is not bool):
            return self._wrong(where, _WORDS[kind])
        if isinstance(data, float) and not math.isfinite(data):
            return self._wrong(where, "a finite number")
        return data

    def _text(self, kind: type, data: Any, where: str) -> Any:
        """Read what stands in a text: bytes or an instant."""
        if kind is bytes:
            try:
                return base64.b64decode(data, validate=True)
            except (TypeError, ValueError, binascii.Error):
                return self._wrong(where, _WORDS[bytes])
        try:
            return datetime.fromisoformat(data) if re.fullmatch(TIME, data) else self._wrong(where, "an instant")
        except (TypeError, ValueError):
            return self._wrong(where, "an instant")

    def _wrong(self, where: str, need: str) -> None:
        self.problems.append(f"{where or '/'}: {need} is needed")
