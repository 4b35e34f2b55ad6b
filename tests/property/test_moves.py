"""What holds for the moves of a permit, whatever stands in it and whatever the rules say."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetykit import Actor, Refused
from tests.property.drawn import ADVISING, KIT, RECORDING, RECORDS, table

KITS = {"enforce": KIT, "advise": ADVISING, "record": RECORDING}


def now(at_hand):
    """Return an instant at which the next step can be made."""
    return max(at_hand.at, at_hand.permit.changed_at or at_hand.at)


def actor(row):
    """Return somebody who may make a move."""
    return Actor(id="p-zhao", role=next(iter(row.roles), "leader"))


def given_with(row):
    """Return what a move must be given."""
    return {"opinion": "-" if row.reasoned else None, **dict.fromkeys(row.demands, True)}


class TestSafeMoves:
    @pytest.mark.parametrize("mode", KITS)
    @pytest.mark.parametrize("sort", RECORDS)
    @given(data=st.data())
    def test_one_is_always_open(self, sort, mode, data):
        """From every state that is not final, whatever the findings, a step towards safety is offered and works."""
        at_hand, kit = data.draw(RECORDS[sort]), KITS[mode]
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
    @pytest.mark.parametrize("mode", KITS)
    @pytest.mark.parametrize("sort", RECORDS)
    @given(data=st.data())
    def test_refuse_exactly_what_a_check_blocks(self, sort, mode, data):
        """A gated move is refused by what a check of its result blocks, and what passes carries its findings."""
        at_hand, kit = data.draw(RECORDS[sort]), KITS[mode]
        permit, at = at_hand.permit, now(at_hand)
        rows = [row for row in table(permit).moves_from(permit.state) if row.gated]

        for row in rows:
            told = {"by": actor(row), "at": at, "related": at_hand.related, **given_with(row)}
            try:
                moved = RECORDING.move(permit, row.action, **told).record
            except Refused as refused:
                assert {item.pack for item in refused.findings.items} == {"safetykit"}
                continue
            findings = kit.check(moved, at=at, related=at_hand.related, milestone=row.milestone)
            blocking = findings.blocking(kit.site.mode)
            if blocking:
                with pytest.raises(Refused) as caught:
                    kit.move(permit, row.action, **told)
                assert caught.value.findings.items == blocking
            else:
                assert kit.move(permit, row.action, **told).change.findings == findings
