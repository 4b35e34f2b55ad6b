from typing import ClassVar

import attrs
import pytest

from safetykit.codec.substance import cover
from safetykit.model.findings import Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from safetykit.packs.cn_gb30871 import PACK
from safetykit.rules.engine import Situation, judge
from safetykit.rules.grades import effective_grade
from tests.unit.packs.cn_gb30871.facts import ALL, answers, check, form
from tests.unit.rules.made_up import at

ORDINARY = {"fire_explosion_area": False, "pipe_rack": False, "in_dike": False}


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Height:
    """Another special work, of which the pack knows the general rows only."""

    kind: ClassVar[str] = "height"


def judged(record, subject, *, scales=PACK.scales):
    """Judge a record under another subject or other scales."""
    return judge(
        record,
        Situation(subject=subject, reached=ALL),
        rules=PACK.rules,
        scales=scales,
        site=PACK.site,
        at=at("16:30"),
    )


def graded(entered, start, end, **facts):
    """Return the effective grade of a permit with a window."""
    record = Permit(
        id="p",
        work=HotWork(**{**ORDINARY, **facts}),
        gradings=(Grading(scheme="cn-gb30871/hot-work", value=entered),),
        permitted=Period(start=at(start), end=at(end)),
    )
    return effective_grade(record, PACK.scales[0], PACK.site)


class TestRaisedGrade:
    def test_on_a_rest_day(self):
        """Second grade on a Sunday is managed as first, and the reason is named."""
        grade = graded("second", "2026-11-15 09:00", "2026-11-15 16:00")

        assert (grade.value, grade.required, grade.grounds) == ("first", "second", ("grade-raised",))
        assert grade.cites == ("GB 30871-2022, 5.1.1",)

    def test_on_a_working_day(self):
        """Nothing is raised on a Monday by day."""
        assert graded("second", "09:00", "16:00").value == "second"

    def test_not_in_the_fixed_area(self):
        """Grades apply outside the fixed area."""
        assert graded("second", "2026-11-15 09:00", "2026-11-15 16:00", fixed_area=True).value == "second"

    @pytest.mark.parametrize(
        ("start", "end", "open_fact"),
        [
            ("2026-11-13 09:00", "2026-11-16 09:00", "/daily_hours"),
            ("19:00", "23:00", "/permitted"),
            ("16:00", "09:00", "/permitted"),
        ],
    )
    def test_unknown_hours_are_open(self, start, end, open_fact):
        """While the hours of work are not known, the grade may still rise."""
        grade = graded("second", start, end)

        assert (grade.value, grade.open) == ("second", (open_fact,))


class TestOtherWorks:
    RECORD = Permit(id="h", work=Height(), permitted=Period(start=at("08:30"), end=at("16:30")))

    def test_general_rows_apply(self):
        """What chapter 4 and practice ask of every special work is asked of this one, and nothing of another form."""
        findings = judged(self.RECORD, "permit/height")

        assert {item.code for item in findings.items} == {
            *("GEN-01", "GEN-02", "GEN-03", "GEN-06", "GEN-07", "GEN-08", "GEN-09", "GEN-12", "GEN-13", "GEN-14"),
            *("GEN-15", "GEN-16", "GEN-18", "GEN-20", "BODY-01", "BODY-02", "BODY-03", "BODY-04"),
        }

    def test_who_approves_is_a_question_that_the_site_has_not_answered(self):
        """Neither the approving slot nor the functions are assumed for a kind that the site says nothing of."""
        findings = judged(self.RECORD, "permit/height")
        signed = attrs.evolve(self.RECORD, sign_offs=(SignOff(slot="approver", actor="p-1"),))

        assert answers(findings, "GEN-08") == [("needs-input", "approval-undefined", "/sign_offs")]
        assert answers(judged(signed, "permit/height"), "GEN-09") == [
            ("needs-input", "approvers-undefined", "/sign_offs")
        ]

    def test_slots_that_the_site_has_not_defined_are_a_question(self):
        """Which slots must be signed is the site's to say; nothing is assumed."""
        assert answers(judged(self.RECORD, "permit/height"), "GEN-03") == [
            ("needs-input", "slots-undefined", "/sign_offs")
        ]

    def test_a_work_that_is_no_special_work_is_not_judged(self):
        """A kind of the host's own is none of this law."""
        assert judged(self.RECORD, "permit/gardening").items == ()


class TestWithoutScale:
    def test_the_grade_is_a_question(self):
        """Rows about the grade say nothing without a scale in force."""
        findings = judged(form(1), "permit/hot-work", scales=())

        assert answers(findings, "HOT-01") == [("needs-input", "unknown", "/gradings")]
        assert answers(findings, "GEN-03") == [("needs-input", "slots-undefined", "/sign_offs")]

    def test_a_holiday_is_a_question(self):
        """Work on a holiday cannot be judged without grades."""
        record = attrs.evolve(
            form(1),
            permitted=Period(start=at("2026-11-15 08:30"), end=at("2026-11-15 16:30")),
            starts=(),
            ends=(),
            pauses=(),
            resumptions=(),
        )

        assert answers(judged(record, "permit/hot-work", scales=()), "HOT-02") == [
            ("needs-input", "unknown", "/gradings")
        ]


class TestSignatures:
    def bound(self, **changes):
        """Return form 1 with its sign-offs bound to the page, then changed."""
        record = form(1)
        signs = tuple(
            attrs.evolve(sign, covers=cover(attrs.evolve(record, acceptance=None))) for sign in record.sign_offs
        )
        return attrs.evolve(record, sign_offs=signs, **changes)

    def test_hold_while_the_page_is_as_signed(self):
        """Bound sign-offs count as the ink did."""
        assert check(self.bound(), at("16:30")).breaches == ()

    def test_are_void_after_a_change(self):
        """A changed place voids every sign-off, the acceptance too."""
        findings = check(self.bound(content="something else"), at("16:30"))

        assert answers(findings, "GEN-03") == [
            ("breach", "sign-off-void", f"/sign_offs/{index}") for index in (0, 1, 2)
        ]
        assert answers(findings, "GEN-12") == [("breach", "sign-off-void", "/sign_offs/5")]

    def test_evidence_that_is_added_voids_nothing(self):
        """A further gas test leaves the signatures standing."""
        tests = (*form(1).gas_tests, GasTest(at=at("15:00")))

        assert answers(check(self.bound(gas_tests=tests), at("16:30")), "GEN-03") == [("ok", "ok", "")]

    def test_that_cannot_be_compared_are_questions(self):
        """Sign-offs under another schema are neither void nor good."""
        record = self.bound()
        signs = tuple(
            attrs.evolve(sign, covers=attrs.evolve(sign.covers, schema="permit@0")) for sign in record.sign_offs
        )
        findings = check(attrs.evolve(record, sign_offs=signs), at("16:30"))

        assert answers(findings, "GEN-03") == [
            ("needs-input", "sign-off-unsure", f"/sign_offs/{index}/covers") for index in (0, 1, 2)
        ]

    def test_void_ones_of_a_guardian_do_not_count(self):
        """A guardian whose signature no longer counts holds no second task."""
        record = form(1)
        signs = (attrs.evolve(record.sign_offs[3], actor="p-zhou", covers=cover(record)),)
        voided = attrs.evolve(record, sign_offs=signs, content="something else")

        assert answers(check(voided, at("16:30")), "GEN-06") == [("ok", "ok", "")]
        assert answers(check(attrs.evolve(record, sign_offs=signs), at("16:30")), "GEN-06") == [
            ("breach", "guardian-signs", "/sign_offs/0/actor")
        ]


class TestStartStep:
    def test_counts_where_no_start_is_recorded(self):
        """A start step later than the window is when work starts."""
        record = attrs.evolve(form(1), starts=(), pauses=(), resumptions=(), ends=())

        assert answers(check(record, at("16:30"), started=at("08:28")), "HOT-04") == [("ok", "ok", "")]
        assert answers(check(record, at("16:30"), started=at("08:41")), "HOT-04") == [
            ("breach", "sample-too-old", "/gas_tests/0/at")
        ]

    def test_a_start_step_after_the_first_spark_needs_a_fresh_sample_too(self):
        """A start of work written down before the start step makes no old sample fresh."""
        record = form(1)

        assert answers(check(record, at("16:30"), started=at("09:30")), "HOT-04") == [
            ("breach", "sample-too-old", "/gas_tests/0/at"),
            ("breach", "sample-too-old", "/gas_tests/1/at"),
        ]


class TestPaperProfile:
    def test_inputs_that_paper_does_not_keep_never_block(self):
        """Real times and instruments are not kept on paper: a missing one is listed and stops nothing."""
        record = attrs.evolve(form(1), starts=(), pauses=(), resumptions=(), ends=(), instruments=())
        paper, electronic = (check(record, at("16:30"), profile=profile) for profile in ("paper", "electronic"))

        asked = {item.message for item in paper.needs if item.severity is Severity.BLOCK}
        assert {"end-unknown", "instrument-unknown", "detector-unnamed", "times-unknown", "link-not-at-hand"} <= asked
        assert paper.blocking(Mode.ENFORCE) == ()
        # A warning is listed, too, and stops nothing anywhere.
        assert {item.message for item in electronic.blocking(Mode.ENFORCE)} == asked - {"calibration-gas-unknown"}


class TestFindings:
    @pytest.mark.parametrize(("number", "when"), [(1, "16:30"), (2, "2026-10-03 19:00")])
    def test_hold_no_personal_value(self, number, when):
        """Arguments never name anybody: the path points to the person."""
        record = form(number)
        personal = {person.name for person in record.people} | {
            str(certificate.number) for person in record.people for certificate in person.certificates
        }
        shown = [word for item in check(record, at(when)).items for word in item.args.values()]

        assert [word for word in shown if any(name and name in word for name in personal - {"None"})] == []

    def test_point_into_the_record(self):
        """Every place of a breach is a field that the record has."""
        record = form(2)
        for item in check(record, at("2026-10-03 19:00")).breaches:
            value = record
            for token in item.path.split("/")[1:]:
                value = value[int(token)] if isinstance(value, tuple) else getattr(value, token)

    def test_say_it_in_both_languages(self):
        """Every finding can be put into words, without an open place."""
        for lang in ("zh", "en"):
            for item in check(form(2), at("2026-10-03 19:00")).breaches:
                wrong, todo = PACK.texts.render(item.message, item.args, lang, PACK.site.zone)

                assert wrong
                assert todo
                assert "?" not in wrong + todo

    def test_window_of_no_grade_is_judged_too(self):
        """A row about the window that a house adds for every grade works without one."""
        (rule,) = (rule for rule in PACK.rules if rule.id.endswith("validity/high"))
        record = Permit(id="p", work=HotWork(), permitted=Period(start=at("08:00"), end=at("17:00")))
        findings = judge(
            record,
            Situation(subject="permit/hot-work", reached=ALL),
            rules=[attrs.evolve(rule, when=FrozenMap())],
            scales=(),
            site=PACK.site,
            at=at("16:30"),
        )

        (item,) = findings.items
        assert (item.outcome, item.args) == (Outcome.BREACH, {"length": "540", "limit": "480"})
