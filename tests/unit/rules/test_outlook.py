from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from safetykit.model.evidence import Waiver
from safetykit.model.findings import Mode, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest
from safetykit.model.signoffs import SignOff
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.engine import Hearing, Situation, docket_for, findings_of
from safetykit.rules.outlook import TICK, look_out
from safetykit.rules.rows import Timed, breach, need, to_do
from tests.unit.rules.made_up import SITE, at, permit, row

REACHED = frozenset({"approve", "start"})


def stale(context, moment):
    """Break when the newest sample is older than a quarter of an hour, in whole minutes."""
    newest = max(test.at for test in context.record.gas_tests)
    if whole_minute(moment) - whole_minute(newest) > timedelta(minutes=15):
        yield breach("/gas_tests", "stale")


def sixteen_minutes_later(context):
    """Name the first instant at which each sample is too old."""
    return [whole_minute(test.at) + 16 * MINUTE for test in context.record.gas_tests]


STALE = row(Timed(stale, sixteen_minutes_later))
SAMPLED = permit(gas_tests=(GasTest(at=at("08:00:30")),))


def outlook(
    rules, record=SAMPLED, start="07:30", end="09:30", *, site=SITE, pending=False, clock=(), over=None, **situation
):
    """Look from 07:30 to 09:30 with some rows."""
    docket = docket_for("permit/hot-work", rules=rules, scales=(), site=site)

    def hear(moment):
        started = {"started": moment, "pending": True} if pending else {}
        told = Situation(**{"subject": "permit/hot-work", "reached": REACHED, **started, **situation})
        return Hearing(docket, record, told, at=moment)

    made = look_out(
        hear,
        docket,
        record,
        start=at(start),
        end=at(end),
        clock=clock,
        pending=pending,
        over=over,
        packs=FrozenMap({"made-up": "0" * 64}),
        kit="1" * 64,
    )
    return made, hear


class TestOutlook:
    def test_changes_exactly_at_the_turning_point(self):
        """The last microsecond before it is as before, the first one is not."""
        made, _ = outlook([STALE])

        assert made.at(at("08:16") - TICK).breaches == ()
        assert [item.message for item in made.at(at("08:16")).breaches] == ["stale"]

    def test_spans_have_no_gaps(self):
        """From the first instant to the last, every span begins where the one before ends."""
        made, _ = outlook([STALE, row(id="made-up/other")])

        assert made.spans[0].start == at("07:30")
        assert made.spans[-1].end == at("09:30")
        assert all(one.end == two.start for one, two in zip(made.spans, made.spans[1:], strict=False))

    @pytest.mark.parametrize("minute", range(0, 120, 7))
    def test_says_what_a_check_says(self, minute):
        """Row by row the same findings, judged by the same packs and site."""
        made, hear = outlook([row(), STALE])
        moment = at("07:30") + minute * MINUTE

        checked = findings_of(hear(moment), packs=FrozenMap({"made-up": "0" * 64}), kit="1" * 64)
        assert made.at(moment) == checked

    def test_only_timed_rows_are_asked_again(self):
        """A row without turning points is asked once for the whole time."""
        asked = []
        calm = row(lambda _context: asked.append(1) or (), id="made-up/calm")

        outlook([calm, STALE])

        assert asked == [1]

    def test_valid_until_names_the_first_instant_that_stops_something_and_why(self):
        """In a mode in which the breach blocks."""
        made, _ = outlook([STALE])

        assert made.valid_until is not None
        assert (made.valid_until.at, [item.message for item in made.valid_until.begins]) == (at("08:16"), ["stale"])

    def test_nothing_stops_where_nothing_blocks(self):
        """A site that only records is never stopped."""
        made, _ = outlook([STALE], site=attrs.evolve(SITE, mode=Mode.RECORD))

        assert made.valid_until is None

    @pytest.mark.parametrize(("severity", "stops"), [(Severity.BLOCK, True), (Severity.WARN, False)])
    def test_what_a_blocking_row_wants_done_first_stops_the_next_step(self, severity, stops):
        """A re-test that has to be made before going on is no breach, but without it nothing goes on."""
        paused = Timed(
            lambda _c, moment: [to_do("/pauses/0", "retest")] if moment >= at("08:10") else (), lambda _c: [at("08:10")]
        )
        made, _ = outlook([row(paused, severity=severity)])

        assert (made.valid_until is not None) is stops

    @pytest.mark.parametrize(
        ("over", "told"),
        [
            ("08:10", ("08:10", [])),
            ("08:16", ("08:16", ["stale"])),
            ("08:20", ("08:16", ["stale"])),
            ("07:00", ("07:30", [])),
            ("23:00", ("08:16", ["stale"])),
        ],
    )
    def test_the_end_of_the_window_stops_too(self, over, told):
        """Whichever comes first: what a row says, or the minute after the window."""
        made, _ = outlook([STALE], over=at(over))

        assert (made.valid_until.at, [item.message for item in made.valid_until.begins]) == (at(told[0]), told[1])

    def test_where_nothing_blocks_the_window_stops_nothing(self):
        """A site that only records is told what happens, not stopped."""
        made, _ = outlook([STALE], site=attrs.evolve(SITE, mode=Mode.RECORD), over=at("08:00"))

        assert made.valid_until is None

    def test_turns_tell_answers_apart_by_what_they_name(self):
        """Two slots of one row are two findings, though row, place and message are the same."""
        slots = Timed(
            lambda _c, moment: [
                breach("/sign_offs", "open", slot=name) for name in ("a", "b")[: 1 + (moment >= at("08:10"))]
            ],
            lambda _c: [at("08:10")],
        )
        made, _ = outlook([row(slots)])

        assert [item.args["slot"] for item in made.turns[0].begins] == ["b"]

    def test_next_due_names_what_begins_to_ask_for_something(self):
        """Breaches, questions and things to do; not what ends."""
        points = {"08:10": (), "08:20": (to_do("/pauses", "retest"),), "08:30": (need("/ends"),)}

        def speak(_context, moment):
            said = [answers for clock, answers in points.items() if at(clock) <= moment]
            return said[-1] if said else [breach("/a", "early")]

        made, _ = outlook([row(Timed(speak, lambda _context: [at(clock) for clock in points]))])

        assert [turn.at for turn in made.turns] == [at("08:10"), at("08:20"), at("08:30")]
        assert [item.message for item in made.turns[0].ends] == ["early"]
        assert made.next_due is not None
        assert (made.next_due.at, [item.message for item in made.next_due.begins]) == (at("08:20"), ["retest"])

    def test_where_nothing_changes_nothing_is_due(self):
        """A record without a future has one span."""
        made, _ = outlook([row()])

        assert (len(made.spans), made.turns, made.next_due, made.valid_until) == (1, (), None, None)

    def test_of_one_instant(self):
        """Start and end may be the same."""
        made, _ = outlook([STALE], start="08:16", end="08:16")

        assert len(made.at(at("08:16")).breaches) == 1

    @pytest.mark.parametrize("moment", ["07:29", "09:31"])
    def test_answers_for_no_other_time(self, moment):
        """Outside the time that was asked for nothing is known."""
        made, _ = outlook([STALE])

        with pytest.raises(ValueError, match="outside the time that was asked for"):
            made.at(at(moment))

    def test_an_end_before_the_start_is_refused(self):
        """Such a time has no meaning."""
        with pytest.raises(ValueError, match="lies before start"):
            outlook([STALE], start="09:00", end="08:00")


class TestStructure:
    def test_a_row_comes_into_force_and_ends_at_midnight_of_the_site(self):
        """The dates of rows are turning points too."""
        rules = [
            row(lambda _context: [breach("/a", "old")], id="made-up/old", until=date(2026, 11, 17)),
            row(lambda _context: [breach("/a", "new")], id="made-up/new", since=date(2026, 11, 17)),
        ]
        made, _ = outlook(rules, start="2026-11-16 12:00", end="2026-11-17 12:00")

        midnight = at("2026-11-17 00:00")
        assert [item.message for item in made.at(midnight - TICK).breaches] == ["old"]
        assert [item.message for item in made.at(midnight).breaches] == ["new"]

    def test_a_waiver_ends_right_after_its_last_instant(self):
        """Up to its end it counts, a microsecond later it does not."""
        waiver = Waiver(rule="MU-01", reason="trial run", approver="p-1", until=at("08:00"))
        sign = SignOff(slot="waiver", path="/waivers/0", actor="p-1")
        made, _ = outlook(
            [row(lambda _context: [breach("/a", "x")], waivable=True)], permit(waivers=(waiver,), sign_offs=(sign,))
        )

        assert len(made.at(at("08:00")).waived) == 1
        assert len(made.at(at("08:00") + TICK).breaches) == 1

    def test_of_the_site_too(self):
        """The same holds for a waiver of the site."""
        waiver = Waiver(rule="MU-01", reason="trial run", approver="p-1", until=at("08:00"))
        made, _ = outlook(
            [row(lambda _context: [breach("/a", "x")], waivable=True)], site=attrs.evolve(SITE, waivers=(waiver,))
        )

        assert [span.start for span in made.spans] == [at("07:30"), at("08:00") + TICK]

    def test_the_lifecycle_has_instants_of_its_own(self):
        """Where time alone makes rows fall due, all rows are asked again."""
        made, _ = outlook([STALE], clock=(at("08:05"), at("23:00")))

        assert at("08:05") in [span.start for span in made.spans]
        assert at("23:00") not in [span.start for span in made.spans]

    def test_a_site_that_adopts_a_row_late_is_stopped_from_that_day_on(self):
        """Before it the row warns."""
        site = attrs.evolve(SITE, adoption=FrozenMap({"MU-01": date(2026, 11, 17)}))
        made, _ = outlook(
            [row(lambda _context: [breach("/a", "x")])], start="2026-11-16 12:00", end="2026-11-17 12:00", site=site
        )

        assert made.valid_until is not None
        assert made.valid_until.at == at("2026-11-17 00:00")

    def test_while_work_waits_to_start_every_time_of_the_record_counts(self):
        """Judged as if it started now, a row that reads the start changes with any act."""

        def unsigned_yet(context):
            if not any(sign.signed_at <= context.started for sign in context.record.sign_offs):
                yield breach("/sign_offs", "late")

        signed = permit(sign_offs=(SignOff(slot="leader", actor="p-1", signed_at=at("08:00:30").astimezone(UTC)),))
        made, _ = outlook([row(unsigned_yet)], signed, pending=True)

        assert [item.message for item in made.at(at("08:00:30") - TICK).breaches] == ["late"]
        assert made.at(at("08:00:30")).breaches == ()

    def test_days_without_a_beginning_are_no_instants(self):
        """A row that was always in force adds nothing."""
        made, _ = outlook([row(since=date.min), row(id="made-up/b", until=date.max)])

        assert len(made.spans) == 1
        assert isinstance(made.spans[0].start, datetime)
