from typing import ClassVar

import attrs
import pytest

from safetykit.codec.names import kind_of, schema_of, stored_schema, subject_of
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.works import HotWork
from tests.unit.codec.values import PERMIT


@attrs.frozen
class Inspection:
    """A host's own record."""

    schema: ClassVar[str] = "inspection@3"


class TestNames:
    def test_schema_is_a_constant(self):
        """Ours have fixed names, a host's class declares its own, other values have none."""
        assert [schema_of(cls) for cls in (Permit, Inspection, Place)] == ["permit@1", "inspection@3", None]

    def test_record_class_needs_a_schema(self):
        """A class without a schema name is told how to get one."""
        assert stored_schema(Permit) == "permit@1"
        with pytest.raises(TypeError, match="Place is no record class; declare  schema: ClassVar"):
            stored_schema(Place)

    def test_kind_is_declared_by_the_class(self):
        """A kind is what a class declares, not what a value says in a field."""
        assert [kind_of(cls) for cls in (HotWork, Place, type(None))] == ["hot-work", None, None]

    def test_subject(self):
        """A record is about its schema's name and the kind of its work."""
        assert subject_of(PERMIT) == "permit/hot-work"
        assert subject_of(Inspection()) == "inspection"
