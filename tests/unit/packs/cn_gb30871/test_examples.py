import pytest

from safetykit.model.findings import Basis, Outcome
from tests.unit.packs.cn_gb30871.facts import answers, check, form
from tests.unit.rules.made_up import at

FIRST = at("16:30")
SECOND = at("2026-10-03 19:00")


class TestForm1:
    @pytest.mark.parametrize("profile", ["paper", "electronic"])
    def test_has_no_breach_and_one_open_question(self, profile):
        """The form that is in order keeps every row; the linked permits themselves were not looked at."""
        findings = check(form(1), FIRST, profile=profile)

        assert findings.breaches == ()
        assert {item.code for item in findings.needs} == {"GEN-04"}
        assert [item.path for item in findings.needs] == [f"/links/{index}" for index in range(4)]

    def test_is_first_grade(self):
        """A hazard area and a pipe rack ask for the first grade, as entered."""
        (grade,) = check(form(1), FIRST).grades

        assert (grade.value, grade.entered, grade.required, grade.open) == ("first", "first", "first", ())
        assert set(grade.grounds) == {"grade-area", "grade-pipe-rack"}

    def test_is_ok_on_measured_facts(self):
        """These rows rest on recorded facts."""
        measured = {item.code for item in check(form(1), FIRST).ok if item.basis is Basis.MEASURED}
        found = {code for code in measured if code.startswith(("GEN", "HOT"))}

        assert found == {
            "GEN-01",
            "GEN-02",
            "GEN-03",
            "GEN-05",
            "GEN-06",
            "GEN-09",
            "GEN-10",
            "GEN-12",
            "GEN-13",
            "GEN-19",
            "GEN-20",
            "HOT-01",
            "HOT-03",
            "HOT-04",
            "HOT-05",
            "HOT-06",
            "HOT-08",
            "HOT-09",
            "HOT-10",
            "HOT-13",
            "HOT-15",
            "HOT-20",
            "HOT-21",
        }

    @pytest.mark.parametrize("code", ["GEN-11", "HOT-02", "HOT-12", "HOT-14", "HOT-17", "HOT-18", "HOT-19"])
    def test_has_rows_that_do_not_apply(self, code):
        """A Monday by day, first grade, no gas cylinders, no dike, no fixed area."""
        findings = check(form(1), FIRST)

        assert {item.outcome for item in findings.items if item.code == code} == {Outcome.NOT_APPLICABLE}

    @pytest.mark.parametrize("code", ["GEN-08", "GEN-17", "HOT-11"])
    def test_has_rows_that_a_person_declared(self, code):
        """Where the approver signed, the coordinator and the distances to other works rest on signatures."""
        (item,) = (item for item in check(form(1), FIRST).ok if item.code == code)

        assert item.basis is Basis.DECLARED

    @pytest.mark.parametrize("code", ["GEN-07", "GEN-14", "GEN-15", "GEN-18"])
    def test_has_rows_of_which_nothing_occurred(self, code):
        """Nobody left, nothing changed, nothing was altered, nothing was abnormal."""
        (item,) = (item for item in check(form(1), FIRST).items if item.code == code)

        assert item.outcome is Outcome.NOT_TRIGGERED

    def test_may_not_be_thrown_away_yet(self):
        """How long it is kept is asked when it is archived."""
        (item,) = (item for item in check(form(1), FIRST).items if item.code == "GEN-16")

        assert item.outcome is Outcome.NOT_DUE


class TestForm2:
    FINDINGS = check(form(2), SECOND)

    def test_breaks_exactly_these_rows(self):
        """Of the rows of the pack every one that the form breaks is found at once, and no other."""
        assert {item.code for item in self.FINDINGS.breaches} == {
            "HOT-01",
            "HOT-02",
            "HOT-03",
            "GEN-05",
            "HOT-04",
            "HOT-09",
            "GEN-06",
            "HOT-07",
            "HOT-10",
            "HOT-12",
            "HOT-18",
            "GEN-01",
            "GEN-02",
            "GEN-03",
            "GEN-08",
            "GEN-09",
            "GEN-12",
            "GEN-19",
            "GEN-20",
            "HOT-20",
            "HOT-21",
        }
        assert {item.rule.rpartition("/")[2] for item in self.FINDINGS.breaches if item.code == "HOT-12"} == {
            "camera",
            "recording",
        }

    def test_is_judged_as_special(self):
        """Running equipment under pressure is special grade, whatever the form says."""
        (grade,) = self.FINDINGS.grades

        assert (grade.value, grade.entered) == ("special", "second")

    def test_gas_value_is_not_reported(self):
        """9 %LEL of propylene is 0.18 % by volume, within the limit."""
        assert answers(self.FINDINGS, "HOT-08") == [("ok", "ok", "")]

    @pytest.mark.parametrize(
        ("code", "place"),
        [
            ("HOT-01", ("grade-too-low", "/gradings/0/value")),
            ("HOT-02", ("upgrade-extra-missing", "/upgrade")),
            ("HOT-03", ("window-too-long", "/permitted/end")),
            ("GEN-05", ("certificate-ended", "/people/0/certificates/0/valid_until")),
            ("GEN-05", ("certificate-number-blank", "/people/0/certificates/0/number")),
            ("GEN-05", ("method-blank", "/work/methods")),
            ("HOT-04", ("sample-too-old", "/gas_tests/0/at")),
            ("HOT-09", ("point-missing", "/gas_tests/0/point")),
            ("GEN-06", ("guardian-has-duty", "/joinings/0/duty")),
            ("GEN-06", ("certificate-not-held", "/people/0/certificates/1/held")),
            ("HOT-12", ("camera-missing", "/work/camera_in_place")),
            ("HOT-12", ("recording-missing", "/attachments")),
            ("HOT-10", ("isolation-weak", "/isolations/0/method")),
            ("HOT-18", ("plan-missing", "/work/work_plan")),
            ("GEN-02", ("briefing-missing", "/briefings")),
            ("GEN-03", ("slot-unsigned", "/sign_offs")),
            ("GEN-03", ("slot-late", "/sign_offs/0/signed_at")),
            ("GEN-12", ("slot-unsigned", "/sign_offs")),
            ("GEN-01", ("risk-blank", "/risk")),
            ("GEN-08", ("signed-elsewhere", "/sign_offs/0/presence")),
            ("GEN-09", ("approver-unfit", "/sign_offs/0/actor")),
            ("GEN-19", ("rows-blank", "/measures")),
            ("GEN-20", ("test-cell-blank", "/gas_tests/0/analyst")),
            ("GEN-20", ("cell-blank", "/applied_at")),
            ("GEN-20", ("cell-blank", "/work/methods")),
            ("GEN-20", ("cell-blank", "/parties")),
            ("GEN-20", ("cell-blank", "/joinings")),
            ("HOT-20", ("approver-unfit", "/sign_offs/0/actor")),
            ("HOT-21", ("slot-unsigned", "/sign_offs")),
        ],
    )
    def test_says_what_and_where(self, code, place):
        """Each breach has its message and points into the record."""
        assert ("breach", *place) in answers(self.FINDINGS, code)

    def test_its_number_is_not_reported(self):
        """The number is on the form."""
        assert "/number" not in {item.path for item in self.FINDINGS.breaches}

    def test_three_opinions_are_missing(self):
        """Every slot that is blank is named by itself."""
        missing = [
            item.args["slot"]
            for item in self.FINDINGS.breaches
            if item.code == "GEN-03" and item.message == "slot-unsigned"
        ]

        assert missing == ["leader", "unit", "safety"]

    @pytest.mark.parametrize(
        ("code", "paths"),
        [
            ("GEN-04", ["/work/confined_space", "/work/at_height", "/work/temporary_power"]),
            ("GEN-10", ["/instruments/0/verified_until"]),
            ("GEN-11", ["/work/confined_space"]),
            ("GEN-13", ["/starts"]),
            ("GEN-17", ["/work/cross_work"]),
            ("HOT-11", ["/work/nearby"]),
            ("HOT-13", ["/work/methods"]),
            ("HOT-14", ["/work/methods"]),
            ("HOT-15", ["/work/outdoors"]),
            ("HOT-17", ["/work/in_dike"]),
            ("HOT-18", ["/work/positive_pressure", "/work/decomposing_medium", "/work/unit_stable"]),
        ],
    )
    def test_cannot_judge_what_the_form_leaves_blank(self, code, paths):
        """What the form says nothing about is a question."""
        assert [item.path for item in self.FINDINGS.needs if item.code == code] == paths

    def test_sample_is_55_minutes_old(self):
        """The age is in the finding, with the limit."""
        (item,) = (item for item in self.FINDINGS.breaches if item.code == "HOT-04")

        assert (item.args["age"], item.args["limit"]) == ("55", "30")

    def test_before_the_start_only_approval_is_due(self):
        """On approval nothing is said of what is due later."""
        findings = check(form(2), SECOND, reached=frozenset({"submit", "approve"}))

        assert {item.code for item in findings.breaches} == {
            *("GEN-01", "GEN-05", "GEN-08", "GEN-09", "GEN-19", "GEN-20"),
            *("HOT-01", "HOT-02", "HOT-03", "HOT-18", "HOT-20"),
        }
        assert {item.due for item in findings.not_due} == {"start", "during", "close", "archive"}

    def test_names_the_defaults_used(self):
        """The settings that nobody chose and that were used are named."""
        assert set(self.FINDINGS.defaults) == {
            "zone",
            "certain_day",
            "night",
            "profile",
            "upgrade",
            "slots",
            "approves",
            "approvers",
            "guardian_points",
            "distance_at_limit",
            "calendar",
        }
