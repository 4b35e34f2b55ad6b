"""Reading a register file, and every check that can be made before the first record is listed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any, Final, cast, get_args

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.documents.locale import LANGUAGES, Locale, labels_of, load_locale
from safetykit.documents.registers import (
    GIVEN,
    KIND,
    SCHEMA,
    As,
    Pages,
    Pattern,
    Register,
    RegisterColumn,
    Take,
    Totals,
)
from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Path, Selector, selector, shape_at
from safetykit.documents.tables import TomlTable
from safetykit.errors import PackError
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import CODE
from safetykit.model.permits import Permit, Work
from safetykit.model.quantities import Quantity
from safetykit.model.shapes import Kind, Shape, fields_of

SIZES: Final = FrozenMap({"a4": (210.0, 297.0), "a3": (297.0, 420.0)})
"""Paper sizes in millimeters, upright."""
LEAST: Final = 12.0
"""Millimeters that a column of counts takes at least."""
_FORMS: Final = get_args(As)
_TAKES: Final = get_args(Take)
_SEPS: Final = ("comma", "semicolon", "space", "line")
_ALIGN: Final = ("left", "center", "right")
_PLACE: Final = re.compile(r"\{([^{}]+)\}")
_SLACK: Final = 0.05
"""Millimeters by which the columns may miss the paper."""
_SINGLE: Final[FrozenMap[tuple[Kind, ...]]] = FrozenMap(
    {"minute": ("instant",), "day": ("date", "instant"), "number": ("integer", "decimal")}
)
"""Ways to read a column that show one value, and the kinds of value that each takes."""
_UNPRINTED: Final = ("mapping", "json", "work")
_BARE: Final = ("row", "boxes")
"""Ways to read a column that show no value."""


def load_register(
    text: str,
    name: str,
    *,
    labels: Mapping[str, Mapping[str, str]],
    works: Iterable[type[Work]] = (),
    record: type = Permit,
) -> Register:
    """
    Read a register and check it: widths against the paper, paths against the record, labels against the languages.

    Args:
        text: The TOML text.
        name: Name of the file, for errors.
        labels: Words of the register by language, beside those of the library.
        works: The kinds of work that may be listed; a path needs to lead somewhere in one of them, and is blank in the
            others.
        record: The type of the records, a permit or one of the host's own.

    Raises:
        PackError: If anything is wrong; all problems at once, each with file, column and field.
    """
    data = parse_toml(text, name)
    problems: list[str] = []
    read = _Loader(record, tuple(works) if record is Permit else ()).register(TomlTable(name, data, problems))
    read = attrs.evolve(read, labels=FrozenMap({lang: FrozenMap(words) for lang, words in labels.items()}))
    for lang in LANGUAGES:
        locale = register_locale(read, lang, "UTC")
        missing = [key for key in read.keys if locale.find(key) is None]
        problems += [f"{name}: label {key!r} is missing in locale {lang!r}" for key in missing]
    if problems:
        raise PackError(problems)
    return read


def registers_in(package: str, works: Iterable[type[Work]]) -> tuple[Register, ...]:
    """
    Read and check every register of a package: its ``registers/*.toml`` with the words of ``locales/form_*.toml``.

    Args:
        package: Dotted name of the package, such as ``safetykit.packs.cn_gb30871``.
        works: The kinds of work that its permits are for.

    Raises:
        PackError: If a register or its words are wrong.
    """
    root, kinds = resources.files(package), tuple(works)
    words = {lang: f"form_{lang}.toml" for lang in LANGUAGES}
    labels = {lang: labels_of((root / "locales" / file).read_text("utf-8"), file) for lang, file in words.items()}
    files = sorted((root / "registers").iterdir(), key=lambda file: file.name)
    return tuple(load_register(file.read_text("utf-8"), file.name, labels=labels, works=kinds) for file in files)


def register_locale(definition: Register, lang: str, zone: str, more: Iterable[Mapping[str, str]] = ()) -> Locale:
    """
    Return the language for a register: the library's words, the register's own, then *more*, where a later one wins.

    Args:
        definition: The register.
        lang: ``zh`` or ``en``.
        zone: IANA name of the zone that times are shown in, the site's.
        more: Words of the host.

    Raises:
        PackError: If the language does not ship.
    """
    return load_locale(lang, zone, [definition.labels.get(lang, EMPTY), *more])


@attrs.frozen
class _Loader:
    record: type
    works: tuple[type[Work], ...]

    def register(self, table: TomlTable) -> Register:
        if table.take("schema", str) != SCHEMA:
            table.problem("schema", f"{SCHEMA!r} is needed")
        columns = [
            self.column(table.inner(f"column {number}", one))
            for number, one in enumerate(table.take("column", list), start=1)
        ]
        paper = self.paper(table.inner("paper", table.take("paper", dict)))
        read = Register(
            id=table.take("id", str),
            applies_to=table.take("applies_to", str),
            title=table.take("title", str),
            paper=paper,
            columns=tuple(columns),
        )
        self.widths(table, read)
        pages = table.take("pages", dict, {})
        totals = [
            self.totals(table.inner(f"totals {number}", one), read)
            for number, one in enumerate(table.take("totals", list, []), start=1)
        ]
        table.close()
        inner = table.inner("pages", pages)
        return attrs.evolve(read, totals=tuple(totals), pages=self.pages(inner, read) if pages else None)

    def widths(self, table: TomlTable, read: Register) -> None:
        room, taken = _room(read.paper), sum(column.mm for column in read.columns)
        if abs(taken - room) > _SLACK:
            table.problem("column", f"the columns take {taken:g} mm, the paper leaves {room:g} mm")
        ids = [column.id for column in read.columns]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            table.problem("column", f"two have the id {twice!r}; give one of them another id")
        if all(column.optional for column in read.columns):
            table.problem("column", "one that is not optional is needed")

    def paper(self, table: TomlTable) -> Paper:
        width, height = SIZES[self.word(table, "size", tuple(SIZES), "a4")]
        if table.take("landscape", bool, default=True):
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
            type_size=table.take("type_size", float, 8.0),
        )
        table.close()
        return paper

    def column(self, table: TomlTable) -> RegisterColumn:
        label = table.take("label", str)
        form = cast("As", self.word(table, "as", _FORMS, "text"))
        wanted = table.words("value", [])
        values = self.selectors(table, "value", wanted)
        column = RegisterColumn(
            id=table.take("id", str, label.rpartition(".")[2]),
            label=label,
            mm=table.take("mm", float),
            values=values,
            form=form,
            take=cast("Take", self.word(table, "take", _TAKES, "all")),
            names=table.take("names", str, ""),
            each=self.pattern(table, values),
            sep=cast("Any", self.word(table, "sep", _SEPS, "comma")),
            boxes=table.take("boxes", int, 0),
            align=cast("Any", self.word(table, "align", _ALIGN, "left" if form == "text" else "center")),
            optional=table.take("optional", bool, default=False),
        )
        table.close()
        if column.mm <= 0:
            table.problem("mm", "a width above 0 is needed")
        if bool(wanted) == (form in _BARE):
            table.problem("value", "is missing" if not wanted else f"a column of {form!r} shows no value")
        if (column.boxes > 0) != (form == "boxes"):
            table.problem("boxes", "the number of boxes is needed with as = 'boxes', and only there")
        if column.optional and not column.given:
            table.problem("optional", "only a column of what the host gives, given(...), can be left out")
        return attrs.evolve(column, words=tuple(dict.fromkeys(self.leaves(table, column))))

    def leaves(self, table: TomlTable, column: RegisterColumn) -> Iterator[str]:
        """Yield the labels that the values may need; note what cannot be shown in the way that the column asks for."""
        if column.each and column.form != "text":
            table.problem("each", "is for text; leave it out or leave out 'as'")
        if column.form == "filled":
            yield from self.yes_or_no(table, column.names)
        elif column.form in _SINGLE:
            for path in (path for wanted in column.values for path in wanted if path.source != GIVEN):
                for many, shape in self.shapes(path, self.record):
                    if shape.kind not in _SINGLE[column.form]:
                        table.problem("as", f"{column.form!r} does not fit a value of kind {shape.kind!r}")
                    if many and column.take == "all":
                        table.problem("take", "there may be several; say 'first' or 'last'")
        elif column.form == "text":
            item = self.item(column.values)
            at = [(one, item, "each") for _, one in column.each]
            at = at or [(one, self.record, "value") for one in column.values]
            for wanted, start, key in at:
                for path in (path for path in wanted if path.source != GIVEN):
                    for _, shape in self.shapes(path, start):
                        yield from self.leaf(table, key, shape, column.names)

    def leaf(self, table: TomlTable, key: str, shape: Shape, names: str) -> Iterator[str]:
        if shape.kind in _UNPRINTED or (shape.kind == "record" and shape.cls is not Quantity):
            table.problem(key, f"a {shape.cls.__name__ if shape.cls else shape.kind} is no value to show; name a field")
        elif shape.kind == "boolean":
            yield from self.yes_or_no(table, names)
        elif shape.kind == "enum" and not names:
            yield from (f"enum.{shape.cls.__name__}.{member.value}" for member in shape.cls)

    def yes_or_no(self, table: TomlTable, names: str) -> Iterator[str]:
        if not names:
            table.problem("names", "yes and no need the prefix of their labels")
        else:
            yield from (f"{names}.true", f"{names}.false")

    def pattern(self, table: TomlTable, values: tuple[Selector, ...]) -> Pattern:
        pieces = _PLACE.split(table.take("each", str, ""))
        if len(pieces) == 1:
            return ()
        item = self.item(values)
        found = [self.selectors(table, "each", (text,), item) for text in pieces[1::2]]
        return tuple(zip(pieces[::2], [*((*one, ())[0] for one in found), ()], strict=True))

    def totals(self, table: TomlTable, read: Register) -> Totals:
        made = Totals(by=table.take("by", str), across=table.take("across", str), order=table.words("order"))
        table.close()
        for key in ("by", "across"):
            column = read.column(getattr(made, key))
            if column is None or column.form not in ("text", "filled"):
                table.problem(key, "the id of a column of text is needed")
        if _room(read.paper) / (len(made.order) + 4) < LEAST:
            table.problem("order", f"the paper has no room for so many columns of {LEAST:g} mm")
        return made

    def pages(self, table: TomlTable, read: Register) -> Pages:
        (unit,) = self.selectors(table, "unit", (table.take("unit", str),)) or ((),)
        (day,) = self.selectors(table, "day", (table.take("day", str),)) or ((),)
        made = Pages(unit=unit, day=day, number=table.take("number", str))
        table.close()
        for path in unit:
            if any(shape.kind != "text" for _, shape in self.shapes(path, self.record)):
                table.problem("unit", "a text is needed")
        for path in day:
            if any(shape.kind not in _SINGLE["day"] for _, shape in self.shapes(path, self.record)):
                table.problem("day", "a time or a day is needed")
        if read.column(made.number) is None:
            table.problem("number", "the id of the column with the number is needed")
        return made

    def selectors(
        self, table: TomlTable, key: str, texts: Iterable[str], start: type | None = None
    ) -> tuple[Selector, ...]:
        """Read selectors; those that lead nowhere are noted and left out."""
        found = []
        for text in texts:
            try:
                wanted = selector(text)
                for path in wanted:
                    self.shapes(path, start or self.record)
            except ValueError as error:
                table.problem(key, f"{text!r}: {error}")
            else:
                found.append(wanted)
        return tuple(found)

    def shapes(self, path: Path, start: type) -> tuple[tuple[bool, Shape], ...]:
        """
        Return what may stand at the end of a path, one for each kind of work in which it leads somewhere.

        Beside each stands whether there may be several.

        Raises:
            ValueError: If the path leads nowhere.
        """
        if path.source == GIVEN and start is self.record:
            if not path.argument or path.steps:
                msg = "a name in brackets and nothing after it is needed, such as given(breaches)"
                raise ValueError(msg)
            return ((False, Shape("text")),)
        if path.source is None and path.steps == KIND and start is Permit:
            return ((False, Shape("text", marks=frozenset({CODE}))),)
        found, errors = [], []
        for work in self.works or (None,):
            try:
                found.append((_many(path, start, work), shape_at(path, start, work)))
            except ValueError as error:
                errors.append(error)
        if not found:
            raise errors[0]
        return tuple(found)

    def item(self, values: tuple[Selector, ...]) -> type:
        """Return the class of what the first value finds, the record's own where that is no record."""
        paths = [path for path in (values[0] if values else ()) if path.source != GIVEN]
        shapes = [shape for path in paths for _, shape in self.shapes(path, self.record)]
        return next((shape.cls for shape in shapes if shape.cls), self.record)

    def word(self, table: TomlTable, key: str, known: tuple[str, ...], default: str) -> str:
        value = table.take(key, str, default)
        if value in known:
            return value
        table.problem(key, f"{value!r} is none of {', '.join(known)}")
        return default


def _many(path: Path, start: type, work: type | None) -> bool:
    """Say whether a path may find several values."""
    if path.source is not None:
        return True
    cls: Any = start
    for step in path.steps:
        fields = {field.name: field.shape for field in fields_of(cls)} if isinstance(cls, type) else {}
        shape = fields.get(step)
        if shape is None:
            return False
        if shape.kind == "sequence":
            return True
        cls = work if shape.kind == "work" else shape.cls
    return False


def _room(paper: Paper) -> float:
    return paper.width - paper.margins[1] - paper.margins[3]
