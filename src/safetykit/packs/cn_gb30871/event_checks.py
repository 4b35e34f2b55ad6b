"""What happens while work goes on: a guardian leaves, something is not normal, conditions change, the window ends."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import attrs

from safetykit.model.evidence import Duty, Occurrence
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.time import MINUTE, whole_minute
from safetykit.packs.cn_gb30871.spells import spells, times_unknown
from safetykit.rules.rows import Answer, Context, Timed, breach, need, not_triggered, triggered_by


@attrs.frozen
class _Event:
    """Something for which work has to stop; *handled* if it need not, or has."""

    path: str
    at: datetime
    handled: bool = False


@triggered_by("leavings", "occurrences", "stops")
def guardian_stays(context: Context[Any]) -> Iterator[Answer]:
    """Say whether work stopped in the minute in which its last guardian left (4.10 f)."""
    record, kinds = context.record, context.params["kinds"]
    guardians = context.course.stints(Duty.GUARDIAN)
    events = [
        _Event(f"/leavings/{index}", leaving.at, any(guardian.holds(leaving.at) for guardian in guardians))
        for index, leaving in enumerate(record.leavings)
        if leaving.duty == Duty.GUARDIAN
    ]
    events += [_Event(path, item.at) for path, item in _happened(record, kinds)]
    answers = [_halted(context, event, "guardian-left") for event in events]
    stopped = any(stop.cause in kinds for stop in record.stops)
    yield from _heard(answers, triggered=stopped)


@triggered_by("occurrences", "stops")
def stopped_at_once(context: Context[Any]) -> Iterator[Answer]:
    """Say whether work stopped for what was not normal, and went on only when its cause was gone (4.8, 4.10 e)."""
    record, params = context.record, context.params
    answers: list[tuple[Answer, ...] | None] = []
    for index, item in enumerate(record.occurrences):
        if item.kind in params["kinds"]:
            path = f"/occurrences/{index}"
            answers += [_halted(context, _Event(path, item.at), "not-stopped"), _resumed(record, item.at)]
        elif item.kind not in params["others"]:
            answers.append((need(f"/occurrences/{index}/kind", "occurrence-unknown"),))
    answers += [_resumed(record, stop.at) or () for stop in record.stops]
    yield from _heard(answers)


@triggered_by("occurrences")
def remade(context: Context[Any]) -> Iterator[Answer]:
    """Say whether a change was followed by a new analysis and a new permit, and by no more work under this one (4.17)."""
    changes = tuple(_happened(context.record, context.params["kinds"]))
    if not changes:
        yield not_triggered()
    yield from _remade(context, changes)


def _happened(record: Any, kinds: Iterable[str]) -> Iterator[tuple[str, Occurrence]]:
    for index, item in enumerate(record.occurrences):
        if item.kind in kinds:
            yield f"/occurrences/{index}", item


def _halted(context: Context[Any], event: _Event, message: str) -> tuple[Answer, ...] | None:
    """Judge whether work was halted for an event, in whole minutes; None if none went on then."""
    known = spells(context)
    before, limit = event.at - MINUTE, event.at + context.params["minutes"] * MINUTE
    on = [spell for spell in known if spell.begun(event.at) and spell.outlasts(before) is not False]
    if known and not on:
        return None
    if event.handled:
        return ()
    answers = {spell.outlasts(limit) for spell in on}
    if True in answers:
        return (breach(event.path, message, at=event.at),)
    return (times_unknown(context),) if None in answers or not known else ()


def _resumed(record: Any, moment: datetime) -> tuple[Answer, ...] | None:
    """Judge the first resumption after something that work had to stop for; None if there is none."""
    later = [(item.at, index) for index, item in enumerate(record.resumptions) if item.at >= moment]
    if not later:
        return None
    at, index = min(later)
    if record.resumptions[index].cause_removed is True:
        return ()
    return (breach(f"/resumptions/{index}/cause_removed", "cause-not-removed", at=at),)


def _heard(answers: Iterable[tuple[Answer, ...] | None], *, triggered: bool = False) -> Iterator[Answer]:
    """Put the answers about events together, each said once; nothing happened if there are only empty ones."""
    told = [part for part in answers if part is not None]
    if not told and not triggered:
        yield not_triggered()
    yield from dict.fromkeys(answer for part in told for answer in part)


_LACKING: Final[FrozenMap[str]] = FrozenMap({"reanalyzed": "change-not-analyzed", "renewed": "change-not-renewed"})


def _remade(context: Context[Any], changes: Iterable[tuple[str, Occurrence]]) -> Iterator[Answer]:
    for path, item in changes:
        for field in context.params["demands"]:
            if getattr(item, field) is not True:
                yield breach(f"{path}/{field}", _LACKING[field], kind=item.kind, at=item.at)
        limit = item.at + context.params["minutes"] * MINUTE
        if any(spell.outlasts(limit) for spell in spells(context)):
            yield breach(path, "worked-on-after-change", kind=item.kind, at=item.at)


def _inside_window(context: Context[Any], at: datetime) -> Iterator[Answer]:
    record = context.record
    if record.occurrences:
        yield from _remade(context, _happened(record, context.params["kinds"]))
    opening = record.permitted.start if record.permitted is not None else None
    closing = record.valid_until
    if opening is None or closing is None:
        yield need("/permitted", "window-unknown")
        return
    first, last = whole_minute(opening), whole_minute(closing)
    for index, item in enumerate(record.starts):
        if whole_minute(item.at) < first:
            yield breach(f"/starts/{index}/at", "started-early", at=item.at, start=opening)
    for name, acts in (("starts", record.starts), ("resumptions", record.resumptions), ("ends", record.ends)):
        for index, item in enumerate(acts):
            if item.at > last and whole_minute(item.at) > last:
                yield breach(f"/{name}/{index}/at", "worked-late", at=item.at, end=closing)
    yield from _overrun(context, closing, at)


def _overrun(context: Context[Any], closing: datetime, at: datetime) -> Iterator[Answer]:
    """Judge spells of work by their ends; one that only the state of the record ended may have ended before."""
    record, known = context.record, spells(context)
    for spell in known:
        late = spell.outlasts(closing)
        if late is False:
            continue
        if late and spell.end is None:
            if whole_minute(at) > whole_minute(closing):
                yield breach("/permitted/end", "work-beyond-window", end=closing)
            continue
        halt = next((path for path, item in _halts(record) if item.at == spell.end), None)
        if late and halt is not None:
            yield breach(halt, "worked-late", at=spell.end, end=closing)
        elif late is None or spell.end not in [item.at for item in record.ends]:
            yield times_unknown(context)
    if not known and not record.ends:
        yield times_unknown(context)


def _halts(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield what brought work to a stand before its end, the latest entry of a kind first, stops before pauses."""
    for name in ("stops", "pauses"):
        for index, item in reversed([*enumerate(getattr(record, name))]):
            yield f"/{name}/{index}/at", item


def _end_of_window(context: Context[Any]) -> Iterator[datetime]:
    end = context.record.valid_until
    if end is not None:
        yield whole_minute(end) + MINUTE


inside_window: Final = Timed(_inside_window, _end_of_window)
"""Says whether work keeps to its permitted window, and whether a change of scope or place had a new permit (4.16)."""
