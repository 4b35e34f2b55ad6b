"""What a detector can tell: its calibration gas, the oxygen that its sensor needs, the explosive limit that was used."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.gas import Principle
from safetykit.model.quantities import Unit
from safetykit.packs.cn_gb30871.gas_checks import carrying
from safetykit.packs.cn_gb30871.gases import GASES, burning
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable
from safetykit.rules.samples import Sample, factor_of, samples_of


def calibrated(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether readings in percent of the explosive limit were made with an instrument for that gas, or corrected.

    Where they were not, what they may mean at worst is shown.
    """
    read = [
        (item, reading.value)
        for item in burning(context)
        if (reading := item.test.reading) is not None and reading.unit is Unit.LEL_PERCENT
    ]
    if not read:
        yield not_applicable("/gas_tests")
    for item, value in read:
        instrument = context.course.instrument(item.test.instrument)
        if factor_of(item.test, instrument, GASES) is not None:
            continue
        if instrument is None or instrument.calibration_gas is None:
            yield need(f"{item.path}/instrument", "calibration-gas-unknown", group="gas-instrument")
        elif item.gas is None:
            yield need(f"{item.path}/gas", "gas-unnamed", group="gas-instrument")
        else:
            factor = context.params["worst_factor"]
            yield breach(f"{item.path}/instrument", "calibration-differs", factor=factor, worst=value * factor)


def oxygen_for_sensor(context: Context[Any]) -> Iterator[Answer]:
    """Say whether a catalytic sensor had the oxygen that it needs inside equipment purged with a gas without any."""
    params = context.params
    inside = [item for item in carrying(context, burning(context)) if item.point in params["inside"]]
    if not inside:
        yield not_applicable("/gas_tests")
    oxygen = samples_of(context.record, GASES, params["gas"])
    for item in inside:
        instrument = context.course.instrument(item.test.instrument)
        if instrument is None or instrument.principle is None:
            yield need(f"{item.path}/instrument", "principle-unknown", group="gas-instrument")
        elif instrument.principle is Principle.CATALYTIC:
            yield from _oxygen_at(item, oxygen, params)


def _oxygen_at(item: Sample, oxygen: tuple[Sample, ...], params: Any) -> Iterator[Answer]:
    """Judge the oxygen that was measured at the point of a sample, not long before or after it."""
    least = params["percent"]
    values = [
        reading.value
        for other in oxygen
        if other.point == item.point
        and (other.minute is None or item.minute is None or abs(other.age(item.minute) or 0) <= params["minutes"])
        and (reading := other.test.reading) is not None
        and reading.unit is Unit.VOL_PERCENT
    ]
    if not values:
        yield breach(f"{item.path}/reading", "oxygen-unknown-there", least=least)
    elif min(values) < least:
        yield breach(f"{item.path}/reading", "oxygen-too-low-there", value=min(values), least=least)


def explosive_limit(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the explosive limits that were written down are those of the table, within a tolerance."""
    tolerance = context.params["tolerance"]
    seen: set[tuple[str | None, Any]] = set()
    for item in burning(context):
        gas, known = item.test.gas, item.known
        if gas is None or known is None or known.lel is None or (known.code, gas.lel) in seen:
            continue
        seen.add((known.code, gas.lel))
        low, high = known.lel
        if gas.lel is None:
            yield need(f"{item.path}/gas/lel", "lel-from-table", group="gas-instrument", low=low, high=high)
        elif not low * (1 - tolerance) <= gas.lel <= high * (1 + tolerance):
            yield breach(f"{item.path}/gas/lel", "lel-differs", value=gas.lel, low=low, high=high)
    if not seen:
        yield not_applicable("/gas_tests")
