from enum import Enum
from typing import Annotated, ClassVar

import attrs
import pytest

from safetykit.codec.checks import classes_of
from safetykit.codec.codec import Codec
from safetykit.codec.versions import Upcaster, Versions
from safetykit.errors import PackError
from safetykit.model.erasure import Erased
from safetykit.model.marks import PERSONAL, Line
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.shapes import constrained
from safetykit.model.works import HotWork


class Number(Enum):
    """A choice that is not written as text."""

    ONE = 1


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Welding:
    """A work that claims the name of another."""

    kind: ClassVar[str] = "hot-work"


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Part:
    """A value with everything that cannot be stored."""

    name: Annotated[str, PERSONAL] = "x"
    words: tuple[Line | Erased, ...] = attrs.field(factory=tuple)
    numbers: tuple[Number, ...] = ()


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Digging:
    """A work that holds such a value."""

    kind: ClassVar[str] = "digging"

    parts: tuple[Part, ...] = ()
    places: tuple[Place, ...] = ()


def problems(**parts):
    """Return what is said against a codec."""
    with pytest.raises(PackError) as refused:
        Codec(**parts)
    return list(refused.value.problems)


class TestClassesOf:
    def test_each_once(self):
        """Every class that values are made of is found once, the roots first."""
        assert classes_of((Digging, Place)) == (Digging, Place, Part)
        assert classes_of((Permit,)).count(Place) == 1


class TestCodecIsCheckedWhenBuilt:
    def test_shipped_classes(self):
        """Ours can be stored."""
        assert Codec().works == (HotWork,)

    def test_no_attrs_class(self):
        """What is no attrs class is named."""
        assert problems(works=(int,)) == ["codec: <class 'int'> is no attrs class"]

    def test_classes_that_can_be_changed_or_check_nothing(self):
        """A work that changes after it was signed, or takes values that cannot be read again, is not taken."""

        @attrs.define
        class Loose:
            kind: ClassVar[str] = "loose"
            depth: int = 0

        assert [problem.partition("Loose ")[2] for problem in problems(works=(Loose,))] == [
            "can be changed; decorate it with attrs.frozen",
            "checks nothing; decorate it with field_transformer=constrained",
        ]

    def test_missing_names(self):
        """A record without a schema and a work without a kind are both named."""
        assert problems(records=(Place,), works=(Part, HotWork))[:2] == [
            "codec: Place declares no schema name",
            "codec: Part declares no kind",
        ]

    def test_names_claimed_twice(self):
        """Two works of one kind could not be told apart."""
        assert problems(works=(HotWork, Welding)) == ["codec: 'hot-work' is claimed twice"]

    def test_upcasters_that_lead_nowhere(self):
        """An upcaster that no record needs hints at a missing one."""
        versions = Versions([Upcaster("hazard@1", dict), Upcaster("permit@1", dict)])

        assert problems(versions=versions) == [
            "codec: upcaster 'hazard@1' leads to no record of this kit",
            "codec: upcaster 'permit@1' leads to no record of this kit",
        ]

    def test_fields_that_cannot_be_stored(self):
        """All fields that would not come back as they went are named at once, at whatever depth."""
        assert problems(works=(Digging,)) == [
            "codec: Part.name: a personal field is annotated  Annotated[..., PERSONAL] | Erased",
            "codec: Part.words: has a factory for its default; give the value itself, since () and EMPTY are frozen",
            "codec: Part.words: a personal field is annotated  Annotated[..., PERSONAL] | Erased",
            "codec: Part.numbers: members of Number need text values",
        ]
