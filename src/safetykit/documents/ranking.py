"""Which findings ask for something, and which are shown first."""

from collections.abc import Collection, Iterable

from safetykit.model.findings import Finding, Outcome, Severity
from safetykit.rules.texts import Texts

_OUTCOMES = (Outcome.BREACH, Outcome.NEEDS_INPUT, Outcome.NOT_DUE)
_SEVERITIES = tuple(Severity)


def is_asking(item: Finding, words: Texts, lang: str, zone: str) -> bool:
    """Say whether a finding asks for something; a row that is not due does if its words already say what to do."""
    if item.outcome is Outcome.NOT_DUE:
        return words.say(item, lang, zone)[1] != ""
    return item.outcome in (Outcome.BREACH, Outcome.NEEDS_INPUT)


def ranked(items: Iterable[Finding], stopping: Collection[Finding]) -> tuple[Finding, ...]:
    """
    Sort findings: breaches, questions, what is still to do, all else; in each of them what stops first, then by severity.

    Args:
        items: The findings; of equal ones the first stays first.
        stopping: Those that stop a step, as ``Findings.blocking`` names them.
    """

    def weight(item: Finding) -> tuple[int, bool, int]:
        kind = _OUTCOMES.index(item.outcome) if item.outcome in _OUTCOMES else len(_OUTCOMES)
        return kind, item not in stopping, _SEVERITIES.index(item.severity)

    return tuple(sorted(items, key=weight))
