"""
What may be done with a record in each state. A lifecycle is a value; all knowledge of transitions is in it.

Building one checks that every state can be reached and every state that is not final can be left.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property

import attrs

from safetykit.errors import PackError
from safetykit.model.findings import Milestone
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.model.time import Period, whole_minute

ANY = "*"


@attrs.frozen(kw_only=True)
class State:
    """
    One state of a record.

    Attributes:
        name: Stored; never changes.
        final: Nothing follows.
        amend: Substance fields that may be amended in it; ``("*",)`` for all.
        adds: Whether evidence may be added.
        signs: Whether slots may be signed.
        clock: Whether, for a record that was entered from paper or another system, time alone makes milestones due.
        reached: The last milestone that a record in this state has passed for certain.
        works: Whether work may be going on.
    """

    name: str
    final: bool = False
    amend: tuple[str, ...] = ()
    adds: bool = True
    signs: bool = True
    clock: bool = False
    reached: str | None = None
    works: bool = False


@attrs.frozen(kw_only=True)
class Move:
    """
    One step of a lifecycle.

    Attributes:
        action: Stored; never changes.
        sources: States it starts from.
        target: State it leads to.
        roles: Roles that may make it; empty for anybody, as every step towards safety is.
        slots: Slots of the form of which the mover signs one by making it; the first if none is named.
        gated: Whether rules are asked first. Only steps towards danger are.
        milestone: Milestone that it reaches.
        sets: Fields that may be given with it.
        records: Evidence field that it adds to: a time, who, and the reason where the type has one.
        demands: Facts of that evidence that must be given as true, such as ``cause_removed``.
        details: Facts of that evidence that may be given, such as the ``cause`` of a stop.
        reasoned: Whether a reason must be given.
        held_by: Dotted fields of which none may be false after the move: people and tools that were not counted out.
    """

    action: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    gated: bool = False
    milestone: str | None = None
    sets: tuple[str, ...] = ()
    records: str | None = None
    demands: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    reasoned: bool = False
    held_by: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Slot:
    """A place of the form that people sign, with the roles that may; ``fields`` narrows what the signature covers."""

    name: str
    roles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Lifecycle:
    """
    A table of states, moves and slots for the records that ``applies_to`` names (``permit/*``, ``permit/hot-work``).

    Raises:
        PackError: If a state is named twice or unknown, cannot be reached, or is a trap; all problems at once.
    """

    id: str
    applies_to: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    slots: tuple[Slot, ...] = ()
    milestones: tuple[str, ...] = tuple(Milestone)
    """The moments at which rules fall due, in order. ``start``, ``during`` and ``close`` have a clock on paper."""
    presupposed: FrozenMap[str] = EMPTY
    """By evidence field the milestone that its being filled presupposes: who paused has begun."""

    def __attrs_post_init__(self) -> None:
        """Check the table."""
        names = [state.name for state in self.states]
        problems = [] if names else ["there is no state"]
        problems += [f"state '{name}' is named twice" for name in sorted({n for n in names if names.count(n) > 1})]
        for move in self.moves:
            problems += [
                f"move '{move.action}': no state '{name}'" for name in (*move.sources, move.target) if name not in names
            ]
            known = {slot.name for slot in self.slots}
            problems += [f"move '{move.action}': no slot '{name}'" for name in move.slots if name not in known]
        used = {state.reached for state in self.states} | {move.milestone for move in self.moves}
        used |= {*self.presupposed.values()}
        problems += [f"there is no milestone '{name}'" for name in sorted(filter(None, used - {*self.milestones}))]
        pairs = [(move.action, source) for move in self.moves for source in move.sources]
        problems += [
            f"move '{action}' starts twice from '{source}'"
            for action, source in sorted({p for p in pairs if pairs.count(p) > 1})
        ]
        reachable = set(self._reachable(names[0])) if names else set()
        problems += [f"state '{name}' cannot be reached" for name in names if name not in reachable]
        problems += [
            f"state '{state.name}' is a trap: no final state can be reached from it"
            for state in self.states
            if not any(other.final for other in self.states if other.name in self._reachable(state.name))
        ]
        problems += [
            f"state '{state.name}' is final but can be left"
            for state in self.states
            if state.final and any(self.moves_from(state.name))
        ]
        if problems:
            raise PackError([f"lifecycle {self.id}: {problem}" for problem in problems])

    def _reachable(self, start: str) -> Iterable[str]:
        seen = {start}
        todo = [start]
        while todo:
            state = todo.pop()
            new = {move.target for move in self.moves_from(state)} - seen
            seen |= new
            todo += sorted(new)
        return seen

    @property
    def initial(self) -> State:
        """The state that a new record starts in."""
        return self.states[0]

    def state(self, name: str) -> State | None:
        """Return the state called *name*."""
        return self._states.get(name)

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.name: state for state in self.states}

    def slot(self, name: str) -> Slot | None:
        """Return the slot called *name*."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def moves_from(self, state: str) -> Iterator[Move]:
        """Iterate over the moves that start from *state*."""
        return (move for move in self.moves if state in move.sources)

    def move(self, action: str, state: str) -> Move | None:
        """Return the move *action* from *state*, or None."""
        return next((move for move in self.moves_from(state) if move.action == action), None)

    def move_into_slot(self, slot: str) -> Move | None:
        """Return the move that signs *slot*, if the slot is signed by moving."""
        return next((move for move in self.moves if slot in move.slots), None)

    def started(self, record: Record) -> datetime | None:
        """Return when the record's first start step was made, as its sign-off tells."""
        first: datetime | None = None
        for sign in record.sign_offs:
            if sign.action in self._starting and sign.signed_at and (first is None or sign.signed_at < first):
                first = sign.signed_at
        return first

    @cached_property
    def _starting(self) -> frozenset[str | None]:
        return frozenset(move.action for move in self.moves if move.milestone == Milestone.START)

    def ended(self, record: Record) -> datetime | None:
        """Return when the record got into its final state, the last signature at the earliest; None if nothing tells."""
        state = self.state(record.state)
        if state is None or not state.final:
            return None
        times = (record.state_since, *(sign.signed_at for sign in record.sign_offs))
        return max((at for at in times if at is not None), default=None)

    def before(self, milestone: str | None) -> frozenset[str]:
        """
        Return *milestone* and all that lie before it in a record's life; nothing for None.

        Raises:
            ValueError: If the lifecycle has no such milestone.
        """
        if milestone is None:
            return frozenset()
        if milestone not in self.milestones:
            msg = f"lifecycle {self.id}: no such milestone; use one of {', '.join(self.milestones)}"
            raise ValueError(msg)
        return frozenset(self.milestones[: self.milestones.index(milestone) + 1])

    def turning_points(self, record: Record) -> tuple[datetime, ...]:
        """Return the instants at which time alone makes the record pass a milestone."""
        return tuple(moment for moment, _ in self._clock(record))

    def _clock(self, record: Record) -> Iterator[tuple[datetime, str]]:
        state = self.state(record.state)
        if state is None or not state.clock or record.entered_from is None:
            return
        window: Period | None = getattr(record, "permitted", None)
        if window is not None and window.start is not None and any(sign.agrees for sign in record.sign_offs):
            yield whole_minute(window.start), Milestone.DURING
        end = getattr(record, "valid_until", None)
        if end is not None:
            yield whole_minute(end), Milestone.CLOSE

    def reached(self, record: Record, at: datetime) -> frozenset[str]:
        """
        Return the milestones that *record* has passed by *at*.

        A milestone is passed when its move, or an act that presupposes it, is recorded. For a record that was entered
        from paper or another system also by the clock: ``start`` at the permitted start if somebody signed (which slot
        approves depends on grade and site), ``close`` at the permitted end, that minute included.
        """
        state = self.state(record.state)
        ranks, by_action, by_slot = self._ranks, self._by_action, self._by_slot
        last = ranks[state.reached] if state is not None else 0
        for sign in record.sign_offs:
            if sign.agrees:
                last = max(last, by_action.get(sign.action, 0), 0 if sign.path else by_slot.get(sign.slot, 0))
        for name, milestone in self.presupposed.items():
            if getattr(record, name, ()):
                last = max(last, ranks[milestone])
        for moment, milestone in self._clock(record):
            if whole_minute(at) >= moment:
                last = max(last, ranks[milestone])
        return self._passed[last]

    @cached_property
    def _ranks(self) -> dict[str | None, int]:
        """By milestone, and for none, how many are passed with it."""
        return {None: 0, **{name: number for number, name in enumerate(self.milestones, 1)}}

    @cached_property
    def _passed(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(self.milestones[:count]) for count in range(len(self.milestones) + 1))

    @cached_property
    def _by_action(self) -> dict[str | None, int]:
        return _furthest((move.action, self._ranks[move.milestone]) for move in self.moves)

    @cached_property
    def _by_slot(self) -> dict[str | None, int]:
        return _furthest((slot, self._ranks[move.milestone]) for move in self.moves for slot in move.slots)


def _furthest(pairs: Iterable[tuple[str, int]]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for name, rank in pairs:
        found[name] = max(rank, found.get(name, 0))
    return found


def choose(lifecycles: Iterable[Lifecycle], subject: str) -> Lifecycle | None:
    """Return the lifecycle for *subject*: one that names it, else one for every kind of its record type."""
    table = {lifecycle.applies_to: lifecycle for lifecycle in lifecycles}
    return table.get(subject) or table.get(f"{subject.partition('/')[0]}/{ANY}")
