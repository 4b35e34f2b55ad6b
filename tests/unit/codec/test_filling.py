import copy
import pickle
from datetime import UTC, datetime
from typing import Generic, TypeVar

import attrs
import pytest

from safetykit.codec.filling import twin
from safetykit.model.permits import Permit
from safetykit.model.shapes import constrained
from safetykit.model.works import HotWork
from tests.unit.codec.hosts import Heap, Layer, Rock, Strict, Trench
from tests.unit.codec.values import PERMIT
from tests.unit.model.test_every_record import CLASSES

T = TypeVar("T")


def record(cls, **options):
    """Make a record class of a class body."""
    return attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained, **options)(cls)


class TestTwin:
    @pytest.mark.parametrize("cls", [*CLASSES, Layer, Trench])
    def test_of_every_record_class(self, cls):
        """Values of every record class of the model can be filled."""
        assert twin(cls) is not None

    def test_filled_values_are_like_any_other(self):
        """A value that was filled equals the constructed one, hashes, copies and pickles like it, and is frozen."""
        made = twin(Permit)()
        for field in attrs.fields(Permit):
            setattr(made, field.name, getattr(PERMIT, field.name))
        made.__class__ = Permit

        assert made == PERMIT
        assert hash(made) == hash(PERMIT)
        assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == PERMIT  # noqa: S301 - our own bytes
        assert type(made) is Permit
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            made.id = "x"

    @pytest.mark.parametrize("cls", [Rock, Heap, Strict], ids=lambda cls: cls.__name__)
    def test_none_where_it_would_not_be_the_same(self, cls):
        """Classes that inherit, have no slots or check more than their fields are called."""
        assert twin(cls) is None

    def test_none_for_other_layouts(self):
        """A class whose values have more than its fields is called."""

        @attrs.frozen(kw_only=True, weakref_slot=False, cache_hash=True, field_transformer=constrained)
        class Cached:
            a: int = 0

        assert twin(Cached) is None

    def test_none_for_constructors_of_its_own(self):
        """A class with a constructor of its own, or steps before it, is called."""

        class Written:
            a: int

            def __init__(self, a):
                self.__attrs_init__(a=a + 1)

        class Before:
            a: int = 0

            def __attrs_pre_init__(self):
                pass

        assert twin(record(Written, init=False)) is None
        assert twin(record(Before)) is None

    def test_none_for_defaults_that_would_not_stay(self):
        """A class with a default that its constructor would convert or refuse is called."""

        class Naming(str):
            __slots__ = ()

        class Converted:
            a: str = Naming("x")

        class Refused:
            a: int = "x"

        class Kept:
            a: datetime = datetime(2026, 1, 1, tzinfo=UTC)

        assert twin(record(Converted)) is None
        assert twin(record(Refused)) is None
        assert twin(record(Kept)) is not None

    def test_none_for_converters_and_validators(self):
        """A class with a converter or validator of its own is called."""

        class Converting:
            a: int = attrs.field(converter=int)

        class Validating:
            a: int = attrs.field(validator=attrs.validators.gt(0))

        assert twin(record(Converting)) is None
        assert twin(record(Validating)) is None

    def test_of_generic_classes(self):
        """A generic class, like the permit, can be filled."""

        class Envelope(Generic[T]):
            work: T

        assert twin(record(Envelope)) is not None
        assert twin(HotWork) is not None
