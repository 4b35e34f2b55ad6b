"""
Mutants for the rows of ``cn_gb30871`` about hot work: grade, gas, gear, surroundings.

``MUTANTS`` holds one for every row of the pack.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from safetykit.model.evidence import AttachmentKind
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import Gas
from safetykit.model.measures import Grading, Isolation, IsolationMethod
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import FixedArea, HotWorkMethod, Nearby, NearbyWork
from safetykit.testing.cast import DETECTOR
from safetykit.testing.general_mutants import GENERAL_MUTANTS
from safetykit.testing.jobs import HOLIDAY, SCHEME, Job, Spot, meters
from safetykit.testing.mutants import (
    Fault,
    HotPermit,
    Mutant,
    altered,
    changed,
    edited,
    facts,
    into,
    moved,
    waited,
    without,
)

_YARD: Final = Job(spot=Spot.YARD)
_TANKS: Final = Job(spot=Spot.TANK_FARM)
_RUNNING: Final = Job(spot=Spot.RUNNING_UNIT)
_OLD_EDITION: Final = date(2021, 11, 15)
_OLD_HOLIDAY: Final = date(2021, 10, 2)


def _inside(test: Any) -> bool:
    return bool(test.point.kind.value == "inside")


def _graded(value: str) -> tuple[Grading, ...]:
    return (Grading(scheme=SCHEME, value=value),)


def _percent(value: str, unit: Unit = Unit.VOL_PERCENT) -> Quantity:
    return Quantity(value=Decimal(value), unit=unit)


def _lasting(hours: int, minutes: int) -> Fault:
    """Grant a window of that length."""

    def spoil(permit: HotPermit) -> HotPermit:
        window = Period(start=into(permit, 0), end=into(permit, hours * 60 + minutes))
        return attrs.evolve(permit, permitted=window, planned=window)

    return edited(spoil)


def _recorded_until_noon(kind: AttachmentKind) -> Fault:
    """Let a recording end at half past ten."""

    def spoil(permit: HotPermit) -> HotPermit:
        period = Period(start=into(permit, -10), end=into(permit, 120))
        files = tuple(attrs.evolve(file, period=period) if file.kind is kind else file for file in permit.attachments)
        return attrs.evolve(permit, attachments=files)

    return edited(spoil)


def _without_retest(permit: HotPermit) -> HotPermit:
    """Leave out what was sampled after work began."""
    tests = tuple(test for test in permit.gas_tests if test.at is not None and test.at < into(permit, 0))
    return attrs.evolve(permit, gas_tests=tests)


def _without_daily_sample(permit: HotPermit) -> HotPermit:
    """Leave out what was sampled on the second day before work began."""
    first = permit.gas_tests[0].at
    day = timedelta(days=1)
    tests = tuple(
        test for test in permit.gas_tests if test.at is None or first is None or abs(test.at - first - day) > day / 48
    )
    return attrs.evolve(permit, gas_tests=tests)


GRADE: Final = (
    Mutant(rule="cn-gb30871/hot-work/grade", fault=changed(gradings=_graded("second"))),
    Mutant(
        rule="cn-gb30871/hot-work/upgrade",
        job=Job(day=HOLIDAY),
        fault=changed(gradings=_graded("first"), upgrade=None),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/upgrade/now",
        job=Job(spot=Spot.YARD, days=2),
        moment="begin",
        settings=FrozenMap({"night": ("20:00", "06:00")}),
        fault=waited(timedelta(hours=13)),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/upgrade/2014",
        job=Job(spot=Spot.YARD, day=_OLD_HOLIDAY),
        fault=changed(gradings=_graded("second"), upgrade=None),
    ),
    Mutant(rule="cn-gb30871/hot-work/validity/high", fault=_lasting(8, 1)),
    Mutant(rule="cn-gb30871/hot-work/validity/second", job=Job(spot=Spot.YARD, days=3), fault=_lasting(72, 1)),
    Mutant(rule="cn-gb30871/hot-work/validity/2014", job=Job(day=_OLD_EDITION), fault=_lasting(8, 1)),
)

GAS: Final = (
    Mutant(
        rule="cn-gb30871/hot-work/sample-age",
        job=Job(pause=0),
        fault=moved("gas_tests", timedelta(minutes=-20)),
    ),
    Mutant(rule="cn-gb30871/hot-work/retest/high", fault=edited(_without_retest)),
    Mutant(rule="cn-gb30871/hot-work/retest/second", job=_YARD, fault=edited(_without_retest)),
    Mutant(
        rule="cn-gb30871/hot-work/daily-sample",
        job=Job(spot=Spot.YARD, days=2, pause=0),
        fault=edited(_without_daily_sample),
        also=("cn-gb30871/hot-work/retest/second",),
        reason="A night without work is an interruption too: what is missing on the day is missing after it.",
    ),
    Mutant(
        rule="cn-gb30871/hot-work/monitoring/in-place",
        job=_RUNNING,
        moment="begin",
        fault=facts(continuous_monitoring=False),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/monitoring/record",
        job=_RUNNING,
        fault=_recorded_until_noon(AttachmentKind.MONITORING_RECORD),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/combustible-gas",
        fault=altered("gas_tests", _inside, reading=_percent("0.6")),
    ),
    Mutant(rule="cn-gb30871/hot-work/sampling-points", fault=without("gas_tests", _inside)),
    Mutant(
        rule="cn-gb30871/hot-work/oxygen-equipment",
        job=Job(spot=Spot.OXYGEN_LINE),
        fault=altered("gas_tests", lambda test: test.gas.code == "O2", reading=_percent("24.0")),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/instrument/calibration",
        fault=edited(
            lambda permit: attrs.evolve(
                permit,
                gas_tests=tuple(
                    attrs.evolve(test, reading=_percent("1", Unit.LEL_PERCENT)) for test in permit.gas_tests
                ),
                instruments=(attrs.evolve(DETECTOR, calibration_gas="甲烷"),),
            )
        ),
    ),
    Mutant(rule="cn-gb30871/hot-work/instrument/oxygen", fault=facts(purged_inert=True)),
    Mutant(
        rule="cn-gb30871/hot-work/instrument/explosive-limit",
        fault=altered("gas_tests", _inside, gas=Gas(name="甲醇", lel=Decimal("9.5"))),
    ),
)

GEAR_AND_SURROUNDINGS: Final = (
    Mutant(
        rule="cn-gb30871/hot-work/isolation",
        fault=changed(isolations=(Isolation(method=IsolationMethod.VALVE, count=2),)),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/nearby-works",
        fault=facts(nearby=(Nearby(what=NearbyWork.GAS_RELEASE, distance=meters("20"), above_or_below=False),)),
    ),
    Mutant(rule="cn-gb30871/hot-work/video/camera", job=_RUNNING, moment="begin", fault=facts(camera_in_place=False)),
    Mutant(rule="cn-gb30871/hot-work/video/recording", job=_RUNNING, fault=_recorded_until_noon(AttachmentKind.VIDEO)),
    Mutant(rule="cn-gb30871/hot-work/welding-machine", fault=facts(welder_distance=meters("12"))),
    Mutant(
        rule="cn-gb30871/hot-work/cylinders",
        job=Job(method=HotWorkMethod.GAS_CUTTING),
        fault=facts(cylinder_distance=meters("4")),
    ),
    Mutant(rule="cn-gb30871/hot-work/wind", fault=facts(wind_force=6)),
    Mutant(rule="cn-gb30871/hot-work/dike", job=Job(spot=Spot.DIKE), fault=facts(draining_in_dike=True)),
    Mutant(
        rule="cn-gb30871/hot-work/special/plan",
        job=_TANKS,
        fault=edited(
            lambda permit: attrs.evolve(
                permit,
                work=attrs.evolve(permit.work, work_plan=False),
                attachments=tuple(file for file in permit.attachments if file.kind is not AttachmentKind.WORK_PLAN),
            )
        ),
    ),
    Mutant(rule="cn-gb30871/hot-work/special/positive-pressure", job=_TANKS, fault=facts(positive_pressure=False)),
    Mutant(rule="cn-gb30871/hot-work/special/decomposing-medium", job=_TANKS, fault=facts(decomposing_medium=True)),
    Mutant(rule="cn-gb30871/hot-work/special/unit-steady", job=_RUNNING, fault=facts(unit_stable=False)),
    Mutant(
        rule="cn-gb30871/hot-work/fixed-area",
        job=Job(spot=Spot.FIXED_AREA),
        fault=edited(
            lambda permit: attrs.evolve(
                permit,
                work=attrs.evolve(
                    permit.work,
                    fixed_area_state=attrs.evolve(permit.work.fixed_area_state or FixedArea(), marked=False),
                ),
            )
        ),
    ),
)

MUTANTS: Final = (*GENERAL_MUTANTS, *GRADE, *GAS, *GEAR_AND_SURROUNDINGS)
"""One for every row of the pack."""
