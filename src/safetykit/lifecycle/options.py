"""What can be done next with a record, and what stands in the way."""

import attrs

from safetykit.lifecycle.engine import Lifecycle, Move
from safetykit.model.findings import Finding, Findings, Outcome


@attrs.frozen
class Option:
    """
    One move from where a record stands.

    Attributes:
        action: The move.
        target: The state it leads to.
        roles: Who may make it; empty for anybody.
        sets: Fields that may be given with it.
        reasoned: Whether it needs a reason.
        gated: Whether rules stand before it.
        milestone: The milestone that it reaches.
        obstacles: What would refuse it now, each with its remedy; empty if the way is free.
        open: What rules that fall due with it have to say besides: warnings, questions, what is still to do.
    """

    action: str
    target: str
    roles: tuple[str, ...]
    sets: tuple[str, ...]
    reasoned: bool
    gated: bool
    milestone: str | None
    obstacles: tuple[Finding, ...]
    open: tuple[Finding, ...]


def option(row: Move, obstacles: tuple[Finding, ...], judged: Findings | None, due: frozenset[str]) -> Option:
    """
    Describe one move.

    Args:
        row: The move.
        obstacles: What refuses it.
        judged: What the rules say as if it were made; None if none stand before it.
        due: The milestones that it adds.
    """
    shown = (Outcome.BREACH, Outcome.NEEDS_INPUT, Outcome.NOT_DUE)
    answers = () if judged is None else judged.items
    said = {(item.rule, item.path) for item in obstacles}
    return Option(
        action=row.action,
        target=row.target,
        roles=row.roles,
        sets=row.sets,
        reasoned=row.reasoned,
        gated=row.gated,
        milestone=row.milestone,
        obstacles=obstacles,
        open=tuple(
            item for item in answers if item.outcome in shown and item.due in due and (item.rule, item.path) not in said
        ),
    )


def added(lifecycle: Lifecycle, row: Move, reached: frozenset[str]) -> frozenset[str]:
    """Return the milestones that a move adds to those that are reached."""
    return lifecycle.before(row.milestone) - reached
