"""Continuous gas monitoring of special-grade hot work (5.3.1 d): set up at the start, its record at the end."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.evidence import AttachmentKind
from safetykit.packs.cn_gb30871.recordings import coverage
from safetykit.packs.cn_gb30871.ticks import declared_by, denied
from safetykit.rules.rows import Answer, Context, breach, need


def monitored(context: Context[Any]) -> Iterator[Answer]:
    """Say whether gas is monitored continuously: by the recorded fact, else by the ticked and confirmed row."""
    row, fact = context.params["row"], context.record.work.continuous_monitoring
    yield from denied(context, row, "monitoring-contradicted")
    if fact is False:
        yield breach("/work/continuous_monitoring", "monitoring-missing")
    elif fact is None:
        yield declared_by(context, row) or need("/work/continuous_monitoring", "monitoring-unknown", row=row)


def monitoring_recorded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether records of the monitor cover the work from start to end, pauses left out."""
    shown = coverage(context, AttachmentKind.MONITORING_RECORD)
    if not shown.registered:
        if context.record.work.continuous_monitoring is False:
            yield breach("/attachments", "monitoring-record-missing")
        else:
            yield need("/attachments", "monitoring-record-unknown", group="sensor-data")
        return
    if shown.unknown is not None:
        yield need(shown.unknown, "monitored-time-unknown", group="actual-times")
    if shown.gaps and shown.undated is not None:
        yield need(shown.undated, "monitoring-period-unknown", group="sensor-data")
        return
    for gap in shown.gaps:
        yield breach("/attachments", "monitoring-gap", since=gap.since, start=gap.start, end=gap.end)
