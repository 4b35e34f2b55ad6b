"""The video record of special-grade hot work (5.2.11): the camera at the start, the recording at the end."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.evidence import AttachmentKind
from safetykit.packs.cn_gb30871.recordings import coverage
from safetykit.packs.cn_gb30871.ticks import declared_by, denied
from safetykit.rules.rows import Answer, Context, breach, need


def camera_in_place(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether a camera stands, explosion-proof where that is needed.

    Recorded facts answer first, then the ticked and confirmed row of the check-list. A row that says "not involved"
    contradicts the grade.
    """
    work, row = context.record.work, context.params["row"]
    proof_needed = work.fire_explosion_area is not False
    yield from denied(context, row, "camera-contradicted")
    if work.camera_in_place is False:
        yield breach("/work/camera_in_place", "camera-missing")
        return
    if proof_needed and work.camera_explosion_proof is False:
        yield breach("/work/camera_explosion_proof", "camera-not-proof")
    unknown = [] if work.camera_in_place else ["camera_in_place"]
    if proof_needed and work.camera_explosion_proof is None:
        unknown.append("camera_explosion_proof")
    ticked = declared_by(context, row)
    for name in unknown:
        yield ticked or need(f"/work/{name}", "camera-unknown", row=row)


def recorded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether video recordings cover the work from start to end, pauses left out."""
    found = coverage(context, AttachmentKind.VIDEO)
    if not found.registered:
        if context.record.work.camera_in_place is False:
            yield breach("/attachments", "recording-missing")
        else:
            yield need("/attachments", "recording-unknown")
        return
    if found.unknown is not None:
        yield need(found.unknown, "work-time-unknown", group="actual-times")
    for gap in found.gaps:
        if found.undated is not None:
            yield need(found.undated, "recording-period-unknown")
        else:
            yield breach("/attachments", "recording-gap", since=gap.since, start=gap.start, end=gap.end)
