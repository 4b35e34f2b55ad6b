from datetime import date

import attrs
import pytest

from safetykit.codec.substance import cover
from safetykit.model.evidence import Attachment, AttachmentKind, Briefing, Pause, Print, Receipt, Waiver
from safetykit.model.gas import GasTest
from safetykit.model.people import Certificate, Person
from safetykit.model.signoffs import SignOff
from safetykit.rules.rows import Context, Judged, breach
from safetykit.rules.situation import latest_act, signed_in, signed_state, slot_answers
from tests.unit.rules.made_up import SITE, at, permit


def signed(slot, clock="08:00", **fields):
    """Return a sign-off."""
    return SignOff(slot=slot, actor="p-1", signed_at=clock and at(clock), **fields)


def context(*signs, void=(), unsure=()):
    """Return what a rule sees of these sign-offs."""
    return Context(Judged(record=permit(sign_offs=signs), site=SITE, void=frozenset(void), unsure=frozenset(unsure)))


def late(path, moment):
    """Call every time after 09:00 late."""
    return breach(path, "late") if moment > at("09:00") else None


def answers(slot, *signs, **more):
    """Return what is wrong with a slot."""
    return [(item.outcome.value, item.message, item.path) for item in slot_answers(context(*signs, **more), slot, late)]


class TestSignedState:
    def test_a_changed_page_voids(self):
        """A sign-off whose substance was changed is void; one that still holds is not."""
        record = permit(content="weld a bracket")
        signs = (signed("leader", covers=cover(record)), signed("unit"))

        assert signed_state(attrs.evolve(record, sign_offs=signs)) == (frozenset(), frozenset())
        assert signed_state(attrs.evolve(record, sign_offs=signs, content="cut a pipe")) == ({0}, frozenset())

    def test_what_cannot_be_compared_is_unsure(self):
        """A sign-off under another version of the schema is neither void nor good."""
        covers = attrs.evolve(cover(permit()), schema="permit@0")

        assert signed_state(permit(sign_offs=(signed("leader", covers=covers),))) == (frozenset(), {0})

    def test_a_sign_off_that_covers_nothing_is_in_neither(self):
        """Ink that was never bound to a text counts as it stands."""
        assert signed_state(permit(sign_offs=(signed("leader"),))) == (frozenset(), frozenset())

    def test_a_sign_off_that_was_stripped_is_unsure(self):
        """Every verb binds what it makes or takes over; a stored sign-off without a binding has lost it."""
        assert signed_state(permit(revision=1, sign_offs=(signed("leader"),))) == (frozenset(), {0})


class TestLatestAct:
    def test_of_a_blank_permit(self):
        """A record without any time has no latest act."""
        assert latest_act(permit()) is None

    @pytest.mark.parametrize(
        "fields",
        [
            {"applied_at": at("10:00")},
            {"gas_tests": (GasTest(at=at("10:00")), GasTest(), GasTest(at=at("09:00")))},
            {"sign_offs": (signed("leader", "10:00"), signed("unit", None))},
            {"briefings": (Briefing(at=at("09:00"), receipts=(Receipt(person="p-1", at=at("10:00")),)),)},
            {"pauses": (Pause(at=at("10:00")),)},
            {
                "attachments": (
                    Attachment(
                        kind=AttachmentKind.PHOTO, sha256="0" * 64, media_type="image/png", size=1, taken_at=at("10:00")
                    ),
                )
            },
        ],
    )
    def test_is_the_latest_time_of_doing(self, fields):
        """Any act counts, wherever it stands in the record."""
        assert latest_act(permit(**fields)) == at("10:00")

    def test_other_times_are_no_acts(self):
        """Writing down, printing, validity and the end of a waiver are no acts."""
        record = permit(
            changed_at=at("12:00"),
            state_since=at("12:00"),
            sign_offs=(signed("leader", "08:00", recorded_at=at("12:00")),),
            waivers=(Waiver(rule="MU-01", reason="trial", approver="p-1", until=at("12:00")),),
            prints=(Print(printed_at=at("12:00")),),
            people=(Person(id="p-1", certificates=(Certificate(kind="guardian", valid_until=date(2030, 1, 1)),)),),
        )

        assert latest_act(record) == at("08:00")


class TestSignedIn:
    def indexes(self, *signs, void=()):
        """Return which sign-offs of the slot count, the latest first."""
        return [index for index, _ in signed_in(context(*signs, void=void), "leader")]

    def test_latest_first(self):
        """Sign-offs of other slots, void ones and those about a part are left out."""
        signs = (signed("leader"), signed("unit"), signed("leader"), signed("leader", path="/gas_tests/0"))

        assert self.indexes(*signs) == [2, 0]
        assert self.indexes(*signs, void=[2]) == [0]

    def test_a_refusal_takes_back_what_was_signed(self):
        """After a refusal only a new consent counts."""
        yes, no = signed("leader"), signed("leader", agrees=False)

        assert self.indexes(yes, no) == [1]
        assert self.indexes(yes, no, yes) == [2]
        assert self.indexes(yes, no, void=[1]) == [1]

    def test_a_refusal_is_put_in_order_by_its_time(self):
        """Typed in first or last, the later statement of the two holds; a blank time leaves the order of entry."""
        yes, no = signed("leader", "08:00"), signed("leader", "08:10", agrees=False)
        undated = signed("leader", None, agrees=False)

        assert self.indexes(no, yes) == [0]
        assert self.indexes(no, signed("leader", "08:20")) == [1]
        assert self.indexes(undated, yes) == [1]
        assert self.indexes(yes, undated) == [1]


class TestSlotAnswers:
    def test_signed_in_time(self):
        """One good sign-off is enough."""
        assert answers("leader", signed("leader")) == []

    def test_blank(self):
        """A blank slot is a breach of the row that needs it."""
        assert answers("leader", signed("unit")) == [("breach", "slot-unsigned", "/sign_offs")]

    def test_blank_time(self):
        """A signature without a time is a breach."""
        assert answers("leader", signed("leader", None)) == [("breach", "slot-undated", "/sign_offs/0/signed_at")]

    def test_out_of_time(self):
        """What is wrong with the time is said by the row."""
        assert answers("leader", signed("leader", "09:01")) == [("breach", "late", "/sign_offs/0/signed_at")]

    def test_refused(self):
        """A slot that holds a refusal is not signed."""
        assert answers("leader", signed("leader", agrees=False)) == [("breach", "slot-refused", "/sign_offs/0/agrees")]

    def test_void(self):
        """A slot whose sign-offs are all void is not signed, and the last of them is named."""
        signs = (signed("leader"), signed("leader"), signed("unit"))

        assert answers("leader", *signs, void=[0, 1, 2]) == [("breach", "sign-off-void", "/sign_offs/1")]

    def test_unsure(self):
        """A doubtful sign-off is an open question."""
        found = answers("leader", signed("leader"), unsure=[0])

        assert found == [("needs-input", "sign-off-unsure", "/sign_offs/0/covers")]

    def test_one_good_sign_off_settles_it(self):
        """A later one that is late or doubtful does not spoil an earlier good one."""
        assert answers("leader", signed("leader"), signed("leader", "09:30"), signed("leader"), unsure=[2]) == []

    def test_a_doubtful_one_goes_before_a_late_one(self):
        """If only a doubtful one is in time, the question is about that."""
        found = answers("leader", signed("leader"), signed("leader", "09:30"), unsure=[0])

        assert found == [("needs-input", "sign-off-unsure", "/sign_offs/0/covers")]

    def test_the_latest_late_one_is_named(self):
        """Of several that are out of time the latest is named."""
        found = answers("leader", signed("leader", "09:30"), signed("leader", "09:40"))

        assert found == [("breach", "late", "/sign_offs/1/signed_at")]
