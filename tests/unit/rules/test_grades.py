import attrs
import pytest

from safetykit.rules.grades import Requirement, effective_grade
from tests.unit.rules.made_up import SITE, permit, scale

KNOWN = {"running": False, "fire_explosion_area": False}


def raising(answer, *missing):
    """Return a function that always says the same about the calendar."""
    return lambda _record, _site: (answer, missing)


def grade(entered=None, facts=None, site=SITE, **fields):
    """Return the effective grade of a made-up permit."""
    return effective_grade(permit(entered, KNOWN if facts is None else facts), scale(**fields), site)


class TestRequirement:
    REASON = Requirement(
        value="high", all=("work.running", "work.other_method"), unless=("work.purged",), message="x", cites="y"
    )

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"running": True, "other_method": "plasma"}, (True, ())),
            ({"running": True}, (None, ("work.other_method",))),
            ({}, (None, ("work.running", "work.other_method"))),
            ({"running": False}, (False, ())),
            ({"running": True, "other_method": "plasma", "purged": True}, (False, ())),
            ({"running": True, "other_method": "plasma", "purged": False}, (True, ())),
        ],
    )
    def test_holds(self, facts, expected):
        """A reason holds if all its facts are true or filled; one unknown leaves it open; an exception takes it away."""
        assert self.REASON.holds(permit(work=facts)) == expected

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"purged": True, "lower_grade_approved_by": "p-1"}, False),
            ({"purged": True}, True),
            ({"lower_grade_approved_by": "p-1"}, True),
        ],
    )
    def test_excuses_only_if_every_exception_is_known(self, facts, expected):
        """An exception with two facts needs both; an unknown one does not excuse."""
        record = permit(work={"fire_explosion_area": True, **facts})

        assert scale().requirements[1].holds(record)[0] is expected


class TestScale:
    @pytest.mark.parametrize(
        ("value", "rank", "above"), [("low", 0, "middle"), ("high", 2, None), (None, -1, None), ("x", -1, None)]
    )
    def test_orders(self, value, rank, above):
        """A grade has a rank and, but for the highest, one above it; a strange word has neither."""
        assert scale().rank(value) == rank
        if rank >= 0:
            assert scale().above(value) == above

    def test_highest(self):
        """The highest of several grades; strange words and blanks count as none."""
        assert scale().highest(["low", None, "nonsense", "middle"]) == "middle"
        assert scale().highest([None, "nonsense"]) is None

    def test_least(self):
        """Whatever is open, the lowest grade is needed at least."""
        assert (scale().least(None), scale().least("middle")) == ("low", "middle")


class TestEffectiveGrade:
    def test_entered_and_required_agree(self):
        """The grade that the facts ask for, entered as such."""
        found = grade("middle", {"running": False, "fire_explosion_area": True})

        assert (found.value, found.entered, found.required) == ("middle", "middle", "middle")
        assert (found.grounds, found.cites, found.open) == (("hazard-area",), ("made-up 2.2",), ())

    def test_entered_too_low(self):
        """A grade entered too low does not lower the effective one."""
        found = grade("low", {"running": True, "fire_explosion_area": True})

        assert (found.value, found.entered, found.required, found.grounds) == ("high", "low", "high", ("runs",))

    def test_entered_higher_than_needed(self):
        """A grade entered higher than needed counts."""
        found = grade("high")

        assert (found.value, found.required, found.grounds) == ("high", "low", ())

    def test_nothing_entered(self):
        """A blank grade is judged by what the facts ask for."""
        assert (grade().value, grade().entered) == ("low", None)

    def test_everything_unknown(self):
        """Without facts nothing is required for certain, and what could raise the grade is listed."""
        found = grade("low", {})

        assert (found.value, found.required) == ("low", None)
        assert found.open == ("/work/fire_explosion_area", "/work/running")

    def test_unknown_and_blank(self):
        """Without facts and without an entry there is no grade."""
        assert grade(facts={}).value is None

    def test_open_facts_that_could_not_raise_it_are_not_listed(self):
        """Only what could ask for more than the effective grade is open."""
        assert grade("middle", {}).open == ("/work/running",)
        assert grade("high", {}).open == ()

    def test_grading_of_another_scheme_is_not_read(self):
        """A grading of another scale says nothing here."""
        assert grade("high", scheme="other/hot-work").entered is None

    def test_records_without_gradings_have_none(self):
        """A record type that knows no gradings is simply not graded."""
        assert effective_grade(object(), scale(requirements=()), SITE).entered is None


class TestRaising:
    def test_raises_by_one(self):
        """The calendar puts one grade on top of what the facts ask for, and says so."""
        found = grade("low", raising=raising(True), raised_cites="made-up 3")

        assert (found.value, found.required) == ("middle", "low")
        assert (found.grounds, found.cites) == (("grade-raised",), ("made-up 3",))

    def test_adds_its_reason_to_those_of_the_facts(self):
        """Both the facts and the calendar are named as reasons."""
        found = grade("low", {"running": False, "fire_explosion_area": True}, raising=raising(True))

        assert (found.value, found.grounds) == ("high", ("hazard-area", "grade-raised"))

    def test_stops_at_the_top(self):
        """Above the highest grade there is none."""
        found = grade("low", {"running": True}, raising=raising(True))

        assert (found.value, found.grounds) == ("high", ("runs",))

    def test_raises_at_least_the_lowest(self):
        """Open facts do not keep the calendar from raising."""
        assert grade("low", {}, raising=raising(True)).value == "middle"

    def test_open_facts_count_as_raised(self):
        """A fact that asks for the middle grade would, raised, ask for the highest."""
        facts = {"running": False}

        assert grade("middle", facts, raising=raising(True)).open == ("/work/fire_explosion_area",)
        assert grade("middle", facts).open == ()

    def test_open_calendar_is_listed(self):
        """If the hours are not known, they are among what could raise the grade."""
        found = grade("low", raising=raising(None, "/daily_hours"))

        assert (found.value, found.open) == ("low", ("/daily_hours",))

    def test_open_calendar_that_could_not_raise_is_not_listed(self):
        """An entry that is high enough for the strict case leaves nothing open."""
        assert grade("middle", raising=raising(None, "/daily_hours")).open == ()

    def test_only_where_the_site_raises_grades(self):
        """A site that takes the next approver instead keeps the grade."""
        site = attrs.evolve(SITE, upgrade="approver-up")

        assert grade("low", site=site, raising=raising(True)).value == "low"

    def test_no_reason_no_raise(self):
        """An ordinary day changes nothing."""
        assert grade("low", raising=raising(False)).value == "low"
