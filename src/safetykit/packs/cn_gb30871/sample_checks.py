"""When gas is sampled: before the start (5.3.1 c) and on every day of work (5.3.1 d)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from safetykit.model.civil import instant, local
from safetykit.model.time import MINUTE, whole_minute
from safetykit.packs.cn_gb30871.gases import burning, burning_by
from safetykit.packs.cn_gb30871.point_checks import that_matter
from safetykit.rules.rows import Answer, Context, Timed, breach, need
from safetykit.rules.samples import Sample, latest, up_to

_DAY = timedelta(days=1)
_Stretch = tuple[datetime, datetime | None]


def _start(context: Context[Any], at: datetime) -> datetime | None:
    """Return when work starts; if it has not, no sooner than *at*."""
    start = context.course.start
    return max(start, at) if context.pending and start is not None else start


def _sample_age(context: Context[Any], at: datetime) -> Iterator[Answer]:
    """Say whether the last sample of each point and gas is fresh enough when work starts (5.3.1 c), the limit included."""
    tests = burning(context)
    if not tests:
        yield breach("/gas_tests", "gas-test-missing")
        return
    for item in tests:
        if item.minute is None:
            yield breach(f"{item.path}/at", "sample-undated")
    start = _start(context, at)
    if start is None:
        yield need("/permitted/start", "start-unknown")
        return
    taken = burning_by(context, start)
    if not taken:
        for item in tests:
            if item.minute is not None and context.pending:
                yield breach(f"{item.path}/at", "sample-ahead", at=item.test.at)
            elif item.minute is not None:
                yield breach(f"{item.path}/at", "sample-after-start", at=item.test.at, start=start)
        return
    yield from _too_old(context, start, taken)
    # A start step that comes after the recorded start of work is a start too: nothing was let begin before it.
    step = context.started
    if step is not None and not context.pending and step > start:
        yield from _too_old(context, step, up_to(tests, step))


def _too_old(context: Context[Any], start: datetime, taken: tuple[Sample, ...]) -> Iterator[Answer]:
    limit = context.params["minutes"]
    for item in latest(that_matter(context, taken)):
        age = item.age(start)
        if age is None or age <= limit:
            continue
        # What is measured in traces is measured for its poison.
        if item.in_traces and not all([other.in_traces for other in taken]):
            continue
        if context.pending:
            yield breach(f"{item.path}/at", "sample-lapsed", at=item.test.at, limit=limit)
        else:
            yield breach(f"{item.path}/at", "sample-too-old", at=item.test.at, start=start, age=age, limit=limit)


def _age_turns(context: Context[Any]) -> Iterator[datetime]:
    if context.pending:
        for item in burning(context):
            yield from item.turns(context.params["minutes"])


sample_age: Final = Timed(_sample_age, _age_turns)


def _daily_sample(context: Context[Any], at: datetime) -> Iterator[Answer]:
    """
    Say whether gas was sampled on every day of work before it first began that day (5.3.1 d).

    Work that begins soon after midnight may rest on a sample that is still fresh.
    """
    stretches = _stretches(context, _start(context, at))
    if not stretches:
        yield need("/permitted/start", "start-unknown")
        return
    taken = [item.minute for item in burning(context) if item.minute is not None]
    firsts: dict[date, datetime] = {}
    zone, fresh = context.site.zone, context.params["fresh"] * MINUTE
    for began, _ in stretches:
        firsts.setdefault(local(began, zone).date(), began)
    for day, first in firsts.items():
        midnight, last = instant(day, "00:00", zone), whole_minute(first)
        earliest = min(midnight, last - fresh)
        if any([earliest <= minute <= last for minute in taken]):
            continue
        if context.pending:
            yield breach("/gas_tests", "day-sample-missing")
        else:
            yield breach("/gas_tests", "daily-sample-missing", day=day, start=first)
    longest = timedelta(hours=context.params["hours"])
    if [
        True for stretch in stretches if whole_minute(_until(context, stretch, at)) - whole_minute(stretch[0]) > longest
    ]:
        path = "/pauses" if context.course.sessions else "/starts"
        yield need(path, "days-unknown", group="actual-times")


def _stretches(context: Context[Any], start: datetime | None) -> tuple[_Stretch, ...]:
    """Return the stretches of work, the first one from *start* on where it is not recorded."""
    record, went_on = context.record, context.course.sessions
    if start is None or (went_on and went_on[0][0] <= start):
        return went_on
    halts = (item.at for item in (*record.pauses, *record.stops, *record.ends) if item.at >= start)
    return ((start, min(halts, default=None)), *went_on)


def _until(context: Context[Any], stretch: _Stretch, at: datetime) -> datetime:
    """Return when a stretch ended; one without an end goes on, in its window if it began there."""
    began, ended = stretch
    if ended is not None:
        return ended
    chosen = context.course.window
    end = None if chosen is None else chosen.end
    return at if end is None or end < began else min(at, end)


def _midnight(context: Context[Any], at: datetime, later: timedelta) -> datetime:
    """Return when the local day begins that is *later* than that of *at*."""
    return instant(local(at, context.site.zone).date() + later, "00:00", context.site.zone)


def _daily_turns(context: Context[Any]) -> Iterator[datetime]:
    if context.pending:
        for item in burning(context):
            if item.minute is not None:
                yield from item.turns(context.params["fresh"])
                yield _midnight(context, item.minute, _DAY)
        return
    for began, ended in _stretches(context, context.course.start):
        if ended is None:
            yield whole_minute(began) + timedelta(hours=context.params["hours"]) + MINUTE


daily_sample: Final = Timed(_daily_sample, _daily_turns)
