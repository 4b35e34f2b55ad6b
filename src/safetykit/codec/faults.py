"""What is wrong with an input while it is read, and the error that tells all of it at once."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

import attrs

from safetykit.errors import DecodeError, Problem
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import REFUSED_CHARACTERS

Token: TypeAlias = str | int
MAX_DEPTH: Final = 32
"""How deep a document may be nested. No valid one comes near it."""
MAX_TOKEN: Final = 100
"""How much of a key of the input is repeated in a path."""
MAX_FAULTS: Final = 1000
"""How many problems are told of one document; a hostile one could hold half a million."""


@attrs.frozen
class Fault:
    """One problem, its path not yet written as a JSON Pointer."""

    path: tuple[Token, ...]
    code: str
    args: FrozenMap[str] = EMPTY


class Faults(Exception):
    """All that is wrong below one value, with paths that begin there."""

    def __init__(self, *faults: Fault) -> None:
        """Keep the faults; there is at least one."""
        super().__init__()
        self.faults = faults

    def below(self, token: Token) -> list[Fault]:
        """Return the faults as seen from one level up."""
        return [Fault((token, *fault.path), fault.code, fault.args) for fault in self.faults]


def fault(code: str, *path: Token, **args: object) -> Fault:
    """Return a fault of the value at hand, or at *path* below it."""
    return Fault(path, code, FrozenMap({name: str(value) for name, value in args.items()}))


def decode_error(tree: Any, faults: Iterable[Fault]) -> DecodeError:
    """
    Return the error that tells the *faults* of the document *tree*, in its order.

    Of a document that is nested too deep only this is told.
    """
    if _deeper(tree, MAX_DEPTH):
        return DecodeError([Problem("", "too-deep", FrozenMap(limit=str(MAX_DEPTH)))])
    ranks: dict[int, dict[Token, int]] = {}

    def rank(fault: Fault) -> list[int]:
        node, places = tree, []
        for token in fault.path:
            if isinstance(node, dict):
                if id(node) not in ranks:
                    ranks[id(node)] = {key: index for index, key in enumerate(node)}
                places.append(ranks[id(node)].get(token, len(node)))
                node = node.get(token)
            elif isinstance(node, list):
                places.append(int(token))
                node = node[int(token)]
        return places

    ordered = sorted(faults, key=rank)
    if len(ordered) > MAX_FAULTS:
        ordered = [*ordered[:MAX_FAULTS], fault("more-problems", told=MAX_FAULTS)]
    return DecodeError(Problem(pointer(fault.path), fault.code, fault.args) for fault in ordered)


def pointer(path: Iterable[Token]) -> str:
    """
    Write a path as a JSON Pointer (RFC 6901).

    Keys come from the input: long ones are cut, and characters that no text may hold are replaced.
    """
    return "".join(f"/{_escaped(str(token))}" for token in path)


def _escaped(token: str) -> str:
    short = token if len(token) <= MAX_TOKEN else token[:MAX_TOKEN] + "…"
    return REFUSED_CHARACTERS.sub("\ufffd", short).replace("~", "~0").replace("/", "~1")


def nodes(tree: Any, limit: int) -> Iterator[list[tuple[tuple[Token, ...], Any]]]:
    """Yield the values of *tree* with their paths, level by level, down to *limit* levels."""
    level: list[tuple[tuple[Token, ...], Any]] = [((), tree)]
    while level and limit:
        yield level
        level = [((*path, token), child) for path, node in level for token, child in _children(node)]
        limit -= 1


def _children(node: Any) -> Iterable[tuple[Token, Any]]:
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()


def _deeper(tree: Any, limit: int) -> bool:
    """Say whether a value stands inside more than *limit* others."""
    level = [tree]
    for _ in range(limit + 1):
        inner = [node for node in level if isinstance(node, (dict, list))]
        level = [child for node in inner for child in (node.values() if isinstance(node, dict) else node)]
        if not level:
            return False
    return True
