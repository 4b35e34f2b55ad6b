"""From bytes to plain data, refusing what other readers of JSON let pass or read in another way."""

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any, Final

from safetykit.codec.faults import MAX_DEPTH, MAX_FAULTS, Fault, decode_error, fault, nodes

MAX_INTEGER_DIGITS: Final = 20
"""With so many digits an integer is beyond every field, whatever follows."""


def parse(data: bytes | str, max_bytes: int) -> tuple[Any, tuple[Fault, ...]]:
    """
    Parse a JSON text.

    Numbers with a point, an exponent or no value come back as floats, which no field takes; the place of each is
    found there. The same goes for characters that no text may hold.

    Args:
        data: The text; bytes are UTF-8.
        max_bytes: How large it may be.

    Returns:
        The plain data, and a fault for every key that stands more than once in its object.

    Raises:
        DecodeError: If it is too large, no UTF-8, no JSON, or nested too deep.
    """
    objects: list[tuple[dict[str, Any], list[str]]] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            objects.append((made, [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]))
        return made

    problem = None
    try:
        if _size(data, max_bytes) > max_bytes:
            problem = fault("too-large", limit=max_bytes)
        else:
            text = data if isinstance(data, str) else data.decode()
            tree = json.loads(
                text, object_pairs_hook=members, parse_int=lambda digits: int(digits[:MAX_INTEGER_DIGITS])
            )
    except UnicodeDecodeError as error:
        problem = fault("not-utf8", byte=error.start + 1)
    except json.JSONDecodeError as error:
        problem = fault("invalid-json", line=error.lineno, column=error.colno)
    except RecursionError:
        problem = fault("too-deep", limit=MAX_DEPTH)
    if problem is not None:
        # Raised here, not above: the first error holds the whole input.
        raise decode_error(None, [problem])
    return tree, tuple(_repeated(tree, {id(made): names for made, names in objects}))


def parse_at_once(data: bytes | str, max_bytes: int, *, fast: bool) -> Any:
    """
    Parse a JSON text as quickly as can be; keys that stand twice are not seen.

    Args:
        data: The text; bytes are UTF-8.
        max_bytes: How large it may be.
        fast: Use ``orjson`` where it is installed. What it takes, :func:`parse` takes too, as the same data, but for
            integers beyond every field.

    Raises:
        ValueError: If :func:`parse` has to say what is wrong, or may take it all the same.
        RecursionError: If it is nested too deep.
    """
    if _size(data, max_bytes) > max_bytes:
        raise ValueError
    return _loads(fast=fast)(data)


def tokens_in(data: bytes | str) -> int:
    """Count the keys and texts in a JSON text, which is known to be one, by its quotes."""
    if isinstance(data, str):
        data = data.encode()
    quotes = data.count(b'"')
    if b"\\" in data:
        quotes -= data.replace(rb"\\", b"").count(rb"\"")
    return quotes // 2


@cache
def _loads(*, fast: bool) -> Callable[[bytes | str], Any]:
    if fast:
        try:
            import orjson
        except ImportError:
            pass
        else:
            return orjson.loads
    return lambda data: json.loads(data if isinstance(data, str) else data.decode())


def _size(data: bytes | str, max_bytes: int) -> int:
    if isinstance(data, bytes) or len(data) > max_bytes:
        return len(data)
    return len(data.encode("utf-8", "surrogatepass"))


def _repeated(tree: Any, names: dict[int, list[str]]) -> list[Fault]:
    if not names:
        return []
    found = (
        fault("duplicate-key", *path, name)
        for level in nodes(tree, MAX_DEPTH)
        for path, node in level
        for name in names.get(id(node), ())
    )
    return list(islice(found, MAX_FAULTS + 1))
