"""What a ticked row of form A.1 proves: a recorded fact answers first, then the tick; against a fact it is a breach."""

from collections.abc import Iterator
from typing import Any

from safetykit.rules.rows import Answer, Context, breach, declared


def declared_by(context: Context[Any], *rows: int) -> Answer | None:
    """Answer as declared if every one of *rows* is involved and confirmed; None if not."""
    ticks = [context.course.tick(row) for row in rows]
    first = ticks[0]
    if first is None or [True for tick in ticks if tick is None or not tick.declared]:
        return None
    return declared(f"{first.path}/involved")


def denied(context: Context[Any], row: int, message: str) -> Iterator[Answer]:
    """Answer with a breach if *row* says "not involved", where the facts say that it is."""
    tick = context.course.tick(row)
    if tick is not None and tick.involved is False:
        yield breach(f"{tick.path}/involved", message, row=row)
