"""
Generated readers: one function for each record class, made of its field table, that goes straight through.

A reader tests every value and fills the frozen value without asking its validators again. It has no words: where
anything is odd it raises, and the hooks of cattrs read the same data again, which take it or say everything that is
wrong. So a test here may be narrower than the constraint that it stands for, never wider.

A reader also counts: it appends to *tally* how many keys and texts it took from its object. Where the document has more
of them, a key is unknown or stands twice; so a value counts only once the sum was compared with ``tokens``.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from safetykit.codec.canonical import RESERVED_KEYS
from safetykit.codec.filling import twin
from safetykit.codec.generating import Generated, Lines, indented
from safetykit.codec.grammar import DECIMAL
from safetykit.codec.names import kind_of
from safetykit.codec.scalars import checked, scalar
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.marks import ONE_LINE
from safetykit.model.shapes import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_DIGITS,
    MAX_SAFE_INTEGER,
    FieldShape,
    Shape,
    fields_of,
)

Reader: TypeAlias = Callable[[Any, list[int]], Any]
Slow: TypeAlias = Callable[[Any, Any], Any]

BREAKS: Final[Mapping[str, str]] = MappingProxyType(
    {r"\S+": 'not v or " " in v', ONE_LINE.regex: 'v < "!"', r"[\s\S]*\S[\s\S]*": 'v < "!"'}
)
"""How a text that is printable may break a pattern: printable text holds no character that is refused and no white
space but the blank, and only what is empty or begins with a blank comes before an exclamation mark."""
ZULU: Final = 'v[4::3] == "--T::Z" and (v[11] < "2" or v[12] < "4") and "0003" < v < "9998"'
"""Says that ``v`` is a time in UTC without fraction, if Python takes it: where each third character is so, it takes
nothing but digits between them and nothing behind them. Some versions take 24:00 for the next day."""
OFFSETS: Final = ("--T::+:", "--T::-:")
OFFSET_LENGTH: Final = len("0000-00-00T00:00:00+00:00")
DATE_LENGTH: Final = len("0000-00-00")
_INSTANT: Final = Shape("instant")
_TEXT: Final = Shape("text")


class Odd(Exception):
    """Something is not what the straight way takes."""


class Readers(Generated):
    """
    The readers of one codec.

    Args:
        works: The kinds of work that are allowed, by name.
        slow: Makes the complete reader of a shape, which says what is wrong.
    """

    takes = "tree, tally"

    def __init__(self, works: Mapping[str, type], slow: Callable[[Shape], Slow]) -> None:
        super().__init__("read", Odd=Odd, tokens=tokens, read_instant=read_instant, read_date=read_date)
        self._space |= {"Decimal": Decimal, "is_decimal": re.compile(DECIMAL).fullmatch}
        self._space |= {"fromisoformat": datetime.fromisoformat, "FrozenMap": FrozenMap, "RESERVED_KEYS": RESERVED_KEYS}
        self._space["works"] = {kind: self.of(cls) for kind, cls in works.items()}
        self.slow: Callable[[Shape], Slow] = slow

    def lines(self, cls: type) -> Lines:
        """Write the body of the reader of a class."""
        return _body(self, cls)


def tokens(tree: Any) -> int:
    """Count the keys and texts in plain data; -1 if it holds a fraction or a type of the host's own."""
    count = 0
    nodes = [tree]
    for node in nodes:
        kind = type(node)
        if kind is str:
            count += 1
        elif kind is dict:
            count += len(node)
            nodes += node.values()
        elif kind is list:
            nodes += node
        elif node is not None and kind not in (bool, int):
            return -1
    return count


def exactly(reader: Reader, tree: Any) -> Any:
    """Read plain data of which every key and text has to be taken; raise anything if that cannot be."""
    tally: list[int] = []
    made = reader(tree, tally)
    if sum(tally) != tokens(tree):
        raise Odd
    return made


def read_instant(text: Any) -> datetime:
    """Read a time as the hook of its kind does, at once where it has an offset and no fraction."""
    if type(text) is str and len(text) == OFFSET_LENGTH and text[4::3] in OFFSETS:
        at = datetime.fromisoformat(text)
        # Python takes 75 minutes of offset, and some versions 24:00.
        if FIRST_YEAR < at.year < LAST_YEAR and text[11:13] != "24" and text[23] < "6":
            return at
    made: datetime = checked(_INSTANT, scalar(_INSTANT)(text))
    return made


def read_date(text: Any) -> date:
    """Read a date of the one form that dates have; what else Python takes is odd."""
    if len(text) != DATE_LENGTH or not text[4] == text[7] == "-":
        raise Odd
    return date.fromisoformat(text)


def _body(readers: Readers, cls: type) -> Lines:
    """Write the reader of a class."""
    kind, blank = kind_of(cls), twin(cls)
    options = {field.name: field for field in attrs.fields(cls) if field.init}
    rows = [row for row in fields_of(cls) if row.name in options]
    body: Lines = []
    count = 0
    if kind is not None:
        body += [f'if tree["kind"] != {kind!r}:', "    raise Odd"]
        count = len(("kind", kind))
    for row in rows:
        texts, lines = _value(readers, cls, row.name, attrs.evolve(row.shape, optional=False))
        if row.shape.optional:
            lines = ["if v is not None:", *indented(["count += 1"] * texts + lines)]
            texts = 0
        place = f"made[{options[row.name].alias!r}]" if blank is None else f"made.{row.name}"
        lines = [f"v = tree[{row.name!r}]", *lines, f"{place} = v"]
        if not row.required:
            lines = [f"if {row.name!r} in tree:", f"    count += {1 + texts}", *indented(lines)]
            if blank is not None:
                lines += ["else:", f"    {place} = {_default(readers, cls, row)}"]
        count += (1 + texts) * row.required
        body += lines
    own = readers.keep(cls, "class", cls)
    made = "{}" if blank is None else readers.keep(cls, "blank", blank) + "()"
    body = [
        *_refused(["type(tree) is not dict"] if count == 0 else []),  # where a key is needed, only an object has it
        f"count = {count}",
        f"made = {made}",
        *body,
        "tally.append(count)",
    ]
    return body + ([f"return {own}(**made)"] if blank is None else [f"made.__class__ = {own}", "return made"])


def _default(readers: Readers, cls: type, row: FieldShape) -> str:
    plain = row.default is None or row.default == () or type(row.default) in (bool, int, str)
    return repr(row.default) if plain else readers.keep(cls, f"{row.name}_default", row.default)


def _value(readers: Readers, cls: type, name: str, shape: Shape) -> tuple[int, Lines]:
    """Write how ``v``, which is not None, is tested and converted; say how many texts it counts for in any case."""
    if not _is_usual(shape):
        return 0, ["count += tokens(v)", f"v = {readers.keep(cls, f'{name}_slow', readers.slow(shape))}(v, None)"]
    match shape.kind:
        case "text":
            return 1, _text(readers, cls, name, shape)
        case "enum":
            members = readers.keep(cls, f"{name}_members", {member.value: member for member in shape.cls})
            return 1, [f"v = {members}[v]"]
        case "boolean":
            return 0, ["if v is not True and v is not False:", "    raise Odd"]
        case "integer":
            odd = ["type(v) is not int", f"not {-MAX_SAFE_INTEGER} <= v <= {MAX_SAFE_INTEGER}"]
            return 0, _refused([*odd, *_beyond(readers, cls, name, shape)])
        case "decimal":
            odd = [f"len(v) > {MAX_DIGITS}", "is_decimal(v) is None"]
            return 1, [*_refused(odd), "v = Decimal(v)", *_refused(_beyond(readers, cls, name, shape))]
        case "instant":
            lines = [f"if {ZULU}:", "    v = fromisoformat(v)", "else:", "    v = read_instant(v)"]
            return 1, [*lines, *_refused(_beyond(readers, cls, name, shape))]
        case "date":
            return 1, ["v = read_date(v)", *_refused(_beyond(readers, cls, name, shape))]
        case "record":
            return 0, [f"v = {readers.name(shape.cls)}(v, tally)"]
        case "work":
            return 0, ['v = works[v["kind"]](v, tally)']
        case "mapping":
            return 0, _mapping(readers, cls, name, shape)
    return 0, _sequence(readers, cls, name, shape)


def _is_usual(shape: Shape) -> bool:
    """Say whether the straight way knows this shape; the others are left to the hooks of cattrs."""
    sized = shape.min_length is not None or shape.max_length is not None
    bounded = any(bound is not None for bound in (shape.ge, shape.gt, shape.le, shape.lt))
    match shape.kind:
        case "json":
            return False
        case "mapping":
            return not (bounded or shape.patterns or shape.erasable) and (
                shape.item is not None
                and _is_usual(shape.item)
                and not (shape.item.optional or shape.item.erasable)
                and shape.item.kind in ("text", "integer", "boolean")
            )
        case "text":
            return not bounded
        case "sequence":
            item = shape.item or _TEXT
            return not (bounded or shape.patterns or shape.erasable or item.optional or item.erasable) and (
                _is_usual(item) and item.kind not in ("sequence", "work")
            )
        case "integer" | "decimal" | "instant" | "date":
            return not (sized or shape.patterns or shape.erasable)
    return not (sized or bounded or shape.patterns or shape.erasable)


def _text(readers: Readers, cls: type, name: str, shape: Shape) -> Lines:
    slow = readers.keep(cls, f"{name}_slow", readers.slow(shape))
    odd = ["not v.isprintable()", *_length(shape)]
    for index, pattern in enumerate(shape.patterns):
        known = BREAKS.get(pattern.regex)
        if known is None:
            known = f"{readers.keep(cls, f'{name}_matches{index}', re.compile(pattern.regex).fullmatch)}(v) is None"
        odd.append(known)
    lines = [f"if {' or '.join(odd)}:", f"    {slow}(v, None)"]
    if shape.erasable:
        lines[0] = f"el{lines[0]}"
        return ["if type(v) is dict:", "    count += 1", f"    v = {slow}(v, None)", *lines]
    return lines


def _sequence(readers: Readers, cls: type, name: str, shape: Shape) -> Lines:
    item = shape.item or _TEXT
    lines = _refused(["type(v) is not list", *_length(shape)])
    if item.kind == "record":
        return [*lines, f"v = tuple([{readers.name(item.cls)}(each, tally) for each in v])"]
    texts, each = _value(readers, cls, name, item)
    lines += ["count += len(v)"] * texts
    if item.kind == "enum":
        return [*lines, f"v = tuple([{each[0].removeprefix('v = ').replace('[v]', '[each]')} for each in v])"]
    return [*lines, "items = []", "for v in v:", *indented([*each, "items.append(v)"]), "v = tuple(items)"]


def _mapping(readers: Readers, cls: type, name: str, shape: Shape) -> Lines:
    texts, each = _value(readers, cls, name, shape.item or _TEXT)
    return [
        *_refused(["type(v) is not dict", "not RESERVED_KEYS.isdisjoint(v)", *_length(shape)]),
        f"count += {1 + texts} * len(v)",
        "entries = v",
        "for v in entries:",
        *indented(_refused(["not v.isprintable()"])),
        "for v in entries.values():",
        *indented(each),
        "v = FrozenMap(entries)",
    ]


def _length(shape: Shape) -> Lines:
    """Write what makes a text, sequence or mapping too short or too long."""
    low, high = shape.min_length or 0, shape.max_length
    return ["not v"] * (low == 1) + [f"len(v) < {low}"] * (low > 1) + [f"len(v) > {high}"] * (high is not None)


def _beyond(readers: Readers, cls: type, name: str, shape: Shape) -> Lines:
    """Write what makes a value too low or too high."""
    bounds = (("ge", ">=", shape.ge), ("gt", ">", shape.gt), ("le", "<=", shape.le), ("lt", "<", shape.lt))
    return [
        f"not v {sign} {bound if type(bound) is int else readers.keep(cls, f'{name}_{word}', bound)}"
        for word, sign, bound in bounds
        if bound is not None
    ]


def _refused(odd: Lines) -> Lines:
    return [f"if {' or '.join(odd)}:", "    raise Odd"] if odd else []
