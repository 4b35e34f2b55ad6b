from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.model.evidence import Pause, Resumption, Stop, WorkEnd, WorkStart
from safetykit.model.permits import DailyHours, Permit
from safetykit.model.time import MINUTE, Period
from safetykit.model.works import HotWork
from safetykit.rules.calendars import Year, calendar_of
from safetykit.rules.hours import Span, changes, in_minute, sessions, stretches, window, work_start, worked
from tests.unit.rules.made_up import SITE, at, permit

YEAR = Year(year=2026, papers=(), off=frozenset({date(2026, 11, 18)}), on=frozenset())
WEEK = attrs.evolve(SITE, calendar=calendar_of([YEAR]))
NIGHTLY = attrs.evolve(WEEK, night=("22:00", "06:00"))


def period(start, end):
    """Return a period of made-up times."""
    return Period(start=start and at(start), end=end and at(end))


class TestWindow:
    def test_permitted_goes_before_planned(self):
        """Validity runs on the permitted window; before it is granted the planned one stands in."""
        planned, permitted = period("08:00", "12:00"), period("08:30", "11:00")

        assert window(permit()) is None
        assert window(permit(planned=planned)) == planned
        assert window(permit(planned=planned, permitted=permitted)) == permitted

    def test_ends_when_the_permit_is_no_longer_valid(self):
        """A record that ends before its window does is asked for its own end."""

        class Shortened(Permit):
            valid_until = at("10:00")

        record = Shortened(id="p", work=HotWork(), permitted=period("08:30", "11:00"))

        assert window(record) == period("08:30", "10:00")


class TestWorkStart:
    def test_earliest_recorded_start_goes_first(self):
        """Where work really began is recorded, nothing else counts."""
        record = permit(
            permitted=period("08:30", "16:30"), starts=(WorkStart(at=at("13:20")), WorkStart(at=at("08:31")))
        )

        assert work_start(record, at("09:00")) == at("08:31")

    @pytest.mark.parametrize(
        ("granted", "started", "expected"),
        [
            ("08:30", None, "08:30"),
            ("08:30", "08:28", "08:30"),
            ("08:30", "09:10", "09:10"),
            (None, "09:10", "09:10"),
            (None, None, None),
        ],
    )
    def test_later_of_window_and_start_step(self, granted, started, expected):
        """Without a recorded start it is the start of the window, or the start step if that came later."""
        record = permit(permitted=granted and period(granted, None))

        assert work_start(record, started and at(started)) == (expected and at(expected))


class TestSessions:
    def test_pauses_cut_work(self):
        """Work goes on from a start or resumption to a pause, stop or end."""
        record = permit(
            starts=(WorkStart(at=at("08:31")),),
            pauses=(Pause(at=at("11:50")),),
            resumptions=(Resumption(at=at("13:20")), Resumption(at=at("15:00"))),
            stops=(Stop(at=at("14:00")),),
            ends=(WorkEnd(at=at("15:50")),),
        )

        assert sessions(record) == (
            (at("08:31"), at("11:50")),
            (at("13:20"), at("14:00")),
            (at("15:00"), at("15:50")),
        )

    def test_last_may_be_open(self):
        """Work that goes on has no end yet."""
        assert sessions(permit(starts=(WorkStart(at=at("08:31")),))) == ((at("08:31"), None),)

    def test_doubled_events_count_once(self):
        """A second start or end changes nothing."""
        record = permit(
            starts=(WorkStart(at=at("08:00")), WorkStart(at=at("09:00"))),
            ends=(WorkEnd(at=at("10:00")), WorkEnd(at=at("11:00"))),
        )

        assert sessions(record) == ((at("08:00"), at("10:00")),)


class TestWorked:
    PERMITTED = period("2026-11-13 08:00", "2026-11-16 08:00")

    def spans(self, **fields):
        """Return the hours of work of a made-up permit as text, and whether they are complete."""
        hours = worked(permit(**fields), SITE.zone)
        return [f"{span.start:%d %H:%M} {span.end:%d %H:%M} {span.certain}" for span in hours.spans], hours.complete

    def test_recorded_sessions(self):
        """Recorded sessions are the hours worked."""
        done = {"starts": (WorkStart(at=at("08:31")),), "ends": (WorkEnd(at=at("15:50")),)}

        assert self.spans(permitted=self.PERMITTED, **done) == (["16 08:31 16 15:50 True"], True)

    def test_open_session_lasts_to_the_end_of_the_window(self):
        """A session that goes on may last as long as the window, which is not certain."""
        found = self.spans(
            permitted=period("08:00", "16:00"),
            starts=(WorkStart(at=at("08:31")),),
            pauses=(Pause(at=at("11:50")),),
            resumptions=(Resumption(at=at("13:20")),),
        )

        assert found == (["16 08:31 16 11:50 True", "16 13:20 16 16:00 False"], True)

    def test_open_session_without_a_window_is_incomplete(self):
        """A session that goes on and no known end: the hours are not known."""
        assert self.spans(starts=(WorkStart(at=at("08:31")),)) == ([], False)

    def test_daily_hours(self):
        """Daily hours count on every day of the window, cut at its ends."""
        hours = DailyHours(start="07:00", end="17:00")

        assert self.spans(permitted=self.PERMITTED, daily_hours=hours) == (
            [
                "13 08:00 13 17:00 True",
                "14 07:00 14 17:00 True",
                "15 07:00 15 17:00 True",
                "16 07:00 16 08:00 True",
            ],
            True,
        )

    def test_daily_hours_over_midnight(self):
        """A night shift that began the day before reaches into the window."""
        hours = DailyHours(start="22:00", end="02:00")

        assert self.spans(permitted=period("01:00", "23:00"), daily_hours=hours) == (
            ["16 01:00 16 02:00 True", "16 22:00 16 23:00 True"],
            True,
        )

    def test_whole_window(self):
        """Without either, work may be done at any time of the window."""
        assert self.spans(permitted=self.PERMITTED) == (["13 08:00 16 08:00 False"], True)

    def test_planned_window(self):
        """Before approval the planned window counts."""
        assert self.spans(planned=self.PERMITTED) == (["13 08:00 16 08:00 False"], True)

    @pytest.mark.parametrize("given", [None, ("08:00", None), (None, "16:00"), ("16:00", "08:00")])
    def test_unknown_window(self, given):
        """Without a window that makes sense the hours are not known."""
        assert self.spans(permitted=given and period(*given)) == ([], False)

    def test_endless_window_is_cut(self):
        """A window of centuries is looked at for little more than a year."""
        far = period("2026-11-16 08:00", "9000-01-01 08:00")
        (span,) = worked(permit(permitted=far), SITE.zone).spans

        assert isinstance(span, Span)
        assert (span.end - span.start).days == 400


class TestStretches:
    def kinds(self, start, end, site=WEEK):
        """Return what some hours are."""
        return sorted(kind.value for kind in stretches(at(start), at(end), site))

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("08:00", "18:00", ["ordinary"]),
            ("07:59", "18:00", ["ordinary", "undefined"]),
            ("08:00", "18:01", ["ordinary", "undefined"]),
            ("18:00", "23:00", ["undefined"]),
            ("05:00", "08:00", ["undefined"]),
            ("2026-11-14 03:00", "2026-11-14 23:00", ["rest-day"]),
            ("2026-11-18 09:00", "2026-11-18 10:00", ["holiday"]),
            ("2026-11-15 09:00", "2026-11-16 10:00", ["ordinary", "rest-day", "undefined"]),
            ("2026-11-15 09:00", "2026-11-16 00:00", ["rest-day"]),
            ("2026-11-16 09:00", "2026-11-16 09:00", ["ordinary"]),
            ("2027-03-03 09:00", "2027-03-03 10:00", ["unannounced"]),
        ],
    )
    def test_without_a_night(self, start, end, expected):
        """A day off counts as a whole; outside certain day nothing is known while the site defines no night."""
        assert self.kinds(start, end) == expected

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("06:00", "22:00", ["ordinary"]),
            ("05:59", "22:00", ["night", "ordinary"]),
            ("06:00", "22:01", ["night", "ordinary"]),
            ("22:00", "23:00", ["night"]),
            ("00:00", "06:00", ["night"]),
            ("22:00", "2026-11-17 06:00", ["night"]),
            ("19:00", "21:00", ["ordinary"]),
        ],
    )
    def test_with_a_night(self, start, end, expected):
        """The site's night begins and ends to the minute, also over midnight."""
        assert self.kinds(start, end, NIGHTLY) == expected

    def test_the_sites_night_goes_before_certain_day(self):
        """What a site calls night is night, whatever a default calls day for certain."""
        site = attrs.evolve(WEEK, night=("17:00", "06:00"))

        assert self.kinds("08:00", "18:00", site) == ["night", "ordinary"]
        assert self.kinds("17:00", "17:30", site) == ["night"]

    def test_days_are_those_of_the_site(self):
        """What day it is depends on the zone of the site."""
        site = attrs.evolve(WEEK, zone="America/New_York")

        assert self.kinds("2026-11-16 08:00", "2026-11-16 09:00", site) == ["rest-day"]

    def test_endless_span_is_cut(self):
        """A span of centuries is answered like one of a year."""
        assert self.kinds("2026-11-16 08:00", "9000-01-01 08:00") == [
            "holiday",
            "ordinary",
            "rest-day",
            "unannounced",
            "undefined",
        ]


class TestInMinute:
    @pytest.mark.parametrize(
        ("moment", "without", "nightly"),
        [
            ("07:59", "undefined", "ordinary"),
            ("08:00", "ordinary", "ordinary"),
            ("17:59", "ordinary", "ordinary"),
            ("18:00", "undefined", "ordinary"),
            ("21:59", "undefined", "ordinary"),
            ("22:00", "undefined", "night"),
            ("2026-11-17 05:59", "undefined", "night"),
            ("2026-11-17 06:00", "undefined", "ordinary"),
            ("2026-11-17 23:59", "undefined", "night"),
            ("2026-11-18 00:00", "holiday", "holiday"),
            ("2027-03-03 12:00", "unannounced", "unannounced"),
        ],
    )
    def test_begins_with_its_first_minute(self, moment, without, nightly):
        """Night and the end of certain day begin with their minute, seconds left out."""
        late = at(moment) + timedelta(seconds=59)

        assert (in_minute(late, WEEK).value, in_minute(late, NIGHTLY).value) == (without, nightly)


class TestChanges:
    @given(minutes=st.integers(0, 8 * 24 * 60), site=st.sampled_from([WEEK, NIGHTLY]))
    def test_nothing_changes_in_between(self, minutes, site):
        """From one minute to the next the kind changes only where a change is named."""
        start, end = at("2026-11-13 08:00"), at("2026-11-21 09:00")
        moment = start + minutes * MINUTE
        changed = in_minute(moment, site) is not in_minute(moment + MINUTE, site)

        assert not changed or moment + MINUTE in set(changes(start, end, site))

    def test_are_few(self):
        """Midnights between days of one kind are none."""
        start, end = at("2026-11-16 08:00"), at("2026-11-18 07:00")
        found = sorted(moment for moment in changes(start, end, NIGHTLY) if start < moment < end)

        assert found == [at(f"2026-11-{text}") for text in ("16 22:00", "17 06:00", "17 22:00", "18 00:00", "18 06:00")]
