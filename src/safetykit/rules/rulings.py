"""What one row makes of answers: findings. What never changes about them is made once for each row and site."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import attrs

from safetykit.model.findings import Basis, Finding, Outcome, Severity
from safetykit.model.shapes import trusted
from safetykit.rules.paths import pointer, value_at
from safetykit.rules.rows import Answer, Context, Rule, Timed, Triggered, need, not_applicable
from safetykit.rules.site import Site

_GRADE = "grade"
"""What a condition calls the effective grade."""
_KEPT = 128
"""How many findings of a row are kept for the next record that has the same."""
_LOUDEST = (
    (Outcome.BREACH, Outcome.NEEDS_INPUT),
    (Outcome.NOT_DUE,),
    (Outcome.NOT_APPLICABLE,),
    (Outcome.NOT_TRIGGERED,),
    (Outcome.OK,),
)


@attrs.frozen
class Condition:
    """One condition of a row: a field of the record, or the effective grade, and the values that it may have."""

    field: str
    of_grade: bool
    values: tuple[Any, ...]
    outside: Answer
    """That the row does not speak of the record."""
    unknown: Answer

    @classmethod
    def of(cls, field: str, values: tuple[Any, ...], *, graded: bool) -> "Condition":
        """Make a condition; *graded* if the word ``grade`` means the effective one."""
        of_grade = graded and field == _GRADE
        path = "/gradings" if of_grade else pointer(field)
        return cls(field, of_grade, values, not_applicable(path), need(path))

    def value(self, record: object, grade: str | None) -> Any:
        """Return what the condition is about; None if that is not known."""
        return grade if self.of_grade else value_at(record, self.field)

    def holds(self, value: Any) -> bool:
        """Say whether a value, or one of several, is among those of the condition."""
        if type(value) is tuple:
            return any(item in self.values for item in value)
        return value in self.values


@attrs.frozen
class Ruling:
    """A row at a site, with its check and the findings that it gives again and again."""

    rule: Rule
    site: Site
    timed: Timed | None
    """The check, if it depends on the moment of judgment."""
    check: Callable[..., Iterable[Answer]]
    ok: tuple[Finding]
    not_due: tuple[Finding]
    pack: str
    due: str
    params: Mapping[str, Any]
    """Those of the row, in the mapping that is read fastest."""
    waivable: bool
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    adopting: bool
    """Whether it depends on the day how far rows stop steps at this site."""
    uses: tuple[str, ...]
    """Settings that the check reads and that nobody chose at this site."""
    facts: tuple[str, ...]
    """Fields of the record that its conditions speak of."""
    events: tuple[str, ...]
    """Evidence without which the check need not be asked; none if it has to be in any case."""
    _made: Callable[[Answer, bool], Finding] = attrs.field(eq=False, repr=False)
    _told: Callable[[Answer], tuple[Finding]] = attrs.field(eq=False, repr=False)
    """The finding of a single answer, where it does not depend on the day."""

    @classmethod
    def of(cls, rule: Rule, site: Site) -> "Ruling":
        """Make a row ready."""
        ok = Finding(
            rule=rule.id,
            code=rule.code,
            pack=rule.pack,
            outcome=Outcome.OK,
            severity=rule.effective_severity,
            basis=Basis.MEASURED,
            cites=rule.cites,
            mark=rule.mark.value,
            due=rule.due,
            message="ok",
        )
        timed = rule.check if isinstance(rule.check, Timed) else None
        return cls(
            rule=rule,
            site=site,
            timed=timed,
            check=rule.check.check if isinstance(rule.check, Timed | Triggered) else rule.check,
            ok=(ok,),
            not_due=(attrs.evolve(ok, outcome=Outcome.NOT_DUE, basis=None, message="not-due"),),
            pack=rule.pack,
            due=rule.due,
            params=MappingProxyType({**rule.params}),
            waivable=rule.waivable,
            when=tuple(Condition.of(name, values, graded=True) for name, values in rule.when.items()),
            unless=tuple(Condition.of(name, values, graded=False) for name, values in rule.unless.items()),
            adopting=bool(site.adoption),
            uses=tuple(name for name in rule.uses if name in site.defaults),
            facts=tuple([name for name in rule.when if name != _GRADE] + [*rule.unless]),
            events=rule.check.events if isinstance(rule.check, Timed | Triggered) else (),
            made=lru_cache(maxsize=_KEPT)(partial(_finding, rule, site)),
            told=lru_cache(maxsize=_KEPT)(partial(_alone, rule, site)),
        )

    def ask(self, context: Context[Any], at: datetime) -> Iterable[Answer]:
        """Ask the check, as of *at* if it depends on that."""
        return self.check(context) if self.timed is None else self.check(context, at)

    def scope(self, record: object, grade: str | None) -> Answer | None:
        """Say that the row does not speak of the record, or that this is open; None if it does."""
        for condition in self.unless:
            if condition.holds(condition.value(record, None)):
                return condition.outside
        opened: Answer | None = None
        for condition in self.when:
            value = condition.value(record, grade)
            if value is None:
                opened = opened or condition.unknown
            elif not condition.holds(value):
                return condition.outside
        return opened

    def findings(self, answers: Sequence[Answer], day: date) -> tuple[Finding, ...]:
        """Turn the answers of the check into findings; what is wrong or missing hides what is well."""
        if len(answers) == 1 and not self.adopting:
            return self._told(answers[0])
        if not answers:
            return self.ok
        for outcomes in _LOUDEST:
            picked = tuple([self.finding(answer, day) for answer in answers if answer.outcome in outcomes])
            if picked:
                return picked
        return self._told(answers[0])  # which refuses what is no answer of a check

    def finding(self, answer: Answer, day: date) -> Finding:
        """Turn one answer into a finding; *day* decides whether the row stops steps at this site yet."""
        return self._made(answer, not self.adopting or self.site.adopted(self.rule.id, self.rule.code, day))


def _alone(rule: Rule, site: Site, answer: Answer) -> tuple[Finding]:
    if answer.outcome is Outcome.WAIVED:
        msg = f"{rule.id}: the check gave an answer that is none: {answer.outcome}"
        raise ValueError(msg)
    return (_finding(rule, site, answer, True),)  # noqa: FBT003


def _finding(rule: Rule, site: Site, answer: Answer, stops: bool) -> Finding:  # noqa: FBT001 (a key of the cache)
    severity, outcome = rule.effective_severity, answer.outcome
    groups = (answer.group,) if answer.group else rule.keeps
    return trusted(
        Finding,
        {
            "rule": rule.id,
            "code": rule.code,
            "pack": rule.pack,
            "outcome": outcome,
            "severity": severity if stops or severity is not Severity.BLOCK else Severity.WARN,
            "basis": (answer.basis or Basis.MEASURED) if outcome is Outcome.OK else None,
            "cites": rule.cites,
            "mark": rule.mark.value,
            "due": rule.due,
            "path": answer.path,
            "message": answer.message or rule.id,
            "args": answer.args,
            "kept": outcome is not Outcome.NEEDS_INPUT or all(site.keeps(group) for group in groups),
        },
    )
