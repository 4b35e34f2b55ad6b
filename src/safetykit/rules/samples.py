"""Choosing gas tests and reading them: the latest of each point and gas, in percent by volume, against a limit."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import attrs

from safetykit.model.gas import GasTest, Instrument, volume_percent
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.rows import Answer, breach, need

_PPM_PER_PERCENT = 10_000


@attrs.frozen
class Sample:
    """A gas test with its place in the record."""

    index: int
    test: GasTest

    @property
    def path(self) -> str:
        """The pointer of the test."""
        return f"/gas_tests/{self.index}"

    @property
    def point(self) -> str | None:
        """The kind of its sampling point."""
        return None if self.test.point is None else self.test.point.kind.value

    @property
    def source(self) -> tuple[str | None, str | None, str | None]:
        """What it speaks of: the kind of its point, the words for it, the gas; only the same one can outdate it."""
        point = self.test.point
        text = None if point is None or point.text is None else "".join(point.text.split())
        return self.point, text, self.gas

    @property
    def gas(self) -> str | None:
        """Its gas, by code where there is one."""
        return None if self.test.gas is None else self.test.gas.code or self.test.gas.name

    @property
    def in_percent(self) -> bool:
        """Whether it was read in percent, by volume or of the lower explosive limit."""
        reading = self.test.reading
        return reading is not None and reading.unit in (Unit.VOL_PERCENT, Unit.LEL_PERCENT)

    @property
    def minute(self) -> datetime | None:
        """The minute it was taken in; None if its time is blank."""
        return None if self.test.at is None else whole_minute(self.test.at)

    def age(self, moment: datetime) -> int | None:
        """Return its age at *moment* in whole minutes; None if its time is blank."""
        return None if self.minute is None else (whole_minute(moment) - self.minute) // MINUTE

    @property
    def lel(self) -> Decimal | None:
        """The lower explosive limit of its gas."""
        return None if self.test.gas is None else self.test.gas.lel


@attrs.frozen(kw_only=True)
class Limits:
    """
    Limits for combustible gas in percent by volume: *low* for gases that explode below *boundary*, *high* for others.

    ``any_gas`` is the reading in percent of the lower explosive limit up to which a gas passes whatever it is.
    """

    high: Decimal
    low: Decimal
    boundary: Decimal
    any_gas: Decimal

    def of(self, lel: Decimal) -> Decimal:
        """Return the limit for a gas; one that explodes at the boundary itself has the high limit."""
        return self.low if lel < self.boundary else self.high


def samples(record: Any, other_gases: Iterable[str]) -> tuple[Sample, ...]:
    """Return the tests for combustible gas: all but those whose gas is named among *other_gases*, such as oxygen."""
    others = {_plain(name) for name in other_gases}
    return tuple(
        Sample(index, test)
        for index, test in enumerate(record.gas_tests)
        if test.gas is None or others.isdisjoint({_plain(test.gas.name), _plain(test.gas.code or "")})
    )


def _plain(name: str) -> str:
    """Fold what reads the same, such as O₂ and O2."""
    return normalize("NFKC", name).strip().casefold()


def up_to(tests: Iterable[Sample], moment: datetime) -> tuple[Sample, ...]:
    """Return the dated samples that are not later than *moment*, in whole minutes."""
    last = whole_minute(moment)
    return tuple(item for item in tests if item.minute is not None and item.minute <= last)


def latest(tests: Iterable[Sample]) -> tuple[Sample, ...]:
    """
    Return the latest of some samples for each point and gas: all of its last minute, so that none outvotes another.

    Points of one kind with other words are other points. Tests without a point or a gas are a group of their own; those
    without a time count only where no other is.
    """
    groups: dict[tuple[str | None, str | None, str | None], list[Sample]] = {}
    for item in tests:
        groups.setdefault(item.source, []).append(item)
    found: list[Sample] = []
    for group in groups.values():
        last = max((item.minute for item in group if item.minute is not None), default=None)
        found += [item for item in group if item.minute == last]
    return tuple(found)


def reading_answer(item: Sample, instrument: Instrument | None, limits: Limits) -> Answer | None:
    """
    Judge the reading of one sample, taken with *instrument*; None if it keeps the limit.

    A gas whose explosive limit is not known passes at or below the stricter limit, fails above the other, and is an
    open question between them. A reading given as "below" passes only if even that value would.
    """
    reading = item.test.reading
    if reading is None:
        return breach(f"{item.path}/reading", "reading-blank")
    if reading.value < 0:
        return need(f"{item.path}/reading", "reading-negative", value=reading.value)
    volume = _volume(item.test, instrument)
    if volume is None:
        return _unconverted(item, reading, instrument, limits)
    limit = limits.low if item.lel is None else limits.of(item.lel)
    if volume.value <= limit:
        return _against_the_word(item)
    if volume.qualifier is not None:
        return need(f"{item.path}/reading", "detection-limit-too-high", value=volume.value, limit=limit)
    if item.lel is None and volume.value <= limits.high:
        return need(f"{item.path}/gas", "lel-unknown", value=volume.value)
    limit = limits.high if item.lel is None else limit
    return breach(f"{item.path}/reading", "gas-too-high", value=volume.value, limit=limit)


def _volume(test: GasTest, instrument: Instrument | None) -> Quantity | None:
    reading = test.reading
    try:
        if reading is not None and reading.unit is Unit.PPM:
            return attrs.evolve(reading, value=reading.value / _PPM_PER_PERCENT, unit=Unit.VOL_PERCENT)
        return volume_percent(test, instrument)
    except ValueError:
        # The product has more digits or places than a quantity can hold: no reading of any instrument.
        return None


def _unconverted(item: Sample, reading: Quantity, instrument: Instrument | None, limits: Limits) -> Answer | None:
    if reading.unit is not Unit.LEL_PERCENT:
        return need(f"{item.path}/reading", "unit-not-convertible", unit=reading.unit)
    if item.lel is None:
        if reading.value <= limits.any_gas:
            return _against_the_word(item)
        return need(f"{item.path}/gas", "lel-unknown", value=reading.value)
    path = f"{item.path}/instrument"
    return need(path, "calibration-unknown" if instrument else "instrument-unknown", group="gas-instrument")


def _against_the_word(item: Sample) -> Answer | None:
    """A reading that keeps the limit beside the written verdict that it does not: one of the two is wrong."""
    return need(f"{item.path}/passed", "verdict-contradicts") if item.test.passed is False else None
