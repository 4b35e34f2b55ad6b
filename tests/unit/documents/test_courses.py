from datetime import UTC, datetime, timedelta

import attrs
import pytest

from safetykit.documents import courses
from safetykit.documents.sources import Found, View, find, selector
from safetykit.model.evidence import (
    Briefing,
    Duty,
    Joining,
    Leaving,
    Pause,
    Receipt,
    Resumption,
    Stop,
    StopReason,
    WorkEnd,
    WorkStart,
)
from safetykit.model.gas import GasTest
from safetykit.model.signoffs import SignOff
from tests.unit.documents.samples import record

EIGHT = datetime(2026, 11, 16, tzinfo=UTC)


def hour(count):
    return EIGHT + timedelta(hours=count)


def made(source, word="", **fields):
    return list(getattr(courses, source)(attrs.evolve(record(), **fields), word))


class TestInterruptions:
    def test_of_the_paper(self):
        """A pause knows the tests taken in it by their numbers, who watched and who led."""
        ((one, pointer),) = made("interruptions")

        assert ((3, 4), ("p-zhou",), ("p-zhao",), None, "/pauses/0") == (
            one.retests,
            one.guardians,
            one.leaders,
            one.cause,
            pointer,
        )

    def test_stop_without_an_end(self):
        """A stop that work did not go on after has a cause, no end, and all tests since."""
        rows = made("interruptions", stops=(Stop(at=hour(0), cause=StopReason.GAS_ALARM),), resumptions=())

        assert [("gas-alarm", None, (1, 2, 3, 4)), (None, None, (3, 4))] == [
            (one.cause, one.until, one.retests) for one, _ in rows
        ]

    def test_places(self):
        """What is read from one points to the pause or stop itself, never to a place that there is not."""
        wanted = View(record()), selector("interruptions().guardians")

        assert (Found("p-zhou", "/pauses/0"),) == find(*wanted)


class TestCrew:
    JOININGS = (
        Joining(person="p-zhou", duty=Duty.GUARDIAN),
        Joining(person="p-wang", duty=Duty.GUARDIAN, at=hour(2)),
        Joining(person="p-zhou", duty=Duty.GUARDIAN, at=hour(4)),
    )
    LEAVINGS = (
        Leaving(person="p-zhou", duty=Duty.GUARDIAN, at=hour(2)),
        Leaving(person="p-wang", duty=Duty.GUARDIAN, at=hour(4)),
        Leaving(person="p-zhou", duty=Duty.LEADER, at=hour(0)),
    )

    @pytest.mark.parametrize(
        ("at", "there"), [(1, ("p-zhou",)), (2, ("p-wang",)), (3, ("p-wang",)), (4, ("p-zhou",)), (5, ("p-zhou",))]
    )
    def test_on_duty(self, at, there):
        """Who watched is known through every hand-over, also for one who came back."""
        rows = made(
            "interruptions",
            pauses=(Pause(at=hour(at)),),
            resumptions=(),
            joinings=self.JOININGS,
            leavings=self.LEAVINGS,
        )

        assert [there] == [one.guardians for one, _ in rows]

    def test_changes(self):
        """Who came and went at a known time stands in that order; who came, with when they signed for the briefing."""
        briefings = (
            Briefing(receipts=(Receipt(person="p-wang", at=hour(1)), Receipt(person="p-zhou"))),
            Briefing(receipts=(Receipt(person="p-wang", at=hour(2)),)),
        )
        rows = made("changes", joinings=self.JOININGS, leavings=self.LEAVINGS[:1], briefings=briefings)

        assert [
            ("p-wang", True, hour(2), "/joinings/1"),
            ("p-zhou", False, None, "/leavings/0"),
            ("p-zhou", True, None, "/joinings/2"),
        ] == [(one.person, one.joined, one.briefed, pointer) for one, pointer in rows]


class TestRetests:
    def test_after_the_start(self):
        """A test after work began for the first time is a re-test."""
        assert ["/gas_tests/2", "/gas_tests/3"] == [pointer for _, pointer in made("retests")]

    @pytest.mark.parametrize("fields", [{"starts": ()}, {"gas_tests": (GasTest(),)}])
    def test_none(self, fields):
        """Without a start, or without a time, there is none."""
        assert made("retests", **fields) == []


class TestSessions:
    def test_of_the_paper(self):
        """One spell of work has its tests, its guardian and who checked the permit before it."""
        ((one, pointer),) = made("sessions", "shift-leader")

        assert ("/starts/0", (1, 2, 3, 4), ("p-zhou",), "p-feng") == (
            pointer,
            one.tests,
            one.guardians,
            one.checked_by,
        )
        assert one.until == record().ends[0].at
        assert one.checked_at == record().sign_offs[4].signed_at

    def test_none(self):
        """A job that has not begun has no spell of work."""
        assert made("sessions", "shift-leader", starts=()) == []

    def test_two_shifts(self):
        """Each spell has what was tested and signed since the one before."""
        rows = made(
            "sessions",
            "shift-leader",
            starts=(WorkStart(at=hour(24)), WorkStart(at=hour(1))),
            ends=(WorkEnd(at=hour(9)),),
            gas_tests=(GasTest(at=hour(0)), GasTest(at=hour(23)), GasTest(at=hour(30))),
            sign_offs=(
                SignOff(slot="shift-leader", actor="p-feng", signed_at=hour(0)),
                SignOff(slot="shift-leader", actor="p-wu", signed_at=hour(23)),
                SignOff(slot="shift-leader", actor="p-sun"),
                SignOff(slot="shift-leader", actor="p-sun", path="/x", signed_at=hour(23)),
                SignOff(slot="unit", actor="p-sun", signed_at=hour(23)),
            ),
        )

        assert [(hour(1), hour(9), (1,), "p-feng"), (hour(24), None, (2, 3), "p-wu")] == [
            (one.since, one.until, one.tests, one.checked_by) for one, _ in rows
        ]

    def test_check_that_does_not_count(self):
        """A sign-off that is void checked nothing, and a refusal takes back the check before it."""
        checked = SignOff(slot="x", actor="p-feng", signed_at=hour(0))
        refused = attrs.evolve(checked, agrees=False)
        start = WorkStart(at=hour(1))

        for signs, void in (((checked,), {0}), ((checked, refused), ())):
            ((one, _),) = courses.sessions(attrs.evolve(record(), starts=(start,), sign_offs=signs), "x", void)
            assert (None, None) == (one.checked_by, one.checked_at)
        ((again, _),) = courses.sessions(attrs.evolve(record(), starts=(start,), sign_offs=(refused, checked)), "x")
        assert "p-feng" == again.checked_by

    def test_without_a_check(self):
        """A spell that nobody signed for has none; one whose end is missing ends where the next begins."""
        rows = made(
            "sessions",
            "x",
            starts=(WorkStart(at=hour(1)), WorkStart(at=hour(3))),
            ends=(),
            gas_tests=(GasTest(at=hour(2)),),
        )

        assert [(None, None, (1,)), (None, None, (1,))] == [(one.checked_by, one.until, one.tests) for one, _ in rows]


class TestEntry:
    def test_person_of_an_id(self):
        """What the record says of a person can be read from an id."""
        subject = attrs.evolve(record(), joinings=(Joining(person="p-long", duty=Duty.WORKER, at=EIGHT),))

        assert (Found("T330726198802", "/people/0/certificates/0/number"),) == find(
            View(subject), selector("changes().person.entry.certificates.number")
        )

    def test_resumption_is_no_part(self):
        """Only what stood still is listed, not that work went on."""
        assert made("interruptions", pauses=(), resumptions=(Resumption(at=EIGHT),)) == []
