"""A house rule in a few lines: a decorator that turns a check into a row. Nothing is registered anywhere."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from safetykit.model.findings import Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.rules.loader import frozen
from safetykit.rules.rows import Check, Rule, SourceMark
from safetykit.rules.texts import Message


def house_rule(
    id: str,
    applies_to: str,
    *,
    due: str,
    since: date,
    cites: str,
    zh: str,
    en: str,
    severity: Severity = Severity.BLOCK,
    params: Mapping[str, Any] = EMPTY,
) -> Callable[[Check], Rule]:
    """
    Make a ``Rule`` of the function below; pass it to ``Kit(rules=[...])``.

    Args:
        id: ``company/subject/topic``.
        applies_to: ``permit/hot-work``, or ``permit/*`` for every kind.
        due: The milestone at which it falls due.
        since: First day in force.
        cites: Where the company wrote it down.
        zh: What is wrong and what to do, in Chinese; ``breach(path, limit=...)`` fills ``{limit}``.
        en: The same in English.
        severity: What a breach means.
        params: Numbers and words that the check reads.
    """
    messages = FrozenMap({lang: FrozenMap({id: Message(text)}) for lang, text in (("zh", zh), ("en", en))})

    def row(check: Check) -> Rule:
        return Rule(
            id=id,
            applies_to=applies_to,
            since=since,
            due=due,
            check=check,
            severity=severity,
            cites=cites,
            mark=SourceMark.HOUSE,
            params=frozen(dict(params)),
            messages=messages,
        )

    return row
