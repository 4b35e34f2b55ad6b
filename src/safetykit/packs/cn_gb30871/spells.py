"""When work really went on, by the evidence, by the start step, and by the state that the record is in."""

from datetime import datetime
from typing import Any

import attrs

from safetykit.model.time import whole_minute
from safetykit.rules.rows import Answer, Context, need

WORKING = "live"
"""The state of a record whose work goes on."""
_ENDING = frozenset({"finished", "collected", "expired", "void"})
"""States that a record gets into when its work is over, if not before."""
OVER = _ENDING | {"closed", "cancelled", "withdrawn"}
"""States in which no work goes on."""


@attrs.frozen(slots=False)
class Spell:
    """
    Work from *start* to *end*.

    Without a start it had begun before anything was recorded. Without an end it goes on, or, if *ended*, is over since
    nobody knows when.
    """

    start: datetime | None
    end: datetime | None
    ended: bool = True

    def begun(self, moment: datetime) -> bool:
        """Say whether it had begun by the minute of *moment*."""
        return self.start is None or whole_minute(self.start) <= whole_minute(moment)

    def outlasts(self, moment: datetime) -> bool | None:
        """Say whether it went on after the minute of *moment*; None if nobody knows."""
        if self.end is not None:
            return whole_minute(self.end) > whole_minute(moment)
        return None if self.ended else True


def spells(context: Context[Any]) -> tuple[Spell, ...]:
    """
    Return when work went on, the last spell perhaps open; nothing if no more is known than the window.

    Where no start of work is recorded, the start step counts, or the first recorded halt, or the state alone.
    """
    return context.course.once(("spells", context.started), lambda: _spells(context))


def _spells(context: Context[Any]) -> tuple[Spell, ...]:
    record, found = context.record, list(context.course.sessions)
    if not record.starts and context.started is not None:
        halts = [item.at for name in ("pauses", "stops", "ends") for item in getattr(record, name)]
        first = min((at for at in halts if at >= context.started), default=None)
        if first is None or (found and found[0][0] < first):
            found[:1] = [(context.started, found[0][1] if found else None)]
        else:
            found.insert(0, (context.started, first))
    known: list[Spell] = [Spell(start, end) for start, end in found if end is not None]
    if found and found[-1][1] is None:
        known.append(_last(record, found[-1][0]))
    elif not found and record.state == WORKING:
        known.append(Spell(context.course.start, None, ended=False))
    return tuple(known)


def _last(record: Any, start: datetime) -> Spell:
    """Close a spell that nothing recorded has ended, as far as the state of the record does."""
    if record.state not in OVER:
        return Spell(start, None, ended=False)
    return Spell(start, record.state_since if record.state in _ENDING else None)


def times_unknown(context: Context[Any]) -> Answer:
    """Ask for the real start of work, or if that is known for its end."""
    return need("/ends" if spells(context) else "/starts", "times-unknown", group="actual-times")
