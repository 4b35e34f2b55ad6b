"""What options say of a move, apart from who asks."""

from datetime import UTC, datetime

import attrs

from safetykit.lifecycle.options import added, option
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.findings import Finding, Findings, Milestone, Outcome, Severity

APPROVE = STANDARD_PERMIT.move("approve", "submitted")
CANCEL = STANDARD_PERMIT.move("cancel", "approved")
BROKEN = Finding(
    rule="a/b",
    code="A-01",
    pack="a",
    outcome=Outcome.BREACH,
    severity=Severity.BLOCK,
    cites="1",
    mark="two",
    due="approve",
    message="x",
)


def judged(*items: Finding) -> Findings:
    return Findings(record="r", judged_at=datetime(2026, 11, 16, tzinfo=UTC), items=items)


class TestOption:
    def test_tells_what_else_falls_due_with_the_move(self) -> None:
        """Warnings, questions and things to do of its milestones; not what is well, due later, or said already."""
        assert APPROVE is not None
        warning = attrs.evolve(BROKEN, rule="a/warn", severity=Severity.WARN)
        question = attrs.evolve(BROKEN, rule="a/ask", outcome=Outcome.NEEDS_INPUT)
        to_do = attrs.evolve(BROKEN, rule="a/todo", outcome=Outcome.NOT_DUE, message="link-open")
        late = attrs.evolve(BROKEN, rule="a/late", due="start")
        fine = attrs.evolve(BROKEN, rule="a/fine", outcome=Outcome.OK)

        made = option(APPROVE, (BROKEN,), judged(BROKEN, warning, question, to_do, late, fine), frozenset({"approve"}))

        assert made.obstacles == (BROKEN,)
        assert made.open == (warning, question, to_do)
        assert (made.action, made.target, made.milestone, made.gated) == ("approve", "approved", "approve", True)

    def test_of_a_step_towards_safety_has_nothing_open(self) -> None:
        """No rule stands before it."""
        assert CANCEL is not None
        assert option(CANCEL, (), None, frozenset()).open == ()


class TestAdded:
    def test_are_the_milestones_that_were_not_reached(self) -> None:
        """Approval of a submitted record adds approval; one that goes nowhere adds nothing."""
        assert APPROVE is not None
        assert CANCEL is not None
        reached = STANDARD_PERMIT.before(Milestone.SUBMIT)

        assert added(STANDARD_PERMIT, APPROVE, reached) == {Milestone.APPROVE}
        assert added(STANDARD_PERMIT, CANCEL, reached) == frozenset()
