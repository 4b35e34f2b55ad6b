"""Gas analysis before hot work (5.3): how old, where, how much."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.rows import Answer, Context, breach, need
from safetykit.rules.samples import Limits, Sample, latest, reading_answer, samples, up_to


def sample_age(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the last sample of each point and gas is fresh enough when work starts (5.3.1 c), the limit included."""
    tests = samples(context.record, context.params["other_gases"])
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    for item in tests:
        if item.minute is None:
            yield breach(f"{item.path}/at", "sample-undated")
    start = context.course.start
    if start is None:
        yield need("/permitted/start", "start-unknown")
        return
    taken = up_to(tests, start)
    if not taken:
        for item in tests:
            if item.test.at is not None:
                yield breach(f"{item.path}/at", "sample-after-start", at=item.test.at, start=start)
        return
    # A start step that comes after the recorded start of work is a start too: nothing was let begin before it.
    for moment in dict.fromkeys((start, max(start, context.started or start))):
        yield from _too_old(context, moment, up_to(tests, moment))


def _too_old(context: Context[Any], start: datetime, taken: tuple[Sample, ...]) -> Iterator[Answer]:
    limit = context.params["minutes"]
    for item in latest(_that_matter(context, taken)):
        age = item.age(start)
        if age is not None and age > limit:
            yield breach(f"{item.path}/at", "sample-too-old", at=item.test.at, start=start, age=age, limit=limit)


def _that_matter(context: Context[Any], taken: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """Leave samples at other points out, once every point that is needed has one."""
    needed, missing, unclear = _points(context, taken)
    return taken if missing or unclear else tuple(item for item in taken if item.point in needed)


def sampling_points(context: Context[Any]) -> Iterator[Answer]:
    """Say whether gas was sampled wherever the place of work asks for it (5.3.1 a, b)."""
    tests = samples(context.record, context.params["other_gases"])
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    start = context.course.start
    taken = tests if start is None else up_to(tests, start)
    needed, missing, unclear = _points(context, taken)
    nowhere = next((f"{item.path}/point" for item in tests if item.point is None), "/gas_tests")
    for place in missing:
        spread = context.record.work.large_equipment and place == context.params["spread_in"]
        yield breach(nowhere, "points-not-spread" if spread else "point-missing", point=place)
    if not missing:
        for path in unclear:
            yield need(path, "scope-unknown")
        if not unclear:
            yield from _not_everywhere(tuple(item for item in taken if item.point in needed))


def _not_everywhere(taken: tuple[Sample, ...]) -> Iterator[Answer]:
    """Ask for a gas that was tested at one point but not at another; a test that names no gas speaks for all."""
    tested: dict[str | None, set[str | None]] = {}
    for item in taken:
        tested.setdefault(item.point, set()).add(item.gas)
    # Traces in ppm or mg/m3 are measured for their poison; fire is measured in percent.
    for gas, item in {item.gas: item for item in taken if item.in_percent and item.gas is not None}.items():
        if any(gases.isdisjoint({gas, None}) for gases in tested.values()):
            yield need(f"{item.path}/gas", "gas-not-everywhere")


def _points(context: Context[Any], taken: tuple[Sample, ...]) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
    """
    Return the points that count, the places that lack a sample, and the open facts that could ask for one.

    While it is not known what the work touches, a place is lacking for certain only if every surface lacks one.
    """
    params, work = context.params, context.record.work
    surfaces: FrozenMap[tuple[str, ...]] = params["surfaces"]
    wanted = [surfaces[work.surface.value]] if work.surface is not None else list(surfaces.values())
    found = {item.point for item in taken if item.point is not None}
    spread = any(found.issuperset(row) for row in params["spread"])
    inside = {params["spread_in"], *(point for row in params["spread"] for point in row)}

    def answer(place: str) -> bool | None:
        if place != params["spread_in"]:
            return place in found
        if spread or found.isdisjoint(inside):
            return spread
        return None if work.large_equipment is None else not work.large_equipment

    lacking = [[place for place in places if answer(place) is False] for places in wanted]
    missing = tuple(dict.fromkeys(place for places in lacking for place in places)) if all(lacking) else ()
    unclear = () if missing or not any(lacking) else ("/work/surface",)
    if not any(lacking) and any(answer(place) is None for places in wanted for place in places):
        unclear = ("/work/large_equipment",)
    needed = {place for places in wanted for place in places}
    return needed | (inside if params["spread_in"] in needed else set()), missing, unclear


def combustible_gas(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether the samples that carry the start and every resumption keep the limit of their gas (5.3.2).

    While work goes on the latest ones must keep it too.
    """
    record, params = context.record, context.params
    tests = samples(record, params["other_gases"])
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    start = context.course.start
    if start is None:
        yield need("/permitted/start", "start-unknown")
        judged = tests
    else:
        moments = (start, *(resumption.at for resumption in record.resumptions))
        judged = tuple(item for moment in moments for item in latest(up_to(tests, moment)))
        if not judged:
            yield need("/gas_tests", "no-sample-before-start", start=start)
        judged += tuple(item for item in tests if item.minute is None)
        if not context.course.halted:
            judged += latest(tests)
    limits = Limits(**params["limits"])
    for item in dict.fromkeys(judged):
        used = item.test.instrument
        answer = reading_answer(item, record.instrument(used) if used else None, limits)
        if answer is not None:
            yield answer
