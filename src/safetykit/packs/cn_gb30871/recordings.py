"""How far recordings, of a camera or of a gas monitor, cover the work."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from safetykit.model.evidence import AttachmentKind
from safetykit.model.time import whole_minute
from safetykit.rules.rows import Context


@attrs.frozen
class Gap:
    """A stretch of work, from *start* to *end*, that is not covered from *since* on."""

    since: datetime
    start: datetime
    end: datetime


@attrs.frozen
class Coverage:
    """
    What recordings of one kind show of the work.

    Attributes:
        registered: Whether there is any.
        gaps: Stretches of work that none of them covers, pauses left out.
        undated: Pointer to the times of a recording where they are not known; it may fill the gaps.
        unknown: Pointer to what is not known about the times of work; None if they are complete.
    """

    registered: bool
    gaps: tuple[Gap, ...]
    undated: str | None
    unknown: str | None


def coverage(context: Context[Any], kind: AttachmentKind) -> Coverage:
    """Say how far the attachments of *kind* cover the work from start to end, in whole minutes."""
    files = [(index, file.period) for index, file in enumerate(context.record.attachments) if file.kind is kind]
    covered = [(period.start, period.end) for _, period in files if period and period.length is not None]
    blank = (f"/attachments/{index}/period" for index, period in files if period is None or period.length is None)
    went_on = context.course.sessions
    gaps = (
        Gap(since, start, end)
        for start, end in went_on
        if end is not None and (since := _uncovered(start, end, covered)) is not None
    )
    unknown = "/starts" if not went_on else "/ends" if went_on[-1][1] is None else None
    return Coverage(bool(files), tuple(gaps), next(blank, None), unknown)


def _uncovered(start: datetime, end: datetime, periods: Iterable[tuple[Any, Any]]) -> datetime | None:
    """Return from when on a stretch of work is not covered; None if it is."""
    reached = whole_minute(start)
    for begin, stop in sorted(periods):
        if whole_minute(begin) <= reached:
            reached = max(reached, whole_minute(stop))
    return reached if reached < whole_minute(end) else None
