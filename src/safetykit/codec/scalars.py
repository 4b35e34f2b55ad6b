"""From JSON scalars to values, each in one way only: no text for a number, no number for a truth value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from safetykit.codec.faults import Faults, fault
from safetykit.codec.grammar import DATE, DECIMAL, LOCAL_TIME, TIME
from safetykit.model.shapes import FIRST_YEAR, LAST_YEAR, MAX_DIGITS, MAX_SAFE_INTEGER, Shape, broken

TEXT: Final = Shape("text")
INTEGER: Final = Shape("integer")


def scalar(shape: Shape) -> Callable[[Any], Any]:
    """Return the function that reads a scalar of this kind, or raises ``Faults``; bounds are left to :func:`checked`."""
    if shape.kind != "enum":
        return _SCALARS[shape.kind]
    members = {member.value: member for member in shape.cls}

    def read(value: Any) -> Any:
        if typed(value, str, "text") not in members:
            raise Faults(fault("unknown-value", known=", ".join(members)))
        return members[value]

    return read


def typed(value: Any, cls: type, expected: str) -> Any:
    """
    Return *value* if it is of the JSON type asked for.

    Args:
        value: Plain data.
        cls: Its Python class.
        expected: What a person calls it; a name in ``messages.toml``.

    Raises:
        Faults: If it is not.
    """
    if isinstance(value, float):
        raise Faults(fault("fraction"))
    if not isinstance(value, cls) or (isinstance(value, bool) and cls is not bool):
        raise Faults(fault("wrong-type", expected=expected))
    return value


def checked(shape: Shape, value: Any) -> Any:
    """
    Return *value* if it keeps the constraints of *shape*.

    Raises:
        Faults: With the first that it breaks.
    """
    problem = broken(shape, value)
    if problem is not None:
        raise Faults(fault(problem, **_limits(problem, shape)))
    return value


def bounds(shape: Shape) -> str:
    """Write the bounds of a number or time in signs that need no translation."""
    if shape.kind == "instant":
        return f"{FIRST_YEAR:04}-01-01 … {LAST_YEAR}-12-31"
    low = -MAX_SAFE_INTEGER if shape.kind == "integer" and shape.ge is None and shape.gt is None else shape.ge
    high = MAX_SAFE_INTEGER if shape.kind == "integer" and shape.le is None and shape.lt is None else shape.le
    limits = (("≥", low), (">", shape.gt), ("≤", high), ("<", shape.lt))
    return ", ".join(f"{sign} {limit}" for sign, limit in limits if limit is not None)


def _limits(problem: str, shape: Shape) -> dict[str, object]:
    if problem == "too-short":
        return {"least": shape.min_length}
    if problem == "too-long":
        return {"most": shape.max_length}
    if problem == "wrong-pattern":
        return {"pattern": " ".join(pattern.regex for pattern in shape.patterns)}
    if problem == "not-plain":
        return {"most": MAX_DIGITS}
    return {"bounds": bounds(shape)} if problem == "out-of-range" else {}


def _text(value: Any) -> Any:
    return typed(value, str, "text")


def _integer(value: Any) -> Any:
    return typed(value, int, "integer")


def _boolean(value: Any) -> Any:
    return typed(value, bool, "boolean")


def _decimal(value: Any) -> Decimal:
    # Two integers of MAX_DIGITS places make the longest text that can be right; longer ones are not even read.
    if len(typed(value, str, "decimal")) > 3 * MAX_DIGITS or re.fullmatch(DECIMAL, value) is None:
        raise Faults(fault("not-plain", most=MAX_DIGITS))
    return Decimal(value)


def _instant(value: Any) -> datetime:
    if re.fullmatch(LOCAL_TIME, typed(value, str, "instant")):
        raise Faults(fault("naive-time"))
    if re.fullmatch(TIME, value) is None:
        raise Faults(fault("wrong-time"))
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        problem = fault("wrong-time")
    raise Faults(problem)


def _date(value: Any) -> date:
    if re.fullmatch(DATE, typed(value, str, "date")) is None:
        raise Faults(fault("wrong-date"))
    try:
        return date.fromisoformat(value)
    except ValueError:
        problem = fault("wrong-date")
    raise Faults(problem)


_SCALARS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "text": _text,
        "integer": _integer,
        "boolean": _boolean,
        "decimal": _decimal,
        "instant": _instant,
        "date": _date,
    }
)
