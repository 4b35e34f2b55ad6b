import pytest

from safetykit.model.findings import Basis, Mode, Outcome
from tests.unit.packs.cn_gb30871.facts import answers, check, form
from tests.unit.rules.made_up import at

FIRST = at("16:30")
SECOND = at("2026-10-03 19:00")


class TestForm1:
    @pytest.mark.parametrize("profile", ["paper", "electronic"])
    def test_has_no_breach_and_no_question(self, profile):
        """The form that is in order keeps every row, and leaves nothing open."""
        findings = check(form(1), FIRST, profile=profile)

        assert findings.breaches == ()
        assert findings.needs == ()
        assert findings.blocking(Mode.ENFORCE) == ()

    def test_is_first_grade(self):
        """A hazard area and a pipe rack ask for the first grade, as entered."""
        (grade,) = check(form(1), FIRST).grades

        assert (grade.value, grade.entered, grade.required, grade.open) == ("first", "first", "first", ())
        assert set(grade.grounds) == {"grade-area", "grade-pipe-rack"}

    def test_is_ok_on_measured_facts(self):
        """These rows rest on recorded facts."""
        found = {item.code for item in check(form(1), FIRST).ok if item.basis is Basis.MEASURED}

        assert found == {
            "GEN-02",
            "GEN-03",
            "GEN-05",
            "GEN-06",
            "GEN-12",
            "HOT-01",
            "HOT-03",
            "HOT-04",
            "HOT-08",
            "HOT-09",
        }

    def test_upgrade_and_video_do_not_apply(self):
        """It is a Monday by day, and first grade needs no camera."""
        findings = check(form(1), FIRST)

        assert {item.outcome for item in findings.items if item.code in ("HOT-02", "HOT-12")} == {
            Outcome.NOT_APPLICABLE
        }


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
            "HOT-12",
            "GEN-02",
            "GEN-03",
            "GEN-12",
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
            ("GEN-02", ("briefing-missing", "/briefings")),
            ("GEN-03", ("slot-unsigned", "/sign_offs")),
            ("GEN-03", ("slot-late", "/sign_offs/0/signed_at")),
            ("GEN-12", ("slot-unsigned", "/sign_offs")),
        ],
    )
    def test_says_what_and_where(self, code, place):
        """Each breach has its message and points into the record."""
        assert ("breach", *place) in answers(self.FINDINGS, code)

    def test_three_opinions_are_missing(self):
        """Every slot that is blank is named by itself."""
        missing = [
            item.args["slot"]
            for item in self.FINDINGS.breaches
            if item.code == "GEN-03" and item.message == "slot-unsigned"
        ]

        assert missing == ["leader", "unit", "safety"]

    def test_sample_is_55_minutes_old(self):
        """The age is in the finding, with the limit."""
        (item,) = (item for item in self.FINDINGS.breaches if item.code == "HOT-04")

        assert (item.args["age"], item.args["limit"]) == ("55", "30")

    def test_before_the_start_only_approval_is_due(self):
        """On approval nothing is said of what is due later."""
        findings = check(form(2), SECOND, reached=frozenset({"submit", "approve"}))

        assert {item.code for item in findings.breaches} == {"HOT-01", "HOT-02", "HOT-03", "GEN-05"}
        assert {item.due for item in findings.not_due} == {"start", "close"}

    def test_names_the_defaults_used(self):
        """The settings that nobody chose and that were used are named."""
        assert set(self.FINDINGS.defaults) == {"zone", "certain_day", "night", "profile", "upgrade", "slots"}
