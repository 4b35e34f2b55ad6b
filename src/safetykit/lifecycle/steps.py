"""
The verbs as pure functions over a lifecycle: each returns a step or refuses with everything that stands in the way.

Rules are not asked here; the kit does that for gated moves.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from safetykit.codec.substance import cover, still_holds
from safetykit.errors import Refused
from safetykit.lifecycle.engine import ANY, Lifecycle, Move
from safetykit.model.changes import Change, Step
from safetykit.model.findings import Finding, Findings, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import EVIDENCE, NOT_SIGNED
from safetykit.model.people import Actor, Medium
from safetykit.model.records import EnteredFrom, Record, with_fields
from safetykit.model.shapes import fields_of
from safetykit.model.signoffs import Presence, SignOff
from safetykit.model.time import aware, whole_minute

R = TypeVar("R", bound=Record)

HELD_BY_LIFECYCLE = frozenset({"id", "state", "revision", "changed_at", "state_since", "entered_from", "sign_offs"})
"""Fields that only the verbs set."""


@attrs.frozen
class Obstacle:
    """One reason why a step is refused: a short code, the key of its texts, the place."""

    code: str
    message: str
    path: str = ""
    args: FrozenMap[str] = EMPTY


def refusal(record: Record, lifecycle: Lifecycle, action: str, at: datetime, obstacles: list[Obstacle]) -> Refused:
    """Make the error that holds every obstacle as a finding."""
    items = tuple(
        Finding(
            rule=f"safetykit/lifecycle/{obstacle.message}",
            code=obstacle.code,
            pack="safetykit",
            outcome=Outcome.BREACH,
            severity=Severity.BLOCK,
            cites=f"lifecycle {lifecycle.id}",
            mark="house",
            path=obstacle.path,
            message=obstacle.message,
            args=obstacle.args,
        )
        for obstacle in obstacles
    )
    return Refused(action, Findings(record=record.id, revision=record.revision, judged_at=at, items=items))


def refuse_unknown_state(lifecycle: Lifecycle, record: Record, action: str, at: datetime) -> None:
    """Refuse *action* for a record in a state that its lifecycle does not know: nothing could be said of it."""
    if lifecycle.state(record.state) is None:
        raise refusal(record, lifecycle, action, at, [_unknown_state(lifecycle)])


def open_record(lifecycle: Lifecycle, draft: R, *, by: Actor, at: datetime) -> Step[R]:
    """Make the first revision of *draft*, which must be unsigned, in the first state, and taken over from nowhere."""
    obstacles = []
    if draft.state != lifecycle.initial.name or draft.revision:
        obstacles.append(_obstacle("LC-01", "not-a-draft", "/state", wanted=lifecycle.initial.name))
    if draft.entered_from is not None:
        obstacles.append(_obstacle("LC-01", "not-a-draft", "/entered_from", wanted=lifecycle.initial.name))
    if draft.sign_offs:
        obstacles.append(_obstacle("LC-05", "signed-draft", "/sign_offs"))
    if obstacles:
        raise refusal(draft, lifecycle, "open", at, obstacles)
    return _step(with_fields(draft, state_since=at), "open", by, at, ("",))


def adopt(lifecycle: Lifecycle, record: R, *, by: Actor, at: datetime, source: EnteredFrom) -> Step[R]:
    """Enter a finished record in the state it shows; its sign-offs are bound to what was transcribed."""
    refuse_unknown_state(lifecycle, record, "adopt", at)
    if record.revision:
        raise refusal(record, lifecycle, "adopt", at, [_obstacle("LC-01", "not-new", "/revision")])
    medium = Medium.INK if source is EnteredFrom.PAPER else None
    entered = with_fields(record, entered_from=source, revision=1)
    signed = tuple(
        attrs.evolve(
            sign,
            covers=sign.covers or cover(entered, fields=_slot_fields(lifecycle, sign.slot)),
            recorded_at=sign.recorded_at or at,
            recorded_by=sign.recorded_by or by.id,
            medium=sign.medium or medium,
        )
        for sign in record.sign_offs
    )
    return _step(with_fields(entered, sign_offs=signed, revision=0), "adopt", by, at, ("",))


def add(lifecycle: Lifecycle, record: R, evidence: object, *, by: Actor, at: datetime) -> Step[R]:
    """Append one piece of evidence where its type belongs."""
    work: Any = getattr(record, "work", None)
    name = _evidence_field(type(record), evidence) or (work and _evidence_field(type(work), evidence, "work."))
    obstacles = _late(record, at)
    state = lifecycle.state(record.state)
    if state is None or not state.adds:
        obstacles.append(_obstacle("LC-01", "no-more-evidence", "/state", state=record.state))
    if not name:
        obstacles.append(_obstacle("LC-08", "no-evidence", type=type(evidence).__name__))
        raise refusal(record, lifecycle, "add", at, obstacles)
    owner, field = (work, name.removeprefix("work.")) if name.startswith("work.") else (record, name)
    count = len(getattr(owner, field))
    path, happened = f"/{name.replace('.', '/')}/{count}", getattr(evidence, "at", None)
    if isinstance(happened, datetime) and whole_minute(happened) > whole_minute(at):
        obstacles.append(_obstacle("LC-03", "not-yet-happened", f"{path}/at", happened=happened.isoformat()))
    if obstacles:
        raise refusal(record, lifecycle, "add", at, obstacles)
    grown = {field: (*getattr(owner, field), evidence)}
    whole = with_fields(record, **(grown if owner is record else {"work": attrs.evolve(work, **grown)}))
    return _step(whole, "add", by, at, (path,), record)


def _evidence_field(cls: type, evidence: object, prefix: str = "") -> str | None:
    for field in fields_of(cls):
        if EVIDENCE in field.shape.marks and field.shape.item and field.shape.item.cls is type(evidence):
            return prefix + field.name
    return None


def amend(
    lifecycle: Lifecycle, record: R, changes: Mapping[str, object], *, by: Actor, at: datetime, reason: str | None
) -> Step[R]:
    """
    Change substance where the state allows it.

    Elsewhere a blank field may be filled until the end, for what becomes known on the spot must find its way in; and
    what belongs to the host and no signature binds, such as its own ids, may be changed for ever.
    """
    state = lifecycle.state(record.state)
    obstacles = _late(record, at)
    fields = {field.name: field.shape for field in fields_of(type(record)) if EVIDENCE not in field.shape.marks}
    granted = {name for row in lifecycle.moves for name in row.sets}
    allowed = () if state is None else state.amend
    for name in changes:
        if name not in fields.keys() - HELD_BY_LIFECYCLE or (name in granted and not {ANY, name} & {*allowed}):
            obstacles.append(_obstacle("LC-06", "not-a-field-to-amend", f"/{name}", field=name))
    if obstacles:
        raise refusal(record, lifecycle, "amend", at, obstacles)
    amended = with_fields(record, **changes)
    closed = {name for name in changes if ANY not in allowed and name not in allowed}
    bound = {name for name in closed if fields[name].unsigned != NOT_SIGNED}
    if bound and (state is None or state.final or not _only_filled(record, amended, closed)):
        obstacles.append(_obstacle("LC-07", "not-amendable", "/state", state=record.state))
        raise refusal(record, lifecycle, "amend", at, obstacles)
    paths = tuple(f"/{name}" for name, value in sorted(changes.items()) if getattr(record, name) != value)
    return _step(amended, "amend", by, at, paths, record, reason)


def _only_filled(record: Record, amended: Record, names: Collection[str]) -> bool:
    """Say whether nothing of *names* but blanks was changed, and no evidence within them has grown."""
    was, now = cover(record, fields=tuple(names)), cover(amended, fields=tuple(names))
    return was.lengths == now.lengths and bool(still_holds(amended, was))


def sign_off(
    lifecycle: Lifecycle,
    record: R,
    *,
    slot: str,
    path: str = "",
    by: Actor,
    at: datetime,
    agrees: bool,
    opinion: str | None,
    presence: Presence | None,
) -> Step[R]:
    """Sign a slot of the form that no move signs."""
    obstacles = _late(record, at)
    state, place, move = lifecycle.state(record.state), lifecycle.slot(slot), lifecycle.move_into_slot(slot)
    if state is None or not state.signs:
        obstacles.append(_obstacle("LC-01", "not-signable", "/state", state=record.state))
    if place is None:
        known = " ".join(slot.name for slot in lifecycle.slots)
        obstacles.append(_obstacle("LC-08", "no-slot", "/sign_offs", known=known))
    elif move is not None and not path:
        obstacles.append(_obstacle("LC-06", "slot-of-a-move", "/sign_offs", slot=slot, action=move.action))
    elif place.roles and by.role not in place.roles:
        obstacles.append(_obstacle("LC-02", "wrong-role", "/sign_offs", role=by.role, roles=" ".join(place.roles)))
    if not _is_place(record, path):
        obstacles.append(_obstacle("LC-08", "no-place", path if path.startswith("/") else ""))
    if obstacles:
        raise refusal(record, lifecycle, "sign_off", at, obstacles)
    signed = _signed(
        lifecycle,
        record,
        SignOff(slot=slot, path=path, actor=by.id, agrees=agrees, opinion=opinion, presence=presence),
        by,
        at,
    )
    return _step(signed, "sign_off", by, at, (f"/sign_offs/{len(record.sign_offs)}",), record)


def _is_place(record: Record, path: str) -> bool:
    """Say whether *path* points to something that is in the record."""
    value: Any = record
    if path and not path.startswith("/"):
        return False
    for part in path.split("/")[1:]:
        if isinstance(value, tuple):
            value = dict(zip(map(str, range(len(value))), value, strict=True)).get(part)
        else:
            value = getattr(value, part, None) if attrs.has(type(value)) else None
        if value is None:
            return False
    return True


def move(
    lifecycle: Lifecycle,
    record: R,
    action: str,
    *,
    by: Actor,
    at: datetime,
    slot: str | None,
    opinion: str | None,
    presence: Presence | None,
    changes: Mapping[str, Any],
) -> tuple[Step[R], Move]:
    """Make a lifecycle step, without asking rules; returns the row of the table too."""
    row = lifecycle.move(action, record.state)
    obstacles = _late(record, at)
    if row is None:
        offered = " ".join(dict.fromkeys(move.action for move in lifecycle.moves_from(record.state)))
        obstacles.append(
            _obstacle("LC-01", "no-such-move", "/state", action=action, state=record.state, offered=offered)
        )
        raise refusal(record, lifecycle, action, at, obstacles)
    obstacles += _move_obstacles(row, record, by, slot, opinion, changes) + _over(lifecycle, row, record, at)
    if obstacles:
        raise refusal(record, lifecycle, action, at, obstacles)
    own = {name: value for name, value in changes.items() if name in row.sets}
    fields: dict[str, object] = {**own, "state": row.target, "state_since": at}
    if row.records is not None:
        fields[row.records] = (*getattr(record, row.records), _event(row, record, by, at, opinion, changes))
    moved = with_fields(record, **fields)
    if row.slots:
        sign = SignOff(slot=slot or row.slots[0], actor=by.id, action=action, opinion=opinion, presence=presence)
        moved = _signed(lifecycle, moved, sign, by, at)
        fields["sign_offs"] = moved.sign_offs
    paths = tuple(sorted(f"/{name}" for name in fields))
    return _step(moved, action, by, at, paths, record, opinion), row


def _move_obstacles(
    row: Move, record: Record, by: Actor, slot: str | None, opinion: str | None, changes: Mapping[str, Any]
) -> list[Obstacle]:
    obstacles = []
    if slot is not None and slot not in row.slots:
        obstacles.append(_obstacle("LC-08", "no-slot", "/sign_offs", known=" ".join(row.slots)))
    if row.roles and by.role not in row.roles:
        obstacles.append(_obstacle("LC-02", "wrong-role", role=by.role, roles=" ".join(row.roles)))
    if row.reasoned and not opinion:
        obstacles.append(_obstacle("LC-04", "reason-missing", action=row.action))
    for name in changes:
        if name not in (*row.sets, *row.demands, *row.details):
            known = " ".join((*row.sets, *row.demands, *row.details))
            obstacles.append(_obstacle("LC-06", "not-set-by-move", field=name, action=row.action, known=known))
    obstacles += [
        _obstacle("LC-04", "demand-missing", action=row.action, field=name)
        for name in row.demands
        if changes.get(name) is not True
    ]
    for dotted in row.held_by:
        field, _, part = dotted.partition(".")
        if getattr(changes.get(field, getattr(record, field)), part, None) is False:
            obstacles.append(_obstacle("LC-10", "not-counted-out", "/" + dotted.replace(".", "/"), field=dotted))
    return obstacles


def _event(
    row: Move, record: Record, by: Actor, at: datetime, opinion: str | None, changes: Mapping[str, Any]
) -> object:
    field = next(field for field in fields_of(type(record)) if field.name == row.records)
    cls: Any = field.shape.item.cls if field.shape.item else None
    values = {
        "at": at,
        "by": by.id,
        "reason": opinion,
        **{name: changes[name] for name in (*row.demands, *row.details) if name in changes},
    }
    known = {part.name for part in fields_of(cls)}
    return cls(**{name: value for name, value in values.items() if name in known})


def _signed(lifecycle: Lifecycle, record: R, sign: SignOff, by: Actor, at: datetime) -> R:
    covers = cover(with_fields(record, revision=record.revision + 1), fields=_slot_fields(lifecycle, sign.slot))
    whole = attrs.evolve(sign, role=by.role, medium=by.medium, signed_at=at, covers=covers)
    return with_fields(record, sign_offs=(*record.sign_offs, whole))


def _slot_fields(lifecycle: Lifecycle, name: str) -> tuple[str, ...]:
    slot = lifecycle.slot(name)
    return () if slot is None else slot.fields


def _late(record: Record, at: datetime) -> list[Obstacle]:
    """A step lies never before the one that it follows."""
    if record.changed_at is None or aware(at) >= record.changed_at:
        return []
    return [_obstacle("LC-03", "back-in-time", "/changed_at", last=record.changed_at.isoformat())]


def _over(lifecycle: Lifecycle, row: Move, record: Record, at: datetime) -> list[Obstacle]:
    """No work starts or goes on after the last minute of validity, whatever the rules."""
    target, end = lifecycle.state(row.target), getattr(record, "valid_until", None)
    if target is None or not target.works or end is None or whole_minute(at) <= whole_minute(end):
        return []
    return [_obstacle("LC-03", "validity-over", "/permitted/end", end=end.isoformat())]


def _unknown_state(lifecycle: Lifecycle) -> Obstacle:
    return _obstacle("LC-01", "unknown-state", "/state", known=", ".join(state.name for state in lifecycle.states))


def _obstacle(code: str, message: str, path: str = "", **args: str) -> Obstacle:
    return Obstacle(code, message, path, FrozenMap({name: value or "-" for name, value in args.items()}))


def _step(
    record: R,
    action: str,
    by: Actor,
    at: datetime,
    paths: tuple[str, ...],
    before: R | None = None,
    reason: str | None = None,
) -> Step[R]:
    revised = with_fields(record, revision=record.revision + 1, changed_at=at)
    change = Change(
        record=record.id,
        revision=revised.revision,
        action=action,
        actor=by.id,
        role=by.role,
        at=at,
        paths=paths,
        reason=reason,
    )
    return Step(revised, change, before)
