"""A form as data: what stands where, and which value of a record goes there. Made by ``load_form`` from TOML."""

from collections.abc import Iterator
from itertools import chain
from typing import Final, Literal, TypeAlias

import attrs

from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Selector
from safetykit.model.frozenmap import EMPTY, FrozenMap

SCHEMA = "safetykit-form/1"
"""Version of the form language."""

SEE_ANNEX: Final = "annex.see"
"""Key of the words that send the reader to the annex."""
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
        counted: Whether it shows the running number of the item of a list.
        picture: Attachments whose pictures are drawn above the values, each no higher than ``mm``.
        sign: Slot whose signature stands at the foot of the cell.
        seal: Key of the words in room for a seal, ``mm`` high, after the values.
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
    counted: bool = False
    picture: Selector = ()
    sign: str = ""
    seal: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the cell needs."""
        return (*filter(None, [self.label, self.seal]), *self.words, *(f"{self.names}.{code}" for code in self.choice))

    @property
    def is_label(self) -> bool:
        """Whether it shows its label and no value."""
        return not (self.values or self.counted or self.picture or self.sign or self.seal)


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
        columns: Tracks of each column.
        lines: What is printed of an item.
        annex: Whether items beyond the columns are left to the annex, which repeats all of them; without it they make
            another band of rows below.
    """

    repeat: Selector
    order: str
    label: int
    columns: tuple[int, ...]
    lines: tuple[FormCell, ...]
    annex: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return (*chain.from_iterable(line.keys for line in self.lines), *([SEE_ANNEX] if self.annex else []))


@attrs.frozen(kw_only=True)
class ListBlock:
    """
    A list printed as rows: one row for each item, under the heads of its columns.

    Attributes:
        repeat: The list.
        order: Field that the items are sorted by; items without it come last.
        head: Head rows with merged cells; empty if the labels of the columns are the one head row.
        cells: The columns: what is printed of an item.
        side: A label beside all rows of items.
        shown: Least rows of a filled form.
        empty: Rows of a blank form.
        bare: Whether there is no head at all.
        panels: The columns of each panel; several where the columns are wider than the page, the key columns in each.
        mm: Least height of a row.
    """

    repeat: Selector
    order: str
    head: tuple[tuple[FormCell, ...], ...]
    cells: tuple[FormCell, ...]
    side: FormCell | None = None
    shown: int = 1
    empty: int = 1
    bare: bool = False
    panels: tuple[tuple[int, ...], ...] = ()
    mm: float

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        cells = (*chain.from_iterable(self.head), *self.cells, *([self.side] if self.side else []))
        return tuple(chain.from_iterable(cell.keys for cell in cells))


@attrs.frozen(kw_only=True)
class PictureBlock:
    """
    Pictures in a grid, each with words below it, and empty frames where there are none.

    Attributes:
        repeat: The attachments.
        columns: Tracks of each picture in a row.
        mm: Most height of a picture.
        cell: The words below a picture.
        side: A label beside all pictures.
        shown: Least frames of a filled form.
        empty: Frames of a blank form.
    """

    repeat: Selector
    columns: tuple[int, ...]
    mm: float
    cell: FormCell
    side: FormCell | None = None
    shown: int = 1
    empty: int = 1

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return (*self.cell.keys, *(self.side.keys if self.side else ()))


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
        fills: For a row, what fills places of its text besides the blanks of the measure, and which of them are choices.
        own: Rows (and their least height, ``own_mm``) whose text goes on with the record's own words and names who drafted it.
        drafted: Label before the name of who drafted a row.
        section: The list of measures that is printed here; that of every section if empty.
    """

    numbers: tuple[int, ...]
    texts: str
    head: tuple[str, ...]
    w: tuple[int, ...]
    mm: float
    fills: FrozenMap[FrozenMap[FormCell]] = EMPTY
    own: frozenset[int] = frozenset()
    own_mm: float = 0
    drafted: str = ""
    section: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        texts = (f"{self.texts}.{number}" for number in self.numbers)
        fills = chain.from_iterable(cell.keys for cells in self.fills.values() for cell in cells.values())
        return (*self.head, *texts, *filter(None, [self.drafted]), *fills)


@attrs.frozen(kw_only=True)
class SignSlot:
    """
    A place to sign: its slot and the key of its label.

    ``repeat`` gives each person who signed there a cell of their own, and leaves room for at least ``least``.
    """

    slot: str
    label: str
    repeat: bool = False
    least: int = 1


@attrs.frozen(kw_only=True)
class SignBlock:
    """Slots for opinions, each with who signed and when."""

    slots: tuple[SignSlot, ...]
    mm: float

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return tuple(slot.label for slot in self.slots)


@attrs.frozen(kw_only=True)
class ProseBlock:
    """A text over the whole width, without lines, whose places are filled from the record."""

    text: str
    places: FrozenMap[FormCell] = EMPTY

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that the block needs."""
        return (self.text, *chain.from_iterable(cell.keys for cell in self.places.values()))


Body: TypeAlias = RowsBlock | ColumnsBlock | ListBlock | PictureBlock | ChecklistBlock | SignBlock | ProseBlock


@attrs.frozen(kw_only=True)
class Block:
    """
    A block with what all kinds share.

    Attributes:
        id: Its name.
        body: What it prints.
        caption: Key of the words above it.
        page: Whether it starts a page.
        gap: Room above it in millimeters.
        grid: Widths of its own tracks in millimeters, where it does not stand on those of the form.
        frame: Whether lines are drawn.
        annex: Whether it belongs to the annex, which is printed only where it is needed.
        overflow: The block of columns whose overflow it takes up; empty for an annex that goes by its own list.
        more: Such a list has to be longer than this.
    """

    id: str
    body: Body
    caption: str = ""
    page: bool = False
    gap: float = 0
    grid: tuple[float, ...] = ()
    frame: bool = True
    annex: bool = False
    overflow: str = ""
    more: int = 0


@attrs.frozen(kw_only=True)
class FormBadge:
    """
    The framed word at the head of the page.

    Attributes:
        value: What it shows.
        names: Prefix of its labels.
        frames: The frame of each code.
        colors: The color of a code, ``#rrggbb``; black without one.
    """

    value: Selector
    names: str
    frames: FrozenMap[Frame]
    colors: FrozenMap[str] = EMPTY


@attrs.frozen(kw_only=True)
class Compact:
    """The compact variant of a form: its paper and tracks, and what every least height is multiplied by."""

    paper: Paper
    grid: tuple[float, ...]
    shrink: float


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
        annex_title: Key of the title of the annex.
        compact: The compact variant, without page breaks between blocks.
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
    annex_title: str = ""
    compact: Compact | None = None
    labels: FrozenMap[FrozenMap[str]] = attrs.field(default=EMPTY, repr=False)

    @property
    def keys(self) -> Iterator[str]:
        """The labels that the form needs, each once."""
        codes = tuple(self.badge.frames) if self.badge else ()
        copies = (key.replace("{badge}", code) for key in self.copies for code in codes or ("",))
        words = (f"{self.badge.names}.{code}" for code in codes) if self.badge else ()
        blocks = ((*filter(None, [block.caption]), *block.body.keys) for block in self.blocks)
        yield from dict.fromkeys(chain([self.title, self.annex_title], copies, words, *blocks))
