"""Signatures before the start and the acceptance at the end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from safetykit.model.time import whole_minute
from safetykit.rules.hours import sessions, work_start
from safetykit.rules.rows import Answer, Context, breach, need
from safetykit.rules.situation import slot_answers


def signed_before_start(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every slot that the site asks for is signed no later than work starts (4.6)."""
    kind = context.record.work.kind
    grade = context.grade.value if context.grade is not None else None
    if context.grade is not None and grade is None:
        yield need("/gradings")
        return
    slots = context.site.slots.get(f"{kind}/{grade}" if grade else kind)
    if slots is None:
        yield need("/sign_offs", "slots-undefined")
        return
    start = work_start(context.record, context.started)

    def late(path: str, at: datetime) -> Answer | None:
        if start is None or whole_minute(at) <= whole_minute(start):
            return None
        return breach(path, "slot-late", at=at, start=start)

    for slot in slots:
        yield from slot_answers(context, slot, late)
    if start is None:
        yield need("/permitted/start", "start-unknown")


def accepted(context: Context[Any]) -> Iterator[Answer]:
    """Say whether completion was accepted, and not before work really ended (4.15)."""
    slot = context.params["slot"]
    went_on = sessions(context.record)
    ended = max((end.at for end in context.record.ends), default=None)

    def early(path: str, at: datetime) -> Answer | None:
        if ended is None or whole_minute(ended) <= whole_minute(at):
            return None
        return breach(path, "accepted-too-early", at=at, end=ended)

    problems = tuple(slot_answers(context, slot, early))
    yield from problems
    if not problems and (ended is None or (went_on and went_on[-1][1] is None)):
        yield need("/ends", "end-unknown", group="actual-times")
