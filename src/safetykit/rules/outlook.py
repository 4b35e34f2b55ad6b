"""When, by the clock alone, a verdict changes: exact, because every timed rule names its turning points."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from safetykit.model.civil import instant
from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.records import Record
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.dockets import Docket
from safetykit.rules.engine import Hearing, collected
from safetykit.rules.rulings import Ruling
from safetykit.rules.situation import times_of

TICK = timedelta(microseconds=1)
"""The resolution of time."""


@attrs.frozen
class Span:
    """Time from *start* on, *end* not included, in which no verdict changes."""

    start: datetime
    end: datetime
    findings: Findings


@attrs.frozen
class Turn:
    """An instant at which verdicts change: findings that begin to hold and findings that no longer do."""

    at: datetime
    begins: tuple[Finding, ...]
    ends: tuple[Finding, ...]


@attrs.frozen
class Outlook:
    """
    What every rule says about a record at any instant of a time to come, if nothing is added to the record.

    Attributes:
        record: Id of the record.
        mode: How far findings stop a step at this site.
        spans: Without gaps, in order; the end of the last one is included in the question.
        over: The first instant after the last minute of the permitted window, if work may go on or start before it.
    """

    record: str
    mode: Mode
    spans: tuple[Span, ...]
    over: datetime | None = None

    def at(self, moment: datetime) -> Findings:
        """
        Return what a check at *moment* finds.

        Raises:
            ValueError: If the outlook does not reach there.
        """
        if not self.spans[0].start <= moment <= self.spans[-1].end:
            msg = "at: outside the time that was asked for"
            raise ValueError(msg)
        index = bisect_right([span.start for span in self.spans], moment) - 1
        return attrs.evolve(self.spans[index].findings, judged_at=moment)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The instants at which a verdict really changes, with what changes."""
        found = []
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            old, new = before.findings.items, after.findings.items
            begins, ends = _beyond(new, old), _beyond(old, new)
            if begins or ends:
                found.append(Turn(after.start, begins, ends))
        return tuple(found)

    @property
    def valid_until(self) -> Turn | None:
        """
        The first instant from which on something stops the work or the next step, with what does.

        That is what blocks in the mode of the site, what a blocking row wants done before the next step, such as a
        re-test after a long pause, and the end of the permitted window, which no finding need name. None if nothing
        does as far as the outlook reaches; the start of the outlook if something does already.
        """
        found = next(
            (
                Turn(span.start, stopping, ())
                for span in self.spans
                if (stopping := _stopping(span.findings, self.mode))
            ),
            None,
        )
        first, last = self.spans[0].start, self.spans[-1].end
        if self.mode is Mode.RECORD or self.over is None or last < self.over:
            return found
        return found if found is not None and found.at <= self.over else Turn(max(first, self.over), (), ())

    @property
    def next_due(self) -> Turn | None:
        """The first turn at which something begins to be a breach or still to do: what has to be done before it."""
        asking = (Outcome.BREACH, Outcome.NOT_DUE, Outcome.NEEDS_INPUT)
        for turn in self.turns:
            begins = tuple(item for item in turn.begins if item.outcome in asking)
            if begins:
                return Turn(turn.at, begins, ())
        return None


def _beyond(some: tuple[Finding, ...], others: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings of *some* that say something *others* do not; growing ages and other numbers are no news."""
    said = {_said(item) for item in others}
    return tuple(item for item in some if _said(item) not in said)


def _said(item: Finding) -> tuple[object, ...]:
    words = tuple(value for value in item.args.values() if not value[:1].isdigit())
    return item.rule, item.outcome, item.path, item.message, words


def _stopping(findings: Findings, mode: Mode) -> tuple[Finding, ...]:
    if mode is Mode.RECORD:
        return ()
    wanted = (item for item in findings.not_due if item.severity is Severity.BLOCK and item.message != "not-due")
    return (*findings.blocking(mode), *wanted)


Hear = Callable[[datetime], Hearing]


def look_out(
    hear: Hear,
    docket: Docket,
    record: Record,
    *,
    start: datetime,
    end: datetime,
    clock: Iterable[datetime] = (),
    pending: bool = False,
    milestone: str | None = None,
    over: datetime | None = None,
    packs: FrozenMap[str],
    kit: str,
) -> Outlook:
    """
    Judge a record over a time.

    Args:
        hear: Prepares the judgment as of an instant.
        docket: The rows.
        record: The record.
        start: First instant.
        end: Last instant.
        clock: Instants at which the lifecycle alone makes rows fall due.
        pending: Whether the record is judged as if its work started at the moment of judgment.
        milestone: The milestone that the question is about.
        over: The first instant after the permitted window.
        packs: Fingerprints by pack.
        kit: Fingerprint of the kit.

    Raises:
        ValueError: If the end lies before the start.
    """
    if end < start:
        msg = "end: lies before start"
        raise ValueError(msg)
    told = {"milestone": milestone, "packs": packs, "kit": kit}
    whole = {*clock, *_structural(docket, record), *(_acts(record) if pending else ())}
    edges = [start, *sorted(moment for moment in whole if start < moment <= end)]
    spans: list[Span] = []
    for begin, until in zip(edges, [*edges[1:], None], strict=True):
        hearing = hear(begin)
        spans += _segment(hearing, begin, end if until is None else until - TICK, told)
    ends = [*(span.start for span in spans[1:]), end]
    return Outlook(
        record.id,
        docket.site.mode,
        tuple(Span(span.start, stop, span.findings) for span, stop in zip(spans, ends, strict=True)),
        over,
    )


def _segment(hearing: Hearing, begin: datetime, last: datetime, told: dict[str, Any]) -> Iterator[Span]:
    """Judge all rows once, and each timed row again at each of its own turning points up to *last*."""
    parts: list[tuple[Finding, ...]] = []
    turning: dict[datetime, list[tuple[int, Ruling]]] = {}
    plan = hearing.plan
    used = set(plan.uses)
    for index, (row, found, waivable) in enumerate(plan.steps):
        if row is None:
            parts.append(found)
            continue
        ruling, context = row, hearing.context(row)
        aside = hearing.set_aside(ruling, context) if waivable else None
        parts.append(hearing.asked(ruling, begin) if aside is None else aside)
        if aside is not None:
            continue
        used.update(ruling.uses)
        if ruling.timed is not None:
            for point in {*ruling.timed.turning_points(context)}:
                if begin < point <= last:
                    turning.setdefault(point, []).append((index, ruling))
    for moment in (begin, *sorted(turning)):
        for index, ruling in turning.get(moment, ()):
            parts[index] = hearing.asked(ruling, moment)
        items = [item for part in parts for item in part]
        yield Span(moment, moment, collected(hearing, items, used, moment, **told))


def _structural(docket: Docket, record: Record) -> Iterator[datetime]:
    """Yield the instants at which rows come and go: their dates, and the ends of waivers."""
    zone = docket.site.zone
    for day in docket.days:
        if day not in (date.min, date.max):
            yield instant(day, "00:00", zone)
    for waiver in (*getattr(record, "waivers", ()), *docket.site.waivers):
        yield waiver.until + TICK


def _acts(record: Record) -> Iterator[datetime]:
    """Yield every time of a record, and the minute in which and after which it counts."""
    for _, at in times_of(record):
        minute = whole_minute(at)
        yield from (at, at + TICK, minute, minute + MINUTE)
