"""A register as data: one row for each record, one column for each thing that it tells. Made by ``load_register``."""

from collections.abc import Iterator
from itertools import chain
from typing import Literal, TypeAlias

import attrs

from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Selector
from safetykit.model.frozenmap import EMPTY, FrozenMap

SCHEMA = "safetykit-register/1"
"""Version of the language of registers."""
GIVEN = "given"
"""The source of what the host knows and the record does not: ``given(breaches)``."""
KIND = ("work", "kind")
"""The path to the kind of work, which is no field of any kind."""

As: TypeAlias = Literal["text", "minute", "day", "number", "count", "filled", "row", "boxes"]
"""How a column reads: words, a local time, a day, a number, how many there are, whether there is any, the number of the
row, boxes to tick by hand."""
Take: TypeAlias = Literal["all", "first", "last"]
Pattern: TypeAlias = tuple[tuple[str, Selector], ...]
"""Literal pieces, each with the place after it (no alternatives at the end)."""


@attrs.frozen(kw_only=True)
class RegisterColumn:
    """
    A column of a register.

    Attributes:
        id: Name of the column, for totals and for machines.
        label: Key of its head.
        mm: Width in millimeters.
        values: What it shows of a record, one after the other; none for numbers of rows and boxes.
        form: How it reads.
        take: Which of several values counts where a time, a day or a number is shown.
        names: Prefix of the labels of codes and of yes and no.
        words: Labels that the values may need.
        each: How one value is written, as pieces with places; empty for the value itself.
        sep: What stands between values, as the language writes it.
        boxes: Number of boxes to tick.
        align: Where the value stands across.
        optional: Whether the column is left out if the host does not give what it shows.
    """

    id: str
    label: str
    mm: float
    values: tuple[Selector, ...] = ()
    form: As = "text"
    take: Take = "all"
    names: str = ""
    words: tuple[str, ...] = ()
    each: Pattern = ()
    sep: Literal["comma", "semicolon", "space", "line"] = "comma"
    boxes: int = 0
    align: Literal["left", "center", "right"] = "left"
    optional: bool = False

    @property
    def given(self) -> frozenset[str]:
        """The names of what the host is asked for."""
        paths = chain.from_iterable(self.values)
        return frozenset(path.argument for path in paths if path.source == GIVEN)


@attrs.frozen(kw_only=True)
class Totals:
    """
    A small table of counts below the register: one row for each word of one column, one column for words of another.

    Attributes:
        by: Id of the column whose words make the rows.
        across: Id of the column whose words make the columns.
        order: The codes that have a column of their own, in order; all others are counted together.
    """

    by: str
    across: str
    order: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Pages:
    """
    How an archive index is cut: one part for each unit and month, in it the records by number.

    Attributes:
        unit: Where the unit stands.
        day: The time that decides the month.
        number: Id of the column that shows the number.
    """

    unit: Selector
    day: Selector
    number: str


@attrs.frozen(kw_only=True)
class Register:
    """
    One kind of register.

    Attributes:
        id: Name of the register.
        applies_to: The records that it lists, such as ``permit/*``.
        title: Key of the title.
        paper: Paper and margins.
        columns: From left to right; their widths add up to the paper.
        totals: Counts below the list.
        pages: How it is cut, if it is an archive index.
        labels: Its words, by language.
    """

    id: str
    applies_to: str
    title: str
    paper: Paper
    columns: tuple[RegisterColumn, ...]
    totals: tuple[Totals, ...] = ()
    pages: Pages | None = None
    labels: FrozenMap[FrozenMap[str]] = attrs.field(default=EMPTY, repr=False)

    def column(self, id: str) -> RegisterColumn | None:
        """Return the column *id*, or None."""
        return next((column for column in self.columns if column.id == id), None)

    @property
    def keys(self) -> Iterator[str]:
        """The labels that the register needs, each once."""
        columns = ((column.label, *column.words) for column in self.columns)
        crossed = ((self.column(one.across), one.order) for one in self.totals)
        codes = (f"{column.names}.{code}" for column, order in crossed if column and column.names for code in order)
        yield from dict.fromkeys(filter(None, chain([self.title], chain.from_iterable(columns), codes)))

    def shown(self, given: "frozenset[str]") -> tuple[RegisterColumn, ...]:
        """
        Return the columns to show if the host gives what *given* names.

        The room of a column that is left out goes to the widest one.
        """
        kept = [column for column in self.columns if not column.optional or column.given <= given]
        room = sum(column.mm for column in self.columns) - sum(column.mm for column in kept)
        widest = max(kept, key=lambda column: column.mm)
        return tuple(
            attrs.evolve(column, mm=round(column.mm + room, 2)) if column is widest else column for column in kept
        )
