import pytest

from bench import register
from bench.__main__ import pairs

register.PERMITS = 100  # whether it runs is looked at here, not how fast


class TestCases:
    @pytest.mark.parametrize("pair", [pytest.param(pair, id=pair.name) for pair in pairs()])
    def test_run(self, pair):
        """Both sides of every pair run, and neither is silently nothing."""
        assert pair.subject() is not None
        assert pair.reference() is not None
