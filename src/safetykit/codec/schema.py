"""JSON Schema (draft 2020-12) of what ``codec.load`` takes, from the field table."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from safetykit.codec.canonical import RESERVED_KEYS
from safetykit.codec.checks import classes_of
from safetykit.codec.grammar import COMMITMENT, DATE, DECIMAL, TIME
from safetykit.codec.names import kind_of, schema_of
from safetykit.model.erasure import Erased
from safetykit.model.shapes import MAX_SAFE_INTEGER, Shape, fields_of

_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "decimal": {"pattern": f"^(?:{DECIMAL})$"},
        "instant": {"format": "date-time", "pattern": f"^(?:{TIME})$"},
        "date": {"format": "date", "pattern": f"^(?:{DATE})$"},
    }
)


def json_schema(cls: type, works: tuple[type, ...] = ()) -> dict[str, Any]:
    """
    Describe the documents that hold a value of *cls*: the stored form of a record class, any other value bare.

    The codec is stricter where a schema has no words: a key given twice, the 30th of February, bounds of decimals.

    Args:
        cls: A record class of the model or the host.
        works: The kinds of work that it may hold.
    """
    names = _names((*classes_of((cls, *works)), Erased))
    body: dict[str, Any] = {"$ref": f"#/$defs/{names[cls]}"}
    if (schema := schema_of(cls)) is not None:
        body = _object({"schema": {"const": schema}, "record": body}, ["schema", "record"])
    definitions = {name: _class(each, names, works) for each, name in names.items() if each is not Erased}
    definitions[names[Erased]] = _object({"erased": {"type": "string", "pattern": f"^(?:{COMMITMENT})$"}}, ["erased"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "$defs": definitions}


def _names(classes: Iterable[type]) -> dict[type, str]:
    """Name each class; a host's class may be called as one of ours."""
    names: dict[type, str] = {}
    for cls in classes:
        same = sum(other.__name__ == cls.__name__ for other in names)
        names[cls] = f"{cls.__name__}{same + 1}" if same else cls.__name__
    return names


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _class(cls: type, names: Mapping[type, str], works: tuple[type, ...]) -> dict[str, Any]:
    kind = kind_of(cls)
    tag = {} if kind is None else {"kind": {"const": kind}}
    properties = {field.name: _shape(field.shape, names, works) for field in fields_of(cls)}
    return _object({**tag, **properties}, [*tag, *(field.name for field in fields_of(cls) if field.required)])


def _shape(shape: Shape, names: Mapping[type, str], works: tuple[type, ...]) -> dict[str, Any]:
    options = [_plain(shape, names, works)]
    options += [{"$ref": f"#/$defs/{names[Erased]}"}] if shape.erasable else []
    options += [{"type": "null"}] if shape.optional else []
    return options[0] if len(options) == 1 else {"anyOf": options}


def _plain(shape: Shape, names: Mapping[type, str], works: tuple[type, ...]) -> dict[str, Any]:
    match shape.kind:
        case "record":
            return {"$ref": f"#/$defs/{names[shape.cls]}"}
        case "work":
            return {"anyOf": [{"$ref": f"#/$defs/{names[work]}"} for work in works]} if works else {"type": "object"}
        case "enum":
            return {"enum": [member.value for member in shape.cls]}
        case "sequence" if shape.item is not None:
            return {"type": "array", "items": _shape(shape.item, names, works), **_sizes(shape, "Items")}
        case "mapping" | "json":
            item = {} if shape.item is None else {"additionalProperties": _shape(shape.item, names, works)}
            free = {"propertyNames": {"not": {"enum": sorted(RESERVED_KEYS)}}}
            return {"type": "object", **free, **item, **_sizes(shape, "Properties")}
        case "integer":
            return {"type": "integer", **_bounds(shape)}
        case "boolean":
            return {"type": "boolean"}
    return {"type": "string", **_WORDS.get(shape.kind, {}), **_sizes(shape, "Length"), **_patterns(shape)}


def _bounds(shape: Shape) -> dict[str, Any]:
    low, high = (shape.ge, shape.gt), (shape.le, shape.lt)
    bounds = {
        "minimum": -MAX_SAFE_INTEGER if low == (None, None) else shape.ge,
        "exclusiveMinimum": shape.gt,
        "maximum": MAX_SAFE_INTEGER if high == (None, None) else shape.le,
        "exclusiveMaximum": shape.lt,
    }
    return {word: bound for word, bound in bounds.items() if bound is not None}


def _sizes(shape: Shape, of: str) -> dict[str, Any]:
    sizes = {f"min{of}": shape.min_length, f"max{of}": shape.max_length}
    return {word: size for word, size in sizes.items() if size is not None}


def _patterns(shape: Shape) -> dict[str, Any]:
    anchored = [{"pattern": f"^(?:{pattern.regex})$"} for pattern in shape.patterns]
    return anchored[0] if len(anchored) == 1 else {"allOf": anchored} if anchored else {}
