from datetime import date
from decimal import Decimal

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.findings import Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.company import pack_from_toml
from safetykit.packs.pack import Pack
from safetykit.rules.rows import SourceMark
from safetykit.rules.texts import Message, Texts
from tests.unit.rules.made_up import SITE, row

HEAD = """
schema = "safetykit-pack/1"
id = "acme"
title = { zh = "公司规定" }
"""
TIGHTEN = """
[[tighten]]
rule = "made-up/hot-work/row"
id = "acme/hot-work/row"
params = { hours = 6 }
cites = "Acme 12"
in_force = { from = 2026-01-01 }
"""
RULE = """
[[rule]]
id = "acme/hot-work/own"
code = "A-1"
applies_to = "permit/hot-work"
in_force = { from = 2026-01-01 }
due = "start"
check = "nothing"
severity = "warn"
cites = "Acme 13"
mark = "house"
"""
WORDS = Texts(
    FrozenMap(
        {
            "zh": FrozenMap({"too-long": Message("超过{limit}"), "other": Message("其他")}),
            "en": FrozenMap({"too-long": Message("above {limit}"), "other": Message("other")}),
        }
    ),
    FrozenMap({"zh": FrozenMap({"unit.hour": "小时"}), "en": FrozenMap({"unit.hour": "h"})}),
)


def nothing(_context):
    """Find nothing wrong; no row of the pack below has this check."""
    return ()


BASE = Pack(
    id="made-up",
    rules=(row(params=FrozenMap({"hours": 8, "percent": Decimal("0.5")})),),
    site=attrs.evolve(SITE, defaults=("zone", "night")),
    texts=WORDS,
    checks=FrozenMap({"nothing": nothing}),
)
WHERE = "company.toml: tighten[0] (acme/hot-work/row)"


def load(text="", *, extends=(BASE,)):
    """Read a company's pack."""
    return pack_from_toml(HEAD + text, extends=extends)


def slips(text, **more):
    """Return what is wrong with a company's pack."""
    with pytest.raises(PackError) as error:
        load(text, **more)
    return error.value.problems


class TestFile:
    def test_is_a_pack(self):
        """An empty file is a pack already: it knows what it sits on and suggests no site."""
        pack = load()

        assert (pack.id, pack.title, pack.rules, pack.extends) == ("acme", {"zh": "公司规定"}, (), ("made-up",))
        assert (pack.site, pack.cases) == (None, "")

    def test_fingerprint_is_that_of_all_files(self):
        """Another text or another base is another pack, since rows are copied from there."""
        other = attrs.evolve(BASE, files="0" * 64)
        prints = {load(TIGHTEN).fingerprint, load(TIGHTEN, extends=[other]).fingerprint, load().fingerprint}

        assert len(prints) == 3
        assert load().fingerprint == load().fingerprint

    def test_keeps_its_cases(self):
        """The cases of the file are those of the pack."""
        text = '[[case]]\nid = "one"\n'

        assert load(text).cases == HEAD + text

    def test_may_extend_a_pack_that_only_warns(self):
        """The row beside one that only warns warns too; the pack counts as the same."""
        pack = load(TIGHTEN, extends=[BASE.advisory()])

        assert pack.extends == ("made-up",)
        assert pack.rules[0].severity is Severity.WARN

    def test_all_slips_are_named_at_once(self):
        """One reading names everything: head, settings, rows, words, unknown tables."""
        found = slips(
            "[site]\nmode = 1\n"
            + TIGHTEN.replace("hours", "hour").replace('"Acme 12"', '"Acme 12"\nseverity = "stop"')
            + RULE.replace('"nothing"', '"absent"')
            + "[message.zh]\na = 1\n[rules]\n"
        )

        assert [problem.removeprefix("company.toml: ") for problem in found] == [
            "[site]: mode: must be a text",
            "tighten[0] (acme/hot-work/row): severity: one of block, warn, info is needed",
            "tighten[0] (acme/hot-work/row): params: no such param 'hour'; known: hours, percent",
            "rule[0] (acme/hot-work/own): check: no such check; known: nothing",
            "words in zh: message a: a table with 'wrong' and 'todo' is needed",
            ("rules: no such field; known: case, id, label, message, rule, schema, site, tighten, title"),
        ]

    def test_no_toml_is_named(self):
        """A file that is no TOML is named."""
        with pytest.raises(PackError, match=r"province\.toml: "):
            pack_from_toml("=", extends=[], name="province.toml")


class TestOwnRows:
    BASE = attrs.evolve(
        BASE,
        rules=(
            row(nothing, params=FrozenMap({"hours": 8, "percent": Decimal("0.5")})),
            row(nothing, id="made-up/more", params=FrozenMap({"hours": 4, "name": "x"})),
        ),
    )

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ("", ["'hours' is missing"]),
            ("params = { hour = 3, hours = 3 }", ["no such param 'hour'; known: hours, name, percent"]),
            ('params = { hours = "3" }', ["'hours' must be a whole number"]),
        ],
    )
    def test_has_the_params_of_rows_with_its_check(self, params, found):
        """A check would stumble over a param that is missing or of another type, in the middle of a judgment."""
        problems = slips(RULE + params, extends=[self.BASE])

        assert [problem.removeprefix("company.toml: acme/hot-work/own: params: ") for problem in problems] == found

    def test_may_leave_out_what_not_every_such_row_has(self):
        """What only some rows have is no need of the check."""
        assert load(RULE + "params = { hours = 3 }", extends=[self.BASE]).rules[0].params == {"hours": 3}

    def test_is_free_where_no_row_has_its_check(self):
        """Then nothing tells what the check reads."""
        assert load(RULE + "params = { days = 3 }").rules[0].params == {"days": 3}

    def test_is_not_blamed_for_a_pack_without_an_id(self):
        """The id of the file is told once."""
        with pytest.raises(PackError) as error:
            pack_from_toml(HEAD.replace('id = "acme"', "") + TIGHTEN, extends=[BASE])

        assert error.value.problems == ("company.toml: id: is missing",)


class TestSite:
    def test_goes_over_that_of_the_extended_pack(self):
        """What the file names is chosen, the rest stays a default."""
        site = load('[site]\nnight = ["22:00", "06:00"]').site

        assert site is not None
        assert (site.zone, site.night, site.defaults) == ("Asia/Shanghai", ("22:00", "06:00"), ("zone",))

    def test_of_a_company_in_a_province_goes_over_that_of_the_province(self):
        """The nearest pack below counts."""
        province = attrs.evolve(load('[site]\nmode = "record"'), id="province")
        site = load("[site]\nguardian_points = true", extends=[BASE, province]).site

        assert site is not None
        assert (site.mode.value, site.guardian_points) == ("record", True)

    def test_without_a_pack_below_must_be_whole(self):
        """There is no zone for everybody."""
        assert slips('[site]\nmode = "record"', extends=[]) == tuple(
            f"company.toml: [site]: {key}: is missing" for key in ("zone", "certain_day")
        )


class TestTighten:
    def test_is_a_house_row(self):
        """The row beside the law's has its own number, source and dates."""
        (own,) = load(TIGHTEN).rules

        assert own.params == {"hours": 6, "percent": Decimal("0.5")}
        assert (own.id, own.code, own.mark, own.cites) == (own.id, own.id, SourceMark.HOUSE, "Acme 12")
        assert (own.since, own.until, own.severity) == (date(2026, 1, 1), None, Severity.BLOCK)

    def test_has_what_it_says(self):
        """Code, mark, severity and end may be said."""
        more = 'code = "A-9"\nmark = "one"\nseverity = "warn"\n'
        dates = "in_force = { from = 2026-01-01, until = 2027-01-01 }"
        (own,) = load(TIGHTEN.replace("in_force = { from = 2026-01-01 }", dates) + more).rules

        assert (own.code, own.mark, own.severity) == ("A-9", SourceMark.ONE, Severity.WARN)
        assert (own.until, own.waivable) == (date(2027, 1, 1), False)

    def test_may_stand_beside_a_row_of_any_extended_pack(self):
        """A company tightens the province's row as well as the law's."""
        province = Pack(id="province", rules=(row(id="province/row", params=FrozenMap({"hours": 7})),))
        text = TIGHTEN + TIGHTEN.replace("made-up/hot-work/row", "province/row").replace("acme/hot-work", "acme")

        assert [rule.params.get("hours") for rule in load(text, extends=[BASE, province]).rules] == [6, 6]

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ('"made-up/hot-work/row"', '"made-up/row"', "rule: no such row; known: made-up/hot-work/row"),
            ('rule = "made-up/hot-work/row"\n', "", "rule: is missing"),
            ("{ hours = 6 }", "{ hours = 6.5 }", "params: 'hours' must be a whole number"),
            ("{ hours = 6 }", "6", "params: must be a table"),
            ('cites = "Acme 12"\n', "", "cites: is missing"),
            ('"Acme 12"', '" "', "cites: must be text"),
            ("from = 2026-01-01", "from = 2026", "in_force: from: must be a date"),
            (
                "from = 2026-01-01",
                "from = 2026-01-01, until = 2025-01-01",
                "in_force: 'until' must be later than 'from'",
            ),
            ('"Acme 12"', '"Acme 12"\nmark = "sure"', "mark: one of two, one, interpretation, house, memory"),
            ('"Acme 12"', '"Acme 12"\ncheck = "nothing"', "check: no such field; known: cites, code, id, in_force"),
        ],
    )
    def test_slips_are_named(self, old, new, problem):
        """A slip is named by file, row and field."""
        (found,) = slips(TIGHTEN.replace(old, new))

        assert found.startswith(f"{WHERE}: {problem}")

    def test_a_row_without_id_is_named_by_its_number(self):
        """A row without an id is still found."""
        assert slips(TIGHTEN.replace('id = "acme/hot-work/row"\n', ""), extends=[]) == (
            "company.toml: tighten[0] (without id): id: is missing",
            "company.toml: tighten[0] (without id): rule: no such row; known: none",
        )

    def test_ids_are_those_of_the_file(self):
        """A row of this file begins with its id, and no id is there twice."""
        assert slips(TIGHTEN.replace('"acme/', '"emca/')) == (
            "company.toml: emca/hot-work/row: id must begin with 'acme/'",
        )
        assert slips(TIGHTEN + RULE.replace("acme/hot-work/own", "acme/hot-work/row")) == (
            "company.toml: acme/hot-work/row: id is used twice",
        )


class TestRules:
    def test_name_checks_of_extended_packs(self):
        """A row of its own asks a check that the law's rows ask too."""
        (own,) = load(RULE).rules

        assert (own.check, own.code, own.severity, own.waivable) == (nothing, "A-1", Severity.WARN, False)

    def test_fall_due_at_moments_of_extended_packs(self):
        """A lifecycle of an extended pack brings moments of its own."""
        table = attrs.evolve(STANDARD_PERMIT, milestones=(*STANDARD_PERMIT.milestones, "graded"))
        text = RULE.replace('"start"', '"graded"')

        assert load(text, extends=[attrs.evolve(BASE, lifecycles=(table,))]).rules[0].due == "graded"
        assert "due: one of submit" in slips(text)[0]


class TestWords:
    def test_of_one_language_are_lent_to_the_other(self):
        """A company that writes Chinese only is read in English too, in Chinese."""
        pack = load(RULE + '[message.zh."acme/hot-work/own"]\nwrong = "不可"\n[label.zh.function]\nhead = "厂长"')

        for lang in ("zh", "en"):
            assert pack.texts.messages[lang] == {"acme/hot-work/own": Message("不可")}
            assert pack.texts.labels[lang] == {"function.head": "厂长"}

    def test_of_an_extended_pack_are_replaced_in_that_language_only(self):
        """Where the pack below has words of its own nothing is lent."""
        pack = load('[message.zh.too-long]\nwrong = "太长，{limit}"\n[label.en]\n"unit.hour" = "hours"')

        assert pack.texts.messages == {"zh": FrozenMap({"too-long": Message("太长，{limit}")}), "en": FrozenMap()}
        assert pack.texts.labels == {"zh": FrozenMap(), "en": FrozenMap({"unit.hour": "hours"})}

    def test_stand_in_both_languages(self):
        """Each language has its own words."""
        own = "\n".join(f'[message.{lang}."acme/hot-work/own"]\nwrong = "{lang} {{x}}"' for lang in ("zh", "en"))

        assert [table["acme/hot-work/own"].wrong for table in load(RULE + own).texts.messages.values()] == [
            "en {x}",
            "zh {x}",
        ]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('[message.fr.other]\nwrong = "a"', "message.fr: no such language; known: zh, en"),
            ('[label.fr]\na = "a"', "label.fr: no such language; known: zh, en"),
            ("message = 1", "message: must be a table"),
            ("[message]\nzh = 1", "words in zh: message: must be a table"),
            ("[label]\nen = 1", "words in en: label: must be a table"),
            (
                '[message.en.too-lnog]\nwrong = "a"',
                "message.en: no row says 'too-lnog'; a row of this file says its id",
            ),
            ('[message.en.too-long]\nwrong = "{lmiit}"', "message.en: 'too-long': nothing fills lmiit"),
            (
                '[message.en.too-long]\nwrong = "a"\n[message.zh.too-long]\nwrong = "{limit}"',
                "message.en: 'too-long': its places differ from those in zh",
            ),
        ],
    )
    def test_slips_are_named(self, text, problem):
        """A slip in the words is named by file, language and key."""
        assert slips(text) == (f"company.toml: {problem}",)
