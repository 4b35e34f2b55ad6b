import copy
import json
import pickle
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.errors import PackError
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.calendars import (
    NO_CALENDAR,
    DayBasis,
    DayKind,
    Provenance,
    Swap,
    WorkCalendar,
    Year,
    calendar_of,
    year_from_data,
    year_from_json,
)
from safetykit.rules.fingerprints import fingerprint

NOTICE = "https://example.org/notice"
DATA = {
    "year": 2026,
    "papers": [NOTICE],
    "days": [
        {"name": "a holiday", "date": "2026-10-01", "isOffDay": True},
        {"name": "a holiday", "date": "2026-10-10", "isOffDay": False},
    ],
}
YEAR = year_from_data(DATA)
CALENDAR = calendar_of([YEAR])
WEEKDAY, SATURDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 14), date(2026, 11, 15)
HOLIDAY, MADE_UP, UNANNOUNCED = date(2026, 10, 1), date(2026, 10, 10), date(2027, 3, 3)


def year(number, *, off=(), on=(), papers=("own",)):
    return Year(year=number, papers=papers, off=off, on=on)


def in_week(day):
    return DayKind.REST_DAY if day.weekday() >= 5 else DayKind.WORKDAY


def swapped(**changes):
    return CALENDAR.swapping(**{"source": "ACME 2026/7", **changes})


def problems(calendar, **changes):
    with pytest.raises(PackError) as error:
        calendar.swapping(**{"source": "ACME 2026/7", **changes})
    return error.value.problems


class TestKind:
    @pytest.mark.parametrize(
        ("day", "kind"),
        [
            (HOLIDAY, DayKind.HOLIDAY),
            (MADE_UP, DayKind.WORKDAY),
            (WEEKDAY, DayKind.WORKDAY),
            (SATURDAY, DayKind.REST_DAY),
            (SUNDAY, DayKind.REST_DAY),
            (UNANNOUNCED, DayKind.UNANNOUNCED),
        ],
    )
    def test_of_a_day(self, day, kind):
        """The notice goes first (a made-up weekend is a workday), then the week; a year without notice is unannounced."""
        assert CALENDAR.kind(day) is kind

    def test_a_notice_may_name_days_of_the_year_before(self):
        """The eve of New Year stands in the notice of the year that follows, whether or not its own year is known."""
        eve = year(2027, off=[date(2026, 12, 31)], on=[date(2026, 12, 26)])

        for calendar in (CALENDAR.including(eve), calendar_of([eve])):
            assert calendar.kind(date(2026, 12, 31)) is DayKind.HOLIDAY
            assert calendar.kind(date(2026, 12, 26)) is DayKind.WORKDAY

    def test_the_eve_of_an_unannounced_year_is_open(self):
        """The last three days of a year are unannounced until the notice of the next year is known."""
        last = [date(2026, 12, day) for day in (28, 29, 30, 31)]
        known = CALENDAR.including(year(2027))

        assert [CALENDAR.kind(day) for day in last] == [DayKind.WORKDAY, *[DayKind.UNANNOUNCED] * 3]
        assert [known.kind(day) for day in last] == [DayKind.WORKDAY] * 4

    def test_a_listed_eve_is_not_open(self):
        """A day that the notice of its own year lists is settled by it."""
        calendar = calendar_of([year(2026, on=[date(2026, 12, 29)], off=[date(2026, 12, 30)])])

        kinds = [calendar.kind(date(2026, 12, day)) for day in (29, 30, 31)]

        assert kinds == [DayKind.WORKDAY, DayKind.HOLIDAY, DayKind.UNANNOUNCED]

    def test_off_by_any_notice_is_off(self):
        """If two notices disagree about a day, it is off: the strict case."""
        off, on = year(2027, off=[date(2026, 12, 26)]), year(2026, on=[date(2026, 12, 26)])

        assert calendar_of([off, on]).kind(date(2026, 12, 26)) is DayKind.HOLIDAY

    def test_without_years_nothing_is_announced(self):
        """A calendar that knows nothing never says workday."""
        assert NO_CALENDAR.kind(WEEKDAY) is DayKind.UNANNOUNCED

    def test_a_moment_is_refused(self):
        """A moment is no day: taken for one, a holiday would be looked up in vain."""
        with pytest.raises(TypeError, match="ask for a date"):
            CALENDAR.kind(datetime(2026, 10, 1))


class TestName:
    def test_is_the_holiday_of_the_notice(self):
        """A listed day, off or worked, has the name that the notice gives; any other day has none."""
        assert [CALENDAR.name(day) for day in (HOLIDAY, MADE_UP, WEEKDAY, UNANNOUNCED)] == ["a holiday"] * 2 + [
            None
        ] * 2

    def test_is_none_where_the_notice_gives_none(self):
        """A notice need not name the holiday."""
        assert calendar_of([year(2026, off=[HOLIDAY])]).name(HOLIDAY) is None


class TestProvenance:
    @pytest.mark.parametrize(
        ("day", "provenance"),
        [
            (HOLIDAY, Provenance(DayBasis.NOTICE, (NOTICE,))),
            (MADE_UP, Provenance(DayBasis.NOTICE, (NOTICE,))),
            (WEEKDAY, Provenance(DayBasis.WEEK, (NOTICE,))),
            (SATURDAY, Provenance(DayBasis.WEEK, (NOTICE,))),
            (UNANNOUNCED, Provenance(DayBasis.UNKNOWN)),
            (date(2026, 12, 31), Provenance(DayBasis.UNKNOWN)),
        ],
    )
    def test_of_a_day(self, day, provenance):
        """It says whether the day is listed, follows the week or is unannounced, and where to look that up."""
        assert CALENDAR.provenance(day) == provenance

    @pytest.mark.parametrize("day", [HOLIDAY, WEEKDAY])
    def test_a_year_that_names_no_notice_says_so(self, day):
        """Neither listed days nor the others of such a year pass for announced by a notice."""
        assert calendar_of([year(2026, off=[HOLIDAY], papers=())]).provenance(day) == Provenance(DayBasis.UNNAMED)

    def test_a_day_in_the_year_before_rests_on_the_notice_that_lists_it(self):
        """The notice of a day is the one that lists it, not the one of its year."""
        calendar = CALENDAR.including(year(2027, off=[date(2026, 12, 31)]))

        assert calendar.papers(date(2026, 12, 31)) == ("own",)
        assert calendar.papers(date(2026, 12, 30)) == (NOTICE,)

    def test_a_swapped_day_names_the_company(self):
        """What the company swapped rests on its own source; the notices of the day can still be asked for."""
        calendar = swapped(off=[WEEKDAY], on=[SATURDAY])

        for day in (WEEKDAY, SATURDAY):
            assert calendar.provenance(day) == Provenance(DayBasis.COMPANY, ("ACME 2026/7",))
            assert calendar.papers(day) == (NOTICE,)
        assert calendar.papers(UNANNOUNCED) == ()


class TestNextChange:
    @pytest.mark.parametrize(
        ("day", "change"),
        [
            (WEEKDAY, date(2026, 11, 21)),
            (SATURDAY, WEEKDAY),
            (date(2026, 9, 30), HOLIDAY),
            (HOLIDAY, date(2026, 10, 2)),
            (date(2026, 10, 9), date(2026, 10, 11)),
            (date(2026, 12, 28), date(2026, 12, 29)),
            (date(2026, 12, 29), None),
            (date(2025, 6, 1), date(2026, 1, 1)),
            (date.max, None),
        ],
    )
    def test_is_the_first_day_of_another_kind(self, day, change):
        """A made-up weekend goes on with the week; where knowledge begins or ends is a change too."""
        assert CALENDAR.next_change(day) == change

    def test_is_looked_for_no_further_than_about_a_year(self):
        """A day that is too far off is not found."""
        assert CALENDAR.next_change(date(2026, 1, 1) - timedelta(400)) == date(2026, 1, 1)
        assert CALENDAR.next_change(date(2026, 1, 1) - timedelta(401)) is None


class TestIncluding:
    def test_replaces_the_same_year(self):
        """A host's own year stands in place of the shipped one, and years stay in order."""
        own, earlier = year(2026), year(2025)

        assert CALENDAR.including(own).including(earlier).years == (earlier, own)
        assert calendar_of([YEAR, own, earlier]).years == (earlier, own)

    def test_keeps_swapped_days(self):
        """A notice that comes later does not undo what the company published, but its days off are off."""
        own = swapped(off=[WEEKDAY], on=[SATURDAY]).including(year(2026, off=[SATURDAY]))

        assert own.kind(WEEKDAY) is DayKind.REST_DAY
        assert own.kind(SATURDAY) is DayKind.HOLIDAY


class TestSwapping:
    def test_moves_rest_days(self):
        """A workday becomes a rest day and a weekend day a workday; neither is a holiday of the notice."""
        calendar = swapped(off=[WEEKDAY, MADE_UP], on=[SATURDAY])

        assert [calendar.kind(day) for day in (WEEKDAY, MADE_UP)] == [DayKind.REST_DAY] * 2
        assert calendar.kind(SATURDAY) is DayKind.WORKDAY
        assert calendar.name(MADE_UP) is None
        assert CALENDAR.kind(WEEKDAY) is DayKind.WORKDAY

    def test_a_rest_day_of_the_company_needs_no_notice(self):
        """The company may give any day off, also one of a year that is not announced."""
        assert swapped(off=[UNANNOUNCED]).kind(UNANNOUNCED) is DayKind.REST_DAY

    def test_a_holiday_stays_one(self):
        """A day that the notice takes off is no mere rest day because the company lists it too."""
        calendar = swapped(off=[HOLIDAY])

        assert calendar.kind(HOLIDAY) is DayKind.HOLIDAY
        assert calendar.provenance(HOLIDAY).basis is DayBasis.NOTICE

    def test_a_later_swap_goes_first(self):
        """The company may take its own rest day back, and give a weekend day back."""
        calendar = swapped(off=[WEEKDAY], on=[SATURDAY]).swapping(on=[WEEKDAY], off=[SATURDAY], source="ACME 2026/9")

        assert (calendar.kind(WEEKDAY), calendar.kind(SATURDAY)) == (DayKind.WORKDAY, DayKind.REST_DAY)
        assert calendar.provenance(WEEKDAY).sources == ("ACME 2026/9",)

    def test_a_workday_of_the_notice_may_be_repeated(self):
        """A company list that holds the made-up workdays too is taken as it is."""
        assert swapped(on=[MADE_UP]).kind(MADE_UP) is DayKind.WORKDAY

    def test_every_day_that_cannot_be_worked_is_named(self):
        """A day off by the notice, an unannounced day, a workday, a day on both sides, no source: all at once."""
        assert problems(
            CALENDAR,
            on=[UNANNOUNCED, HOLIDAY, date(2026, 12, 31), WEEKDAY, SATURDAY],
            off=[SATURDAY],
            source=" ",
        ) == (
            "swap: 'source' is blank; say where the company published it",
            "swap: 2026-11-14 is both off and on",
            "swap: 2026-10-01 is off by the notice of the year; a company cannot make it a workday",
            "swap: 2026-11-16 is made a workday but is one already",
            "swap: 2026-12-31 is unannounced and stays the strict case; include its year first",
            "swap: 2027-03-03 is unannounced and stays the strict case; include its year first",
        )

    def test_a_rest_day_of_an_unannounced_year_cannot_be_taken_back(self):
        """Under a rest day of the company the day is still unannounced."""
        calendar = swapped(off=[UNANNOUNCED])

        assert len(problems(calendar, on=[UNANNOUNCED])) == 1

    @pytest.mark.parametrize("day", [HOLIDAY, UNANNOUNCED, date(2026, 12, 31)])
    def test_a_swap_made_by_hand_is_held_to_the_same(self, day):
        """No way of making a calendar turns a day off or an unannounced day into a workday."""
        by_hand = WorkCalendar(CALENDAR.years, (Swap(off=(), on=[day], source="ACME"),))

        assert by_hand.kind(day) is CALENDAR.kind(day)

    @pytest.mark.parametrize("day", [datetime(2026, 11, 14), "2026-11-14"])
    @pytest.mark.parametrize("side", ["off", "on"])
    def test_a_moment_or_a_text_is_refused(self, side, day):
        """Neither would ever be found as a day."""
        with pytest.raises(TypeError, match="dates without a time"):
            swapped(**{side: [day]})


class TestValue:
    CALENDARS = (
        NO_CALENDAR,
        CALENDAR,
        calendar_of([attrs.evolve(YEAR, names=FrozenMap())]),
        swapped(off=[WEEKDAY]),
        swapped(off=[WEEKDAY], source="ACME 2026/8"),
    )

    def test_everything_said_counts(self):
        """Calendars that say something else differ as values and in their fingerprint; asking changes neither."""
        assert len(set(self.CALENDARS)) == len({fingerprint(one) for one in self.CALENDARS}) == len(self.CALENDARS)

        asked, fresh = self.CALENDARS[3], swapped(off=[WEEKDAY])
        asked.kind(WEEKDAY)

        assert (asked, hash(asked), fingerprint(asked)) == (fresh, hash(fresh), fingerprint(fresh))

    @pytest.mark.parametrize("calendar", CALENDARS)
    def test_travels(self, calendar):
        """A calendar that was asked can be copied and pickled, and then says the same."""
        calendar.kind(WEEKDAY)

        for other in (copy.deepcopy(calendar), pickle.loads(pickle.dumps(calendar))):  # noqa: S301 - our own bytes
            assert other == calendar
            assert other.kind(WEEKDAY) is calendar.kind(WEEKDAY)


def days_of(number):
    return st.dates(date(number, 1, 1), date(number, 12, 31))


@st.composite
def years(draw, number):
    """Draw a year with a few days off and days worked, of the year or of the December before."""
    listed = st.sets(
        st.one_of(days_of(number), st.dates(date(number - 1, 12, 20), date(number - 1, 12, 31))), max_size=8
    )
    return year(number, off=draw(listed), on=draw(listed))


SOME = st.sets(st.sampled_from([2024, 2025, 2026])).flatmap(lambda found: st.tuples(*map(years, sorted(found))))
DAYS = st.dates(date(2023, 12, 15), date(2027, 1, 15))


class TestProperties:
    @given(announced=SOME, day=DAYS)
    def test_kinds_are_total_and_consistent(self, announced, day):
        """Days off win, then days worked; other days follow the week if their year and, on its eve, the next is known."""
        numbers = {one.year for one in announced}
        if any(day in one.off for one in announced):
            expected = DayKind.HOLIDAY
        elif any(day in one.on for one in announced):
            expected = DayKind.WORKDAY
        elif day.year not in numbers or ((day.month, day.day) > (12, 28) and day.year + 1 not in numbers):
            expected = DayKind.UNANNOUNCED
        else:
            expected = in_week(day)
        calendar = calendar_of(announced)

        assert calendar.kind(day) is expected
        assert (calendar.provenance(day).basis is DayBasis.UNKNOWN) == (expected is DayKind.UNANNOUNCED)

    @given(announced=SOME, off=st.sets(DAYS, max_size=6), on=st.sets(DAYS, max_size=6), day=DAYS)
    def test_swaps_are_refused_or_hold(self, announced, off, on, day):
        """A swap is refused with every wrong day named, or each of its days is what it says; other days stay."""
        calendar = calendar_of(announced)
        wrong = off & on
        for one in on:
            kind = calendar.kind(one)
            if kind in {DayKind.HOLIDAY, DayKind.UNANNOUNCED} or (kind is DayKind.WORKDAY and one.weekday() < 5):
                wrong = wrong | {one}
        if wrong:
            named = {problem.split()[1] for problem in problems(calendar, off=off, on=on)}
            assert named == {one.isoformat() for one in wrong}
            return
        after = calendar.swapping(off=off, on=on, source="ACME")

        assert all(after.kind(one) is DayKind.WORKDAY for one in on)
        assert {after.kind(one) for one in off} <= {DayKind.REST_DAY, DayKind.HOLIDAY}
        assert day in off | on or after.kind(day) is calendar.kind(day)

    @given(announced=SOME, own=st.sampled_from([2024, 2025, 2026]).flatmap(years))
    def test_including_replaces_a_year(self, announced, own):
        """The result has each year once, in order, and this one as it was given."""
        found = calendar_of(announced).including(own).years

        assert [one for one in found if one.year == own.year] == [own]
        assert [one for one in found if one != own] == [one for one in announced if one.year != own.year]

    @given(announced=SOME, day=DAYS)
    def test_nothing_changes_before_the_next_change(self, announced, day):
        """Every day before it is of one kind, and the day itself of another."""
        calendar = calendar_of(announced)
        change = calendar.next_change(day)
        length = 400 if change is None else (change - day).days - 1

        assert all(calendar.kind(day + timedelta(step)) is calendar.kind(day) for step in range(length + 1))
        assert change is None or calendar.kind(change) is not calendar.kind(day)


class TestYearFromData:
    def refused(self, **changes):
        """Return what is wrong with changed data."""
        with pytest.raises(PackError) as error:
            year_from_data({**DATA, **changes}, "2026.json")
        return error.value.problems

    def test_reads_days_off_and_on(self):
        """Days off and made-up workdays are kept apart."""
        assert (YEAR.off, YEAR.on) == ({HOLIDAY}, {MADE_UP})

    def test_keeps_names_by_day(self):
        """The name of the holiday is kept under the date, where there is one."""
        days = [{"date": "2026-10-01", "isOffDay": True, "name": "a"}, {"date": "2026-10-02", "isOffDay": True}]

        assert year_from_data({**DATA, "days": days}).names == {"2026-10-01": "a"}

    def test_takes_a_year_without_papers(self):
        """The notices need not be known."""
        assert year_from_data({**DATA, "papers": []}).papers == ()

    def test_missing_keys_are_named_at_once(self):
        """Everything that is missing is named with the file."""
        with pytest.raises(PackError) as error:
            year_from_data({}, "2026.json")

        assert error.value.problems == tuple(f"2026.json: '{key}' is missing" for key in ("year", "papers", "days"))

    @pytest.mark.parametrize(
        "row",
        [
            {"date": "2026-13-01", "isOffDay": True},
            {"date": "20261001", "isOffDay": True},
            {"date": "2026-10-01"},
            {"date": "2026-10-01", "isOffDay": 1},
            {"date": "2026-10-01", "isOffDay": "false"},
            {"date": "2026-10-01", "isOffDay": []},
            {"isOffDay": True},
            {"date": 5},
            "text",
            5,
        ],
    )
    def test_a_row_that_is_none_is_named(self, row):
        """A row without a date or without its kind (true or false, not 1 or a text) is named by its place."""
        assert self.refused(days=[row]) == (
            "2026.json: days[0]: needs 'date' (YYYY-MM-DD) and 'isOffDay' (true or false)",
        )

    def test_a_weekday_cannot_be_made_a_workday(self):
        """A swapped working day is a weekend day; anything else is a slip."""
        assert self.refused(days=[{"date": "2026-11-16", "isOffDay": False}]) == (
            "2026.json: days[0]: 2026-11-16 is made a workday but is one already",
        )

    def test_a_weekday_on_which_work_begins_again_may_be_listed(self):
        """A notice may say on which weekday work begins again after its days off, as that of 27 January 2020 does."""
        days = [{"date": "2026-10-04", "isOffDay": True}, {"date": "2026-10-05", "isOffDay": False}]

        assert calendar_of([year_from_data({**DATA, "days": days})]).kind(date(2026, 10, 5)) is DayKind.WORKDAY

    def test_a_day_cannot_be_both(self):
        """A day that is both off and on is named."""
        both = [{"date": "2026-10-10", "isOffDay": off} for off in (True, False)]

        assert self.refused(days=both) == ("2026.json: 2026-10-10 is both off and on",)

    def test_a_day_is_listed_once(self):
        """A day that stands twice is most likely another day mistyped."""
        assert self.refused(days=[DATA["days"][0]] * 2) == ("2026.json: days[1]: 2026-10-01 is listed twice",)

    @pytest.mark.parametrize("day", ["2025-10-01", "2025-11-30", "2027-01-01", "2024-12-31"])
    def test_a_day_of_another_year_is_named(self, day):
        """The file of a year holds days of that year and of the December before: a copied file is found out."""
        assert self.refused(days=[{"date": day, "isOffDay": True}]) == (
            f"2026.json: days[0]: {day} belongs to {day[:4]}, not to 2026 or the December before",
        )
        december = [{"date": "2025-12-01", "isOffDay": True}]
        assert year_from_data({**DATA, "days": december}).off == {date(2025, 12, 1)}

    @pytest.mark.parametrize("days", [[], [DATA["days"][1]]])
    def test_a_year_without_days_off_is_refused(self, days):
        """An empty list would make workdays of every holiday of the year."""
        assert self.refused(days=days) == ("2026.json: 'days' lists no day off; a year has some",)

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"year": "2026"}, "2026.json: 'year' must be a number"),
            ({"papers": "notice"}, "2026.json: 'papers' must be a list of texts"),
            ({"days": {"a": 1}}, "2026.json: 'days' must be a list"),
            ({"year": True}, "2026.json: 'year' must be a number"),
            ({"papers": [1]}, "2026.json: 'papers' must be a list of texts"),
            ({"papers": [" "]}, "2026.json: 'papers' must be a list of texts"),
            ({"days": [{**DATA["days"][0], "name": 1}]}, "2026.json: days[0]: 'name' must be a text"),
            ({"days": [{**DATA["days"][0], "name": ""}]}, "2026.json: days[0]: 'name' must be a text"),
        ],
    )
    def test_wrong_types_are_named(self, changes, problem):
        """A key of the wrong type is named."""
        assert self.refused(**changes) == (problem,)

    def test_slips_are_named_at_once(self):
        """One reading names everything that is wrong."""
        days = [{"date": "x"}, {**DATA["days"][0], "name": 1}, {"date": "2025-03-03", "isOffDay": False}]

        assert [problem.split(":")[1].strip() for problem in self.refused(year=2026, papers=1, days=days)] == [
            "'papers' must be a list of texts",
            "days[0]",
            "days[1]",
            "days[2]",
            "days[2]",
        ]


class TestYearFromJson:
    def test_reads_a_text(self):
        """The text of a file is read like its data."""
        assert year_from_json(json.dumps(DATA)) == YEAR

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("{", "2026.json: it is no JSON ("),
            ("[" * 100_000, "2026.json: it is no JSON ("),
            ("[]", "2026.json: an object with 'year', 'papers' and 'days' is needed"),
            ("{}", "2026.json: 'year' is missing"),
        ],
    )
    def test_a_text_that_is_no_year_is_refused(self, text, problem):
        """What is no JSON, no object or no year is named with the file."""
        with pytest.raises(PackError) as error:
            year_from_json(text, "2026.json")

        assert error.value.problems[0].startswith(problem)
