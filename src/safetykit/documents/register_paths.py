"""
How a register finds values: each selector taken apart once, for all records.

What is found is what ``sources.find`` finds, without the pointers that a form needs and a register does not.
"""

from collections.abc import Callable, Collection
from typing import Any, Final, TypeAlias

import attrs

from safetykit.documents.registers import KIND
from safetykit.documents.sources import VIRTUAL, Found, Path, Selector, View, find, settled
from safetykit.model.erasure import Erased
from safetykit.model.people import Person

Finder: TypeAlias = Callable[[Any], list[Any]]
Void: TypeAlias = Callable[[Any], Collection[int]]
FAST: Final = frozenset({"party", "crew", "grading", "links", "slot"})
"""The sources that registers ask most; the others are asked as forms do."""


@attrs.define
class Paths:
    """
    Makes the functions that find values.

    *void* says which sign-offs of a record no longer count. Who is who in a record is worked out once for the columns
    that ask one after the other.
    """

    void: Void
    _record: Any = None
    _people: dict[str, Person] = attrs.field(factory=dict)
    _crew: dict[str, dict[str, None]] = attrs.field(factory=dict)

    def of(self, path: Path) -> Finder:
        """Return the function that finds what a path means."""
        steps, who = (path.steps[:-1], True) if path.steps[-1:] == ("who",) else (path.steps, False)
        if VIRTUAL.keys() & {*steps} or (path.source is not None and path.source not in FAST):
            return self.asked(path)
        if path.source is None:
            start = _kind if path.steps == KIND else fields(steps)
        else:
            source = self.source(path.source, path.argument)
            if who and path.source == "crew" and not steps:
                return lambda record: self.names(record, path.argument)
            start = (lambda record: walk(source(record), steps)) if steps else source
        return (lambda record: [self.named(record, value) for value in start(record)]) if who else start

    def asked(self, path: Path) -> Finder:
        """Return the function that finds as a form does."""
        wanted = (path,)
        return lambda record: [one.value for one in find(View(record), wanted)]

    def source(self, name: str, argument: str) -> Finder:
        """Return the function that asks one of the fast sources."""
        made: dict[str, Finder] = {
            "party": lambda record: [one for one in record.parties if one.side == argument],
            "crew": lambda record: self.crew(record, argument),
            "grading": lambda record: [one for one in record.gradings if one.scheme == argument],
            "links": lambda record: [*{(one.kind, one.number): one for one in record.links}.values()],
            "slot": lambda record: self.slot(record, argument),
        }
        return made[name]

    def slot(self, record: Any, name: str) -> list[Any]:
        """Find the sign-off that stands in a slot."""
        made = [(at, one) for at, one in enumerate(record.sign_offs) if one.slot == name and not one.path]
        if not made:
            return []
        void = self.void(record)
        _, standing = settled([(Found(one, ""), at not in void) for at, one in made])
        return [one.value for one in standing]

    def crew(self, record: Any, duty: str) -> list[Any]:
        """Find the people who took up a duty."""
        if record is not self._record:
            self._know(record)
        people = self._people
        return [people.get(one) or Person(id=one) for one in self._crew.get(duty, ())]

    def names(self, record: Any, duty: str) -> list[Any]:
        """Name the people who took up a duty."""
        if record is not self._record:
            self._know(record)
        people = self._people
        found: list[Any] = []
        for who in self._crew.get(duty, ()):
            one = people.get(who)
            if one is None or one.name is None:
                found.append(who if one is None or one.post is None else one.post)
            else:
                found.append(one.name)
        return found

    def named(self, record: Any, value: Any) -> Any:
        """Return the name of a person, or of the person with an id, else the post, else the id."""
        if isinstance(value, Erased):
            return value
        if isinstance(value, Person):
            person = value
        else:
            if record is not self._record:
                self._know(record)
            person = self._people.get(value) or Person(id=value)
        if person.name is not None:
            return person.name
        return person.post if person.post is not None else person.id

    def _know(self, record: Any) -> None:
        self._people = {one.id: one for one in getattr(record, "people", ())}
        self._crew = {}
        for one in getattr(record, "joinings", ()):
            self._crew.setdefault(one.duty, {})[one.person] = None
        self._record = record


def _kind(record: Any) -> list[Any]:
    return [record.work.kind]


def walk(values: list[Any], steps: tuple[str, ...]) -> list[Any]:
    """Go down some fields; a field that a kind of work lacks is blank, and what was erased stays erased."""
    for step in steps:
        found: list[Any] = []
        for value in values:
            below = value if isinstance(value, Erased) else getattr(value, step, None)
            if type(below) is tuple:
                found += below
            elif below is not None:
                found.append(below)
        values = found
    return values


def fields(steps: tuple[str, ...]) -> Finder:
    """Return the function that goes down some fields from a value."""
    first, rest = steps[0], steps[1:]
    (second,) = rest if len(rest) == 1 else ("",)

    def found(value: Any) -> list[Any]:
        below = value if isinstance(value, Erased) else getattr(value, first, None)
        if below is None:
            return []
        if second and type(below) is not tuple and not isinstance(below, Erased):  # the most usual way, made short
            below = getattr(below, second, None)
            return [] if below is None else [*below] if type(below) is tuple else [below]
        values = [*below] if type(below) is tuple else [below]
        return walk(values, rest) if rest else values

    return found


def single_field(values: tuple[Selector, ...]) -> str:
    """Return the name of the field that is all that the selectors ask for; empty if they ask for more."""
    paths = [path for wanted in values for path in wanted]
    plain = len(paths) == 1 and paths[0].source is None and len(paths[0].steps) == 1
    return paths[0].steps[0] if plain and paths[0].steps[0] not in VIRTUAL else ""


def place(wanted: Selector) -> Callable[[Any, Any], list[Any]] | None:
    """Return the function that finds what a place of a pattern means in one item of a record, None for no place."""
    if not wanted:
        return None
    if VIRTUAL.keys() & {step for path in wanted for step in path.steps}:
        return lambda record, item: [one.value for one in find(View(record), wanted, Found(item, ""))]
    finder = first_of([fields(path.steps) for path in wanted])
    return lambda _, item: finder(item)


def first_of(finders: list[Finder]) -> Finder:
    """Return the function that finds what the first one finds that finds anything."""
    if len(finders) == 1:
        return finders[0]

    def found(value: Any) -> list[Any]:
        for finder in finders:
            values = finder(value)
            if values:
                return values
        return []

    return found


def all_of(finders: list[Finder]) -> Finder:
    """Return the function that finds what all of them find, one after the other."""
    if len(finders) == 1:
        return finders[0]
    return lambda value: [one for finder in finders for one in finder(value)]
