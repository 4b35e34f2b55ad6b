"""What holds for the moves of a permit, whatever stands in it and whatever the rules say."""

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetykit import Actor, Refused
from tests.property.drawn import ADVISING, FEW, KIT, RECORDING, RECORDS, table

KITS = (KIT, ADVISING, RECORDING)
"""The same packs in every mode."""


def now(at_hand):
    """Return an instant at which the next step can be made."""
    return max(at_hand.at, at_hand.permit.changed_at or at_hand.at)


def actor(row):
    """Return somebody who may make a move."""
    return Actor(id="p-zhao", role=next(iter(row.roles), "leader"))


def given_with(row):
    """Return what a move must be given."""
    return {"opinion": "-" if row.reasoned else None, **dict.fromkeys(row.demands, True)}


def attempt(kit, permit, action, told):
    """Try a move; return the step, or what refused it."""
    try:
        return kit.move(permit, action, **told), ()
    except Refused as refused:
        return None, refused.findings.items


class TestSafeMoves:
    @pytest.mark.parametrize("sort", RECORDS)
    @FEW
    @given(kit=st.sampled_from(KITS), data=st.data())
    def test_one_is_always_open(self, sort, kit, data):
        """From every state that is not final, whatever the findings, a step towards safety is offered and works."""
        at_hand = data.draw(RECORDS[sort])
        permit, at = at_hand.permit, now(at_hand)
        lifecycle = table(permit)
        assume(not lifecycle.state(permit.state).final)

        free = [option for option in kit.options(permit, at=at) if not option.gated and not option.obstacles]

        assert [option for option in free if not option.roles]
        for option in free:
            row = lifecycle.move(option.action, permit.state)
            moved = kit.move(permit, option.action, by=actor(row), at=at, **given_with(row)).record
            assert moved.state == option.target
            assert not lifecycle.state(moved.state).works


class TestGatedMoves:
    @pytest.mark.parametrize("sort", RECORDS)
    @FEW
    @given(kit=st.sampled_from(KITS), data=st.data())
    def test_refuse_exactly_what_a_check_blocks(self, sort, kit, data):
        """A gated move is refused by what a check of its result blocks, and what passes carries its findings."""
        at_hand = data.draw(RECORDS[sort])
        state = data.draw(st.sampled_from(["submitted", "approved", "paused", "stopped"]))
        permit, at = attrs.evolve(at_hand.permit, state=state), now(at_hand)

        for row in (row for row in table(permit).moves_from(state) if row.gated):
            told = {"by": actor(row), "at": at, "related": at_hand.related, **given_with(row)}
            moved, refused = attempt(RECORDING, permit, row.action, told)
            if moved is None:
                # The lifecycle itself refuses; no rule is asked.
                assert attempt(kit, permit, row.action, told) == (None, refused)
                continue
            findings = kit.check(moved.record, at=at, related=at_hand.related, milestone=row.milestone)
            blocking = findings.blocking(kit.site.mode)
            passed, refused = attempt(kit, permit, row.action, told)
            assert refused == blocking
            assert (passed is None) is bool(blocking)
            assert passed is None or passed.change.findings == findings
