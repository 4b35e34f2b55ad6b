"""Gas tests, the instruments that made them, and the conversion between their units."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated

import attrs
from annotated_types import Gt, Le

from safetykit.model.marks import Code, Line
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.shapes import constrained


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Gas:
    """The gas that a test speaks for. ``lel`` is its lower explosive limit in percent by volume."""

    name: Line
    code: Code | None = None
    lel: Annotated[Decimal, Gt(0), Le(100)] | None = None


class PointKind(Enum):
    """Where, in relation to the work, a sample was taken."""

    INSIDE = "inside"
    """Inside the equipment."""
    WITHIN_10M = "within-10m"
    """Around the point of work, no more than 10 m away."""
    UPPER = "upper"
    MIDDLE = "middle"
    LOWER = "lower"
    LEFT = "left"
    RIGHT = "right"
    DOWNWIND = "downwind"
    OTHER = "other"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class SamplePoint:
    """A sampling point: its kind for rules, its words for the form."""

    kind: PointKind
    text: Line | None = None


class Principle(Enum):
    """How a gas detector measures."""

    CATALYTIC = "catalytic"
    INFRARED = "infrared"
    ELECTROCHEMICAL = "electrochemical"
    PHOTOIONIZATION = "photoionization"
    CHROMATOGRAPHY = "chromatography"
    OTHER = "other"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Instrument:
    """
    One sensor of a gas detector, with the gas that it was calibrated on.

    The day of ``verified_until`` still counts as verified. ``device`` binds the sensors of one detector together.
    """

    id: Code
    number: Line | None = None
    device: Code | None = None
    principle: Principle | None = None
    calibration_gas: Line | None = None
    verified_until: date | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class GasTest:
    """
    One sample: when, what gas, where, the reading, who analyzed it and with which instrument (by id).

    ``factor`` corrects a %LEL reading of a gas that the instrument was not calibrated on.
    """

    at: datetime | None = None
    gas: Gas | None = None
    point: SamplePoint | None = None
    reading: Quantity | None = None
    factor: Annotated[Decimal, Gt(0)] | None = None
    passed: bool | None = None
    """The verdict written on the form; rules judge the reading, not this word."""
    analyst: Code | None = None
    instrument: Code | None = None


def volume_percent(test: GasTest, instrument: Instrument | None) -> Quantity | None:
    """
    Express a combustible reading in percent by volume, or None if that cannot be known.

    %LEL converts as ``%LEL * LEL / 100`` and only with the gas's own LEL and an instrument calibrated for that gas,
    or with a factor for it. The qualifier is kept.
    """
    reading, gas = test.reading, test.gas
    if reading is None or reading.unit is Unit.VOL_PERCENT:
        return reading
    if reading.unit is not Unit.LEL_PERCENT or gas is None or gas.lel is None or instrument is None:
        return None
    factor = Decimal(1) if test.factor is None and instrument.calibration_gas == gas.name else test.factor
    if factor is None:
        return None
    value = reading.value * factor * gas.lel / 100
    return Quantity(value=value, unit=Unit.VOL_PERCENT, qualifier=reading.qualifier)
