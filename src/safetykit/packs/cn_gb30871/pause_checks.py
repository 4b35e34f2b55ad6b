"""What an interruption of work asks for: another gas test before it goes on (5.3.1 d)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import attrs

from safetykit.model.time import MINUTE, whole_minute
from safetykit.packs.cn_gb30871.gases import burning
from safetykit.packs.cn_gb30871.point_checks import that_matter
from safetykit.packs.cn_gb30871.spells import OVER
from safetykit.rules.rows import Answer, Context, Timed, breach, need, not_triggered, to_do
from safetykit.rules.samples import Sample, up_to

_TURNS = (("starts", True), ("resumptions", True), ("pauses", False), ("stops", False), ("ends", False))
_Place = tuple[str | None, str | None]
"""A point and a gas."""


@attrs.frozen
class Interruption:
    """
    Work stood still from *since* until *until*; None if it still does.

    If *ended* it did not go on then by what is recorded, but was paused again or ended so late.
    """

    since: datetime
    until: datetime | None
    ended: bool = False

    def minutes(self, at: datetime) -> int:
        """Return how long it lasted, or has lasted at *at*."""
        return (whole_minute(self.until or at) - whole_minute(self.since)) // MINUTE


def interruptions(record: Any) -> Iterator[Interruption | Answer]:
    """
    Yield every stretch in which work stood still, and a question for a resumption of which nobody knows since when.

    Work that ended, by the evidence or by the state of the record, stood still only if it began again.
    """
    turns = sorted([(item.at, goes, name) for name, goes in _TURNS for item in getattr(record, name)])
    since: datetime | None = None
    over = False
    for at, goes, name in turns:
        if not goes:
            if since is not None and name != "stops" and not over:
                yield Interruption(since, at, ended=True)
            over = name == "ends" or (over and since is not None)
            since = since or at
        elif since is not None:
            yield Interruption(since, at)
            since = None
        elif name == "resumptions":
            yield need("/pauses", "pause-unknown", at=at)
    if since is not None and not over and record.state not in OVER:
        yield Interruption(since, None)


def _retested(context: Context[Any], at: datetime) -> Iterator[Answer]:
    """
    Say whether after each interruption longer than the limit gas was tested again before work went on.

    The new samples lie in the interruption, at every point and of every gas that counted before, and are fresh when
    work goes on. While it stands still that is to be done.
    """
    limit, happened = context.params["minutes"], False
    tests = burning(context)
    for pause in interruptions(context.record):
        if isinstance(pause, Answer):
            happened = True
            yield pause
        elif pause.ended:
            if pause.minutes(at) > limit:
                happened = True
                told = {"since": pause.since, "at": pause.until}
                yield need("/resumptions", "resumption-unknown", group="actual-times", **told)
        elif pause.minutes(at) > limit:
            happened = True
            yield from _missing(context, pause, at, tests)
        else:
            happened = happened or pause.until is not None
    if not happened:
        yield not_triggered()


def _missing(context: Context[Any], pause: Interruption, at: datetime, tests: tuple[Sample, ...]) -> Iterator[Answer]:
    since, until, fresh = pause.since, pause.until or at, context.params["fresh"]
    first = whole_minute(since)
    again = [item for item in up_to(tests, until) if item.minute and item.minute >= first]
    before = that_matter(context, up_to(tests, since))
    places = {(item.point, item.gas): None for item in before if not item.in_traces} or {(None, None): None}
    wrong: list[Answer] = []
    for place in places:
        newest: Sample | None = None
        for item in again:
            if _speaks_for(item, place) and (newest is None or (item.minute or since) > (newest.minute or since)):
                newest = item
        if newest is None:
            wrong.append(_lacking(pause, place, again))
        elif (newest.age(until) or 0) > fresh:
            wrong.append(breach(f"{newest.path}/at", "retest-too-old", at=newest.test.at, until=until, limit=fresh))
    if wrong and pause.until is None:
        yield to_do("/gas_tests", "retest-before-resuming", since=since, limit=fresh)
    elif wrong:
        yield from dict.fromkeys(wrong)


def _speaks_for(item: Sample, place: _Place) -> bool:
    """Say whether a sample is of this place; one that names no gas speaks for all."""
    point, gas = place
    return point in (None, item.point) and (gas is None or item.gas in (gas, None))


def _lacking(pause: Interruption, place: _Place, again: list[Sample]) -> Answer:
    point, gas = place
    span = {"since": pause.since, "until": pause.until}
    if any(_speaks_for(item, (point, None)) for item in again):
        return breach("/gas_tests", "retest-gas-missing", gas=gas, **span)
    if again and point is not None:
        return breach("/gas_tests", "retest-point-missing", point=point, **span)
    return breach("/gas_tests", "retest-missing", **span)


def _retest_turns(context: Context[Any]) -> Iterator[datetime]:
    for pause in interruptions(context.record):
        if isinstance(pause, Interruption) and pause.until is None:
            yield whole_minute(pause.since) + (context.params["minutes"] + 1) * MINUTE
            for item in burning(context):
                yield from item.turns(context.params["fresh"])


retested: Final = Timed(_retested, _retest_turns, events=("pauses", "stops", "ends", "resumptions"))
