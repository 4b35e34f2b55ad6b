import pytest

from safetykit.model.evidence import Joining, Leaving, Pause, WorkStart
from safetykit.model.measures import Confirmation, Measure
from safetykit.model.people import Person
from safetykit.rules.course import Course
from tests.unit.rules.made_up import at, permit


def ticks(*measures, confirmed=(1,)):
    """Return the course of a permit with some measures."""
    return Course(permit(measures=measures, confirmations=tuple(Confirmation(row=row, by="p-1") for row in confirmed)))


class TestWork:
    def test_starts_when_it_is_recorded_to_have_started(self):
        """The recorded start goes before the start step."""
        course = Course(permit(starts=(WorkStart(at=at("08:31")),), pauses=(Pause(at=at("11:00")),)), at("08:30"))

        assert course.start == at("08:31")
        assert course.sessions == ((at("08:31"), at("11:00")),)
        assert course.halted

    def test_hours_are_worked_out_once_for_each_zone(self):
        """The same answer is the same object; another zone has its own."""
        course = Course(permit(starts=(WorkStart(at=at("08:31")),)))

        assert course.worked("Asia/Shanghai") is course.worked("Asia/Shanghai")
        assert course.worked("UTC") is not course.worked("Asia/Shanghai")


class TestStints:
    COURSE = Course(
        permit(
            joinings=(
                Joining(person="p-1", duty="guardian", at=at("08:00")),
                Joining(person="p-2", duty="worker"),
                Joining(person="p-1", duty="guardian", at=at("12:00")),
            ),
            leavings=(
                Leaving(person="p-1", duty="guardian", at=at("10:00")),
                Leaving(person="p-1", duty="worker", at=at("09:00")),
            ),
        )
    )

    def test_end_with_the_next_leaving_of_the_same_person_and_duty(self):
        """Who comes back begins another stint; a leaving from another duty ends none."""
        first, second = self.COURSE.stints("guardian")

        assert (first.since, first.until) == (at("08:00"), at("10:00"))
        assert (second.since, second.until) == (at("12:00"), None)

    def test_keep_the_order_of_joining(self):
        """Paths point to the joinings."""
        assert [stint.path for stint in self.COURSE.stints("guardian", "worker")] == [
            "/joinings/0",
            "/joinings/1",
            "/joinings/2",
        ]

    @pytest.mark.parametrize(("clock", "holds"), [("07:59", False), ("08:00", True), ("09:59", True), ("10:00", False)])
    def test_hold_from_the_first_minute_to_the_last(self, clock, holds):
        """Who leaves at ten is gone at ten."""
        assert self.COURSE.stints("guardian")[0].holds(at(clock)) is holds

    def test_overlap_only_with_what_they_share(self):
        """Two stints of one person with a break between them have nothing in common; an open one meets both."""
        first, second = self.COURSE.stints("guardian")
        (worker,) = self.COURSE.stints("worker")

        assert not first.overlaps(second)
        assert worker.overlaps(first)
        assert second.overlaps(worker)


class TestPeople:
    def test_newest_entry_counts(self):
        """A renewed certificate comes with a new entry of the same person."""
        course = Course(permit(people=(Person(id="p-1", unit="old"), Person(id="p-1", unit="new"))))

        assert course.person("p-1") == (1, Person(id="p-1", unit="new"))
        assert course.person("p-2") is None


class TestTicks:
    def test_declare_only_what_is_involved_and_confirmed(self):
        """A tick without a confirmer declares nothing, nor does a row that is not involved."""
        course = ticks(
            Measure(row=1, involved=True),
            Measure(row=2, involved=True),
            Measure(row=3, involved=False),
            confirmed=(1, 3),
        )

        assert [course.tick(row).declared for row in (1, 2, 3)] == [True, False, False]

    def test_a_blank_row_is_none(self):
        """What is not on the form says nothing."""
        assert ticks().tick(1) is None

    @pytest.mark.parametrize("order", [(True, False), (False, True)])
    def test_of_two_entries_the_one_that_claims_less_counts(self, order):
        """A row that is ticked twice in two ways declares nothing."""
        course = ticks(*(Measure(row=1, involved=involved) for involved in order))

        assert course.tick(1).involved is False

    def test_rows_of_other_lists_are_others(self):
        """A form with sections numbers its rows anew."""
        course = ticks(Measure(row=1, section="b", involved=True))

        assert course.tick(1) is None
