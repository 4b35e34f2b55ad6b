from datetime import date
from inspect import signature
from pathlib import Path

import attrs
import pytest

from safetykit import FrozenMap, HotWork, PackError, SourceMark, breach, need
from safetykit.packs import cn_gb30871
from safetykit.packs.company import pack_from_toml
from safetykit.packs.pack import pack_of
from safetykit.rules.loader import load_rules
from safetykit.testing.pack_contract import PackContract

EXAMPLES = Path(__file__).parents[2] / "examples" / "packs"


class TestGb30871(PackContract):
    pack = cn_gb30871.PACK


class TestCompany(PackContract):
    pack = pack_from_toml((EXAMPLES / "company.toml").read_text("utf-8"), extends=[cn_gb30871.PACK])
    below = (cn_gb30871.PACK,)
    languages = ("zh",)


ROWS = """
schema = "safetykit-pack/1"
id = "made-up"
title = { zh = "虚构", en = "Made up" }

[site]
zone = "Asia/Shanghai"
certain_day = ["08:00", "18:00"]

[[rule]]
id = "made-up/hot-work/wind"
code = "MU-01"
applies_to = "permit/hot-work"
unless = { "work.outdoors" = [false], "place.area" = ["hall"], "external_ids.plant" = ["far"] }
in_force = { from = 2026-01-01 }
due = "start"
check = "wind"
params = { limit = 4 }
severity = "block"
cites = "Made-up law, 3"
mark = "one"
source = "made up"
"""
WORDS = {
    "zh": '[message.too-windy]\nwrong = "风力{force}级"\ntodo = "请停工"\n',
    "en": '[message.too-windy]\nwrong = "wind {force}"\ntodo = "stop"\n',
}
CASE = """
[[case]]
id = "{id}"
rule = "MU-01"
at = 2026-11-16T09:00:00+08:00
expect = "{expect}"
[case.record]
work = {{ wind_force = {force} }}
"""
CASES = CASE.format(id="calm", expect="ok", force=4) + CASE.format(id="gale", expect="breach", force=5)


def wind(context):
    """Judge the wind."""
    force = context.record.work.wind_force
    if force is None:
        yield need("/work/wind_force")
    elif force > context.params["limit"]:
        yield breach("/work/wind_force", "too-windy", force=force)


def forgetful(context):
    """Judge the wind, which it believes to be known."""
    if context.record.work.wind_force > context.params["limit"]:
        yield breach("/work/wind_force", "too-windy", force=context.record.work.wind_force)


def silent(context):
    """Judge the wind, without the words for it."""
    yield from (attrs.evolve(answer, args=FrozenMap()) for answer in wind(context))


def pack(check=wind, cases=CASES, words=WORDS):
    """Return a made-up pack with one row."""
    checks = FrozenMap({"wind": check})
    rules = load_rules(ROWS, checks=checks, locales=FrozenMap(words))
    return pack_of(rules, works=(HotWork,), checks=checks, forms=(), cases=cases)


def with_row(**changes):
    """Return the pack with another row."""
    good = pack()
    return attrs.evolve(good, rules=tuple(attrs.evolve(rule, **changes) for rule in good.rules))


FAULTY = {
    "test_has_a_title": attrs.evolve(pack(), title=FrozenMap({"zh": "虚构"})),
    "test_ids_begin_with_that_of_the_pack": attrs.evolve(pack(), id="other"),
    "test_rows_cite": with_row(cites=" "),
    "test_rows_are_dated": with_row(until=date(2025, 1, 1)),
    "test_unsure_rows_do_not_block": with_row(mark=SourceMark.MEMORY),
    "test_goes_into_a_kit": with_row(unless=FrozenMap({"work.outdoor": (False,)})),
    "test_cases_hold": pack(cases=CASES + CASE.format(id="storm", expect="ok", force=9)),
    "test_rows_have_cases": pack(cases=CASES.partition('[[case]]\nid = "gale"')[0]),
    "test_findings_have_words": pack(
        words={lang: text.replace("too-windy", "too-calm") for lang, text in WORDS.items()}
    ),
    "test_answers_any_record": pack(check=forgetful),
}


class Contract(PackContract):
    """The contract on its own; its name keeps it from being collected."""

    __test__ = False

    def __init__(self, tested):
        self.pack = tested


def fails(tested, name):
    """Say whether a pack fails a test of the contract."""
    contract = Contract(tested)
    given = {
        "kit": lambda: PackContract.kit.__wrapped__(contract),
        "heard": lambda: PackContract.heard.__wrapped__(contract, given["kit"]()),
    }
    test = getattr(contract, name)
    try:
        test(**{key: given[key]() for key in signature(test).parameters})
    except (AssertionError, PackError, TypeError):
        return True
    return False


NAMES = [name for name in dir(PackContract) if name.startswith("test_")]


class TestContract:
    def test_a_good_pack_passes(self):
        """A pack that keeps to everything fails nothing."""
        assert [name for name in NAMES if fails(pack(), name)] == []

    @pytest.mark.parametrize("fault", FAULTY)
    def test_finds_every_fault(self, fault):
        """A pack with one fault fails the test that asks about it."""
        assert fails(FAULTY[fault], fault)

    def test_a_row_needs_both_cases(self):
        """A breaking case alone is not enough, nor is a question."""
        only = CASE.format(id="gale", expect="breach", force=5)

        assert fails(pack(cases=only), "test_rows_have_cases")

    def test_a_place_in_the_words_must_be_filled(self):
        """Words that nothing fills are found as well."""
        assert fails(pack(check=silent), "test_findings_have_words")

    def test_there_is_a_fault_for_every_test(self):
        """No test of the contract passes whatever the pack is."""
        assert sorted(FAULTY) == NAMES

    def test_a_source_is_asked_for(self):
        """A row that cites must also say how its wording was made sure of."""
        assert fails(with_row(source=" "), "test_rows_cite")

    def test_needs_a_pack(self):
        """Without one there is nothing to test, which is an error."""
        with pytest.raises(AttributeError):
            PackContract.kit.__wrapped__(PackContract())
