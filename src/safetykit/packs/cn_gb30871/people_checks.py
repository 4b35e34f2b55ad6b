"""The people of a job: certificates of workers, the guardian, the coordinator, the briefing."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import attrs

from safetykit.model.evidence import Duty
from safetykit.model.findings import Outcome
from safetykit.model.people import Certificate
from safetykit.model.time import whole_minute
from safetykit.packs.cn_gb30871.signature_checks import site_key
from safetykit.packs.cn_gb30871.ticks import declared_by, denied
from safetykit.rules.course import Stint
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def methods_of(context: Context[Any]) -> frozenset[str]:
    """Return the methods of the work by their stored names."""
    methods = context.record.work.methods
    return context.course.once("methods", lambda: frozenset([method.value for method in methods]))


def workers_certified(context: Context[Any]) -> Iterator[Answer]:
    """Say whether everybody who does a listed special operation holds a certificate that is in date (4.9)."""
    params, methods = context.params, methods_of(context)
    listed = methods.intersection(params["methods"])
    unclear = methods.intersection(params["unclear"])
    if methods and not listed and not unclear:
        yield not_applicable("/work/methods")
        return
    workers = dict.fromkeys([stint.person for stint in context.course.stints(Duty.WORKER)])
    answers: list[Answer] = []
    wanted = _Wanted.of(context, numbered=True)
    for person in workers:
        answers += _certified(context, person, wanted)
    if not workers:
        answers = [breach("/joinings", "worker-missing")]
    if methods and not listed:
        # What is done in another way may or may not be a listed operation; only sure certificates settle it.
        answers = [need("/work/other_method", "method-unclear")] if answers else []
    if not methods:
        yield breach("/work/methods", "method-blank")
    yield from answers


def guarded(context: Context[Any]) -> Iterator[Answer]:
    """Say whether a trained guardian is named who has nothing else to do at the same time (4.10)."""
    record, params = context.record, context.params
    guardians = context.course.stints(Duty.GUARDIAN)
    slots = (*params["slots"], context.site.approves.get(site_key(context) or ""))
    if not guardians:
        yield breach("/joinings", "guardian-missing")
    for moment in _beginnings(context) if guardians else ():
        if not any(guardian.holds(moment) for guardian in guardians):
            yield breach(guardians[0].path, "guardian-late", start=moment)
    for guardian in guardians:
        for other in context.course.stints(*params["duties"]):
            if other.person == guardian.person and other.overlaps(guardian):
                yield breach(f"{other.path}/duty", "guardian-has-duty", duty=other.duty)
        for index, sign in enumerate(record.sign_offs):
            if sign.actor == guardian.person and sign.slot in slots and index not in context.void:
                yield breach(f"/sign_offs/{index}/actor", "guardian-signs", slot=sign.slot)
    wanted = _Wanted.of(context, numbered=False)
    for person in dict.fromkeys([guardian.person for guardian in guardians]):
        yield from _certified(context, person, wanted)


def _beginnings(context: Context[Any]) -> Iterable[datetime]:
    """Return when work starts and goes on again, as far as that is known."""
    record, start = context.record, context.course.start
    begun = [item.at for item in (*record.starts, *record.resumptions)]
    return dict.fromkeys(begun if start is None else [start, *begun])


@attrs.frozen
class _Wanted:
    """
    What a certificate must be: its kind, the words of which its item has one, and the days of the window.

    One that is *numbered* has a cell on the form: a blank one is a breach, and its end must be known.
    """

    kind: str
    items: tuple[str, ...]
    numbered: bool
    first: date | None
    last: date | None

    @classmethod
    def of(cls, context: Context[Any], *, numbered: bool) -> "_Wanted":
        params, days = context.params, context.course.days(context.site.zone)
        return cls(params["certificate"], params.get("items", ()), numbered, *days)


def _certified(context: Context[Any], person: str, wanted: _Wanted) -> Iterable[Answer]:
    """
    Judge the best certificate of the wanted kind that a person holds.

    One that is not numbered is an open question where none is recorded.
    """
    entry = context.course.person(person)
    path = "/people" if entry is None else f"/people/{entry[0]}/certificates"
    judged: list[list[Answer]] = []
    for index, certificate in enumerate(() if entry is None else entry[1].certificates):
        if certificate.kind == wanted.kind:
            flaws = [*_flaws(wanted, certificate, f"{path}/{index}")]
            if not flaws:
                return ()
            judged.append(flaws)
    if not judged:
        return (breach(path, "certificate-missing") if wanted.numbered else need(path, "certificate-unknown"),)
    return min(judged, key=lambda flaws: (any(flaw.outcome is Outcome.BREACH for flaw in flaws), len(flaws)))


def _flaws(wanted: _Wanted, certificate: Certificate, path: str) -> Iterator[Answer]:
    if not certificate.held:
        yield breach(f"{path}/held", "certificate-not-held", kind=certificate.kind)
        return
    if certificate.exam_passed is False:
        yield breach(f"{path}/exam_passed", "exam-not-passed")
    if certificate.in_date is False:
        yield breach(f"{path}/in_date", "certificate-out-of-date")
    items, numbered = wanted.items, wanted.numbered
    if items and certificate.item is not None and not _speaks_of(certificate.item, items):
        yield need(f"{path}/item", "certificate-item-other")
    if numbered and certificate.number is None:
        yield breach(f"{path}/number", "certificate-number-blank")
    if numbered and certificate.valid_until is None:
        yield need(f"{path}/valid_until", "certificate-end-unknown")
    first, last = wanted.first, wanted.last
    if first is None or last is None:
        yield need("/permitted", "window-unknown")
        return
    if certificate.valid_from is not None and first < certificate.valid_from:
        yield breach(f"{path}/valid_from", "certificate-not-yet", since=certificate.valid_from)
    if certificate.valid_until is not None and certificate.valid_until < last:
        yield breach(f"{path}/valid_until", "certificate-ended", until=certificate.valid_until, last=last)
    if certificate.review_due is not None and certificate.review_due < last:
        yield breach(f"{path}/review_due", "certificate-not-reviewed", until=certificate.review_due, last=last)


@lru_cache
def _speaks_of(item: str, words: tuple[str, ...]) -> bool:
    folded = item.casefold()
    return any(word in folded for word in words)


def coordinated(context: Context[Any]) -> Iterator[Answer]:
    """
    Say whether somebody coordinates simultaneous work (4.7).

    Where nobody recorded whether there is any, the confirmed row of the check-list answers, with the coordinator named.
    """
    crossing, row = getattr(context.record.work, "cross_work", None), context.params["row"]
    named = context.course.stints(Duty.COORDINATOR)
    if crossing is False:
        yield not_applicable("/work/cross_work")
    elif crossing is True:
        yield from denied(context, row, "cross-work-denied")
        if not named:
            yield breach("/joinings", "coordinator-missing")
        elif not all(any(stint.holds(moment) for stint in named) for moment in _beginnings(context)):
            yield breach(named[0].path, "coordinator-missing")
    else:
        yield (declared_by(context, row) if named else None) or need("/work/cross_work", "cross-work-unknown", row=row)


def briefed(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every worker and guardian was briefed and signed for it before starting (4.4)."""
    record = context.record
    if not record.briefings:
        yield breach("/briefings", "briefing-missing")
        return
    for index, briefing in enumerate(record.briefings):
        if briefing.by is None:
            yield breach(f"/briefings/{index}/by", "briefer-blank")
    present = context.course.stints(Duty.WORKER, Duty.GUARDIAN)
    if not context.course.stints(Duty.WORKER):
        yield breach("/joinings", "worker-missing")
    start = context.course.start
    if start is None:
        yield need("/permitted/start", "start-unknown")
        return
    for stint in present:
        yield from _received(context, stint, start if stint.since is None else max(start, stint.since))


def _received(context: Context[Any], stint: Stint, deadline: datetime) -> Iterable[Answer]:
    """Judge the earliest receipt of a person; one without a time of its own was signed at the briefing."""
    found: list[tuple[datetime, int, int]] = []
    undated: list[Answer] = []
    limit = whole_minute(deadline)
    for index, number in context.course.receipts.get(stint.person, ()):
        briefing = context.record.briefings[index]
        signed, given = briefing.receipts[number].at, briefing.at
        if given is None:
            undated.append(need(f"/briefings/{index}/at", "briefing-undated"))
            continue
        at = given if signed is None or signed < given else signed
        if whole_minute(at) <= limit:
            return ()
        found.append((at, index, number))
    if not found:
        return undated or [breach(f"{stint.path}/person", "receipt-missing", duty=stint.duty)]
    at, index, number = min(found)
    path = f"/briefings/{index}/receipts/{number}/at"
    return undated or [breach(path, "receipt-late", duty=stint.duty, at=at, deadline=deadline)]
