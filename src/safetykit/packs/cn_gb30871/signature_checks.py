"""Signatures before the start, the acceptance at the end, and what was changed after signing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from safetykit.model.time import whole_minute
from safetykit.rules.rows import Answer, Context, breach, need, not_triggered, to_do
from safetykit.rules.situation import signed_in, slot_answers


def site_key(context: Context[Any]) -> str | None:
    """Return the key of the site's settings for this kind and effective grade of work; None if the grade is open."""
    kind: str = context.record.work.kind
    grade = context.grade
    if grade is None:
        return kind
    return f"{kind}/{grade.value}" if grade.value else None


def _late(start: datetime | None) -> Callable[[str, datetime], Answer | None]:
    limit = None if start is None else whole_minute(start)

    def late(path: str, at: datetime) -> Answer | None:
        if limit is None or at <= limit or whole_minute(at) <= limit:
            return None
        return breach(path, "slot-late", at=at, start=start)

    return late


def signed_before_start(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether every slot that the site asks for is signed no later than work starts (4.6).

    A refusal from before the start stands in the way wherever it was written.
    """
    key = site_key(context)
    if key is None:
        yield need("/gradings")
        return
    slots = context.site.slots.get(key)
    if slots is None:
        yield need("/sign_offs", "slots-undefined")
        return
    start, signed = context.course.start, context.course.signed
    late = _late(start)
    for slot in slots:
        yield from slot_answers(context, slot, late)
    for slot, own in signed.items():
        if slot in slots or not [True for _, sign in own if not sign.agrees]:
            continue
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
    ended = max([*ends, *[end for _, end in went_on if end is not None]]) if ends else None

    def early(path: str, at: datetime) -> Answer | None:
        if ended is None or whole_minute(ended) <= whole_minute(at):
            return None
        return breach(path, "accepted-too-early", at=at, end=ended)

    problems = slot_answers(context, slot, early)
    yield from problems
    for part in ("site_clear", "people_out", "tools_out"):
        if getattr(record.acceptance, part, None) is False:
            yield breach(f"/acceptance/{part}", "acceptance-not-clear")
    if not problems and (ended not in ends or (went_on and went_on[-1][1] is None)):
        yield need("/ends", "end-unknown", group="actual-times")


def shift_leader_checked(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the shift leader checked the permit no later than work started (form A.1)."""
    slot, start = context.params["slot"], context.course.start
    if context.pending and not signed_in(context, slot):
        yield to_do("/sign_offs", "shift-check-open", slot=slot)
        return
    yield from slot_answers(context, slot, _late(start))
    if start is None:
        yield need("/permitted/start", "start-unknown")


def unaltered(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether anything was changed after it had been signed (4.18).

    Signing the slot again makes a change of the page good, a new permit what was written over; a refusal that was
    followed by changes is none.
    """
    record, doubtful, kind = context.record, context.void | context.unsure, context.params["kind"]
    changed = [n for n in sorted(doubtful) if record.sign_offs[n].agrees] if doubtful else []
    written_over = [(n, item) for n, item in enumerate(record.occurrences) if item.kind == kind]
    if not changed and not written_over:
        yield not_triggered()
    for index in changed:
        if not _signed_again(context, index):
            slot = record.sign_offs[index].slot
            if index in context.void:
                yield breach(f"/sign_offs/{index}", "altered", slot=slot)
            else:
                yield need(f"/sign_offs/{index}/covers", "sign-off-unsure", slot=slot)
    for index, item in written_over:
        if item.renewed is not True:
            yield breach(f"/occurrences/{index}", "written-over", at=item.at)


def _signed_again(context: Context[Any], index: int) -> bool:
    """Say whether a later sign-off of the same slot, about the same place, counts for certain."""
    signs = context.record.sign_offs
    doubtful = context.void | context.unsure
    return any(
        (other.slot, other.path, other.agrees) == (signs[index].slot, signs[index].path, True)
        for number, other in enumerate(signs)
        if number > index and number not in doubtful
    )
