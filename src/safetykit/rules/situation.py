"""What a record tells about itself: which sign-offs still count, and when something last happened."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import attrs

from safetykit.codec.substance import Page
from safetykit.model.records import Record
from safetykit.model.shapes import fields_of
from safetykit.model.signoffs import SignOff
from safetykit.rules.course import Course
from safetykit.rules.rows import Answer, breach, need

_NONE: Final[frozenset[int]] = frozenset()
_NO_ACT = frozenset({"recorded_at", "changed_at", "printed_at"})
"""Times of writing down or printing, not of doing."""


def signed_state(record: Record) -> tuple[frozenset[int], frozenset[int]]:
    """
    Return the indexes of sign-offs that no longer count, and of those of which that cannot be told.

    What a sign-off covered was changed, or it cannot be compared. One that names nothing it covers is in neither while
    the record has just been typed in; every verb binds what it makes or takes over, so that later it cannot be told.
    """
    if not record.revision and not [True for sign in record.sign_offs if sign.covers is not None]:
        return _NONE, _NONE
    page = Page(record)
    holds = {
        index: None if sign.covers is None else page.holds(sign.covers)
        for index, sign in enumerate(record.sign_offs)
        if sign.covers is not None or record.revision
    }
    return (
        frozenset([index for index, answer in holds.items() if answer is False]),
        frozenset([index for index, answer in holds.items() if answer is None]),
    )


def latest_act(record: Record) -> datetime | None:
    """Return when something last happened by the record's own words: any time called ``at`` or ``..._at`` in it."""
    acts = (at for name, at in times_of(record) if name not in _NO_ACT and (name == "at" or name.endswith("_at")))
    return max(acts, default=None)


def times_of(value: Any) -> Iterator[tuple[str, datetime]]:
    """Yield every time in a record with the name of its field."""
    if isinstance(value, tuple):
        for item in value:
            yield from times_of(item)
        return
    cls: type = type(value)
    if attrs.has(cls):
        for field in fields_of(cls):
            part = getattr(value, field.name)
            if isinstance(part, datetime):
                yield field.name, part
            else:
                yield from times_of(part)


class Signed(Protocol):
    """What is needed to judge signatures: a rule's context has it."""

    @property
    def record(self) -> Any:
        """The record with its sign-offs."""

    @property
    def course(self) -> Course:
        """The course of the record, with its sign-offs by slot."""

    @property
    def void(self) -> frozenset[int]:
        """Indexes of sign-offs that no longer count."""

    @property
    def unsure(self) -> frozenset[int]:
        """Indexes of sign-offs of which that cannot be told."""


def signed_in(context: Signed, slot: str) -> tuple[tuple[int, SignOff], ...]:
    """
    Return the sign-offs of *slot* about the whole record, each with its index, the latest first.

    A refusal takes back what was signed in the slot before it, and stands alone then; void ones are left out. What was
    before is told by the times of signing, where one of them is blank by the order of entry.
    """
    own = context.course.signed.get(slot, ())
    if len(own) == 1:
        return () if context.void and own[0][1].agrees and own[0][0] in context.void else own
    refusals = [item for item in own if not item[1].agrees]
    agreed = [item for item in own if item[1].agrees and not any(_after(refusal, item) for refusal in refusals)]
    found = [item for item in agreed if item[0] not in context.void] if agreed else refusals[-1:]
    return tuple(reversed(found))


def _after(one: tuple[int, SignOff], other: tuple[int, SignOff]) -> bool:
    times = one[1].signed_at, other[1].signed_at
    if times[0] is None or times[1] is None or times[0] == times[1]:
        return one[0] > other[0]
    return times[0] > times[1]


def slot_answers(context: Signed, slot: str, late: Callable[[str, datetime], Answer | None]) -> Sequence[Answer]:
    """
    Say whether *slot* is signed as it must be: by one sign-off that counts, has a time, and is not out of time.

    Args:
        context: The rule's context.
        slot: The slot of the form.
        late: Says what is wrong with a time of signing, given its pointer and the time; None if nothing is.

    Returns:
        Nothing if it is, else one answer. A blank slot, a blank time and a refusal are breaches, a doubtful sign-off is
        a question.
    """
    found = signed_in(context, slot)
    if not found:
        void = max([n for n in context.void if context.record.sign_offs[n].slot == slot], default=None)
        if void is not None:
            return [breach(f"/sign_offs/{void}", "sign-off-void", slot=slot)]
        return [breach("/sign_offs", "slot-unsigned", slot=slot)]
    if not found[0][1].agrees:
        return [breach(f"/sign_offs/{found[0][0]}/agrees", "slot-refused", slot=slot)]
    wrong: list[Answer] = []
    doubtful: list[Answer] = []
    for index, sign in found:
        path, at = f"/sign_offs/{index}/signed_at", sign.signed_at
        problem = breach(path, "slot-undated", slot=slot) if at is None else late(path, at)
        if problem is not None:
            wrong.append(problem)
        elif index in context.unsure:
            doubtful.append(need(f"/sign_offs/{index}/covers", "sign-off-unsure", slot=slot))
        else:
            return ()
    return (doubtful or wrong)[:1]
