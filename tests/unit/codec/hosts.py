"""Classes of a host with every sort of field and of class that there can be, for what is generated from them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar

import attrs
from annotated_types import Ge, Gt, Le, Len, Lt, MaxLen, MinLen

from safetykit.model.erasure import Private
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import CODE, EVIDENCE, NOT_SIGNED, PROSE, Code, Line, NotSigned, Pattern, Prose
from safetykit.model.people import Person
from safetykit.model.places import Place
from safetykit.model.shapes import Extensions, constrained
from safetykit.model.time import Period


class Soil(Enum):
    """Something to choose."""

    SAND = "sand"
    CLAY = '黏土 "x"'


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Layer:
    """A class of its own fields only."""

    depth: Decimal
    soil: Soil = Soil.SAND
    note: Annotated[str, PROSE] = ""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Rock(Layer):
    """A class that inherits fields."""

    hard: bool = True


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Hole:
    """A class whose values can be referred to weakly, and which some versions of Python cannot fill."""

    width: Annotated[int, Ge(1), Le(20)]


@attrs.frozen(kw_only=True, slots=False, field_transformer=constrained)
class Heap:
    """A class without slots."""

    height: Annotated[Decimal, Ge(0), Le(5)] | None = None


def even(_, __, value):
    """Refuse odd numbers."""
    if value % 2:
        raise ValueError(f"odd: {value}")


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Strict:
    """A class that checks more than its fields."""

    first: int = attrs.field(default=0, validator=even, alias="one")
    second: int = attrs.field(default=0, converter=lambda value: value + 1 if value == 6 else value)
    derived: int = attrs.field(init=False, default=7)

    def __attrs_post_init__(self):
        """Refuse what each field alone could not tell."""
        if self.first > self.second:
            raise ValueError(f"not in order: {self.first}")


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Trench:
    """A host's own work, with every sort of field."""

    kind: ClassVar[str] = "trench"

    name: Line
    code: Code
    text: Annotated[str, PROSE]
    length: Annotated[Decimal, Gt(0), Lt(1000)]
    turns: int | None
    hidden: Annotated[str, Pattern(r"[a-z]*"), Pattern(r".?b?c*"), MinLen(1), CODE] = "b"
    short: Annotated[str, Len(3, 5), CODE] = "abc"
    remarks: Prose | None = None
    count: Annotated[int, Gt(-5), Lt(5)] = 0
    yes: bool = True
    maybe: bool | None = None
    value: Decimal = Decimal("0.0")
    at: datetime | None = None
    since: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    day: Annotated[date, Ge(date(2000, 1, 1)), Le(date(2050, 1, 1))] = date(2026, 1, 1)
    soil: Soil | None = None
    place: Place | None = None
    first: Layer = Layer(depth=Decimal("1.0"))
    layers: tuple[Layer, ...] = ()
    rocks: tuple[Rock, ...] = ()
    holes: tuple[Hole, ...] = ()
    heap: Heap | None = None
    soils: Annotated[tuple[Soil, ...], MaxLen(3)] = ()
    depths: Annotated[tuple[Decimal, ...], MinLen(1)] = (Decimal("1.50"),)
    words: tuple[Line, ...] = ()
    codes: Annotated[tuple[Code, ...], EVIDENCE] = ()
    times: tuple[datetime, ...] = ()
    days: tuple[date, ...] = ()
    flags: tuple[bool, ...] = ()
    numbers: tuple[int, ...] = ()
    gaps: tuple[int | None, ...] = ()
    grid: tuple[tuple[int, ...], ...] = ()
    owner: Private | None = None
    signer: Private
    crew: tuple[Person, ...] = ()
    labels: Annotated[FrozenMap[Line], MaxLen(4)] = EMPTY
    lengths: FrozenMap[int] = EMPTY
    switches: FrozenMap[bool] = EMPTY
    values: FrozenMap[Decimal] = EMPTY
    parts: FrozenMap[Layer] | None = None
    own: Extensions = EMPTY
    any: FrozenMap[Any] = EMPTY
    fixed: Annotated[int, NOT_SIGNED] = 1
    partly: Annotated[Period | None, NotSigned(("start",))] = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Ditch:
    """A host's own work with parts that check more than the field table says."""

    kind: ClassVar[str] = "ditch"

    strict: tuple[Strict, ...] | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Plan:
    """A host's own record, whose work is a fixed one."""

    schema: ClassVar[str] = "plan@2"

    id: Code
    revision: int = 0
    work: Trench
