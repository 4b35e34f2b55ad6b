"""The grade of hot work, its upgrade at unusual hours, and how long a permit may last."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from safetykit.model.findings import EffectiveGrade
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.course import Course
from safetykit.rules.grades import GradeScale
from safetykit.rules.hours import Stretch, changes, in_minute, is_bounded, stretches, window
from safetykit.rules.paths import value_at
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable, not_triggered
from safetykit.rules.site import Site

UNUSUAL = frozenset({Stretch.REST_DAY, Stretch.HOLIDAY, Stretch.UNANNOUNCED, Stretch.NIGHT})
"""Hours that ask for upgraded management (5.1.1)."""
Asked: TypeAlias = tuple[bool | None, Answer | None, frozenset[Stretch]]
_NOTHING = timedelta(0)
_DARK = frozenset({Stretch.NIGHT, Stretch.UNDEFINED})


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
        reasons = tuple(key for key in grade.grounds if key not in (scale.raised_message, "grade-managed"))
        yield breach(path, "grade-too-low", entered=grade.entered, required=grade.required, reasons=reasons)
        return
    for pointer in scale.open_facts(context.course, grade.entered):
        yield need(pointer, "grade-open", entered=grade.entered)
    if grade.entered == scale.order[0]:
        yield from _lowered(context)


def _lowered(context: Context[Any]) -> Iterator[Answer]:
    """Judge who agreed to the lowest grade in a unit that is shut down as a whole (5.1.4), if that is what it rests on."""
    work, heads = context.record.work, context.params.get("heads")
    who = work.lower_grade_approved_by
    if heads is None or who is None or not work.unit_shut_down or work.fire_explosion_area is False:
        return
    entry, path = context.course.person(who), "/work/lower_grade_approved_by"
    function = who if entry is None else entry[1].function
    if function in heads:
        return
    if entry is None or function is None:
        yield need(path, "lower-grade-approver-unknown")
    else:
        yield breach(path, "lower-grade-approver-unfit", functions=heads)


def _entered_path(record: Any, scale: GradeScale) -> str:
    index = next(n for n, grading in enumerate(record.gradings) if grading.scheme == scale.scheme)
    return f"/gradings/{index}/value"


def _in_fixed_area(record: Any) -> bool:
    """Say whether grades do not matter: they do in a hazard area, a dike, on a rack and on a unit that runs (5.5)."""
    if not value_at(record, "work.fixed_area"):
        return False
    elsewhere = ("fire_explosion_area", "in_dike", "pipe_rack", "running", "pressurized")
    return not any(value_at(record, f"work.{name}") for name in elsewhere)


def hours_ask(course: Course, site: Site) -> tuple[bool | None, tuple[str, ...]]:
    """Say whether the hours of work ask for upgraded management (5.1.1); None with what to point at if that is open."""
    if _in_fixed_area(course.record):
        return False, ()
    asks, missing, _ = asked(course, site)
    return asks, (missing.path,) if missing is not None else ()


def asked(course: Course, site: Site, unusual: frozenset[Stretch] = UNUSUAL) -> Asked:
    """Say whether the hours ask for an upgrade, what is missing if that is open, and what unusual hours there are."""
    return course.once(("hours", unusual), lambda: _asked(course, site, unusual))


def _asked(course: Course, site: Site, unusual: frozenset[Stretch]) -> Asked:
    hours = course.worked(site.zone)
    missing = None if hours.complete else need("/permitted", "window-unknown")
    for span in hours.spans:
        kinds = stretches(span.start, span.end, site)
        if Stretch.NIGHT not in unusual and kinds & _DARK:
            kinds = kinds - _DARK | {Stretch.ORDINARY}
        if kinds & unusual and (span.certain or kinds <= unusual):
            return True, None, kinds & unusual
        if not span.certain and len(kinds) > 1:
            missing = missing or need("/daily_hours", "hours-unknown")
        elif Stretch.UNDEFINED in kinds:
            missing = missing or need(span.path, "night-undefined")
    return (False if missing is None else None), missing, frozenset()


def upgraded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether work at unusual hours is managed at a higher level (5.1.1), in the way that the site has chosen."""
    if _in_fixed_area(context.record):
        yield not_applicable("/work/fixed_area")
        return
    asks, missing, kinds = asked(context.course, context.site)
    if asks is False:
        yield not_applicable("/permitted")
    elif missing is None:
        yield from _managed_higher(context, kinds)
    elif any(_managed_higher(context, kinds)):
        # Work that is managed higher in any case may be done at any hour.
        yield missing


def upgraded_now(context: Context[Any], at: datetime) -> Iterator[Answer]:
    """Say whether work that goes on at an unusual minute is managed at a higher level (5.1.1)."""
    if _in_fixed_area(context.record):
        yield not_applicable("/work/fixed_area")
        return
    if context.course.halted:
        yield not_triggered()
        return
    time = _time_of_work(context)
    if time is None:
        yield need("/permitted", "window-unknown")
        return
    kind = in_minute(at, context.site) if time[0] <= whole_minute(at) <= time[1] else Stretch.ORDINARY
    if kind is Stretch.ORDINARY:
        yield not_triggered()
    elif kind in UNUSUAL:
        yield from _managed_higher(context, frozenset({kind}))
    elif any(_managed_higher(context, frozenset())):
        yield need("/permitted", "night-undefined")


def hours_change(context: Context[Any]) -> Iterator[datetime]:
    """Yield when unusual hours begin and end while work may go on; nothing is looked at while it does not."""
    time = None if context.course.halted or _in_fixed_area(context.record) else _time_of_work(context)
    if time is not None:
        start, end = time
        yield start
        yield from changes(start, end, context.site)
        yield end + MINUTE


def _time_of_work(context: Context[Any]) -> tuple[datetime, datetime] | None:
    """Return the first and the last minute of work under the permit; None if its window does not say, or by far."""
    chosen = context.course.window
    if chosen is None or chosen.end is None:
        return None
    start, end = context.course.start or chosen.start, chosen.end
    if start is None or not is_bounded(start, end):
        return None
    return whole_minute(start), whole_minute(end)


def _managed_higher(context: Context[Any], kinds: frozenset[Stretch]) -> Iterator[Answer]:
    """Say whether the work is managed one level higher than the facts ask for; *kinds* is why it must be."""
    scale, grade, upgrade = context.scale, context.grade, context.record.upgrade
    if scale is None or grade is None:
        yield need("/gradings")
        return
    lacking, managed = management(context, scale, grade, grade.entered)
    if lacking == "approver":
        yield breach("/upgrade/approver" if upgrade else "/upgrade", "upgrade-approver-missing", hours=kinds)
    elif lacking == "extra":
        path = "/upgrade/extra" if _from_the_top(upgrade, scale) else "/upgrade/from_grade" if upgrade else "/upgrade"
        yield breach(path, "upgrade-extra-missing", hours=kinds, top=scale.order[-1])
    elif lacking == "grade":
        least = scale.least(grade.required)
        low = upgrade is not None and upgrade.from_grade == least
        path = "/upgrade/to_grade" if low else "/upgrade/from_grade" if upgrade else "/upgrade"
        yield breach(path, "upgrade-missing", hours=kinds, required=least, target=scale.above(least))
    elif context.site.upgrade == "approver-up":
        yield from approved_higher(context, scale, grade, upgrade.approver)
    elif managed is not None:
        for pointer in scale.open_facts(context.course, managed, raised=True):
            yield need(pointer, "grade-open", entered=managed)


def approved_higher(context: Context[Any], scale: GradeScale, grade: EffectiveGrade, approver: str) -> Iterator[Answer]:
    """Say whether the approver of the upgrade may approve the next grade, at the highest that one, and has signed."""
    record, value = context.record, grade.value or scale.least(grade.required)
    functions = context.site.approvers.get(f"{record.work.kind}/{scale.above(value) or value}", ())
    entry = context.course.person(approver)
    own = None if entry is None else entry[1].function
    if own is None:
        yield need("/upgrade/approver", "function-unknown")
    elif own not in functions:
        yield breach("/upgrade/approver", "upgrade-approver-low", functions=functions)
    elif not any(
        sign.actor == approver and sign.agrees and not sign.path and index not in context.void
        for index, sign in enumerate(record.sign_offs)
    ):
        yield need("/upgrade/approver", "upgrade-approver-unsigned")


def _from_the_top(upgrade: Any, scale: GradeScale) -> bool:
    return upgrade is not None and upgrade.from_grade == scale.order[-1]


def management(
    context: Context[Any], scale: GradeScale, grade: EffectiveGrade, entered: str | None
) -> tuple[str | None, str | None]:
    """
    Name what is lacking for management at a higher level (5.1.1), and the grade that the work is managed at.

    Args:
        context: The rule's context.
        scale: The grades.
        grade: The grade to judge by.
        entered: A grade that counts beside the recorded upgrade; None if only what is recorded as one does.

    Returns:
        ``approver``, ``extra`` (nothing on top of the highest grade) or ``grade``, None if nothing is lacking; and the
        grade, None where an approver or something extra settles it whatever the facts are.
    """
    upgrade = context.record.upgrade
    if context.site.upgrade == "approver-up":
        return ("approver" if upgrade is None or upgrade.approver is None else None), None
    least, top = scale.least(grade.required), scale.order[-1]
    if _from_the_top(upgrade, scale) and top in (grade.entered, least) and (upgrade.extra or upgrade.approver):
        return None, None
    target = scale.above(least)
    if target is None:
        return "extra", None
    real = upgrade is not None and scale.rank(least) <= scale.rank(upgrade.from_grade) < scale.rank(upgrade.to_grade)
    managed = scale.highest((entered, upgrade.to_grade if real else None))
    return ("grade" if scale.rank(managed) < scale.rank(target) else None), managed


def window_length(record: Any) -> timedelta | Answer:
    """Return the length of the window in whole minutes, or what is wrong with the window itself."""
    chosen = window(record)
    if chosen is None:
        return breach("/permitted", "window-blank")
    length = chosen.length
    if length is None:
        return breach(f"/{window_name(record)}/{'start' if chosen.start is None else 'end'}", "window-blank")
    return breach(f"/{window_name(record)}/end", "window-reversed") if length < _NOTHING else length


def window_name(record: Any) -> str:
    """Name the field that holds the window."""
    return "permitted" if record.permitted is not None else "planned"


def window_fits(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the window is no longer than the row allows (5.1.5), in whole minutes, the limit included."""
    length, limit = window_length(context.record), timedelta(hours=context.params["hours"])
    if isinstance(length, Answer):
        yield length
    elif length > limit:
        grade = context.grade.value if context.grade else None
        judged_as = {"grade": grade} if grade else {}
        path = f"/{window_name(context.record)}/end"
        yield breach(path, "window-too-long", length=length, limit=limit, **judged_as)
