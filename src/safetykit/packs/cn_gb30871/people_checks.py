"""The people of a job: certificates of workers, the guardian, the coordinator, the briefing."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import attrs

from safetykit.model.evidence import Duty
from safetykit.model.findings import Outcome
from safetykit.model.people import Certificate, Person
from safetykit.model.time import whole_minute
from safetykit.packs.cn_gb30871.signature_checks import site_key
from safetykit.packs.cn_gb30871.ticks import declared_by, denied
from safetykit.rules.course import Stint
from safetykit.rules.paths import word
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def methods_of(context: Context[Any]) -> frozenset[str]:
    """Return the methods of the work by their stored names."""
    methods = context.record.work.methods
    return context.course.once("methods", lambda: frozenset(map(word, methods)))


def workers_certified(context: Context[Any]) -> Iterator[Answer]:
    """Say whether everybody who does a listed special operation holds a certificate that is in date (4.9)."""
    params, methods = context.params, methods_of(context)
    listed = methods.intersection(params["methods"])
    unclear = methods.intersection(params["unclear"])
    if methods and not listed and not unclear:
        yield not_applicable("/work/methods")
        return
    workers = dict.fromkeys([stint.person for stint in context.course.stints(Duty.WORKER)])
    answers = _certified(context, workers, numbered=True)
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
    for moment in _unattended(context, guardians) if guardians else ():
        yield breach(guardians[0].path, "guardian-late", start=moment)
    for guardian in guardians:
        person = guardian.person
        for other in context.course.stints_of(person):
            if other.duty in params["duties"] and other.overlaps(guardian):
                yield breach(f"{other.path}/duty", "guardian-has-duty", duty=other.duty)
        for index, sign in enumerate(record.sign_offs):
            if sign.actor == person and sign.slot in slots and index not in context.void:
                yield breach(f"/sign_offs/{index}/actor", "guardian-signs", slot=sign.slot)
    yield from _certified(context, dict.fromkeys([guardian.person for guardian in guardians]), numbered=False)


def _unattended(context: Context[Any], stints: tuple[Stint, ...]) -> Iterator[datetime]:
    """Yield when work starts or goes on again, as far as that is known, while none of *stints* goes on."""
    if [True for stint in stints if stint.since is None and stint.until is None]:
        return
    record, start = context.record, context.course.start
    begun = [item.at for item in (*record.starts, *record.resumptions)]
    for moment in dict.fromkeys(begun if start is None else [start, *begun]):
        if not any(stint.holds(moment) for stint in stints):
            yield moment


@attrs.frozen(slots=False)
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


def _certified(context: Context[Any], people: Iterable[str], *, numbered: bool) -> list[Answer]:
    """
    Judge the best certificate of the wanted kind that each of some people holds.

    One that is not numbered is an open question where none is recorded.
    """
    params, days, known = context.params, context.course.days(context.site.zone), context.course.people
    wanted = _Wanted(params["certificate"], params.get("items", ()), numbered, *days)
    answers: list[Answer] = []
    for person in people:
        entry = known.get(person)
        answers += [_none("/people", wanted)] if entry is None else _best(wanted, *entry)
    return answers


def _none(path: str, wanted: _Wanted) -> Answer:
    return breach(path, "certificate-missing") if wanted.numbered else need(path, "certificate-unknown")


def _best(wanted: _Wanted, index: int, person: Person) -> list[Answer]:
    """Return what is wrong with the certificate of a person that has the least wrong with it."""
    path = f"/people/{index}/certificates"
    judged: list[list[Answer]] = []
    for number, certificate in enumerate(person.certificates):
        if certificate.kind == wanted.kind:
            flaws = _flaws(wanted, certificate, path, number)
            if not flaws:
                return flaws
            judged.append(flaws)
    if not judged:
        return [_none(path, wanted)]
    return min(judged, key=lambda flaws: (any(flaw.outcome is Outcome.BREACH for flaw in flaws), len(flaws)))


def _flaws(wanted: _Wanted, certificate: Certificate, place: str, number: int) -> list[Answer]:
    path, numbered, until = f"{place}/{number}", wanted.numbered, certificate.valid_until
    if not certificate.held:
        return [breach(f"{path}/held", "certificate-not-held", kind=certificate.kind)]
    found: list[Answer] = []
    if certificate.exam_passed is False:
        found.append(breach(f"{path}/exam_passed", "exam-not-passed"))
    if certificate.in_date is False:
        found.append(breach(f"{path}/in_date", "certificate-out-of-date"))
    if wanted.items and certificate.item is not None and not _speaks_of(certificate.item, wanted.items):
        found.append(need(f"{path}/item", "certificate-item-other"))
    if numbered and certificate.number is None:
        found.append(breach(f"{path}/number", "certificate-number-blank"))
    if numbered and until is None:
        found.append(need(f"{path}/valid_until", "certificate-end-unknown"))
    first, last = wanted.first, wanted.last
    if first is None or last is None:
        return [*found, need("/permitted", "window-unknown")]
    if certificate.valid_from is not None and first < certificate.valid_from:
        found.append(breach(f"{path}/valid_from", "certificate-not-yet", since=certificate.valid_from))
    if until is not None and until < last:
        found.append(breach(f"{path}/valid_until", "certificate-ended", until=until, last=last))
    if certificate.review_due is not None and certificate.review_due < last:
        found.append(breach(f"{path}/review_due", "certificate-not-reviewed", until=certificate.review_due, last=last))
    return found


@lru_cache
def _speaks_of(item: str, words: tuple[str, ...]) -> bool:
    folded = item.casefold()
    return any(said in folded for said in words)


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
        elif any(_unattended(context, named)):
            yield breach(named[0].path, "coordinator-missing")
    else:
        yield (declared_by(context, row) if named else None) or need("/work/cross_work", "cross-work-unknown", row=row)


def briefed(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every worker and guardian was briefed and signed for it before starting (4.4)."""
    record, course = context.record, context.course
    if not record.briefings:
        yield breach("/briefings", "briefing-missing")
        return
    for index, briefing in enumerate(record.briefings):
        if briefing.by is None:
            yield breach(f"/briefings/{index}/by", "briefer-blank")
    if not course.stints(Duty.WORKER):
        yield breach("/joinings", "worker-missing")
    start = course.start
    if start is None:
        yield need("/permitted/start", "start-unknown")
        return
    told = _told(record, whole_minute(start))
    for stint in course.stints(Duty.WORKER, Duty.GUARDIAN):
        if stint.person not in told:
            yield from _received(context, stint, start if stint.since is None else max(start, stint.since))


def _told(record: Any, limit: datetime) -> set[str]:
    """Return who was briefed and signed for it by a minute."""
    found: set[str] = set()
    for briefing in record.briefings:
        given = briefing.at
        if given is not None and whole_minute(given) <= limit:
            for receipt in briefing.receipts:
                signed = receipt.at
                if signed is None or signed <= limit or whole_minute(signed) <= limit:
                    found.add(receipt.person)
    return found


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
