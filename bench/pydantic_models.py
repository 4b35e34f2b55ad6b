"""Models of pydantic read from our own field table: the same types and constraints, frozen, nothing extra allowed."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Optional, Union

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, create_model

from safetykit.model.permits import Permit
from safetykit.model.shapes import Shape, fields_of

CONFIG = ConfigDict(frozen=True, extra="forbid")
SCHEMA: Any = Field(alias="schema")  # a model of pydantic has a method of that name
SCALARS: dict[str, Any] = {
    "text": str,
    "integer": int,
    "boolean": bool,
    "decimal": Decimal,
    "instant": AwareDatetime,
    "date": date,
}


def permit_model(*works: type) -> type[BaseModel]:
    """Return the model of a stored permit file: the name of its schema and the record."""
    fields: dict[str, Any] = {"schema_": (Literal["permit@1"], SCHEMA), "record": (_model(Permit, works), ...)}
    return create_model("Stored", __config__=CONFIG, **fields)


@cache
def _model(cls: Any, works: tuple[type, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    if isinstance(getattr(cls, "kind", None), str):
        fields["kind"] = (Literal[cls.kind], ...)
    for field in fields_of(cls):
        annotation = _annotation(field.shape, works)
        if field.name == "schema":
            fields["schema_"] = (annotation, SCHEMA)
        else:
            fields[field.name] = (annotation, ... if field.required else None)
    return create_model(cls.__name__, __config__=CONFIG, **fields)


def _annotation(shape: Shape, works: tuple[type, ...]) -> Any:
    bounds: list[Any] = [
        make(value)
        for make, value in (
            (Ge, shape.ge),
            (Gt, shape.gt),
            (Le, shape.le),
            (Lt, shape.lt),
            (MinLen, shape.min_length),
            (MaxLen, shape.max_length),
        )
        if value is not None
    ]
    bounds += [StringConstraints(strict=True, pattern=f"^(?:{pattern.regex})$") for pattern in shape.patterns]
    found: Any = _bare(shape, works)
    for bound in bounds:
        found = Annotated[found, bound]
    return Optional[found] if shape.optional else found  # noqa: UP045 - built at run time


def _bare(shape: Shape, works: tuple[type, ...]) -> Any:
    item: Any = Any if shape.item is None else _annotation(shape.item, works)
    match shape.kind:
        case "record":
            return _model(shape.cls, works)
        case "work":
            return Union[tuple(_model(work, works) for work in works)]  # noqa: UP007 - built at run time
        case "enum":
            return shape.cls
        case "sequence":
            return tuple[item, ...]
        case "mapping" | "json":
            return dict[str, item]
    return SCALARS[shape.kind]
