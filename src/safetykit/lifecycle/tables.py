"""Shipped lifecycles. Stored names never change."""

from typing import Final

from safetykit.lifecycle.engine import Lifecycle, Move, Slot, State
from safetykit.model.findings import Milestone
from safetykit.model.frozenmap import FrozenMap

_OPEN = ("draft", "submitted", "approved", "live", "paused", "stopped", "finished", "expired")

STANDARD_PERMIT: Final = Lifecycle(
    id="standard-permit",
    applies_to="permit/*",
    states=(
        State(name="draft", amend=("*",), signs=False),
        State(name="submitted", reached=Milestone.SUBMIT),
        State(name="approved", reached=Milestone.APPROVE, clock=True),
        State(name="live", reached=Milestone.DURING, clock=True, works=True),
        State(name="paused", reached=Milestone.DURING, clock=True),
        State(name="stopped", reached=Milestone.DURING, clock=True),
        State(name="finished", reached=Milestone.DURING, clock=True),
        State(name="expired", reached=Milestone.APPROVE, clock=True),
        State(name="closed", final=True, reached=Milestone.CLOSE, signs=False, clock=True),
        State(name="withdrawn", final=True, adds=False, signs=False),
        State(name="collected", final=True, reached=Milestone.APPROVE, signs=False),
        State(name="cancelled", final=True, reached=Milestone.APPROVE, adds=False, signs=False),
        State(name="void", final=True, adds=False, signs=False),
    ),
    moves=(
        Move(action="submit", sources=("draft",), target="submitted", roles=("applicant",), milestone=Milestone.SUBMIT),
        Move(action="return", sources=("submitted",), target="draft", reasoned=True),
        Move(
            action="approve",
            sources=("submitted",),
            target="approved",
            roles=("approver",),
            slots=("approver",),
            gated=True,
            milestone=Milestone.APPROVE,
            sets=("permitted", "upgrade"),
        ),
        Move(
            action="start",
            sources=("approved",),
            target="live",
            roles=("shift-leader",),
            slots=("shift-leader",),
            gated=True,
            milestone=Milestone.START,
        ),
        Move(action="pause", sources=("live",), target="paused", records="pauses"),
        Move(
            action="resume",
            sources=("paused",),
            target="live",
            roles=("leader", "shift-leader"),
            gated=True,
            milestone=Milestone.DURING,
            records="resumptions",
        ),
        Move(
            action="resume",
            sources=("stopped",),
            target="live",
            roles=("leader", "shift-leader"),
            gated=True,
            milestone=Milestone.DURING,
            records="resumptions",
            demands=("cause_removed",),
        ),
        Move(
            action="stop",
            sources=("live", "paused"),
            target="stopped",
            records="stops",
            details=("cause",),
            reasoned=True,
        ),
        Move(action="collect", sources=("approved", "live", "paused", "stopped"), target="collected", reasoned=True),
        Move(action="finish", sources=("live", "paused", "stopped", "expired"), target="finished"),
        Move(
            action="close",
            sources=("finished",),
            target="closed",
            roles=("acceptor",),
            slots=("acceptance",),
            milestone=Milestone.CLOSE,
            sets=("acceptance",),
            held_by=("acceptance.people_out", "acceptance.tools_out"),
        ),
        Move(action="withdraw", sources=("draft", "submitted"), target="withdrawn"),
        Move(action="cancel", sources=("approved",), target="cancelled", reasoned=True),
        Move(action="expire", sources=("approved", "live", "paused", "stopped"), target="expired"),
        Move(action="void", sources=_OPEN, target="void", reasoned=True),
    ),
    slots=(
        Slot(name="leader", roles=("leader",)),
        Slot(name="unit", roles=("unit-head",)),
        Slot(name="safety", roles=("safety-officer", "safety-head")),
        Slot(name="approver", roles=("approver",)),
        Slot(name="shift-leader", roles=("shift-leader",)),
        Slot(name="acceptance", roles=("acceptor",)),
        # Not on the form: who sets a rule aside for this permit signs here, pointing to the waiver.
        Slot(name="waiver"),
    ),
    presupposed=FrozenMap(
        {
            **dict.fromkeys(("starts", "pauses", "stops", "resumptions", "ends"), Milestone.DURING),
            "disposals": Milestone.ARCHIVE,
        }
    ),
)
"""The life of a work permit: draft, submitted, approved, live (paused, stopped), finished, closed, and its side exits."""
