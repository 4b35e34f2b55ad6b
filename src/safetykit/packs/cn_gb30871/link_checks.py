"""Other special works on the same job: each has its own permit, and the permits name each other (4.6)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from safetykit.model.evidence import Link
from safetykit.model.measures import IsolationMethod
from safetykit.model.time import MINUTE, Period, whole_minute
from safetykit.packs.cn_gb30871.spells import OVER, spells
from safetykit.rules.paths import pointer, values_at
from safetykit.rules.rows import Answer, Context, Timed, breach, declared, need, to_do


def _linked_permits(context: Context[Any], at: datetime) -> Iterator[Answer]:
    links = _links(context)
    yield from _involved(context, links)
    yield from _blinds(context, links)
    for index, link in links:
        path, other = f"/links/{index}", _at_hand(context, link) if context.related else None
        if other is None:
            yield need(path, "link-not-at-hand", group="linked-records", number=link.number)
        else:
            yield from _linked(context, path, link, other, at)


def _links(context: Context[Any]) -> tuple[tuple[int, Link], ...]:
    """Return the links to permits for other special works with their places; the latest for a number counts."""
    kinds, own = context.params["kinds"], context.record.work.kind
    found = {
        (link.kind, link.number): (index, link)
        for index, link in enumerate(context.record.links)
        if link.kind in kinds and link.kind != own
    }
    return tuple(found.values())


def _involved(context: Context[Any], links: tuple[tuple[int, Link], ...]) -> Iterator[Answer]:
    """Judge whether what the facts involve is linked; without facts the ticked row answers."""
    record, row, names = context.record, context.params["row"], context.params["facts"].items()
    linked, tick = {link.kind for _, link in links}, context.course.tick(row)
    known, own = values_at(record, tuple([name for _, name in names])), record.work.kind
    facts = {kind: known[name] for kind, name in names if kind not in linked and kind != own}
    for kind, fact in facts.items():
        if fact is True:
            yield breach("/links", "link-missing", kind=kind)
    involved = bool(linked) or True in facts.values()
    if tick is not None and tick.involved is False and involved:
        yield breach(f"{tick.path}/involved", "links-denied", row=row)
    unknown = [kind for kind, fact in facts.items() if fact is None]
    if unknown and tick is not None and tick.confirmed and tick.involved is bool(linked):
        yield declared(f"{tick.path}/involved")
    else:
        for kind in unknown:
            yield need(pointer(context.params["facts"][kind]), "involvement-unknown", kind=kind, row=row)


def _blinds(context: Context[Any], links: tuple[tuple[int, Link], ...]) -> Iterator[Answer]:
    """Judge whether each blind has a permit of its own (7.11), and the check-list counts as many."""
    params = context.params["blinds"]
    kind = params["kind"]
    linked = len([link for _, link in links if link.kind == kind])
    counts = [item.count for item in context.record.isolations if item.method is IsolationMethod.BLIND]
    known = [count for count in counts if count is not None]
    if counts and not linked:
        yield breach("/links", "link-missing", kind=kind)
    elif counts and known == counts and sum(known) != linked:
        yield breach("/links", "blind-permits-differ", count=sum(known), linked=linked)
    tick = context.course.tick(params["row"])
    written = "" if tick is None or tick.involved is False else tick.measure.blanks.get(params["blank"], "").strip()
    if tick is None or not written:
        return
    if not written.isdecimal():
        yield need(f"{tick.path}/blanks", "blinds-unreadable", row=params["row"])
    elif int(written) != linked:
        yield breach(f"{tick.path}/blanks", "blind-permits-differ", count=int(written), linked=linked)


def _linked(context: Context[Any], path: str, link: Link, other: Any, at: datetime) -> Iterator[Answer]:
    if not _names(other, context.record):
        yield breach(path, "not-linked-back", number=link.number)
    start, begun = context.course.start, _begun(context, at)
    if start is None:
        yield need("/permitted/start", "start-unknown")
        return
    start = max(start, at) if context.pending else start
    if link.kind in context.params["before"]:
        yield from _done_before(context, path, link, other, start, begun=begun)
    elif not begun and other.state in context.params["coming"]:
        yield to_do(path, "link-open", number=link.number)
    else:
        yield from _covers(context, path, link, other, start, at)


def _at_hand(context: Context[Any], link: Link) -> Any:
    """Return the linked record, by its id or else by kind and number; None if it is not at hand."""
    for other in context.related:
        if getattr(getattr(other, "work", None), "kind", None) == link.kind and (
            other.id == link.record if link.record is not None else other.number == link.number
        ):
            return other
    return None


def _names(other: Any, record: Any) -> bool:
    return any(
        link.record == record.id or (link.kind == record.work.kind and link.number == record.number)
        for link in other.links
    )


def _begun(context: Context[Any], at: datetime) -> bool:
    """Say whether work has begun; a permit on paper tells it by the clock alone."""
    if spells(context):
        return True
    start = context.course.start
    return context.record.entered_from is not None and start is not None and whole_minute(start) <= whole_minute(at)


def _done_before(
    context: Context[Any], path: str, link: Link, other: Any, start: datetime, *, begun: bool
) -> Iterator[Answer]:
    """Judge a work that has to be over and accepted before this one starts, such as setting a blind."""
    params = context.params
    if other.state in params["never"] and other.state not in params["coming"]:
        yield breach(path, "link-not-valid", number=link.number)
        return
    signed: list[datetime | None] = []
    for sign in other.sign_offs:
        if sign.slot == params["slot"] and not sign.path:
            # A refusal takes back what was signed before it.
            signed = [*signed, sign.signed_at] if sign.agrees else []
    if not signed and other.state not in params["accepted"]:
        yield (
            breach(path, "link-not-accepted", number=link.number)
            if begun
            else to_do(path, "link-open", number=link.number)
        )
        return
    times = [at for at in signed if at is not None]
    done: datetime | None = times[-1] if times else other.state_since
    if done is None:
        yield need(path, "link-undated", number=link.number)
    elif whole_minute(done) > whole_minute(start):
        yield breach(path, "link-accepted-late", number=link.number, at=done)


def _covers(
    context: Context[Any], path: str, link: Link, other: Any, start: datetime, at: datetime
) -> Iterator[Answer]:
    """Judge a permit that has to hold as long as work goes on: from the start to now, or to the end."""
    params, known = context.params, spells(context)
    goes_on = bool(known) and known[-1].end is None and not known[-1].ended
    over = bool(known) and not goes_on
    if other.state in params["never"] or (
        other.state in params["halted"] and not over and context.record.state not in OVER
    ):
        yield breach(path, "link-not-valid", number=link.number)
        return
    last = max(at, start) if goes_on else known[-1].end if known else None
    window = Period(start=other.permitted.start if other.permitted is not None else None, end=other.valid_until)
    held = [window.holds(moment) for moment in (start, last or start)]
    left = other.state_since if other.state in params["halted"] else None
    if False in held or (left is not None and whole_minute(left) < whole_minute(last or start)):
        yield breach(path, "link-not-covering", number=link.number)
    elif None in held or (other.state in params["broken_off"] and left is None):
        yield need(path, "link-window-unknown", number=link.number)


def _windows(context: Context[Any]) -> Iterator[datetime]:
    """Yield the start of this work on paper, and when linked permits begin, end or were accepted."""
    start = context.course.start
    if start is not None:
        yield whole_minute(start)
    for other in context.related:
        opening = getattr(getattr(other, "permitted", None), "start", None)
        closing = getattr(other, "valid_until", None)
        if opening is not None:
            yield whole_minute(opening)
        if closing is not None:
            yield whole_minute(closing) + MINUTE
        done = [getattr(other, "state_since", None), *(sign.signed_at for sign in other.sign_offs)]
        for at in done:
            if at is not None:
                # Accepted in this minute is in time; left in the minute before is too early.
                yield from (whole_minute(at), whole_minute(at) + MINUTE)


linked_permits: Final = Timed(_linked_permits, _windows)
"""Says whether every special work involved has a permit of its own that holds while work goes on."""
