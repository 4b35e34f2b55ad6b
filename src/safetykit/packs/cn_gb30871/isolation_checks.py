"""Isolation of the equipment that hot work is done on (5.2.2): blinds or disconnection, never a valve or water seal."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.measures import IsolationMethod
from safetykit.model.works import WorkSurface
from safetykit.packs.cn_gb30871.ticks import denied
from safetykit.rules.course import Tick
from safetykit.rules.paths import word
from safetykit.rules.rows import Answer, Context, breach, declared, need, not_applicable

_SCOPE = ("held_flammables", "oxygen_service", "fire_explosion_area")


def _live_unpurged(work: Any) -> bool | None:
    """Say whether equipment is worked on under pressure without purging (带压不置换); None if that is not known."""
    if work.pressurized is False or work.purged:
        return False
    return True if work.pressurized and work.purged is False else None


def isolated(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether the equipment is cut off from the plant (5.2.2).

    Every claimed isolation is judged, unless the facts show that the clause does not speak of such work. On equipment
    under pressure that is not purged nothing else is asked; that it may be worked on at all is for 5.4.2 to say.
    """
    work, record, params = context.record.work, context.record, context.params
    scope = _in_scope(work, claimed=bool(record.isolations))
    if scope is False:
        yield not_applicable("/work/surface" if work.surface is WorkSurface.SURROUNDINGS else "/work/held_flammables")
        return
    named = [(word(item.method), item) for item in record.isolations]
    sure = {_plain(item.point) for method, item in named if method in params["sure"] and item.count != 0}
    weak = [(index, item) for index, (method, item) in enumerate(named) if method in params["weak"]]
    for index, item in weak:
        yield from _claimed_weak(f"/isolations/{index}", item, sure)
    live = _live_unpurged(work)
    if live:
        if not sure and not weak:
            yield not_applicable("/isolations")
        return
    tick = context.course.tick(params["row"])
    if scope and live is False:
        yield from denied(context, params["row"], "isolation-denied")
    yield from _miscounted(context, tick)
    if not sure and not weak:
        yield _nothing_sure(context, tick, scope=scope, live=live)


def _in_scope(work: Any, *, claimed: bool) -> bool | None:
    """
    Say whether the clause speaks of such work; None if that is not known.

    It speaks of equipment that holds or held oxidizing, flammable or explosive chemicals, and of process equipment in
    fire or explosion hazard areas. An isolation that is claimed shows that it is equipment.
    """
    if work.surface is WorkSurface.SURROUNDINGS:
        return False
    if work.held_flammables or work.oxygen_service:
        return True
    if work.fire_explosion_area:
        return True if work.surface is not None or claimed else None
    return False if all(getattr(work, name) is False for name in _SCOPE) else None


def _plain(point: str | None) -> str | None:
    return None if point is None else " ".join(point.split()).casefold()


def _claimed_weak(path: str, item: Any, sure: set[str | None]) -> Iterator[Answer]:
    point = _plain(item.point)
    if point in sure:
        return
    if sure and (point is None or None in sure):
        yield need(f"{path}/point", "isolation-point-unknown", method=item.method)
    else:
        yield breach(f"{path}/method", "isolation-weak", method=item.method)


def _miscounted(context: Context[Any], tick: Tick | None) -> Iterator[Answer]:
    """Answer with a breach if the check-list gives another number of blinds than is recorded."""
    blank = context.params["blank"]
    stated = "" if tick is None or not tick.involved else tick.measure.blanks.get(blank, "").strip()
    counts = [item.count for item in context.record.isolations if item.method is IsolationMethod.BLIND]
    if tick is not None and stated.isdecimal() and counts and None not in counts and sum(counts) != int(stated):
        yield breach(f"{tick.path}/blanks/{blank}", "blinds-miscounted", stated=int(stated), found=sum(counts))


def _nothing_sure(context: Context[Any], tick: Tick | None, *, scope: bool | None, live: bool | None) -> Answer:
    """Answer where neither blinds nor a disconnection are recorded."""
    work, params = context.record.work, context.params
    if tick is not None and tick.declared:
        if tick.measure.blanks.get(params["blank"], "").strip():
            return declared(f"{tick.path}/involved")
        return need(f"{tick.path}/blanks", "blinds-blank", row=params["row"])
    if scope is None:
        unknown = next(
            (name for name in _SCOPE if getattr(work, name) is None and not work.fire_explosion_area), "surface"
        )
        return need(f"/work/{unknown}", "isolation-scope-unknown")
    if live is None:
        return need("/work/purged" if work.pressurized else "/work/pressurized", "isolation-scope-unknown")
    if context.record.isolations:
        return need("/isolations", "isolation-energy-only")
    return need("/isolations", "isolation-unknown", row=params["row"])
