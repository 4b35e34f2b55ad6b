"""What one row makes of answers: findings. What never changes about them is made once for each row and site."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import attrs

from safetykit.model.findings import Basis, Finding, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.shapes import trusted
from safetykit.rules.rows import Answer, Check, Context, Rule, Timed
from safetykit.rules.site import Site

_KEPT = 256
_LOUDEST = (
    (Outcome.BREACH, Outcome.NEEDS_INPUT),
    (Outcome.NOT_DUE,),
    (Outcome.NOT_APPLICABLE,),
    (Outcome.NOT_TRIGGERED,),
    (Outcome.OK,),
)


@attrs.frozen
class Ruling:
    """A row at a site, with its check and the findings that it gives again and again."""

    rule: Rule
    site: Site
    ask: Callable[[Context[Any], datetime], Iterable[Answer]]
    ok: tuple[Finding]
    not_due: tuple[Finding]
    pack: str
    due: str
    params: FrozenMap[Any]
    waivable: bool
    when: tuple[tuple[str, tuple[Any, ...]], ...]
    unless: tuple[tuple[str, tuple[Any, ...]], ...]
    conditional: bool
    """Whether the row speaks of some records of its subject only."""
    _made: dict[Answer, Finding] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    """Findings of answers without arguments, which come again and again."""

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
        when, unless = tuple(rule.when.items()), tuple(rule.unless.items())
        return cls(
            rule=rule,
            site=site,
            ask=_asking(rule.check),
            ok=(ok,),
            not_due=(not_due,),
            pack=rule.pack,
            due=rule.due,
            params=rule.params,
            waivable=rule.waivable,
            when=when,
            unless=unless,
            conditional=bool(when or unless),
        )

    @property
    def timed(self) -> Timed | None:
        """The check, if it depends on the moment of judgment."""
        return self.rule.check if isinstance(self.rule.check, Timed) else None

    def findings(self, answers: Iterable[Answer], day: date) -> tuple[Finding, ...]:
        """Turn the answers of the check into findings; what is wrong or missing hides what is well."""
        listed = [*answers] if answers else ()
        if not listed:
            return self.ok
        if len(listed) == 1 and listed[0].outcome is not Outcome.WAIVED:
            return (self.finding(listed[0], day),)
        for outcomes in _LOUDEST:
            picked = tuple([self.finding(answer, day) for answer in listed if answer.outcome in outcomes])
            if picked:
                return picked
        msg = f"{self.rule.id}: the check gave an answer that is none: {listed[0].outcome}"
        raise ValueError(msg)

    def finding(self, answer: Answer, day: date) -> Finding:
        """Turn one answer into a finding; *day* decides whether the row stops steps at this site yet."""
        if answer.args is not EMPTY or self.site.adoption:
            return self._finding(answer, day)
        made = self._made.get(answer)
        if made is None:
            made = self._finding(answer, day)
            if len(self._made) < _KEPT:
                self._made[answer] = made
        return made

    def _finding(self, answer: Answer, day: date) -> Finding:
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
                "args": answer.args,
                "kept": outcome is not Outcome.NEEDS_INPUT or all(self.site.keeps(group) for group in groups),
            },
        )


def _asking(check: Check | Timed) -> Callable[[Context[Any], datetime], Iterable[Answer]]:
    return check.check if isinstance(check, Timed) else lambda context, _at: check(context)
