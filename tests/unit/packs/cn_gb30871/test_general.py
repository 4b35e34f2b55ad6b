"""The general rows where a worked case cannot tell it: linked records, start steps, what changes by the clock alone."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.codec.substance import cover
from safetykit.model.evidence import Joining, Leaving, Link, Occurrence, Pause, Resumption, WorkEnd, WorkStart
from safetykit.model.findings import Outcome
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest, PointKind, SamplePoint
from safetykit.model.measures import Isolation, IsolationMethod
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.records import EnteredFrom
from safetykit.model.signoffs import Presence, SignOff
from safetykit.model.time import Period
from safetykit.model.works import BlindPlate, HeightWork, HotWork
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.cn_gb30871.keeping_checks import later
from safetykit.rules.engine import Situation, judge
from safetykit.rules.rows import Context, Judged, Timed
from safetykit.rules.situation import signed_state
from tests.unit.packs.cn_gb30871.facts import ALL, form
from tests.unit.rules.made_up import at

LINK = Link(kind="height", number="GC-1")
BACK = Link(kind="hot-work", number="DH-1")
FACTS = HotWork(temporary_power=False, at_height=True, confined_space=False)
WINDOW = Period(start=at("08:30"), end=at("16:30"))
RULES = {rule.id.removeprefix("cn-gb30871/"): rule for rule in PACK.rules}


def hot(**fields):
    """Return a hot-work permit that links one for work at height."""
    told = {"number": "DH-1", "work": FACTS, "permitted": WINDOW, "links": (LINK,), **fields}
    return Permit(id="p", **told)


def high(**fields):
    """Return a live permit for work at height that links back."""
    told = {"number": "GC-1", "work": HeightWork(), "state": "live", "permitted": WINDOW, "links": (BACK,), **fields}
    return Permit(id="h", **told)


def asked(row, record, *related, when="12:00", started=None, pending=False, site=PACK.site):
    """Ask one row about a record; return outcome, message and place of each answer."""
    void, unsure = signed_state(record)
    situation = Situation(
        subject="permit/hot-work",
        reached=ALL | {"archive"},
        started=at(when) if pending else started,
        pending=pending,
        void=void,
        unsure=unsure,
    )
    findings = judge(
        record, situation, rules=[RULES[row]], scales=PACK.scales, site=site, at=at(when), related=tuple(related)
    )
    return [(item.outcome.value, item.message, item.path) for item in findings.items]


def links(record, *related, **how):
    """Ask about the linked permits."""
    return [answer[:2] for answer in asked("hot-work/linked-permits", record, *related, **how)]


OK = [("ok", "ok")]
BEGUN = {"starts": (WorkStart(at=at("08:31")),)}
OVER = {**BEGUN, "ends": (WorkEnd(at=at("15:50")),)}


class TestLinkedPermits:
    @pytest.mark.parametrize("state", ["approved", "live", "paused"])
    def test_that_allow_work_are_as_they_must_be(self, state):
        """A linked permit that is approved, live or paused and names this one settles the matter."""
        assert links(hot(), high(state=state)) == OK
        assert links(hot(**BEGUN), high(state=state)) == OK

    def test_are_found_by_id(self):
        """A link with an id is that record, whatever number was typed in."""
        by_id = attrs.evolve(LINK, number="GC-9", record="h")

        assert links(hot(links=(by_id,)), high()) == OK
        assert links(hot(links=(attrs.evolve(LINK, record="x"),)), high()) == [("needs-input", "link-not-at-hand")]

    def test_of_another_kind_are_none(self):
        """A record with the number but of another kind is not the linked permit."""
        assert links(hot(), high(work=BlindPlate())) == [("needs-input", "link-not-at-hand")]

    def test_must_name_this_permit(self):
        """Both permits name each other, by number or by id."""
        assert links(hot(), high(links=())) == [("breach", "not-linked-back")]
        assert links(hot(), high(links=(attrs.evolve(BACK, number="DH-9"),))) == [("breach", "not-linked-back")]
        assert links(hot(), high(links=(attrs.evolve(BACK, number="DH-9", record="p"),))) == OK

    def test_that_are_not_approved_are_still_to_do(self):
        """Two permits may be prepared side by side: before the start an open one is no breach yet."""
        assert links(hot(), high(state="submitted")) == [("not-due", "link-open")]
        assert links(hot(**BEGUN), high(state="submitted")) == [("breach", "link-not-valid")]
        assert links(hot(), high(state="submitted"), pending=True) == [("breach", "link-not-valid")]
        assert links(hot(state="live"), high(state="draft")) == [("breach", "link-not-valid")]

    def test_on_paper_the_clock_tells_that_work_has_begun(self):
        """For a permit taken over from paper work begins with its window."""
        paper = hot(entered_from=EnteredFrom.PAPER)

        assert links(paper, high(state="draft"), when="08:29") == [("not-due", "link-open")]
        assert links(paper, high(state="draft"), when="08:30") == [("breach", "link-not-valid")]

    @pytest.mark.parametrize(
        "state", ["withdrawn", "cancelled", "void", "stopped", "finished", "expired", "closed", "collected"]
    )
    def test_that_allow_no_work_are_breaches(self, state):
        """Nobody may start, or work on, under a permit that allows no work."""
        assert links(hot(), high(state=state)) == [("breach", "link-not-valid")]
        assert links(hot(**BEGUN), high(state=state)) == [("breach", "link-not-valid")]

    def test_that_were_closed_after_the_work_held(self):
        """When the work is over, a linked permit may be over too, if it held to the end."""
        held = high(state="closed", state_since=at("16:00"))

        assert links(hot(**OVER), held) == OK
        assert links(hot(**OVER), high(state="closed")) == OK
        assert links(hot(state="closed"), held) == OK
        assert links(hot(**OVER), attrs.evolve(held, state_since=at("15:49"))) == [("breach", "link-not-covering")]
        assert links(hot(**OVER), attrs.evolve(held, state_since=at("15:50"))) == OK
        assert links(hot(**OVER), high(state="void")) == [("breach", "link-not-valid")]

    @pytest.mark.parametrize(
        ("start", "end", "answer"),
        [
            ("08:31", "15:50", OK),
            ("08:32", "16:30", [("breach", "link-not-covering")]),
            ("08:00", "15:49", [("breach", "link-not-covering")]),
        ],
    )
    def test_must_cover_the_work(self, start, end, answer):
        """The window of a linked permit holds from the real start to the real end, both minutes included."""
        other = high(permitted=Period(start=at(start), end=at(end)))

        assert links(hot(**OVER), other) == answer

    @pytest.mark.parametrize("permitted", [None, Period(start=at("08:00"))])
    def test_of_which_the_window_is_blank_are_questions(self, permitted):
        """A window that is not complete cannot be compared."""
        assert links(hot(), high(permitted=permitted)) == [("needs-input", "link-window-unknown")]

    def test_run_out_while_work_goes_on(self):
        """The minute after the window of a linked permit the work has no permit for it any more."""
        other = high(permitted=Period(start=at("08:00"), end=at("12:00")))

        assert links(hot(**BEGUN), other, when="12:00") == OK
        assert links(hot(**BEGUN), other, when="12:01") == [("breach", "link-not-covering")]

    def test_need_a_start_to_be_compared(self):
        """Without a window nothing can be compared."""
        assert links(hot(permitted=None), high()) == [("needs-input", "start-unknown")]


class TestBlinds:
    LINK = Link(kind="blind-plate", number="MB-1")

    def blind(self, **fields):
        """Return a closed permit for a blind that was accepted in the evening before."""
        told = {
            "number": "MB-1",
            "work": BlindPlate(),
            "state": "closed",
            "links": (BACK,),
            "sign_offs": (SignOff(slot="acceptance", actor="p-1", signed_at=at("2026-11-15 17:00")),),
        }
        return Permit(id="b", **{**told, **fields})

    def asked(self, *related, **fields):
        """Ask about a permit with one blind."""
        isolations = (Isolation(method=IsolationMethod.BLIND, count=1),)
        work = attrs.evolve(FACTS, at_height=False)
        return links(hot(work=work, links=(self.LINK,), isolations=isolations, **fields), *related)

    def test_are_accepted_before_the_start(self):
        """A blind that was accepted by the minute of the start settles the matter."""
        in_time = SignOff(slot="acceptance", actor="p-1", signed_at=at("08:30"))

        assert self.asked(self.blind()) == OK
        assert self.asked(self.blind(sign_offs=(in_time,))) == OK
        assert self.asked(self.blind(state="finished")) == OK

    def test_accepted_late_are_breaches(self):
        """A minute after the start is too late."""
        late = SignOff(slot="acceptance", actor="p-1", signed_at=at("08:31"))

        assert self.asked(self.blind(sign_offs=(late,))) == [("breach", "link-accepted-late")]

    def test_are_told_by_the_state_without_a_signature(self):
        """Where nobody signed, the time at which the permit was closed counts; without one it is a question."""
        assert self.asked(self.blind(sign_offs=(), state_since=at("2026-11-15 17:00"))) == OK
        assert self.asked(self.blind(sign_offs=())) == [("needs-input", "link-undated")]

    def test_not_accepted_are_to_do_before_and_breaches_after_the_start(self):
        """Nobody starts before the blind is in and accepted."""
        unsigned = self.blind(state="live", sign_offs=())

        assert self.asked(unsigned) == [("not-due", "link-open")]
        assert self.asked(unsigned, **BEGUN) == [("breach", "link-not-accepted")]


class TestStartStep:
    """A permit kept electronically: the start step counts where no start of work is recorded."""

    def answers(self, row, record, **how):
        """Ask a row about a live permit that was started by its step at 08:28."""
        return asked(row, attrs.evolve(record, state="live"), started=at("08:28"), **how)

    def test_begins_the_work(self):
        """From the start step on work goes on until something halts it."""
        left = hot(
            joinings=(Joining(person="g", duty="guardian"),),
            leavings=(Leaving(person="g", duty="guardian", at=at("10:00")),),
        )

        assert self.answers("special-work/guardian-stays", left) == [("breach", "guardian-left", "/leavings/0")]
        paused = attrs.evolve(left, pauses=(Pause(at=at("10:00")),))
        assert self.answers("special-work/guardian-stays", paused) == [("ok", "ok", "")]
        resumed = attrs.evolve(paused, resumptions=(Resumption(at=at("11:00")),))
        assert self.answers("special-work/guardian-stays", resumed) == [("ok", "ok", "")]
        later_left = attrs.evolve(left, pauses=(Pause(at=at("09:00")),), resumptions=(Resumption(at=at("09:30")),))
        assert self.answers("special-work/guardian-stays", later_left)[0][:2] == ("breach", "guardian-left")

    def test_before_a_lone_resumption_is_one_spell(self):
        """A resumption without a pause ends nothing."""
        odd = hot(resumptions=(Resumption(at=at("09:00")),), pauses=(Pause(at=at("10:00")),))

        assert self.answers("special-work/inside-window", odd) == [("ok", "ok", "")]

    def test_makes_the_end_of_the_window_a_turning_point(self):
        """Live work is inside until the last minute of its window, and beyond it afterwards."""
        assert self.answers("special-work/inside-window", hot(), when="16:30") == [("ok", "ok", "")]
        assert self.answers("special-work/inside-window", hot(), when="16:31") == [
            ("breach", "work-beyond-window", "/permitted/end")
        ]

    def test_that_would_be_made_now_is_judged_too(self):
        """To start after the end of the window would be work beyond it."""
        row = "special-work/inside-window"

        assert asked(row, hot(), when="16:30", pending=True) == [("ok", "ok", "")]
        assert asked(row, hot(), when="16:31", pending=True)[0][:2] == ("breach", "work-beyond-window")

    def test_work_that_ended_in_a_second_session_unseen_is_a_question(self):
        """An end of the first session does not stand for the end of the second, which only the state tells."""
        record = hot(
            starts=(WorkStart(at=at("08:31")),),
            ends=(WorkEnd(at=at("11:00")),),
            resumptions=(Resumption(at=at("13:00")),),
            state="collected",
            state_since=at("16:40"),
        )

        assert asked("special-work/inside-window", record, when="17:00") == [("needs-input", "times-unknown", "/ends")]


class TestShiftLeader:
    def test_check_is_to_do_while_nobody_has_started(self):
        """Judged as if work started now, the signature that the start step itself makes is still to come."""
        assert asked("hot-work/shift-leader", hot(), pending=True) == [("not-due", "shift-check-open", "/sign_offs")]

    def test_made_in_the_start_step_is_in_time(self):
        """The check that is signed in the minute of the start is in time."""
        signed = hot(sign_offs=(SignOff(slot="shift-leader", actor="p-1", signed_at=at("12:00")),))

        assert asked("hot-work/shift-leader", signed, pending=True) == [("ok", "ok", "")]


class TestApproval:
    @pytest.mark.parametrize(
        "row", ["special-work/approved-on-the-spot", "special-work/approver", "hot-work/approver-by-table"]
    )
    def test_is_to_do_while_nobody_has_approved(self, row):
        """Before the approving signature nothing is wrong with it; GEN-03 asks for it."""
        record = attrs.evolve(form(1), sign_offs=form(1).sign_offs[:2])

        assert asked(row, record) == [("not-due", "approval-open", "/sign_offs")]

    def test_that_is_void_is_to_do_again(self):
        """An approval whose page was changed counts no more."""
        record = form(1)
        signs = tuple(
            attrs.evolve(sign, covers=cover(attrs.evolve(record, acceptance=None))) for sign in record.sign_offs
        )
        changed = attrs.evolve(record, sign_offs=signs, content="something else")

        assert asked("special-work/approver", changed) == [("not-due", "approval-open", "/sign_offs")]

    def test_waits_for_the_grade(self):
        """Who may approve depends on the grade."""
        record = hot(sign_offs=(SignOff(slot="approver", actor="p-1", presence=Presence.DECLARED),))

        assert asked("special-work/approver", record) == [("needs-input", "unknown", "/gradings")]
        assert asked("special-work/approved-on-the-spot", record) == [("ok", "declared", "/sign_offs/0/presence")]


class TestKeeping:
    @pytest.mark.parametrize(
        ("day", "years", "months", "until"),
        [
            (date(2025, 1, 10), 1, 0, date(2026, 1, 10)),
            (date(2024, 2, 29), 1, 0, date(2025, 2, 28)),
            (date(2026, 1, 31), 0, 1, date(2026, 2, 28)),
            (date(2026, 12, 31), 0, 1, date(2027, 1, 31)),
            (date(2026, 11, 30), 0, 3, date(2027, 2, 28)),
            (date(2026, 3, 15), 2, 14, date(2029, 5, 15)),
        ],
    )
    def test_months_end_with_their_last_day(self, day, years, months, until):
        """The same day some years and months later, or the last of that month."""
        assert later(day, years, months) == until


class TestOneBody:
    """Rows over the records at hand, where a case cannot tell it."""

    GUARD = (Joining(person="g", duty="guardian"),)
    ROW = "special-work/one-body/guardian"

    def test_a_guardian_may_start_here_when_the_other_work_is_over(self):
        """Judged as if it started now, only what is still to come counts."""
        other = high(joinings=self.GUARD, permitted=Period(start=at("08:00"), end=at("13:00")))
        mine = hot(joinings=self.GUARD)

        assert asked(self.ROW, mine, other, when="12:59", pending=True)[0][:2] == ("breach", "on-two-permits")
        assert asked(self.ROW, mine, other, when="13:00", pending=True) == [("ok", "ok", "")]

    def test_without_any_window_nothing_overlaps_for_certain(self):
        """A permit without window and times occupies nobody."""
        assert asked(self.ROW, hot(joinings=self.GUARD), high(joinings=self.GUARD, permitted=None)) == [
            ("ok", "ok", "")
        ]

    def test_a_window_without_an_end_never_ends(self):
        """A window that is open on one side occupies its guardian from there on."""
        half = high(joinings=self.GUARD, permitted=Period(start=at("06:00")))

        assert asked(self.ROW, hot(joinings=self.GUARD), half)[0][:2] == ("breach", "on-two-permits")

    def test_the_record_itself_is_no_other_one(self):
        """A record among its own related ones meets nobody."""
        mine = hot(joinings=self.GUARD, state="live")

        assert asked(self.ROW, mine, mine) == [("not-triggered", "not-triggered", "")]

    def test_a_sample_without_a_point_is_compared_with_none(self):
        """Where nobody wrote down the point, it cannot be another one."""
        inside = SamplePoint(kind=PointKind.INSIDE)
        tests = tuple(
            GasTest(at=when, analyst="a", point=point)
            for when, point in ((at("08:10"), inside), (at("08:10"), None), (None, inside))
        )

        assert asked("special-work/one-body/analyst", hot(gas_tests=tests)) == [("not-triggered", "not-triggered", "")]

    def test_an_undated_signature_meets_nobody(self):
        """Without a time nobody can be said to have been elsewhere in the same minutes."""
        sign = SignOff(slot="unit", actor="p", presence=Presence.SCANNED)
        dated = attrs.evolve(sign, signed_at=at("08:20"))

        assert asked(
            "special-work/one-body/signer", hot(place=Place(text="a"), sign_offs=(sign,)), high(sign_offs=(dated,))
        ) == [("not-triggered", "not-triggered", "")]


MINUTES = st.integers(-60, 720).map(lambda minute: at("08:00") + timedelta(minutes=minute))
INSTANTS = st.tuples(MINUTES, st.integers(0, 59_999_999)).map(lambda pair: pair[0] + timedelta(microseconds=pair[1]))


@st.composite
def situations(draw):
    """Draw a permit with its linked one, at some moment of their lives."""
    taken = [draw(INSTANTS) for _ in range(6)]
    states = st.sampled_from(["draft", "submitted", "approved", "live", "paused", "stopped", "closed", "collected"])
    windows = st.sampled_from([None, WINDOW, Period(start=taken[0]), Period(start=min(taken[:2]), end=max(taken[:2]))])
    record = hot(
        state=draw(states),
        state_since=draw(st.none() | INSTANTS),
        permitted=draw(windows),
        entered_from=draw(st.sampled_from([None, EnteredFrom.PAPER])),
        starts=draw(st.sampled_from([(), (WorkStart(at=taken[2]),)])),
        pauses=draw(st.sampled_from([(), (Pause(at=taken[3]),)])),
        ends=draw(st.sampled_from([(), (WorkEnd(at=taken[4]),)])),
        occurrences=draw(st.sampled_from([(), (Occurrence(at=taken[5], kind="scope-change", renewed=True),)])),
        joinings=TestOneBody.GUARD,
    )
    other = high(
        state=draw(states), state_since=draw(st.none() | INSTANTS), permitted=draw(windows), joinings=TestOneBody.GUARD
    )
    return record, other, draw(st.none() | INSTANTS)


class TestTurningPoints:
    TIMED = tuple(
        rule
        for rule in RULES.values()
        if isinstance(rule.check, Timed) and rule.code in ("GEN-04", "GEN-13", "BODY-01")
    )

    @given(situations(), INSTANTS, INSTANTS)
    def test_nothing_changes_between_them(self, drawn, one, two):
        """Between two neighboring turning points every timed general row says the same."""
        record, other, started = drawn
        for rule in self.TIMED:
            context = Context(Judged(record=record, site=PACK.site, related=(other,), started=started), rule.params)
            points = sorted(rule.check.turning_points(context))
            first, second = sorted((one, two))
            if not any(first < point <= second for point in points):
                assert list(rule.check.check(context, first)) == list(rule.check.check(context, second))

    def test_are_three_rows(self):
        """The rows that look at the clock are these."""
        assert {rule.code for rule in self.TIMED} == {"GEN-04", "GEN-13", "BODY-01"}


class TestParams:
    def test_name_facts_that_hot_work_has(self):
        """Rows that read facts by name read fields of the work."""
        named = {*RULES["hot-work/linked-permits"].params["facts"].values()}
        named |= {*RULES["hot-work/check-list/cleaned"].params["facts"]}
        for item in RULES["hot-work/check-list"].params["contradictions"]:
            named |= {*item["facts"]}

        assert {name.removeprefix("work.") for name in named} <= {field.name for field in attrs.fields(HotWork)}

    def test_blanks_are_those_of_the_form(self):
        """The blanks that must be filled are the places of the printed measures."""
        assert RULES["hot-work/form/cells"].params["blanks"] == FrozenMap(
            {"2": ("blinds",), "8": ("extinguishers", "blankets", "hoses")}
        )

    def test_outcomes_of_event_rows_never_are_ok_on_nothing(self):
        """Without anything recorded rows about events and about other records say that nothing occurred."""
        rows = ("guardian-stays", "conditions-changed", "unaltered", "keeping", "stopped")
        bodies = ("guardian", "worker", "analyst", "signer")
        for row in (*(f"special-work/{row}" for row in rows), *(f"special-work/one-body/{row}" for row in bodies)):
            assert asked(row, hot())[0][0] == Outcome.NOT_TRIGGERED.value
