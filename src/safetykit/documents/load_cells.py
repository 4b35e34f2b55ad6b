"""Reading the cells of a form: selectors against the record, patterns, choices, and the labels that a value may need."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, cast

import attrs

from safetykit.documents.forms import Blank, FormCell, Pattern, Sep
from safetykit.documents.sources import Path, Selector, selector, shape_at
from safetykit.documents.tables import TomlTable
from safetykit.model.evidence import Attachment
from safetykit.model.permits import DailyHours
from safetykit.model.quantities import Quantity
from safetykit.model.shapes import Shape, fields_of
from safetykit.model.time import Period

PRINTED: Final = (Period, Quantity, DailyHours)
"""Values of several fields that are printed as one."""
COUNT: Final = "#"
"""Written for the running number of an item."""
_SEPS = ("comma", "semicolon", "space", "line")
_ALIGN = ("left", "center", "right")
_PLACE = re.compile(r"\{([^{}]+)\}")
_ORDERED = ("instant", "date", "integer", "decimal", "text")


@attrs.frozen
class CellReader:
    """Reads cells of forms that print records of a class, with a kind of work if they are permits."""

    record: type
    work: type | None

    def cells(self, table: TomlTable, mm: float) -> list[FormCell]:
        """Read one table: a label cell, a value cell, or the pair of both."""
        cell, asked = self._read(table, mm, None)
        parts = bool(cell.label) + asked
        widths = table.counts("w", [1] * parts)
        table.close()
        if not parts:
            table.problem("", "a label or a value is needed")
        if len(widths) != parts:
            table.problem("w", "one width for the label, one for the value")
            return [cell]
        cells = [FormCell(label=cell.label, h=cell.h, mm=cell.mm)] if cell.label else []
        cells += [cell] if asked else []
        return [attrs.evolve(one, w=width) for one, width in zip(cells, widths, strict=True)]

    def one(self, table: TomlTable, mm: float, start: type | None = None) -> FormCell:
        """Read one table that is one cell; its label names it. What it needs is for the caller to say."""
        cell, _ = self._read(table, mm, start)
        widths = table.counts("w", [1])
        if len(widths) != 1:
            table.problem("w", "one width is needed")
        if cell.h != 1:
            table.problem("h", "only cells of rows and heads reach down")
        table.close()
        return attrs.evolve(cell, w=sum(widths) or 1)

    def _read(self, table: TomlTable, mm: float, start: type | None) -> tuple[FormCell, bool]:
        """Read a cell; say besides whether more than a label was asked for."""
        begin = start or self.record
        wanted = table.words("value", [])
        counted = start is not None and COUNT in wanted
        pen = table.take("pen", bool, default=True)
        values = self.selectors(table, "value", [text for text in wanted if not (counted and text == COUNT)], begin)
        cell = FormCell(
            label=table.take("label", str, ""),
            values=values,
            h=max(1, table.take("h", int, 1)),
            mm=table.take("mm", float, mm),
            each=self._pattern(table, values, begin),
            sep=cast("Sep", self.word(table, "sep", _SEPS, "comma")),
            names=table.take("names", str, ""),
            choice=table.words("choice", []),
            under=self.maybe(table, "under", begin),
            blank=_blank(self.shape(values[0][0], begin)) if pen and values and not table.table.get("each") else "",
            align=cast("Literal['left', 'center', 'right']", self.word(table, "align", _ALIGN, "left")),
            counted=counted,
            picture=self.attachments(table, "picture", table.words("picture", [])[:1], begin),
            sign=table.take("sign", str, ""),
            seal=table.take("seal", str, ""),
        )
        if cell.sign and "sign_offs" not in self.fields:
            table.problem("sign", f"a {self.record.__name__} has no field 'sign_offs'")
        if cell.choice and not cell.names:
            table.problem("names", "a choice needs the prefix of its labels")
        if (cell.seal or cell.picture) and not cell.mm:
            table.problem("mm", "the height of the picture or seal is needed")
        words = tuple(self._words(table, cell, begin))
        return attrs.evolve(cell, words=() if cell.choice else words), bool(wanted) or not cell.is_label

    def _words(self, table: TomlTable, cell: FormCell, start: type) -> Iterator[str]:
        """Yield the labels that the values of a cell may need."""
        item = self.item(cell.values[0], start) if cell.values else start
        leaves = [(value, item, "each") for _, value in cell.each] or [(value, start, "value") for value in cell.values]
        for value, at, key in (*leaves, (cell.under, start, "under")):
            yield from self._leaf(table, key, value, at, cell.names)

    @property
    def fields(self) -> dict[str, Shape]:
        """The fields of the record with their shapes."""
        return {field.name: field.shape for field in fields_of(self.record)}

    def _pattern(self, table: TomlTable, values: tuple[Selector, ...], start: type) -> Pattern:
        literals = _PLACE.split(table.take("each", str, ""))
        item = self.item(values[0], start) if values else self.record
        if len(literals) == 1:
            return ()
        found = [self.selectors(table, "each", (text,), item) for text in literals[1::2]]
        return tuple(zip(literals[::2], [*((*one, ())[0] for one in found), ()], strict=True))

    def maybe(self, table: TomlTable, key: str, start: type) -> Selector:
        """Read a selector that may be left out."""
        text = table.take(key, str, "")
        return (*self.selectors(table, key, (text,) if text else (), start), ())[0]

    def selectors(self, table: TomlTable, key: str, texts: Iterable[str], start: type) -> tuple[Selector, ...]:
        """Read selectors; those that lead nowhere are noted and left out."""
        found = []
        for text in texts:
            try:
                wanted = selector(text)
                for path in wanted:
                    self.shape(path, start)
            except ValueError as error:
                table.problem(key, f"{text!r}: {error}")
            else:
                found.append(wanted)
        return tuple(found)

    def attachments(self, table: TomlTable, key: str, texts: Iterable[str], start: type | None = None) -> Selector:
        """Read a selector of attachments, empty if there is none."""
        begin = start or self.record
        found = (*self.selectors(table, key, texts, begin), ())[0]
        if any(self.shape(path, begin).cls is not Attachment for path in found):
            table.problem(key, "only attachments are pictures")
        return found

    def repeated(self, table: TomlTable) -> tuple[Selector, type]:
        """Read the list of a block, and the class of its items."""
        (repeat,) = self.selectors(table, "repeat", (table.take("repeat", str),), self.record) or ((),)
        return repeat, self.item(repeat, self.record)

    def order(self, table: TomlTable, item: type) -> str:
        """Read the field that items are sorted by."""
        order = table.take("order", str, "")
        if order and self.selectors(table, "order", (order,), item):
            path, *others = selector(order)
            if others or path.source or len(path.steps) != 1 or self.shape(path, item).kind not in _ORDERED:
                table.problem("order", f"{order!r}: one field of the items is needed that has an order")
                return ""
            return order
        return ""

    def _leaf(self, table: TomlTable, key: str, wanted: Selector, start: type, names: str) -> Iterator[str]:
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

    def shape(self, path: Path, start: type) -> Shape:
        """Return what stands at the end of a path."""
        return shape_at(path, start, self.work, self.record)

    def item(self, wanted: Selector, start: type) -> type:
        """Return the class of the items of a list, the record's own where there is no list."""
        shape = self.shape(wanted[0], start) if wanted else None
        return shape.cls if shape and shape.cls else self.record

    def word(self, table: TomlTable, key: str, known: tuple[str, ...], default: str) -> str:
        """Read one of some words."""
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
