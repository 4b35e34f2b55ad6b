"""Rows that are set aside: by the site, or for one permit by a signed waiver."""

from datetime import datetime
from typing import Any

from safetykit.model.findings import Outcome
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.rows import Answer, Context, Rule


def waived(rule: Rule, context: Context[Any], at: datetime) -> Answer | None:
    """
    Say that *rule* is set aside at *at*; None if it holds.

    Asked only of a row that may be set aside. A waiver for one permit is evidence in its record and counts once its
    approver has signed for it (``path="/waivers/0"``), as long as that signature holds; its last instant counts.
    """
    for index, waiver in enumerate(getattr(context.record, "waivers", ())):
        if waiver.rule in (rule.id, rule.code) and at <= waiver.until:
            path = f"/waivers/{index}"
            if _signed(context, path, waiver.approver):
                return _set_aside(path, waiver.until)
    given = context.site.waiver(rule.id, rule.code, at)
    return None if given is None else _set_aside("", given.until)


def _signed(context: Context[Any], path: str, approver: str) -> bool:
    last = None
    for index, sign in enumerate(context.record.sign_offs):
        if sign.path == path and sign.actor == approver and index not in context.void | context.unsure:
            last = sign
    return last is not None and last.agrees


def _set_aside(path: str, until: datetime) -> Answer:
    return Answer(Outcome.WAIVED, path, "waived", FrozenMap({"until": until.isoformat()}))
