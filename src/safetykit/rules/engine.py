"""Asking every rule about a record, at one instant."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, Final

import attrs

from safetykit.model.civil import local
from safetykit.model.findings import EffectiveGrade, Finding, Findings
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.model.shapes import trusted
from safetykit.rules.course import Course
from safetykit.rules.dockets import Docket, Plan, own
from safetykit.rules.grades import GradeScale, effective_grade
from safetykit.rules.rows import Context, Judged, Rule
from safetykit.rules.rulings import Ruling
from safetykit.rules.site import Site
from safetykit.rules.waivers import waived


@attrs.frozen(kw_only=True, slots=False)
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
            [
                (scale, effective_grade(record, scale, site, self.course))
                for scale in docket.scales
                if scale.since <= self.day and (scale.until is None or self.day < scale.until)
            ]
        )
        self.lifted: bool = bool(site.waivers or getattr(record, "waivers", ()))
        self.contexts: dict[str, Context[Any]] = {}

    @property
    def plan(self) -> Plan:
        """The rows that are in force, with what can be said before any check is asked."""
        return self.docket.plan(
            self.record,
            self.related,
            day=self.day,
            reached=self.situation.reached,
            grades=tuple([(scale.pack, grade.value) for scale, grade in self.graded]),
            lifted=self.lifted,
        )

    def context(self, ruling: Ruling) -> Context[Any]:
        """Return what the check of *ruling* may look at until another row is asked."""
        context = self.contexts.get(ruling.pack) or self.shared(ruling)
        context.params = ruling.params
        return context

    def shared(self, ruling: Ruling) -> Context[Any]:
        """Make what the checks of the pack of *ruling* look at, one after the other."""
        graded = [(scale.pack, (scale, grade)) for scale, grade in self.graded]
        scale, grade = own(ruling.pack, graded, _NO_GRADE)
        situation = self.situation
        context = self.contexts[ruling.pack] = Context(
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

    def set_aside(self, ruling: Ruling, context: Context[Any]) -> tuple[Finding, ...] | None:
        """Return the finding of a row that a waiver sets aside, or of which it is open whether it speaks of the record."""
        answer = waived(ruling.rule, context, self.at)
        if answer is None:
            answer = ruling.scope(self.record, None if context.grade is None else context.grade.value)
        return None if answer is None else (ruling.finding(answer, self.day),)


_NO_GRADE: Final[tuple[GradeScale | None, EffectiveGrade | None]] = (None, None)


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
    plan, at, contexts = hearing.plan, hearing.at, hearing.contexts
    used = set(plan.uses)
    for ruling, found, waivable in plan.steps:
        if ruling is None:
            items += found
            continue
        context = contexts.get(ruling.pack) or hearing.shared(ruling)
        context.params = ruling.params
        if waivable:
            aside = hearing.set_aside(ruling, context)
            if aside is not None:
                items += aside
                continue
            used.update(ruling.uses)
        answers = [*(ruling.check(context) if ruling.timed is None else ruling.check(context, at))]
        items += ruling.findings(answers, hearing.day) if answers else found
    return collected(hearing, items, used, hearing.at, milestone=milestone, packs=packs, kit=kit)


def collected(
    hearing: Hearing,
    items: Iterable[Finding],
    used: AbstractSet[str],
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
