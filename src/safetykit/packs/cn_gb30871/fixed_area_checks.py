"""Fixed hot-work areas (5.5)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from safetykit.model.civil import local
from safetykit.packs.cn_gb30871.distances import meters
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable

_STATE = "/work/fixed_area_state"


def fixed_area_fit(context: Context[Any]) -> Iterator[Answer]:
    """Say whether a fixed hot-work area is one that the clause allows (5.5.1, 5.5.2); one answer for all unknown facts."""
    work = context.record.work
    if work.fixed_area is False or (work.fixed_area is None and work.fire_explosion_area):
        yield not_applicable("/work/fixed_area")
        return
    if work.fixed_area is None:
        yield need("/work/fixed_area")
        return
    unknown: list[str] = []
    if work.fire_explosion_area:
        yield breach("/work/fire_explosion_area", "fixed-area-in-hazard-area")
    elif work.fire_explosion_area is None:
        unknown.append("fire_explosion_area")
    for name, holds in _conditions(context, work.fixed_area_state):
        if holds is None:
            unknown.append(name)
        elif not holds:
            yield breach(f"{_STATE}/{name}", "fixed-area-fault", fact=name)
    last = None if (chosen := context.course.window) is None else chosen.end
    if last is None:
        yield need("/permitted", "window-unknown")
    if unknown:
        yield need(_STATE, "fixed-area-unknown", facts=tuple(unknown))


def _conditions(context: Context[Any], state: Any) -> Iterator[tuple[str, bool | None]]:
    """Yield each condition that counts with its answer; while a circumstance is not known, the circumstance."""
    params = context.params
    for name in params["always"]:
        yield name, getattr(state, name, None)
    for circumstance, fact in params["under"].items():
        given, holds = getattr(state, circumstance, None), getattr(state, fact, None)
        if given or (given is None and not holds):
            yield (fact, holds) if given else (circumstance, None)
    distance = getattr(state, "distance", None)
    length = None if distance is None else meters(distance)
    yield "distance", None if length is None else length >= params["distance"]
    yield "reviewed_on", _reviewed(context, getattr(state, "reviewed_on", None))


def _reviewed(context: Context[Any], day: date | None) -> bool | None:
    """Say whether the last review is recent enough on the last day of work; a later one says nothing about the work."""
    chosen = context.course.window
    if day is None or chosen is None or chosen.end is None:
        return None if day is None else True
    last = local(chosen.end, context.site.zone).date()
    return None if day > last else day >= _years_before(last, context.params["years"])


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year - years, day=day.day - 1)
