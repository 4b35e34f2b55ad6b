"""
What a register asks of every record, worked out once: for each column a function that gives its value.

A register of a month has hundreds of thousands of cells. A selector is therefore taken apart once for all records, and
the paths that registers are made of find their values without building the pointers that a form needs. What is found
is what ``sources.find`` finds.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import attrs

from safetykit.documents.locale import Locale
from safetykit.documents.registers import GIVEN, KIND, Register, RegisterColumn
from safetykit.documents.sources import VIRTUAL, Found, Path, Selector, View, find
from safetykit.documents.values import Writer
from safetykit.errors import RenderError
from safetykit.model.erasure import Erased
from safetykit.model.findings import Findings, Outcome
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.instants import fixed
from safetykit.model.marks import REFUSED_CHARACTERS
from safetykit.model.people import Person

Value: TypeAlias = str | int | Decimal | datetime | date | None
"""What stands in a cell: words, a number, an instant, a day, or nothing."""
Given: TypeAlias = Mapping[str, "Callable[[Any], Any] | Mapping[str, Any]"]
"""What the host knows of its records, by name: a function of the record, or values by the record's id."""
Finder: TypeAlias = Callable[[Any], list[Any]]
Getter: TypeAlias = Callable[[Any], Value]
Void: TypeAlias = Callable[[Any], Collection[int]]


def minute(at: datetime) -> str:
    """
    Write a local time to the minute as readers of any language read it.

    >>> minute(datetime(2026, 11, 16, 8, 10, 59))
    '2026-11-16 08:10'
    """
    return at.isoformat(" ", "minutes")[:16]


def none_void(_: Any) -> Collection[int]:
    """Say that every sign-off of a record counts."""
    return ()


@attrs.frozen
class Line:
    """The cells of one record, in the order of the columns; *number* counts the records from 1."""

    number: int
    values: list[Value]

    def refuse_unfit(self, columns: tuple[RegisterColumn, ...], longest: int | None = None) -> None:
        """
        Refuse a row with a character that no document may hold, or with a text of more than *longest* UTF-16 units.

        Raises:
            RenderError: With row and column, and the code point; the text itself is not shown.
        """
        whole = "\n".join([value for value in self.values if type(value) is str])  # most rows are all right: one look
        if REFUSED_CHARACTERS.search(whole) is not None or (longest is not None and 2 * len(whole) > longest):
            texts = [(column.id, value) for column, value in zip(columns, self.values, strict=True)]
            named = [(f"column {name!r}", value) for name, value in texts if isinstance(value, str)]
            refuse_unfit(f"row {self.number}", named, longest)


def refuse_unfit(where: str, texts: Iterable[tuple[str, str]], longest: int | None = None) -> None:
    """
    Refuse texts with a character that no document may hold, or with more than *longest* UTF-16 units.

    Raises:
        RenderError: With the place and name of each, and the code point; the text itself is not shown.
    """
    problems = []
    for name, text in texts:
        signs = dict.fromkeys(REFUSED_CHARACTERS.findall(text))
        problems += [
            f"{where}, {name}: U+{ord(sign):04X} cannot stand in a document; remove it from the record"
            for sign in signs
        ]
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if longest is not None and units > longest:
            problems.append(f"{where}, {name}: {units} signs are too many, a cell holds {longest}; shorten the text")
    if problems:
        raise RenderError(problems)


@attrs.frozen
class Plan:
    """The columns of a register that are shown, and how each gets its value from a record."""

    columns: tuple[RegisterColumn, ...]
    getters: tuple[Getter, ...]
    locale: Locale
    zone: ZoneInfo

    def lines(self, records: Iterable[Any]) -> Iterator[Line]:
        """
        Yield the cells of each record.

        Raises:
            RenderError: If the host gave a value that its column cannot show, with row and column.
        """
        getters = self.getters
        for number, record in enumerate(records, start=1):
            try:
                values = [getter(record) for getter in getters]
            except _Unfit as unfit:
                raise RenderError([f"row {number}: {unfit}"]) from None
            for index in self._rows:
                values[index] = number
            yield Line(number, values)

    @property
    def _rows(self) -> tuple[int, ...]:
        return tuple(index for index, column in enumerate(self.columns) if column.form == "row")

    def local(self, at: datetime) -> datetime:
        """Return an instant on the clocks of the site."""
        return at.astimezone(self.zone)

    def text(self, value: Value) -> str:
        """Write a value as it stands on paper: times to the minute, on the clocks of the site."""
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, datetime):
            return minute(self.local(value))
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


def plan_of(
    definition: Register, locale: Locale, *, given: Given = EMPTY, void: Void = none_void, codes: bool = False
) -> Plan:
    """
    Work a register out for one language.

    Args:
        definition: The register.
        locale: Language, and the time zone of the site.
        given: What the host knows of the records.
        void: Says which sign-offs of a record no longer count; asked only where a column shows a slot.
        codes: Leave codes as they are, for machines.

    Raises:
        RenderError: If something is given that no column shows.
    """
    columns = definition.shown(frozenset(given))
    known = frozenset().union(*(column.given for column in definition.columns))
    strange = sorted(frozenset(given) - known)
    if strange:
        has = ", ".join(sorted(known)) or "none"
        raise RenderError([f"given: register {definition.id!r} has no column for {', '.join(strange)}; known: {has}"])
    made = _Compiler(locale, given, void, codes)
    return Plan(columns, tuple(map(made.getter, columns)), locale, ZoneInfo(locale.zone))


class _Unfit(Exception):
    """A value that was given and that its column cannot show."""


@attrs.frozen
class _Compiler:
    locale: Locale
    given: Given
    void: Void
    codes: bool

    def getter(self, column: RegisterColumn) -> Getter:
        """Return the function that gives the value of a column."""
        if column.form in ("row", "boxes"):
            return _nothing
        finder = self.finder(column)
        if column.form == "count":
            return lambda record: len(finder(record))
        if column.form == "filled":
            yes, no = self.word("true", column.names), self.word("false", column.names)
            return lambda record: yes if finder(record) else no
        if column.form == "text":
            return self._text(column, finder)
        return self._single(column, finder)

    def finder(self, column: RegisterColumn) -> Finder:
        """Return the function that finds the values of a column."""
        return _joined([self.selector(wanted, column) for wanted in column.values])

    def selector(self, wanted: Selector, column: RegisterColumn) -> Finder:
        """Return the function that finds what a selector means."""
        finders = [self._given(path.argument, column) if path.source == GIVEN else self._path(path) for path in wanted]
        if len(finders) == 1:
            return finders[0]

        def first(record: Any) -> list[Any]:
            return next(filter(None, (finder(record) for finder in finders)), [])

        return first

    def _given(self, name: str, column: RegisterColumn) -> Finder:
        source = self.given.get(name)
        fits: tuple[type, ...] = {"number": (int, Decimal), "minute": (datetime,), "day": (datetime, date)}.get(
            column.form, (str, int, Decimal, datetime, date)
        )

        def found(record: Any) -> list[Any]:
            value = source.get(record.id) if isinstance(source, Mapping) else source(record) if source else None
            if isinstance(value, Findings):
                value = sum(1 for item in value.items if item.outcome is Outcome.BREACH)
            values = list(value) if isinstance(value, tuple | list) else [] if value is None else [value]
            for one in values:
                aware = not isinstance(one, datetime) or one.utcoffset() is not None
                finite = not isinstance(one, Decimal) or one.is_finite()
                if not isinstance(one, fits) or isinstance(one, bool) or not (aware and finite):
                    kinds = " or ".join(kind.__name__ for kind in fits)
                    msg = f"column {column.id!r}: given({name}) is of type {type(one).__name__}; give {kinds}, aware and finite"
                    raise _Unfit(msg)
            return [_plain(one) for one in values]

        return found

    def _path(self, path: Path) -> Finder:
        steps, who = (path.steps[:-1], True) if path.steps[-1:] == ("who",) else (path.steps, False)
        if VIRTUAL.keys() & {*steps} or (who and path.source is not None and (path.source != "crew" or steps)):
            return self._found(path)
        if path.source is None:
            if path.steps == KIND:
                return lambda record: [record.work.kind]
            return _people(_fields(steps)) if who else _fields(steps)
        if path.source in _FAST:
            start = _FAST[path.source](path.argument)
            if who:
                return _people(start)
            return (lambda record: _walk(start(record), steps)) if steps else start
        return self._found(path)

    def _found(self, path: Path) -> Finder:
        """Find as a form does; for the paths that few registers hold."""
        void, wanted = self.void, (path,)
        asks = path.source == "slot"

        def found(record: Any) -> list[Any]:
            view = View(record, frozenset(void(record)) if asks else frozenset())
            return [one.value for one in find(view, wanted)]

        return found

    def _single(self, column: RegisterColumn, finder: Finder) -> Getter:
        last, erased = column.take == "last", self.locale.text("erased")
        zone, day = ZoneInfo(self.locale.zone), column.form == "day"

        def single(record: Any) -> Value:
            values = finder(record)
            if not values:
                return None
            value: Value = values[-1] if last else values[0]
            if isinstance(value, Erased):
                return erased
            return value.astimezone(zone).date() if day and isinstance(value, datetime) else value

        return single

    def _text(self, column: RegisterColumn, finder: Finder) -> Getter:
        write = self.phrase(column) if column.each else self.writer(column.names)
        sep = self.locale.text(f"sep.{column.sep}")
        if column.take == "all":

            def joined(record: Any) -> str:
                values = finder(record)
                if len(values) == 1:
                    return write(record, values[0])
                return sep.join([write(record, value) for value in values]) if values else ""

            return joined
        end = slice(-1, None) if column.take == "last" else slice(1)
        return lambda record: "".join(write(record, value) for value in finder(record)[end])

    def word(self, code: str, names: str) -> str:
        """Return the word for a code; the code itself where there is none, or for machines."""
        return code if self.codes or not names else self.locale.labels.get(f"{names}.{code}", code)

    def writer(self, names: str) -> Callable[[Any, Any], str]:
        """Return the function that writes one value of a record."""
        prefix = f"{names}."
        labels = self.locale.labels.items() if names and not self.codes else ()
        words = {key.removeprefix(prefix): word for key, word in labels if key.startswith(prefix)}
        members: dict[Enum, str] = {}

        def write(_: Any, value: Any) -> str:
            if type(value) is str:
                return words.get(value, value) if words else value
            if isinstance(value, Enum):
                if value not in members:
                    members[value] = words.get(str(value.value)) or self._member(value)
                return members[value]
            return self._word(value, names)

        return write

    def _member(self, value: Enum) -> str:
        return str(value.value) if self.codes else self.locale.option(value)

    def _word(self, value: Any, names: str) -> str:
        if isinstance(value, datetime):
            return minute(value.astimezone(ZoneInfo(self.locale.zone)))
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool) and self.codes:
            return str(value).lower()
        return Writer(None, self.locale, 0).word(Found(value, ""), names)

    def phrase(self, column: RegisterColumn) -> Callable[[Any, Any], str]:
        """Return the function that writes one value by the pattern of the column, as forms do."""
        write, comma = self.writer(column.names), self.locale.text("sep.comma")
        pieces = [(literal, [path.steps for path in wanted]) for literal, wanted in column.each]

        def written(record: Any, item: Any) -> str:
            text = ""
            for literal, places in pieces:
                values = next(filter(None, (_inside(record, item, steps) for steps in places)), [])
                words = comma.join([write(record, value) for value in values])
                if words or literal.strip() or not places:
                    text += (literal if text else literal.lstrip()) + words
            return text

        return written


def _plain(value: Any) -> Value:
    """Make a value of a subclass (of a host, or pendulum's) one of the plain class."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, datetime):
        return fixed(value)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return int(value) if isinstance(value, int) else Decimal(value)


def _nothing(_: Any) -> Value:
    return None


def _joined(finders: list[Finder]) -> Finder:
    if len(finders) == 1:
        return finders[0]
    return lambda record: [value for finder in finders for value in finder(record)]


def _walk(values: list[Any], steps: Iterable[str]) -> list[Any]:
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


def _fields(steps: tuple[str, ...]) -> Finder:
    if len(steps) == 1:
        field = attrgetter(steps[0])

        def one(record: Any) -> list[Any]:
            value = field(record)
            return [] if value is None else [*value] if type(value) is tuple else [value]

        return one
    return lambda record: _walk([record], steps)


def _inside(record: Any, item: Any, steps: tuple[str, ...]) -> list[Any]:
    """Find what a place of a pattern means in one item."""
    if not VIRTUAL.keys() & {*steps}:
        return _walk([item], steps)
    path = Path(None, "", steps)
    return [found.value for found in find(View(record), (path,), Found(item, ""))]


def _people(start: Finder) -> Finder:
    """Return the function that names the people that *start* finds by themselves or by id."""
    return lambda record: [_named(record, value) for value in start(record)]


def _named(record: Any, value: Any) -> Any:
    if isinstance(value, Erased):
        return value
    person = value if isinstance(value, Person) else _newest(record, value)
    if person.name is not None:
        return person.name
    return person.post if person.post is not None else person.id


def _newest(record: Any, id: str) -> Person:
    for one in reversed(getattr(record, "people", ())):
        if one.id == id:
            person: Person = one
            return person
    return Person(id=id)


def _party(side: str) -> Finder:
    return lambda record: [one for one in record.parties if one.side == side]


def _crew(duty: str) -> Finder:
    def crew(record: Any) -> list[Any]:
        ids = dict.fromkeys([one.person for one in record.joinings if one.duty == duty])
        return [_newest(record, id) for id in ids]

    return crew


def _grading(scheme: str) -> Finder:
    return lambda record: [one for one in record.gradings if one.scheme == scheme]


def _links(_: str) -> Finder:
    return lambda record: [*{(one.kind, one.number): one for one in record.links}.values()]


_FAST: Final[FrozenMap[Callable[[str], Finder]]] = FrozenMap(
    {"party": _party, "crew": _crew, "grading": _grading, "links": _links}
)
"""The sources that registers ask most, without pointers."""
