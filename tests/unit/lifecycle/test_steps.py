"""The verbs over a lifecycle, without rules."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import attrs
import pytest

from safetykit.codec.substance import still_holds
from safetykit.errors import Refused
from safetykit.lifecycle import steps
from safetykit.lifecycle.tables import STANDARD_PERMIT as TABLE
from safetykit.model.changes import Step
from safetykit.model.evidence import Acceptance, Pause, StopReason, Waiver, WorkStart
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest
from safetykit.model.marks import EVIDENCE, Line
from safetykit.model.people import Actor, Medium
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.records import EnteredFrom
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import Presence, SignOff
from safetykit.model.time import Period
from safetykit.model.works import HotWork

T0 = datetime(2026, 11, 16, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOBODY = Actor(id="p-1", role="applicant")
LEADER = Actor(id="p-2", role="leader")
APPROVER = Actor(id="p-3", role="approver", medium=Medium.CERTIFICATE)


def draft(**fields: Any) -> Permit[HotWork]:
    return Permit(**{"id": "x", "work": HotWork(), "content": "weld a flange", **fields})


def opened(**fields: Any) -> Permit[HotWork]:
    return steps.open_record(TABLE, draft(**fields), by=NOBODY, at=T0).record


def move(record: Any, action: str, by: Actor = NOBODY, **more: Any) -> Step[Permit[HotWork]]:
    given = {"at": T0, "slot": None, "opinion": None, "presence": None, "changes": {}, **more}
    return steps.move(TABLE, record, action, by=by, **given)[0]


def submitted(**fields: Any) -> Permit[HotWork]:
    return move(opened(**fields), "submit").record


def signed(record: Any, **more: Any) -> Permit[HotWork]:
    given = {"slot": "leader", "by": LEADER, "at": T0, "agrees": True, "opinion": None, "presence": None, **more}
    step: Step[Permit[HotWork]] = steps.sign_off(TABLE, record, **given)
    return step.record


def refused(call: Callable[[], object]) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as caught:
        call()
    return [(item.code, item.message, item.path) for item in caught.value.findings.items]


class TestOpen:
    def test_a_draft_becomes_the_first_revision(self) -> None:
        """Opening counts the revision, notes the time and explains itself."""
        step = steps.open_record(TABLE, draft(), by=NOBODY, at=T0)

        assert (step.record.revision, step.record.changed_at, step.record.state_since) == (1, T0, T0)
        assert (step.change.action, step.change.actor, step.change.role, step.change.paths) == (
            "open",
            "p-1",
            "applicant",
            ("",),
        )

    def test_what_is_no_unsigned_draft_is_refused(self) -> None:
        """A record that already lived cannot be opened as new; everything wrong is told at once."""
        lived = draft(state="live", sign_offs=(SignOff(slot="leader", actor="p"),))

        assert refused(lambda: steps.open_record(TABLE, lived, by=NOBODY, at=T0)) == [
            ("LC-01", "not-a-draft", "/state"),
            ("LC-05", "signed-draft", "/sign_offs"),
        ]
        assert refused(lambda: steps.open_record(TABLE, opened(), by=NOBODY, at=T0)) == [
            ("LC-01", "not-a-draft", "/state")
        ]

    def test_what_was_taken_over_is_adopted(self) -> None:
        """A draft that says it comes from paper is not opened: only adopting may say so."""
        paper = draft(entered_from=EnteredFrom.PAPER)

        assert refused(lambda: steps.open_record(TABLE, paper, by=NOBODY, at=T0)) == [
            ("LC-01", "not-a-draft", "/entered_from")
        ]


class TestAdopt:
    def test_a_paper_permit_enters_in_the_state_it_shows(self) -> None:
        """Nothing is asked; its ink is bound to what was transcribed, and who typed it in is kept."""
        paper = draft(state="closed", sign_offs=(SignOff(slot="leader", actor="p-9", signed_at=T0),))
        record = steps.adopt(TABLE, paper, by=NOBODY, at=T0 + MINUTE, source=EnteredFrom.PAPER).record
        sign = record.sign_offs[0]

        assert (record.state, record.entered_from, record.revision) == ("closed", EnteredFrom.PAPER, 1)
        assert (sign.medium, sign.recorded_at, sign.recorded_by) == (Medium.INK, T0 + MINUTE, "p-1")
        assert sign.covers is not None
        assert sign.covers.revision == 1
        assert still_holds(record, sign.covers)

    def test_what_a_legacy_record_says_of_its_signatures_is_kept(self) -> None:
        """Known media and times are not overwritten, unknown ones not made up."""
        known = SignOff(slot="leader", actor="p", medium=Medium.DRAWN, recorded_at=T0, recorded_by="p-8")
        legacy = draft(state="closed", sign_offs=(known, SignOff(slot="unheard-of", actor="p")))
        first, second = steps.adopt(
            TABLE, legacy, by=NOBODY, at=T0 + MINUTE, source=EnteredFrom.LEGACY
        ).record.sign_offs

        assert (first.medium, first.recorded_at, first.recorded_by) == (Medium.DRAWN, T0, "p-8")
        assert second.medium is None

    def test_a_record_that_has_lived_here_is_not_entered_again(self) -> None:
        """Its signatures would be bound anew to whatever is on the page now."""
        call = lambda: steps.adopt(TABLE, signed(submitted()), by=NOBODY, at=T0, source=EnteredFrom.PAPER)  # noqa: E731

        assert refused(call) == [("LC-01", "not-new", "/revision")]

    def test_a_state_of_another_table_is_refused(self) -> None:
        """The record must stand somewhere in its lifecycle."""
        assert refused(
            lambda: steps.adopt(TABLE, draft(state="issued"), by=NOBODY, at=T0, source=EnteredFrom.PAPER)
        ) == [("LC-01", "unknown-state", "/state")]


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Transfer:
    to: Line


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Line1:
    kind: ClassVar[str] = "line-1"
    transfers: Annotated[tuple[Transfer, ...], EVIDENCE] = ()


class TestAdd:
    def test_evidence_goes_where_its_type_belongs(self) -> None:
        """Nobody has to name the field."""
        step = steps.add(TABLE, submitted(), GasTest(at=T0), by=NOBODY, at=T0)

        assert step.record.gas_tests == (GasTest(at=T0),)
        assert step.change.paths == ("/gas_tests/0",)

    def test_a_work_may_have_evidence_of_its_own(self) -> None:
        """A kind of work declares growing tuples as the envelope does."""
        record = Permit(id="x", work=Line1())
        step = steps.add(TABLE, record, Transfer(to="bay 2"), by=NOBODY, at=T0)

        assert step.record.work.transfers == (Transfer(to="bay 2"),)
        assert step.change.paths == ("/work/transfers/0",)

    def test_what_has_not_happened_yet_is_refused(self) -> None:
        """A sample of the next minute would open a gate that nobody has measured for; the same minute is now."""
        soon = GasTest(at=T0 + MINUTE)

        assert refused(lambda: steps.add(TABLE, submitted(), soon, by=NOBODY, at=T0)) == [
            ("LC-03", "not-yet-happened", "/gas_tests/0/at")
        ]
        assert steps.add(TABLE, submitted(), GasTest(at=T0 + MINUTE / 2), by=NOBODY, at=T0).record.gas_tests

    def test_it_voids_no_signature(self) -> None:
        """What comes later was not on the page."""
        record = signed(submitted())
        grown = steps.add(TABLE, record, WorkStart(at=T0), by=NOBODY, at=T0).record
        covers = grown.sign_offs[0].covers

        assert covers is not None
        assert still_holds(grown, covers)

    def test_what_is_no_evidence_is_refused(self) -> None:
        """A place is substance; a void permit takes nothing; time does not run back."""
        void = move(opened(), "void", opinion="spoiled").record

        assert refused(lambda: steps.add(TABLE, void, Place(text="roof"), by=NOBODY, at=T0 - MINUTE)) == [
            ("LC-03", "back-in-time", "/changed_at"),
            ("LC-01", "no-more-evidence", "/state"),
            ("LC-08", "no-evidence", ""),
        ]

    def test_a_record_in_an_unknown_state_takes_nothing(self) -> None:
        """Its table does not know it."""
        lost = draft(state="lost")

        assert refused(lambda: steps.add(TABLE, lost, WorkStart(at=T0), by=NOBODY, at=T0)) == [
            ("LC-01", "no-more-evidence", "/state")
        ]


def amended(record: Any, **changes: Any) -> Step[Permit[HotWork]]:
    return steps.amend(TABLE, record, changes, by=NOBODY, at=T0, reason="typing error")


class TestAmend:
    def test_a_draft_can_be_changed(self) -> None:
        """The change names the fields that really changed."""
        step = amended(opened(), content="grind a flange", number=None)

        assert step.record.content == "grind a flange"
        assert step.change.paths == ("/content",)
        assert step.change.reason == "typing error"

    def test_later_a_blank_field_can_be_filled(self) -> None:
        """What becomes known on the spot finds its way in, and voids nothing."""
        record = signed(submitted())
        filled = amended(record, place=Place(text="rack 3"), work=HotWork(camera_in_place=True)).record
        covers = filled.sign_offs[0].covers

        assert covers is not None
        assert still_holds(filled, covers)

    def test_later_what_no_signature_binds_can_be_changed(self) -> None:
        """The wind changes by itself; ids of other systems are nobody's statement."""
        record = submitted(external_ids=FrozenMap(erp="1"))

        assert amended(record, external_ids=FrozenMap(erp="2")).record.external_ids == FrozenMap(erp="2")

    @pytest.mark.parametrize("state", ["submitted", "closed", "lost"])
    def test_later_what_is_on_the_page_stays(self, state: str) -> None:
        """People have signed it, or are about to; a closed record stays as it is."""
        record = attrs.evolve(submitted(), state=state)

        assert refused(lambda: amended(record, content="grind a flange")) == [("LC-07", "not-amendable", "/state")]

    def test_a_final_record_takes_no_filling_either(self) -> None:
        """What was blank at the end stays blank."""
        record = attrs.evolve(submitted(), state="closed")

        assert refused(lambda: amended(record, place=Place(text="roof"))) == [("LC-07", "not-amendable", "/state")]

    def test_evidence_and_what_belongs_to_the_verbs_is_refused(self) -> None:
        """Every such field is named, and the time too."""
        call = lambda: steps.amend(  # noqa: E731
            TABLE,
            opened(),
            {"gas_tests": (), "state": "live", "nothing": 1},
            by=NOBODY,
            at=T0 - MINUTE,
            reason=None,
        )

        assert refused(call) == [
            ("LC-03", "back-in-time", "/changed_at"),
            ("LC-06", "not-a-field-to-amend", "/gas_tests"),
            ("LC-06", "not-a-field-to-amend", "/state"),
            ("LC-06", "not-a-field-to-amend", "/nothing"),
        ]


class TestSignOff:
    def test_it_covers_what_is_on_the_page(self) -> None:
        """A signature says who, in which role, how, and about what."""
        record = signed(submitted(), opinion="agreed", presence=Presence.DECLARED)
        sign = record.sign_offs[0]

        assert (sign.slot, sign.actor, sign.role, sign.opinion, sign.presence, sign.signed_at, sign.medium) == (
            "leader",
            "p-2",
            "leader",
            "agreed",
            Presence.DECLARED,
            T0,
            Medium.ACCOUNT,
        )
        assert sign.covers is not None
        assert sign.covers.revision == record.revision
        assert "content" in sign.covers.fields

    def test_a_refusal_is_kept_too(self) -> None:
        """Who does not agree says so in the slot."""
        assert not signed(submitted(), agrees=False).sign_offs[0].agrees

    def test_who_may_not_sign_is_refused(self) -> None:
        """A wrong role, a slot that a move signs, a slot that does not exist, a draft."""
        assert refused(lambda: signed(submitted(), by=NOBODY)) == [("LC-02", "wrong-role", "/sign_offs")]
        assert refused(lambda: signed(submitted(), slot="approver")) == [("LC-06", "slot-of-a-move", "/sign_offs")]
        assert refused(lambda: signed(opened(), slot="mayor", at=T0 - MINUTE)) == [
            ("LC-03", "back-in-time", "/changed_at"),
            ("LC-01", "not-signable", "/state"),
            ("LC-08", "no-slot", "/sign_offs"),
        ]

    def test_a_slot_for_anybody_takes_anybody(self) -> None:
        """A slot without roles has no wrong one."""
        anybody = attrs.evolve(TABLE, slots=(*TABLE.slots, attrs.evolve(TABLE.slots[0], name="witness", roles=())))
        step = steps.sign_off(
            anybody, submitted(), slot="witness", by=NOBODY, at=T0, agrees=True, opinion=None, presence=None
        )

        assert step.record.sign_offs[0].slot == "witness"


class TestMove:
    def test_it_sets_fields_and_signs_in_one_step(self) -> None:
        """The approver's signature covers the window that he sets."""
        record = move(submitted(), "approve", APPROVER, changes={"upgrade": None}, opinion="agreed").record
        sign = record.sign_offs[0]

        assert (record.state, record.state_since) == ("approved", T0)
        assert (sign.slot, sign.action, sign.medium) == ("approver", "approve", Medium.CERTIFICATE)

    def test_pauses_and_stops_are_recorded_with_their_reason(self) -> None:
        """The move itself is the evidence."""
        live = attrs.evolve(submitted(), state="live")
        paused = move(live, "pause", LEADER, opinion="lunch").record
        resumed = move(paused, "resume", LEADER).record

        assert paused.pauses == (Pause(at=T0, by="p-2", reason="lunch"),)
        assert resumed.resumptions[0].by == "p-2"

    def test_after_a_stop_the_cause_must_be_gone(self) -> None:
        """Work goes on only if somebody says so."""
        stopped = move(attrs.evolve(submitted(), state="live"), "stop", opinion="gas alarm").record
        resumed = move(stopped, "resume", LEADER, changes={"cause_removed": True}).record

        assert refused(lambda: move(stopped, "resume", LEADER)) == [("LC-04", "demand-missing", "")]
        assert resumed.resumptions[0].cause_removed is True

    def test_after_the_window_only_safe_steps_are_left(self) -> None:
        """The last minute is inside; afterwards nothing starts or goes on, but everything can be ended."""
        shift_leader = Actor(id="p-6", role="shift-leader")
        approved = attrs.evolve(submitted(), state="approved", permitted=Period(start=T0, end=T0 + MINUTE))
        paused = attrs.evolve(approved, state="paused")
        late = {"at": T0 + 2 * MINUTE}

        assert move(approved, "start", shift_leader, at=T0 + 1.5 * MINUTE).record.state == "live"
        assert refused(lambda: move(approved, "start", shift_leader, **late)) == [
            ("LC-03", "validity-over", "/permitted/end")
        ]
        assert refused(lambda: move(paused, "resume", LEADER, **late)) == [("LC-03", "validity-over", "/permitted/end")]
        assert move(paused, "expire", **late).record.state == "expired"
        assert move(paused, "collect", opinion="over", **late).record.state == "collected"

    def test_everything_in_the_way_is_told_at_once(self) -> None:
        """Role, reason, fields, slot, time."""
        record = attrs.evolve(submitted(), state="stopped")

        assert refused(
            lambda: move(
                record, "resume", by=NOBODY, at=T0 - MINUTE, slot="leader", changes={"cause_removed": 1, "content": "x"}
            )
        ) == [
            ("LC-03", "back-in-time", "/changed_at"),
            ("LC-08", "no-slot", "/sign_offs"),
            ("LC-02", "wrong-role", ""),
            ("LC-06", "not-set-by-move", ""),
            ("LC-04", "demand-missing", ""),
        ]
        assert refused(lambda: move(record, "collect")) == [("LC-04", "reason-missing", "")]

    def test_a_move_from_another_state_names_those_that_are_open(self) -> None:
        """A draft cannot start; what it can is said."""
        with pytest.raises(Refused) as caught:
            move(opened(), "start")

        assert caught.value.findings.items[0].args["offered"] == "submit withdraw void"

    def test_closing_waits_for_people_and_tools(self) -> None:
        """Nobody is left inside a closed permit."""
        acceptor = Actor(id="p-5", role="acceptor")
        finished = attrs.evolve(submitted(), state="finished")
        inside = {"acceptance": Acceptance(people_out=False, tools_out=True)}
        closed = move(finished, "close", acceptor, changes={"acceptance": Acceptance(people_out=True)}).record

        assert refused(lambda: move(finished, "close", acceptor, changes=inside)) == [
            ("LC-10", "not-counted-out", "/acceptance/people_out")
        ]
        assert closed.state == "closed"
        assert move(finished, "close", acceptor).record.state == "closed"

    def test_a_named_slot_of_several_is_signed(self) -> None:
        """Who approves on which line may depend on the grade."""
        both = attrs.evolve(
            TABLE,
            moves=tuple(
                attrs.evolve(row, slots=("approver", "safety")) if row.action == "approve" else row
                for row in TABLE.moves
            ),
        )
        step, _ = steps.move(
            both, submitted(), "approve", by=APPROVER, at=T0, slot="safety", opinion=None, presence=None, changes={}
        )

        assert step.record.sign_offs[0].slot == "safety"


def test_numbers_compare_by_value_but_sign_by_digits() -> None:
    """Rewriting 12.5 as 12.50 changes what was signed, since precision was measured."""
    from safetykit.model.quantities import Quantity, Unit

    record = signed(submitted(work=HotWork()))
    one = attrs.evolve(record, work=HotWork(welder_distance=Quantity(value=Decimal("12.5"), unit=Unit.METER)))
    again = signed(one)
    covers = again.sign_offs[-1].covers
    rewritten = attrs.evolve(again, work=HotWork(welder_distance=Quantity(value=Decimal("12.50"), unit=Unit.METER)))

    assert rewritten.work == again.work
    assert covers is not None
    assert not still_holds(rewritten, covers)


class TestAmendLater:
    def test_what_a_move_grants_cannot_be_amended(self) -> None:
        """Nobody moves the permitted start towards a fresher sample, or grants himself an upgrade."""
        approved = move(submitted(), "approve", APPROVER, changes={"permitted": Period(start=T0)}).record

        assert refused(lambda: amended(approved, permitted=Period(start=T0 + MINUTE), upgrade=None)) == [
            ("LC-06", "not-a-field-to-amend", "/permitted"),
            ("LC-06", "not-a-field-to-amend", "/upgrade"),
        ]
        assert amended(opened(), permitted=Period(start=T0)).record.permitted == Period(start=T0)

    def test_evidence_of_the_work_grows_by_adding_only(self) -> None:
        """Amending the work cannot slip evidence in."""
        record = move(steps.open_record(TABLE, Permit(id="x", work=Line1()), by=NOBODY, at=T0).record, "submit").record

        assert refused(lambda: amended(record, work=Line1(transfers=(Transfer(to="bay 2"),)))) == [
            ("LC-07", "not-amendable", "/state")
        ]

    def test_the_hosts_own_ids_can_be_set_for_ever(self) -> None:
        """An archive number comes after the end."""
        record = attrs.evolve(submitted(), state="closed")

        assert amended(record, external_ids=FrozenMap(archive="7")).record.external_ids == FrozenMap(archive="7")


class TestPlaces:
    WAIVER = Waiver(rule="X-01", reason="trial", approver="p-9", until=T0 + MINUTE)

    def test_a_signature_may_be_about_one_place(self) -> None:
        """It points to it, and leaves the slot of the whole record open."""
        record = signed(submitted(waivers=(self.WAIVER,)), slot="waiver", path="/waivers/0")

        assert [(sign.slot, sign.path) for sign in record.sign_offs] == [("waiver", "/waivers/0")]

    @pytest.mark.parametrize(
        "path",
        [
            "/waivers/1",
            "/waivers/00",
            "/waivers/\u0660",
            "/waivers/x",
            "/waivers/0/nothing",
            "/number",
            "/content/0",
            "waivers/0",
        ],
    )
    def test_a_place_that_is_not_there_cannot_be_signed(self, path: str) -> None:
        """A signature about nothing would count for something later."""
        record = submitted(waivers=(self.WAIVER,))

        assert [told[:2] for told in refused(lambda: signed(record, slot="waiver", path=path))] == [
            ("LC-08", "no-place")
        ]

    def test_a_slot_of_a_move_may_be_signed_about_a_place(self) -> None:
        """Only its signature about the whole record comes with the move."""
        record = submitted(waivers=(self.WAIVER,))

        assert signed(record, slot="approver", path="/waivers/0", by=APPROVER).sign_offs[0].slot == "approver"


class TestStop:
    def live(self) -> Permit[HotWork]:
        return attrs.evolve(submitted(), state="live")

    def test_may_say_why_by_a_code(self) -> None:
        """The cause goes with the reason into the evidence."""
        stopped = move(self.live(), "stop", opinion="gas alarm", changes={"cause": StopReason.GAS_ALARM}).record

        assert [(stop.reason, stop.cause) for stop in stopped.stops] == [("gas alarm", "gas-alarm")]

    def test_needs_no_code(self) -> None:
        """The words alone are enough to stop."""
        assert move(self.live(), "stop", opinion="gas alarm").record.stops[0].cause is None
