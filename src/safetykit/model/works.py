"""Kinds of work that the library itself knows."""

from enum import Enum
from typing import Annotated, ClassVar

import attrs
from annotated_types import Ge, Le

from safetykit.model.marks import NOT_SIGNED, Code, Line
from safetykit.model.quantities import Quantity
from safetykit.model.shapes import constrained


class HotWorkMethod(Enum):
    """How fire or sparks are made (动火方式)."""

    ARC_WELDING = "arc-welding"
    GAS_WELDING = "gas-welding"
    GAS_CUTTING = "gas-cutting"
    GRINDING = "grinding"
    ABRASIVE_CUTTING = "abrasive-cutting"
    DRILLING = "drilling"
    BLOWLAMP = "blowlamp"
    SANDBLASTING = "sandblasting"
    OTHER = "other"


class WorkSurface(Enum):
    """What the work touches, which decides where gas is sampled."""

    OUTER_WALL = "outer-wall"
    """The outer wall of a pipe, tank or tower."""
    INSIDE = "inside"
    """The inside of equipment."""
    SURROUNDINGS = "surroundings"
    """Nothing that holds or held a medium: supports, fences, structures around."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class HotWork:
    """
    Hot work (动火) and the facts of the world that decide what it needs; None where nobody said.

    Grades, limits and names of a regime are not here: they are what rules make of these facts.
    """

    kind: ClassVar[str] = "hot-work"

    methods: tuple[HotWorkMethod, ...] = ()
    other_method: Line | None = None
    surface: WorkSurface | None = None
    large_equipment: bool | None = None

    fire_explosion_area: bool | None = None
    """The place is a fire or explosion hazard area (火灾爆炸危险场所)."""
    fixed_area: bool | None = None
    """The place is an approved fixed hot-work area (固定动火区)."""
    pipe_rack: bool | None = None
    in_dike: bool | None = None
    major_hazard_tank_farm: bool | None = None
    """The dike belongs to a tank farm that is a major hazard source holding flammable or explosive media."""
    outdoors: bool | None = None
    running: bool | None = None
    """The equipment worked on belongs to a running unit (运行)."""
    pressurized: bool | None = None
    emptied: bool | None = None
    purged: bool | None = None
    """Cleaned or purged (置换)."""
    purged_inert: bool | None = None
    """Purged with nitrogen, steam or another gas without oxygen."""
    held_flammables: bool | None = None
    unit_shut_down: bool | None = None
    """The whole unit is shut down, cleaned, purged, analyzed and isolated."""
    lower_grade_approved_by: Code | None = None
    """Who, head of production or safety, agreed to the lowest grade in a unit shut down as a whole."""

    work_plan: bool | None = None
    """There is a written plan for the work."""
    camera_in_place: bool | None = None
    camera_explosion_proof: bool | None = None
    continuous_monitoring: bool | None = None
    welder_distance: Quantity | None = None
    """From the welding machine to the point of work."""
    temporary_power: bool | None = None
    wind_force: Annotated[int, Ge(0), Le(17), NOT_SIGNED] | None = None
    """Beaufort number at the place of work."""
