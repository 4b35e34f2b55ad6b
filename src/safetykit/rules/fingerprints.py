"""One digest for what a verdict was judged by: rows, settings, words."""

import hashlib
from typing import Any

import attrs

from safetykit.model.frozenmap import FrozenMap


def fingerprint(*values: object) -> str:
    """Return the SHA-256 over frozen values, the same in every process; a function counts by its name."""
    return hashlib.sha256("\n".join(map(_written, values)).encode()).hexdigest()


def _written(value: Any) -> str:
    if attrs.has(type(value)):
        names = (field.name for field in attrs.fields(type(value)))
        return f"{type(value).__name__}({', '.join(f'{name}={_written(getattr(value, name))}' for name in names)})"
    if isinstance(value, FrozenMap):
        return f"{{{', '.join(f'{key!r}: {_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(_written, value)))}}}"
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__name__)}"
    return repr(value)
