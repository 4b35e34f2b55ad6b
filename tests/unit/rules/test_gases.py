from decimal import Decimal

import pytest

from safetykit.model.gas import Gas
from safetykit.rules.gases import GasTable, folded

TABLE = GasTable.of(
    [
        {"code": "CH4", "names": ["methane", "甲烷"], "lel": [Decimal("4.4"), Decimal(5)]},
        {"code": "O2", "names": ["oxygen"]},
    ]
)


class TestNames:
    @pytest.mark.parametrize("name", ["CH4", "ch4", "CH₄", " Methane ", "甲烷", "甲 烷"])
    def test_of_one_gas(self, name):
        """A gas is known by its formula and every name, however it is typed."""
        assert TABLE.called(name).code == "CH4"

    def test_unheard_of(self):
        """A name that is not in the table is no gas of it, and so is no name."""
        assert TABLE.called("unheard-of") is None
        assert TABLE.called(None) is None

    def test_fold(self):
        """What reads the same is the same."""
        assert folded("Carbon  Dioxide") == folded("carbondioxide")

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [("CH4", "甲烷", True), ("x y", "XY", True), ("CH4", "O2", False), ("x", "y", False), ("x", "O2", False)],
    )
    def test_compare(self, one, other, same):
        """Two names are one gas if the table or their letters say so."""
        assert TABLE.same(one, other) is same


class TestGasOfATest:
    def test_by_code_first(self):
        """The code counts before the name."""
        assert TABLE.of_test(Gas(name="oxygen", code="CH4")).code == "CH4"

    def test_by_name_where_the_code_is_the_host_s_own(self):
        """A code that the table does not know leaves the name."""
        assert TABLE.of_test(Gas(name="oxygen", code="G-17")).code == "O2"

    def test_blank(self):
        """A test that names no gas has none."""
        assert TABLE.of_test(None) is None


class TestKnownGas:
    def test_knows_whether_it_burns(self):
        """A gas with explosive limits burns, one without does not."""
        assert TABLE.called("CH4").lel == (Decimal("4.4"), Decimal(5))
        assert TABLE.called("O2").lel is None
        assert not TABLE.called("O2").toxic
