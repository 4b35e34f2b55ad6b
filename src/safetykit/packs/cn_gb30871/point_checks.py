"""Where gas is sampled (5.3.1 a, b), and which samples count because of it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.gases import burning, burning_by
from safetykit.rules.paths import word
from safetykit.rules.rows import Answer, Context, breach, need
from safetykit.rules.samples import Sample


def sampling_points(context: Context[Any]) -> Iterator[Answer]:
    """Say whether gas was sampled wherever the place of work asks for it (5.3.1 a, b)."""
    tests = burning(context)
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    start = context.course.start
    taken = tests if start is None else burning_by(context, start)
    points = _points_of(context, taken)
    for place in points.missing:
        spread = context.record.work.large_equipment and place == context.params["spread_in"]
        nowhere = next((f"{item.path}/point" for item in tests if item.point is None), "/gas_tests")
        yield breach(nowhere, "points-not-spread" if spread else "point-missing", point=place)
    for path in points.unclear:
        yield need(path, "scope-unknown")
    if points.complete:
        yield from _not_everywhere([item for item in taken if item.point in points.needed])


def that_matter(context: Context[Any], taken: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """Leave samples at other points out, once every point that is needed has one."""
    points = _points_of(context, taken)
    return tuple([item for item in taken if item.point in points.needed]) if points.complete else taken


def _not_everywhere(taken: list[Sample]) -> Iterator[Answer]:
    """Ask for a gas that was tested at one point but not at another; a test that names no gas speaks for all."""
    tested: dict[str | None, set[str | None]] = {}
    for item in taken:
        tested.setdefault(item.point, set()).add(item.gas)
    # Traces in ppm or mg/m3 are measured for their poison; fire is measured in percent.
    for gas, item in {item.gas: item for item in taken if item.in_percent and item.gas is not None}.items():
        if any(gases.isdisjoint({gas, None}) for gases in tested.values()):
            yield need(f"{item.path}/gas", "gas-not-everywhere")


@attrs.frozen
class _Points:
    """The points that count, the places that lack a sample, and the open facts that could ask for one."""

    needed: frozenset[str]
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    complete: bool


def _points_of(context: Context[Any], taken: tuple[Sample, ...]) -> _Points:
    params, work = context.params, context.record.work
    return _points(
        None if work.surface is None else word(work.surface),
        work.large_equipment,
        frozenset([item.point for item in taken if item.point is not None]),
        params["surfaces"],
        params["spread_in"],
        params["spread"],
    )


@lru_cache
def _points(
    surface: str | None,
    large: bool | None,  # noqa: FBT001 (a key of the cache)
    found: frozenset[str],
    surfaces: FrozenMap[tuple[str, ...]],
    spread_in: str,
    spreads: tuple[tuple[str, ...], ...],
) -> _Points:
    """
    Work the points out.

    While it is not known what the work touches, a place is lacking for certain only if every surface lacks one.
    """
    wanted = [surfaces[surface]] if surface is not None else list(surfaces.values())
    spread = any(found.issuperset(row) for row in spreads)
    inside = {spread_in, *(point for row in spreads for point in row)}

    def answer(place: str) -> bool | None:
        if place != spread_in:
            return place in found
        if spread or found.isdisjoint(inside):
            return spread
        return None if large is None else not large

    lacking = [[place for place in places if answer(place) is False] for places in wanted]
    missing = tuple(dict.fromkeys(place for places in lacking for place in places)) if all(lacking) else ()
    unclear = () if missing or not any(lacking) else ("/work/surface",)
    if not any(lacking) and any(answer(place) is None for places in wanted for place in places):
        unclear = ("/work/large_equipment",)
    needed = {place for places in wanted for place in places}
    needed |= inside if spread_in in needed else set()
    return _Points(frozenset(needed), missing, unclear, complete=not missing and not unclear)
