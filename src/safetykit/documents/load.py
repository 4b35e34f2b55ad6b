"""Reading a form file, and every check that can be made before a record is printed on it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, cast

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.documents.forms import (
    SCHEMA,
    Blank,
    Block,
    Body,
    ChecklistBlock,
    ColumnsBlock,
    Form,
    FormBadge,
    FormCell,
    Frame,
    Pattern,
    ProseBlock,
    RowsBlock,
    Sep,
    SignBlock,
    spanned,
)
from safetykit.documents.locale import LANGUAGES, Locale, load_locale, places
from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Selector, selector, shape_at
from safetykit.documents.tables import TomlTable
from safetykit.errors import PackError
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit, Work
from safetykit.model.quantities import Quantity
from safetykit.model.shapes import Shape
from safetykit.model.time import Period

SIZES = FrozenMap({"a4": (210.0, 297.0), "a3": (297.0, 420.0)})
"""Paper sizes in millimeters, upright."""
PRINTED = (Period, Quantity)
"""Values of several fields that are printed as one."""
FRAMES = ("solid", "double", "single")
_SEPS = ("comma", "semicolon", "space", "line")
_ALIGN = ("left", "center", "right")
_PLACE = re.compile(r"\{([^{}]+)\}")
_SLACK = 0.05
"""Millimeters by which the tracks of a grid may be off."""


def load_form(
    text: str,
    name: str,
    *,
    labels: Mapping[str, Mapping[str, str]],
    works: Iterable[type[Work]] = (),
    record: type = Permit,
) -> Form:
    """
    Read a form and check it: rows against the grid, paths against the record, labels against the languages.

    Args:
        text: The TOML of the form.
        name: Name of the file, for problems.
        labels: The words of the form, by language; it must be complete in every language that ships.
        works: Kinds of work; the form's ``applies_to`` says which one it prints.
        record: The record class that is printed.

    Raises:
        PackError: If anything is wrong; all problems at once, each with file, row and field.
    """
    data = parse_toml(text, name)
    problems: list[str] = []
    kinds: dict[object, type[Work]] = {f"permit/{work.kind}": work for work in works}
    applies_to = data.get("applies_to")
    loader = _Loader(record, kinds.get(applies_to) if isinstance(applies_to, str) else None)
    form = loader.form(TomlTable(name, data, problems))
    form = attrs.evolve(form, labels=FrozenMap({lang: FrozenMap(words) for lang, words in labels.items()}))
    languages = [locale_of(form, lang, "UTC") for lang in LANGUAGES]
    for locale in languages:
        missing = [key for key in form.keys if key and locale.find(key) is None]
        problems += [f"{name}: label {key!r} is missing in locale {locale.lang!r}" for key in missing]
        problems += _open_places(name, form, locale, languages[0])
    if problems:
        raise PackError(problems)
    return form


def locale_of(form: Form, lang: str, zone: str, more: Iterable[Mapping[str, str]] = ()) -> Locale:
    """
    Return the language for a form: the library's words, the form's own, then *more*, where a later one wins.

    Args:
        form: The form.
        lang: ``zh`` or ``en``.
        zone: IANA name of the zone that times are shown in, the site's.
        more: Words of the host, such as the standard's own wording from a licensed copy.

    Raises:
        PackError: If the language does not ship.
    """
    return load_locale(lang, zone, [form.labels.get(lang, EMPTY), *more])


def _open_places(name: str, form: Form, locale: Locale, first: Locale) -> Iterable[str]:
    for key in form.keys:
        own, other = ({place for _, place in places(one.find(key) or "")} for one in (locale, first))
        if own != other:
            yield f"{name}: label {key!r}: its places differ between {first.lang!r} and {locale.lang!r}"
    for block in form.blocks:
        if isinstance(block.body, ProseBlock):
            used = {place for _, place in places(locale.find(block.body.text) or "") if place}
            for place in sorted(used - {*block.body.places}):
                yield f"{name}: label {block.body.text!r}: place {place!r} has no value in block {block.id!r}"


@attrs.frozen
class _Loader:
    record: type
    work: type | None

    def form(self, table: TomlTable) -> Form:
        if table.take("schema", str) != SCHEMA:
            table.problem("schema", f"{SCHEMA!r} is needed")
        paper = self.paper(table.inner("paper", table.take("paper", dict)))
        grid = table.numbers("grid")
        room = paper.width - paper.margins[1] - paper.margins[3]
        if min(grid, default=0) <= 0:
            table.problem("grid", "the widths of the tracks are needed, each above 0")
        if abs(sum(grid) - room) > _SLACK:
            table.problem("grid", f"the tracks take {sum(grid):g} mm, the paper leaves {room:g} mm")
        badge = table.take("badge", dict, {})
        blocks = enumerate(table.take("block", list), start=1)
        form = Form(
            id=table.take("id", str),
            applies_to=table.take("applies_to", str),
            title=table.take("title", str),
            source=table.take("source", str),
            grid=grid,
            paper=paper,
            badge=self.badge(table.inner("badge", badge)) if badge else None,
            copies=table.words("copies", []),
            blocks=tuple(self.block(table.inner(f"block {number}", one), number, len(grid)) for number, one in blocks),
        )
        table.close()
        return form

    def paper(self, table: TomlTable) -> Paper:
        size = self.word(table, "size", tuple(SIZES), "a4")
        width, height = SIZES[size]
        if table.take("landscape", bool, default=False):
            width, height = height, width
        margins = table.numbers("margins")
        if len(margins) != 4:
            table.problem("margins", "four numbers are needed: top, right, bottom, left")
            margins = Paper().margins
        paper = Paper(
            width=width,
            height=height,
            margins=margins,
            head=table.take("head", float, Paper().head),
            type_size=table.take("type_size", float, Paper().type_size),
        )
        table.close()
        return paper

    def badge(self, table: TomlTable) -> FormBadge:
        frames = table.take("frames", dict)
        for code, frame in frames.items():
            if frame not in FRAMES:
                table.problem(f"frames.{code}", f"one of {', '.join(FRAMES)} is needed")
        (value,) = self.selectors(table, "value", (table.take("value", str),), self.record) or ((),)
        badge = FormBadge(
            value=value, names=table.take("names", str), frames=FrozenMap(cast("Mapping[str, Frame]", frames))
        )
        table.close()
        return badge

    def block(self, table: TomlTable, number: int, tracks: int) -> Block:
        kinds: dict[str, Callable[[TomlTable, int], Body]] = {
            "rows": self.rows,
            "columns": self.columns,
            "checklist": self.checklist,
            "sign": self.sign,
            "prose": self.prose,
        }
        kind = self.word(table, "kind", tuple(kinds), "rows")
        block = Block(
            id=table.take("id", str, f"{kind}-{number}"),
            body=kinds[kind](table, tracks),
            caption=table.take("caption", str, ""),
            page=table.take("page", bool, default=False),
            gap=table.take("gap", float, 0.0),
        )
        table.close()
        return block

    def rows(self, table: TomlTable, tracks: int) -> RowsBlock:
        mm = table.take("mm", float, 8.0)
        rows, carried = [], [0] * tracks
        for number, cells in enumerate(table.take("rows", list), start=1):
            where = f"row {number}"
            if not isinstance(cells, list):
                table.problem(where, "a list of cells is needed")
                continue
            tables = (table.inner(f"{where}, cell {index}", cell) for index, cell in enumerate(cells, start=1))
            row = tuple(cell for one in tables for cell in self.cells(one, mm))
            taken, free = sum(cell.w for cell in row), sum(not rest for rest in carried)
            if taken != free:
                table.problem(where, f"the cells take {taken} tracks, {free} are free")
            carried = spanned(carried, [(cell.w, cell.h) for cell in row])
            rows.append(row)
        return RowsBlock(rows=tuple(rows))

    def columns(self, table: TomlTable, tracks: int) -> ColumnsBlock:
        (repeat,) = self.selectors(table, "repeat", (table.take("repeat", str),), self.record) or ((),)
        item = self.item(repeat, self.record)
        lines = [table.inner(f"line {index}", line) for index, line in enumerate(table.take("lines", list), start=1)]
        block = ColumnsBlock(
            repeat=repeat,
            order=table.take("order", str, ""),
            label=table.take("label", int),
            columns=table.counts("columns"),
            lines=tuple(cell for line in lines for cell in self.cells(line, 8.0, item, pair=False)),
        )
        if block.order:
            self.selectors(table, "order", (block.order,), item)
        taken = block.label + sum(block.columns)
        if taken != tracks or block.label < 1 or not block.columns:
            table.problem("columns", f"a label and columns are needed that take {tracks} tracks, not {taken}")
        return block

    def checklist(self, table: TomlTable, tracks: int) -> ChecklistBlock:
        first, last = (*table.counts("rows"), 1, 0)[:2]
        fills = {}
        for row, values in table.take("fills", dict, {}).items():
            one = table.inner(f"fills.{row}", values)
            found = {key: self.selectors(one, key, (one.take(key, str),), self.record) for key in one.table}
            fills[row] = FrozenMap({key: value[0] for key, value in found.items() if value})
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
        )
        if not block.numbers:
            table.problem("rows", "the first and the last row are needed")
        if sum(block.w) != tracks or len(block.w) != 4 or len(block.head) != 4:
            table.problem("w", f"four columns with heads are needed that take {tracks} tracks together")
        if block.own and not block.drafted:
            table.problem("drafted", "the label before the name of who drafted the row is needed")
        return block

    def sign(self, table: TomlTable, _: int) -> SignBlock:
        rows = [table.inner(f"slot {index}", row) for index, row in enumerate(table.take("slots", list), start=1)]
        block = SignBlock(
            slots=tuple((row.take("slot", str), row.take("label", str)) for row in rows),
            mm=table.take("mm", float, 16.0),
        )
        for row in rows:
            row.close()
        return block

    def prose(self, table: TomlTable, _: int) -> ProseBlock:
        values = {
            key: self.cells(table.inner(f"values.{key}", value), 0.0)
            for key, value in table.take("values", dict, {}).items()
        }
        return ProseBlock(
            text=table.take("text", str), places=FrozenMap({key: cells[-1] for key, cells in values.items() if cells})
        )

    def cells(self, table: TomlTable, mm: float, start: type | None = None, *, pair: bool = True) -> list[FormCell]:
        """Read one table: a label cell, a value cell, or the pair of both."""
        start = start or self.record
        label = table.take("label", str, "")
        wanted = table.words("value", [])
        values = self.selectors(table, "value", wanted, start)
        widths = table.counts("w", [1] * (bool(label) + bool(wanted)))
        cell = FormCell(
            label=label,
            values=values,
            h=max(1, table.take("h", int, 1)),
            mm=table.take("mm", float, mm),
            each=self.pattern(table, values, start),
            sep=cast("Sep", self.word(table, "sep", _SEPS, "comma")),
            names=table.take("names", str, ""),
            choice=table.words("choice", []),
            under=self.under(table, start),
            blank=_blank(self.shape(values[0][0], start)) if values and not table.table.get("each") else "",
            align=cast("Literal['left', 'center', 'right']", self.word(table, "align", _ALIGN, "left")),
        )
        table.close()
        item = self.item(values[0], start) if values else start
        leaves = [(value, item, "each") for _, value in cell.each] or [(value, start, "value") for value in values]
        words = [
            word
            for value, at, key in (*leaves, (cell.under, start, "under"))
            for word in self.leaf(table, key, value, at, cell.names)
        ]
        cell = attrs.evolve(cell, words=() if cell.choice else tuple(words))
        if cell.choice and not cell.names:
            table.problem("names", "a choice needs the prefix of its labels")
        if not label and not wanted:
            table.problem("", "a label or a value is needed")
        if not pair:
            return [cell]
        if len(widths) != bool(label) + bool(wanted):
            table.problem("w", "one width for the label, one for the value")
            return [cell]
        cells = [FormCell(label=label, h=cell.h, mm=cell.mm)] if label else []
        cells += [cell] if wanted else []
        return [attrs.evolve(one, w=width) for one, width in zip(cells, widths, strict=True)]

    def under(self, table: TomlTable, start: type) -> Selector:
        text = table.take("under", str, "")
        return (*self.selectors(table, "under", (text,) if text else (), start), ())[0]

    def pattern(self, table: TomlTable, values: tuple[Selector, ...], start: type) -> Pattern:
        literals = _PLACE.split(table.take("each", str, ""))
        item = self.item(values[0], start) if values else self.record
        if len(literals) == 1:
            return ()
        found = [self.selectors(table, "each", (text,), item) for text in literals[1::2]]
        return tuple(zip(literals[::2], [*((*one, ())[0] for one in found), ()], strict=True))

    def selectors(self, table: TomlTable, key: str, texts: Iterable[str], start: type) -> tuple[Selector, ...]:
        """Read selectors; those that lead nowhere are noted and left out."""
        found = []
        for text in texts:
            try:
                wanted = selector(text)
                for path in wanted:
                    shape_at(path, start, self.work)
            except ValueError as error:
                table.problem(key, f"{text!r}: {error}")
            else:
                found.append(wanted)
        return tuple(found)

    def leaf(self, table: TomlTable, key: str, wanted: Selector, start: type, names: str) -> Iterator[str]:
        """Yield the labels that a value may need; note a selector that ends at something without words."""
        for shape in (self.shape(path, start) for path in wanted):
            if shape.kind in ("mapping", "json", "work") or (shape.kind == "record" and shape.cls not in PRINTED):
                name = shape.cls.__name__ if shape.cls else shape.kind
                table.problem(key, f"a {name} is no value to print; name a field")
            elif shape.kind == "boolean" and not names:
                table.problem("names", "yes and no need the prefix of their labels")
            elif shape.kind == "boolean":
                yield from (f"{names}.true", f"{names}.false")
            elif shape.kind == "enum" and not names:
                yield from (f"enum.{shape.cls.__name__}.{member.value}" for member in shape.cls)

    def shape(self, path: Any, start: type) -> Shape:
        return shape_at(path, start, self.work)

    def item(self, wanted: Selector, start: type) -> type:
        """Return the class of the items of a list, the record's own where there is no list."""
        shape = self.shape(wanted[0], start) if wanted else None
        return shape.cls if shape and shape.cls else self.record

    def word(self, table: TomlTable, key: str, known: tuple[str, ...], default: str) -> str:
        value = table.take(key, str, default)
        if value in known:
            return value
        table.problem(key, f"{value!r} is none of {', '.join(known)}")
        return default


def _blank(shape: Shape) -> Blank:
    if shape.kind == "instant":
        return "minute"
    if shape.kind == "date":
        return "day"
    return "period" if shape.cls is Period else ""
