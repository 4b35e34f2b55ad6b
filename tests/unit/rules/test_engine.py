from datetime import date, timedelta

import attrs
import pytest

from safetykit.model.evidence import Stop, Waiver
from safetykit.model.findings import Basis, Milestone, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.signoffs import SignOff
from safetykit.model.works import HotWorkMethod
from safetykit.rules.engine import Hearing, Situation, applies, docket_for, findings_of, judge
from safetykit.rules.rows import (
    RELATED,
    Answer,
    Context,
    Judged,
    SourceMark,
    Timed,
    breach,
    declared,
    need,
    not_applicable,
    not_triggered,
    triggered_by,
)
from tests.unit.rules.made_up import SITE, ask, at, outcomes, permit, row, scale


def saying(*answers):
    """Return a check that always gives these answers."""
    return lambda _context: answers


class TestApplies:
    @pytest.mark.parametrize(
        ("pattern", "subject", "expected"),
        [
            ("permit/hot-work", "permit/hot-work", True),
            ("permit/hot-work", "permit/height", False),
            ("permit/*", "permit/height", True),
            ("permit/*", "hazard", False),
            ("permit/hot-work|height", "permit/height", True),
            ("permit/hot-work|height", "permit/lifting", False),
            ("hazard", "hazard", True),
            ("hazard/*", "hazard", True),
        ],
    )
    def test_says_whether_a_row_speaks_of_a_record(self, pattern, subject, expected):
        """A pattern names a kind of record with one work, several, or all."""
        assert applies(pattern, subject) is expected


class TestOutcomes:
    def test_no_answer_is_ok_on_recorded_facts(self):
        """A check that says nothing found no breach, on measured facts."""
        (item,) = ask(row()).items

        assert (item.outcome, item.basis, item.message) == (Outcome.OK, Basis.MEASURED, "ok")

    def test_breach(self):
        """A breach carries place, message, arguments, clause, severity and mark."""
        (item,) = ask(row(saying(breach("/place", "too-far", limit=10)))).items

        assert item.outcome is Outcome.BREACH
        assert (item.path, item.message, item.args) == ("/place", "too-far", {"limit": "10"})
        assert (item.cites, item.severity, item.mark, item.due) == ("made-up 1.1", Severity.BLOCK, "two", "start")
        assert item.basis is None

    def test_breach_without_a_message_uses_the_row(self):
        """A house rule with one message needs no key of its own."""
        (item,) = ask(row(saying(breach("/place")))).items

        assert item.message == "made-up/hot-work/row"

    def test_needs_input(self):
        """An unknown fact is an open question, never ok."""
        (item,) = ask(row(saying(need("/work/running")))).items

        assert (item.outcome, item.path, item.message) == (Outcome.NEEDS_INPUT, "/work/running", "unknown")

    def test_declared(self):
        """A ticked and confirmed measure is ok on a declared basis."""
        (item,) = ask(row(saying(declared("/measures/0")))).items

        assert (item.outcome, item.basis) == (Outcome.OK, Basis.DECLARED)

    def test_not_triggered(self):
        """An event that did not happen is neither ok nor open."""
        assert outcomes(ask(row(saying(not_triggered())))) == ["not-triggered"]

    def test_not_applicable(self):
        """A check may find that its row does not speak of the record."""
        assert outcomes(ask(row(saying(not_applicable())))) == ["not-applicable"]

    def test_breaches_and_questions_stand_together(self):
        """All that is wrong or missing is listed at once, and hides what is well."""
        answers = saying(declared("/a"), breach("/b", "x"), need("/c"), not_applicable(), breach("/d", "x"))

        assert outcomes(ask(row(answers))) == ["breach", "needs-input", "breach"]

    def test_a_check_cannot_waive_its_own_row(self):
        """An answer that is none of a check's is an error of the pack, not a silent ok."""
        with pytest.raises(ValueError, match=r"made-up/hot-work/row: the check gave an answer that is none"):
            ask(row(saying(Answer(Outcome.WAIVED, "", "waived"))))

    def test_nor_with_several_answers(self):
        """So it is where there are several of them."""
        with pytest.raises(ValueError, match="the check gave an answer that is none"):
            ask(row(saying(*[Answer(Outcome.WAIVED, "", "waived")] * 2)))


class TestDue:
    def test_before_its_milestone_a_row_is_not_asked(self):
        """A row before its milestone is still to do."""
        asked = ask(row(saying(breach("/a", "x"))), reached=(Milestone.APPROVE,))

        assert outcomes(asked) == ["not-due"]

    @pytest.mark.parametrize("mode", list(Mode))
    def test_not_due_never_blocks(self, mode):
        """What is not due blocks in no mode."""
        assert ask(row(saying(breach("/a", "x"))), reached=()).blocking(mode) == ()

    def test_a_row_out_of_scope_is_not_still_to_do(self):
        """What does not speak of the record is not announced as due later."""
        unless = FrozenMap({"work.fixed_area": (True,)})

        assert outcomes(ask(row(unless=unless), permit(work={"fixed_area": True}), reached=())) == ["not-applicable"]


class TestScope:
    WHEN = FrozenMap({"work.running": (True,)})

    @pytest.mark.parametrize(("running", "expected"), [(True, "ok"), (False, "not-applicable"), (None, "needs-input")])
    def test_condition(self, running, expected):
        """A condition that does not hold takes the record out; an unknown one is an open question."""
        assert outcomes(ask(row(when=self.WHEN), permit(work={"running": running}))) == [expected]

    def test_a_false_condition_beats_an_open_one(self):
        """One condition that surely fails is enough."""
        when = FrozenMap({"work.purged": (True,), "work.running": (True,)})

        assert outcomes(ask(row(when=when), permit(work={"running": False}))) == ["not-applicable"]

    def test_first_open_condition_is_named(self):
        """Of several unknown conditions the first is asked for."""
        when = FrozenMap({"work.purged": (True,), "work.running": (True,)})

        assert [item.path for item in ask(row(when=when)).items] == ["/work/purged"]

    @pytest.mark.parametrize(("fixed", "expected"), [(True, "not-applicable"), (False, "ok"), (None, "ok")])
    def test_exception(self, fixed, expected):
        """An exception takes the record out; an unknown one does not."""
        unless = FrozenMap({"work.fixed_area": (True,)})

        assert outcomes(ask(row(unless=unless), permit(work={"fixed_area": fixed}))) == [expected]

    @pytest.mark.parametrize(
        ("methods", "expected"),
        [
            ((HotWorkMethod.GRINDING, HotWorkMethod.ARC_WELDING), "ok"),
            ((HotWorkMethod.GRINDING,), "not-applicable"),
            ((), "needs-input"),
        ],
    )
    def test_condition_on_a_list(self, methods, expected):
        """A list meets a condition if one of its values does; an empty list is unknown."""
        when = FrozenMap({"work.methods": ("arc-welding",)})

        assert outcomes(ask(row(when=when), permit(work={"methods": methods}))) == [expected]

    @pytest.mark.parametrize(("entered", "expected"), [("high", "ok"), ("low", "not-applicable")])
    def test_condition_on_the_grade(self, entered, expected):
        """A row may hold for some grades only."""
        when = FrozenMap({"grade": ("high",)})
        facts = {"running": False, "fire_explosion_area": False}

        assert outcomes(ask(row(when=when), permit(entered, facts), scales=[scale()])) == [expected]

    def test_condition_on_the_grade_uses_the_effective_one(self):
        """A grade entered too low does not take a record out of a row."""
        when = FrozenMap({"grade": ("high",)})

        assert outcomes(ask(row(when=when), permit("low", {"running": True}), scales=[scale()])) == ["ok"]

    @pytest.mark.parametrize("scales", [(), (scale(),)])
    def test_unknown_grade_is_an_open_question(self, scales):
        """Without any grade a graded row cannot be judged."""
        (item,) = ask(row(when=FrozenMap({"grade": ("high",)})), scales=scales).items

        assert (item.outcome, item.path) == (Outcome.NEEDS_INPUT, "/gradings")


class TestEvents:
    ROW = row(triggered_by("stops", RELATED)(saying(breach("/a", "x"))))
    STOPPED = permit(stops=(Stop(at=at("09:00")),))

    @pytest.mark.parametrize("check", [ROW.check, Timed(lambda *_: [breach("/a", "x")], lambda _: (), ("stops",))])
    def test_a_row_waits_for_what_it_speaks_of(self, check):
        """While nothing happened the check is not asked, whether it depends on the moment or not."""
        assert outcomes(ask(row(check))) == ["not-triggered"]
        assert outcomes(ask(row(check), self.STOPPED)) == ["breach"]

    def test_records_at_hand_are_an_event(self):
        """A row may wait for linked records."""
        told = {"rules": [self.ROW], "scales": (), "site": SITE, "at": at("09:00"), "related": (permit(),)}
        situation = Situation(subject="permit/hot-work", reached=frozenset({Milestone.START}))

        assert outcomes(judge(permit(), situation, **told)) == ["breach"]

    @pytest.mark.parametrize(
        ("record", "related", "expected"),
        [(permit(), (), not_triggered()), (STOPPED, (), breach("/a", "x")), (permit(), (STOPPED,), breach("/a", "x"))],
    )
    def test_the_check_answers_the_same_when_it_is_called(self, record, related, expected):
        """Whoever calls the check of such a row gets what the row answers."""
        context = Context(Judged(record=record, site=SITE, related=related))

        assert tuple(self.ROW.check(context)) == (expected,)

    def test_an_open_scope_comes_first(self):
        """Whether the row speaks of the record at all is asked before what happened."""
        when = FrozenMap({"work.running": (True,)})

        assert outcomes(ask(attrs.evolve(self.ROW, when=when))) == ["needs-input"]
        assert outcomes(ask(self.ROW, reached=())) == ["not-due"]

    def test_names_the_defaults_that_it_would_read(self):
        """Findings name the settings that a row reads also where nothing triggered it."""
        site = attrs.evolve(SITE, defaults=("zone", "night"))

        assert ask(attrs.evolve(self.ROW, uses=("night",)), site=site).defaults == ("night",)

    def test_many_sorts_of_records_are_told_apart(self):
        """However many records differ in what conditions ask, each gets its own answer."""
        rule = row(saying(breach("/a", "x")), when=FrozenMap({"number": ("7",)}))
        docket = docket_for("permit/hot-work", rules=[rule], scales=(), site=SITE)
        situation = Situation(subject="permit/hot-work", reached=frozenset({Milestone.START}))

        answers = [
            outcomes(findings_of(Hearing(docket, permit(number=str(number)), situation, at=at("09:00"))))
            for number in [*range(600), 7]
        ]

        assert [number for number, answer in enumerate(answers) if answer == ["breach"]] == [7, 600]


class TestWaiver:
    RULE = row(saying(breach("/a", "x")), waivable=True)

    SIGNED = SignOff(slot="waiver", path="/waivers/0", actor="p-1")

    def waived(self, name, until, rule=RULE, signs=(SIGNED,), **more):
        """Ask a broken row about a permit with a waiver, at 09:00."""
        waiver = Waiver(rule=name, reason="trial run", approver="p-1", until=at(until))
        return outcomes(ask(rule, permit(waivers=(waiver,), sign_offs=signs), when=at("09:00"), **more))

    @pytest.mark.parametrize(
        "signs",
        [
            (),
            (attrs.evolve(SIGNED, actor="p-2"),),
            (attrs.evolve(SIGNED, path="/waivers/1"),),
            (SIGNED, attrs.evolve(SIGNED, agrees=False)),
        ],
        ids=["unsigned", "another person", "another waiver", "taken back"],
    )
    def test_counts_only_with_the_signature_of_its_approver(self, signs):
        """A waiver that its approver did not sign, or took back, sets nothing aside."""
        assert self.waived("MU-01", "09:00", signs=signs) == ["breach"]

    @pytest.mark.parametrize("state", ["void", "unsure"])
    def test_needs_a_signature_that_holds(self, state):
        """A signature that is void, or of which that cannot be told, does not carry a waiver."""
        assert self.waived("MU-01", "09:00", **{state: frozenset({0})}) == ["breach"]

    def test_of_the_site_sets_the_row_aside_for_every_permit(self):
        """A site's own waiver works without evidence in the record, until its end."""
        site = attrs.evolve(
            SITE, waivers=(Waiver(rule="MU-01", reason="trial run", approver="p-1", until=at("09:00")),)
        )

        assert outcomes(ask(self.RULE, permit(), when=at("09:00"), site=site)) == ["waived"]
        assert outcomes(ask(self.RULE, permit(), when=at("09:01"), site=site)) == ["breach"]

    @pytest.mark.parametrize("name", ["MU-01", "made-up/hot-work/row"])
    def test_sets_the_row_aside(self, name):
        """A waiver names the row by id or by code."""
        assert self.waived(name, "09:00") == ["waived"]

    def test_ends(self):
        """After its end a waiver does nothing."""
        assert self.waived("MU-01", "08:59") == ["breach"]

    def test_of_another_row(self):
        """A waiver of another row does nothing."""
        assert self.waived("MU-02", "10:00") == ["breach"]

    def test_needs_the_consent_of_the_row(self):
        """A row that does not say that it may be waived is judged all the same."""
        assert self.waived("MU-01", "10:00", row(saying(breach("/a", "x")))) == ["breach"]


class TestSeverity:
    @pytest.mark.parametrize("mark", [SourceMark.MEMORY, SourceMark.UNVERIFIED])
    @pytest.mark.parametrize("mode", list(Mode))
    def test_unsure_sources_never_block(self, mark, mode):
        """A row from memory or unverified warns at most, and its open questions stop nothing."""
        for answer in (breach("/a", "x"), need("/a")):
            findings = ask(row(saying(answer), mark=mark))

            assert [item.severity for item in findings.items] == [Severity.WARN]
            assert findings.blocking(mode) == ()

    def test_information_stays_information(self):
        """An unsure source does not raise a severity."""
        assert row(mark=SourceMark.MEMORY, severity=Severity.INFO).effective_severity is Severity.INFO

    def test_sure_sources_block(self):
        """A breach of a blocking row blocks from advice on."""
        findings = ask(row(saying(breach("/a", "x"))))

        assert [len(findings.blocking(mode)) for mode in Mode] == [0, 1, 1]


class TestKept:
    def test_a_group_that_the_site_does_not_keep_never_blocks(self):
        """Where the profile keeps no such input, a missing one is listed but stops nothing."""
        findings = ask(row(saying(need("/a")), keeps=("gas-instrument",)))

        assert len(findings.needs) == 1
        assert findings.blocking(Mode.ENFORCE) == ()

    def test_a_group_that_the_site_keeps_blocks_when_enforced(self):
        """A profile that keeps the input makes a missing one stop the step."""
        site = attrs.evolve(SITE, profile="electronic")

        assert len(ask(row(saying(need("/a")), keeps=("gas-instrument",)), site=site).blocking(Mode.ENFORCE)) == 1

    def test_the_group_of_an_answer_goes_before_those_of_the_row(self):
        """One answer may belong to a group that the row as a whole does not."""
        findings = ask(row(saying(need("/a", group="gas-instrument"), need("/b"))))

        assert [(item.path, item.kept) for item in findings.items] == [("/a", False), ("/b", True)]

    def test_a_breach_is_always_kept(self):
        """What is wrong counts whatever a site keeps."""
        (item,) = ask(row(saying(breach("/a", "x")), keeps=("gas-instrument",))).items

        assert item.kept


class TestInForce:
    def test_first_day_counts_and_last_does_not(self):
        """A row holds from its first day on, and no more on the day it ends."""
        rule = row(since=date(2026, 11, 16), until=date(2026, 11, 17))

        asked = [len(ask(rule, when=at(f"2026-11-{day} 12:00")).items) for day in (15, 16, 17)]

        assert asked == [0, 1, 0]

    def test_days_are_those_of_the_site(self):
        """Midnight is that of the site's clocks."""
        rule = row(since=date(2026, 11, 16))

        assert [len(ask(rule, when=at(text)).items) for text in ("2026-11-15 23:59", "2026-11-16 00:00")] == [0, 1]

    def test_law_of_another_instant(self):
        """A finished record is judged by the law of its end, not of the day it is looked at."""
        situation = Situation(subject="permit/hot-work", reached=frozenset({"start"}))
        rows = [row(until=date(2026, 11, 16))]

        judged = [
            judge(permit(), situation, rules=rows, scales=[], site=SITE, at=at("09:00"), in_force_at=instant).items
            for instant in (None, at("2026-11-15 09:00"))
        ]

        assert [len(items) for items in judged] == [0, 1]

    @pytest.mark.parametrize(
        ("fields", "known"),
        [
            ({}, True),
            ({"since": date(2026, 11, 17)}, False),
            ({"until": date(2026, 11, 16)}, False),
            ({"until": date(2026, 11, 17)}, True),
            ({"applies_to": "permit/lifting"}, False),
        ],
    )
    def test_scales_have_dates_and_a_scope_too(self, fields, known):
        """A scale that is not in force, or is for another kind, grades nothing."""
        findings = ask(row(), permit("high"), scales=[scale(**fields)])

        assert [grade.value for grade in findings.grades] == (["high"] if known else [])


class TestContext:
    def test_holds_what_a_check_may_look_at(self):
        """A check gets record, parameters, site, grade, scale, and what the lifecycle says of signatures and start."""
        seen = []
        related = (permit("low"),)
        judge(
            permit("high"),
            Situation(
                subject="permit/hot-work",
                reached=frozenset({"start"}),
                started=at("08:00"),
                void=frozenset({0}),
                unsure=frozenset({1}),
            ),
            rules=[row(lambda context: seen.append(context) or (), params=FrozenMap({"hours": 8}))],
            scales=[scale()],
            site=SITE,
            at=at("09:00"),
            related=related,
        )

        (context,) = seen
        assert context.record == permit("high")
        assert context.params == {"hours": 8}
        assert (context.site, context.related, context.started) == (SITE, related, at("08:00"))
        assert (context.void, context.unsure) == ({0}, {1})
        assert context.grade is not None
        assert context.grade.value == "high"
        assert context.scale == scale()

    @pytest.mark.parametrize(("pack", "expected"), [("made-up", "high"), ("other", "low"), ("acme", "low")])
    def test_a_row_is_judged_by_the_scheme_of_its_own_pack(self, pack, expected):
        """Two regimes on one permit keep to their own grades; a house row takes the first."""
        seen = []
        record = permit("high")
        scales = [scale(scheme="other/hot-work", requirements=()), scale(requirements=())]
        rule = row(lambda context: seen.append(context.grade.value) or (), id=f"{pack}/hot-work/row")

        ask(rule, record, scales=scales)

        assert seen == [expected]


class TestFindings:
    def test_name_the_defaults_that_were_used(self):
        """A setting that nobody chose is named if a row that was asked reads it."""
        site = attrs.evolve(SITE, defaults=("zone", "night", "slots"))
        rule = row(uses=("slots", "zone"))

        assert ask(rule, site=site).defaults == ("zone", "slots")
        assert ask(rule, site=site, reached=()).defaults == ()

    def test_say_what_they_were_judged_by(self):
        """Record, revision, instant, milestone, packs and site are in the result."""
        findings = judge(
            permit(revision=3),
            Situation(subject="permit/hot-work", reached=frozenset()),
            rules=[],
            scales=[],
            site=SITE,
            at=at("09:00"),
            milestone="start",
            fingerprints={"made-up": "0" * 64},
        )

        assert (findings.record, findings.revision, findings.judged_at) == ("permit-1", 3, at("09:00"))
        assert (findings.milestone, findings.packs, findings.site) == ("start", {"made-up": "0" * 64}, SITE.fingerprint)

    def test_come_in_the_order_of_the_rows(self):
        """Findings are sorted as the rows are."""
        rules = [row(id=f"made-up/hot-work/{name}") for name in "cab"]
        findings = judge(
            permit(),
            Situation(subject="permit/hot-work", reached=frozenset()),
            rules=rules,
            scales=[],
            site=SITE,
            at=at("09:00"),
        )

        assert [item.rule[-1] for item in findings.items] == ["c", "a", "b"]


class TestTimed:
    END = at("10:00")

    def rule(self):
        """Return a row that is broken from one minute after 10:00 on."""

        def check(context, moment):
            limit = timedelta(minutes=context.params["minutes"])
            return [breach("/permitted/end", "over")] if moment >= self.END + limit else []

        def turning_points(context):
            return [self.END + timedelta(minutes=context.params["minutes"])]

        return row(Timed(check, turning_points), params=FrozenMap({"minutes": 1}))

    def test_sees_the_instant_of_judgment(self):
        """Only a timed check depends on when it is asked."""
        asked = [outcomes(ask(self.rule(), when=at(text))) for text in ("10:00", "10:01")]

        assert asked == [["ok"], ["breach"]]

    def test_turning_points_are_where_the_answer_changes(self):
        """The instant before a turning point answers as long before, the turning point as long after."""
        rule = self.rule()
        assert isinstance(rule.check, Timed)
        contexts = []
        ask(row(lambda context: contexts.append(context) or (), params=rule.params))
        (point,) = rule.check.turning_points(contexts[0])
        step = timedelta(microseconds=1)

        asked = [
            outcomes(ask(rule, when=moment))
            for moment in (point - timedelta(days=1), point - step, point, point + timedelta(days=1))
        ]

        assert asked == [["ok"], ["ok"], ["breach"], ["breach"]]
