"""An immutable, hashable mapping with text keys."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
V_co = TypeVar("V_co", covariant=True)


class FrozenMap(Mapping[str, V_co], Generic[V_co]):
    """
    A mapping from text to values that cannot be changed.

    It hashes and compares by content, and iterates in the order of its keys.
    """

    __slots__ = ("_hash", "_items")
    _items: dict[str, V_co]
    _hash: int | None

    def __init__(self, items: Mapping[str, V_co] | None = None, /, **more: V_co) -> None:
        """Copy *items* and keyword arguments; keys must be text."""
        merged: dict[str, V_co] = {**(items or {}), **more}
        if not all(isinstance(key, str) for key in merged):
            msg = "keys of a FrozenMap must be text"
            raise TypeError(msg)
        object.__setattr__(self, "_items", dict(sorted(merged.items())))
        object.__setattr__(self, "_hash", None)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: the mapping is frozen."""
        msg = "a FrozenMap cannot be changed; make a new one"
        raise AttributeError(msg)

    def __getitem__(self, key: str) -> V_co:
        """Return the value under *key*."""
        return self._items[key]

    @overload
    def get(self, key: str, default: None = None, /) -> V_co | None: ...
    @overload
    def get(self, key: str, default: V_co | T, /) -> V_co | T: ...
    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value under *key*, *default* if there is none."""
        return self._items.get(key, default)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a value under *key*."""
        return key in self._items

    def items(self) -> ItemsView[str, V_co]:
        """Return keys with their values, in the order of keys."""
        return self._items.items()

    def values(self) -> ValuesView[V_co]:
        """Return the values, in the order of keys."""
        return self._items.values()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys, in order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._items)

    def __hash__(self) -> int:
        """Hash by content."""
        known = self._hash
        if known is None:
            known = hash(tuple(self._items.items()))
            object.__setattr__(self, "_hash", known)
        return known

    def __eq__(self, other: object) -> bool:
        """Compare by content with another mapping."""
        if type(other) is FrozenMap:
            return self._items == other._items
        return isinstance(other, Mapping) and self._items == dict(other)

    def __repr__(self) -> str:
        """Show the content."""
        return f"FrozenMap({self._items!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy by content."""
        return (type(self), (dict(self._items),))


EMPTY: FrozenMap[Any] = FrozenMap()
"""The mapping without entries."""
