"""Cells on the tracks of a grid: which tracks stay covered from above, and which rows do not fit."""

from collections.abc import Iterable, Iterator


def spanned(carried: list[int], cells: Iterable[tuple[int, int]]) -> list[int]:
    """
    Return for how many more rows each track stays covered, after a row of cells (width, height) on the free tracks.

    >>> spanned([0, 1, 0], [(1, 2), (1, 1)])
    [1, 0, 0]
    """
    heights = [height for width, height in cells for _ in range(width)]
    free = iter(heights)
    return [rest - 1 if rest else next(free, 1) - 1 for rest in carried]


def grid_problems(rows: Iterable[Iterable[tuple[int, int]]], tracks: int) -> Iterator[tuple[int, str]]:
    """
    Find rows of cells (width, height) that do not fit the grid, by number and with what is wrong.

    >>> list(grid_problems([[(1, 2), (1, 1), (1, 2)], [(2, 1)]], 3))
    [(2, 'the cells take 2 tracks, 1 are free')]
    """
    carried, number = [0] * tracks, 0
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        taken, free = sum(width for width, _ in cells), carried.count(0)
        if taken != free:
            yield number, f"the cells take {taken} tracks, {free} are free"
        elif _torn(carried, cells):
            yield number, "a cell lies on one that reaches down from above"
        carried = spanned(carried, cells)
    if any(carried):
        yield number, "a cell reaches below the last row"


def _torn(carried: list[int], cells: list[tuple[int, int]]) -> bool:
    """Say whether the tracks of some cell are not side by side, as another one reaches down between them."""
    free = iter([track for track, rest in enumerate(carried) if not rest])
    places = ([next(free) for _ in range(width)] for width, _ in cells)
    return any(place[-1] - place[0] >= len(place) for place in places)
