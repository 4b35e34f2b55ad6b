"""Filters of the typst format."""

import re
from collections.abc import Callable
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from safetykit.documents.sheet import Cell, Row

MM_PER_POINT: Final = 25.4 / 72
INSET: Final = 2.4
"""Millimeters of a cell's width that stay empty at its two sides."""
LEADING: Final = 1.32
"""Height of a line, in heights of its type."""
LIMIT: Final = 120
"""Millimeters that a row may be high to be kept on one page: the smallest page has more."""


def fit(cell: Cell, size: float) -> int:
    """
    Return how the words of a cell go into it: 1 if surely on one line, 2 if a word may be wider than the cell, else 0.

    Only for 2 the engine is asked to measure words, which is slow; a cell of 1 is the cheapest to hold a row open. No
    sign is wider than the type is high, and a line may break beside every Chinese character.

    Args:
        cell: The cell.
        size: Size of type in points.
    """
    most = max(1, int((cell.width - INSET) / (size * MM_PER_POINT)))
    text = cell.text
    if len(text) > most:
        return 2 if _word(most + 1).search(text) else 0
    return int(not cell.foot and "\n" not in text and all(run.kind == "text" for run in cell.runs))


def kept(row: Row, size: float) -> bool:
    """
    Return whether a row is kept on one page: if it says so, and is surely much shorter than one.

    What does not fit on a page is lost without a word where the engine may not break it.

    Args:
        row: The row.
        size: Size of type in points.
    """
    return row.keep and row.height < LIMIT and all(_height(cell, size) < LIMIT for cell in row.cells)


def _height(cell: Cell, size: float) -> float:
    """Return about how many millimeters high a cell gets, rather too many than too few."""
    high = size * MM_PER_POINT
    text = cell.text
    lines = len(text) * high / max(cell.width - INSET, high) + text.count("\n") + 2
    pictures = sum(run.high for run in (*cell.runs, *cell.foot) if run.high)
    return LEADING * high * lines + pictures


@cache
def _word(signs: int) -> re.Pattern[str]:
    """Return a pattern that finds so many signs between which no line breaks."""
    return re.compile(rf"[^\s\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{{{signs}}}")


TYPST_FILTERS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType({"fit": fit, "kept": kept})
"""Filters of PDF and page images."""
