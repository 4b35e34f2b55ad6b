"""The grade of hot work, its upgrade at unusual hours, and how long a permit may last."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from safetykit.rules.course import Course
from safetykit.rules.grades import GradeScale
from safetykit.rules.hours import Stretch, stretches, window
from safetykit.rules.paths import value_at
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable
from safetykit.rules.site import Site

_UNUSUAL = frozenset({Stretch.REST_DAY, Stretch.HOLIDAY, Stretch.UNANNOUNCED, Stretch.NIGHT})


def grade_fits(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the entered grade is at least what the facts ask for (5.1.2 to 5.1.4)."""
    scale, grade = context.scale, context.grade
    if _in_fixed_area(context.record):
        yield not_applicable("/work/fixed_area")
        return
    if scale is None or grade is None:
        yield need("/gradings")
        return
    if grade.entered is None:
        yield breach("/gradings", "grade-blank")
        return
    path = _entered_path(context.record, scale)
    if grade.entered not in scale.order:
        yield breach(path, "grade-unknown", known=scale.order)
        return
    if scale.rank(grade.required) > scale.rank(grade.entered):
        reasons = tuple(key for key in grade.grounds if key != scale.raised_message)
        yield breach(path, "grade-too-low", entered=grade.entered, required=grade.required, reasons=reasons)
        return
    for pointer in scale.open_facts(context.record, grade.entered):
        yield need(pointer, "grade-open", entered=grade.entered)


def _entered_path(record: Any, scale: GradeScale) -> str:
    index = next(n for n, grading in enumerate(record.gradings) if grading.scheme == scale.scheme)
    return f"/gradings/{index}/value"


def _in_fixed_area(record: Any) -> bool:
    """Say whether grades do not matter: an approved fixed area never lies in a fire or explosion hazard area (5.5)."""
    return bool(value_at(record, "work.fixed_area")) and not value_at(record, "work.fire_explosion_area")


def hours_ask(course: Course, site: Site) -> tuple[bool | None, tuple[str, ...]]:
    """Say whether the hours of work ask for upgraded management (5.1.1); None with what to point at if that is open."""
    if _in_fixed_area(course.record):
        return False, ()
    asks, missing, _ = _asked(course, site)
    return asks, (missing.path,) if missing is not None else ()


def _asked(course: Course, site: Site) -> tuple[bool | None, Answer | None, frozenset[Stretch]]:
    """Say whether the hours ask for an upgrade, what is missing if that is open, and what unusual hours there are."""
    hours = course.worked(site.zone)
    missing = None if hours.complete else need("/permitted", "window-unknown")
    for span in hours.spans:
        kinds = stretches(span.start, span.end, site)
        if kinds & _UNUSUAL and (span.certain or kinds <= _UNUSUAL):
            return True, None, kinds & _UNUSUAL
        if not span.certain and len(kinds) > 1:
            missing = missing or need("/daily_hours", "hours-unknown")
        elif Stretch.UNDEFINED in kinds:
            missing = missing or need(span.path, "night-undefined")
    return (False if missing is None else None), missing, frozenset()


def upgraded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether work at unusual hours is managed at a higher level (5.1.1), in the way that the site has chosen."""
    asks, missing, kinds = _asked(context.course, context.site)
    scale, grade, upgrade = context.scale, context.grade, context.record.upgrade
    if asks is False or _in_fixed_area(context.record):
        yield not_applicable("/permitted" if asks is False else "/work/fixed_area")
        return
    if missing is not None or scale is None or grade is None:
        yield missing or need("/gradings")
        return
    if context.site.upgrade == "approver-up":
        if upgrade is None or upgrade.approver is None:
            yield breach("/upgrade/approver" if upgrade else "/upgrade", "upgrade-approver-missing", hours=kinds)
        return
    least, top = scale.least(grade.required), scale.order[-1]
    from_top = upgrade is not None and upgrade.from_grade == top
    if from_top and top in (grade.entered, least) and (upgrade.extra or upgrade.approver):
        return
    target = scale.above(least)
    if target is None:
        path = "/upgrade/extra" if from_top else "/upgrade/from_grade" if upgrade else "/upgrade"
        yield breach(path, "upgrade-extra-missing", hours=kinds, top=top)
        return
    recorded = upgrade.to_grade if upgrade is not None and upgrade.from_grade == least else None
    managed = scale.highest((grade.entered, recorded))
    if scale.rank(managed) < scale.rank(target):
        path = "/upgrade/to_grade" if recorded else "/upgrade/from_grade" if upgrade else "/upgrade"
        yield breach(path, "upgrade-missing", hours=kinds, required=least, target=target)
        return
    for pointer in scale.open_facts(context.record, managed, raised=True):
        yield need(pointer, "grade-open", entered=managed)


def window_fits(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the window is no longer than the row allows (5.1.5), in whole minutes, the limit included."""
    chosen = window(context.record)
    if chosen is None:
        yield breach("/permitted", "window-blank")
        return
    name = "permitted" if context.record.permitted is not None else "planned"
    if chosen.length is None:
        blank = "start" if chosen.start is None else "end"
        yield breach(f"/{name}/{blank}", "window-blank")
        return
    limit = timedelta(hours=context.params["hours"])
    if chosen.length < timedelta(0):
        yield breach(f"/{name}/end", "window-reversed")
    elif chosen.length > limit:
        grade = context.grade.value if context.grade else None
        judged_as = {"grade": grade} if grade else {}
        yield breach(f"/{name}/end", "window-too-long", length=chosen.length, limit=limit, **judged_as)
