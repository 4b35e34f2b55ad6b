"""Filters of the typst format."""

import re
from collections.abc import Callable
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from safetykit.documents.sheet import Cell

MM_PER_POINT: Final = 25.4 / 72
INSET: Final = 2.4
"""Millimeters of a cell's width that stay empty at its two sides."""


def tight(cell: Cell, size: float) -> bool:
    """
    Return whether a cell may hold a word that is wider than it: only then is the engine asked to measure words.

    No sign is wider than the type is high, and a line may break beside every Chinese character.

    Args:
        cell: The cell.
        size: Size of type in points.
    """
    most = max(1, int((cell.width - INSET) / (size * MM_PER_POINT)))
    text = cell.text
    return len(text) > most and _word(most + 1).search(text) is not None


@cache
def _word(signs: int) -> re.Pattern[str]:
    """Return a pattern that finds so many signs between which no line breaks."""
    return re.compile(rf"[^\s\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{{{signs}}}")


TYPST_FILTERS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType({"tight": tight})
"""Filters of PDF and page images."""
