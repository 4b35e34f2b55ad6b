import pytest

from safetykit.codec.codec import Codec
from safetykit.model.findings import Outcome
from safetykit.packs.cn_gb30871 import PACK
from safetykit.rules.cases import run_cases

RESULTS = run_cases(PACK.cases, rules=PACK.rules, scales=PACK.scales, site=PACK.site, codec=Codec(works=PACK.works))
CORPUS = """
    GN-001 GN-008 GN-010 GN-011 GN-013 GN-015 HW-006 HW-071
    GN-006 HW-001 HW-003 HW-005 HW-011 HW-013 HW-014 HW-016 HW-018 HW-030 HW-032 HW-033 HW-040 HW-042 HW-043 HW-045
    HW-035 HW-037 HW-038 HW-047 HW-048 HW-050 HW-067 MX-001/HOT-03 MX-001/HOT-04
"""


class TestCases:
    @pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.case.id)
    def test_is_answered_as_expected(self, result):
        """Every worked case gets the expected outcome at the expected places."""
        assert result.got == result.expected

    @pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
    def test_every_row_has_a_passing_and_a_breaking_case(self, rule):
        """No row without a case on either side."""
        found = {result.outcome for result in RESULTS if result.row == rule.id}

        assert found >= {Outcome.OK, Outcome.BREACH}

    def test_every_breach_names_its_places(self):
        """A breaking case says where the row points to."""
        assert [
            result.case.id for result in RESULTS if result.outcome is Outcome.BREACH and result.case.paths is None
        ] == []

    def test_hold_the_published_corpus(self):
        """The published cases of these rows are among them."""
        assert {*CORPUS.split()} <= {result.case.id for result in RESULTS}
