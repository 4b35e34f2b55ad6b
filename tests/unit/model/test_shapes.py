from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, TypeVar

import annotated_types as at
import attrs
import pendulum
import pytest

from safetykit.model.erasure import Erased, Private
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.marks import CODE, NOT_SIGNED, PERSONAL, Line, Mark, NotSigned, Pattern
from safetykit.model.places import Place
from safetykit.model.shapes import Extensions, Shape, broken, constrained, describe, fields_of, shape_of
from safetykit.model.works import HotWork

ERASED = Erased(commitment="A" * 43)


class Color(Enum):
    """Something to choose from."""

    RED = "red"


class Word(StrEnum):
    """A text of another class."""

    HI = "hi"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Sample:
    """A host's own class, annotated by text as under ``from __future__ import annotations``."""

    size: "Annotated[int, at.Ge(0)]"
    name: "Private | None" = None
    at: "datetime | None" = None
    day: "date | None" = None
    even: "int" = attrs.field(default=0)

    @even.validator
    def _is_even(self, _, value):
        if value % 2:
            raise ValueError("odd")


class TestShapeOf:
    @pytest.mark.parametrize(
        ("annotation", "kind"),
        [
            (str, "text"),
            (int, "integer"),
            (bool, "boolean"),
            (Decimal, "decimal"),
            (datetime, "instant"),
            (date, "date"),
            (Color, "enum"),
            (Place, "record"),
            (TypeVar("W"), "work"),
            (tuple[str, ...], "sequence"),
            (FrozenMap[int], "mapping"),
            (FrozenMap[Any], "mapping"),
            (Extensions, "json"),
        ],
    )
    def test_kind(self, annotation, kind):
        """Every annotation that a record may use has its kind."""
        assert shape_of(annotation).kind == kind

    def test_optional_and_erasable(self):
        """None and Erased beside a type are read, in both ways to write a union."""
        assert shape_of(str | None) == Shape("text", optional=True)
        assert shape_of(str | Erased) == Shape("text", erasable=True)
        assert shape_of(Private | None).erasable
        assert shape_of(Private | None).optional

    def test_bounds_are_merged(self):
        """Of two bounds the tighter one holds, wherever it is written."""
        shape = shape_of(Annotated[Annotated[int, at.Ge(1), at.Lt(9), at.Gt(0), at.Le(8)], at.Ge(0), at.Lt(20)])

        assert (shape.ge, shape.gt, shape.le, shape.lt) == (1, 0, 8, 9)

    def test_lengths_are_merged(self):
        """Lengths can be given one by one or together."""
        shape = shape_of(Annotated[str, at.Len(2), at.Len(1, 9), at.MaxLen(7)])

        assert (shape.min_length, shape.max_length) == (2, 7)

    def test_marks_are_kept(self):
        """Marks, patterns and what a signature leaves out are read."""
        shape = shape_of(Annotated[str, CODE, Pattern("a"), NotSigned(("x",))])

        assert (shape.marks, shape.patterns, shape.unsigned) == ({CODE}, (Pattern("a"),), NotSigned(("x",)))

    @pytest.mark.parametrize("annotation", [float, list[str], tuple[str, int], dict[str, int], bytes, object, "str"])
    def test_foreign_types_are_refused(self, annotation):
        """What could not be stored is refused with what can be used instead."""
        with pytest.raises(TypeError, match="cannot stand in a record; use str, int"):
            shape_of(annotation)

    @pytest.mark.parametrize("annotation", [str | int, Place | HotWork, None | Erased])
    def test_untagged_unions_are_refused(self, annotation):
        """A field holds one type: nobody could tell two apart on the wire."""
        with pytest.raises(TypeError, match="a field holds one type"):
            shape_of(annotation)

    def test_unknown_metadata_is_refused(self):
        """A constraint that nobody would check is refused, not ignored."""
        with pytest.raises(TypeError, match="no constraint that safetykit knows"):
            shape_of(Annotated[str, "short"])


class TestBroken:
    @pytest.mark.parametrize(
        ("annotation", "value", "problem"),
        [
            (str, "龙䶮\n\t", None),
            (str, "a\x00", "refused-character"),
            (str, "a\u202eb", "refused-character"),
            (str, "a\ud800", "refused-character"),
            (str, "a\ufffe", "refused-character"),
            (str, 5, "wrong-type"),
            (str, None, "wrong-type"),
            (str | None, None, None),
            (Annotated[str, at.MinLen(1)], "", "too-short"),
            (Annotated[str, at.MaxLen(1)], "ab", "too-long"),
            (Annotated[str, Pattern("a+")], "aab", "wrong-pattern"),
            (Annotated[str, Pattern("a+")], "aa\n", "wrong-pattern"),
            (Private, ERASED, None),
            (Line, ERASED, "wrong-type"),
            (int, True, "wrong-type"),
            (int, 2**53 - 1, None),
            (int, 2**53, "out-of-range"),
            (int, -(2**53), "out-of-range"),
            (Annotated[int, at.Ge(1)], 0, "out-of-range"),
            (Annotated[int, at.Gt(0)], 0, "out-of-range"),
            (Annotated[int, at.Le(1)], 2, "out-of-range"),
            (Annotated[int, at.Lt(2)], 2, "out-of-range"),
            (Annotated[int, at.Ge(1), at.Lt(3), at.Gt(0), at.Le(2)], 2, None),
            (bool, 1, "wrong-type"),
            (bool, False, None),
            (Decimal, 1, "wrong-type"),
            (Decimal, Decimal("NaN"), "not-plain"),
            (Decimal, Decimal("Infinity"), "not-plain"),
            (Decimal, Decimal(10) ** 39, None),
            (Decimal, Decimal("1E+39"), None),
            (Decimal, Decimal("1E+40"), "not-plain"),
            (Decimal, Decimal("1E-40"), None),
            (Decimal, Decimal("1E-41"), "not-plain"),
            (Decimal, Decimal("1" * 41), "not-plain"),
            (datetime, "2026-11-16T08:30:00Z", "wrong-type"),
            (datetime, datetime(2026, 11, 16), "naive-time"),
            (datetime, datetime(2, 1, 1, tzinfo=UTC), None),
            (datetime, datetime(1, 12, 31, tzinfo=UTC), "out-of-range"),
            (datetime, datetime(2, 1, 1, tzinfo=timezone(timedelta(hours=8))), "out-of-range"),
            (datetime, datetime(9998, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8))), "out-of-range"),
            (date, date(2026, 11, 16), None),
            (date, datetime(2026, 11, 16, tzinfo=UTC), "wrong-type"),
            (Color, Color.RED, None),
            (Color, "red", "wrong-type"),
            (Place, Place(), None),
            (Place, HotWork(), "wrong-type"),
            (TypeVar("W"), HotWork(), None),
            (TypeVar("W"), Place(), "wrong-type"),
            (TypeVar("W"), Color, "wrong-type"),
            (tuple[int, ...], (1, 2), None),
            (tuple[int, ...], [1], "wrong-type"),
            (tuple[int, ...], (1, "2"), "wrong-type"),
            (tuple[int, ...], "12", "wrong-type"),
            (Annotated[tuple[int, ...], at.MinLen(1)], (), "too-short"),
            (FrozenMap[int], FrozenMap(a=1), None),
            (FrozenMap[int], {"a": 1}, "wrong-type"),
            (FrozenMap[int], FrozenMap(a="1"), "wrong-type"),
            (FrozenMap[int], FrozenMap({"\x00": 1}), "refused-character"),
            (Extensions, FrozenMap(a=(1, "b", None, True, FrozenMap(c=2))), None),
            (Extensions, FrozenMap(a=1.5), "wrong-type"),
            (Extensions, FrozenMap(a=(FrozenMap(b="\x00"),)), "refused-character"),
            (Extensions, FrozenMap(a=2**60), "out-of-range"),
            (Extensions, FrozenMap(a=[1]), "wrong-type"),
        ],
    )
    def test_first_problem(self, annotation, value, problem):
        """Each value gets the code of the first constraint that it breaks."""
        assert broken(shape_of(annotation), value) == problem


class TestConstrained:
    def test_text_annotations_are_resolved(self):
        """Classes of modules with postponed annotations are checked like all others."""
        assert [field.name for field in fields_of(Sample)] == ["size", "name", "at", "day", "even"]
        with pytest.raises(ValueError, match=r"^Sample.size: out-of-range; expected an integer, at least 0$"):
            Sample(size=-1)

    def test_unknown_annotation_says_what_to_do(self):
        """A class whose annotations cannot be read is not made without its checks."""
        with pytest.raises(TypeError, match="Define the class at module level"):

            @attrs.frozen(field_transformer=constrained)
            class Inner:
                other: "Missing"  # noqa: F821 - that is the case

    def test_bad_annotation_names_the_field(self):
        """A class with a field of a type that cannot be stored is refused with the field's name."""
        with pytest.raises(TypeError, match=r"Inner.ratio: <class 'float'> cannot stand"):

            @attrs.frozen(field_transformer=constrained)
            class Inner:
                ratio: float

    def test_own_validators_stay(self):
        """A validator of the host's own runs after ours."""
        with pytest.raises(ValueError, match="odd"):
            Sample(size=0, even=1)

    def test_personal_values_are_not_shown(self):
        """A name stands in no repr, so in no log."""
        assert "赵砚" not in repr(Sample(size=0, name="赵砚"))

    def test_personal_items_are_not_shown(self):
        """Nor do the names in a list or a mapping."""

        @attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
        class Crew:
            names: tuple[Private, ...]
            phones: FrozenMap[Private]

        assert repr(Crew(names=("赵砚",), phones=FrozenMap(x="赵砚"))).endswith("Crew()")

    def test_subclasses_of_datetime_become_plain(self):
        """A time of another library is kept as the plain class, at the same instant and offset."""
        moment = pendulum.datetime(2026, 10, 25, 2, 30, tz="Europe/Berlin", fold=1)
        kept = Sample(size=0, at=moment).at

        assert type(kept) is datetime
        assert kept.isoformat() == moment.isoformat()
        assert kept == moment.in_timezone("UTC")  # a time of a fold in a named zone equals no other (PEP 495)

    def test_naive_subclasses_of_datetime_are_refused(self):
        """A time of another library without a zone is refused like a plain one."""
        with pytest.raises(TypeError, match="naive-time"):
            Sample(size=0, at=pendulum.naive(2026, 11, 16))

    def test_subclasses_of_date_and_text_become_plain(self):
        """A date of another library and a text of another class are kept as the plain classes."""
        kept = Sample(size=0, name=Word.HI, day=pendulum.date(2026, 11, 16))

        assert (type(kept.name), kept.name) == (str, "hi")
        assert (type(kept.day), kept.day) == (date, date(2026, 11, 16))

    def test_required_and_default(self):
        """The table tells what must be given and what stands otherwise."""
        size, name, *_ = fields_of(Sample)

        assert (size.required, name.required, name.default) == (True, False, None)


class TestDescribe:
    @pytest.mark.parametrize(
        ("annotation", "words"),
        [
            (Line | None, "text without control characters, no shorter than 1, no longer than 200, of the form"),
            (
                Annotated[int, at.Gt(0), at.Lt(9), at.Ge(1), at.Le(8)],
                "an integer, at least 1, above 0, at most 8, below 9",
            ),
            (tuple[Place, ...], "a tuple, of a Place"),
            (Color, "a Color"),
            (bool | None, "a boolean or None"),
            (date, "a date"),
            (datetime, "an aware datetime in the years 0002 to 9998"),
            (Decimal, "a finite Decimal of at most 40 digits"),
            (FrozenMap[int], "a FrozenMap"),
            (Extensions, "a FrozenMap of JSON values without fractions"),
            (TypeVar("W"), "a frozen work value with a text 'kind'"),
        ],
    )
    def test_says_what_is_taken(self, annotation, words):
        """A shape is put into words that help to correct a value."""
        assert describe(shape_of(annotation)).startswith(words)


class TestMarks:
    def test_are_values(self):
        """Marks compare by content, so that a host can build them again."""
        assert NotSigned() == NOT_SIGNED
        assert Mark("personal") == PERSONAL
