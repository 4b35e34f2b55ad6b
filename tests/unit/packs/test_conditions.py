import pytest

from safetykit.model.frozenmap import FrozenMap
from safetykit.model.works import HeightWork, HotWork
from safetykit.packs.conditions import idle
from tests.unit.rules.made_up import row, scale

SCALES = (scale(),)


def slips(part, name, *values, works=(HotWork, HeightWork), scales=SCALES, **fields):
    """Return what is wrong with one condition of a row."""
    found = idle(row(**{part: FrozenMap({name: values})}, **fields), works, scales)
    return [problem.removeprefix(f"rule 'made-up/hot-work/row': {part}: {name}: ") for problem in found]


class TestIdle:
    @pytest.mark.parametrize(
        ("name", "values", "found"),
        [
            ("grade", ("low", "hihg"), ["it can never be 'hihg'; known: high, low, middle"]),
            ("work.runing", (True,), ["no such field of a permit for this work"]),
            ("stat", ("live",), ["no such field of a permit for this work"]),
            ("place.test", ("x",), ["no such field of a permit for this work"]),
            ("number.text", ("x",), ["no such field of a permit for this work"]),
            ("work.running", ("true",), ["it can never be 'true'; known: false, true"]),
            ("work.running", (1,), ["it can never be '1'; known: false, true"]),
        ],
    )
    def test_names_what_no_permit_can_meet(self, name, values, found):
        """A slip in a grade, field or value would leave the row unasked for ever."""
        assert slips("when", name, *values) == found

    def test_names_a_choice_that_there_is_not(self):
        """Methods are a list of choices: one that is misspelled is told with those that there are."""
        (found,) = slips("unless", "work.methods", "grinding", "grindign")

        assert found.startswith("it can never be 'grindign'; known: ")
        assert "grinding" in found

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("grade", "low"),
            ("work.running", False),
            ("state", "live"),
            ("place.text", "x"),
            ("extensions.own.flag", True),
            ("extensions", "x"),
        ],
    )
    def test_passes_what_a_permit_can_meet(self, name, value):
        """Free texts and what a host keeps for itself may be anything."""
        assert slips("when", name, value) == []

    def test_looks_at_every_kind_that_the_row_is_for(self):
        """A field that one of them has is a field."""
        assert slips("when", "work.running", True, applies_to="permit/*") == []
        assert slips("when", "work.running", True, applies_to="permit/height") != []

    def test_takes_a_grade_for_a_field_under_unless(self):
        """Only `when` knows grades: under `unless` the row would be asked all the same."""
        assert slips("unless", "grade", "low") == ["no such field of a permit for this work"]

    @pytest.mark.parametrize("name", ["grade", "work.running"])
    def test_says_nothing_where_nothing_is_known(self, name):
        """Without scales any grade may come, without works any field of one."""
        assert slips("when", name, "x", works=(), scales=()) == []

    def test_looks_at_permits_only(self):
        """Of other records it is not told what they are."""
        assert slips("when", "work.runing", True, applies_to="hazard/*") == []
