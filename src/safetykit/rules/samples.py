"""Choosing gas tests and reading them: the latest of each point and gas, in percent by volume, against a limit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from safetykit.model.gas import GasTest, Instrument
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.gases import GasTable, KnownGas
from safetykit.rules.paths import word
from safetykit.rules.rows import Answer, breach, need

_PERCENT = 100
_AS_READ = Decimal(1)
Range: TypeAlias = tuple[Decimal, Decimal]
"""Lowest and highest of what a limit may be."""
_PPM_PER_PERCENT = 10_000


@attrs.frozen(slots=False)
class Sample:
    """
    A gas test with its place in the record, and what is often asked of it.

    Attributes:
        index: Its place among the tests of the record.
        test: The test.
        known: The gas of the table that it names.
        minute: The minute it was taken in; None if its time is blank.
        point: The kind of its sampling point.
        gas: Its gas: as the table calls it, else by its own code or name.
        lel: The lower explosive limit of its gas, as lowest and highest of what it may be: what is written in the
            record, else what the table says.
        source: What it speaks of: the kind of its point, the words for it, the gas; only the same one can outdate it.
    """

    index: int
    test: GasTest
    known: KnownGas | None
    minute: datetime | None
    point: str | None
    gas: str | None
    source: tuple[str | None, str | None, str | None]
    lel: tuple[Decimal, Decimal] | None

    @classmethod
    def of(cls, index: int, test: GasTest, gases: GasTable) -> "Sample":
        """Make a sample of a test."""
        gas, point, at, known, name, lel = test.gas, test.point, test.at, None, None, None
        if gas is not None:
            known, lel = gases.of_test(gas), gas.lel
            name = known.code if known is not None else gas.code or gas.name
        kind = words = None
        if point is not None:
            kind, words = word(point.kind), None if point.text is None else "".join(point.text.split())
        return cls(
            index,
            test,
            known,
            None if at is None else whole_minute(at),
            kind,
            name,
            (kind, words, name),
            (lel, lel) if lel is not None else None if known is None else known.lel,
        )

    @property
    def path(self) -> str:
        """The pointer of the test."""
        return f"/gas_tests/{self.index}"

    @property
    def in_percent(self) -> bool:
        """Whether it was read in percent, by volume or of the lower explosive limit."""
        reading = self.test.reading
        return reading is not None and reading.unit in (Unit.VOL_PERCENT, Unit.LEL_PERCENT)

    @property
    def in_traces(self) -> bool:
        """Whether a poison was measured in traces, which says nothing about other gases that may burn."""
        return self.known is not None and self.known.toxic and self.test.reading is not None and not self.in_percent

    def age(self, moment: datetime) -> int | None:
        """Return its age at *moment* in whole minutes; None if its time is blank."""
        return None if self.minute is None else (whole_minute(moment) - self.minute) // MINUTE

    def turns(self, minutes: int) -> tuple[datetime, ...]:
        """Return when it begins to count, and when it first is older than *minutes*."""
        return () if self.minute is None else (self.minute, self.minute + (minutes + 1) * MINUTE)


@attrs.frozen(kw_only=True)
class Limits:
    """
    Limits for combustible gas in percent by volume: *low* for gases that explode below *boundary*, *high* for others.

    ``any_gas`` is the reading in percent of the lower explosive limit up to which a gas passes whatever it is, and
    ``no_gas`` the one above which it fails whatever it is.
    """

    high: Decimal
    low: Decimal
    boundary: Decimal
    any_gas: Decimal
    no_gas: Decimal

    def of(self, lel: Decimal) -> Decimal:
        """Return the limit for a gas; one that explodes at the boundary itself has the high limit."""
        return self.low if lel < self.boundary else self.high


def samples(record: Any, gases: GasTable) -> tuple[Sample, ...]:
    """Return the tests for combustible gas: all but those of a gas that does not burn, such as oxygen."""
    found = [Sample.of(index, test, gases) for index, test in enumerate(record.gas_tests)]
    return tuple([item for item in found if item.known is None or item.known.lel is not None])


def samples_of(record: Any, gases: GasTable, code: str) -> tuple[Sample, ...]:
    """Return the tests of one gas, named by its code in the table."""
    found = (Sample.of(index, test, gases) for index, test in enumerate(record.gas_tests))
    return tuple(item for item in found if item.known is not None and item.known.code == code)


def up_to(tests: Iterable[Sample], moment: datetime) -> tuple[Sample, ...]:
    """Return the dated samples that are not later than *moment*, in whole minutes."""
    last = whole_minute(moment)
    return tuple([item for item in tests if (minute := item.minute) is not None and minute <= last])


def undated(tests: Iterable[Sample]) -> tuple[Sample, ...]:
    """Return the samples whose time is blank."""
    return tuple([item for item in tests if item.minute is None])


def distinct(tests: Sequence[Sample]) -> tuple[Sample, ...]:
    """Return some samples of one record, each once."""
    return tuple({item.index: item for item in tests}.values())


def latest(tests: Iterable[Sample]) -> tuple[Sample, ...]:
    """
    Return the latest of some samples for each point and gas: all of its last minute, so that none outvotes another.

    Points of one kind with other words are other points. Tests without a point or a gas are a group of their own; those
    without a time count only where no other is.
    """
    groups: dict[tuple[str | None, str | None, str | None], list[Sample]] = {}
    for item in tests:
        held = groups.get(item.source)
        if held is None or held[0].minute is None is not item.minute:
            groups[item.source] = [item]
        elif item.minute == held[0].minute:
            held.append(item)
        elif held[0].minute is not None and item.minute is not None and item.minute > held[0].minute:
            groups[item.source] = [item]
    return tuple([item for group in groups.values() for item in group])


def unreadable(item: Sample) -> Answer | None:
    """Say what is wrong with a result that is blank or below zero; None if it can be read."""
    reading = item.test.reading
    if reading is None:
        return breach(f"{item.path}/reading", "reading-blank")
    if reading.value < 0:
        return need(f"{item.path}/reading", "reading-negative", value=reading.value)
    return None


def factor_of(test: GasTest, instrument: Instrument | None, gases: GasTable) -> Decimal | None:
    """Return what corrects a reading in percent of the explosive limit; None if the instrument does not tell."""
    if test.factor is not None or instrument is None or instrument.calibration_gas is None or test.gas is None:
        return test.factor
    for name in (test.gas.code, test.gas.name):
        if name and gases.same(instrument.calibration_gas, name):
            return _AS_READ
    return None


def reading_answer(
    item: Sample, instrument: Instrument | None, limits: Limits, gases: GasTable, lel: Range | None = None
) -> Answer | None:
    """
    Judge the reading of one sample, taken with *instrument*; None if it keeps the limit.

    A gas whose explosive limit is not known passes at or below the stricter limit, fails above the other, and is an
    open question between them. A reading given as "below" passes only if even that value would. A reading in percent of
    the explosive limit by an instrument that is not known to be calibrated for the gas is an open question, unless it
    fails as it stands. With *lel* it is judged as if that were the explosive limit of the gas.
    """
    lel = lel or item.lel
    reading = item.test.reading
    if reading is None or reading.value < 0:
        return unreadable(item)
    unit, volume = reading.unit, reading.value
    factor: Decimal | None = _AS_READ
    if unit is Unit.LEL_PERCENT:
        if lel is None:
            return _of_any_limit(item, reading, limits)
        factor = factor_of(item.test, instrument, gases)
        volume = (volume if factor is None else volume * factor) * lel[1] / _PERCENT
    elif unit is Unit.PPM:
        volume /= _PPM_PER_PERCENT
    elif unit is not Unit.VOL_PERCENT:
        return need(f"{item.path}/reading", "unit-not-convertible", unit=unit)
    if volume > (limits.low if lel is None else limits.of(lel[0])):
        return _too_much(item, reading, volume, limits, lel)
    if item.test.passed is False:
        return _against_the_word(item)
    if factor is None and reading.value:
        message = "calibration-unknown" if instrument else "instrument-unknown"
        return need(f"{item.path}/instrument", message, group="gas-instrument")
    return None


def _too_much(item: Sample, reading: Quantity, volume: Decimal, limits: Limits, lel: Range | None) -> Answer:
    """Judge a reading above its limit; without a known explosive limit that is the lower one."""
    limit = limits.low if lel is None else limits.of(lel[0])
    if reading.qualifier is not None:
        return need(f"{item.path}/reading", "detection-limit-too-high", value=volume, limit=limit)
    if lel is None and volume <= limits.high:
        return need(f"{item.path}/gas", "lel-unknown", value=volume)
    limit = limits.high if lel is None else limit
    return breach(f"{item.path}/reading", "gas-too-high", value=volume, limit=limit)


def _of_any_limit(item: Sample, reading: Quantity, limits: Limits) -> Answer | None:
    """Judge percent of an explosive limit that is not known by what holds for every gas."""
    if reading.value <= limits.any_gas:
        return _against_the_word(item) if item.test.passed is False else None
    if reading.value > limits.no_gas and reading.qualifier is None:
        return breach(f"{item.path}/reading", "lel-percent-too-high", value=reading.value, limit=limits.no_gas)
    return need(f"{item.path}/gas", "lel-unknown", value=reading.value)


def _against_the_word(item: Sample) -> Answer:
    """A reading that keeps the limit beside the written verdict that it does not: one of the two is wrong."""
    return need(f"{item.path}/passed", "verdict-contradicts")
