"""Lifecycles as values."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.lifecycle.engine import Lifecycle, Move, Slot, State, choose
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.evidence import Disposal, WorkStart
from safetykit.model.findings import Milestone
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.records import EnteredFrom
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period
from safetykit.model.works import HotWork

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = Period(start=NOON, end=NOON + HOUR)
APPROVED = SignOff(slot="approver", actor="p", action="approve", signed_at=NOON - HOUR)


def permit(**fields: object) -> Permit[HotWork]:
    return attrs.evolve(Permit(id="x", work=HotWork()), **fields)


def table(states: tuple[State, ...], moves: tuple[Move, ...], slots: tuple[Slot, ...] = ()) -> Lifecycle:
    return Lifecycle(id="t", applies_to="permit/*", states=states, moves=moves, slots=slots)


class TestBuilding:
    def test_every_slip_is_named_at_once(self) -> None:
        """A table with slips is refused with all of them."""
        with pytest.raises(PackError) as caught:
            table(
                (State(name="a"), State(name="b"), State(name="b"), State(name="c"), State(name="d", final=True)),
                (
                    Move(action="go", sources=("a",), target="b"),
                    Move(action="go", sources=("a", "z"), target="b", slots=("nowhere",)),
                    Move(action="back", sources=("b",), target="a"),
                    Move(action="on", sources=("d",), target="y", milestone="lunch"),
                ),
            )

        assert {
            "lifecycle t: state 'b' is named twice",
            "lifecycle t: move 'go': no state 'z'",
            "lifecycle t: move 'on': no state 'y'",
            "lifecycle t: move 'go': no slot 'nowhere'",
            "lifecycle t: there is no milestone 'lunch'",
            "lifecycle t: move 'go' starts twice from 'a'",
            "lifecycle t: state 'c' cannot be reached",
            "lifecycle t: state 'd' cannot be reached",
            "lifecycle t: state 'a' is a trap: no final state can be reached from it",
            "lifecycle t: state 'b' is a trap: no final state can be reached from it",
            "lifecycle t: state 'c' is a trap: no final state can be reached from it",
            "lifecycle t: state 'd' is final but can be left",
        } == set(caught.value.problems)

    def test_a_table_without_states_is_refused(self) -> None:
        """Nothing could live by it."""
        with pytest.raises(PackError, match="no state"):
            table((), ())

    def test_a_loop_that_leads_out_is_no_trap(self) -> None:
        """A move may lead back to where it started as long as an end can be reached."""
        states = (State(name="a"), State(name="z", final=True))
        moves = (Move(action="extend", sources=("a",), target="a"), Move(action="end", sources=("a",), target="z"))

        assert table(states, moves).initial.name == "a"


class TestChoosing:
    def test_the_table_of_the_kind_wins_over_that_of_all_kinds(self) -> None:
        """A pack may give one kind another life."""
        own = attrs.evolve(STANDARD_PERMIT, id="own", applies_to="permit/hot-work")

        assert choose((STANDARD_PERMIT, own), "permit/hot-work") == own
        assert choose((STANDARD_PERMIT, own), "permit/height") == STANDARD_PERMIT
        assert choose((STANDARD_PERMIT, own), "hazard/fire") is None


class TestReached:
    @pytest.mark.parametrize(
        ("state", "last"),
        [
            ("submitted", Milestone.SUBMIT),
            ("approved", Milestone.APPROVE),
            ("live", Milestone.DURING),
            ("finished", Milestone.DURING),
            ("closed", Milestone.CLOSE),
        ],
    )
    def test_a_state_tells_what_lies_behind(self, state: str, last: str) -> None:
        """The state alone is proof of the milestones before it."""
        assert STANDARD_PERMIT.reached(permit(state=state), NOON) == STANDARD_PERMIT.before(last)

    def test_a_draft_has_reached_nothing(self) -> None:
        """Nothing is due in a draft."""
        assert STANDARD_PERMIT.reached(permit(), NOON) == frozenset()

    def test_an_unknown_state_proves_nothing(self) -> None:
        """A state of another table tells nothing."""
        assert STANDARD_PERMIT.reached(permit(state="elsewhere"), NOON) == frozenset()

    def test_a_recorded_act_proves_its_milestone(self) -> None:
        """An expired permit on which work began has passed its start."""
        begun = permit(state="expired", starts=(WorkStart(at=NOON),))

        assert STANDARD_PERMIT.reached(begun, NOON) == STANDARD_PERMIT.before(Milestone.DURING)
        assert STANDARD_PERMIT.reached(permit(state="expired"), NOON) == STANDARD_PERMIT.before(Milestone.APPROVE)

    def test_a_move_recorded_in_a_sign_off_proves_its_milestone(self) -> None:
        """A sign-off that came with a move is an act; one without an action proves nothing."""
        signed = permit(state="void", sign_offs=(APPROVED, SignOff(slot="leader", actor="p")))

        assert STANDARD_PERMIT.reached(signed, NOON) == STANDARD_PERMIT.before(Milestone.APPROVE)

    @pytest.mark.parametrize(
        ("at", "last"),
        [
            (NOON - timedelta(minutes=1), Milestone.APPROVE),
            (NOON, Milestone.DURING),
            (NOON + HOUR - timedelta(minutes=1), Milestone.DURING),
            (NOON + HOUR, Milestone.CLOSE),
        ],
    )
    def test_on_paper_the_clock_makes_start_and_close_due(self, at: datetime, last: str) -> None:
        """A paper permit shows no moves: its window tells, the minute of the end included."""
        paper = permit(state="approved", entered_from=EnteredFrom.PAPER, permitted=WINDOW, sign_offs=(APPROVED,))

        assert STANDARD_PERMIT.reached(paper, at) == STANDARD_PERMIT.before(last)

    def test_without_the_approver_the_clock_does_not_start_the_work(self) -> None:
        """A paper permit that nobody approved did not start by the clock, but its end still comes."""
        paper = permit(state="approved", entered_from=EnteredFrom.PAPER, permitted=WINDOW)

        assert STANDARD_PERMIT.reached(paper, NOON) == STANDARD_PERMIT.before(Milestone.APPROVE)
        assert STANDARD_PERMIT.reached(paper, NOON + HOUR) == STANDARD_PERMIT.before(Milestone.CLOSE)

    def test_on_paper_a_signature_tells_of_the_step(self) -> None:
        """Ink has no action: who signed a slot that a step signs has made that step; a refusal made none."""
        ink = SignOff(slot="shift-leader", actor="p")
        paper = permit(state="approved", entered_from=EnteredFrom.PAPER, permitted=WINDOW, sign_offs=(ink,))
        refused = attrs.evolve(paper, sign_offs=(attrs.evolve(ink, agrees=False),))
        about = attrs.evolve(paper, sign_offs=(attrs.evolve(ink, agrees=False), attrs.evolve(ink, path="/joinings/0")))

        assert STANDARD_PERMIT.reached(paper, NOON - 9 * HOUR) == STANDARD_PERMIT.before(Milestone.START)
        assert STANDARD_PERMIT.reached(refused, NOON) == STANDARD_PERMIT.before(Milestone.APPROVE)
        assert STANDARD_PERMIT.reached(about, NOON - 9 * HOUR) == STANDARD_PERMIT.before(Milestone.APPROVE)

    def test_on_paper_any_slot_may_be_the_approving_one(self) -> None:
        """Which slot approves depends on grade and site, so the clock asks for a signature only."""
        unit = SignOff(slot="unit", actor="p")
        paper = permit(state="approved", entered_from=EnteredFrom.PAPER, permitted=WINDOW, sign_offs=(unit,))

        assert STANDARD_PERMIT.reached(paper, NOON) == STANDARD_PERMIT.before(Milestone.DURING)

    def test_a_blank_window_has_no_clock(self) -> None:
        """Blank cells of the window make nothing due."""
        paper = permit(state="approved", entered_from=EnteredFrom.PAPER, permitted=Period(), sign_offs=(APPROVED,))

        assert STANDARD_PERMIT.reached(paper, NOON + HOUR) == STANDARD_PERMIT.before(Milestone.APPROVE)

    def test_a_record_made_step_by_step_has_no_clock(self) -> None:
        """Where every move is recorded, time alone proves nothing."""
        made = permit(state="approved", permitted=WINDOW, sign_offs=(APPROVED,))

        assert STANDARD_PERMIT.reached(made, NOON + HOUR) == STANDARD_PERMIT.before(Milestone.APPROVE)


class TestTimes:
    def test_the_start_is_the_first_start_step(self) -> None:
        """Signed start steps tell when work was let begin."""
        signs = tuple(
            SignOff(slot="shift-leader", actor="p", action="start", signed_at=at) for at in (NOON + HOUR, NOON, None)
        )

        assert STANDARD_PERMIT.started(permit(sign_offs=signs)) == NOON
        assert STANDARD_PERMIT.started(permit()) is None

    def test_the_end_is_when_the_final_state_was_reached(self) -> None:
        """The field tells, but no earlier than the last signature; a state that is not final has no end."""
        closing = SignOff(slot="acceptance", actor="p", action="close", signed_at=NOON)

        assert STANDARD_PERMIT.ended(permit(state="closed", sign_offs=(closing,))) == NOON
        assert STANDARD_PERMIT.ended(permit(state="closed", state_since=NOON + HOUR)) == NOON + HOUR
        assert STANDARD_PERMIT.ended(permit(state="live", sign_offs=(closing,))) is None
        assert STANDARD_PERMIT.ended(permit(state="closed", state_since=NOON - HOUR, sign_offs=(closing,))) == NOON
        assert STANDARD_PERMIT.ended(permit(state="nowhere")) is None


class TestBefore:
    def test_an_unknown_milestone_is_named_as_such(self) -> None:
        """Nothing is judged as if a moment were reached that does not exist."""
        with pytest.raises(
            ValueError, match="lifecycle standard-permit: no such milestone; use one of submit, approve"
        ):
            STANDARD_PERMIT.before("lunch")


class TestStandardPermit:
    def test_only_steps_towards_danger_are_gated(self) -> None:
        """Approve, start and resume ask the rules; nothing else does."""
        assert {move.action for move in STANDARD_PERMIT.moves if move.gated} == {"approve", "start", "resume"}

    def test_the_stored_names_are_the_ones_that_were_fixed(self) -> None:
        """States and actions are stored for good."""
        names = (
            "draft submitted approved live paused stopped finished expired closed withdrawn collected cancelled void"
        )
        actions = "submit return approve start pause resume stop collect finish close withdraw cancel expire void"

        assert {state.name for state in STANDARD_PERMIT.states} == set(names.split())
        assert {move.action for move in STANDARD_PERMIT.moves} == set(actions.split())


class TestTurningPoints:
    WINDOW = Period(start=NOON, end=NOON + timedelta(hours=4, seconds=30))

    def paper(self, **fields: Any) -> Permit[HotWork]:
        signs = (SignOff(slot="leader", actor="p"),)
        return permit(**{"state": "approved", "entered_from": EnteredFrom.PAPER, "sign_offs": signs, **fields})

    def test_are_start_and_end_of_the_window_on_paper(self) -> None:
        """To the minute, and at each of them a milestone is reached that was not before."""
        record = self.paper(permitted=self.WINDOW)
        start, end = STANDARD_PERMIT.turning_points(record)

        assert (start, end) == (NOON, NOON + timedelta(hours=4))
        tick = timedelta(microseconds=1)
        for moment in (start, end):
            assert STANDARD_PERMIT.reached(record, moment - tick) < STANDARD_PERMIT.reached(record, moment)

    def test_there_is_no_start_before_anybody_signed(self) -> None:
        """An unsigned paper never starts by the clock."""
        assert len(STANDARD_PERMIT.turning_points(self.paper(permitted=self.WINDOW, sign_offs=()))) == 1

    @pytest.mark.parametrize(
        "fields",
        [{"entered_from": None}, {"state": "draft"}, {"state": "nowhere"}, {}],
        ids=["made here", "no clock in its state", "unknown state", "no window"],
    )
    def test_without_a_clock_there_are_none(self, fields: dict[str, Any]) -> None:
        """Only a record from elsewhere, in a state with a clock, with a window, moves by time alone."""
        window = {} if not fields else {"permitted": self.WINDOW}

        assert STANDARD_PERMIT.turning_points(self.paper(**window, **fields)) == ()

    def test_what_was_thrown_away_was_archived(self) -> None:
        """A disposal presupposes every milestone before it."""
        record = permit(state="closed", disposals=(Disposal(at=NOON, what="record"),))

        assert STANDARD_PERMIT.reached(record, NOON) == STANDARD_PERMIT.before(Milestone.ARCHIVE)

    def test_a_presupposed_milestone_must_exist(self) -> None:
        """A table that names an unknown one is refused."""
        with pytest.raises(PackError, match="there is no milestone 'lunch'"):
            attrs.evolve(STANDARD_PERMIT, presupposed=FrozenMap({"starts": "lunch"}))
