"""One body in one place: nobody guards, works, samples or signs at two places at once (over the records at hand)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from safetykit.model.evidence import Duty
from safetykit.model.signoffs import Presence
from safetykit.model.time import MINUTE, whole_minute
from safetykit.packs.cn_gb30871.spells import OVER
from safetykit.rules.course import Course, Stint
from safetykit.rules.hours import sessions, window
from safetykit.rules.rows import (
    RELATED,
    Answer,
    Context,
    Timed,
    breach,
    need,
    not_applicable,
    not_triggered,
    triggered_by,
)

Times = tuple[tuple[datetime | None, datetime | None], ...]


def _on_two_permits(context: Context[Any], at: datetime) -> Iterator[Answer]:
    duty = context.params["duty"]
    if duty == Duty.GUARDIAN and context.site.guardian_points and context.related:
        yield not_applicable()
        return
    mine = context.course.stints(duty)
    people = {stint.person for stint in mine}
    others = [(other, stint) for other, stint in _elsewhere(context) if stint.person in people]
    if not others:
        yield not_triggered()
    start = context.course.start
    whole = _times(context.record, max(start, at) if context.pending and start is not None else start)
    for stint in mine:
        own = _within(whole, stint.since, stint.until)
        for other, theirs in others:
            if theirs.person == stint.person and _meet(own, _within(_times(other), theirs.since, theirs.until)):
                yield breach(f"{stint.path}/person", "on-two-permits", duty=duty, number=other.number or other.id)


def _elsewhere(context: Context[Any]) -> Iterator[tuple[Any, Stint]]:
    """Yield everybody's time on the row's duty on other permits under which work went on."""
    for other in _permits(context):
        if other.state in context.params["states"]:
            for stint in Course(other).stints(context.params["duty"]):
                yield other, stint


def _ends(context: Context[Any]) -> Iterator[datetime]:
    """Yield the instants from which work that starts now no longer meets another one."""
    for other, stint in _elsewhere(context):
        spans = _within(_times(other), stint.since, stint.until)
        yield from (whole_minute(end) for _, end in spans if end is not None)


on_two_permits: Final = Timed(_on_two_permits, _ends, events=(RELATED,))
"""Says whether nobody has the row's duty on another permit at the same time (guardians: 4.10 f)."""


def _permits(context: Context[Any]) -> Iterator[Any]:
    return (other for other in context.related if hasattr(other, "work") and other.id != context.record.id)


def _times(record: Any, start: datetime | None = None) -> Times:
    """Return when a permit's work goes on: as recorded, else in its window."""
    went_on = sessions(record)
    if went_on:
        end = went_on[-1][1] or (record.state_since if record.state in OVER else None) or record.valid_until
        return (*went_on[:-1], (went_on[-1][0], end))
    chosen = window(record)
    return () if chosen is None else ((start or chosen.start, chosen.end),)


def _within(times: Times, since: datetime | None, until: datetime | None) -> Times:
    return tuple((_last(start, since), _first(end, until)) for start, end in times)


def _last(*times: datetime | None) -> datetime | None:
    return max((at for at in times if at is not None), default=None)


def _first(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _meet(one: Times, other: Times) -> bool:
    """Say whether two times have more than a moment in common, in whole minutes."""
    for first in one:
        for second in other:
            start, end = _last(first[0], second[0]), _first(first[1], second[1])
            if start is None or end is None or whole_minute(start) < whole_minute(end):
                return True
    return False


def samples_once(context: Context[Any]) -> Iterator[Answer]:
    """Say whether no analyst took samples at two points in one minute, on this permit or another one at hand."""
    own = _sampled(context.record)
    taken: dict[tuple[str, datetime], list[Any]] = {}
    for other in (context.record, *_permits(context)):
        for _, key, test in _sampled(other):
            taken.setdefault(key, []).append((other.place, test.point))
    met = [(f"/gas_tests/{index}/analyst", test.at, taken[key]) for index, key, test in own if len(taken[key]) > 1]
    if not met:
        yield not_triggered()
    for path, at, places in met:
        if len({*places}) > 1:
            yield breach(path, "at-two-points", at=at)


def _sampled(record: Any) -> list[tuple[int, tuple[str, datetime], Any]]:
    """Return the tests that say who took them, when and where, with their places and what nobody can do twice."""
    return [
        (index, (test.analyst, whole_minute(test.at)), test)
        for index, test in enumerate(record.gas_tests)
        if test.analyst is not None and test.at is not None and test.point is not None
    ]


@triggered_by(RELATED)
def signs_once(context: Context[Any]) -> Iterator[Answer]:
    """Say whether nobody signed on the spot at two places within minutes."""
    limit, mine = context.params["minutes"] * MINUTE, tuple(_on_the_spot(context.record))
    meetings = [
        (path, at, other)
        for other in _permits(context)
        for _, person, then in _on_the_spot(other)
        for path, actor, at in mine
        if actor == person and abs(whole_minute(at) - whole_minute(then)) <= limit
    ]
    if not meetings:
        yield not_triggered()
    yield from dict.fromkeys(_apart(context.record, meetings))


def _on_the_spot(record: Any) -> Iterator[tuple[str, str, datetime]]:
    for index, sign in enumerate(record.sign_offs):
        if sign.signed_at is not None and sign.presence not in (None, Presence.ELSEWHERE):
            yield f"/sign_offs/{index}/presence", sign.actor, sign.signed_at


def _apart(record: Any, meetings: Iterable[tuple[str, datetime, Any]]) -> Iterator[Answer]:
    for path, at, other in meetings:
        places = [None if each.place is None else "".join(each.place.text.split()) for each in (record, other)]
        number = other.number or other.id
        if None in places:
            yield need("/place", "place-unknown", number=number)
        elif places[0] != places[1]:
            yield breach(path, "at-two-places", at=at, number=number)
