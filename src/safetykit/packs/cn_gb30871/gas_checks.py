"""What gas analysis found: combustible gas before hot work (5.3.2), oxygen in equipment that holds it (5.2.7)."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from safetykit.model.frozenmap import FrozenMap
from safetykit.model.quantities import Unit
from safetykit.model.time import MINUTE, whole_minute
from safetykit.packs.cn_gb30871.gases import GASES, burning, burning_by
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable
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

_BEFORE = MINUTE + MINUTE
"""How long before its end work still rests on a sample: what was found in the last minute ended it."""


def carrying(context: Context[Any], tests: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """
    Return the dated samples that every start and every resumption rest on.

    While work goes on the latest ones belong to them, and where it went on for more than a minute after them so do the
    latest before a pause or an end; a stop is what a bad one asks for. If it is not known when work starts all do.
    """
    record, course = context.record, context.course
    if course.start is None:
        return tests
    moments = [course.start, *[item.at for item in (*record.starts, *record.resumptions)]]
    stopped = {item.at for item in record.stops}
    moments += [until - _BEFORE for _, until in course.sessions if until is not None and until not in stopped]
    minutes = sorted([item.minute for item in tests if item.minute is not None])
    # Of those up to some moment there are as many as up to another one only if they are the same.
    counted = {bisect_right(minutes, whole_minute(moment)): moment for moment in moments}
    found: list[Sample] = []
    for moment in counted.values():
        found += latest(up_to(tests, moment))
    if not course.halted:
        found += latest(tests)
    return distinct(found)


def combustible_gas(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether the samples that carry the start and every resumption keep the limit of their gas (5.3.2).

    While work goes on the latest ones must keep it too, and so must those without a time.
    """
    course, start = context.course, context.course.start
    tests = burning(context)
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    if start is None:
        yield need("/permitted/start", "start-unknown")
    elif not burning_by(context, start):
        yield need("/gas_tests", "no-sample-before-start")
    if not [True for item in tests if not item.in_traces]:
        yield need("/gas_tests", "only-traces")
    limits = _limits(context.params["limits"])
    for item in distinct((*carrying(context, tests), *undated(tests))):
        instrument = course.instrument(item.test.instrument)
        answer = reading_answer(item, instrument, limits, GASES)
        if answer is not None:
            yield answer
        elif item.known is not None and item.known.lel is not None and item.lel is not None:
            low, high = item.known.lel
            written = item.lel[0]
            # The limit that was written lets it pass; with that of the tables it might not.
            if not low <= written <= high and reading_answer(item, instrument, limits, GASES, item.known.lel):
                yield need(f"{item.path}/gas/lel", "lel-contradicts", value=written)


@lru_cache
def _limits(params: FrozenMap[Any]) -> Limits:
    return Limits(**params)


def oxygen_inside(context: Context[Any]) -> Iterator[Answer]:
    """Say whether oxygen inside equipment that holds or held it keeps the limit when work starts and goes on (5.2.7)."""
    work, params, start = context.record.work, context.params, context.course.start
    if not work.oxygen_service:
        if work.oxygen_service is None and not work.held_flammables:
            yield need("/work/oxygen_service")
        else:
            yield not_applicable("/work/oxygen_service")
        return
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
