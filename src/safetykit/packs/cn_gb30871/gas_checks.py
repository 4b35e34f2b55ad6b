"""What gas analysis found: combustible gas before hot work (5.3.2), oxygen in equipment that holds it (5.2.7)."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.quantities import Unit
from safetykit.packs.cn_gb30871.gases import GASES, burning
from safetykit.rules.rows import Answer, Context, breach, need
from safetykit.rules.samples import (
    Limits,
    Sample,
    distinct,
    latest,
    reading_answer,
    samples_of,
    undated,
    unreadable,
    up_to,
)


def carrying(context: Context[Any], tests: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """
    Return the dated samples that the start and every resumption rest on.

    While work goes on the latest ones belong to them; if it is not known when work starts all do.
    """
    start = context.course.start
    if start is None:
        return tests
    moments = (start, *(resumption.at for resumption in context.record.resumptions))
    found = [item for moment in moments for item in latest(up_to(tests, moment))]
    if not context.course.halted:
        found += latest(tests)
    return distinct(found)


def combustible_gas(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether the samples that carry the start and every resumption keep the limit of their gas (5.3.2).

    While work goes on the latest ones must keep it too, and so must those without a time.
    """
    record, start = context.record, context.course.start
    tests = burning(context)
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    if start is None:
        yield need("/permitted/start", "start-unknown")
    elif not up_to(tests, start):
        yield need("/gas_tests", "no-sample-before-start")
    if all(item.in_traces for item in tests):
        yield need("/gas_tests", "only-traces")
    limits = Limits(**context.params["limits"])
    for item in distinct((*carrying(context, tests), *undated(tests))):
        used = item.test.instrument
        answer = reading_answer(item, record.instrument(used) if used else None, limits, GASES)
        if answer is not None:
            yield answer


def oxygen_inside(context: Context[Any]) -> Iterator[Answer]:
    """Say whether oxygen inside the equipment keeps the limit when work starts and goes on (5.2.7)."""
    params, start = context.params, context.course.start
    tests = samples_of(context.record, GASES, params["gas"])
    inside = tuple(item for item in tests if item.point in params["inside"])
    if start is None:
        yield need("/permitted/start", "start-unknown")
    if not (inside if start is None else (*up_to(inside, start), *undated(inside))):
        nowhere = next((item for item in tests if item.point is None), None)
        if nowhere is None:
            yield breach("/gas_tests", "oxygen-not-tested")
        else:
            yield need(f"{nowhere.path}/point", "oxygen-point-unknown")
    for item in distinct((*carrying(context, inside), *undated(inside))):
        answer = _enriched(item, params)
        if answer is not None:
            yield answer


def _enriched(item: Sample, params: Any) -> Answer | None:
    reading, path = item.test.reading, f"{item.path}/reading"
    if reading is None or reading.value < 0:
        return unreadable(item)
    if reading.unit is not Unit.VOL_PERCENT:
        return need(path, "unit-not-convertible", unit=reading.unit)
    if reading.value <= params["percent"]:
        return None
    if reading.qualifier is not None:
        return need(path, "detection-limit-too-high", value=reading.value, limit=params["percent"])
    return breach(path, "oxygen-too-high", value=reading.value, limit=params["percent"])
