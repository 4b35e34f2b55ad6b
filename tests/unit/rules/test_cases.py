import pytest

from safetykit.codec.codec import Codec
from safetykit.errors import PackError
from safetykit.model.findings import Outcome
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.cases import read_cases, run_cases
from safetykit.rules.rows import breach, need
from tests.unit.rules.made_up import SITE, row, scale


def calm(context):
    """Ask for wind of at most 4, and on rigs for a number."""
    force = context.record.work.wind_force
    if force is None:
        yield need("/work/wind_force")
    elif force > 4:
        yield breach("/work/wind_force", "windy")
    if context.related:
        yield breach("/links", "related")
    if context.site.upgrade == "approver-up":
        yield need("/upgrade")


RULES = (
    row(calm, when=FrozenMap({"grade": ("low",)})),
    row(calm, id="made-up/hot-work/high", when=FrozenMap({"grade": ("high",)}), due="close"),
    row(calm, id="made-up/any", code="MU-02", applies_to="permit/*"),
)
CASE = """
[[case]]
id = "calm"
rule = "MU-01"
at = 2026-11-16T09:00:00+08:00
expect = "ok"
[case.record]
gradings = [{ scheme = "made-up/hot-work", value = "low" }]
work = { wind_force = 4, running = false, fire_explosion_area = false }
"""


def run(text, rules=RULES):
    """Run cases against the made-up rows."""
    return run_cases(text, rules=rules, scales=[scale()], site=SITE, codec=Codec())


def slips(text):
    """Return what is wrong with a file of cases."""
    with pytest.raises(PackError) as error:
        read_cases(text, rules=RULES, site=SITE, codec=Codec())
    return error.value.problems


def changed(old, new):
    """Return the made-up case with one thing changed."""
    assert old in CASE
    return CASE.replace(old, new)


class TestRun:
    def test_expected_answer(self):
        """A case passes if the row answers as expected, at the places that are named."""
        (result,) = run(changed('expect = "ok"', 'expect = "breach"\npaths = ["/work/wind_force"]'))

        assert not result.passed
        assert (result.expected, result.got) == ("breach at /work/wind_force", "ok at /")

    def test_passes(self):
        """The answer, the row that gave it and the places are in the result."""
        (result,) = run(CASE)

        assert result.passed
        assert (result.outcome, result.paths, result.row) == (Outcome.OK, ("",), "made-up/hot-work/row")
        assert (result.expected, result.got) == ("ok", "ok")

    def test_other_places_fail(self):
        """The right outcome at the wrong place is not the expected answer."""
        text = changed('expect = "ok"', 'expect = "breach"\npaths = ["/place"]').replace(
            "wind_force = 4", "wind_force = 5"
        )
        (result,) = run(text)

        assert not result.passed
        assert (result.outcome, result.got) == (Outcome.BREACH, "breach at /work/wind_force")

    def test_a_breach_goes_before_a_question(self):
        """If a row finds both, the outcome is the breach, with the places of the breaches."""
        text = changed('expect = "ok"', 'expect = "breach"\nsite = { upgrade = "approver-up" }')
        (result,) = run(text.replace("wind_force = 4", "wind_force = 5"))

        assert (result.outcome, result.paths) == (Outcome.BREACH, ("/work/wind_force",))

    def test_settings_of_the_case(self):
        """A case may have settings of its own over those of the site."""
        (result,) = run(changed('expect = "ok"', 'expect = "needs-input"\nsite = { upgrade = "approver-up" }'))

        assert result.passed

    def test_code_means_the_applicable_row(self):
        """Of several rows of one code the one whose conditions hold is asked."""
        (result,) = run(changed('value = "low"', 'value = "high"'))

        assert result.row == "made-up/hot-work/high"

    def test_no_row_points_nowhere(self):
        """Where no row applies the answer points to no place."""
        (result,) = run(changed('expect = "ok"', 'expect = "ok"\npaths = []\nmilestone = "close"'))

        assert result.got == "not-applicable at no place"

    def test_row_by_id(self):
        """A row named by its id is asked, whether it applies or not."""
        text = changed('rule = "MU-01"', 'rule = "made-up/hot-work/high"').replace('"ok"', '"not-applicable"')
        (result,) = run(text)

        assert result.passed
        assert result.row is None

    def test_milestone_picks_rows(self):
        """A milestone narrows a code to the rows that are due then."""
        (result,) = run(changed('expect = "ok"', 'expect = "not-applicable"\nmilestone = "close"'))

        assert result.passed

    def test_a_case_judges_as_if_due(self):
        """A row that is due late answers all the same."""
        (result,) = run(changed('value = "low"', 'value = "high"').replace("MU-01", "made-up/hot-work/high"))

        assert result.outcome is Outcome.OK

    def test_a_row_that_is_not_in_force_does_not_apply(self):
        """Before its first day a row does not speak of anything."""
        (result,) = run(changed("2026-11-16T", "2019-11-16T").replace('"ok"', '"not-applicable"'))

        assert result.passed

    def test_several_rows_at_once_are_named(self):
        """A code of which several rows apply is no question."""
        rules = (row(calm), row(calm, id="made-up/hot-work/other"))

        with pytest.raises(PackError) as error:
            run(CASE, rules)

        (problem,) = error.value.problems
        assert problem.startswith("cases.toml: case calm: rule: several rows apply (made-up/hot-work/row, made-up/hot")

    def test_related_records(self):
        """Records at hand are records like the one judged."""
        text = CASE + '[[case.related]]\nrecord = { id = "other", work = { kind = "hot-work" } }\n'
        (result,) = run(text.replace('expect = "ok"', 'expect = "breach"'))

        assert result.passed
        assert [record.id for record in result.case.related] == ["other"]


class TestRead:
    def read(self, text):
        """Read one case."""
        (case,) = read_cases(text, rules=RULES, site=SITE, codec=Codec())
        return case

    def test_fills_in_what_does_not_matter(self):
        """Id and kind of work need not be written."""
        case = self.read(changed("work = {", "# ").replace("[case.record]", "[case.record]"))

        assert (case.record.id, case.record.work.kind) == ("case", "hot-work")

    def test_a_row_for_every_kind_needs_the_kind(self):
        """Where the row does not say which work, the case must."""
        text = changed('rule = "MU-01"', 'rule = "MU-02"')

        assert slips(text) == ("cases.toml: case calm: /record/work/kind: missing; add it",)
        assert self.read(text.replace("work = {", 'work = { kind = "hot-work", ')).rule == "MU-02"

    def test_takes_times_dates_and_decimals_of_toml(self):
        """What TOML has a type for need not stand in quotes, and digits stay as written."""
        case = self.read(
            CASE
            + """
permitted = { start = 2026-11-16T08:30:00+08:00, end = 2026-11-16T08:30:00Z }
daily_hours = { start = 08:00:00, end = 17:30:00 }
people = [{ id = "p-1", certificates = [{ kind = "guardian", valid_until = 2026-09-30 }] }]
gas_tests = [{ reading = { value = 0.50, unit = "%VOL" } }]
"""
        )

        assert case.record.permitted.length.total_seconds() == 8 * 3600
        assert (case.record.daily_hours.start, case.record.daily_hours.end) == ("08:00", "17:30")
        assert case.record.people[0].certificates[0].valid_until.isoformat() == "2026-09-30"
        assert str(case.record.gas_tests[0].reading.value) == "0.50"

    def test_note(self):
        """A case may explain itself in each language."""
        assert self.read(changed("expect", 'note = { en = "calm" }\nexpect')).note == {"en": "calm"}

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ('id = "calm"', "", "case [0]: id: is missing"),
            ('rule = "MU-01"', "", "case calm: rule: is missing"),
            ('rule = "MU-01"', 'rule = "MU-09"', "case calm: rule: no such row and no such code"),
            ("+08:00", "", "case calm: at: must have an offset, such as +08:00"),
            ("at = 2026-11-16T09:00:00+08:00", "at = 2026-11-16", "case calm: at: must be a date with a time"),
            ("at = 2026-11-16T09:00:00+08:00", "", "case calm: at: is missing"),
            ('"ok"', '"fine"', "case calm: expect: one of ok, breach, needs-input, not-due, "),
            ('"ok"', '"not-due"', "case calm: expect: a case judges its row as if it were due"),
            ("expect", "site = { moon = 1 }\nexpect", "case calm: site: moon: no such setting"),
            ("expect", "paths = 5\nexpect", "case calm: paths: must be a list"),
            ("expect", "because = 5\nexpect", "case calm: because: no such field; known: at, expect, id, "),
            ("wind_force = 4", "wind_force = 40", "case calm: /record/work/wind_force: out of range; must be "),
            ("wind_force = 4", "wind = 4", "case calm: /record/work/wind: no such field; "),
            ("work = {", "work = 5 #", "case calm: /record/work: must be "),
            ("expect", "schema = 5\nexpect", "case calm: schema: must be a text"),
            ("expect", 'schema = "moon@1"\nexpect', "case calm: /schema: unknown schema; "),
            ("expect", 'milestone = "lunch"\nexpect', "case calm: milestone: the row falls due at "),
            ("expect", "related = [5]\nexpect", "case calm: related[0]: must be a table"),
            ("expect", "related = [{}]\nexpect", "case calm: related[0]: record: is missing"),
        ],
    )
    def test_slips_are_named(self, old, new, problem):
        """A slip is named by file, case and field."""
        assert any(f"cases.toml: {problem}" in found or problem in found for found in slips(changed(old, new)))

    def test_all_slips_are_named_at_once(self):
        """Every case is read before anything is refused."""
        second = changed("calm", "windy").replace('"ok"', '"fine"')

        assert len(slips(changed('rule = "MU-01"', 'rule = "MU-09"') + second)) == 2

    def test_an_id_used_twice_is_named(self):
        """Each case has a name of its own."""
        assert slips(CASE + CASE) == ("cases.toml: case calm: id: is used twice",)

    def test_no_toml_is_named(self):
        """A file that is no TOML is named."""
        (problem,) = slips("[[case]")

        assert problem.startswith("cases.toml: ")

    def test_an_unknown_table_is_named(self):
        """A file of cases holds nothing but cases."""
        assert slips("[[cases]]\nid = 'x'") == ("cases.toml: cases: no such field; known: case",)
