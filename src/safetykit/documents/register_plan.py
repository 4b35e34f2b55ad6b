"""
What a register asks of every record, worked out once: for each column a function that gives its value.

A register of a month has hundreds of thousands of cells, so nothing is looked up twice.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import attrs

from safetykit.documents.locale import Locale
from safetykit.documents.register_paths import Finder, Paths, Void, all_of, first_of, place, single_field
from safetykit.documents.registers import GIVEN, Register, RegisterColumn
from safetykit.documents.sources import Found, Selector
from safetykit.documents.values import Writer
from safetykit.errors import RenderError
from safetykit.model.erasure import Erased
from safetykit.model.findings import Findings, Outcome
from safetykit.model.frozenmap import EMPTY
from safetykit.model.instants import fixed
from safetykit.model.marks import REFUSED_CHARACTERS

Value: TypeAlias = str | int | Decimal | datetime | date | None
"""What stands in a cell: words, a number, an instant, a day, or nothing."""
Given: TypeAlias = Mapping[str, Callable[[Any], Any] | Mapping[str, Any]]
"""What the host knows of its records, by name: a function of the record, or values by the record's id."""
Getter: TypeAlias = Callable[[Any], Value]

BATCH: Final = 256
"""Records that are read before the first of them is written, which is faster than taking turns."""


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
        texts = [value for value in self.values if type(value) is str]
        if is_suspect(texts) or (longest is not None and 2 * sum(map(len, texts)) > longest):
            named = [(column.id, value) for column, value in zip(columns, self.values, strict=True)]
            told = [(f"column {name!r}", value) for name, value in named if isinstance(value, str)]
            refuse_unfit(f"row {self.number}", told, longest)


def is_suspect(texts: Iterable[str]) -> bool:
    """Say whether texts hold a character that no document may hold; hardly any do, so one look at all has to be enough."""
    whole = " ".join(texts)
    return not whole.replace("\n", " ").isprintable() and REFUSED_CHARACTERS.search(whole) is not None


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
    """The columns of a register that are shown, how each gets its value from a record, and which number the rows."""

    columns: tuple[RegisterColumn, ...]
    getters: tuple[Getter, ...]
    locale: Locale
    zone: ZoneInfo
    numbered: tuple[int, ...]

    def lines(self, records: Iterable[Any]) -> Iterator[Line]:
        """
        Yield the cells of each record.

        Raises:
            RenderError: If the host gave a value that its column cannot show, with row and column.
        """
        numbered = enumerate(records, start=1)
        while batch := [self._line(number, record) for number, record in islice(numbered, BATCH)]:
            yield from batch

    def _line(self, number: int, record: Any) -> Line:
        try:
            values: list[Any] = [getter(record) for getter in self.getters]
        except _Unfit as unfit:
            raise RenderError([f"row {number}: {unfit}"]) from None
        for index in self.numbered:
            values[index] = number
        return Line(number, values)

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
    made = _Compiler(locale, given, Paths(void), codes)
    numbered = tuple(index for index, column in enumerate(columns) if column.form == "row")
    return Plan(columns, tuple(map(made.getter, columns)), locale, ZoneInfo(locale.zone), numbered)


class _Unfit(Exception):
    """A value that was given and that its column cannot show."""


@attrs.frozen
class _Compiler:
    locale: Locale
    given: Given
    paths: Paths
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
        return all_of([self.selector(wanted, column) for wanted in column.values])

    def selector(self, wanted: Selector, column: RegisterColumn) -> Finder:
        """Return the function that finds what a selector means."""
        return first_of(
            [self._given(path.argument, column) if path.source == GIVEN else self.paths.of(path) for path in wanted]
        )

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

    def _single(self, column: RegisterColumn, finder: Finder) -> Getter:
        last, erased = column.take == "last", self.locale.text("erased")
        zone, day = ZoneInfo(self.locale.zone), column.form == "day"

        def single(record: Any) -> Value:
            values = finder(record)
            if not values:
                return None
            value = values[-1] if last else values[0]
            if isinstance(value, Erased):
                return erased
            found: Value = value.astimezone(zone).date() if day and isinstance(value, datetime) else value
            return found

        return single

    def _text(self, column: RegisterColumn, finder: Finder) -> Getter:
        words = self.words(column.names)
        write = self.phrase(column) if column.each else self.writer(column.names)
        sep, bare = self.locale.text(f"sep.{column.sep}"), not column.each
        part = {"first": slice(1), "last": slice(-1, None)}.get(column.take)

        def joined(record: Any) -> str:
            values = finder(record) if part is None else finder(record)[part]
            if len(values) == 1:
                (value,) = values
                return words.get(value, value) if bare and type(value) is str else write(record, value)
            return sep.join([write(record, value) for value in values]) if values else ""

        field = single_field(column.values) if bare else ""
        if not field:
            return joined

        def direct(record: Any) -> str:
            value = getattr(record, field, None)
            if type(value) is str:
                return words.get(value, value)
            return "" if value is None else joined(record)

        return direct

    def word(self, code: str, names: str) -> str:
        """Return the word for a code; the code itself where there is none, or for machines."""
        return code if self.codes or not names else self.locale.labels.get(f"{names}.{code}", code)

    def words(self, names: str) -> dict[str, str]:
        """Return the words for codes by code; none for machines."""
        prefix = f"{names}."
        labels = self.locale.labels.items() if names and not self.codes else ()
        return {key.removeprefix(prefix): word for key, word in labels if key.startswith(prefix)}

    def writer(self, names: str) -> Callable[[Any, Any], str]:
        """Return the function that writes one value of a record."""
        words, zone = self.words(names), ZoneInfo(self.locale.zone)
        members: dict[Enum, str] = {}

        yes, no = (words.get(word, word) for word in ("true", "false"))

        def write(_: Any, value: Any) -> str:
            if type(value) is str:
                return words.get(value, value)
            if type(value) is datetime:
                return minute(value.astimezone(zone))
            if type(value) is bool:
                return yes if value else no
            if isinstance(value, Enum):
                if value not in members:
                    members[value] = words.get(str(value.value)) or self._member(value)
                return members[value]
            return self._word(value)

        return write

    def _member(self, value: Enum) -> str:
        return str(value.value) if self.codes else self.locale.option(value)

    def _word(self, value: Any) -> str:
        if isinstance(value, date):
            return value.isoformat()
        return Writer(None, self.locale, 0).word(Found(value, ""))

    def phrase(self, column: RegisterColumn) -> Callable[[Any, Any], str]:
        """Return the function that writes one value by the pattern of the column, as forms do."""
        write, words, comma = self.writer(column.names), self.words(column.names), self.locale.text("sep.comma")
        pieces = [
            (literal, literal.lstrip(), single_field((wanted,)), place(wanted))
            for literal, wanted in column.each
            if literal or wanted
        ]

        def written(record: Any, item: Any) -> str:
            text = ""
            for literal, stripped, field, found in pieces:
                value = getattr(item, field, None) if field else None
                if type(value) is str:
                    phrase = words.get(value, value)
                elif found is None:
                    phrase = ""
                elif value is None or type(value) is tuple:
                    phrase = comma.join([write(record, one) for one in found(record, item)])
                else:
                    phrase = write(record, value)
                if phrase or stripped or found is None:
                    text += (literal if text else stripped) + phrase
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
