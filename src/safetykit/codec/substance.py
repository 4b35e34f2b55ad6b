"""
What a sign-off covers, and whether it still holds.

A person signs what is on the page: the fields that are filled, and the evidence that is there. Filling an empty field
or adding evidence afterwards leaves the signature standing; changing, removing or re-ordering what was there voids it.
Personal values belong to no signature, so that erasing a person voids none; people are bound by their ids.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

from safetykit.codec.canonical import SIGNED, Row, digest, rows_of, signed_text
from safetykit.codec.names import stored_schema
from safetykit.codec.writing import is_personal
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import EVIDENCE, NOT_SIGNED, PERSONAL
from safetykit.model.records import Record
from safetykit.model.signoffs import Covers

Leaf: TypeAlias = tuple[str, Row, Any]
"""A field that can be signed: its dotted name, how it is written, the value that has it."""
_ID: Final = "id"
_BLANK: Final = (None, "", (), EMPTY)


def cover(record: Record, *, fields: tuple[str, ...] = ()) -> Covers:
    """
    Say what is on the page of *record* now, for a sign-off to bind to.

    Args:
        record: The record as the signer sees it.
        fields: Names of fields, also dotted, that the slot speaks for; the whole record without them. The id of the
            record and the kind of the work are always covered.

    Raises:
        ValueError: If a name begins with no field of the record.
    """
    unknown = {name.partition(".")[0] for name in fields} - {row.name for row in rows_of(type(record))}
    if unknown:
        msg = f"{', '.join(sorted(unknown))}: {type(record).__qualname__} has no such field to be signed"
        raise ValueError(msg)
    leaves = [leaf for leaf in _leaves(record) if _covered(leaf, fields)]
    lengths = {name: len(getattr(owner, row.name)) for name, row, owner in leaves if EVIDENCE in row.shape.marks}
    lengths = {name: length for name, length in lengths.items() if length}
    filled = [name for name, row, owner in leaves if name not in lengths and _text(row, owner) is not None]
    return Covers(
        schema=stored_schema(type(record)),
        revision=record.revision,
        fields=tuple(sorted(filled)),
        lengths=FrozenMap(lengths),
        digest=Page(record).digest(filled, lengths),
    )


def still_holds(record: Record, covers: Covers) -> bool | None:
    """
    Say whether what a sign-off covered is still on the page, unchanged.

    Args:
        record: The record as it is now.
        covers: What the sign-off covered.

    Returns:
        Yes or no; None where this revision alone cannot tell, because it was signed under another schema or what it
        covers does not even name the record. The revision that was signed then has to be looked at.
    """
    return Page(record).holds(covers)


class Page:
    """What is on the page of one record: each field is written once for all sign-offs that cover it."""

    def __init__(self, record: Record) -> None:
        self._schema: str = stored_schema(type(record))
        leaves = sorted(_leaves(record), key=lambda leaf: leaf[0].encode("utf-16-be"))
        self._leaves: dict[str, tuple[Row, Any]] = {name: (row, owner) for name, row, owner in leaves}
        self._digests: dict[tuple[tuple[str, ...], FrozenMap[int]], str] = {}
        self._whole: dict[str, str | None] = {}
        self._items: dict[str, list[str]] = {}

    def holds(self, covers: Covers) -> bool | None:
        """Say what :func:`still_holds` says."""
        if covers.schema != self._schema or _ID not in covers.fields:
            return None
        covered = covers.fields, covers.lengths
        if covered not in self._digests:
            self._digests[covered] = self.digest(*covered)
        return self._digests[covered] == covers.digest

    def digest(self, fields: Collection[str], lengths: Mapping[str, int]) -> str:
        """Hash the canonical object of the named fields and the first items of the named evidence."""
        named = {*fields}
        texts = [
            (name, self._first(name, lengths[name]) if name in lengths else self._text(name))
            for name in self._leaves
            if name in named or name in lengths
        ]
        return digest(("{" + ",".join([f'"{name}":{text}' for name, text in texts if text is not None]) + "}").encode())

    def _text(self, name: str) -> str | None:
        if name not in self._whole:
            self._whole[name] = _text(*self._leaves[name])
        return self._whole[name]

    def _first(self, name: str, count: int) -> str:
        if name not in self._items:
            row, owner = self._leaves[name]
            written = [_written(row, (item,)) for item in getattr(owner, row.name)]
            self._items[name] = [text[1:-1] for text in written if text is not None]
        return "[" + ",".join(self._items[name][:count]) + "]"


def _leaves(value: Any, prefix: str = "", parts: Collection[str] = ()) -> Iterator[Leaf]:
    cls: type = type(value)
    for row in rows_of(cls):
        if row.name in parts or row.shape.unsigned == NOT_SIGNED:
            continue
        item = getattr(value, row.name)
        if row.shape.kind in ("record", "work") and item is not None and PERSONAL not in row.shape.marks:
            unsigned = row.shape.unsigned
            yield from _leaves(item, f"{prefix}{row.name}.", () if unsigned is None else unsigned.parts)
        else:
            yield f"{prefix}{row.name}", row, value


def _covered(leaf: Leaf, fields: tuple[str, ...]) -> bool:
    name, row, _ = leaf
    return (
        not fields or row.tag or name == _ID or any(name == field or name.startswith(f"{field}.") for field in fields)
    )


def _text(row: Row, owner: Any) -> str | None:
    """Write a field, also one that equals its default: only what is blank is not on the page."""
    value = getattr(owner, row.name)
    return None if value in _BLANK else _written(row, value)


def _written(row: Row, value: Any) -> str | None:
    item = row.shape.item
    if (
        item is None
        or item.kind != "record"
        or is_personal(row.shape)
        or any(type(each) is not item.cls for each in value)
    ):
        return row.write(value, SIGNED)
    return "[" + ",".join(map(signed_text, value)) + "]"
