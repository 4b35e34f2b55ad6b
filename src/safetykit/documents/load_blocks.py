"""Reading the blocks of a form: each kind with its own keys, checked against the grid and the record."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

import attrs

from safetykit.documents.forms import (
    Block,
    Body,
    ChecklistBlock,
    ColumnsBlock,
    FormCell,
    ListBlock,
    PictureBlock,
    ProseBlock,
    RowsBlock,
    SignBlock,
    SignSlot,
)
from safetykit.documents.grid import grid_problems
from safetykit.documents.load_cells import CellReader
from safetykit.documents.tables import TomlTable
from safetykit.model.frozenmap import FrozenMap

_OVERFLOW: Final = ("band", "annex")
_NEEDS: Final = MappingProxyType({"checklist": ("measures", "confirmations"), "sign": ("sign_offs",)})
"""Fields that the record must have for a kind of block."""
_HINT: Final = "; columns in several panels need keys = the number of columns that stand in each"
_PADDING = 5.0
"""Millimeters of room beside a picture in its cell."""


_SLACK = 0.05
"""Millimeters by which the tracks of a grid may be off."""


def grid_of(table: TomlTable, room: float) -> tuple[float, ...]:
    """Read the widths of the tracks, which fill the room between the margins, in millimeters."""
    grid = table.numbers("grid")
    if min(grid, default=0) <= 0:
        table.problem("grid", "the widths of the tracks are needed, each above 0")
    if abs(sum(grid) - room) > _SLACK:
        table.problem("grid", f"the tracks take {sum(grid):g} mm, the paper leaves {room:g} mm")
    return grid


@attrs.frozen
class BlockReader:
    """Reads blocks; *tracks* is the number of tracks of the grid, *room* its width in millimeters."""

    read: CellReader
    tracks: int
    room: float

    def block(self, table: TomlTable, number: int) -> Block:
        """Read one block; one with tracks of its own is read on those."""
        grid = grid_of(table, self.room) if "grid" in table.table else ()
        on = attrs.evolve(self, tracks=len(grid)) if grid else self
        kinds: dict[str, Callable[[TomlTable], Body]] = {
            "rows": on.rows,
            "columns": on.columns,
            "list": on.list,
            "checklist": on.checklist,
            "sign": on.sign,
            "prose": on.prose,
            "picture": on.picture,
        }
        kind = self.read.word(table, "kind", tuple(kinds), "rows")
        for name in _NEEDS.get(kind, ()):
            if name not in self.read.fields:
                table.problem("kind", f"{kind!r} needs a record with a field {name!r}")
        overflow, more = self._when(table)
        block = Block(
            id=table.take("id", str, f"{kind}-{number}"),
            body=kinds[kind](table),
            caption=table.take("caption", str, ""),
            page=table.take("page", bool, default=False),
            gap=table.take("gap", float, 0.0),
            grid=grid,
            frame=table.take("frame", bool, default=kind != "prose"),
            annex=table.take("annex", bool, default=False),
            overflow=overflow,
            more=more,
        )
        if (overflow or more) and not block.annex:
            table.problem("when", "only a block of the annex is printed where it is needed; write annex = true")
        table.close()
        return block

    def _when(self, table: TomlTable) -> tuple[str, int]:
        """Read when a block of the annex is needed: a block that overflows, or a list longer than a number."""
        given = table.take("when", dict, {})
        when = table.inner("when", given)
        overflow, more = when.take("overflow", str, ""), self._count(when, "more", 0)
        if given and bool(overflow) == bool(more):
            when.problem("", "either a block that overflows or how many items it takes is needed: overflow or more")
        when.close()
        return overflow, more

    def rows(self, table: TomlTable) -> RowsBlock:
        """Read rows of labels and values."""
        return RowsBlock(rows=self._grid(table, "rows", "row", table.take("mm", float, 8.0), self.tracks))

    def _grid(self, table: TomlTable, key: str, word: str, mm: float, tracks: int) -> tuple[tuple[FormCell, ...], ...]:
        rows = []
        for number, cells in enumerate(table.take(key, list), start=1):
            if not isinstance(cells, list):
                table.problem(f"{word} {number}", "a list of cells is needed")
                continue
            tables = (table.inner(f"{word} {number}, cell {index}", cell) for index, cell in enumerate(cells, start=1))
            rows.append(tuple(cell for one in tables for cell in self.read.cells(one, mm)))
        for number, problem in grid_problems([[(cell.w, cell.h) for cell in row] for row in rows], tracks):
            table.problem(f"{word} {number}", problem)
        return tuple(rows)

    def columns(self, table: TomlTable) -> ColumnsBlock:
        """Read a list that is printed as columns."""
        repeat, item = self.read.repeated(table)
        lines = [table.inner(f"line {index}", line) for index, line in enumerate(table.take("lines", list), start=1)]
        block = ColumnsBlock(
            repeat=repeat,
            order=self.read.order(table, item),
            label=table.take("label", int),
            columns=table.counts("columns"),
            lines=tuple(self._item(line, 8.0, item) for line in lines),
            annex=self.read.word(table, "overflow", _OVERFLOW, "band") == "annex",
        )
        for line, cell in zip(lines, block.lines, strict=True):
            if not cell.label:
                line.problem("label", "is missing")
        taken = block.label + sum(block.columns)
        if taken != self.tracks or block.label < 1 or not block.columns:
            table.problem("columns", f"a label and columns are needed that take {self.tracks} tracks, not {taken}")
        return block

    def _item(self, table: TomlTable, mm: float, item: type) -> FormCell:
        cell = self.read.one(table, mm, item)
        if cell.is_label and not table.table.get("value"):
            table.problem("value", "is missing")
        return cell

    def list(self, table: TomlTable) -> ListBlock:
        """Read a list that is printed as rows."""
        repeat, item = self.read.repeated(table)
        mm, side = table.take("mm", float, 8.0), self._side(table)
        tables = [table.inner(f"cell {index}", cell) for index, cell in enumerate(table.take("cells", list), start=1)]
        cells = tuple(self._item(one, mm, item) for one in tables)
        room = self.tracks - (side.w if side else 0)
        keys, taken = table.take("keys", int, 0), sum(cell.w for cell in cells)
        explicit = isinstance(table.table.get("head"), list)
        head = self._grid(table, "head", "head row", mm, self.tracks) if explicit else ()
        if not explicit and not table.take("head", bool, default=True):
            explicit = True
        for one, cell in zip(tables, cells, strict=True):
            if not explicit and not cell.label:
                one.problem("label", "is missing; it heads the column")
        wide = keys > 0 and taken > room
        if wide and (head or side):
            table.problem("keys", "a list in panels takes its heads from its cells and has no side label")
        if not wide and taken != room:
            table.problem("cells", f"the cells take {taken} tracks, {room} are free" + _HINT * (taken > room))
        panels = self._panels(table, cells, keys) if wide else (tuple(range(len(cells))),)
        shown = self._count(table, "shown", 1)
        return ListBlock(
            repeat=repeat,
            order=self.read.order(table, item),
            head=head,
            cells=cells,
            side=side,
            shown=shown,
            empty=self._count(table, "empty", max(shown, 1)),
            bare=explicit and not head,
            panels=panels,
            mm=mm,
        )

    def _panels(self, table: TomlTable, cells: tuple[FormCell, ...], keys: int) -> tuple[tuple[int, ...], ...]:
        """Deal the columns out to panels, the first *keys* of them to each."""
        first, room = tuple(range(keys)), self.tracks - sum(cell.w for cell in cells[:keys])
        panels, taken = [first], 0
        for index, cell in enumerate(cells[keys:], start=keys):
            if cell.w > room:
                table.problem(f"cell {index + 1}", f"takes {cell.w} tracks, beside the key columns {room} are free")
            if taken + cell.w > room and taken:
                panels.append(first)
                taken = 0
            panels[-1] = (*panels[-1], index)
            taken += cell.w
        return tuple(panels)

    def _side(self, table: TomlTable) -> FormCell | None:
        given = table.take("side", dict, {})
        if not given:
            return None
        side = self.read.one(table.inner("side", given), 0.0)
        if not side.label or not side.is_label or side.h != 1:
            table.problem("side", "a label and its width are needed, nothing else")
        return side

    def _count(self, table: TomlTable, key: str, default: int) -> int:
        count = table.take(key, int, default)
        if count < 0:
            table.problem(key, "a whole number, 0 or more, is needed")
        return max(count, 0)

    def picture(self, table: TomlTable) -> PictureBlock:
        """Read pictures in a grid."""
        repeat = self.read.attachments(table, "repeat", (table.take("repeat", str),))
        item = self.read.item(repeat, self.read.record)
        words = table.inner("words", table.take("words", dict, {}))
        side, columns, shown = self._side(table), table.counts("columns"), self._count(table, "shown", 1)
        block = PictureBlock(
            repeat=repeat,
            columns=columns,
            mm=table.take("mm", float),
            cell=self.read.one(words, 0.0, item),
            side=side,
            shown=shown,
            empty=self._count(table, "empty", max(shown, 1)),
        )
        taken = sum(columns) + (side.w if side else 0)
        if taken != self.tracks or not columns:
            table.problem("columns", f"columns are needed that take {self.tracks} tracks, not {taken}")
        if not block.mm > _PADDING:
            table.problem("mm", f"a height above {_PADDING:g} is needed")
        return block

    def checklist(self, table: TomlTable) -> ChecklistBlock:
        """Read rows of measures."""
        first, last = (*table.counts("rows"), 1, 0)[:2]
        fills = {row: self._fills(table, row, values) for row, values in table.take("fills", dict, {}).items()}
        block = ChecklistBlock(
            numbers=tuple(range(first, last + 1)),
            texts=table.take("texts", str),
            head=table.words("head"),
            w=table.counts("w"),
            mm=table.take("mm", float, 7.0),
            fills=FrozenMap(fills),
            own=frozenset(table.counts("own", [])),
            own_mm=table.take("own_mm", float, 0.0),
            drafted=table.take("drafted", str, ""),
            section=table.take("section", str, ""),
        )
        if not block.numbers:
            table.problem("rows", "the first and the last row are needed")
        for row in fills:
            if not row.isdecimal() or int(row) not in block.numbers:
                table.problem(f"fills.{row}", "there is no such row")
        if sum(block.w) != self.tracks or len(block.w) != 4 or len(block.head) != 4:
            table.problem("w", f"four columns with heads are needed that take {self.tracks} tracks together")
        if block.own and not block.drafted:
            table.problem("drafted", "the label before the name of who drafted the row is needed")
        return block

    def _fills(self, table: TomlTable, row: str, values: Any) -> FrozenMap[FormCell]:
        """Read what fills the places of one text: a selector, or a cell with a value or a choice."""
        places = table.inner(f"fills.{row}", values).table
        made = {}
        for place, given in places.items():
            one = given if isinstance(given, dict) else {"value": given}
            inner = table.inner(f"fills.{row}.{place}", one)
            made[place] = self.read.one(inner, 0.0)
            if made[place].is_label and not made[place].choice and not one.get("value"):
                inner.problem("", "a value or a choice is needed")
        return FrozenMap(made)

    def sign(self, table: TomlTable) -> SignBlock:
        """Read slots for signatures."""
        slots = []
        for index, row in enumerate(table.take("slots", list), start=1):
            one = table.inner(f"slot {index}", row)
            slot = SignSlot(
                slot=one.take("slot", str),
                label=one.take("label", str),
                repeat=one.take("repeat", bool, default=False),
                least=self._count(one, "least", 1),
            )
            if slot.least != 1 and not slot.repeat:
                one.problem("least", "only a slot with repeat = true is printed several times")
            one.close()
            slots.append(slot)
        return SignBlock(slots=tuple(slots), mm=table.take("mm", float, 16.0))

    def prose(self, table: TomlTable) -> ProseBlock:
        """Read a text with places."""
        places = {}
        for key, value in table.take("values", dict, {}).items():
            one = table.inner(f"values.{key}", value)
            places[key] = self.read.one(one, 0.0)
            if places[key].is_label and not one.table.get("value"):
                one.problem("", "a value is needed")
        return ProseBlock(text=table.take("text", str), places=FrozenMap(places))
