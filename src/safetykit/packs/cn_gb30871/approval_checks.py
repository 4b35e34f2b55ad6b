"""The approving signature: where it was made (4.11 a), and whether the signer may approve (4.11 b, annex B)."""

from collections.abc import Iterable, Iterator
from typing import Any

from safetykit.model.evidence import Delegation
from safetykit.model.signoffs import Presence, SignOff
from safetykit.model.time import whole_minute
from safetykit.packs.cn_gb30871.signature_checks import site_key
from safetykit.rules.rows import Answer, Context, breach, declared, need, to_do
from safetykit.rules.situation import signed_in


def approving_slot(context: Context[Any]) -> str | None:
    """Return the slot of the approver if somebody signed it, else the one that approves at this site; None if unknown."""
    slot: str = context.params["slot"]
    if slot in context.course.signed:
        return slot
    return context.site.approves.get(site_key(context) or "")


def approving(context: Context[Any]) -> tuple[int, SignOff] | Answer:
    """Return the signature that approves, the last one before work starts, with its index; or what is missing of it."""
    slot = approving_slot(context)
    if slot is None:
        known = site_key(context) is not None
        return need("/sign_offs", "approval-undefined") if known else need("/gradings")
    return context.course.once(("approving", slot), lambda: _approved(context, slot))


def _approved(context: Context[Any], slot: str) -> tuple[int, SignOff] | Answer:
    found = [item for item in signed_in(context, slot) if item[1].agrees]
    if not found:
        return to_do("/sign_offs", "approval-open", slot=slot)
    start = context.course.start
    if start is None or len(found) == 1:
        return found[0]
    last = whole_minute(start)
    timely = [item for item in found if item[1].signed_at is not None and whole_minute(item[1].signed_at) <= last]
    return (timely or found)[0]


def signed_at_the_place(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the approver signed at the place of work (4.11 a)."""
    chosen = approving(context)
    if isinstance(chosen, Answer):
        yield chosen
        return
    index, sign = chosen
    path = f"/sign_offs/{index}/presence"
    if sign.presence is None:
        yield need(path, "signer-place-unknown", group="signer-place")
    elif sign.presence is Presence.ELSEWHERE:
        yield breach(path, "signed-elsewhere")
    elif sign.presence is Presence.DECLARED:
        yield declared(path)


def approver_fits(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the approver's function is among those that the site lets approve this grade (4.11 b)."""
    yield from _fits(context, context.site.approvers.get(site_key(context) or ""))


def approver_by_table(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the approver's function is one of table B.1 for this grade, which the row holds."""
    yield from _fits(context, context.params["approvers"].get(site_key(context) or ""))


def _fits(context: Context[Any], functions: tuple[str, ...] | None) -> Iterator[Answer]:
    chosen = approving(context)
    if isinstance(chosen, Answer):
        yield chosen
        return
    if functions is None:
        known = site_key(context) is not None
        yield need("/sign_offs", "approvers-undefined") if known else need("/gradings")
        return
    index, sign = chosen
    own = _function(context, sign.actor)
    if own in functions:
        return
    answers = [tuple(_delegated(context, sign, path, item, functions)) for path, item in _delegations(context, sign)]
    if () in answers:
        return
    if own is None:
        yield need(_person(context, sign.actor), "function-unknown")
    elif answers:
        yield from answers[-1]
    else:
        yield breach(f"/sign_offs/{index}/actor", "approver-unfit", functions=functions)


def _function(context: Context[Any], person: str) -> str | None:
    entry = context.course.person(person)
    return None if entry is None else entry[1].function


def _person(context: Context[Any], person: str) -> str:
    entry = context.course.person(person)
    return "/people" if entry is None else f"/people/{entry[0]}/function"


def _delegations(context: Context[Any], sign: SignOff) -> Iterator[tuple[str, Delegation]]:
    for index, item in enumerate(context.record.delegations):
        if item.holder == sign.actor and item.slot == sign.slot and item.giver != item.holder:
            yield f"/delegations/{index}", item


def _delegated(
    context: Context[Any], sign: SignOff, path: str, item: Delegation, functions: tuple[str, ...]
) -> Iterable[Answer]:
    """Judge a delegation to the signer; nothing if it lets him sign. Its first and its last minute count."""
    function = _function(context, item.giver)
    if function is None:
        yield need(_person(context, item.giver), "function-unknown")
    elif function not in functions:
        yield breach(f"{path}/giver", "giver-unfit", functions=functions)
    elif sign.signed_at is None:
        yield need(path, "delegation-undecided")
    elif whole_minute(item.until) < whole_minute(sign.signed_at):
        yield breach(f"{path}/until", "delegation-ended", until=item.until, at=sign.signed_at)
    elif item.since is not None and whole_minute(sign.signed_at) < whole_minute(item.since):
        yield breach(f"{path}/since", "delegation-not-begun", since=item.since, at=sign.signed_at)
