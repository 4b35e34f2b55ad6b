"""An outlook says at every instant what a check says then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.drawn import KIT, RECORDS, instants


class TestOutlook:
    @pytest.mark.parametrize("milestone", [None, "start"])
    @pytest.mark.parametrize("sort", RECORDS)
    @given(data=st.data())
    def test_agrees_with_check(self, sort, milestone, data):
        """Whatever the permit and the instants, outlook and check are of one mind."""
        at_hand = data.draw(RECORDS[sort])
        moments = sorted(data.draw(st.lists(instants(at_hand), min_size=2, max_size=6)))
        told = {"related": at_hand.related, "milestone": milestone}

        outlook = KIT.outlook(at_hand.permit, moments[0], moments[-1], **told)

        for moment in moments:
            assert outlook.at(moment) == KIT.check(at_hand.permit, at=moment, **told)
