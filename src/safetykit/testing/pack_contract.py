"""
A contract that a pack can be held to: a class of tests for pytest to inherit, here or in a host's test suite.

::

    class TestMyPack(PackContract):
        pack = MY_PACK
        below = (cn_gb30871.PACK,)

``pytest.register_assert_rewrite("safetykit.testing.pack_contract")`` in a ``conftest.py`` shows what differs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import attrs
import pytest

from safetykit.kit import Kit
from safetykit.model.findings import Finding, Findings, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.records import Record
from safetykit.packs.pack import Pack
from safetykit.rules.cases import Case, CaseResult, read_cases, run_case
from safetykit.rules.engine import Situation, judge
from safetykit.rules.rows import Rule, SourceMark
from safetykit.rules.situation import signed_state
from safetykit.rules.texts import Message, Texts

PASSING: Final = (Outcome.OK, Outcome.NOT_TRIGGERED)
"""What a row answers that finds nothing wrong."""
POINTED_TO: Final = "field"
"""The place in a text that the library fills by itself, from the pointer of the finding."""


@attrs.frozen
class Heard:
    """A worked case, what the row answered, and the findings in which it did."""

    result: CaseResult
    findings: Findings


class PackContract:
    """What every pack keeps to. Inherit it, name the class ``Test...`` and set ``pack``."""

    pack: Pack
    """The pack to be tested."""
    below: Sequence[Pack] = ()
    """The packs that it extends."""
    languages: Sequence[str] = ("zh", "en")
    """The languages that it speaks."""

    @pytest.fixture
    def kit(self) -> Kit:
        """Put the pack together with those below it."""
        return Kit(packs=[*self.below, self.pack])

    @pytest.fixture
    def heard(self, kit: Kit) -> tuple[Heard, ...]:
        """Run the worked cases of the pack, once for all tests."""
        return run(kit, self.pack)

    def test_has_a_title(self) -> None:
        """The pack has a name in each of its languages."""
        assert [lang for lang in self.languages if not self.pack.title.get(lang)] == []

    def test_ids_begin_with_that_of_the_pack(self) -> None:
        """Two packs never have a row of one name."""
        assert [rule.id for rule in self.pack.rules if not rule.id.startswith(f"{self.pack.id}/")] == []

    def test_rows_cite(self) -> None:
        """Every row names its clause, and how its wording was made sure of; a house knows its own rules."""
        unsure = [rule for rule in self.pack.rules if rule.mark is not SourceMark.HOUSE]

        assert [rule.id for rule in self.pack.rules if not rule.cites.strip()] == []
        assert [rule.id for rule in unsure if not rule.source.strip()] == []

    def test_rows_are_dated(self) -> None:
        """No row ends before it begins."""
        assert [rule.id for rule in self.pack.rules if rule.until is not None and rule.until <= rule.since] == []

    def test_unsure_rows_do_not_block(self) -> None:
        """A row from memory or without a checked source does not even claim to block."""
        unsure = [rule for rule in self.pack.rules if not rule.mark.blocks]

        assert [rule.id for rule in unsure if rule.severity is Severity.BLOCK] == []

    def test_goes_into_a_kit(self) -> None:
        """Together with the packs below it nothing contradicts itself, and every condition names a field."""
        assert Kit(packs=[*self.below, self.pack]).fingerprint

    def test_cases_hold(self, heard: tuple[Heard, ...]) -> None:
        """Every worked case is answered as it expects."""
        failed = [each.result for each in heard if not each.result.passed]

        assert [f"{result.case.id}: {result.expected} expected, {result.got} found" for result in failed] == []

    def test_rows_have_cases(self, heard: tuple[Heard, ...]) -> None:
        """Every row has a case that it finds in order and one that it does not."""
        found = {(each.result.row, each.result.outcome) for each in heard}
        ids = [rule.id for rule in self.pack.rules]

        assert [row for row in ids if found.isdisjoint({(row, outcome) for outcome in PASSING})] == []
        assert [row for row in ids if (row, Outcome.BREACH) not in found] == []

    def test_findings_have_words(self, kit: Kit, heard: tuple[Heard, ...]) -> None:
        """Whatever the cases bring about is said in every language of the pack, with nothing left out."""
        items = {item for each in heard for item in each.findings.items}

        assert sorted(lacking(kit.texts, items, self.languages)) == []

    def test_answers_any_record(self, kit: Kit) -> None:
        """However strange a record is, every row answers, in words."""
        import hypothesis

        from safetykit.testing.strategies import strategy_for

        works = tuple(dict.fromkeys(work for pack in kit.packs for work in pack.works))

        @hypothesis.given(strategy_for(Permit, works=works))
        def answer(record: Permit[Any]) -> None:
            findings = judged(kit, record, self.pack.rules)
            assert sorted(lacking(kit.texts, findings.items, self.languages)) == []

        answer()


@cache
def run(kit: Kit, pack: Pack) -> tuple[Heard, ...]:
    """Run the worked cases of a pack."""
    rules = tuple(rule for each in kit.packs for rule in each.rules)
    scales = tuple(scale for each in kit.packs for scale in each.scales)
    cases = read_cases(pack.cases, rules=rules, site=kit.site, codec=kit.codec, name=pack.id)
    return tuple(
        Heard(
            run_case(case, rules=rules, scales=scales, codec=kit.codec),
            judged(kit, case.record, [rule for rule in rules if case.rule in (rule.id, rule.code)], case=case),
        )
        for case in cases
    )


def judged(kit: Kit, record: Record, rules: Iterable[Rule], case: Case | None = None) -> Findings:
    """Ask some rows about a record as if all were due, at the instant and site of a case or else some time in 2026."""
    void, unsure = signed_state(record)
    return judge(
        record,
        Situation(subject=kit.subject(record), reached=frozenset(r.due for r in rules), void=void, unsure=unsure),
        rules=rules,
        scales=[scale for pack in kit.packs for scale in pack.scales],
        site=case.site if case else kit.site,
        at=case.at if case else datetime(2026, 11, 16, 1, tzinfo=UTC),
        related=case.related if case else (),
    )


def lacking(texts: Texts, items: Iterable[Finding], languages: Iterable[str]) -> Iterator[str]:
    """Name the messages that have no words in a language, or words with a place that nothing fills."""
    for item in items:
        for lang in languages:
            words: FrozenMap[Message] = texts.messages.get(lang, EMPTY)
            message = words.get(item.message)
            if message is None or message.places - {*item.args, POINTED_TO}:
                yield f"{item.message} ({lang})"
