"""Asking every rule about a record, at one instant."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from safetykit.model.civil import local
from safetykit.model.findings import Basis, EffectiveGrade, Finding, Findings, Outcome
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.rules.grades import GradeScale, effective_grade
from safetykit.rules.paths import pointer, value_at
from safetykit.rules.rows import Answer, Context, Rule, Timed, need, not_applicable
from safetykit.rules.site import Site


@attrs.frozen(kw_only=True)
class Situation:
    """
    What the engine must be told about a record, since it knows no lifecycle.

    Attributes:
        subject: ``permit/hot-work``: record type and kind, what rows apply to.
        reached: Milestones that the record has reached, or is judged as if it had.
        started: When its start step was made, if it was made here.
        void: Indexes of sign-offs that no longer count.
        unsure: Indexes of sign-offs of which that cannot be told.
    """

    subject: str
    reached: frozenset[str]
    started: datetime | None = None
    void: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()


def applies(pattern: str, subject: str) -> bool:
    """Say whether a row for *pattern* (``permit/*``, ``permit/hot-work|height``) speaks of *subject*."""
    record, _, works = pattern.partition("/")
    kind, _, work = subject.partition("/")
    return record == kind and (works == "*" or work in works.split("|"))


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
        in_force_at: The instant whose law counts, if that is another one: when a finished record got to its end.
        related: Records that this one links to, as far as they are at hand.
        milestone: The milestone that the question is about; ``situation`` says which are reached.
        fingerprints: SHA-256 by pack.

    Returns:
        Findings, sorted as the rows are.
    """
    day = local(in_force_at or at, site.zone).date()
    graded = tuple(
        (scale, effective_grade(record, scale, site))
        for scale in scales
        if applies(scale.applies_to, situation.subject)
        and scale.since <= day
        and (scale.until is None or day < scale.until)
    )
    rows = [rule for rule in rules if applies(rule.applies_to, situation.subject) and rule.in_force(day)]
    items: list[Finding] = []
    used: set[str] = set()
    for rule in rows:
        scale, grade = _graded_for(rule, graded)
        context = Context(
            record=record,
            params=rule.params,
            site=site,
            grade=grade,
            scale=scale,
            related=related,
            started=situation.started,
            void=situation.void,
            unsure=situation.unsure,
        )
        settled = _settled(rule, context, at, due=rule.due in situation.reached)
        if settled is None:
            used.update(rule.uses)
        answers = _asked(rule, context, at) if settled is None else [settled]
        items += [_finding(rule, answer, site) for answer in answers]
    return Findings(
        record=record.id,
        revision=record.revision,
        judged_at=at,
        milestone=milestone,
        items=tuple(items),
        grades=tuple(grade for _, grade in graded),
        defaults=tuple(name for name in site.defaults if name in used),
        packs=FrozenMap(dict(fingerprints)),
        site=site.fingerprint,
    )


_NO_GRADE = (None, None)


def _graded_for(
    rule: Rule, graded: tuple[tuple[GradeScale, EffectiveGrade], ...]
) -> tuple[GradeScale | None, EffectiveGrade | None]:
    """A row is judged by the scheme of its own pack; a house row by the first there is."""
    own = [pair for pair in graded if pair[0].scheme.partition("/")[0] == rule.pack]
    return next(iter((*own, *graded)), _NO_GRADE)


def _settled(rule: Rule, context: Context[Any], at: datetime, *, due: bool) -> Answer | None:
    """Answer what needs no check: out of scope, not due, waived, a scope that is an open question."""
    scope = _scope(rule, context)
    if scope is not None and scope.outcome is Outcome.NOT_APPLICABLE:
        return scope
    if not due:
        return Answer(Outcome.NOT_DUE, "", "not-due")
    if rule.waivable and _waived(rule, context.record, at):
        return Answer(Outcome.WAIVED, "/waivers", "waived")
    return scope


def _asked(rule: Rule, context: Context[Any], at: datetime) -> list[Answer]:
    """Ask the check; what is wrong or missing hides what is well."""
    check = rule.check
    answers = list(check.check(context, at) if isinstance(check, Timed) else check(context))
    for outcomes in (
        (Outcome.BREACH, Outcome.NEEDS_INPUT),
        (Outcome.NOT_APPLICABLE,),
        (Outcome.NOT_TRIGGERED,),
        (Outcome.OK,),
    ):
        picked = [answer for answer in answers if answer.outcome in outcomes]
        if picked:
            return picked
    return [Answer(Outcome.OK, "", "ok")]


def _scope(rule: Rule, context: Context[Any]) -> Answer | None:
    for name, values in rule.unless.items():
        if _is_among(value_at(context.record, name), values):
            return not_applicable(pointer(name))
    opened: Answer | None = None
    for name, values in rule.when.items():
        if name == "grade":
            value = context.grade.value if context.grade else None
            path = "/gradings"
        else:
            value, path = value_at(context.record, name), pointer(name)
        if value is None:
            opened = opened or need(path)
        elif not _is_among(value, values):
            return not_applicable(path)
    return opened


def _is_among(value: Any, values: tuple[Any, ...]) -> bool:
    return any(item in values for item in (value if isinstance(value, tuple) else (value,)))


def _waived(rule: Rule, record: Record, at: datetime) -> bool:
    waivers = getattr(record, "waivers", ())
    return any(waiver.rule in (rule.id, rule.code) and at <= waiver.until for waiver in waivers)


def _finding(rule: Rule, answer: Answer, site: Site) -> Finding:
    basis = (answer.basis or Basis.MEASURED) if answer.outcome is Outcome.OK else None
    groups = (answer.group,) if answer.group else rule.keeps
    return Finding(
        rule=rule.id,
        code=rule.code,
        pack=rule.pack,
        outcome=answer.outcome,
        severity=rule.effective_severity,
        basis=basis,
        cites=rule.cites,
        mark=rule.mark.value,
        due=rule.due,
        path=answer.path,
        message=answer.message or rule.id,
        args=answer.args,
        kept=answer.outcome is not Outcome.NEEDS_INPUT or all(site.keeps(group) for group in groups),
    )
