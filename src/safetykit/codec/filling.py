"""Making frozen values whose fields were tested elsewhere, without their constructor."""

from types import FunctionType
from typing import Any, Generic

import attrs

from safetykit.model.shapes import FieldShape, broken, constrained, fields_of


def twin(cls: type) -> type | None:
    """
    Return a class of the same layout, whose values can be filled and then be turned into values of *cls*.

    A frozen class sets each field in a roundabout way, which takes most of the time of making a value. None if the
    constructor does more than to test each field against the field table, or if the layout cannot be shared.
    """
    if type(cls) is not type or not {*cls.__bases__} <= {object, Generic} or not _is_plain(cls):
        return None
    parts = {
        "__slots__": [field.name for field in attrs.fields(cls)],
        "__orig_bases__": getattr(cls, "__orig_bases__", cls.__bases__),
    }
    made = type(cls.__name__, cls.__bases__, parts)
    try:
        made().__class__ = cls
    except TypeError:  # other slots, or none at all
        return None
    return made


def _is_plain(cls: type) -> bool:
    """Say whether a class has no steps, validators or converters of its own, and no default that it would not keep."""
    props: Any = attrs.inspect(cls)
    return (
        props.added_init
        and props.field_transformer is constrained
        and not hasattr(cls, "__attrs_pre_init__")
        and not hasattr(cls, "__attrs_post_init__")
        and all(map(_is_tested_only, attrs.fields(cls), fields_of(cls)))
    )


def _is_tested_only(field: "attrs.Attribute[Any]", row: FieldShape) -> bool:
    convert: Any = field.converter
    # Where a class has a validator of its own, it was joined with ours and is no plain function any more.
    if not field.init or type(field.validator) is not FunctionType:
        return False
    if row.required:
        return convert is None or row.shape.kind in ("text", "instant", "date")
    kept = convert is None or convert(row.default) is row.default
    return kept and broken(row.shape, row.default) is None
