"""An outlook says at every instant what a check says then."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.model.frozenmap import EMPTY
from tests.property.drawn import FEW, KIT, RECORDS, instants


def verdicts(findings):
    """Return findings without the times and numbers that fill their words."""
    return attrs.evolve(findings, items=tuple(attrs.evolve(item, args=EMPTY) for item in findings.items))


class TestOutlook:
    @pytest.mark.parametrize("sort", RECORDS)
    @FEW
    @given(data=st.data())
    def test_agrees_with_check(self, sort, data):
        """Whatever the permit and the instants, outlook and check say the same, word for word."""
        at_hand = data.draw(RECORDS[sort])
        moments = sorted(data.draw(st.lists(instants(at_hand), min_size=2, max_size=4)))

        outlook = KIT.outlook(at_hand.permit, moments[0], moments[-1], related=at_hand.related)

        for moment in moments:
            assert outlook.at(moment) == KIT.check(at_hand.permit, at=moment, related=at_hand.related)

    @pytest.mark.parametrize("sort", RECORDS)
    @FEW
    @given(data=st.data())
    def test_agrees_with_check_about_a_start(self, sort, data):
        """So they do about a start to come; only a text may name the very moment that was asked about."""
        at_hand = data.draw(RECORDS[sort])
        moments = sorted(data.draw(st.lists(instants(at_hand), min_size=2, max_size=4)))
        told = {"related": at_hand.related, "milestone": "start"}

        outlook = KIT.outlook(at_hand.permit, moments[0], moments[-1], **told)

        for moment in moments:
            assert verdicts(outlook.at(moment)) == verdicts(KIT.check(at_hand.permit, at=moment, **told))
