import pytest

from safetykit.documents.grid import grid_problems, spanned


class TestSpanned:
    def test_long_row(self):
        """Cells beyond the grid are left to the loader's message; tracks without a cell stay free."""
        assert [1, 1] == spanned([0, 0], [(3, 2)])
        assert [0, 0] == spanned([0, 0], [])


class TestProblems:
    @pytest.mark.parametrize(
        ("rows", "found"),
        [
            ([[(1, 2), (2, 1)], [(2, 1)]], []),
            ([[(1, 1), (1, 1)]], [(1, "the cells take 2 tracks, 3 are free")]),
            ([[(1, 1), (1, 2), (1, 1)], [(2, 1)]], [(2, "a cell lies on one that reaches down from above")]),
            ([[(3, 2)]], [(1, "a cell reaches below the last row")]),
            ([], []),
        ],
    )
    def test_rows(self, rows, found):
        """Rows that are too wide or too narrow, cells that overlap, and cells that reach out are told by row."""
        assert found == list(grid_problems(rows, 3))
