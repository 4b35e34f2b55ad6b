from datetime import date
from decimal import Decimal

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.model.findings import Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.loader import load_rules, read_texts
from safetykit.rules.rows import SourceMark
from safetykit.rules.texts import Message
from tests.unit.rules.made_up import nothing

HEAD = """
schema = "safetykit-pack/1"
id = "made-up"
title = { en = "Made up" }
"""
ROW = {
    "id": '"made-up/hot-work/row"',
    "code": '"MU-01"',
    "applies_to": '"permit/hot-work"',
    "in_force": "{ from = 2020-01-01 }",
    "due": '"start"',
    "check": '"nothing"',
    "severity": '"block"',
    "cites": '"made-up 1.1"',
    "mark": '"two"',
}
REASON = {
    "value": '"high"',
    "all": '["work.running"]',
    "message": '"runs"',
    "cites": '"made-up 2.1"',
}
SCALE = {
    "scheme": '"made-up/hot-work"',
    "applies_to": '"permit/hot-work"',
    "in_force": "{ from = 2020-01-01, until = 2030-01-01 }",
    "order": '["low", "high"]',
}
WORDS = '[message.runs]\nwrong = "runs"\n'


def table(name, fields, **changes):
    """Write a table; a field that is changed to None is left out."""
    lines = [f"{key} = {value}" for key, value in {**fields, **changes}.items() if value is not None]
    return "\n".join((f"[[{name}]]", *lines, ""))


def row(**changes):
    """Write a row."""
    return table("rule", ROW, **changes)


def graded(reason=None, **changes):
    """Write a scale with one reason."""
    return table("grades", SCALE, **changes) + table("grades.required", REASON, **(reason or {}))


def load(*parts, **more):
    """Read a pack of these parts."""
    more.setdefault("checks", {"nothing": nothing})
    return load_rules(HEAD + "\n".join(parts), **more)


def slips(*parts, **more):
    """Return what is wrong with a pack of these parts."""
    with pytest.raises(PackError) as error:
        load(*parts, **more)
    return error.value.problems


WHERE = "pack.toml: rule[0] (made-up/hot-work/row)"


class TestRows:
    def test_are_read(self):
        """A row of TOML becomes a rule with its dates, check, parameters and marks."""
        extra = {
            "when": '{ grade = ["high"] }',
            "unless": '{ "work.fixed_area" = [true] }',
            "params": "{ percent = 0.50, names = ['a'], nested = { hours = 8 } }",
            "uses": '["zone"]',
            "keeps": '["sensor-data"]',
            "waivable": "true",
            "source": '"a friend"',
            "in_force": "{ from = 2020-01-01, until = 2021-01-01 }",
        }

        (rule,) = load(row(**extra)).rules

        assert (rule.id, rule.code, rule.pack, rule.applies_to) == (
            "made-up/hot-work/row",
            "MU-01",
            "made-up",
            "permit/hot-work",
        )
        assert (rule.since, rule.until, rule.due) == (date(2020, 1, 1), date(2021, 1, 1), "start")
        assert (rule.check, rule.severity, rule.mark) == (nothing, Severity.BLOCK, SourceMark.TWO)
        assert (rule.cites, rule.source, rule.waivable) == ("made-up 1.1", "a friend", True)
        assert (rule.when, rule.unless) == ({"grade": ("high",)}, {"work.fixed_area": (True,)})
        assert rule.params == {"percent": Decimal("0.50"), "names": ("a",), "nested": FrozenMap({"hours": 8})}
        assert (rule.uses, rule.keeps) == (("zone",), ("sensor-data",))

    def test_numbers_are_decimals_as_written(self):
        """A number with a point never becomes a float."""
        (rule,) = load(row(params="{ percent = 0.50 }")).rules

        assert str(rule.params["percent"]) == "0.50"

    @pytest.mark.parametrize("field", [name for name in ROW if name != "id"])
    def test_missing_field_is_named(self, field):
        """A missing field is named by file, row and field."""
        assert f"{WHERE}: {field}: is missing" in slips(row(**{field: None}))

    def test_missing_id_is_named(self):
        """A row without an id is named by its number."""
        assert "pack.toml: rule[0] (without id): id: is missing" in slips(row(id=None))

    @pytest.mark.parametrize(
        ("field", "value", "problem"),
        [
            ("check", '"absent"', "check: no such check; known: nothing"),
            ("due", '"later"', "due: one of submit, approve, start, during, close, archive is needed"),
            ("severity", '"deadly"', "severity: one of block, warn, info is needed"),
            ("mark", '"three"', "mark: one of two, one, interpretation, house, memory, unverified is needed"),
            ("code", "5", "code: must be a text"),
            ("in_force", "2020-01-01", "in_force: must be a table"),
            ("in_force", "{ from = '2020-01-01' }", "in_force: from: must be a date"),
            ("in_force", "{ from = 2020-01-01T00:00:00 }", "in_force: from: must be a date"),
            ("in_force", "{ from = 2020-01-01, til = 2021-01-01 }", "in_force: til: no such field; known: from, until"),
            ("in_force", "{ from = 2021-01-01, until = 2021-01-01 }", "in_force: 'until' must be later than 'from'"),
            ("waivable", '"yes"', "waivable: must be true or false"),
            ("waivable", "1", "waivable: must be true or false"),
            ("when", '{ grade = "high" }', "when: each condition needs a list of values"),
            ("when", "{ grade = [] }", "when: each condition needs a list of values"),
            ("unless", '{ "work.running" = true }', "unless: each condition needs a list of values"),
            ("params", "[1]", "params: must be a table"),
            ("uses", "[1]", "uses: must be a list of texts"),
            ("uses", '["moon"]', "uses: no such setting 'moon'"),
            ("keeps", '"sensor-data"', "keeps: must be a list"),
            *(
                ("applies_to", value, "applies_to: a type of record and kinds are needed, such as permit/")
                for value in ('"hot-work"', '"permit/"', '"permit/hot work"', '"permit/hot-work|*"', '"*/hot-work"')
            ),
        ],
    )
    def test_wrong_field_is_named(self, field, value, problem):
        """A field of the wrong type or value is named by file, row and field."""
        assert any(found.startswith(f"{WHERE}: {problem}") for found in slips(row(**{field: value})))

    @pytest.mark.parametrize(("field", "value"), [("code", '"MU 01"'), ("cites", '" "'), ("cites", f'"{"x" * 201}"')])
    def test_a_field_that_no_finding_could_hold_is_named(self, field, value):
        """Codes have no blanks, citations are one line: what a finding refuses is refused here."""
        assert [f"{WHERE}: {field}: must be text"] == [
            found[: len(WHERE) + len(field) + 16] for found in slips(row(**{field: value}))
        ]

    def test_unknown_field_is_named(self):
        """A misspelled field does not pass unseen."""
        (problem,) = slips(row(severty='"block"'))

        assert problem.startswith(f"{WHERE}: severty: no such field; known: applies_to, check, ")

    def test_a_pack_may_bring_milestones_of_its_own(self):
        """Rows of a pack with another lifecycle fall due at the moments of that one."""
        (rule,) = load(row(due='"graded"'), milestones=("graded", "closed")).rules

        assert rule.due == "graded"

    def test_all_slips_are_named_at_once(self):
        """One reading names everything that is wrong, in every row."""
        found = slips(row(check='"absent"', severity='"deadly"'), row(id='"made-up/x"', mark='"three"'))

        assert len(found) == 3

    def test_a_row_that_is_no_table_is_named(self):
        """Rows are tables."""
        assert slips("rule = [5]") == ("pack.toml: rule[0]: must be a table",)


class TestClashes:
    def test_id_used_twice(self):
        """An id is never used twice."""
        assert slips(row(), row(code='"MU-02"')) == ("pack.toml: made-up/hot-work/row: id is used twice",)

    def test_id_of_another_pack(self):
        """The id begins with that of the pack."""
        assert slips(row(id='"other/row"')) == ("pack.toml: other/row: id must begin with 'made-up/'",)

    @pytest.mark.parametrize(
        ("first", "second", "clash"),
        [
            ("{ from = 2020-01-01 }", "{ from = 2021-01-01 }", True),
            ("{ from = 2021-01-01 }", "{ from = 2020-01-01 }", True),
            ("{ from = 2020-01-01, until = 2021-01-02 }", "{ from = 2021-01-01 }", True),
            ("{ from = 2020-01-01, until = 2021-01-01 }", "{ from = 2021-01-01 }", False),
            ("{ from = 2021-01-01 }", "{ from = 2020-01-01, until = 2021-01-01 }", False),
        ],
    )
    def test_overlapping_dates(self, first, second, clash):
        """Two rows of one code under the same conditions may follow each other but not overlap."""
        parts = (row(in_force=first), row(id='"made-up/newer"', in_force=second))

        if clash:
            assert slips(*parts) == (
                "pack.toml: made-up/newer: in_force: overlaps with made-up/hot-work/row of the same code, check and conditions",
            )
        else:
            assert len(load(*parts).rules) == 2

    @pytest.mark.parametrize(
        "other",
        [{"code": '"MU-02"'}, {"when": '{ grade = ["low"] }'}, {"due": '"close"'}, {"applies_to": '"hazard/*"'}],
    )
    def test_other_conditions_do_not_overlap(self, other):
        """Rows of another code, condition, moment or kind of record stand side by side."""
        assert len(load(row(), row(id='"made-up/other"', **other)).rules) == 2


class TestPack:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("id = 5", "pack.toml: id: must be a text"),
            ("id = 'made up'", "pack.toml: id: must be text"),
            ('schema = "safetykit-pack/2"', "pack.toml: schema: 'safetykit-pack/1' is needed"),
            ("title = { en = 5 }", "pack.toml: title: must be texts by language"),
            ("rules = 5", "pack.toml: rules: no such field; known: "),
            ("id = ", "pack.toml: Invalid value (at "),
        ],
    )
    def test_wrong_head_is_named(self, text, problem):
        """A slip outside the rows is named by file and field."""
        with pytest.raises(PackError) as error:
            load_rules(text, checks={})

        assert any(found.startswith(problem) for found in error.value.problems)

    def test_name_of_the_file_is_used(self):
        """Slips name the file that was read."""
        assert slips(row(check='"absent"'), name="province.toml")[0].startswith("province.toml: rule[0]")

    def test_site(self):
        """The default site names every setting as a default."""
        site = load('[site]\nzone = "Asia/Shanghai"\ncertain_day = ["08:00", "18:00"]').site

        assert site is not None
        assert (site.zone, "zone" in site.defaults) == ("Asia/Shanghai", True)

    def test_site_is_completed(self):
        """What no TOML holds is added to the site by the pack."""
        text = '[site]\nzone = "Asia/Shanghai"\ncertain_day = ["08:00", "18:00"]'
        site = load(text, calendar=lambda site: attrs.evolve(site, profile="electronic")).site

        assert site is not None
        assert site.profile == "electronic"
        assert load(calendar=lambda site: None).site is None

    def test_wrong_site_is_named(self):
        """A slip in the settings is named with the others."""
        assert slips('[site]\nzone = "Moon/Sea"', row(check='"absent"')) == (
            "pack.toml: [site]: certain_day: is missing",
            f"{WHERE}: check: no such check; known: nothing",
        )

    def test_fingerprint_is_that_of_file_and_words(self):
        """A changed row or word changes the fingerprint; reading twice does not."""
        plain = load(row()).fingerprint
        worded = load(row(), locales={"en": WORDS}).fingerprint

        assert plain == load(row()).fingerprint
        assert len({plain, worded, load(row(cites='"made-up 1.2"')).fingerprint}) == 3


class TestScales:
    PLACE = "pack.toml: grades[0] (made-up/hot-work)"

    def test_are_read(self):
        """A scale has its grades in order, its dated reasons, and what raises it."""
        raised = '{ by = "weekend", message = "runs", cites = "made-up 3" }'

        def weekend(_record, _site):
            return False, ()

        (scale,) = load(graded(raised=raised), raisings={"weekend": weekend}, locales={"en": WORDS}).scales

        assert (scale.order, scale.since, scale.until) == (("low", "high"), date(2020, 1, 1), date(2030, 1, 1))
        assert (scale.raising, scale.raised_message, scale.raised_cites) == (weekend, "runs", "made-up 3")
        (reason,) = scale.requirements
        assert (reason.value, reason.all, reason.unless, reason.cites) == ("high", ("work.running",), (), "made-up 2.1")

    def test_nothing_raises_it_unless_said(self):
        """A scale without a raised table stands as it is."""
        (scale,) = load(graded()).scales

        assert scale.raising is None

    @pytest.mark.parametrize(
        ("part", "problem"),
        [
            (graded(order="[]"), "order: at least one grade is needed"),
            (graded({"value": '"highest"'}), "required[0]: value: one of low, high is needed"),
            (graded({"message": None}), "required[0]: message: is missing"),
            (graded({"why": '"x"'}), "required[0]: why: no such field; known: all, cites, message, unless, value"),
            (graded(raised='{ by = "moon", message = "m", cites = "c" }'), "raised: by: no such function; known: "),
            (graded(raised='{ message = "m", cites = "c" }'), "raised: by: is missing"),
            (graded(raised='{ by = "moon" }'), "raised: message: is missing"),
            (
                graded(colour='"red"'),
                "colour: no such field; known: applies_to, in_force, order, raised, required, scheme",
            ),
        ],
    )
    def test_slips_are_named(self, part, problem):
        """A slip in a scale is named by file, scale and field."""
        assert f"{self.PLACE}: {problem}" in slips(part)

    def test_a_scale_without_a_name_is_named_by_its_number(self):
        """A scale without a scheme is still found."""
        assert "pack.toml: grades[0] (without scheme): scheme: is missing" in slips(graded(scheme=None))

    def test_a_reason_without_words_is_named(self):
        """Every reason needs words in every language."""
        raised = '{ by = "weekend", message = "raised", cites = "made-up 3" }'

        found = slips(
            graded(raised=raised),
            raisings={"weekend": lambda _record, _site: (False, ())},
            locales={"en": "", "zh": ""},
        )

        assert found == tuple(
            f"pack.toml: grades (made-up/hot-work): message: locale {lang} has no words for '{key}'"
            for key in ("runs", "raised")
            for lang in ("en", "zh")
        )


class TestTexts:
    def read(self, **locales):
        """Return words and slips of some locales."""
        problems = []
        return read_texts(locales, problems), problems

    def test_are_read(self):
        """Messages have two texts, labels may be nested."""
        texts, problems = self.read(en='[message.a]\nwrong = "w"\ntodo = "t"\n[label]\n"x.y" = "1"\n[label.x]\nz = "2"')

        assert problems == []
        assert texts.messages == {"en": FrozenMap({"a": Message("w", "t")})}
        assert texts.labels == {"en": FrozenMap({"x.y": "1", "x.z": "2"})}

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("[message]\na = 5", "locale en: message a: a table with 'wrong' and 'todo' is needed"),
            ('[message.a]\ntodo = "t"', "locale en: message a: wrong: is missing"),
            ('[message.a]\nwrong = "w"\nwhy = "?"', "locale en: message a: why: no such field; known: todo, wrong"),
            ("[label.x]\ny = 5", "locale en: label x.y: must be a text"),
            ("message = 5", "locale en: message: must be a table"),
            ("[words]\na = 'b'", "locale en: words: no such field; known: label, message"),
        ],
    )
    def test_slips_are_named(self, text, problem):
        """A slip in a locale is named by language and key."""
        assert self.read(en=text)[1] == [problem]

    def test_no_toml_is_named(self):
        """A locale that is no TOML is named, and the others are read."""
        texts, (problem,) = self.read(en="=", zh=WORDS)

        assert problem.startswith("locale en: ")
        assert list(texts.messages) == ["zh"]

    def test_a_key_that_one_language_lacks_is_named(self):
        """All languages have the same messages and labels."""
        _, problems = self.read(en='[message.a]\nwrong = "w"\n[label]\nx = "1"', zh='[message.b]\nwrong = "w"')

        assert problems == [
            "locale en: 'b' is missing; locale zh has it",
            "locale zh: 'a' is missing; locale en has it",
            "locale zh: 'x' is missing; locale en has it",
        ]

    def test_places_that_differ_are_named_once(self):
        """A message takes the same arguments in every language."""
        same = '\n[message.b]\nwrong = "{z}"'
        _, problems = self.read(en=f'[message.a]\nwrong = "{{x}}"{same}', zh=f'[message.a]\nwrong = "{{y}}"{same}')

        assert problems == ["locale en: message a: its places differ from those of locale zh"]

    def test_a_missing_key_stops_the_pack(self):
        """A pack with incomplete words does not load."""
        assert slips(locales={"en": WORDS, "zh": ""}) == ("locale zh: 'runs' is missing; locale en has it",)
