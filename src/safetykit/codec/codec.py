"""The codec of a kit: what it loads, how, and what it dumps."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args, get_origin, overload

import attrs

from safetykit.codec.canonical import stored_form, writers
from safetykit.codec.checks import class_problems, classes_of
from safetykit.codec.faults import Fault, Faults, decode_error, fault
from safetykit.codec.names import kind_of, schema_of, stored_schema, subject_of
from safetykit.codec.parse import parse, parse_at_once, tokens_in
from safetykit.codec.reading import tokens
from safetykit.codec.scalars import typed
from safetykit.codec.versions import Versions
from safetykit.errors import PackError
from safetykit.model.permits import Permit
from safetykit.model.records import Record
from safetykit.model.works import HotWork

if TYPE_CHECKING:
    from safetykit.codec.hooks import Hooks
    from safetykit.codec.reading import Readers

T = TypeVar("T")
Structure: TypeAlias = Callable[[Any, Any], Any]


@attrs.frozen
class Codec:
    """
    Turns records into bytes and back, strictly.

    The stored form is ``{"schema": "permit@1", "record": {...}}``. Values that are no records, such as an
    ``AuditEvent``, stand bare.

    Attributes:
        works: The kinds of work that are known.
        records: The record classes that are known.
        versions: How older stored forms are brought up to date.
        max_bytes: How large a document may be.
        generated: Read with generated code first. Without it cattrs does it all: the same answers, much later.
        fast: Let ``orjson`` parse where it is installed.

    Raises:
        PackError: If the classes or versions contradict each other, or a class cannot be stored.
    """

    works: tuple[type, ...] = attrs.field(default=(HotWork,), converter=tuple)
    records: tuple[type, ...] = attrs.field(default=(Permit,), converter=tuple)
    versions: Versions = attrs.field(factory=Versions)
    max_bytes: int = 1 << 20
    generated: bool = True
    fast: bool = True

    def __attrs_post_init__(self) -> None:
        """Check the parts against each other."""
        problems = class_problems(self.records, self.works, self.versions)
        if problems:
            raise PackError(problems)

    @overload
    def load(self, data: bytes | str) -> Record: ...
    @overload
    def load(self, data: bytes | str, cls: type[T]) -> T: ...
    def load(self, data: bytes | str, cls: Any = None) -> Any:
        """
        Read a document.

        Args:
            data: JSON; bytes are UTF-8.
            cls: What it must be: a record class, also with its work as in ``Permit[HotWork]``, or the class of another
                value. Any known record without it.

        Raises:
            DecodeError: If it is nothing of the kind; with every problem and its place, and no value of the input.
            TypeError: If *cls* is none of this codec's classes.
        """
        asked, hooks = _way(self.works, self.records, cls, generated=self.generated)
        tree: Any = None
        count: int | None = None
        repeated: tuple[Fault, ...] = ()
        if hooks.readers is not None:
            with suppress(Exception):  # whatever it is, what follows comes across it and says it
                tree, count = parse_at_once(data, self.max_bytes, fast=self.fast), tokens_in(data)
                return self._straight(tree, count, asked, hooks.readers)
        if tokens(tree) != count:  # a key stands twice, or a number may have been read in another way
            tree, repeated = parse(data, self.max_bytes)
        return self._read(tree, asked, hooks.structure, repeated)

    @overload
    def from_data(self, data: dict[str, Any]) -> Record: ...
    @overload
    def from_data(self, data: dict[str, Any], cls: type[T]) -> T: ...
    def from_data(self, data: dict[str, Any], cls: Any = None) -> Any:
        """
        Read a document that the host has parsed already; as :meth:`load`.

        What only the text shows, such as a key given twice, is the host's own matter then.
        """
        asked, hooks = _way(self.works, self.records, cls, generated=self.generated)
        return self._read(data, asked, hooks.structure, ())

    def dump(self, record: Record) -> bytes:
        """
        Return the stored form of a record: canonical bytes.

        Raises:
            TypeError: If the record or its work is of no known class.
            ValueError: If it is too large to be loaded again.
        """
        if type(record) not in self.records:
            msg = f"{type(record).__qualname__} is no record class of this codec"
            raise TypeError(msg)
        work = getattr(record, "work", None)
        if kind_of(type(work)) is not None and type(work) not in self.works:
            msg = f"{type(work).__qualname__} is no work of this codec; pass it to the kit in works="
            raise TypeError(msg)
        data = stored_form(record)
        if len(data) > self.max_bytes:
            msg = f"the record takes {len(data)} bytes, but no more than {self.max_bytes} can be loaded; shorten it"
            raise ValueError(msg)
        return data

    def subject(self, record: Record) -> str:
        """Return what a record is about, as rules and lifecycles name it: ``permit/hot-work``."""
        return subject_of(record)

    def _straight(self, tree: Any, count: int, asked: Any, readers: "Readers") -> Any:
        """Read what is right; raise anything where something is wrong, or where only the complete way can tell."""
        tally: list[int] = []
        if asked is None or asked in self.records:
            schema = tree["schema"]
            asked = next(cls for cls in self.records if stored_schema(cls) == schema and asked in (None, cls))
            tree = tree["record"]
            tally.append(len(("schema", schema, "record")))
        made = readers.of(asked)(tree, tally)
        if sum(tally) != count:
            raise ValueError
        return made

    def _read(self, tree: Any, asked: Any, structure: Structure, repeated: tuple[Fault, ...]) -> Any:
        faults = list(repeated)
        made = None
        try:
            if asked is None or asked in self.records:
                made = self._record(tree, asked, structure, whole=not repeated)
            else:
                made = structure(tree, asked)
        except Faults as error:
            faults += error.faults
        if faults:
            # Raised here, not above: the errors that led to it hold values of the input.
            raise decode_error(tree, faults)
        return made

    def _record(self, tree: Any, asked: Any, structure: Structure, *, whole: bool) -> Any:
        """Open the envelope; *whole* says that every key of the text is still there, so that it may be re-written."""
        envelope = typed(tree, dict, "object")
        faults = [fault("unknown-key", str(key)) for key in envelope if key not in ("schema", "record")]
        faults += [fault("missing-key", key) for key in ("schema", "record") if key not in envelope]
        known = {name: cls for cls in self.records for name in self._schemas(cls)}
        schema = envelope.get("schema", "")
        cls = known.get(schema) if isinstance(schema, str) else None
        made = None
        if cls is None and "schema" in envelope:
            faults.append(fault("unknown-schema", "schema", known=", ".join(sorted(known))))
        elif cls is not None and asked not in (None, cls):
            faults.append(fault("wrong-schema", "schema", expected=stored_schema(asked)))
        elif cls is not None and "record" in envelope and (whole or schema == stored_schema(cls)):
            try:
                made = structure(self._upcast(envelope["record"], schema, cls), cls)
            except Faults as error:
                faults += error.below("record")
        if faults:
            raise Faults(*faults)
        return made

    def _schemas(self, cls: type) -> tuple[str, ...]:
        current = stored_schema(cls)
        return (current, *self.versions.older(current))

    def _upcast(self, body: Any, schema: str, cls: type) -> Any:
        current = stored_schema(cls)
        if schema == current or not isinstance(body, dict):
            return body
        try:
            return self.versions.upcast(body, schema, current)
        except (AttributeError, LookupError, TypeError, ValueError):
            problem = fault("old-version", schema=schema)
        raise Faults(problem)


@cache
def _way(works: tuple[type, ...], records: tuple[type, ...], cls: Any, *, generated: bool) -> tuple[Any, "Hooks"]:
    """Return the class that is asked for, without its works as in ``Permit[HotWork]``, and the hooks that read it."""
    # Here, since cattrs need not be there before something is loaded.
    from safetykit.codec.hooks import hooks_for

    asked, allowed = _asked(works, records, cls)
    return asked, hooks_for(works, allowed, generated=generated)


def _asked(works: tuple[type, ...], records: tuple[type, ...], cls: Any) -> tuple[Any, tuple[type, ...]]:
    origin = get_origin(cls) or cls
    if origin is None:
        return None, works
    if origin not in records and (not attrs.has(origin) or schema_of(origin) is not None):
        msg = f"{origin!r} is no class of this codec; pass it to the kit"
        raise TypeError(msg)
    named = [member for argument in get_args(cls) for member in get_args(argument) or (argument,)]
    if not named or not all(attrs.has(each) for each in named):
        return origin, works
    if not set(named) <= set(works):
        msg = f"{cls!r}: a work that this codec does not know; pass it to the kit in works="
        raise TypeError(msg)
    return origin, tuple(work for work in works if work in named)


def generated_source(codec: Codec, kind: str) -> str:
    """
    Return the Python that reads and writes permits of one kind of work, for people to look at.

    Raises:
        LookupError: If the codec knows no work of this kind.
    """
    work = {kind_of(each): each for each in codec.works}[kind]
    _, hooks = _way(codec.works, codec.records, None, generated=True)
    classes = classes_of((Permit, work))
    makers = [each for each in (hooks.readers, writers()) if each is not None]
    return "\n\n".join(made.source(cls) for made in makers for cls in classes)
