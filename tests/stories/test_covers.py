"""What voids a signature and what does not, told on the first paper form kept electronically."""

from typing import Any

import attrs
import pytest

from safetykit import (
    Acceptance,
    Erased,
    Findings,
    GasTest,
    HotWork,
    Joining,
    Kit,
    Leaving,
    Link,
    Outcome,
    Period,
    Permit,
    Refused,
    RiskResult,
)
from safetykit.codec.canonical import digest
from safetykit.model.people import Certificate, Person
from safetykit.packs import cn_gb30871
from safetykit.rules.situation import signed_state
from tests.stories.form1 import LEADER, QIAN, RELATED, WINDOW, WU, ZHENG, at, draft
from tests.stories.test_form1 import KIT, told

ADVISE = Kit(packs=[cn_gb30871.PACK])
"""Open questions stop nothing here, so that one thing can be told at a time."""
NAMES = ("leader", "unit", "safety", "approver", "shift-leader", "acceptance")


def void(permit: Permit[HotWork]) -> set[str]:
    """Name the slots whose signatures no longer count."""
    gone, unsure = signed_state(permit)
    assert not unsure
    return {permit.sign_offs[index].slot for index in gone}


def altered(permit: Permit[HotWork]) -> tuple[Outcome, list[str]]:
    """Return what the rule about alterations says, with the slots that it names."""
    items = [item for item in check(permit).items if item.code == "GEN-15"]
    return items[0].outcome, [item.args["slot"] for item in items if "slot" in item.args]


def check(permit: Permit[HotWork]) -> Findings:
    return ADVISE.check(permit, at=at("16:30"), related=RELATED, milestone="approve")


def added(permit: Permit[HotWork], *evidence: object, clock: str = "09:00") -> Permit[HotWork]:
    """Add evidence after the start."""
    for one in evidence:
        permit = ADVISE.add(permit, one, by=LEADER, at=at(clock)).record
    return permit


def live() -> Permit[HotWork]:
    """Return the permit while work goes on, signed in five slots."""
    return told(until="pause")


class TestWhatDoesNot:
    def test_nothing_is_void_while_work_goes_on(self) -> None:
        """Five people have signed, and all five signatures count."""
        assert [sign.slot for sign in live().sign_offs] == [*NAMES[:5]]
        assert void(live()) == set()
        assert altered(live()) == (Outcome.NOT_TRIGGERED, [])

    def test_a_change_of_crew(self) -> None:
        """A welder goes and another one comes, with a certificate and a time: nobody has to sign again."""
        welder = Person(id="p-new", certificates=(Certificate(kind="special-operation", number="T-9"),))
        changed = added(
            live(),
            Leaving(person="p-wang", duty="worker", at=at("08:50")),
            welder,
            Joining(person="p-new", duty="worker", at=at("08:55")),
        )

        assert void(changed) == set()

    def test_a_change_of_guardian(self) -> None:
        """The guardian is relieved: the signatures stand, and the rule about leaving is content."""
        changed = added(
            live(),
            Joining(person="p-relief", duty="guardian", at=at("08:50")),
            Leaving(person="p-zhou", duty="guardian", at=at("08:50")),
        )

        assert void(changed) == set()
        assert next(item for item in check(changed).items if item.code == "GEN-07").outcome is Outcome.OK

    def test_evidence_that_is_added(self) -> None:
        """A further gas test and a further linked permit are written below what was signed."""
        assert void(added(live(), GasTest(at=at("08:50")), Link(kind="lifting", number="DZ-1"))) == set()

    def test_a_blank_that_is_filled(self) -> None:
        """What was blank when they signed may be filled in later."""
        bare = attrs.evolve(draft(), applied_at=None)
        permit = ADVISE.open(bare, by=LEADER, at=at("07:20")).record
        permit = ADVISE.move(permit, "submit", by=attrs.evolve(LEADER, role="applicant"), at=at("07:30")).record
        permit = ADVISE.sign_off(permit, slot="leader", by=LEADER, at=at("08:14"), opinion="-").record
        permit = ADVISE.amend(permit, by=LEADER, at=at("08:15"), applied_at=at("07:20")).record

        assert permit.applied_at is not None
        assert void(permit) == set()

    def test_the_window_that_the_approver_grants(self) -> None:
        """The opinions before it covered the planned window; granting the permitted one voids none of them."""
        permit = told(until="start")

        assert permit.permitted is not None
        assert void(permit) == set()

    def test_a_permitted_start_that_is_moved(self) -> None:
        """Beginning ten minutes later makes nobody sign again."""
        moved = attrs.evolve(live(), permitted=Period(start=at("08:40"), end=WINDOW.end))

        assert void(moved) == set()

    def test_a_person_that_is_erased(self) -> None:
        """When names are erased by law, the signatures of and about these people stand."""
        erased = tuple(
            attrs.evolve(person, name=Erased(commitment=digest(person.id.encode())[:43])) for person in live().people
        )

        assert void(attrs.evolve(live(), people=erased)) == set()

    def test_the_acceptance_at_the_end(self) -> None:
        """What is written at the end was blank before; the last signature covers it."""
        closed = told()

        assert closed.acceptance == Acceptance(site_clear=True)
        assert void(closed) == set()
        assert void(attrs.evolve(closed, acceptance=Acceptance(site_clear=False))) == {"acceptance"}


class TestWhatDoes:
    @pytest.mark.parametrize(
        "change",
        [
            {"content": "something else"},
            {"number": "DH-0"},
            {"risk": RiskResult(hazards=("火灾",))},
            {"measures": draft().measures[:-1]},
            {"gradings": ()},
            {"isolations": ()},
            {"gas_tests": ()},
            {"joinings": tuple(reversed(draft().joinings))},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_what_was_on_the_page_and_is_another_thing_now(self, change: dict[str, Any]) -> None:
        """Content, number, risk, measures, grade, isolation, or evidence that was there: every signature is void."""
        changed = attrs.evolve(live(), **change)

        assert void(changed) == {*NAMES[:5]}
        assert altered(changed) == (Outcome.BREACH, [*NAMES[:5]])
        assert {"sign-off-void"} <= {item.message for item in check(changed).breaches if item.code == "GEN-03"}

    def test_a_permitted_end_that_is_moved(self) -> None:
        """More time than was granted voids what was signed since: the approval and the shift leader's check."""
        longer = attrs.evolve(live(), permitted=Period(start=WINDOW.start, end=at("18:30")))

        assert void(longer) == {"approver", "shift-leader"}
        assert altered(longer) == (Outcome.BREACH, ["approver", "shift-leader"])

    def test_the_kit_itself_lets_nobody_change_a_signed_page(self) -> None:
        """Only a draft may be amended; what is signed can only be filled up."""
        with pytest.raises(Refused):
            ADVISE.amend(live(), by=LEADER, at=at("09:00"), content="something else")


class TestSigningAgain:
    def mended(self) -> Permit[HotWork]:
        """Return the permit sent back after three opinions, with another content, and submitted again."""
        permit = told(until="approve")
        by = attrs.evolve(LEADER, role="applicant")
        permit = ADVISE.move(permit, "return", by=by, at=at("08:23"), opinion="内容有误").record
        permit = ADVISE.amend(permit, by=by, at=at("08:23"), content="更换法兰").record
        return ADVISE.move(permit, "submit", by=by, at=at("08:23")).record

    def signed(self) -> Permit[HotWork]:
        """Return it with the three opinions given again."""
        permit = self.mended()
        for slot, by in (("leader", LEADER), ("unit", WU.acting("unit-head")), ("safety", ZHENG.acting("safety-head"))):
            permit = ADVISE.sign_off(permit, slot=slot, by=by, at=at("08:24"), opinion="同意。").record
        return permit

    def test_a_page_that_was_changed_is_not_approved(self) -> None:
        """The opinions were given about another content: approving is refused until they are given again."""
        approver = ZHENG.acting("approver")
        with pytest.raises(Refused) as caught:
            ADVISE.move(self.mended(), "approve", by=approver, at=at("08:25"), related=RELATED, permitted=WINDOW)

        assert [item.args["slot"] for item in caught.value.findings.items if item.code == "GEN-15"] == [*NAMES[:3]]

    def test_makes_it_good(self) -> None:
        """Once all three have read the change and signed again, the permit may be approved."""
        approver = ZHENG.acting("approver")
        step = ADVISE.move(self.signed(), "approve", by=approver, at=at("08:25"), related=RELATED, permitted=WINDOW)

        assert step.record.state == "approved"
        assert altered(step.record) == (Outcome.OK, [])

    def test_by_somebody_else_in_another_slot_does_not(self) -> None:
        """Each slot has to be signed again itself."""
        permit = ADVISE.sign_off(
            self.mended(), slot="leader", by=QIAN.acting("leader"), at=at("08:24"), opinion="-"
        ).record

        assert altered(permit) == (Outcome.BREACH, ["unit", "safety"])


class TestTheStory:
    def test_asks_little_of_a_well_kept_permit(self) -> None:
        """Kept electronically with its linked permits at hand: few cautions and questions, none of them stops a step."""
        findings = KIT.check(told(), at=at("16:30"), related=RELATED)

        assert findings.breaches == ()
        assert len(findings.needs) <= 5
