"""
What a form may point at: a path of fields, started from the record or from one of the named sources below.

A selector reads ``content``, ``work.methods``, ``party(applicant).unit`` or, with alternatives of which the first
that is filled counts, ``point.text|point.kind``. There are no expressions: a source is a name and one word.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from safetykit.documents import courses
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Attachment, AttachmentKind, Link, Waiver
from safetykit.model.gas import GasTest, volume_percent
from safetykit.model.marks import CODE
from safetykit.model.measures import Grading
from safetykit.model.people import Party, Person
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity
from safetykit.model.shapes import Shape, fields_of
from safetykit.model.signoffs import SignOff

_STEPS = r"[a-z][a-z_0-9]*(?:\.[a-z][a-z_0-9]*)*"
_ONE = re.compile(
    rf"(?P<source>[a-z]+)\((?P<argument>[^()|\s]*)\)(?:\.(?P<below>{_STEPS}))?|(?P<path>{_STEPS})",
)


@attrs.frozen
class View:
    """A record, the positions of its sign-offs that no longer count, and the names of the pictures that were given."""

    record: Any
    void: frozenset[int] = frozenset()
    pictures: frozenset[str] = frozenset()


@attrs.frozen
class Found:
    """A value of the record and where it stands, as a JSON Pointer; of a person who laid down a duty also when."""

    value: Any
    pointer: str
    left: datetime | None = None


@attrs.frozen
class Reading:
    """What a gas detector showed, and the same as volume fraction where that is known."""

    read: Quantity
    volume: Quantity | None


@attrs.frozen
class Source:
    """
    A named way into a record.

    Attributes:
        yields: The class of what it finds.
        arguments: The words that it takes; any word if None.
        find: How it looks.
        fields: Lists of a permit that it reads; a record of any class that has them offers it too.
    """

    yields: type
    arguments: frozenset[str] | None
    find: Callable[[View, str], Iterator[Found]]
    fields: tuple[str, ...]


def party(view: View, side: str) -> Iterator[Found]:
    """Yield the units on one side of the job."""
    for index, one in enumerate(view.record.parties):
        if one.side == side:
            yield Found(one, f"/parties/{index}")


def crew(view: View, duty: str) -> Iterator[Found]:
    """Yield the people who took up a duty, in the order in which they did; also those who left since."""
    seen = dict.fromkeys(joining.person for joining in view.record.joinings if joining.duty == duty)
    gone = courses.left(view.record, duty) if seen else {}
    for person in seen:
        one = person_of(view, person)
        yield Found(one.value, one.pointer, gone[person]) if person in gone else one


def grading(view: View, scheme: str) -> Iterator[Found]:
    """Yield what a scheme calls the job."""
    for index, one in enumerate(view.record.gradings):
        if one.scheme == scheme:
            yield Found(one, f"/gradings/{index}")


def slot(view: View, name: str) -> Iterator[Found]:
    """Yield the sign-off about the whole record that stands in a slot."""
    _, standing = settled([*signed(view, name)])
    yield from standing


def signed(view: View, name: str) -> Iterator[tuple[Found, bool]]:
    """Yield each sign-off about the whole record in a slot, and whether it still counts."""
    for index, one in enumerate(view.record.sign_offs):
        if one.slot == name and not one.path:
            yield Found(one, f"/sign_offs/{index}"), index not in view.void


Signed: TypeAlias = Sequence[tuple[Found, bool]]
"""Sign-offs of one slot in the order of entry, each with whether it still counts."""


def settled(made: Signed) -> tuple[Signed, tuple[Found, ...]]:
    """
    Part the sign-offs of one slot into those that came before and the one that stands, if there is one.

    A refusal takes back what was signed before it, by the times of signing, else by the order of entry; where nothing
    else was signed it stands itself.
    """
    refused = [place for place, (one, _) in enumerate(made) if not one.value.agrees]
    agreed = [
        place
        for place, (one, _) in enumerate(made)
        if one.value.agrees and not any(_after(made, refusal, place) for refusal in refused)
    ]
    last = ([place for place in agreed if made[place][1]] if agreed else refused)[-1:]
    return [one for place, one in enumerate(made) if place not in last], tuple(made[place][0] for place in last)


def _after(made: Signed, one: int, other: int) -> bool:
    times = made[one][0].value.signed_at, made[other][0].value.signed_at
    if times[0] is None or times[1] is None or times[0] == times[1]:
        return one > other
    return bool(times[0] > times[1])


def attachments(view: View, kind: str) -> Iterator[Found]:
    """Yield the attachments of a kind."""
    for index, one in enumerate(view.record.attachments):
        if one.kind.value == kind:
            yield Found(one, f"/attachments/{index}")


def links(view: View, _: str) -> Iterator[Found]:
    """Yield the links that hold: of several with one kind and number the latest."""
    rows = {(one.kind, one.number): Found(one, f"/links/{index}") for index, one in enumerate(view.record.links)}
    yield from rows.values()


def _course(find: Callable[[Any, str], Iterator[courses.Placed]]) -> Callable[[View, str], Iterator[Found]]:
    return lambda view, word: (Found(value, pointer) for value, pointer in find(view.record, word))


def sessions(view: View, slot: str) -> Iterator[Found]:
    """Yield the spells of work, with who signed in a slot before each and still counts."""
    yield from (Found(value, pointer) for value, pointer in courses.sessions(view.record, slot, view.void))


SOURCES: MappingProxyType[str, Source] = MappingProxyType(
    {
        "party": Source(Party, None, party, ("parties",)),
        "crew": Source(Person, None, crew, ("joinings",)),
        "grading": Source(Grading, None, grading, ("gradings",)),
        "slot": Source(SignOff, None, slot, ("sign_offs",)),
        "attachments": Source(
            Attachment, frozenset(kind.value for kind in AttachmentKind), attachments, ("attachments",)
        ),
        "links": Source(Link, frozenset({""}), links, ("links",)),
        "interruptions": Source(
            courses.Interruption,
            frozenset({""}),
            _course(courses.interruptions),
            ("pauses", "stops", "resumptions"),
        ),
        "changes": Source(courses.CrewChange, frozenset({""}), _course(courses.changes), ("joinings", "leavings")),
        "retests": Source(GasTest, frozenset({""}), _course(courses.retests), ("gas_tests", "starts")),
        "sessions": Source(courses.Session, None, sessions, ("starts", "ends")),
    }
)
"""Every source that a form may name."""


def person_of(view: View, person: str) -> Found:
    """Return the newest entry of a person; one that the record does not describe is known by the id alone."""
    people = getattr(view.record, "people", ())
    entries = [Found(one, f"/people/{index}") for index, one in enumerate(people) if one.id == person]
    return entries[-1] if entries else Found(Person(id=person), "/people")


def who(view: View, found: Found) -> Found:
    """Return the name to print for a person or a person's id: the name, else the post, else the id."""
    one = found if isinstance(found.value, Person) else person_of(view, found.value)
    for field in ("name", "post"):
        if getattr(one.value, field) is not None:
            return Found(getattr(one.value, field), f"{one.pointer}/{field}", found.left)
    return Found(one.value.id, f"{found.pointer}/id" if found is one else found.pointer, found.left)


def percent(view: View, found: Found) -> Found:
    """Return the reading of a gas test, with its volume fraction if it can be known."""
    test: GasTest = found.value
    instruments = {one.id: one for one in getattr(view.record, "instruments", ())}
    value = test.reading and Reading(test.reading, volume_percent(test, instruments.get(test.instrument or "")))
    return Found(value, f"{found.pointer}/reading")


def device(view: View, found: Found) -> Found:
    """Return the number of the instrument of a gas test; one that the record does not describe is known by the id."""
    test: GasTest = found.value
    for index, one in reversed([*enumerate(getattr(view.record, "instruments", ()))]):
        if one.id == test.instrument and one.number is not None:
            return Found(one.number, f"/instruments/{index}/number")
    return Found(test.instrument, f"{found.pointer}/instrument")


def entry(view: View, found: Found) -> Found:
    """Return the person that an id names."""
    return person_of(view, found.value)


def unsigned(view: View, found: Found) -> Found:
    """Return a code for a waiver that its approver has not signed for, or no longer; such a waiver sets nothing aside."""
    paths = [f"/waivers/{index}" for index, one in enumerate(view.record.waivers) if one is found.value]
    made = [
        one.agrees
        for index, one in enumerate(getattr(view.record, "sign_offs", ()))
        if one.path in paths and one.actor == found.value.approver and index not in view.void
    ]
    return Found(None if made[-1:] == [True] else "unsigned", found.pointer)


Virtual = Callable[[View, Found], Found]
VIRTUAL: MappingProxyType[str, tuple[Callable[[Shape], bool], Virtual, Shape]] = MappingProxyType(
    {
        "who": (lambda shape: shape.cls is Person or CODE in shape.marks, who, Shape("text")),
        "entry": (lambda shape: CODE in shape.marks, entry, Shape("record", cls=Person)),
        "percent": (lambda shape: shape.cls is GasTest, percent, Shape("text")),
        "device": (lambda shape: shape.cls is GasTest, device, Shape("text")),
        "unsigned": (lambda shape: shape.cls is Waiver, unsigned, Shape("text")),
    }
)
"""Steps of a path that are no field: what they may follow, what they find, and what that is."""


@attrs.frozen
class Path:
    """One alternative of a selector."""

    source: str | None
    argument: str
    steps: tuple[str, ...]


Selector = tuple[Path, ...]
"""Alternatives; the first that is filled counts."""


def selector(text: str) -> Selector:
    """
    Read a selector.

    Raises:
        ValueError: If the text is none.
    """
    paths = []
    for part in text.split("|"):
        match = _ONE.fullmatch(part)
        if match is None:
            msg = f"{part!r} is no path; write fields with dots, or source(word).fields"
            raise ValueError(msg)
        steps = match["path"] or match["below"]
        paths.append(Path(match["source"], match["argument"] or "", tuple(steps.split(".")) if steps else ()))
    return tuple(paths)


def offered(record: type) -> tuple[str, ...]:
    """Return the names of the sources that records of a class offer: those whose lists they have, as a permit has them."""
    own, ours = ({field.name: field.shape.item for field in fields_of(cls)} for cls in (record, Permit))
    return tuple(name for name, one in SOURCES.items() if all(own.get(key) == ours[key] for key in one.fields))


def shape_at(path: Path, start: type, work: type | None, record: type | None = None) -> Shape:
    """
    Return what stands at the end of a path, so that a form is checked before it is used.

    Args:
        path: The path.
        start: The class that its fields start from.
        work: The kind of work of a permit.
        record: The class of the record, where its sources start; *start* if left out.

    Raises:
        ValueError: If the path leads nowhere; the text names the step and what there is instead.
    """
    shape = Shape("record", cls=start)
    if path.source is not None:
        known_sources = offered(record or start)
        if path.source not in known_sources:
            msg = f"no source {path.source!r}; known: {', '.join(known_sources) or 'none here'}"
            raise ValueError(msg)
        source = SOURCES[path.source]
        if source.arguments is not None and path.argument not in source.arguments:
            msg = f"{path.source}({path.argument}): takes one of {', '.join(sorted(source.arguments))}"
            raise ValueError(msg)
        shape = Shape("record", cls=source.yields)
    for step in path.steps:
        shape = _one(shape)
        cls = work if shape.kind == "work" else shape.cls if shape.kind == "record" else None
        fields = {field.name: field.shape for field in fields_of(cls)} if cls is not None else {}
        if step in VIRTUAL and VIRTUAL[step][0](shape):
            shape = VIRTUAL[step][2]
        elif step in fields:
            shape = fields[step]
        else:
            known = ", ".join(fields) or "nothing below this"
            msg = f"no field {step!r}; there is {known}"
            raise ValueError(msg)
    return _one(shape)


def _one(shape: Shape) -> Shape:
    return shape.item if shape.kind == "sequence" and shape.item else shape


def find(view: View, wanted: Selector, start: Found | None = None) -> tuple[Found, ...]:
    """Return what a selector finds in the record, or in *start*, one of its values."""
    for path in wanted:
        found: Collection[Found] = (start or Found(view.record, ""),)
        if path.source is not None:
            found = tuple(SOURCES[path.source].find(view, path.argument))
        for step in path.steps:
            found = tuple(chain.from_iterable(_step(view, one, step) for one in found))
        found = tuple(_flat(found))
        if found:
            return found
    return ()


def _step(view: View, found: Found, step: str) -> Iterator[Found]:
    if isinstance(found.value, Erased):
        yield found
    elif step in VIRTUAL:
        yield from _flat([VIRTUAL[step][1](view, found)])
    elif isinstance(found.value, courses.COURSES):
        value = getattr(found.value, step)
        yield from (
            Found(one, found.pointer) for one in (value if isinstance(value, tuple) else (value,)) if one is not None
        )
    else:
        yield from _flat([Found(getattr(found.value, step), f"{found.pointer}/{step}")])


def _flat(found: Iterable[Found]) -> Iterator[Found]:
    for one in found:
        if isinstance(one.value, tuple):
            yield from (Found(value, f"{one.pointer}/{index}") for index, value in enumerate(one.value))
        elif one.value is not None:
            yield one
