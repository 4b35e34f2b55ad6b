"""
The field table: what each field of a record may hold, read once from its annotation.

Validators, decoder, encoder, JSON Schema, strategies, sealing and the substance of a sign-off are walks over this
table; nothing states a constraint a second time.
"""

import enum
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import annotated_types as at
import attrs

from safetykit.model.erasure import Erased
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.instants import fixed
from safetykit.model.marks import PERSONAL, REFUSED_CHARACTERS, Mark, NotSigned, Pattern

Kind: TypeAlias = Literal[
    "text", "integer", "boolean", "decimal", "instant", "date", "enum", "record", "work", "sequence", "mapping", "json"
]

JSON = Mark("json")
"""The mapping holds any JSON value without fractions: the host's own data."""
Extensions: TypeAlias = Annotated[FrozenMap[Any], JSON]

T = TypeVar("T")

MAX_SAFE_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 7493)."""
MAX_DIGITS = 40
"""Most digits of a decimal, and most places that its written form is shifted."""
FIRST_YEAR, LAST_YEAR = 2, 9998
"""Years in which a time can be written in UTC, whatever its offset."""


@attrs.frozen
class Shape:
    """What a value may be: its kind, the class or item behind it, its bounds and marks."""

    kind: Kind
    cls: Any = None
    item: "Shape | None" = None
    optional: bool = False
    erasable: bool = False
    ge: Any = None
    gt: Any = None
    le: Any = None
    lt: Any = None
    min_length: int | None = None
    max_length: int | None = None
    patterns: tuple[Pattern, ...] = ()
    marks: frozenset[Mark] = frozenset()
    unsigned: NotSigned | None = None


@attrs.frozen
class FieldShape:
    """One row of the field table: a field's name, shape and default (``attrs.NOTHING`` if it is required)."""

    name: str
    shape: Shape
    default: Any

    @property
    def required(self) -> bool:
        """Say whether a value must be given."""
        return self.default is attrs.NOTHING


_SCALARS: types.MappingProxyType[type, Kind] = types.MappingProxyType(
    {str: "text", int: "integer", bool: "boolean", Decimal: "decimal", datetime: "instant", date: "date"}
)


def shape_of(annotation: Any) -> Shape:
    """
    Read an annotation.

    Raises:
        TypeError: If the annotation is none that a record can hold; the message names it.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        return _bounded(shape_of(inner), metadata)
    if origin is Union or origin is types.UnionType:
        return _union(get_args(annotation))
    if isinstance(annotation, TypeVar):
        return Shape("work")
    if origin is tuple and get_args(annotation)[1:] == (...,):
        return Shape("sequence", item=shape_of(get_args(annotation)[0]))
    if origin is FrozenMap:
        (item,) = get_args(annotation)
        return Shape("mapping", item=None if item is Any else shape_of(item))
    if isinstance(annotation, type):
        if annotation in _SCALARS:
            return Shape(_SCALARS[annotation])
        if issubclass(annotation, enum.Enum):
            return Shape("enum", cls=annotation)
        if attrs.has(annotation):
            return Shape("record", cls=annotation)
    msg = (
        f"{annotation!r} cannot stand in a record; use str, int, bool, Decimal, an aware datetime, date, an Enum, "
        "another frozen record, tuple[X, ...], FrozenMap[X], or one of these with | None"
    )
    raise TypeError(msg)


def _union(members: tuple[Any, ...]) -> Shape:
    rest = [member for member in members if member not in (type(None), Erased)]
    if len(rest) != 1:
        msg = (
            f"{members!r}: a field holds one type, with | None or | Erased at most; tag alternatives by a kind instead"
        )
        raise TypeError(msg)
    return attrs.evolve(shape_of(rest[0]), optional=type(None) in members, erasable=Erased in members)


def _bounded(shape: Shape, metadata: list[Any]) -> Shape:
    for mark in metadata:
        if isinstance(mark, at.Len):
            shape = _bounded(shape, [at.MinLen(mark.min_length)])
            shape = shape if mark.max_length is None else _bounded(shape, [at.MaxLen(mark.max_length)])
        elif isinstance(mark, at.MinLen):
            shape = attrs.evolve(shape, min_length=_merge(max, shape.min_length, mark.min_length))
        elif isinstance(mark, at.MaxLen):
            shape = attrs.evolve(shape, max_length=_merge(min, shape.max_length, mark.max_length))
        elif isinstance(mark, at.Ge):
            shape = attrs.evolve(shape, ge=_merge(max, shape.ge, mark.ge))
        elif isinstance(mark, at.Gt):
            shape = attrs.evolve(shape, gt=_merge(max, shape.gt, mark.gt))
        elif isinstance(mark, at.Le):
            shape = attrs.evolve(shape, le=_merge(min, shape.le, mark.le))
        elif isinstance(mark, at.Lt):
            shape = attrs.evolve(shape, lt=_merge(min, shape.lt, mark.lt))
        elif isinstance(mark, Pattern):
            shape = attrs.evolve(shape, patterns=(*shape.patterns, mark))
        elif isinstance(mark, NotSigned):
            shape = attrs.evolve(shape, unsigned=mark)
        elif mark is JSON:
            shape = attrs.evolve(shape, kind="json")
        elif isinstance(mark, Mark):
            shape = attrs.evolve(shape, marks=shape.marks | {mark})
        else:
            msg = f"{mark!r} is no constraint that safetykit knows; use annotated_types bounds, Pattern or a Mark"
            raise TypeError(msg)
    return shape


def _merge(pick: Callable[[Any, Any], Any], old: Any, new: Any) -> Any:
    return new if old is None else pick(old, new)


@cache
def fields_of(cls: type) -> tuple[FieldShape, ...]:
    """Return the field table of a record class, in the order of declaration."""
    return tuple(
        FieldShape(field.name, shape_of(field.type), field.default)
        for field in attrs.fields(attrs.resolve_types(cls, include_extras=True))
    )


def broken(shape: Shape, value: Any) -> str | None:
    """
    Name the first constraint of *shape* that *value* breaks, or None.

    Nested records were checked when they were made, so only their class is looked at. The codes are stable:
    ``wrong-type``, ``refused-character``, ``too-short``, ``too-long``, ``wrong-pattern``, ``out-of-range``,
    ``naive-time``, ``not-plain``.
    """
    if value is None:
        return None if shape.optional else "wrong-type"
    if shape.erasable and isinstance(value, Erased):
        return None
    problem = _KINDS[shape.kind](shape, value)
    return problem or _out_of_bounds(shape, value)


def _out_of_bounds(shape: Shape, value: Any) -> str | None:
    if shape.min_length is not None and len(value) < shape.min_length:
        return "too-short"
    if shape.max_length is not None and len(value) > shape.max_length:
        return "too-long"
    if not all(pattern.matches(value) for pattern in shape.patterns):
        return "wrong-pattern"
    if (
        (shape.ge is not None and value < shape.ge)
        or (shape.gt is not None and value <= shape.gt)
        or (shape.le is not None and value > shape.le)
        or (shape.lt is not None and value >= shape.lt)
    ):
        return "out-of-range"
    return None


def _text(_: Shape, value: Any) -> str | None:
    if not isinstance(value, str):
        return "wrong-type"
    return "refused-character" if REFUSED_CHARACTERS.search(value) else None


def _integer(_: Shape, value: Any) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "wrong-type"
    return None if abs(value) <= MAX_SAFE_INTEGER else "out-of-range"


def _decimal(_: Shape, value: Any) -> str | None:
    if not isinstance(value, Decimal):
        return "wrong-type"
    plain = value.is_finite() and len(value.as_tuple().digits) <= MAX_DIGITS
    plain = plain and -MAX_DIGITS <= value.adjusted() < MAX_DIGITS
    return None if plain else "not-plain"


def _instant(_: Shape, value: Any) -> str | None:
    if not isinstance(value, datetime):
        return "wrong-type"
    offset = value.utcoffset()
    if offset is None:
        return "naive-time"
    inside = FIRST_YEAR <= value.year <= LAST_YEAR
    inside = inside and FIRST_YEAR <= (value.replace(tzinfo=None) - offset).year <= LAST_YEAR
    return None if inside else "out-of-range"


def _date(_: Shape, value: Any) -> str | None:
    return None if isinstance(value, date) and not isinstance(value, datetime) else "wrong-type"


def _instance(shape: Shape, value: Any) -> str | None:
    cls = {"boolean": bool, "mapping": FrozenMap, "json": FrozenMap, "sequence": tuple}.get(shape.kind, shape.cls)
    if not isinstance(value, cls):
        return "wrong-type"
    if shape.kind == "json":
        return _json_problem(value)
    items = () if shape.item is None else value.values() if shape.kind == "mapping" else value
    keys = value if shape.kind == "mapping" else ()
    problems = [_text(shape, key) for key in keys] + [broken(shape.item, item) for item in items if shape.item]
    return next((problem for problem in problems if problem), None)


def _json_problem(value: Any) -> str | None:
    if isinstance(value, FrozenMap):
        parts: list[Any] = [*value, *value.values()]
    elif isinstance(value, tuple):
        parts = list(value)
    elif value is None or isinstance(value, bool):
        return None
    else:
        return (_text if isinstance(value, str) else _integer)(Shape("json"), value)
    return next((problem for part in parts if (problem := _json_problem(part))), None)


def _work(_: Shape, value: Any) -> str | None:
    return None if attrs.has(type(value)) and isinstance(getattr(value, "kind", None), str) else "wrong-type"


_KINDS: types.MappingProxyType[Kind, Callable[[Shape, Any], str | None]] = types.MappingProxyType(
    {
        "text": _text,
        "integer": _integer,
        "decimal": _decimal,
        "instant": _instant,
        "date": _date,
        "work": _work,
        "boolean": _instance,
        "enum": _instance,
        "record": _instance,
        "sequence": _instance,
        "mapping": _instance,
        "json": _instance,
    }
)


def constrained(cls: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """
    Give every field of an attrs class the validator that its annotation asks for.

    Pass it as ``field_transformer`` to :func:`attrs.frozen`. It also hides personal fields from ``repr`` and turns
    texts, times and dates of a subclass (such as pendulum's) into the plain class, which every serializer takes.

    Raises:
        TypeError: If an annotation cannot be resolved or is none that a record can hold.
    """
    if any(isinstance(field.type, str) for field in fields):
        try:
            hints = get_type_hints(cls, include_extras=True)
        except NameError as error:
            msg = (
                f"{cls.__qualname__}: annotation cannot be resolved ({error}). Define the class at module level, or "
                "leave out 'from __future__ import annotations' in its module"
            )
            raise TypeError(msg) from error
        fields = [field.evolve(type=hints[field.name]) for field in fields]
    return [_constrain(cls, field) for field in fields]


def _constrain(cls: type, field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    try:
        shape = shape_of(field.type)
    except TypeError as error:
        msg = f"{cls.__qualname__}.{field.name}: {error}"
        raise TypeError(msg) from None

    def validate(_: Any, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        problem = broken(shape, value)
        if problem is not None:
            kind = TypeError if problem in ("wrong-type", "naive-time") else ValueError
            msg = f"{cls.__qualname__}.{attribute.name}: {problem}; expected {describe(shape)}"
            raise kind(msg)

    return field.evolve(
        validator=validate if field.validator is None else attrs.validators.and_(validate, field.validator),
        converter=_plain if shape.kind in ("instant", "date", "text") else field.converter,
        repr=field.repr and not _personal(shape),
    )


def trusted(cls: type[T], values: Mapping[str, Any]) -> T:
    """Make a frozen value of parts that the library itself worked out; all fields are given, none is checked."""
    made = object.__new__(cls)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def _personal(shape: Shape) -> bool:
    return PERSONAL in shape.marks or (shape.item is not None and _personal(shape.item))


def _plain(value: Any) -> Any:
    """Make a value of a subclass one of the plain class; an Enum that is no text stays and is refused."""
    if type(value) in (str, date):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, datetime):
        return fixed(value)
    return date(value.year, value.month, value.day) if isinstance(value, date) else value


def describe(shape: Shape) -> str:
    """Say in a few English words what values a shape takes."""
    words = {
        "text": "text without control characters",
        "instant": f"an aware datetime in the years {FIRST_YEAR:04} to {LAST_YEAR}",
        "integer": "an integer",
        "decimal": f"a finite Decimal of at most {MAX_DIGITS} digits",
        "work": "a frozen work value with a text 'kind'",
        "sequence": "a tuple",
        "mapping": "a FrozenMap",
        "json": "a FrozenMap of JSON values without fractions",
    }.get(shape.kind, f"a {shape.cls.__name__}" if shape.cls else f"a {shape.kind}")
    bounds = [
        f"{word} {bound}"
        for word, bound in (
            ("at least", shape.ge),
            ("above", shape.gt),
            ("at most", shape.le),
            ("below", shape.lt),
            ("no shorter than", shape.min_length),
            ("no longer than", shape.max_length),
        )
        if bound is not None
    ]
    bounds += [f"of the form {pattern.regex}" for pattern in shape.patterns]
    if shape.kind == "sequence" and shape.item is not None:
        bounds.append(f"of {describe(shape.item)}")
    return ", ".join([words, *bounds]) + (" or None" if shape.optional else "")
