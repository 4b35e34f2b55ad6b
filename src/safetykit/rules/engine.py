"""Asking every rule about a record, at one instant."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from safetykit.model.civil import local
from safetykit.model.findings import EffectiveGrade, Finding, Findings, Outcome
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.model.shapes import trusted
from safetykit.rules.course import Course
from safetykit.rules.grades import GradeScale, effective_grade
from safetykit.rules.rows import Context, Judged, Rule
from safetykit.rules.rulings import Ruling
from safetykit.rules.site import Site
from safetykit.rules.waivers import waived

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Situation:
    """
    What the engine must be told about a record, since it knows no lifecycle.

    Attributes:
        subject: ``permit/hot-work``: record type and kind, what rows apply to.
        reached: Milestones that the record has reached, or is judged as if it had.
        started: When its start step was made, if it was made here.
        pending: Whether it has not started and is judged as if it did at the instant of judgment.
        void: Indexes of sign-offs that no longer count.
        unsure: Indexes of sign-offs of which that cannot be told.
    """

    subject: str
    reached: frozenset[str]
    started: datetime | None = None
    pending: bool = False
    void: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()


def applies(pattern: str, subject: str) -> bool:
    """Say whether a row for *pattern* (``permit/*``, ``permit/hot-work|height``) speaks of *subject*."""
    record, _, works = pattern.partition("/")
    kind, _, work = subject.partition("/")
    return record == kind and (works == "*" or work in works.split("|"))


Plan: TypeAlias = tuple[tuple[Ruling, tuple[Finding, ...] | None, bool], ...]
"""Each row with what settles it for every record of a grade, and whether its check is asked without more ado."""


@attrs.frozen
class Docket:
    """The rows and grade scales for one subject at one site, made ready once for many records."""

    subject: str
    site: Site
    rulings: tuple[Ruling, ...]
    scales: tuple[GradeScale, ...]
    fingerprint: str
    """That of the site."""
    _eras: dict[int, tuple[Ruling, ...]] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    _plans: dict[Hashable, Plan] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def on(self, day: date) -> tuple[Ruling, ...]:
        """Return the rows that are in force on *day*."""
        era = bisect_right(self._turns, day)
        if era not in self._eras:
            self._eras[era] = tuple(ruling for ruling in self.rulings if ruling.rule.in_force(day))
        return self._eras[era]

    def plan(self, day: date, reached: frozenset[str], grades: tuple[tuple[str, str | None], ...]) -> Plan:
        """
        Return the rows that are in force on *day*, with what can be said before a record is looked at.

        Args:
            day: The day whose law counts.
            reached: Milestones that the record has reached.
            grades: The grades to judge by, by the packs whose scheme they belong to.
        """
        key = (bisect_right(self._turns, day), reached, grades)
        if key not in self._plans:
            self._plans[key] = tuple(self._planned(ruling, reached, grades) for ruling in self.on(day))
        return self._plans[key]

    def _planned(
        self, ruling: Ruling, reached: frozenset[str], grades: tuple[tuple[str, str | None], ...]
    ) -> tuple[Ruling, tuple[Finding, ...] | None, bool]:
        if ruling.conditional or ruling.adopting:
            return ruling, None, False
        scope = ruling.scope(None, _own(ruling.pack, grades, None))
        if scope is not None and scope.outcome is Outcome.NOT_APPLICABLE:
            return ruling, (ruling.finding(scope, date.min),), False
        if ruling.due not in reached:
            return ruling, ruling.not_due, False
        return ruling, None, scope is None

    @cached_property
    def _turns(self) -> list[date]:
        ends = (day for ruling in self.rulings for day in (ruling.rule.since, ruling.rule.until) if day is not None)
        return sorted({*ends})

    @property
    def days(self) -> frozenset[date]:
        """The days on which a row or scale comes into force or ends, or begins to stop steps at this site."""
        dated: tuple[Rule | GradeScale, ...] = (*(ruling.rule for ruling in self.rulings), *self.scales)
        ends = (day for item in dated for day in (item.since, item.until) if day is not None)
        return frozenset((*ends, *self.site.adoption.values()))


def docket_for(subject: str, *, rules: Iterable[Rule], scales: Iterable[GradeScale], site: Site) -> Docket:
    """Pick what speaks of *subject*."""
    return Docket(
        subject,
        site,
        tuple(Ruling.of(rule, site) for rule in rules if applies(rule.applies_to, subject)),
        tuple(scale for scale in scales if applies(scale.applies_to, subject)),
        site.fingerprint,
    )


class Hearing:
    """
    One record before the rows that hold at one instant.

    Args:
        docket: The rows for the record's subject.
        record: The record.
        situation: What its lifecycle says about it.
        at: The instant of judgment.
        in_force_at: The instant whose law counts, if that is another one: when a finished record got to its end.
        related: Records that this one links to, as far as they are at hand.
    """

    def __init__(
        self,
        docket: Docket,
        record: Record,
        situation: Situation,
        *,
        at: datetime,
        in_force_at: datetime | None = None,
        related: tuple[Record, ...] = (),
    ) -> None:
        self.docket: Docket = docket
        self.record: Record = record
        self.situation: Situation = situation
        self.at: datetime = at
        self.related: tuple[Record, ...] = related
        site = docket.site
        self.day: date = local(in_force_at or at, site.zone).date()
        self.course: Course = Course(record, situation.started)
        self.graded: tuple[tuple[GradeScale, EffectiveGrade], ...] = tuple(
            (scale, effective_grade(record, scale, site, self.course))
            for scale in docket.scales
            if scale.since <= self.day and (scale.until is None or self.day < scale.until)
        )
        self.lifted: bool = bool(site.waivers or getattr(record, "waivers", ()))
        self._contexts: dict[str, Context[Any]] = {}

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The rows that are in force."""
        return self.docket.on(self.day)

    @property
    def plan(self) -> Plan:
        """The rows that are in force, with what can be said before the record is looked at."""
        grades = tuple([(scale.pack, grade.value) for scale, grade in self.graded])
        return self.docket.plan(self.day, self.situation.reached, grades)

    def context(self, ruling: Ruling) -> Context[Any]:
        """Return what the check of *ruling* may look at until another row is asked."""
        context = self._contexts.get(ruling.pack) or self._shared(ruling)
        context.params = ruling.params
        return context

    def _shared(self, ruling: Ruling) -> Context[Any]:
        graded = [(scale.pack, (scale, grade)) for scale, grade in self.graded]
        scale, grade = _own(ruling.pack, graded, _NO_GRADE)
        situation = self.situation
        context = self._contexts[ruling.pack] = Context(
            Judged(
                record=self.record,
                site=self.docket.site,
                grade=grade,
                scale=scale,
                related=self.related,
                started=situation.started,
                pending=situation.pending,
                void=situation.void,
                unsure=situation.unsure,
                course=self.course,
            )
        )
        return context

    def asked(self, ruling: Ruling, at: datetime) -> tuple[Finding, ...]:
        """Ask the check as of *at*."""
        return ruling.findings([*ruling.ask(self.context(ruling), at)], self.day)

    def settled(self, ruling: Ruling, context: Context[Any]) -> tuple[Finding, ...] | None:
        """
        Return the finding of a row whose check need not be asked; None if it has to be.

        That is one out of scope, not due or set aside, and one of which the scope itself is an open question.
        """
        scope = ruling.scope(self.record, None if context.grade is None else context.grade.value)
        if scope is not None and scope.outcome is Outcome.NOT_APPLICABLE:
            return (ruling.finding(scope, self.day),)
        if ruling.due not in self.situation.reached:
            return ruling.not_due
        answer = (waived(ruling.rule, context, self.at) if self.lifted else None) or scope
        return None if answer is None else (ruling.finding(answer, self.day),)


_NO_GRADE: Final[tuple[GradeScale | None, EffectiveGrade | None]] = (None, None)


def _own(pack: str, graded: Sequence[tuple[str, T]], other: T) -> T:
    """A row is judged by the scheme of its own pack; a house row by the first there is."""
    return next((item for name, item in graded if name == pack), graded[0][1] if graded else other)


def judge(
    record: Record,
    situation: Situation,
    *,
    rules: Iterable[Rule],
    scales: Iterable[GradeScale],
    site: Site,
    at: datetime,
    in_force_at: datetime | None = None,
    related: tuple[Record, ...] = (),
    milestone: str | None = None,
    fingerprints: Mapping[str, str] = EMPTY,
) -> Findings:
    """
    Ask every row that is in force and applies to the record.

    Args:
        record: The record.
        situation: What its lifecycle says about it.
        rules: The rows.
        scales: The grade scales.
        site: The site's settings.
        at: The instant of judgment.
        in_force_at: The instant whose law counts, if that is another one.
        related: Records that this one links to, as far as they are at hand.
        milestone: The milestone that the question is about; ``situation`` says which are reached.
        fingerprints: SHA-256 by pack.

    Returns:
        Findings, sorted as the rows are.
    """
    docket = docket_for(situation.subject, rules=rules, scales=scales, site=site)
    hearing = Hearing(docket, record, situation, at=at, in_force_at=in_force_at, related=related)
    return findings_of(hearing, milestone=milestone, packs=FrozenMap(dict(fingerprints)))


def findings_of(
    hearing: Hearing, *, milestone: str | None = None, packs: FrozenMap[str] = EMPTY, kit: str | None = None
) -> Findings:
    """Ask every row of a hearing, and say what it was judged by."""
    items: list[Finding] = []
    used: set[str] = set()
    at, lifted = hearing.at, hearing.lifted
    for ruling, known, plain in hearing.plan:
        found = known
        if found is None:
            context = hearing.context(ruling)
            if not plain or (lifted and ruling.waivable):
                found = hearing.settled(ruling, context)
        if found is not None:
            items += found
            continue
        answers = [*(ruling.check(context) if ruling.timed is None else ruling.check(context, at))]
        items += ruling.findings(answers, hearing.day) if answers else ruling.ok
        if ruling.uses:
            used.update(ruling.uses)
    return collected(hearing, items, used, hearing.at, milestone=milestone, packs=packs, kit=kit)


def collected(
    hearing: Hearing,
    items: Iterable[Finding],
    used: set[str],
    at: datetime,
    *,
    milestone: str | None,
    packs: FrozenMap[str],
    kit: str | None,
) -> Findings:
    """Put findings together with what they were judged by; *used* are the settings that the asked checks read."""
    record, site = hearing.record, hearing.docket.site
    return trusted(
        Findings,
        {
            "record": record.id,
            "revision": record.revision,
            "judged_at": at,
            "milestone": milestone,
            "items": tuple(items),
            "grades": tuple(grade for _, grade in hearing.graded),
            "defaults": tuple(name for name in site.defaults if name in used),
            "packs": packs,
            "site": hearing.docket.fingerprint,
            "kit": kit,
        },
    )
