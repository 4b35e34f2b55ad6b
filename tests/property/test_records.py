import json
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import attrs
import pytest
import rfc8785
from annotated_types import Gt, Lt, MinLen
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit.codec.canonical import canonical
from safetykit.codec.codec import Codec
from safetykit.model.findings import Findings
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.shapes import constrained
from safetykit.model.works import HotWork
from safetykit.testing.strategies import permits, strategy_for
from tests.unit.model.test_every_record import CLASSES


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Digging:
    """A host's own work, with what no class of ours has."""

    kind: ClassVar[str] = "digging"

    depth: Annotated[Decimal, Gt(0), Lt(9)]
    turns: Annotated[int, Gt(-2), Lt(2)] = 0
    labels: Annotated[tuple[str, ...], MinLen(1)] = ("a",)
    any: FrozenMap[Any] = EMPTY


CODEC = Codec(works=(HotWork, Digging))


class TestRoundTrip:
    @given(permits(HotWork))
    def test_permits(self, permit):
        """Every permit comes back from its bytes as the same value, with the same bytes and the same hash."""
        stored = CODEC.dump(permit)
        loaded = CODEC.load(stored, Permit[HotWork])

        assert loaded == permit
        assert hash(loaded) == hash(permit)
        assert CODEC.dump(loaded) == stored

    @given(permits(HotWork))
    def test_canonical_bytes(self, permit):
        """The bytes are those that RFC 8785 asks for, by another implementation."""
        stored = CODEC.dump(permit)

        assert rfc8785.dumps(json.loads(stored)) == stored

    @pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not Permit], ids=lambda cls: cls.__name__)
    @settings(max_examples=10)
    @given(data=st.data())
    def test_every_other_value(self, cls, data):
        """Every value of the model, not only a permit, comes back from its canonical bytes."""
        value = data.draw(strategy_for(cls))
        loaded = CODEC.load(canonical(value), cls)

        assert loaded == value
        assert canonical(loaded) == canonical(value)

    @given(permits(Digging))
    def test_works_of_a_host(self, permit):
        """A host's own work travels like ours."""
        assert CODEC.load(CODEC.dump(permit), Permit[Digging]) == permit

    @given(strategy_for(Permit, works=(HotWork, Digging)))
    def test_several_works(self, permit):
        """Permits of several kinds come out of one strategy, and each back as its kind."""
        assert type(CODEC.load(CODEC.dump(permit)).work) is type(permit.work)

    @given(strategy_for(Findings))
    def test_equal_values_have_equal_bytes(self, findings):
        """What was loaded is written in the same bytes, whatever zone its times came in."""
        assert canonical(CODEC.load(canonical(findings), Findings)) == canonical(findings)
