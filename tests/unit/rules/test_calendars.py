from datetime import date

import pytest

from safetykit.errors import PackError
from safetykit.rules.calendars import NO_CALENDAR, DayKind, Year, calendar_of, year_from_data

DATA = {
    "year": 2026,
    "papers": ["https://example.org/notice"],
    "days": [
        {"name": "a holiday", "date": "2026-10-01", "isOffDay": True},
        {"name": "a holiday", "date": "2026-10-10", "isOffDay": False},
    ],
}
YEAR = year_from_data(DATA)
CALENDAR = calendar_of([YEAR])


class TestKind:
    @pytest.mark.parametrize(
        ("day", "kind"),
        [
            ("2026-10-01", DayKind.HOLIDAY),
            ("2026-10-10", DayKind.WORKDAY),
            ("2026-11-16", DayKind.WORKDAY),
            ("2026-11-14", DayKind.REST_DAY),
            ("2026-11-15", DayKind.REST_DAY),
            ("2027-03-03", DayKind.UNANNOUNCED),
        ],
    )
    def test_of_a_day(self, day, kind):
        """The notice goes first (a made-up weekend is a workday), then the week; a year without notice is unannounced."""
        assert CALENDAR.kind(date.fromisoformat(day)) is kind

    def test_a_notice_may_name_days_of_the_next_year(self):
        """The eve of New Year stands in the notice of the year that follows."""
        eve = Year(year=2027, papers=(), off=frozenset({date(2026, 12, 31)}), on=frozenset({date(2025, 12, 27)}))
        calendar = CALENDAR.including(eve)

        assert calendar.kind(date(2026, 12, 31)) is DayKind.HOLIDAY
        assert calendar.kind(date(2025, 12, 27)) is DayKind.WORKDAY

    def test_without_years_nothing_is_announced(self):
        """A calendar that knows nothing never says workday."""
        assert NO_CALENDAR.kind(date(2026, 11, 16)) is DayKind.UNANNOUNCED


class TestPapers:
    def test_name_the_notices(self):
        """A day rests on the notices of its year, an unannounced one on none."""
        assert CALENDAR.papers(date(2026, 11, 16)) == ("https://example.org/notice",)
        assert CALENDAR.papers(date(2027, 1, 1)) == ()


class TestIncluding:
    def test_replaces_the_same_year(self):
        """A host's own year stands in place of the shipped one, and years stay in order."""
        own = Year(year=2026, papers=("own",), off=frozenset(), on=frozenset())
        earlier = Year(year=2025, papers=(), off=frozenset(), on=frozenset())

        assert CALENDAR.including(own).including(earlier).years == (earlier, own)


class TestYearFromData:
    def refused(self, **changes):
        """Return what is wrong with changed data."""
        with pytest.raises(PackError) as error:
            year_from_data({**DATA, **changes}, "2026.json")
        return error.value.problems

    def test_reads_days_off_and_on(self):
        """Days off and made-up workdays are kept apart."""
        assert (YEAR.off, YEAR.on) == ({date(2026, 10, 1)}, {date(2026, 10, 10)})

    def test_missing_keys_are_named_at_once(self):
        """Everything that is missing is named with the file."""
        with pytest.raises(PackError) as error:
            year_from_data({}, "2026.json")

        assert error.value.problems == tuple(f"2026.json: '{key}' is missing" for key in ("year", "papers", "days"))

    @pytest.mark.parametrize(
        "row",
        [{"date": "2026-13-01", "isOffDay": True}, {"date": "2026-10-01"}, {"isOffDay": True}, {"date": 5}, "text"],
    )
    def test_a_row_that_is_none_is_named(self, row):
        """A row without a date or without its kind is named by its place."""
        assert self.refused(days=[row]) == (
            "2026.json: days[0]: needs 'date' (YYYY-MM-DD) and 'isOffDay' (true or false)",
        )

    def test_a_weekday_cannot_be_made_a_workday(self):
        """A swapped working day is a weekend day; anything else is a slip."""
        assert self.refused(days=[{"date": "2026-11-16", "isOffDay": False}]) == (
            "2026.json: days[0]: 2026-11-16 is made a workday but is one already",
        )

    def test_a_day_cannot_be_both(self):
        """A day that is both off and on is named."""
        both = [{"date": "2026-10-10", "isOffDay": off} for off in (True, False)]

        assert self.refused(days=both) == ("2026.json: 2026-10-10 is both off and on",)

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"year": "2026"}, "2026.json: 'year' must be a number"),
            ({"papers": "notice"}, "2026.json: 'papers' must be a list of texts"),
            ({"days": {"a": 1}}, "2026.json: 'days' must be a list"),
            ({"year": True}, "2026.json: 'year' must be a number"),
            ({"papers": [1]}, "2026.json: 'papers' must be a list of texts"),
        ],
    )
    def test_wrong_types_are_named(self, changes, problem):
        """A key of the wrong type is named."""
        assert self.refused(**changes) == (problem,)

    def test_a_kind_of_day_that_is_neither_is_named(self):
        """``isOffDay`` is true or false; a text is neither."""
        assert self.refused(days=[{"date": "2026-10-01", "isOffDay": "false"}]) == (
            "2026.json: days[0]: needs 'date' (YYYY-MM-DD) and 'isOffDay' (true or false)",
        )
