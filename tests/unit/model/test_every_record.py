import inspect
import pkgutil
from functools import cache
from importlib import import_module

import attrs
import pytest
from hypothesis import Phase, find, settings

import safetykit.model
from safetykit.model.erasure import Erased
from safetykit.model.marks import CODE, PERSONAL, PROSE
from safetykit.model.shapes import broken, fields_of
from safetykit.model.works import HotWork
from safetykit.testing.strategies import strategy_for

CANARY = "440101199001011234"
MODULES = [import_module(f"safetykit.model.{module.name}") for module in pkgutil.iter_modules(safetykit.model.__path__)]
CLASSES = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        # Records take keywords only; what the field table itself is made of does not.
        if inspect.isclass(value) and attrs.has(value) and all(field.kw_only for field in attrs.fields(value))
    }
    - {Erased},
    key=lambda cls: cls.__name__,
)
FIELDS = [(cls, field) for cls in CLASSES for field in fields_of(cls)]
IDS = [f"{cls.__name__}.{field.name}" for cls, field in FIELDS]


class Canary:
    """A value of no type that a record could hold."""

    def __repr__(self):
        """Show what no error may repeat."""
        return CANARY


@cache
def smallest(cls):
    """Return a value of a class, as plain as it can be."""
    quick = settings(database=None, max_examples=10, phases=[Phase.generate])
    return find(strategy_for(cls, works=(HotWork,)), lambda _: True, settings=quick)


def made_with(cls, **changes):
    """Make a value of a class and change some fields of it."""
    return attrs.evolve(smallest(cls), **changes)


class TestEveryRecord:
    def test_all_are_found(self):
        """The walk over the model finds its record classes."""
        assert {"Permit", "Person", "HotWork", "AuditEvent", "Finding"} < {cls.__name__ for cls in CLASSES}

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_is_a_frozen_value(self, cls):
        """A record cannot be changed, hashes by content and takes no weak reference slot."""
        value = made_with(cls)

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, attrs.fields(cls)[0].name, None)
        assert hash(value) == hash(attrs.evolve(value))
        assert not hasattr(value, "__weakref__")
        assert not hasattr(value, "__dict__")

    @pytest.mark.parametrize(("cls", "field"), FIELDS, ids=IDS)
    def test_refuses_what_has_no_meaning(self, cls, field):
        """A value of a foreign type is refused by name of class and field, and never repeated."""
        for garbage in (Canary(), [CANARY], {CANARY: CANARY}, float("nan"), CANARY.encode()):
            with pytest.raises(TypeError) as refused:
                made_with(cls, **{field.name: garbage})

            assert f"{cls.__qualname__}.{field.name}: wrong-type; expected " in str(refused.value)
            assert CANARY not in str(refused.value)

    @pytest.mark.parametrize(("cls", "field"), FIELDS, ids=IDS)
    def test_refuses_bad_text_unseen(self, cls, field):
        """Text with a control character is refused everywhere, and never repeated."""
        with pytest.raises((TypeError, ValueError)) as refused:
            made_with(cls, **{field.name: f"{CANARY}\x1b"})

        assert f"{cls.__qualname__}.{field.name}: " in str(refused.value)
        assert CANARY not in str(refused.value)

    @pytest.mark.parametrize(("cls", "field"), FIELDS, ids=IDS)
    def test_takes_none_only_where_it_says_so(self, cls, field):
        """None is a value of optional fields only."""
        assert (broken(field.shape, None) is None) is field.shape.optional

    @pytest.mark.parametrize(("cls", "field"), FIELDS, ids=IDS)
    def test_free_text_says_whom_it_may_name(self, cls, field):
        """Every free text is personal, a code or prose, so that no name stays where it cannot be erased."""
        shape = field.shape
        while shape.item is not None:
            shape = shape.item
        if shape.kind == "text":
            assert len(shape.marks & {PERSONAL, CODE, PROSE}) == 1

    @pytest.mark.parametrize(("cls", "field"), FIELDS, ids=IDS)
    def test_personal_fields_can_be_erased_and_are_not_shown(self, cls, field):
        """A field is personal exactly if its value can be erased, and then it is no part of the repr."""
        assert (PERSONAL in field.shape.marks) is field.shape.erasable
        assert attrs.fields_dict(cls)[field.name].repr is (PERSONAL not in field.shape.marks)
