"""Signatures before the start and the acceptance at the end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from safetykit.model.time import whole_minute
from safetykit.rules.rows import Answer, Context, breach, need
from safetykit.rules.situation import signed_in, slot_answers


def signed_before_start(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether every slot that the site asks for is signed no later than work starts (4.6).

    A refusal from before the start stands in the way wherever it was written.
    """
    kind = context.record.work.kind
    grade = context.grade.value if context.grade is not None else None
    if context.grade is not None and grade is None:
        yield need("/gradings")
        return
    slots = context.site.slots.get(f"{kind}/{grade}" if grade else kind)
    if slots is None:
        yield need("/sign_offs", "slots-undefined")
        return
    start = context.course.start

    def late(path: str, at: datetime) -> Answer | None:
        if start is None or whole_minute(at) <= whole_minute(start):
            return None
        return breach(path, "slot-late", at=at, start=start)

    for slot in slots:
        yield from slot_answers(context, slot, late)
    for slot in dict.fromkeys(sign.slot for sign in context.record.sign_offs if sign.slot not in slots):
        for index, sign in signed_in(context, slot):
            path, at = f"/sign_offs/{index}", sign.signed_at
            if not sign.agrees and (at is None or late(path, at) is None):
                yield breach(f"{path}/agrees", "slot-refused", slot=slot)
    if start is None:
        yield need("/permitted/start", "start-unknown")


def accepted(context: Context[Any]) -> Iterator[Answer]:
    """Say whether completion was accepted, and not before work really ended (4.15)."""
    slot = context.params["slot"]
    record = context.record
    went_on = context.course.sessions
    ends = [end.at for end in record.ends]
    ended = max([*ends, *(end for _, end in went_on if end is not None)]) if ends else None

    def early(path: str, at: datetime) -> Answer | None:
        if ended is None or whole_minute(ended) <= whole_minute(at):
            return None
        return breach(path, "accepted-too-early", at=at, end=ended)

    problems = tuple(slot_answers(context, slot, early))
    yield from problems
    for part in ("site_clear", "people_out", "tools_out"):
        if getattr(record.acceptance, part, None) is False:
            yield breach(f"/acceptance/{part}", "acceptance-not-clear")
    if not problems and (ended not in ends or (went_on and went_on[-1][1] is None)):
        yield need("/ends", "end-unknown", group="actual-times")
