"""
Hot-work jobs that keep every rule: where, how, when, and the facts of the world that follow from it.

A job is a small value; ``safetykit.testing.drafts`` writes its permit, as a well-kept one is filled in.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import FixedArea, HotWork, HotWorkMethod, Nearby, NearbyWork, WorkSurface
from safetykit.rules.calendars import DayKind
from safetykit.rules.site import Site
from safetykit.testing.cast import CHEN, WU, ZHENG

SCHEME: Final = "cn-gb30871/hot-work"
GRADES: Final = ("second", "first", "special")
MONDAY: Final = date(2026, 11, 16)
HOLIDAY: Final = date(2026, 10, 2)


class Spot(Enum):
    """Where the job is, and so the grade that its facts ask for."""

    YARD = "yard"
    """Outdoors, far from any hazard: second grade."""
    SHUT_DOWN_UNIT = "shut-down-unit"
    """A unit shut down as a whole, which its head let be managed as second grade."""
    OXYGEN_LINE = "oxygen-line"
    """On a pipe that held oxygen, far from any hazard: second grade."""
    FIXED_AREA = "fixed-area"
    """An approved fixed hot-work area: no grade is asked for."""
    PIPE_RACK = "pipe-rack"
    """On a pipe rack in a hazard area, high up: first grade."""
    DIKE = "dike"
    """In the dike of a small tank in a hazard area: first grade."""
    VESSEL = "vessel"
    """In a cleaned vessel, a confined space: first grade."""
    TANK_FARM = "tank-farm"
    """In the dike of a tank farm that is a major hazard source: special grade."""
    RUNNING_UNIT = "running-unit"
    """On equipment that runs, under pressure: special grade."""

    @property
    def grade(self) -> str:
        """The grade that the facts of the place ask for."""
        return _GRADES[self]


_GRADES: Final[Mapping[Spot, str]] = MappingProxyType(
    {
        Spot.YARD: "second",
        Spot.SHUT_DOWN_UNIT: "second",
        Spot.OXYGEN_LINE: "second",
        Spot.FIXED_AREA: "second",
        Spot.PIPE_RACK: "first",
        Spot.DIKE: "first",
        Spot.VESSEL: "first",
        Spot.TANK_FARM: "special",
        Spot.RUNNING_UNIT: "special",
    }
)


@attrs.frozen(kw_only=True)
class Job:
    """
    One job of hot work that keeps every rule.

    Attributes:
        spot: Where it is done.
        method: How fire is made.
        day: Its first day. On a day off the job is managed one grade higher, as the site has chosen.
        days: How many days it takes; more than one only at second grade.
        pause: Minutes of the pause at noon; 0 for none.
        relieved: Whether guardian and one welder are relieved in the morning.
        stopped: Whether it is stopped in the afternoon and goes on when the cause is gone.
    """

    spot: Spot = Spot.PIPE_RACK
    method: HotWorkMethod = HotWorkMethod.ARC_WELDING
    day: date = MONDAY
    days: int = 1
    pause: int = 90
    relieved: bool = False
    stopped: bool = False

    def at(self, clock: str, site: Site, day: int = 0) -> datetime:
        """Return the instant of a wall clock time at the site, ``HH:MM``, on the first or a later day of the job."""
        on = self.day + timedelta(days=day)
        return datetime.combine(on, time.fromisoformat(clock), ZoneInfo(site.zone))

    def window(self, site: Site) -> Period:
        """Return the window that is planned and granted."""
        return Period(start=self.at("08:30", site), end=self.at("16:30", site, self.days - 1))

    def upgraded(self, site: Site) -> bool:
        """Say whether a day off asks for a higher level of management."""
        on = (self.day + timedelta(days=number) for number in range(self.days))
        off = any(site.calendar.kind(day) is not DayKind.WORKDAY for day in on)
        return off and self.spot is not Spot.FIXED_AREA

    def grade(self, site: Site) -> str:
        """Return the grade that is entered: that of the place, on a day off the next one."""
        raised = self.upgraded(site) and site.upgrade == "level-up"
        return GRADES[min(GRADES.index(self.spot.grade) + raised, len(GRADES) - 1)]

    def approver(self, site: Site) -> str:
        """Return who approves, by id: the first whom the site lets, on a day off at the same grade the next one."""
        grade = self.grade(site)
        allowed = site.approvers.get(f"hot-work/{grade}", ())
        raised = self.upgraded(site) and site.upgrade == "approver-up"
        fit = [person.id for person in (WU, ZHENG, CHEN)[GRADES.index(grade) + raised :] if person.function in allowed]
        return next(iter(fit), CHEN.id)


RACK: Final = Job()
"""An ordinary job of first grade."""


def meters(value: str) -> Quantity:
    """Return a distance."""
    return Quantity(value=Decimal(value), unit=Unit.METER)


_NOWHERE_NEAR: Final = tuple(Nearby(what=what, present=False) for what in NearbyWork)

_COMMON: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "large_equipment": False,
        "fixed_area": False,
        "pipe_rack": False,
        "in_dike": False,
        "major_hazard_tank_farm": False,
        "confined_space": False,
        "outdoors": True,
        "at_height": False,
        "cross_work": False,
        "draining_in_dike": False,
        "nearby": _NOWHERE_NEAR,
        "running": False,
        "pressurized": False,
        "emptied": True,
        "purged": True,
        "purged_inert": False,
        "held_flammables": True,
        "oxygen_service": False,
        "decomposing_medium": False,
        "unit_stable": True,
        "unit_shut_down": False,
        "temporary_power": True,
        "wind_force": 3,
    }
)

_PLACES: Final[Mapping[Spot, Mapping[str, Any]]] = MappingProxyType(
    {
        Spot.YARD: {
            "surface": WorkSurface.SURROUNDINGS,
            "fire_explosion_area": False,
            "held_flammables": False,
        },
        Spot.SHUT_DOWN_UNIT: {
            "surface": WorkSurface.OUTER_WALL,
            "fire_explosion_area": True,
            "unit_shut_down": True,
            "lower_grade_approved_by": ZHENG.id,
        },
        Spot.OXYGEN_LINE: {
            "surface": WorkSurface.OUTER_WALL,
            "fire_explosion_area": False,
            "held_flammables": False,
            "oxygen_service": True,
        },
        Spot.FIXED_AREA: {
            "surface": WorkSurface.SURROUNDINGS,
            "fire_explosion_area": False,
            "fixed_area": True,
            "held_flammables": False,
        },
        Spot.PIPE_RACK: {
            "surface": WorkSurface.OUTER_WALL,
            "fire_explosion_area": True,
            "pipe_rack": True,
            "at_height": True,
            "cross_work": True,
        },
        Spot.DIKE: {"surface": WorkSurface.OUTER_WALL, "fire_explosion_area": True, "in_dike": True},
        Spot.VESSEL: {
            "surface": WorkSurface.INSIDE,
            "fire_explosion_area": True,
            "confined_space": True,
            "wet_or_narrow": False,
            "lamp_voltage": Quantity(value=Decimal(24), unit=Unit.VOLT),
            "outdoors": False,
        },
        Spot.TANK_FARM: {
            "surface": WorkSurface.OUTER_WALL,
            "fire_explosion_area": True,
            "in_dike": True,
            "major_hazard_tank_farm": True,
        },
        Spot.RUNNING_UNIT: {
            "surface": WorkSurface.SURROUNDINGS,
            "fire_explosion_area": True,
            "running": True,
            "pressurized": True,
            "emptied": False,
            "purged": False,
        },
    }
)

_METHODS: Final[Mapping[HotWorkMethod, Mapping[str, Any]]] = MappingProxyType(
    {
        HotWorkMethod.ARC_WELDING: {"welder_distance": meters("6"), "welder_as_fire_point": False},
        HotWorkMethod.GAS_CUTTING: {
            "cylinder_distance": meters("6"),
            "cylinder_fire_distance": meters("12"),
            "acetylene_upright": True,
            "flash_arrestor": True,
        },
        HotWorkMethod.GRINDING: {},
    }
)

METHODS: Final = tuple(_METHODS)
"""The methods that jobs are told of."""

_SPECIAL: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "work_plan": True,
        "camera_in_place": True,
        "camera_explosion_proof": True,
        "continuous_monitoring": True,
        "positive_pressure": True,
    }
)


def work_of(job: Job, site: Site) -> HotWork:
    """Write down the facts of the world that decide what the job needs."""
    facts = {**_COMMON, **_PLACES[job.spot], **_METHODS[job.method], "methods": (job.method,)}
    if job.grade(site) == "special":
        facts |= _SPECIAL
    if job.spot is Spot.FIXED_AREA:
        facts["fixed_area_state"] = FixedArea(
            approved=True,
            marked=True,
            reviewed_on=job.day - timedelta(days=100),
            distance=meters("45"),
            leeward=True,
            indoors=False,
            in_process_area=False,
        )
    return HotWork(**facts)


def isolated(job: Job) -> bool:
    """Say whether the equipment is cut off by blinds."""
    return job.spot not in (Spot.YARD, Spot.FIXED_AREA, Spot.RUNNING_UNIT)
