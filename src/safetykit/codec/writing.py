"""
Generated writers: one function for each record class, made of its field table, that writes canonical form at once.

For ``orjson`` a writer makes plain data, with keys in canonical order and defaults left out; without it, the pieces of
the text. What is rare in a field table is left to the row that ``safetykit.codec.canonical`` has for the field; so the
bytes are always those of the rows.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC
from json.encoder import encode_basestring as quote
from types import MappingProxyType
from typing import Any, Final, Never, TypeAlias

from safetykit.codec.generating import Generated, Lines, indented
from safetykit.codec.names import kind_of
from safetykit.model.erasure import Erased
from safetykit.model.marks import NOT_SIGNED, PERSONAL
from safetykit.model.shapes import Shape

Rows: TypeAlias = Callable[[type], Iterable[Any]]

BEGIN: Final = "\x01"
"""Stands behind an opening bracket, and goes with the comma that follows it. No JSON text holds this character."""
_UTC: Final = "(@ if @.tzinfo is UTC else @.astimezone(UTC))"
_DATA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "@",
        "integer": "@",
        "boolean": "@",
        "decimal": "f'{@:f}'",
        "instant": _UTC,
        "date": "@",
        "enum": "@._value_",
        "work": "write(@)",
        "personal": "(@ if type(@) is str else {'erased': @.commitment})",
    }
)
"""How a value ``@`` becomes plain data; orjson knows how to write times in UTC and dates."""
_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "{quote(@)}",
        "integer": "{digits(@)}",
        "boolean": '{"true" if @ else "false"}',
        "decimal": '"{@:f}"',
        "instant": f'"{{{_UTC}.isoformat()[:-6]}}Z"',
        "date": '"{@.isoformat()}"',
        "enum": "{quote(@._value_)}",
        "personal": "{quote(@) if type(@) is str else erased(@)}",
    }
)
"""How it becomes text, inside an f-string."""


class Writers(Generated):
    """
    The writers of all classes.

    Args:
        rows: Returns how the fields of a class are written, in canonical order.
        veil: What the rows are given: what stands for personal values.
        signed_only: Leave out personal values and what no sign-off binds.
    """

    def __init__(self, rows: Rows, *, veil: Any = None, signed_only: bool = False, **space: Any) -> None:
        super().__init__("write", UTC=UTC, veil=veil, lost=_lost, **space)
        self._rows: Rows = rows
        self._signed_only: bool = signed_only

    def lines(self, cls: type) -> Lines:
        """Write the body of the writer of a class."""
        own = self.keep(cls, "class", cls)
        lines = [f"if type(value) is not {own}:", f"    lost(value, {own})", self.begin]
        for name, test, shape in self._members(cls):
            if test is None:
                row = self.keep(cls, f"{name}_row", shape)
                lines += [f"v = {row}.text(value, veil)", "if v is not None:", f"    {self.embedded(name)}"]
            elif shape is None:
                lines += self.member(name, Shape("text"), repr(kind_of(cls)))
            elif test == "":
                lines += self.member(name, shape, f"value.{name}")
            else:
                lines += [f"v = value.{name}", f"if {test}:", *indented(self.member(name, shape, "v"))]
        return [*lines, self.end]

    def _members(self, cls: type) -> Iterator[tuple[str, str | None, Any]]:
        """Yield the fields that are written, each with its test and shape; or without a test, with its row."""
        for row in self._rows(cls):
            if row.tag:
                yield row.name, "", None
            elif not (self._signed_only and row.shape.unsigned == NOT_SIGNED):
                test = self._test(cls, row)
                if test is None or not _is_usual(row.shape):
                    yield row.name, None, row
                elif not (self._signed_only and is_personal(row.shape)):
                    yield row.name, test, row.shape

    def _test(self, cls: type, row: Any) -> str | None:
        """Write what tells that ``v`` does not equal its default; None if only the row can tell."""
        default, shape = row.default, row.shape
        if shape.optional:
            return "v is not None" if default is None else None
        if row.left_out is None:
            return ""
        if shape.kind == "enum":
            return f"v is not {self.keep(cls, f'{row.name}_default', default)}"
        if shape.kind in ("text", "integer", "boolean"):
            return f"v != {default!r}"
        return "v" if default == () else None

    @property
    @abstractmethod
    def begin(self) -> str:
        """Write how an object begins."""

    @property
    @abstractmethod
    def end(self) -> str:
        """Write how it ends."""

    @abstractmethod
    def embedded(self, name: str) -> str:
        """Write how the text ``v`` is added as a member."""

    @abstractmethod
    def member(self, name: str, shape: Shape, value: str) -> Lines:
        """Write how a value is added as a member; *value* is the code for it."""


class DataWriters(Writers):
    """
    Writers that make plain data for ``orjson``.

    Args:
        fragment: Its ``Fragment``.
    """

    takes = "value"
    begin = "made = {}"
    end = "return made"

    def __init__(self, rows: Rows, fragment: Any) -> None:
        super().__init__(rows, fragment=fragment, write=self.write)

    def write(self, value: Any) -> Any:
        """Return a value of any record class as plain data."""
        return self.of(type(value))(value)

    def embedded(self, name: str) -> str:
        """Write how the text ``v`` is added as a member."""
        return f"made[{name!r}] = fragment(v)"

    def member(self, name: str, shape: Shape, value: str) -> Lines:
        """Write how a value is added as a member."""
        return [f"made[{name!r}] = {self._data(shape).replace('@', value)}"]

    def _data(self, shape: Shape) -> str:
        if shape.kind == "record":
            return f"{self.name(shape.cls)}(@)"
        if shape.kind == "sequence" and shape.item is not None:
            return f"[{self._data(shape.item).replace('@', 'each')} for each in @]"
        return _DATA["personal" if is_personal(shape) else shape.kind]


class TextWriters(Writers):
    """Writers that make the pieces of the text."""

    takes = "value, add"
    begin = "add('{\\x01')"
    end = "add('}')"

    def __init__(self, rows: Rows, **veil: Any) -> None:
        super().__init__(rows, quote=quote, digits=int.__repr__, erased=_erased, write=self._write, **veil)

    def text(self, value: Any) -> str:
        """Return a value of any record class as text."""
        pieces: list[str] = []
        self._write(value, pieces.append)
        return "".join(pieces).replace(f"{BEGIN},", "").replace(BEGIN, "")

    def _write(self, value: Any, add: Callable[[str], None]) -> None:
        self.of(type(value))(value, add)

    def embedded(self, name: str) -> str:
        """Write how the text ``v`` is added as a member."""
        return f"""add(f',"{name}":{{v}}')"""

    def member(self, name: str, shape: Shape, value: str) -> Lines:
        """Write how a value is added as a member."""
        return self._pieces(f',"{name}":', shape, value)

    def _pieces(self, before: str, shape: Shape, value: str) -> Lines:
        if shape.kind in ("record", "work"):
            return [f"add({before!r})", f"{self.name(shape.cls) if shape.cls else 'write'}({value}, add)"]
        if shape.kind == "sequence" and shape.item is not None:
            items = indented(self._pieces(",", shape.item, "each"))
            return [f"add({before + '[' + BEGIN!r})", f"for each in {value}:", *items, "add(']')"]
        text = _TEXTS["personal" if is_personal(shape) else shape.kind].replace("@", value)
        return [f"add(f'''{before}{text}''')"]


def is_personal(shape: Shape) -> bool:
    """Say whether values of a shape are sealed."""
    return shape.erasable or PERSONAL in shape.marks


def _is_usual(shape: Shape) -> bool:
    """Say whether generated code knows this shape; the others are left to their rows."""
    if shape.kind == "sequence" and shape.item is not None:
        item = shape.item
        return not (is_personal(shape) or item.optional or is_personal(item) or item.kind == "sequence") and (
            _is_usual(item)
        )
    return shape.kind == "text" if is_personal(shape) else shape.kind not in ("mapping", "json")


def _erased(value: Erased) -> str:
    return f'{{"erased":"{value.commitment}"}}'


def _lost(value: Any, cls: type) -> Never:
    msg = f"a {type(value).__qualname__} stands for a {cls.__qualname__}; its own fields would be lost"
    raise TypeError(msg)
