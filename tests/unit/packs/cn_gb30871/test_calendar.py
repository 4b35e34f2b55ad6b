import json
from datetime import date, timedelta
from importlib import resources

import pytest

from safetykit.packs import cn_gb30871
from safetykit.rules.calendars import DayBasis, DayKind, year_from_data

CALENDAR = cn_gb30871.PACK.site.calendar
FOLDER = resources.files(cn_gb30871).joinpath("calendar")
YEARS = range(2007, 2027)


def data(year):
    return json.loads(FOLDER.joinpath(f"{year}.json").read_text("utf-8"))


class TestShippedYears:
    def test_are_all_there(self):
        """Every announced year is shipped, and nothing else is read."""
        assert [year.year for year in CALENDAR.years] == [*YEARS]

    @pytest.mark.parametrize("year", YEARS)
    def test_say_what_their_files_say(self, year):
        """Every listed day is what the file says, under its name, and rests on the notices of that file."""
        file = data(year)

        assert file["days"]
        for row in file["days"]:
            day = date.fromisoformat(row["date"])
            assert CALENDAR.kind(day) is (DayKind.HOLIDAY if row["isOffDay"] else DayKind.WORKDAY)
            assert CALENDAR.name(day) == row["name"]
            assert CALENDAR.provenance(day).basis is DayBasis.NOTICE
            assert CALENDAR.papers(day) == tuple(file["papers"])

    @pytest.mark.parametrize("year", YEARS)
    def test_follow_the_week_elsewhere(self, year):
        """A day that no file lists is a workday or a weekend, on the word of the year's notice."""
        listed = {row["date"] for other in (year, min(year + 1, 2026)) for row in data(other)["days"]}
        first, length = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
        days = [day for day in (first + timedelta(step) for step in range(length)) if day.isoformat() not in listed]

        for day in days if year < 2026 else days[:-3]:
            assert CALENDAR.kind(day) is (DayKind.REST_DAY if day.weekday() >= 5 else DayKind.WORKDAY)
            assert CALENDAR.provenance(day).basis is DayBasis.WEEK
            assert CALENDAR.name(day) is None

    @pytest.mark.parametrize("year", YEARS)
    def test_name_their_notices(self, year):
        """No year is shipped without the address of a notice of the State Council."""
        papers = year_from_data(data(year)).papers

        assert papers
        assert all(paper.removeprefix("https://").removeprefix("http://").startswith("www.gov.cn/") for paper in papers)

    def test_end_where_knowledge_ends(self):
        """2006 and 2027 are unannounced, and with 2027 the last three days of 2026; 31 December 2006 is listed."""
        unknown = [date(2006, 12, 29), *(date(2026, 12, day) for day in (29, 30, 31)), date(2027, 1, 1)]

        assert {CALENDAR.kind(day) for day in unknown} == {DayKind.UNANNOUNCED}
        assert CALENDAR.kind(date(2006, 12, 31)) is DayKind.WORKDAY
        assert CALENDAR.kind(date(2026, 12, 28)) is DayKind.WORKDAY

    def test_no_notice_named_an_earlier_day_than_those_left_open(self):
        """Of the year before, the notices name no day before 29 December; if one does, more days must be left open."""
        days = (row["date"] for year in YEARS for row in data(year)["days"] if not row["date"].startswith(str(year)))

        assert min(day[5:] for day in days) == "12-29"

    def test_hold_the_notice_that_changed_a_year(self):
        """A later notice is in its year: Spring Festival of 2020 was made longer, and work began again on a Monday."""
        kinds = [CALENDAR.kind(date(2020, 2, day)) for day in (1, 2, 3)]

        assert kinds == [DayKind.HOLIDAY, DayKind.HOLIDAY, DayKind.WORKDAY]
        assert len(CALENDAR.papers(date(2020, 2, 1))) == 2
