from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import attrs
import orjson
import pytest

from safetykit.codec.canonical import SIGNED, canonical, row_by_row, rows_of, signed_text
from safetykit.codec.writing import DataWriters, TextWriters
from safetykit.model.erasure import Erased
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest
from safetykit.model.people import Person
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from tests.unit.codec.hosts import Heap, Hole, Layer, Rock, Soil, Trench
from tests.unit.codec.values import PERMIT, STORED, T0

TRENCH = Trench(
    name='甲 "乙"',
    code="a",
    text="b\n\t\\",
    length=Decimal("1E+2"),
    turns=None,
    count=-4,
    yes=False,
    maybe=True,
    value=Decimal("0.00"),
    at=T0,
    since=T0,
    soil=Soil.CLAY,
    place=Place(),
    first=Layer(depth=Decimal("1.00")),
    layers=(Layer(depth=Decimal(2), soil=Soil.CLAY, note="x"),),
    rocks=(Rock(depth=Decimal(3), hard=False),),
    holes=(Hole(width=3),),
    heap=Heap(),
    soils=(Soil.SAND, Soil.CLAY),
    depths=(Decimal("0.10"), Decimal("1E-3")),
    words=("a", "龙"),
    times=(T0, datetime(2, 1, 1, 0, 0, 0, 10, tzinfo=UTC)),
    days=(T0.date(),),
    flags=(True, False),
    numbers=(1, -2),
    gaps=(1, None),
    grid=((1,), ()),
    owner=Erased(commitment="A" * 43),
    signer="钱",
    crew=(Person(id="p", name=Erased(commitment="B" * 43), phone="1"),),
    labels=FrozenMap({"\ue000": "1", "\U00010000": "2"}),
    lengths=FrozenMap(a=1),
    switches=FrozenMap(a=True),
    values=FrozenMap(a=Decimal("1.0")),
    parts=FrozenMap(a=Layer(depth=Decimal(1))),
    own=FrozenMap(a=(1, None, True, FrozenMap(b="c"))),
    fixed=2,
    partly=Period(start=T0),
)


class TestBytes:
    @pytest.mark.parametrize("fast", [True, False])
    def test_are_those_of_the_rows(self, fast):
        """Every sort of field is written as its row writes it, with and without orjson."""
        for value in (TRENCH, PERMIT, HotWork()):
            assert canonical(value, fast=fast) == row_by_row(value)

    def test_of_a_known_record(self):
        """The bytes of a permit are the ones on record."""
        assert canonical(PERMIT, fast=False) == STORED.removeprefix(b'{"record":').removesuffix(
            b',"schema":"permit@1"}'
        )

    def test_of_what_is_signed(self):
        """What a sign-off binds holds nothing personal and nothing that is not signed."""
        assert signed_text(TRENCH).encode() == row_by_row(TRENCH, SIGNED)
        assert "钱" not in signed_text(TRENCH)
        assert '"fixed"' not in signed_text(TRENCH)

    @pytest.mark.parametrize("fast", [True, False])
    def test_of_an_enum_of_integers(self, fast):
        """A value of a subclass of a plain type is written as the plain value."""

        class Force(int, Enum):
            FRESH = 5

        assert canonical(HotWork(wind_force=Force.FRESH), fast=fast) == b'{"kind":"hot-work","wind_force":5}'

    @pytest.mark.parametrize("fast", [True, False])
    def test_subclasses_are_refused(self, fast):
        """A value of a subclass is not written as less than it is."""

        @attrs.frozen(kw_only=True)
        class Room(Place):
            floor: int = 1

        with pytest.raises(TypeError, match="Room stands for a Place; its own fields would be lost"):
            canonical(Permit(id="a", work=HotWork(), place=Room()), fast=fast)
        with pytest.raises(TypeError, match="Room stands for a Place; its own fields would be lost"):
            row_by_row(Permit(id="a", work=HotWork(), place=Room()))

    @pytest.mark.parametrize("fast", [True, False])
    def test_reserved_keys_are_refused(self, fast):
        """The host's own data is looked at as closely as ever."""
        with pytest.raises(ValueError, match="which sealing needs; rename it"):
            canonical(Permit(id="a", work=HotWork(), extensions=FrozenMap(_sd=1)), fast=fast)


class TestSource:
    def test_can_be_read(self):
        """The source of a writer is plain Python, with one block for each field."""
        data, text = DataWriters(rows_of, orjson.Fragment), TextWriters(rows_of)

        assert "    if v is not None:\n        made['gas'] = write_Gas(v)\n" in data.source(GasTest)
        assert "    if v is not None:\n        add(',\"gas\":')\n        write_Gas(v, add)\n" in text.source(GasTest)
