"""What holds for permits that keep every rule, at any point of their life."""

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from safetykit import Actor, Mode
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.marks import EVIDENCE
from safetykit.model.permits import Permit
from safetykit.model.shapes import fields_of
from safetykit.rules.situation import signed_state
from safetykit.testing.lives import life_of
from safetykit.testing.strategies import jobs, lives, moments
from tests.property.drawn import ANY_PERMIT, FEW, KIT, SITE, times_in, valid

EVIDENCES = [field.name for field in fields_of(Permit) if EVIDENCE in field.shape.marks]
SHARES = st.integers(0, 999)


class TestLife:
    @FEW
    @given(lives(KIT), SHARES)
    def test_keeps_every_rule_at_every_instant(self, life, share):
        """From one act up to the next there is no breach and no open question that stops anything."""
        for moment in life:
            at = moment.at + (moment.until - moment.at) * share // 1000
            findings = KIT.check(moment.permit, at=at, related=moment.related)

            assert [(moment.name, item.rule, item.path) for item in findings.breaches] == []
            assert findings.blocking(Mode.ENFORCE) == ()

    @FEW
    @given(lives(KIT))
    def test_goes_from_draft_to_closed(self, life):
        """Every revision follows the one before, in order of time."""
        assert (life[0].permit.state, life[-1].permit.state) == ("draft", "closed")
        assert [moment.permit.revision for moment in life] == list(range(1, len(life) + 1))
        assert all(before.until == after.at for before, after in pairwise(life))

    @FEW
    @given(lives(KIT))
    def test_gated_moves_carry_what_was_found(self, life):
        """The change of a gated move holds the findings that let it pass; no other change holds any."""
        gated = {"approve", "start", "resume"}

        for moment in life:
            findings = moment.step.change.findings
            assert (findings is not None) == (moment.name in gated)
            assert findings is None or findings.blocking(Mode.ENFORCE) == ()

    @FEW
    @given(lives(KIT))
    def test_no_signature_is_ever_voided(self, life):
        """Evidence, moves and people who come and go leave every signature standing."""
        assert {signed_state(moment.permit) for moment in life} == {(frozenset(), frozenset())}

    @FEW
    @given(jobs(SITE))
    def test_no_refusal_is_met(self, job):
        """In mode ``enforce`` with an electronic profile no step is refused, and few warnings and questions are left."""
        *_, closed = life_of(KIT, job)
        findings = KIT.check(closed.permit, at=closed.at, related=closed.related)

        assert findings.breaches == ()
        assert findings.needs == ()


class TestEvidence:
    @FEW
    @given(valid(), ANY_PERMIT, st.data())
    def test_voids_no_signature(self, at_hand, other, data):
        """Whatever evidence is added, what was signed stays signed."""
        permit = at_hand.permit
        assume(KIT.lifecycle(permit).state(permit.state).adds)
        evidence = [item for name in EVIDENCES for item in getattr(other, name)]
        assume(evidence)

        item = data.draw(st.sampled_from(evidence))
        at = max((permit.changed_at, *times_in(item)))
        grown = KIT.add(permit, item, by=Actor(id="p-sun", role="analyst"), at=at).record

        assert signed_state(grown) == signed_state(permit) == (frozenset(), frozenset())


class TestMoments:
    @given(moments(KIT))
    def test_keep_every_rule(self, moment):
        """Side exits too lead to no breach."""
        findings = KIT.check(moment.permit, at=moment.at, related=moment.related)

        assert [(moment.name, item.rule, item.path) for item in findings.breaches] == []

    @given(st.sampled_from(STANDARD_PERMIT.states), st.data())
    def test_are_found_for_every_state(self, state, data):
        """Whatever state is asked for, a permit in it is drawn."""
        assert data.draw(moments(KIT, state.name)).permit.state == state.name
