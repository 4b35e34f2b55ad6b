"""Kinds of work that the library itself knows."""

from datetime import date
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


class NearbyWork(Enum):
    """What must not go on near hot work."""

    GAS_RELEASE = "gas-release"
    """Combustible gas is let out."""
    LIQUID_RELEASE = "liquid-release"
    """Combustible liquid is let out."""
    SOLVENT_CLEANING = "solvent-cleaning"
    SPRAY_PAINTING = "spray-painting"
    DUST_SWEEPING = "dust-sweeping"
    """Combustible dust is swept."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Nearby:
    """Whether one dangerous thing goes on near the work, how far away, and whether straight above or below it."""

    what: NearbyWork
    present: bool = True
    """False where somebody looked and there is none."""
    distance: Quantity | None = None
    above_or_below: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class FixedArea:
    """The state of a fixed hot-work area (固定动火区)."""

    approved: bool | None = None
    marked: bool | None = None
    reviewed_on: date | None = None
    """Last review of its risks."""
    distance: Quantity | None = None
    """To workshops, tanks, drains and the like where fire or explosion is a hazard."""
    leeward: bool | None = None
    """On the lee side of the hazards by the wind that blows least often there."""
    indoors: bool | None = None
    fire_wall: bool | None = None
    """A solid wall parts it from other rooms, and its doors open outwards."""
    in_process_area: bool | None = None
    gas_alarm: bool | None = None
    """There is a fixed alarm for combustible gas."""


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
    fixed_area_state: FixedArea | None = None
    pipe_rack: bool | None = None
    in_dike: bool | None = None
    major_hazard_tank_farm: bool | None = None
    """The dike belongs to a tank farm that is a major hazard source holding flammable or explosive media."""
    outdoors: bool | None = None
    confined_space: bool | None = None
    """The place is a confined space (受限空间)."""
    wet_or_narrow: bool | None = None
    """The confined space is wet, or narrow."""
    at_height: bool | None = None
    """The work is work at height too (高处作业)."""
    cross_work: bool | None = None
    """Other work goes on at the same time in the same area (交叉作业)."""
    draining_in_dike: bool | None = None
    """A tank in the same dike is drained of water or sampled."""
    nearby: tuple[Nearby, ...] = ()
    running: bool | None = None
    """The equipment worked on belongs to a running unit (运行)."""
    pressurized: bool | None = None
    emptied: bool | None = None
    purged: bool | None = None
    """Cleaned or purged (置换)."""
    purged_inert: bool | None = None
    """Purged with nitrogen, steam or another gas without oxygen."""
    held_flammables: bool | None = None
    oxygen_service: bool | None = None
    """The equipment holds or held oxygen."""
    decomposing_medium: bool | None = None
    """What it holds may decompose or explode by itself when heated."""
    positive_pressure: bool | None = None
    """It is kept at a slightly positive pressure."""
    unit_stable: bool | None = None
    """The unit runs steadily."""
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
    welder_as_fire_point: bool | None = None
    """The place of the welding machine is managed as a point of hot work itself."""
    cylinder_distance: Quantity | None = None
    """Between the cylinders of oxygen and of acetylene."""
    cylinder_fire_distance: Quantity | None = None
    """From the nearest cylinder to the point of work."""
    acetylene_upright: bool | None = None
    flash_arrestor: bool | None = None
    lamp_voltage: Quantity | None = None
    temporary_power: bool | None = None
    wind_force: Annotated[int, Ge(0), Le(17), NOT_SIGNED] | None = None
    """Beaufort number at the place of work."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class ConfinedSpace:
    """Work in a confined space (受限空间). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "confined-space"

    lamp_voltage: Quantity | None = None
    wet_or_narrow: bool | None = None
    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class BlindPlate:
    """Setting or taking out a blind (盲板抽堵). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "blind-plate"

    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class HeightWork:
    """Work at height (高处). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "height"

    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Lifting:
    """Lifting (吊装). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "lifting"

    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class TemporaryElectricity:
    """Temporary electricity (临时用电). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "temporary-electricity"

    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Excavation:
    """Digging into the ground (动土). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "excavation"

    cross_work: bool | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class RoadClosure:
    """Closing a road (断路). Only what rules for every kind of work ask; facts of its own come with the rules for it."""

    kind: ClassVar[str] = "road-closure"

    cross_work: bool | None = None
