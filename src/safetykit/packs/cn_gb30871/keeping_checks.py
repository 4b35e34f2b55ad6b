"""How long the permit and its video are kept (annex B.3)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from safetykit.model.civil import local
from safetykit.model.evidence import AttachmentKind, Disposed
from safetykit.packs.cn_gb30871.spells import OVER, spells
from safetykit.rules.rows import Answer, Context, breach, need, not_triggered, triggered_by


@triggered_by("disposals")
def kept(context: Context[Any]) -> Iterator[Answer]:
    """Say whether nothing was thrown away before its time; on the day on which that is over it may be."""
    disposals = [(n, item) for n, item in enumerate(context.record.disposals) if item.what in context.params["keep"]]
    if not disposals:
        yield not_triggered()
    zone = context.site.zone
    for index, item in disposals:
        since = _recorded(context) if item.what == Disposed.VIDEO else _closed(context)
        if since is None:
            yield need(
                "/attachments" if item.what == Disposed.VIDEO else "/state_since", "keeping-unknown", what=item.what
            )
            continue
        least = context.params["keep"][item.what]
        until = later(local(since, zone).date(), least["years"], least["months"])
        if local(item.at, zone).date() < until:
            yield breach(f"/disposals/{index}/at", "disposed-early", what=item.what, at=item.at, until=until)


def later(day: date, years: int, months: int) -> date:
    """Return the same day some years and months later, the last of its month where that is shorter."""
    first = day.replace(year=day.year + years, day=1)
    for _ in range(months):
        first += timedelta(days=monthrange(first.year, first.month)[1])
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _closed(context: Context[Any]) -> datetime | None:
    """Return when the permit came to its end: into its last state, else accepted, else the end of its window."""
    record, slot = context.record, context.params["slot"]
    if record.state in OVER and record.state_since is not None:
        since: datetime = record.state_since
        return since
    accepted = [sign.signed_at for sign in record.sign_offs if sign.slot == slot and sign.agrees and sign.signed_at]
    ended: datetime | None = max(accepted, default=record.valid_until)
    return ended


def _recorded(context: Context[Any]) -> datetime | None:
    """Return when the last video was made; where one has no time of its own, when work ended."""
    videos = [item for item in context.record.attachments if item.kind is AttachmentKind.VIDEO]
    made = [
        item.period.end if item.period is not None and item.period.end is not None else item.taken_at for item in videos
    ]
    known = [at for at in made if at is not None]
    if known != made or not made:
        ends = [spell.end for spell in spells(context) if spell.end is not None]
        known = [*known, *ends] if ends else []
    return max(known, default=None)
