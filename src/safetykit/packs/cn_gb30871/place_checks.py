"""What stands and goes on around the point of hot work (5.2.8 to 5.2.15)."""

from collections.abc import Iterable, Iterator
from typing import Any

from safetykit.packs.cn_gb30871.distances import meters, within
from safetykit.packs.cn_gb30871.grade_checks import approved_higher, management
from safetykit.packs.cn_gb30871.people_checks import methods_of
from safetykit.packs.cn_gb30871.ticks import declared_by, denied
from safetykit.rules.paths import word
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def nearby_works(context: Context[Any]) -> Iterator[Answer]:
    """Say whether releases, painting and sweeping stay away from the point of work (5.2.9)."""
    params, entries = context.params, context.record.work.nearby
    for index, item in enumerate(entries):
        if item.present:
            yield from _too_near(context, f"/work/nearby/{index}", item)
    unknown = tuple(params["limits"])
    if entries:
        known = set(map(word, [item.what for item in entries]))
        unknown = tuple([what for what in unknown if what not in known])
    if unknown:
        yield declared_by(context, *params["rows"]) or need("/work/nearby", "nearby-unknown", works=unknown)


def _too_near(context: Context[Any], path: str, item: Any) -> Iterator[Answer]:
    what = word(item.what)
    limit = context.params["limits"][what]
    if item.above_or_below and what in context.params["vertical"]:
        yield breach(f"{path}/above_or_below", "nearby-above", work=what)
        return
    distance = None if item.distance is None else meters(item.distance)
    if distance is None:
        yield need(f"{path}/distance", "nearby-distance-unknown", work=what, limit=limit)
    elif within(distance, limit, context.site):
        yield breach(f"{path}/distance", "nearby-too-near", work=what, distance=distance, limit=limit)


def welder_near(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the welding machine stands near the point of work, or is managed as one itself (5.2.12)."""
    params, work = context.params, context.record.work
    used = _used(context, (work.welder_distance, work.welder_as_fire_point))
    if not isinstance(used, bool):
        yield used
        return
    yield from denied(context, params["row"], "tick-denies-equipment")
    if work.welder_as_fire_point:
        return
    distance = None if work.welder_distance is None else meters(work.welder_distance)
    if distance is not None and distance <= params["limit"]:
        return
    ticked = declared_by(context, params["row"]) if params["row_declares"] and work.welder_distance is None else None
    if ticked is not None:
        yield ticked
    elif distance is None:
        yield need("/work/welder_distance", "distance-unknown")
    elif work.welder_as_fire_point is None:
        yield need("/work/welder_as_fire_point", "welder-far-unknown", distance=distance, limit=params["limit"])
    else:
        yield breach("/work/welder_distance", "welder-too-far", distance=distance, limit=params["limit"])


def cylinders_safe(context: Context[Any]) -> Iterator[Answer]:
    """Say whether gas cylinders stand upright, apart from each other and from the point of work (5.2.13)."""
    params, work = context.params, context.record.work
    names = (*params["apart"], *params["held"])
    used = _used(context, [getattr(work, name) for name in names])
    if not isinstance(used, bool):
        yield used
        return
    yield from denied(context, params["row"], "tick-denies-equipment")
    ticked = declared_by(context, params["row"])
    for name in names:
        path, value = f"/work/{name}", getattr(work, name)
        if value is None:
            yield ticked or need(path, "cylinders-unknown", fact=name, row=params["row"])
        elif value is False:
            yield breach(path, "cylinder-unsafe", fact=name)
        elif name in params["apart"]:
            distance, limit = meters(value), params["apart"][name]
            if distance is None:
                yield need(path, "distance-unknown")
            elif distance < limit:
                yield breach(path, "cylinder-too-near", distance=distance, limit=limit)


def _used(context: Context[Any], facts: Iterable[Any]) -> Answer | bool:
    """Say that equipment is used, by the method of work or because facts about it are recorded; else what is open."""
    methods = methods_of(context)
    if not methods.isdisjoint(context.params["methods"]) or [True for fact in facts if fact is not None]:
        return True
    if not methods or methods.intersection(context.params["unclear"]):
        return need("/work/methods", "equipment-unknown")
    return not_applicable("/work/methods")


def wind_allows(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the wind allows work outdoors; strong wind needs recorded management at a higher level (5.2.15)."""
    work, limit = context.record.work, context.params["force"]
    if work.outdoors is False:
        yield not_applicable("/work/outdoors")
    elif work.wind_force is not None and work.wind_force < limit:
        return
    elif work.outdoors is None:
        yield need("/work/outdoors")
    elif work.wind_force is None:
        yield need("/work/wind_force", "wind-unknown")
    elif context.scale is None or context.grade is None:
        yield need("/gradings")
    elif management(context, context.scale, context.grade, None)[0] is not None:
        yield breach("/work/wind_force", "wind-too-strong", force=work.wind_force, limit=limit)
    elif context.site.upgrade == "approver-up":
        yield from approved_higher(context, context.scale, context.grade, context.record.upgrade.approver)


def dike_undrained(context: Context[Any]) -> Iterator[Answer]:
    """Say whether no tank in the same dike is drained or sampled meanwhile (5.2.8)."""
    work, row = context.record.work, context.params["row"]
    if work.in_dike is False:
        yield not_applicable("/work/in_dike")
        return
    if work.in_dike:
        yield from denied(context, row, "dike-denied")
    if work.draining_in_dike:
        yield breach("/work/draining_in_dike", "dike-drained")
    elif work.draining_in_dike is None:
        unknown = "draining_in_dike" if work.in_dike else "in_dike"
        yield declared_by(context, row) or need(f"/work/{unknown}", "dike-unknown", row=row)
