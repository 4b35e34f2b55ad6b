"""What one row makes of answers: findings. What never changes about them is made once for each row and site."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from safetykit.model.findings import Basis, Finding, Outcome, Severity
from safetykit.model.frozenmap import EMPTY
from safetykit.model.shapes import trusted
from safetykit.rules.rows import Answer, Rule
from safetykit.rules.site import Site

_LOUDEST = (
    (Outcome.BREACH, Outcome.NEEDS_INPUT),
    (Outcome.NOT_DUE,),
    (Outcome.NOT_APPLICABLE,),
    (Outcome.NOT_TRIGGERED,),
    (Outcome.OK,),
)


@attrs.frozen
class Ruling:
    """A row at a site, with the findings that it gives again and again."""

    rule: Rule
    site: Site
    ok: Finding
    not_due: Finding
    when: tuple[tuple[str, tuple[Any, ...]], ...]
    unless: tuple[tuple[str, tuple[Any, ...]], ...]

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
        not_due = attrs.evolve(ok, outcome=Outcome.NOT_DUE, basis=None, message="not-due")
        return cls(rule, site, ok, not_due, tuple(rule.when.items()), tuple(rule.unless.items()))

    def findings(self, answers: Iterable[Answer], day: date) -> tuple[Finding, ...]:
        """Turn the answers of the check into findings; what is wrong or missing hides what is well."""
        listed = list(answers)
        if not listed:
            return (self.ok,)
        if len(listed) == 1 and listed[0].outcome is not Outcome.WAIVED:
            return (self.finding(listed[0], day),)
        for outcomes in _LOUDEST:
            picked = tuple(self.finding(answer, day) for answer in listed if answer.outcome in outcomes)
            if picked:
                return picked
        msg = f"{self.rule.id}: the check gave an answer that is none: {listed[0].outcome}"
        raise ValueError(msg)

    def finding(self, answer: Answer, day: date) -> Finding:
        """Turn one answer into a finding; *day* decides whether the row stops steps at this site yet."""
        rule, outcome = self.rule, answer.outcome
        severity = rule.effective_severity
        if severity is Severity.BLOCK and not self.site.adopted(rule.id, rule.code, day):
            severity = Severity.WARN
        groups = (answer.group,) if answer.group else rule.keeps
        return trusted(
            Finding,
            {
                "rule": rule.id,
                "code": rule.code,
                "pack": rule.pack,
                "outcome": outcome,
                "severity": severity,
                "basis": (answer.basis or Basis.MEASURED) if outcome is Outcome.OK else None,
                "cites": rule.cites,
                "mark": rule.mark.value,
                "due": rule.due,
                "path": answer.path,
                "message": answer.message or rule.id,
                "args": answer.args or EMPTY,
                "kept": outcome is not Outcome.NEEDS_INPUT or all(self.site.keeps(group) for group in groups),
            },
        )
