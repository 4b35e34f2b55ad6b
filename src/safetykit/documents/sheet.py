"""
The Sheet: a filled form as a value, which every format's template walks.

This is public API: templates of a host read it. Everything that a page shows is in it as finished text, in one
language or in two; a template decides only how a box or a line is drawn, never what stands in it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import attrs

from safetykit.model.frozenmap import EMPTY, FrozenMap

SCHEMA = "safetykit-sheet/1"
"""Version of the values in this module; a change of meaning takes a new one."""


@attrs.frozen(kw_only=True)
class Run:
    """
    A piece of a cell.

    Attributes:
        kind: ``text``; ``box`` (a tick box with its label as ``text``); ``gap`` (room of ``mm`` for handwriting);
            ``line`` (a line of ``mm`` to sign on); ``break`` (a new line); ``picture`` (one of the sheet's pictures,
            described by ``text``); ``seal`` (room of ``mm`` by ``high`` for a seal, with ``text`` in it).
        text: The words; a line feed in them starts a new line.
        lang: BCP 47 tag of the words where it is not that of the sheet; such a run translates the one before it.
        on: Whether a box is ticked.
        mm: Width in millimeters of a gap, line, picture or seal; a picture keeps its shape within ``mm`` by ``high``.
        high: Height in millimeters of a picture or seal.
        picture: Name of the picture among those of the sheet.
        value: Whether the words come from the record, not from the form.
        bold: Heavy type.
        strike: Struck through.
        small: Smaller type.
        underline: Underlined.
        muted: Grey, for what does not apply.
    """

    kind: Literal["text", "box", "gap", "line", "break", "picture", "seal"] = "text"
    text: str = ""
    lang: str = ""
    on: bool = False
    mm: float = 0
    high: float = 0
    picture: str = ""
    value: bool = False
    bold: bool = False
    strike: bool = False
    small: bool = False
    underline: bool = False
    muted: bool = False

    @property
    def marks(self) -> str:
        """The names of the marks on the words, but for the strike, separated by spaces; empty for most runs."""
        return " ".join(name for name in ("bold", "small", "underline", "muted") if getattr(self, name))

    @property
    def plain(self) -> bool:
        """Whether the words carry no mark at all and are in the language of the sheet."""
        return not (self.strike or self.lang or self.marks)


@attrs.frozen(kw_only=True)
class Cell:
    """
    One cell of a table.

    Attributes:
        role: ``label``, ``head``, ``value``, ``sign`` (an opinion above, who and when below), ``prose``, or ``merged``
            (a place that another cell covers; most formats skip it).
        runs: What stands in the cell.
        foot: What stands at the lower right of the cell.
        w: Number of tracks of the grid that the cell takes.
        h: Number of rows that the cell takes.
        width: Width in millimeters.
        align: Where the runs stand across.
        scope: What a head or label cell speaks for: ``row``, ``col`` or nothing.
        name: The words of the label that belongs to the cell.
        path: JSON Pointer (RFC 6901) to the value in the record; empty where there is none.
    """

    role: Literal["label", "head", "value", "sign", "prose", "merged"] = "value"
    runs: tuple[Run, ...] = ()
    foot: tuple[Run, ...] = ()
    w: int = 1
    h: int = 1
    width: float = 0
    align: Literal["left", "center", "right"] = "left"
    scope: Literal["", "row", "col"] = ""
    name: str = ""
    path: str = ""

    @property
    def text(self) -> str:
        """All words of the cell."""
        return "".join("\n" if run.kind == "break" else run.text for run in (*self.runs, *self.foot))


@attrs.frozen(kw_only=True)
class Row:
    """
    A row of cells whose widths add up to the grid.

    Attributes:
        cells: The cells, from left to right.
        height: The least height in millimeters; the row grows with its text.
        keep: Whether the row may be kept on one page. Only a row that is surely shorter than a page says so: no
            format can keep a longer one together, and some lose text when they try.
    """

    cells: tuple[Cell, ...]
    height: float = 0
    keep: bool = True


@attrs.frozen(kw_only=True)
class Table:
    """
    A table of the page.

    Attributes:
        id: Name of the block of the form that it comes from.
        kind: How its rows read: ``fields`` (labels, each with its value beside it), ``columns`` (a label, then one value
            for each item of a list), ``list`` (one row for each item, under the heads of its columns), ``opinions`` (one
            signed cell in each row), ``prose`` (running text), ``pictures``.
        grid: Widths of the tracks in millimeters.
        head: Rows that are repeated on each page.
        rows: The other rows.
        caption: Words above the table.
        page: Whether the table starts a new page.
        title: Title at the head of the page that it starts and of those after it, where it is not the sheet's
            ``later_title``: that of an annex.
        gap: Room above the table in millimeters.
        frame: Whether lines are drawn.
    """

    id: str
    kind: Literal["fields", "columns", "list", "opinions", "prose", "pictures"] = "fields"
    grid: tuple[float, ...]
    head: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    caption: str = ""
    page: bool = False
    title: str = ""
    gap: float = 0
    frame: bool = True


@attrs.frozen(kw_only=True)
class Paper:
    """
    The paper, in millimeters and points.

    Attributes:
        width: Of the page.
        height: Of the page.
        margins: Top, right, bottom, left.
        head: Height of the head of each page, below the upper margin.
        type_size: Size of type, in points.
        pages: How many pages the sheet shall fit on; 0 if it may take any number.
        sizes: Smaller sizes of type to try, in order, until it does.
    """

    width: float = 210
    height: float = 297
    margins: tuple[float, float, float, float] = (12, 15, 12, 20)
    head: float = 20
    type_size: float = 10
    pages: int = 0
    sizes: tuple[float, ...] = ()


@attrs.frozen(kw_only=True)
class Badge:
    """
    A word in a frame at the head of the page, such as the grade.

    The frame tells it apart without color. *color* is ``#rrggbb``, dark enough for white words on it; empty for black.
    """

    text: str
    frame: Literal["solid", "double", "single"] = "single"
    color: str = ""


@attrs.frozen(kw_only=True)
class Picture:
    """The bytes of a picture and what they are: ``image/png`` or ``image/jpeg``; nothing that could hold a script or a link."""

    media_type: str
    data: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Sheet:
    """
    A filled form, finished in one language or in two.

    Attributes:
        form: Id of the form.
        language: BCP 47 tag of the texts.
        title: Title of the form.
        later_title: Title on the pages after the first.
        second_language: BCP 47 tag of the translation beside the texts; empty if there is none.
        second_title: Title in the second language.
        tables: What the pages show, from top to bottom.
        paper: Size and margins.
        number: The record's number, empty if it has none.
        number_label: Words before the number.
        copy: Which copy this is and who holds it.
        badge: The framed word at the head, if the form has one.
        state: The state of the record at print, as a code; empty for a blank form.
        watermark: Word across each page; empty only if the state allows work. A line feed starts a new line.
        code: What the square code at the head of each page says; empty for none.
        logo: Name of the picture at the head of the page; empty for none.
        pictures: Pictures by name.
        foot: Words at the foot of each page.
        page_words: What stands before, between and after page number and number of pages.
        source: The standard and form that this is.
        digest: SHA-256 of the record's revision, empty if it was not given.
        changed_at: The record's last change, which dates the file; no clock is read.
        schema: Version of these values.
    """

    form: str
    language: str
    title: str
    later_title: str
    tables: tuple[Table, ...]
    second_language: str = ""
    second_title: str = ""
    paper: Paper = Paper()
    number: str = ""
    number_label: str = ""
    copy: str = ""
    badge: Badge | None = None
    state: str = ""
    watermark: str = ""
    code: str = ""
    logo: str = ""
    pictures: FrozenMap[Picture] = EMPTY
    foot: tuple[str, ...] = ()
    page_words: tuple[str, str, str] = ("", " / ", "")
    source: str = ""
    digest: str = ""
    changed_at: datetime | None = None
    schema: str = SCHEMA

    def cells(self) -> Iterator[Cell]:
        """Yield every cell, head rows included, in reading order."""
        for table in self.tables:
            for row in (*table.head, *table.rows):
                yield from row.cells

    def values(self) -> Iterator[str]:
        """Yield every text that came from the record: what a printed page must give back."""
        yield from filter(None, (self.number, self.badge.text if self.badge else ""))
        for cell in self.cells():
            yield from (run.text for run in (*cell.runs, *cell.foot) if run.value and run.text)

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield every text on the page with the name and the path of its place."""
        for name in ("title", "second_title", "later_title", "number_label", "copy", "watermark", "source", "digest"):
            yield name, "", getattr(self, name)
        yield self.number_label, "/number", self.number
        yield "badge", "", self.badge.text if self.badge else ""
        for text in (*self.foot, *self.page_words):
            yield "foot", "", text
        for table in self.tables:
            yield "caption", "", table.caption
            yield "title", "", table.title
        for cell in self.cells():
            for run in (*cell.runs, *cell.foot):
                yield cell.name, cell.path, run.text
