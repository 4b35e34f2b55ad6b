"""The video record of special-grade hot work (5.2.11): the camera at the start, the recording at the end."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from safetykit.model.evidence import AttachmentKind
from safetykit.model.time import whole_minute
from safetykit.rules.rows import Answer, Context, breach, declared, need


def camera_in_place(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether a camera stands, explosion-proof where that is needed.

    Recorded facts answer first, then the ticked and confirmed row of the check-list. A row that says "not involved"
    contradicts the grade.
    """
    work, row = context.record.work, context.params["row"]
    ticks = [(n, item) for n, item in enumerate(context.record.measures) if _is_row(item, row)]
    tick = min(ticks, key=lambda found: found[1].involved is not False, default=None)
    involved = None if tick is None else tick[1].involved
    confirmed = bool(involved) and any(_is_row(item, row) for item in context.record.confirmations)
    proof_needed = work.fire_explosion_area is not False
    if tick is not None and involved is False:
        yield breach(f"/measures/{tick[0]}/involved", "camera-contradicted", row=row)
    if work.camera_in_place is False:
        yield breach("/work/camera_in_place", "camera-missing")
        return
    if proof_needed and work.camera_explosion_proof is False:
        yield breach("/work/camera_explosion_proof", "camera-not-proof")
    unknown = ["camera_in_place"] if work.camera_in_place is None else []
    if proof_needed and work.camera_explosion_proof is None:
        unknown.append("camera_explosion_proof")
    if confirmed and tick is not None and unknown:
        yield declared(f"/measures/{tick[0]}/involved")
    else:
        for name in unknown:
            yield need(f"/work/{name}", "camera-unknown", row=row)


def _is_row(item: Any, row: int) -> bool:
    return item.section is None and item.row == row


def recorded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether video recordings cover the work from start to end, pauses left out."""
    record = context.record
    videos = [(n, file) for n, file in enumerate(record.attachments) if file.kind is AttachmentKind.VIDEO]
    if not videos:
        if record.work.camera_in_place is False:
            yield breach("/attachments", "recording-missing")
        else:
            yield need("/attachments", "recording-unknown")
        return
    periods = [(n, file.period) for n, file in videos]
    covered = [(period.start, period.end) for _, period in periods if period and period.length is not None]
    doubtful = [n for n, period in periods if period is None or period.length is None]
    went_on = context.course.sessions
    if not went_on or went_on[-1][1] is None:
        yield need("/starts" if not went_on else "/ends", "work-time-unknown", group="actual-times")
    for start, end in ((start, end) for start, end in went_on if end is not None):
        gap = _first_gap(start, end, covered)
        if gap is not None and doubtful:
            yield need(f"/attachments/{doubtful[0]}/period", "recording-period-unknown")
        elif gap is not None:
            yield breach("/attachments", "recording-gap", since=gap, start=start, end=end)


def _first_gap(start: datetime, end: datetime, periods: Iterable[tuple[Any, Any]]) -> datetime | None:
    """Return from when on a stretch of work is not covered; None if it is, in whole minutes."""
    reached = whole_minute(start)
    for begin, stop in sorted(periods):
        if whole_minute(begin) <= reached:
            reached = max(reached, whole_minute(stop))
    return reached if reached < whole_minute(end) else None
