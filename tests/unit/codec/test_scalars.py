import json
import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated

import annotated_types as at
import pytest

from safetykit.codec.faults import Faults
from safetykit.codec.scalars import bounds, checked, scalar, typed
from safetykit.model.marks import Pattern
from safetykit.model.shapes import shape_of
from safetykit.model.signoffs import Pointer

VECTORS = Path(__file__).parents[2] / "vectors" / "rfc3339-and-formats"


class Word(Enum):
    """Something to choose."""

    LOW = "low"
    HIGH = "high"


def published(name):
    """Return the published strings of one format, and whether each is valid."""
    cases = [case for group in json.loads((VECTORS / f"{name}.json").read_bytes()) for case in group["tests"]]
    return [(case["data"], case["valid"]) for case in cases if isinstance(case["data"], str)]


def read(annotation, value):
    """Read one JSON value as a field would."""
    shape = shape_of(annotation)
    return checked(shape, scalar(shape)(value))


def refusal(annotation, value):
    """Return code and arguments of the fault of one value."""
    with pytest.raises(Faults) as refused:
        read(annotation, value)
    (fault,) = refused.value.faults
    assert fault.path == ()
    return fault.code, dict(fault.args)


class TestPublishedFormats:
    @pytest.mark.parametrize(("text", "valid"), published("date-time"))
    def test_date_time(self, text, valid):
        """RFC 3339 is read, but for leap seconds, lower case and what is shorter than a microsecond."""
        if valid and not re.search(r":60|[tz]|[.][0-9]{7}", text):
            assert read(datetime, text) == datetime.fromisoformat(text)
        else:
            assert refusal(datetime, text)[0] in {"wrong-time", "naive-time"}

    @pytest.mark.parametrize(("text", "valid"), published("date"))
    def test_date(self, text, valid):
        """Full dates of RFC 3339 are read, nothing else."""
        if valid:
            assert read(date, text).isoformat() == text
        else:
            assert refusal(date, text) == ("wrong-date", {})

    @pytest.mark.parametrize(("text", "valid"), published("json-pointer"))
    def test_json_pointer(self, text, valid):
        """What a path field takes are the pointers of RFC 6901, but for characters that no text may hold."""
        if "\x00" in text:
            assert refusal(Pointer, text)[0] == "refused-character"
        elif valid:
            assert read(Pointer, text) == text
        else:
            assert refusal(Pointer, text)[0] == "wrong-pattern"


class TestRead:
    @pytest.mark.parametrize(
        ("annotation", "given", "value"),
        [
            (str, "", ""),
            (str, "龙䶮", "龙䶮"),
            (int, -0, 0),
            (int, 2**53 - 1, 2**53 - 1),
            (bool, False, False),
            (Decimal, "-0.50", Decimal("-0.50")),
            (Decimal, "0", Decimal(0)),
            (Word, "high", Word.HIGH),
            (datetime, "2026-11-16T08:30:00.5+08:00", datetime.fromisoformat("2026-11-16T00:30:00.500000+00:00")),
        ],
    )
    def test_right_values(self, annotation, given, value):
        """Each value has one form in JSON."""
        made = read(annotation, given)

        assert (made, type(made)) == (value, type(value))

    def test_digits_are_kept(self):
        """12.50 and 12.5 are read as they were written."""
        assert str(read(Decimal, "12.50")) == "12.50"

    @pytest.mark.parametrize(
        ("annotation", "given", "code"),
        [
            (str, 5, "wrong-type"),
            (str, None, "wrong-type"),
            (str, True, "wrong-type"),
            (str, ["a"], "wrong-type"),
            (str, "a\x1b", "refused-character"),
            (str, "\udc00", "refused-character"),
            (int, True, "wrong-type"),
            (int, "1", "wrong-type"),
            (int, "２", "wrong-type"),
            (int, "1_000", "wrong-type"),
            (int, " 7 ", "wrong-type"),
            (int, 1.9, "fraction"),
            (int, 1.0, "fraction"),
            (int, 2**53, "out-of-range"),
            (bool, "false", "wrong-type"),
            (bool, "x", "wrong-type"),
            (bool, 0, "wrong-type"),
            (bool, None, "wrong-type"),
            (Decimal, 0.5, "fraction"),
            (Decimal, 5, "wrong-type"),
            (Decimal, "NaN", "not-plain"),
            (Decimal, "Infinity", "not-plain"),
            (Decimal, "1e400", "not-plain"),
            (Decimal, "1_000", "not-plain"),
            (Decimal, " 1.5 ", "not-plain"),
            (Decimal, "１.５", "not-plain"),
            (Decimal, "+1", "not-plain"),
            (Decimal, ".5", "not-plain"),
            (Decimal, "5.", "not-plain"),
            (Decimal, "05", "not-plain"),
            (Decimal, "", "not-plain"),
            (Decimal, "1\n", "not-plain"),
            (Decimal, "1" * 41, "not-plain"),
            (Decimal, "1" * 999_999, "not-plain"),
            (Word, "HIGH", "unknown-value"),
            (Word, 1, "wrong-type"),
            (datetime, "2026-11-16T08:30:00", "naive-time"),
            (datetime, "2026-01-01", "wrong-time"),
            (datetime, "08:30", "wrong-time"),
            (datetime, "now", "wrong-time"),
            (datetime, "2026-02-30T08:30:00Z", "wrong-time"),
            (datetime, "2026-11-16 08:30:00Z", "wrong-time"),
            (datetime, "2026-11-16T08:30:00z", "wrong-time"),
            (datetime, "2026-11-16T08:30:00+0800", "wrong-time"),
            (datetime, "2026-11-16T08:30:00.1234567Z", "wrong-time"),
            (datetime, "2026-11-16T24:00:00Z", "wrong-time"),
            (datetime, "2026-11-16T08:30:00Z\n", "wrong-time"),
            (datetime, "0001-12-31T23:59:59Z", "out-of-range"),
            (datetime, 1763280600, "wrong-type"),
            (date, "20260101", "wrong-date"),
            (date, "2026-02-30", "wrong-date"),
            (date, "2026-11-16T00:00:00Z", "wrong-date"),
            (date, 20260101, "wrong-type"),
        ],
    )
    def test_lossy_and_wrong_values(self, annotation, given, code):
        """What another reader would bend into a value is refused."""
        assert refusal(annotation, given)[0] == code


class TestArguments:
    @pytest.mark.parametrize(
        ("annotation", "given", "args"),
        [
            (bool, "false", {"expected": "boolean"}),
            (Annotated[str, at.MinLen(2)], "a", {"least": "2"}),
            (Annotated[str, at.MaxLen(2)], "abc", {"most": "2"}),
            (Annotated[str, Pattern("a+"), Pattern(".")], "b", {"pattern": "a+ ."}),
            (Annotated[int, at.Ge(1), at.Le(5)], 7, {"bounds": "≥ 1, ≤ 5"}),
            (Word, "medium", {"known": "low, high"}),
            (Decimal, "x", {"most": "40"}),
            (Decimal, "1" * 41, {"most": "40"}),
            (str, "\x00", {}),
        ],
    )
    def test_say_what_is_expected(self, annotation, given, args):
        """A fault says what would be right, never what was given."""
        assert refusal(annotation, given)[1] == args

    @pytest.mark.parametrize(
        ("annotation", "text"),
        [
            (int, "≥ -9007199254740991, ≤ 9007199254740991"),
            (Annotated[int, at.Gt(0), at.Lt(9)], "> 0, < 9"),
            (Annotated[Decimal, at.Gt(0), at.Le(100)], "> 0, ≤ 100"),
            (datetime, "0002-01-01 … 9998-12-31"),
        ],
    )
    def test_bounds(self, annotation, text):
        """Bounds are written in signs that need no translation."""
        assert bounds(shape_of(annotation)) == text


class TestTyped:
    def test_returns_the_value(self):
        """A value of the right type comes back as it is."""
        assert typed({}, dict, "object") == {}
        assert typed(True, bool, "boolean") is True

    def test_truth_is_no_number(self):
        """A truth value is nothing but that."""
        with pytest.raises(Faults):
            typed(True, int, "integer")
