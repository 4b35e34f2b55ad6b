"""
Single-fault mutants: for a row of law, a permit that keeps every rule but this one.

::

    from safetykit.testing.hot_work_mutants import MUTANTS

    assert mutant_problems(kit, MUTANTS) == ()

A mutant begins with a life that keeps every rule, takes one moment of it and changes one thing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs

from safetykit.codec.substance import cover
from safetykit.kit import Kit
from safetykit.model.findings import Mode
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.records import with_fields
from safetykit.model.works import HotWork
from safetykit.testing.jobs import RACK, Job
from safetykit.testing.lives import Moment, life_of

HotPermit: TypeAlias = Permit[HotWork]


@attrs.frozen
class Broken:
    """A permit with one fault: when and at which milestone to judge it, and the records that are at hand."""

    permit: HotPermit
    at: datetime
    milestone: str | None = None
    related: tuple[Permit[Any], ...] = ()


Fault: TypeAlias = Callable[[Broken], Broken]
"""Changes one thing."""


@attrs.frozen(kw_only=True)
class Mutant:
    """
    How one row is broken.

    Attributes:
        rule: Id of the row.
        job: The job of the valid life.
        moment: Name of the moment of its life that is changed; of several of one name the last.
        fault: Makes the fault.
        milestone: Judged as if this one were reached; None for what the record itself has reached.
        settings: Settings of the site under which it is judged, over those of the kit.
        also: Ids of rows that the same fault necessarily breaks too.
        reason: Why it does, where there are such rows.
    """

    rule: str
    fault: Fault
    job: Job = RACK
    moment: str = "close"
    milestone: str | None = None
    settings: FrozenMap[Any] = EMPTY
    also: tuple[str, ...] = ()
    reason: str = ""

    def fitted(self, kit: Kit) -> Kit:
        """Return the kit with the settings of the mutant, where no finding stops a step."""
        settings = {**self.settings, "mode": Mode.RECORD}
        return attrs.evolve(kit, site=attrs.evolve(kit.site, **settings))

    def valid(self, kit: Kit) -> Broken:
        """Return the permit before it is broken."""
        life = life_of(self.fitted(kit), self.job)
        found = [moment for moment in life if moment.name == self.moment]
        if not found:
            names = ", ".join(dict.fromkeys(moment.name for moment in life))
            msg = f"moment: no {self.moment!r} in this life; known: {names}"
            raise ValueError(msg)
        last: Moment = found[-1]
        return Broken(last.permit, last.at, self.milestone, last.related)

    def broken_rules(self, kit: Kit, judged: Broken) -> frozenset[str]:
        """Return the ids of the rows that a permit breaks, at the site of the mutant."""
        findings = self.fitted(kit).check(
            judged.permit, at=judged.at, related=judged.related, milestone=judged.milestone
        )
        return frozenset(item.rule for item in findings.breaches)

    def made(self, kit: Kit) -> Broken:
        """Return the broken permit; its signatures were given to what it says now."""
        return self.fault(self.valid(kit))


def changed(**fields: object) -> Fault:
    """Make a fault that sets fields of the permit; signatures cover what is there then."""
    return edited(lambda permit: with_fields(permit, **fields))


def facts(**fields: object) -> Fault:
    """Make a fault that sets facts of the work."""
    return edited(lambda permit: with_fields(permit, work=_like(permit.work, **fields)))


def edited(edit: Callable[[HotPermit], HotPermit]) -> Fault:
    """Make a fault by a function of the permit; signatures cover what is there then."""
    return lambda broken: attrs.evolve(broken, permit=resigned(edit(broken.permit)))


def without(name: str, unwanted: Callable[[Any], bool]) -> Fault:
    """Make a fault that takes pieces of evidence or other items of a field away."""
    return edited(
        lambda permit: with_fields(
            permit, **{name: tuple(item for item in getattr(permit, name) if not unwanted(item))}
        )
    )


def altered(name: str, meant: Callable[[Any], bool], **changes: object) -> Fault:
    """Make a fault that changes the items of a field that are meant."""
    return edited(lambda permit: _with_items(permit, name, meant, lambda item: _like(item, **changes)))


def _with_items(permit: HotPermit, name: str, meant: Callable[[Any], bool], change: Callable[[Any], Any]) -> HotPermit:
    items = tuple(change(item) if meant(item) else item for item in getattr(permit, name))
    return with_fields(permit, **{name: items})


def added(name: str, make: Callable[[HotPermit], object]) -> Fault:
    """Make a fault that adds one item to a field, made from the permit."""
    return edited(lambda permit: with_fields(permit, **{name: (*getattr(permit, name), make(permit))}))


def moved(name: str, by: timedelta, meant: Callable[[Any], bool] = lambda _: True) -> Fault:
    """Make a fault that shifts the times of the items of a field that are meant."""
    return edited(lambda permit: _with_items(permit, name, meant, lambda item: attrs.evolve(item, at=item.at + by)))


def _like(value: Any, **changes: object) -> Any:
    return attrs.evolve(value, **changes)


def waited(by: timedelta) -> Fault:
    """Make the fault that nobody does anything: the permit is judged so much later."""
    return lambda broken: attrs.evolve(broken, at=broken.at + by)


def beside(kind: str, edit: Callable[[Permit[Any]], Permit[Any]]) -> Fault:
    """Make a fault in the linked permits of one kind of work."""
    return lambda broken: attrs.evolve(
        broken, related=tuple(edit(other) if other.work.kind == kind else other for other in broken.related)
    )


def into(permit: HotPermit, minutes: int) -> datetime:
    """Return the instant so many minutes after the window of a permit begins."""
    if permit.permitted is None or permit.permitted.start is None:
        msg = "permitted: no window was granted yet"
        raise ValueError(msg)
    return permit.permitted.start + timedelta(minutes=minutes)


def resigned(permit: HotPermit) -> HotPermit:
    """Return *permit* as if everybody had signed what it says now."""
    covers = cover(permit)
    signs = tuple(
        sign if sign.covers is None else attrs.evolve(sign, covers=attrs.evolve(covers, revision=sign.covers.revision))
        for sign in permit.sign_offs
    )
    return attrs.evolve(permit, sign_offs=signs)


def mutant_problems(kit: Kit, mutants: Iterable[Mutant]) -> tuple[str, ...]:
    """
    Say of which mutants the fault is not found by exactly the row that it is meant for.

    Args:
        kit: The kit that judges. Its profile should keep all inputs, such as ``electronic``.
        mutants: The mutants.

    Returns:
        A line for each, with the row and what was found in its place. None if all is well.
    """
    return tuple(problem for mutant in mutants for problem in _problems(kit, mutant))


def _problems(kit: Kit, mutant: Mutant) -> Iterator[str]:
    before = mutant.broken_rules(kit, mutant.valid(kit))
    after, wanted = mutant.broken_rules(kit, mutant.made(kit)), {mutant.rule, *mutant.also}
    if before:
        yield f"{mutant.rule}: the valid permit breaks {_listed(before)}"
    if after != wanted:
        yield f"{mutant.rule}: the mutant breaks {_listed(after)}, not exactly {_listed(wanted)}"


def _listed(rules: Iterable[str]) -> str:
    return ", ".join(sorted(rules)) or "nothing"
