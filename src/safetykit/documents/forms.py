"""A form as data: what stands where, and which value of a record goes there. Made by ``load_form`` from TOML."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal, TypeAlias

import attrs

from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Selector
from safetykit.model.frozenmap import EMPTY, FrozenMap

SCHEMA = "safetykit-form/1"
"""Version of the form language."""

Frame: TypeAlias = Literal["solid", "double", "single"]
Blank: TypeAlias = Literal["", "minute", "day", "period"]
Sep: TypeAlias = Literal["comma", "semicolon", "space", "line"]
Pattern: TypeAlias = tuple[tuple[str, Selector], ...]
"""Literal pieces, each with the place after it (no alternatives at the end)."""


@attrs.frozen(kw_only=True)
class FormCell:
    """
    A cell of a form: a label, or a place for values.

    Attributes:
        label: Key of the label: what a label cell shows, what a value cell is called.
        values: What is printed, one after the other; none in a label cell.
        w: Tracks taken.
        h: Rows taken.
        mm: Least height of the row.
        each: How one value is written, as pieces with places; empty for the value itself.
        sep: What stands between values, as the language writes it.
        names: Prefix of the labels of codes and of yes and no.
        words: Labels that the values may need.
        choice: Codes to tick; empty where words are printed.
        under: What stands below the values in small type and brackets.
        blank: How the cell is printed without a value.
        align: Where the value stands across.
    """

    label: str = ""
    values: tuple[Selector, ...] = ()
    w: int = 1
    h: int = 1
    mm: float = 0
    each: Pattern = ()
    sep: Sep = "comma"
    names: str = ""
    words: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()
    under: Selector = ()
    blank: Blank = ""
    align: Literal["left", "center", "right"] = "left"

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the cell needs."""
        return (*filter(None, [self.label]), *self.words, *(f"{self.names}.{code}" for code in self.choice))


@attrs.frozen(kw_only=True)
class RowsBlock:
    """Labels and values on the grid."""

    rows: tuple[tuple[FormCell, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return tuple(chain.from_iterable(cell.keys for row in self.rows for cell in row))


@attrs.frozen(kw_only=True)
class ColumnsBlock:
    """
    A list printed as columns: one column for each item, one row for each line.

    Attributes:
        repeat: The list.
        order: Field that the items are sorted by; items without it come last.
        label: Tracks of the label.
        columns: Tracks of each column; more items than columns make another band of rows below.
        lines: What is printed of an item.
    """

    repeat: Selector
    order: str
    label: int
    columns: tuple[int, ...]
    lines: tuple[FormCell, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return tuple(chain.from_iterable(line.keys for line in self.lines))


@attrs.frozen(kw_only=True)
class ChecklistBlock:
    """
    Rows of measures: number, text with places to fill in, involved or not, who confirmed it.

    Attributes:
        numbers: The rows printed here.
        texts: Prefix of the labels of the texts.
        head: Labels of the four columns.
        w: Tracks of the four columns.
        mm: Least height of a row.
        fills: For a row, what fills places of its text that are no blank of the measure itself.
        own: Rows (and their least height, ``own_mm``) whose text goes on with the record's own words and names who drafted it.
        drafted: Label before the name of who drafted a row.
    """

    numbers: tuple[int, ...]
    texts: str
    head: tuple[str, ...]
    w: tuple[int, ...]
    mm: float
    fills: FrozenMap[FrozenMap[Selector]] = EMPTY
    own: frozenset[int] = frozenset()
    own_mm: float = 0
    drafted: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        texts = (f"{self.texts}.{number}" for number in self.numbers)
        return (*self.head, *texts, *filter(None, [self.drafted]))


@attrs.frozen(kw_only=True)
class SignBlock:
    """Slots for opinions, each with who signed and when: the slot and the key of its label."""

    slots: tuple[tuple[str, str], ...]
    mm: float

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return tuple(label for _, label in self.slots)


@attrs.frozen(kw_only=True)
class ProseBlock:
    """A text over the whole width, without lines, whose places are filled from the record."""

    text: str
    places: FrozenMap[FormCell] = EMPTY

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return (self.text, *chain.from_iterable(cell.keys for cell in self.places.values()))


Body: TypeAlias = RowsBlock | ColumnsBlock | ChecklistBlock | SignBlock | ProseBlock


@attrs.frozen(kw_only=True)
class Block:
    """A block with what all kinds share: its name, a caption (key), a page break before it, room above it (mm)."""

    id: str
    body: Body
    caption: str = ""
    page: bool = False
    gap: float = 0


@attrs.frozen(kw_only=True)
class FormBadge:
    """The framed word at the head of the page: its value, the prefix of its labels, the frame of each code."""

    value: Selector
    names: str
    frames: FrozenMap[Frame]


@attrs.frozen(kw_only=True)
class Form:
    """
    One form of a regulation.

    Attributes:
        id: Name of the form.
        applies_to: What it prints, such as ``permit/hot-work``.
        title: Key of the title.
        source: The standard and form that this is.
        grid: Widths of the tracks in millimeters.
        paper: Paper and margins.
        blocks: What stands on it, from top to bottom.
        badge: The framed word at the head.
        copies: Keys of who holds the copies; ``{badge}`` stands for the badge's code.
        labels: The form's words, by language.
    """

    id: str
    applies_to: str
    title: str
    source: str
    grid: tuple[float, ...]
    paper: Paper
    blocks: tuple[Block, ...]
    badge: FormBadge | None = None
    copies: tuple[str, ...] = ()
    labels: FrozenMap[FrozenMap[str]] = attrs.field(default=EMPTY, repr=False)

    @property
    def keys(self) -> Iterator[str]:
        """The labels that the form needs, each once."""
        codes = tuple(self.badge.frames) if self.badge else ()
        copies = (key.replace("{badge}", code) for key in self.copies for code in codes or ("",))
        words = (f"{self.badge.names}.{code}" for code in codes) if self.badge else ()
        blocks = ((*filter(None, [block.caption]), *block.body.keys) for block in self.blocks)
        yield from dict.fromkeys(chain([self.title], copies, words, *blocks))


def spanned(carried: list[int], cells: Iterable[tuple[int, int]]) -> list[int]:
    """
    Return for how many more rows each track stays covered, after a row of cells (width, height) on the free tracks.

    >>> spanned([0, 1, 0], [(1, 2), (1, 1)])
    [1, 0, 0]
    """
    heights = [height for width, height in cells for _ in range(width)]
    free = iter(heights)
    return [rest - 1 if rest else next(free, 1) - 1 for rest in carried]
