"""Mutants for the rows of ``cn_gb30871`` that every special work has: chapter 4, the forms, one body in one place."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from safetykit.model.evidence import Acceptance, Disposal, Disposed, Duty, Joining, Leaving, Occurrence, StopReason
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.signoffs import Presence, SignOff
from safetykit.testing.cast import DETECTOR, LONG, WU, ZHENG, ZHOU
from safetykit.testing.jobs import MONDAY, Job, Spot
from safetykit.testing.mutants import (
    Broken,
    Fault,
    HotPermit,
    Mutant,
    added,
    altered,
    beside,
    changed,
    edited,
    facts,
    into,
    moved,
    waited,
    without,
)

_LAPSED: Final = MONDAY - timedelta(days=1)


def _person(id: str, **changes: object) -> Fault:
    return altered("people", lambda person: person.id == id, **changes)


def _certificate(id: str, **changes: Any) -> Fault:
    def spoil(permit: HotPermit) -> HotPermit:
        people = tuple(
            attrs.evolve(person, certificates=tuple(attrs.evolve(item, **changes) for item in person.certificates))
            if person.id == id
            else person
            for person in permit.people
        )
        return attrs.evolve(permit, people=people)

    return edited(spoil)


def _happened(kind: str, minutes: int, **answers: Any) -> Fault:
    return added("occurrences", lambda permit: Occurrence(at=into(permit, minutes), kind=kind, **answers))


def _on_other(duty: str, person: str) -> Fault:
    return beside("height", lambda other: attrs.evolve(other, joinings=(Joining(person=person, duty=duty),)))


def _signs_elsewhere(broken: Broken) -> Broken:
    """Let the approver sign another permit a minute later, at another place."""
    at = into(broken.permit, -5)
    sign = SignOff(slot="approver", actor=ZHENG.id, signed_at=at, presence=Presence.DECLARED)
    place = Place(text="空分装置")
    return beside("height", lambda other: attrs.evolve(other, place=place, sign_offs=(sign,)))(broken)


PEOPLE_AND_PAPERS: Final = (
    Mutant(rule="cn-gb30871/special-work/risk", fault=changed(risk=None)),
    Mutant(rule="cn-gb30871/special-work/briefing", fault=changed(briefings=())),
    Mutant(rule="cn-gb30871/special-work/signatures", fault=without("sign_offs", lambda sign: sign.slot == "leader")),
    Mutant(
        rule="cn-gb30871/hot-work/linked-permits",
        fault=without("links", lambda link: link.kind == "temporary-electricity"),
    ),
    Mutant(rule="cn-gb30871/hot-work/worker-certificates", fault=_certificate(LONG.id, valid_until=_LAPSED)),
    Mutant(rule="cn-gb30871/special-work/guardian", fault=_certificate(ZHOU.id, exam_passed=False)),
    Mutant(
        rule="cn-gb30871/special-work/guardian-stays",
        job=Job(pause=0),
        fault=added("leavings", lambda permit: Leaving(person=ZHOU.id, duty=Duty.GUARDIAN, at=into(permit, 90))),
    ),
    Mutant(
        rule="cn-gb30871/special-work/approved-on-the-spot",
        fault=altered("sign_offs", lambda sign: sign.slot == "approver", presence=Presence.ELSEWHERE),
    ),
    Mutant(
        rule="cn-gb30871/special-work/approver",
        # The company asks for a higher function than table B.1, and a lower one signs.
        settings=FrozenMap({"approvers": FrozenMap({"hot-work/first": ("principal-leader",)})}),
        fault=altered("sign_offs", lambda sign: sign.slot == "approver", actor=ZHENG.id),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/approver-by-table",
        # The company lets a function approve that table B.1 does not name.
        settings=FrozenMap({"approvers": FrozenMap({"hot-work/first": ("safety-department", "shift-supervisor")})}),
        fault=_person(ZHENG.id, function="shift-supervisor"),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/shift-leader",
        fault=without("sign_offs", lambda sign: sign.slot == "shift-leader"),
    ),
    Mutant(
        rule="cn-gb30871/special-work/detectors",
        fault=altered("instruments", lambda item: item.id == DETECTOR.id, verified_until=_LAPSED),
    ),
    Mutant(
        rule="cn-gb30871/special-work/lamps",
        job=Job(spot=Spot.VESSEL),
        fault=facts(lamp_voltage=Quantity(value=Decimal(48), unit=Unit.VOLT)),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/cross-work",
        fault=without("joinings", lambda joining: joining.duty == Duty.COORDINATOR),
    ),
    Mutant(
        rule="cn-gb30871/special-work/acceptance",
        fault=changed(acceptance=Acceptance(site_clear=False, people_out=True, tools_out=True)),
    ),
)

EVENTS: Final = (
    Mutant(
        rule="cn-gb30871/special-work/inside-window",
        moment="resume",
        fault=waited(timedelta(hours=4)),
    ),
    Mutant(
        rule="cn-gb30871/special-work/conditions-changed",
        fault=_happened(StopReason.CONDITION_CHANGE, 450, reanalyzed=False, renewed=True),
    ),
    Mutant(rule="cn-gb30871/special-work/stopped", fault=_happened(StopReason.GAS_ALARM, 90)),
    Mutant(rule="cn-gb30871/special-work/unaltered", fault=_happened("alteration", 90)),
    Mutant(
        rule="cn-gb30871/special-work/keeping",
        fault=added(
            "disposals", lambda permit: Disposal(at=into(permit, 30 * 24 * 60), what=Disposed.RECORD, by=WU.id)
        ),
    ),
    Mutant(rule="cn-gb30871/special-work/one-body/guardian", fault=_on_other(Duty.GUARDIAN, ZHOU.id)),
    Mutant(rule="cn-gb30871/special-work/one-body/worker", fault=_on_other(Duty.WORKER, LONG.id)),
    Mutant(
        rule="cn-gb30871/special-work/one-body/analyst",
        job=Job(pause=0),
        fault=moved("gas_tests", timedelta(minutes=2), lambda test: test.point.kind.value == "inside"),
    ),
    Mutant(rule="cn-gb30871/special-work/one-body/signer", fault=_signs_elsewhere),
)

FORM: Final = (
    Mutant(
        rule="cn-gb30871/hot-work/check-list",
        fault=without("confirmations", lambda confirmation: confirmation.row == 3),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/check-list/cleaned",
        fault=altered("measures", lambda measure: measure.row == 1, involved=False),
    ),
    Mutant(rule="cn-gb30871/special-work/form/essentials", fault=changed(place=None)),
    Mutant(rule="cn-gb30871/hot-work/form/cells", fault=changed(content=None)),
    Mutant(
        rule="cn-gb30871/special-work/form/analyst",
        fault=altered("gas_tests", lambda test: test.point.kind.value == "inside", analyst=None),
    ),
    Mutant(
        rule="cn-gb30871/hot-work/form/tests-and-opinions",
        fault=altered("sign_offs", lambda sign: sign.slot == "unit", opinion=None),
    ),
)

GENERAL_MUTANTS: Final = (*PEOPLE_AND_PAPERS, *EVENTS, *FORM)
"""One for each of these rows."""
