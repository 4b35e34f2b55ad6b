"""The blocks of a form as tables of a sheet: which of them are printed, and where the annex begins."""

from collections.abc import Collection, Iterator
from typing import Literal

import attrs

from safetykit.documents import checklist, lists, opinions
from safetykit.documents.cells import drafts, pieces
from safetykit.documents.forms import (
    Block,
    ChecklistBlock,
    ColumnsBlock,
    Form,
    ListBlock,
    PictureBlock,
    ProseBlock,
    RowsBlock,
    SignBlock,
)
from safetykit.documents.layout import fixed, laid
from safetykit.documents.lists import Drafted
from safetykit.documents.locale import Locale, places
from safetykit.documents.sheet import Cell, Run, Table
from safetykit.documents.values import Writer

PROSE_ROOM = 60.0
"""Millimeters for a date to be filled in within a prose text."""
PANEL_GAP = 3.0
"""Millimeters between the panels of a wide list."""
_Kind = Literal["fields", "columns", "list", "opinions", "prose", "pictures"]


@attrs.frozen(kw_only=True)
class Filler:
    """
    Fills the blocks of one form.

    Attributes:
        form: The form.
        writer: Writes the values.
        unused: Slots that the job does not use.
        annex: Whether the annex is printed: where it is needed if None.
        shrink: What every least height is multiplied by.
        breaks: Whether blocks may start pages of their own.
    """

    form: Form
    writer: Writer
    unused: Collection[str] = ()
    annex: bool | None = None
    shrink: float = 1.0
    breaks: bool = True

    def tables(self) -> Iterator[Table]:
        """Yield the tables of all blocks that are printed, from top to bottom."""
        face = True
        for block in self.form.blocks:
            if block.annex and not self._needed(block):
                continue
            first, *others = self._block(block)
            if block.annex and face:
                face = False
                first = attrs.evolve(first, page=True, title=self.writer.locale.text(self.form.annex_title))
            yield from (first, *others)

    def _needed(self, block: Block) -> bool:
        """Say whether a block of the annex is printed."""
        if self.annex is not None:
            return self.annex
        if block.overflow:
            (body,) = (one.body for one in self.form.blocks if one.id == block.overflow)
            return isinstance(body, ColumnsBlock) and lists.overflows(self.writer, body)
        body = block.body
        if isinstance(body, ListBlock | ColumnsBlock | PictureBlock):
            return len(self.writer.find(body.repeat)) > block.more
        if isinstance(body, RowsBlock):
            return lists.any_value(self.writer, [cell for row in body.rows for cell in row])
        return self.writer.view is not None

    def _block(self, block: Block) -> Iterator[Table]:
        body = block.body
        if not isinstance(body, ListBlock):
            kind, head, rows = self._rows(body, len(self._grid(block)))
            yield self._table(block, kind, head, rows)
            return
        for number, panel in enumerate(body.panels, start=1):
            taken = sum(body.cells[index].w for index in panel) + (body.side.w if body.side else 0)
            table = self._table(
                block, "list", lists.heads(self.writer, body, panel), lists.listed(self.writer, body, panel), taken
            )
            yield (
                table
                if number == 1
                else attrs.evolve(
                    table, id=f"{block.id}-{number}", page=False, gap=max(block.gap, PANEL_GAP), caption=""
                )
            )

    def _rows(
        self, body: RowsBlock | ColumnsBlock | PictureBlock | ChecklistBlock | SignBlock | ProseBlock, tracks: int
    ) -> tuple[_Kind, Iterator[Drafted], Iterator[Drafted]]:
        """Return how the rows of a block read, its head rows and its other rows."""
        writer, none = self.writer, iter(())
        if isinstance(body, RowsBlock):
            return "fields", none, (([*drafts(writer, row)], max(cell.mm for cell in row)) for row in body.rows)
        if isinstance(body, ColumnsBlock):
            return "columns", none, lists.columns(writer, body, annex=body.annex and self.annex is not False)
        if isinstance(body, PictureBlock):
            return "pictures", none, lists.pictures(writer, body)
        if isinstance(body, ChecklistBlock):
            heights = {number: body.own_mm if number in body.own else body.mm for number in body.numbers}
            rows = ((checklist.measure(writer, body, number), mm) for number, mm in heights.items())
            return "list", iter([(checklist.heads(writer, body), body.mm)]), rows
        if isinstance(body, SignBlock):
            return "opinions", none, (([one], body.mm) for one in opinions.slots(writer, body, tracks, self.unused))
        return "prose", none, iter([([fixed(_prose(writer, body), tracks)], 0.0)])

    def _table(
        self, block: Block, kind: _Kind, head: Iterator[Drafted], rows: Iterator[Drafted], tracks: int | None = None
    ) -> Table:
        grid = self._grid(block)[:tracks]
        return Table(
            id=block.id,
            kind=kind,
            grid=grid,
            head=laid(self._shrunk(head), grid, self.writer.type_size),
            rows=laid(self._shrunk(rows), grid, self.writer.type_size),
            caption=_caption(self.writer.locale, block.caption) if block.caption else "",
            page=block.page and self.breaks,
            gap=block.gap,
            frame=block.frame,
        )

    def _grid(self, block: Block) -> tuple[float, ...]:
        """Return the tracks of a block; its own are as wide together as those of the form, which may be the compact one."""
        factor = round(sum(self.form.grid) / sum(block.grid), 3) if block.grid else 1.0
        return tuple(round(mm * factor, 3) for mm in block.grid) or self.form.grid

    def _shrunk(self, rows: Iterator[Drafted]) -> Iterator[Drafted]:
        return ((cells, round(mm * self.shrink, 2)) for cells, mm in rows)


def _caption(locale: Locale, key: str) -> str:
    """Return a caption in line; the letter that it begins with in both languages stands there once."""
    first, second = locale.titles(key)
    if second and first.split()[:1] == second.split()[:1]:
        return f"{first} {' '.join(second.split()[1:])}"
    return locale.text(key)


def _prose(writer: Writer, block: ProseBlock) -> Cell:
    """Write a text with its places filled; a translation stands below it, and room for the pen is left only once."""
    runs: list[Run] = []
    for text, lang in writer.locale.each_open(block.text):
        runs += [Run(kind="break", lang=lang)] if lang else []
        for literal, name in places(text):
            runs.append(Run(text=literal, lang=lang))
            if name:
                runs += _placed(pieces(writer, block.places[name], PROSE_ROOM)[0], lang)
    return Cell(role="prose", runs=tuple(run for run in runs if run.text or run.mm or run.kind == "break"))


def _placed(made: tuple[Run, ...], lang: str) -> tuple[Run, ...]:
    """Return what stands in a place of a text: values, else room for the pen."""
    if not lang:
        return made or (Run(kind="line", mm=checklist.PEN_LINE),)
    if any(run.value for run in made):
        return tuple(attrs.evolve(run, lang=lang) for run in made)
    return (Run(text=checklist.ELSEWHERE, lang=lang),)
