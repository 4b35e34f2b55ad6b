"""What a codec asks of the classes it is made of, so that whatever it stores can be read again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from safetykit.codec.names import kind_of, schema_of
from safetykit.codec.versions import Versions
from safetykit.model.marks import PERSONAL
from safetykit.model.shapes import FieldShape, Shape, fields_of


def classes_of(roots: Iterable[type]) -> tuple[type, ...]:
    """Return the record classes that values of *roots* are made of, each once, the roots first."""
    found = dict.fromkeys(roots)
    queue = list(found)
    while queue:
        cls = queue.pop(0)
        inner = [shape.cls for field in fields_of(cls) for shape in _parts(field.shape) if shape.kind == "record"]
        queue += [each for each in dict.fromkeys(inner) if each not in found]
        found.update(dict.fromkeys(inner))
    return tuple(found)


def class_problems(records: tuple[type, ...], works: tuple[type, ...], versions: Versions) -> list[str]:
    """Say everything that stands against storing these records with these works and versions."""
    strangers = [cls for cls in (*records, *works) if not attrs.has(cls)]
    if strangers:
        return [f"codec: {cls!r} is no attrs class" for cls in strangers]
    problems = [f"codec: {cls.__qualname__} declares no schema name" for cls in records if schema_of(cls) is None]
    problems += [f"codec: {cls.__qualname__} declares no kind" for cls in works if kind_of(cls) is None]
    names = [*map(schema_of, records), *map(kind_of, works)]
    problems += [f"codec: {name!r} is claimed twice" for name, count in Counter(names).items() if name and count > 1]
    reached = {schema for cls in records for schema in versions.older(schema_of(cls) or "")}
    problems += [
        f"codec: upcaster {each.schema!r} leads to no record of this kit"
        for each in versions.upcasters
        if each.schema not in reached
    ]
    for cls in classes_of((*records, *works)):
        if getattr(cls, "__hash__", None) is None:
            problems.append(f"codec: {cls.__qualname__} can be changed; decorate it with attrs.frozen")
        if any(field.validator is None for field in attrs.fields(cls)):
            problems.append(f"codec: {cls.__qualname__} checks nothing; decorate it with field_transformer=constrained")
        for field in fields_of(cls):
            problems += [f"codec: {cls.__qualname__}.{field.name}: {problem}" for problem in _field_problems(field)]
    return problems


def _parts(shape: Shape | None) -> Iterator[Shape]:
    while shape is not None:
        yield shape
        shape = shape.item


def _field_problems(field: FieldShape) -> Iterator[str]:
    default: Any = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        yield "has a factory for its default; give the value itself, since () and EMPTY are frozen"
    for shape in _parts(field.shape):
        if (PERSONAL in shape.marks) != shape.erasable:
            yield "a personal field is annotated  Annotated[..., PERSONAL] | Erased"
        if shape.kind == "enum" and not all(isinstance(member.value, str) for member in shape.cls):
            yield f"members of {shape.cls.__qualname__} need text values"
