"""
Strict structuring with cattrs: plain data to values, every problem collected with its place.

cattrs' own conversions are not used, since they take ``"false"`` for true and a naive time for an aware one. Each field
gets a hook made from its row of the field table; cattrs walks the classes and gathers what the hooks refuse. This
module imports cattrs and is itself imported by the first ``load``.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any, TypeAlias

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn_from_attrs, override

from safetykit.codec.canonical import MAX_EXTENSION_DEPTH, RESERVED_KEYS
from safetykit.codec.faults import MAX_FAULTS, Fault, Faults, Token, fault
from safetykit.codec.grammar import COMMITMENT
from safetykit.codec.names import kind_of
from safetykit.codec.reading import Readers, exactly
from safetykit.codec.scalars import INTEGER, TEXT, checked, scalar, typed
from safetykit.model.erasure import Erased
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.shapes import Shape, fields_of

Hook: TypeAlias = Callable[[Any, Any], Any]
"""What cattrs calls, with the data and the class that is asked for."""


@cache
def hooks_for(works: tuple[type, ...], allowed: tuple[type, ...], *, generated: bool = True) -> "Hooks":
    """
    Return the hooks that make values from plain data.

    Args:
        works: The kinds of work that are known.
        allowed: Those of them that are asked for.
        generated: Try generated readers first.
    """
    hooks = Hooks(Converter(detailed_validation=True, forbid_extra_keys=True), works, allowed, generated=generated)
    hooks.converter.register_structure_hook_factory(attrs.has, hooks.for_class)
    return hooks


class Hooks:
    """
    The hooks of one converter.

    Attributes:
        readers: The generated readers, which are tried first; None if cattrs is to do it all.
    """

    def __init__(
        self, converter: Converter, works: tuple[type, ...], allowed: tuple[type, ...], *, generated: bool
    ) -> None:
        self.converter: Converter = converter
        self.works: dict[str, type] = {kind_of(work) or "": work for work in works}
        self.allowed: tuple[type, ...] = allowed
        open_to = {kind: work for kind, work in self.works.items() if work in allowed}
        self.readers: Readers | None = Readers(open_to, self.for_shape) if generated else None

    def structure(self, value: Any, cls: type) -> Any:
        """
        Make a value of a class from plain data.

        Raises:
            Faults: With all that is wrong.
        """
        return self.converter.structure(value, cls)

    def for_class(self, cls: type) -> Hook:
        """Let cattrs walk the fields; add the kind that a work declares."""
        overrides: dict[str, Any] = {
            field.name: override(struct_hook=self.for_shape(field.shape)) for field in fields_of(cls)
        }
        variables = {variable.__name__: Any for variable in getattr(cls, "__parameters__", ())}
        generated: Hook = make_dict_structure_fn_from_attrs(
            list(attrs.fields(cls)), cls, self.converter, variables, **overrides
        )
        kind = kind_of(cls)
        reader = None if self.readers is None else self.readers.of(cls)

        def structure(value: Any, _: Any) -> Any:
            if reader is not None:
                with suppress(Exception):  # whatever it is, what follows comes across it and says it
                    return exactly(reader, value)
            given = typed(value, dict, "object")
            faults: list[Fault] = []
            if kind is not None:
                faults += _kind_faults(given, {kind: cls}, (cls,))
                given = {key: item for key, item in given.items() if key != "kind"}
            try:
                made = generated(given, cls)
            except ClassValidationError as group:
                faults += [found for error in group.exceptions for found in _faults_of(error, given)]
            if faults:
                raise Faults(*faults)
            return made

        return structure

    def for_shape(self, shape: Shape) -> Hook:
        """Return the hook of a field or item."""
        # Items are checked one by one; only the bounds of the whole are left to look at.
        whole = attrs.evolve(shape, optional=False, erasable=False, item=None)
        inner = self._inner(shape, whole)
        if not shape.optional and not shape.erasable:
            return inner

        def structure(value: Any, cls: Any) -> Any:
            if value is None and shape.optional:
                return None
            return _erased(value) if shape.erasable and isinstance(value, dict) else inner(value, cls)

        return structure

    def _inner(self, shape: Shape, whole: Shape) -> Hook:
        if shape.kind == "record":
            return lambda value, _: self.converter.structure(value, shape.cls)
        if shape.kind == "work":
            return self._work
        if shape.kind == "sequence":
            item = self.for_shape(shape.item or TEXT)
            if shape.min_length is None and shape.max_length is None:
                return lambda value, _: _sequence(value, item)
            return lambda value, _: checked(whole, _sequence(value, item))
        if shape.kind == "mapping" and shape.item is not None:
            entry = self.for_shape(shape.item)
            return lambda value, _: checked(whole, _mapping(value, entry))
        if shape.kind in ("mapping", "json"):
            return lambda value, _: checked(whole, _own_data(typed(value, dict, "object"), MAX_EXTENSION_DEPTH))
        read = scalar(shape)
        return lambda value, _: checked(whole, read(value))

    def _work(self, value: Any, _: Any) -> Any:
        faults = _kind_faults(typed(value, dict, "object"), self.works, self.allowed)
        if faults:
            raise Faults(*faults)
        return self.converter.structure(value, self.works[value["kind"]])


def _kind_faults(value: dict[str, Any], works: dict[str, type], allowed: tuple[type, ...]) -> list[Fault]:
    if "kind" not in value:
        return [fault("missing-key", "kind")]
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in works:
        return [fault("unknown-kind", "kind", known=", ".join(sorted(works)))]
    if works[kind] not in allowed:
        names = sorted(name for name, work in works.items() if work in allowed)
        return [fault("wrong-kind", "kind", expected=", ".join(names))]
    return []


def _faults_of(error: Exception, given: dict[str, Any]) -> list[Fault]:
    """Translate what cattrs gathered about one class: what hooks refused, keys too many, keys missing."""
    if isinstance(error, ForbiddenExtraKeysError):
        return [fault("unknown-key", str(key)) for key in error.extra_fields]
    name = next((note.name for note in getattr(error, "__notes__", ())), None)
    if isinstance(error, Faults) and name is not None:
        return error.below(name)
    if name is not None and name not in given:
        return [fault("missing-key", name)]
    if name is None and isinstance(error, (TypeError, ValueError)):
        return [fault("not-accepted")]  # by a validator of the host's own; its words may repeat the value
    raise error


def _collect(items: Iterable[tuple[Token, Any]], hook: Callable[[Any, Any], Any]) -> tuple[list[Any], list[Fault]]:
    made: list[Any] = []
    faults: list[Fault] = []
    for token, item in items:
        try:
            made.append(hook(item, None))
        except Faults as error:
            faults += error.below(token)
            if len(faults) > MAX_FAULTS:
                break
    return made, faults


def _sequence(value: Any, item: Hook) -> tuple[Any, ...]:
    made, faults = _collect(enumerate(typed(value, list, "array")), item)
    if faults:
        raise Faults(*faults)
    return tuple(made)


def _mapping(value: Any, entry: Hook) -> FrozenMap[Any]:
    given = typed(value, dict, "object")
    made, faults = _collect(given.items(), entry)
    faults += [found for key in given for found in _key_faults(key)]
    if faults:
        raise Faults(*faults)
    return FrozenMap(dict(zip(given, made, strict=True)))


def _key_faults(key: Any) -> list[Fault]:
    if key in RESERVED_KEYS:
        return [fault("reserved-key", key)]
    try:
        checked(TEXT, typed(key, str, "text"))
    except Faults as error:
        return error.below(str(key))
    return []


def _own_data(value: Any, depth: int) -> Any:
    if depth == 0 and isinstance(value, (dict, list)):
        raise Faults(fault("too-deep", limit=MAX_EXTENSION_DEPTH))
    if isinstance(value, dict):
        return _mapping(value, lambda item, _: _own_data(item, depth - 1))
    if isinstance(value, list):
        return _sequence(value, lambda item, _: _own_data(item, depth - 1))
    if value is None or isinstance(value, bool):
        return value
    return checked(TEXT, value) if isinstance(value, str) else checked(INTEGER, typed(value, int, "json"))


def _erased(value: dict[str, Any]) -> Erased:
    faults = [fault("unknown-key", str(key)) for key in value if key != "erased"]
    commitment: Any = value.get("erased")
    if "erased" not in value:
        faults.append(fault("missing-key", "erased"))
    elif not isinstance(commitment, str) or re.fullmatch(COMMITMENT, commitment) is None:
        faults.append(fault("wrong-pattern", "erased", pattern=COMMITMENT))
    if faults:
        raise Faults(*faults)
    return Erased(commitment=commitment)
