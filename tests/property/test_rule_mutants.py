"""For every row of GB 30871 a permit that breaks exactly this row."""

import pytest

from safetykit.model.findings import Outcome
from safetykit.packs import cn_gb30871
from safetykit.rules.engine import applies
from safetykit.testing.hot_work_mutants import MUTANTS
from safetykit.testing.mutants import mutant_problems
from tests.property.drawn import KIT

PACK = cn_gb30871.PACK
OLD_EDITION = {"cn-gb30871/hot-work/upgrade/2014", "cn-gb30871/hot-work/validity/2014"}
TOGETHER = {
    "cn-gb30871/hot-work/daily-sample": {"cn-gb30871/hot-work/retest/second"},
}
"""Rows that cannot be broken alone, with those that break with them."""


class TestMutants:
    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule.partition("/")[2])
    def test_is_found_by_exactly_its_row(self, mutant):
        """The permit keeps every rule before the fault, and breaks this row alone with it."""
        assert mutant_problems(KIT, [mutant]) == ()

    def test_there_is_one_for_every_row(self):
        """No row is without a mutant and no mutant without a row."""
        assert sorted(mutant.rule for mutant in MUTANTS) == sorted(
            rule.id for rule in PACK.rules if applies(rule.applies_to, "permit/hot-work")
        )

    def test_exceptions_are_few_and_explained(self):
        """Where one fault breaks two rows, the mutant says which and why."""
        assert {mutant.rule: {*mutant.also} for mutant in MUTANTS if mutant.also} == TOGETHER
        assert all(bool(mutant.reason) is bool(mutant.also) for mutant in MUTANTS)

    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule.partition("/")[2])
    def test_says_what_and_where(self, mutant):
        """The breach has words in both languages, a place in the record, and a clause."""
        judged, kit = mutant.made(KIT), mutant.fitted(KIT)
        found = kit.check(judged.permit, at=judged.at, related=judged.related).breaches

        for item in found:
            assert item.outcome is Outcome.BREACH
            assert item.path.startswith("/")
            assert item.cites
            assert "?" not in kit.text(item, "zh") + kit.text(item, "en")

    def test_are_judged_by_the_law_of_their_time(self):
        """Those for the edition of 2014 are found in its time, and by no row of today."""
        days = {mutant.rule: mutant.job.day for mutant in MUTANTS}
        rows = {rule.id: rule for rule in PACK.rules}

        assert {row for row, day in days.items() if day < rows["cn-gb30871/hot-work/grade"].since} == OLD_EDITION
        assert all(rows[row].in_force(day) for row, day in days.items())
