"""What holds for permits that keep every rule, at any point of their life."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from safetykit import Kit, Mode
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.packs import cn_gb30871
from safetykit.rules.situation import signed_state
from safetykit.testing.strategies import lives, moments

KIT = Kit(
    packs=[cn_gb30871.PACK], site=attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE, profile="electronic")
)
SHARES = st.integers(0, 999)


class TestLife:
    @given(lives(KIT), SHARES)
    def test_keeps_every_rule_at_every_instant(self, life, share):
        """From one act up to the next there is no breach and no open question that stops anything."""
        for moment in life:
            at = moment.at + (moment.until - moment.at) * share // 1000
            findings = KIT.check(moment.permit, at=at, related=moment.related)

            assert [(moment.name, item.rule, item.path) for item in findings.breaches] == []
            assert findings.blocking(Mode.ENFORCE) == ()

    @given(lives(KIT))
    def test_goes_from_draft_to_closed(self, life):
        """Every revision follows the one before, in order of time."""
        assert (life[0].permit.state, life[-1].permit.state) == ("draft", "closed")
        assert [moment.permit.revision for moment in life] == list(range(1, len(life) + 1))
        assert all(before.until == after.at for before, after in zip(life, life[1:], strict=False))

    @given(lives(KIT))
    def test_gated_moves_carry_what_was_found(self, life):
        """The change of a gated move holds the findings that let it pass; no other change holds any."""
        gated = {"approve", "start", "resume"}

        for moment in life:
            findings = moment.step.change.findings
            assert (findings is not None) == (moment.name in gated)
            assert findings is None or findings.blocking(Mode.ENFORCE) == ()

    @given(lives(KIT))
    def test_no_signature_is_ever_voided(self, life):
        """Evidence, moves and people who come and go leave every signature standing."""
        assert {signed_state(moment.permit) for moment in life} == {(frozenset(), frozenset())}


class TestMoments:
    @given(moments(KIT))
    def test_keep_every_rule(self, moment):
        """Side exits too lead to no breach."""
        findings = KIT.check(moment.permit, at=moment.at, related=moment.related)

        assert [(moment.name, item.rule, item.path) for item in findings.breaches] == []

    @given(st.sampled_from([state.name for state in STANDARD_PERMIT.states]).flatmap(lambda state: st.tuples(st.just(state), moments(KIT, state))))
    def test_are_found_for_every_state(self, drawn):
        """Whatever state is asked for, a permit in it is drawn."""
        state, moment = drawn

        assert moment.permit.state == state
        assert moment.at <= moment.until + timedelta(0)
