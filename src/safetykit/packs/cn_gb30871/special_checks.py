"""What special-grade hot work needs besides (5.4.2)."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.evidence import AttachmentKind
from safetykit.model.works import WorkSurface
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def plan_written(context: Context[Any]) -> Iterator[Answer]:
    """Say whether there is a plan of the work (5.4.2 a); an attached one is one, whatever else is recorded."""
    record = context.record
    if record.work.work_plan or any(file.kind is AttachmentKind.WORK_PLAN for file in record.attachments):
        return
    if record.work.work_plan is False:
        yield breach("/work/work_plan", "plan-missing")
    else:
        yield need("/work/work_plan", "plan-unknown")


def _beside(work: Any) -> bool:
    """Say whether no equipment is worked on; equipment under pressure is, whatever surface is recorded."""
    return work.surface is WorkSurface.SURROUNDINGS and not work.pressurized


def pressure_kept(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the equipment or pipe worked on is kept at a slightly positive pressure (5.4.2 b)."""
    work = context.record.work
    if _beside(work):
        yield not_applicable("/work/surface")
    elif work.positive_pressure is None:
        yield need("/work/positive_pressure")
    elif not work.positive_pressure:
        yield breach("/work/positive_pressure", "pressure-not-kept")


def medium_stable(context: Context[Any]) -> Iterator[Answer]:
    """Say whether nothing in the equipment may decompose or explode by itself when heated (5.4.2 c)."""
    work = context.record.work
    if _beside(work):
        yield not_applicable("/work/surface")
    elif work.decomposing_medium is None:
        yield need("/work/decomposing_medium")
    elif work.decomposing_medium:
        yield breach("/work/decomposing_medium", "medium-decomposes")


def unit_steady(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the unit runs steadily while equipment under pressure that was not purged is worked on (5.4.2 d)."""
    work = context.record.work
    if work.purged:
        yield not_applicable("/work/purged")
    elif work.unit_stable is None:
        yield need("/work/unit_stable")
    elif not work.unit_stable:
        yield need("/work/purged") if work.purged is None else breach("/work/unit_stable", "unit-unsteady")
