"""
Hot work under GB 30871-2014, as far as it is known how that edition differed.

What that edition asked for each grade is not known here. So there is no scale of grades for its time, and nothing is
found in order that could turn out otherwise if the facts asked for a higher grade than the entered one.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from safetykit.packs.cn_gb30871.grade_checks import asked, window_length, window_name
from safetykit.rules.grades import entered_grade
from safetykit.rules.hours import Stretch
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def upgraded_2014(context: Context[Any]) -> Iterator[Answer]:
    """Say whether an upgrade is recorded for work on days off; that edition did not speak of the night."""
    params = context.params
    asks, missing, kinds = asked(context.course, context.site, frozenset(Stretch(name) for name in params["hours"]))
    if asks is False:
        yield not_applicable("/permitted")
    elif _upgrade_recorded(context):
        return
    elif missing is not None:
        yield missing
    elif entered_grade(context.record, params["scheme"]) == params["order"][0]:
        yield breach("/upgrade", "upgrade-unrecorded", hours=kinds)
    else:
        yield need("/upgrade", "upgrade-unclear", hours=kinds)


def _upgrade_recorded(context: Context[Any]) -> bool:
    upgrade, order = context.record.upgrade, context.params["order"]
    if upgrade is None:
        return False
    if context.site.upgrade == "approver-up":
        return upgrade.approver is not None
    if upgrade.from_grade == order[-1]:
        return bool(upgrade.extra or upgrade.approver)
    known = upgrade.from_grade in order and upgrade.to_grade in order
    return known and order.index(upgrade.from_grade) < order.index(upgrade.to_grade)


def window_2014(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the window is no longer than its grade allows; between the two limits the lowest grade is open."""
    record, params = context.record, context.params
    length, lowest, others = window_length(record), *(timedelta(hours=params[key]) for key in ("lowest", "others"))
    if isinstance(length, Answer):
        yield length
        return
    grades = {entered_grade(record, params["scheme"]), record.upgrade and record.upgrade.to_grade}
    if length > lowest or (length > others and grades.intersection(params["order"][1:])):
        limit = lowest if length > lowest else others
        yield breach(f"/{window_name(record)}/end", "window-too-long-2014", length=length, limit=limit)
    elif length > others:
        yield need("/gradings", "grade-unknown-2014", length=length, limit=others)
