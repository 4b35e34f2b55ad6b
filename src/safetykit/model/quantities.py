"""Quantities as they were written down: decimal digits, a unit, and a qualifier where a laboratory gave one."""

from decimal import Decimal
from enum import Enum

import attrs

from safetykit.model.shapes import constrained


class Unit(Enum):
    """Units of measure that the records know."""

    VOL_PERCENT = "%VOL"
    """Volume fraction in percent."""
    LEL_PERCENT = "%LEL"
    """Percent of the lower explosive limit of the gas."""
    PPM = "ppm"
    MG_PER_M3 = "mg/m3"
    METER = "m"
    SQUARE_METER = "m2"
    MILLIMETER = "mm"
    TONNE = "t"
    VOLT = "V"
    KILOVOLT = "kV"
    KILOWATT = "kW"
    KILOPASCAL = "kPa"
    CELSIUS = "degC"


class Qualifier(Enum):
    """How a written value is meant when it is not simply the value."""

    BELOW = "<"
    """Less than the value, such as ``<0.01``."""
    NOT_DETECTED = "not-detected"
    """Not detected (未检出); the value is the detection limit, 0 if it was not given."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Quantity:
    """A decimal number with its unit. Digits are kept as written: 0.50 and 0.5 are equal but store differently."""

    value: Decimal
    unit: Unit
    qualifier: Qualifier | None = None

    def __str__(self) -> str:
        """Write the value as plain digits with its unit."""
        sign = "<" if self.qualifier is Qualifier.BELOW else ""
        return f"{sign}{self.value:f} {self.unit.value}"
