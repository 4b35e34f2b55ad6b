"""Reading a form file, and every check that can be made before a record is printed on it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.documents.forms import (
    SCHEMA,
    Block,
    ChecklistBlock,
    ColumnsBlock,
    Compact,
    Form,
    FormBadge,
    FormCell,
    Frame,
    ListBlock,
    ProseBlock,
)
from safetykit.documents.load_blocks import BlockReader, grid_of
from safetykit.documents.load_cells import CellReader
from safetykit.documents.locale import LANGUAGES, Locale, places, print_locale
from safetykit.documents.sheet import Paper
from safetykit.documents.sources import Path
from safetykit.documents.tables import TomlTable
from safetykit.errors import PackError
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit, Work

SIZES: Final = FrozenMap({"a4": (210.0, 297.0), "a3": (297.0, 420.0)})
"""Paper sizes in millimeters, upright."""
FRAMES: Final = ("solid", "double", "single")
_COLOR = re.compile("#[0-9a-f]{6}")
_CONTRAST = 4.5
"""Least ratio of the brightness of white words to that of what they stand on (WCAG 2, 1.4.3)."""


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
    loader = _Loader(CellReader(record, kinds.get(applies_to) if isinstance(applies_to, str) else None))
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


def locale_of(form: Form, lang: str, zone: str, more: Mapping[str, Mapping[str, str]] = EMPTY) -> Locale:
    """
    Return the words for a form: the library's, the form's own, then *more*, where a later one wins.

    Args:
        form: The form.
        lang: ``zh``, ``en`` or ``zh+en``.
        zone: IANA name of the zone that times are shown in, the site's.
        more: Words of the host by language, such as the standard's own wording from a licensed copy.

    Raises:
        PackError: If there is no such setting.
    """
    return print_locale(lang, zone, [form.labels, more])


def _open_places(name: str, form: Form, locale: Locale, first: Locale) -> Iterable[str]:
    for key in form.keys:
        own, other = ({place for _, place in places(one.find(key) or "")} for one in (locale, first))
        if own != other:
            yield f"{name}: label {key!r}: its places differ between {first.lang!r} and {locale.lang!r}"
    for block in form.blocks:
        for key, filled in _filled(block):
            used = {place for _, place in places(locale.find(key) or "") if place}
            if isinstance(block.body, ProseBlock):
                for place in sorted(used - filled):
                    yield f"{name}: label {key!r}: place {place!r} has no value in block {block.id!r}"
            for place in sorted(filled - used if locale.find(key) is not None else ()):
                yield f"{name}: label {key!r}: there is no place {place!r}, which block {block.id!r} fills"


def _filled(block: Block) -> Iterator[tuple[str, set[str]]]:
    """Yield the keys of texts with the places that a block fills."""
    if isinstance(block.body, ProseBlock):
        yield block.body.text, {*block.body.places}
    elif isinstance(block.body, ChecklistBlock):
        yield from ((f"{block.body.texts}.{row}", {*cells}) for row, cells in block.body.fills.items())


@attrs.frozen
class _Loader:
    read: CellReader

    def form(self, table: TomlTable) -> Form:
        if table.take("schema", str) != SCHEMA:
            table.problem("schema", f"{SCHEMA!r} is needed")
        paper = self.paper(table.inner("paper", table.take("paper", dict)))
        grid = grid_of(table, _room(paper))
        badge, compact = table.take("badge", dict, {}), table.take("compact", dict, {})
        reader = BlockReader(self.read, len(grid), _room(paper))
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
            annex_title=table.take("annex_title", str, ""),
            compact=self.compact(table.inner("compact", compact), paper, grid) if compact else None,
            blocks=tuple(reader.block(table.inner(f"block {number}", one), number) for number, one in blocks),
        )
        _check_annex(table, form)
        table.close()
        return form

    def paper(self, table: TomlTable) -> Paper:
        size = self.read.word(table, "size", tuple(SIZES), "a4")
        width, height = SIZES[size]
        if table.take("landscape", bool, default=False):
            width, height = height, width
        margins = table.numbers("margins")
        paper = self._paper(table, Paper(width=width, height=height), margins)
        table.close()
        return paper

    def _paper(self, table: TomlTable, base: Paper, margins: tuple[float, ...]) -> Paper:
        """Read what the compact variant may change too."""
        if len(margins) != 4:
            table.problem("margins", "four numbers are needed: top, right, bottom, left")
            margins = base.margins
        size = table.take("type_size", float, base.type_size)
        paper = attrs.evolve(
            base,
            margins=margins,
            head=table.take("head", float, base.head),
            type_size=size,
            pages=table.take("pages", int, base.pages),
            sizes=table.numbers("sizes", [one for one in base.sizes if one < size]),
        )
        if paper.pages < 0:
            table.problem("pages", "a whole number, 0 or more, is needed")
        if paper.type_size <= 0:
            table.problem("type_size", "a size above 0 is needed")
        if paper.sizes and (not paper.pages or min(paper.sizes) <= 0 or [*paper.sizes] != _falling(paper)):
            table.problem("sizes", "smaller sizes of type, falling, are needed, and pages to fit them on")
        return paper

    def compact(self, table: TomlTable, paper: Paper, grid: tuple[float, ...]) -> Compact:
        small = self._paper(table, paper, table.numbers("margins", list(paper.margins)))
        shrink = table.take("shrink", float, 1.0)
        if not 0 < shrink <= 1:
            table.problem("shrink", "a factor above 0 and up to 1 is needed")
        factor = _room(small) / _room(paper) if _room(paper) > 0 else 1.0
        if factor <= 0:
            table.problem("margins", "they leave no room")
        table.close()
        return Compact(paper=small, grid=tuple(round(mm * factor, 3) for mm in grid), shrink=shrink)

    def badge(self, table: TomlTable) -> FormBadge:
        frames, colors = table.take("frames", dict), table.take("colors", dict, {})
        for code, frame in frames.items():
            if frame not in FRAMES:
                table.problem(f"frames.{code}", f"one of {', '.join(FRAMES)} is needed")
        for code, color in colors.items():
            if code not in frames:
                table.problem(f"colors.{code}", "the code has no frame")
            if not isinstance(color, str) or not _COLOR.fullmatch(color) or _contrast(color) < _CONTRAST:
                table.problem(f"colors.{code}", "a color as #rrggbb is needed that white words can be read on")
        (value,) = self.read.selectors(table, "value", (table.take("value", str),), self.read.record) or ((),)
        badge = FormBadge(
            value=value,
            names=table.take("names", str),
            frames=FrozenMap(cast("Mapping[str, Frame]", frames)),
            colors=FrozenMap(cast("Mapping[str, str]", colors)),
        )
        table.close()
        return badge


def _room(paper: Paper) -> float:
    """Return the width between the margins in millimeters."""
    return paper.width - paper.margins[1] - paper.margins[3]


def _falling(paper: Paper) -> list[float]:
    """Return the sizes of type that are smaller than the first one, from large to small, each once."""
    return sorted({size for size in paper.sizes if size < paper.type_size}, reverse=True)


def _contrast(color: str) -> float:
    """Return the contrast of white words on a color, from 1 to 21 (WCAG 2)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _check_annex(table: TomlTable, form: Form) -> None:
    """Note names of blocks given twice, an annex that is not at the end, and items that would be printed nowhere."""
    names = [block.id for block in form.blocks]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.problem("block", f"there are {names.count(name)} blocks of the name {name!r}")
    flags = [block.annex for block in form.blocks]
    if flags != sorted(flags):
        table.problem("block", "blocks of the annex stand at the end of the form")
    if any(flags) and not form.annex_title:
        table.problem("annex_title", "the key of the title of the annex is needed")
    faces = {
        block.id: block.body
        for block in form.blocks
        if isinstance(block.body, ColumnsBlock) and block.body.annex and not block.annex
    }
    taken = {block.overflow: block.body for block in form.blocks if block.overflow}
    for name in sorted({*taken} - {*faces}):
        table.problem("block", f"when: no block {name!r} has overflow = 'annex'")
    for name, face in faces.items():
        body = taken.get(name)
        if not isinstance(body, ListBlock) or body.repeat != face.repeat:
            table.problem(
                "block", f"{name!r} overflows, but no list has when = {{ overflow = {name!r} }} and repeats it"
            )
        elif not _printed(face.lines) <= _printed(body.cells):
            table.problem("block", f"{name!r} overflows, but the list of the annex does not print all that it prints")


def _printed(cells: Iterable[FormCell]) -> set[Path]:
    """Return the paths whose values some cells print."""
    wanted = (one for cell in cells for one in (*cell.values, cell.under, *(place for _, place in cell.each)))
    return {path for one in wanted for path in one}
