"""One digest for what a verdict was judged by: rows, settings, words."""

import hashlib
from functools import partial
from typing import Any

import attrs

from safetykit.model.frozenmap import FrozenMap


def fingerprint(*values: object) -> str:
    """
    Return the SHA-256 over frozen values, the same in every process.

    A function counts by its name, one without a name of its own also by its line and what it has closed over.
    """
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
        return _function(value)
    return repr(value)


def _function(value: Any) -> str:
    if isinstance(value, partial):
        return _written((value.func, value.args, tuple(sorted(value.keywords.items()))))
    name = f"{value.__module__}.{getattr(value, '__qualname__', type(value).__name__)}"
    if "<" not in name:
        return name
    held = tuple(cell.cell_contents for cell in value.__closure__ or ())
    return f"{name}:{value.__code__.co_firstlineno}{_written(held)}"
