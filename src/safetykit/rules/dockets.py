"""The rows for one subject at one site, and what can be said of them before any check is asked."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from safetykit.model.findings import Finding, Outcome
from safetykit.rules.grades import GradeScale
from safetykit.rules.paths import raw_at
from safetykit.rules.rows import RELATED, Rule, not_triggered
from safetykit.rules.rulings import Ruling
from safetykit.rules.site import Site

T = TypeVar("T")

_KEPT: Final = 512
"""How many plans are kept at once."""
_CALM: Final = not_triggered()

Step: TypeAlias = tuple[Ruling | None, tuple[Finding, ...], bool]
"""
A row to be asked, with its finding if it has nothing to say, and whether a waiver may set it aside; or, without a row,
the findings of rows that are settled.
"""


@attrs.frozen
class Plan:
    """
    What is left to ask of records that are alike in all that settles a row before its check is asked.

    Attributes:
        steps: In the order of the rows.
        uses: Settings that nobody chose at this site and that rows read which no waiver may set aside.
    """

    steps: tuple[Step, ...]
    uses: frozenset[str]


@attrs.frozen
class Docket:
    """The rows and grade scales for one subject at one site, made ready once for many records."""

    subject: str
    site: Site
    rulings: tuple[Ruling, ...]
    scales: tuple[GradeScale, ...]
    fingerprint: str
    """That of the site."""
    _plans: dict[Hashable, Plan] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def plan(
        self,
        record: Any,
        related: tuple[Any, ...],
        *,
        day: date,
        reached: frozenset[str],
        grades: tuple[tuple[str, str | None], ...],
        lifted: bool,
    ) -> Plan:
        """
        Return what is left to ask of a record.

        Conditions of rows and events that they wait for are looked up in each record; a plan is made once for all that
        are alike in them.

        Args:
            record: The record.
            related: Records that it links to, as far as they are at hand.
            day: The day whose law counts.
            reached: Milestones that the record has reached.
            grades: The grades to judge by, by the packs whose scheme they belong to.
            lifted: Whether there are waivers.
        """
        era = day if self.site.adoption else bisect_right(self._turns, day)
        filled = (*map(bool, raw_at(record, self._evidence)), bool(related))
        key = (era, reached, grades, lifted, filled, raw_at(record, self._facts))
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _KEPT:
                self._plans.clear()
            happened = {name for name, full in zip((*self._evidence, RELATED), filled, strict=True) if full}
            plan = self._plans[key] = self._planned(record, day, reached, grades, happened, lifted=lifted)
        return plan

    def _planned(
        self,
        record: Any,
        day: date,
        reached: frozenset[str],
        grades: tuple[tuple[str, str | None], ...],
        happened: set[str],
        *,
        lifted: bool,
    ) -> Plan:
        steps: list[Step] = []
        uses: set[str] = set()
        for ruling in self.rulings:
            if not ruling.rule.in_force(day):
                continue
            scope = ruling.scope(record, own(ruling.pack, grades, None))
            if scope is not None and scope.outcome is Outcome.NOT_APPLICABLE:
                found: tuple[Finding, ...] = (ruling.finding(scope, day),)
            elif ruling.due not in reached:
                found = ruling.not_due
            elif lifted and ruling.waivable:
                steps.append((ruling, ruling.ok, True))
                continue
            elif scope is not None:
                found = (ruling.finding(scope, day),)
            else:
                uses.update(ruling.uses)
                if not ruling.events or not happened.isdisjoint(ruling.events):
                    steps.append((ruling, ruling.ok, False))
                    continue
                found = (ruling.finding(_CALM, day),)
            before = steps.pop()[1] if steps and steps[-1][0] is None else ()
            steps.append((None, before + found, False))
        return Plan(tuple(steps), frozenset(uses))

    @cached_property
    def _turns(self) -> list[date]:
        ends = (day for ruling in self.rulings for day in (ruling.rule.since, ruling.rule.until) if day is not None)
        return sorted({*ends})

    @cached_property
    def _facts(self) -> tuple[str, ...]:
        return tuple(sorted({name for ruling in self.rulings for name in ruling.facts}))

    @cached_property
    def _evidence(self) -> tuple[str, ...]:
        return tuple(sorted({name for ruling in self.rulings for name in ruling.events} - {RELATED}))

    @property
    def days(self) -> frozenset[date]:
        """The days on which a row or scale comes into force or ends, or begins to stop steps at this site."""
        dated: tuple[Rule | GradeScale, ...] = (*(ruling.rule for ruling in self.rulings), *self.scales)
        ends = (day for item in dated for day in (item.since, item.until) if day is not None)
        return frozenset((*ends, *self.site.adoption.values()))


def own(pack: str, graded: Sequence[tuple[str, T]], other: T) -> T:
    """A row is judged by the scheme of its own pack; a house row by the first there is."""
    for name, item in graded:
        if name == pack:
            return item
    return graded[0][1] if graded else other
