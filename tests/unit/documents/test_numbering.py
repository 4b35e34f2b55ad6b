import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.documents.numbering import by_number, gaps, numbered


class TestNumbered:
    @pytest.mark.parametrize("number", ["", "动火", "1" * 19])
    def test_needs_a_running_part(self, number):
        """A number without digits, or with a row of digits that nobody counts, belongs to no series."""
        assert numbered(number) is None

    def test_a_day_belongs_to_the_series(self):
        """Digits that begin with a day run on behind it only, so that the next day is another series."""
        assert {"20261116", "20261117"} == {numbered(text).before for text in ("20261116012", "20261117001")}
        assert numbered("20261116").before == ""

    def test_words_may_follow(self):
        """What stands behind the running part tells series apart too."""
        assert ("DH", "号") == (numbered("DH7号").before, numbered("DH7号").after)


class TestByNumber:
    def test_sorts_as_people_count(self):
        """Numbers run on by value, series stay together, and what has no number comes last."""
        shuffled = ["C-1", None, "B-10", "无", "B-9"]

        assert ["B-9", "B-10", "C-1", "无", None] == sorted(shuffled, key=by_number)


class TestGaps:
    def test_are_named_before_the_next_number(self):
        """A gap inside a series is named with the digits of the number after it; series do not mix."""
        found = gaps(["A-001", "A-003", "A-007", "B-050", "x"])

        assert {"A-003": "002", "A-007": "004-006"} == {number: str(lost) for number, lost in found.items()}
        assert [1, 3] == [lost.count for lost in found.values()]

    def test_at_the_beginning_are_found_on_request(self):
        """Where a series is known to begin with a number, what lacks before the first is a gap too."""
        assert {} == gaps(["A-003"])
        assert {"A-003": "001-002"} == {number: str(lost) for number, lost in gaps(["A-003"], first=1).items()}

    def test_twins_are_no_gap(self):
        """A number that stands twice, also with other zeros before it, leaves no gap."""
        assert {} == gaps(["A-1", "A-1", "A-01", "A-2"])

    @given(st.sets(st.integers(1, 60), min_size=1))
    def test_every_number_is_there_or_missing(self, running):
        """Numbers present and numbers missing together make the whole span, each once."""
        lost = gaps([f"N{number:03}" for number in running]).values()
        missing = [n for one in lost for n in range(int(one.first), int(one.last) + 1)]

        assert [*range(min(running), max(running) + 1)] == sorted([*running, *missing])
        assert [one.count for one in lost] == [int(one.last) - int(one.first) + 1 for one in lost]
