from itertools import count

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from safetykit.codec.canonical import canonical
from safetykit.codec.codec import Codec
from safetykit.codec.sealing import seal, unseal
from safetykit.codec.substance import cover, still_holds
from safetykit.model.marks import EVIDENCE, NOT_SIGNED
from safetykit.model.permits import Permit
from safetykit.model.shapes import fields_of
from safetykit.model.works import HotWork
from safetykit.testing.strategies import permits

CODEC = Codec()
FIELDS = {field.name: field.shape for field in fields_of(Permit)}
UNSIGNED = sorted(name for name, shape in FIELDS.items() if shape.unsigned == NOT_SIGNED)
EVIDENCES = sorted(name for name, shape in FIELDS.items() if EVIDENCE in shape.marks)
SUBSTANCE = sorted(set(FIELDS) - {*UNSIGNED, *EVIDENCES, "work", "place", "planned", "permitted"})
PERMITS = permits(HotWork)


def salts():
    """Return a source of salts that can be told apart."""
    numbers = count()
    return lambda: f"salt{next(numbers):018}"


class TestSignature:
    @given(PERMITS, PERMITS, st.sets(st.sampled_from(UNSIGNED)))
    def test_survives_what_is_not_signed(self, permit, other, names):
        """However the fields change that no signature binds, every signature holds."""
        changed = attrs.evolve(permit, **{name: getattr(other, name) for name in names})

        assert still_holds(changed, cover(permit)) is True

    @given(PERMITS, PERMITS, st.sampled_from(EVIDENCES))
    def test_survives_more_evidence(self, permit, other, name):
        """Whatever evidence is added, every signature holds."""
        changed = attrs.evolve(permit, **{name: getattr(permit, name) + getattr(other, name)})

        assert still_holds(changed, cover(permit)) is True

    @given(PERMITS, st.sampled_from(EVIDENCES), st.data())
    def test_does_not_survive_less_evidence(self, permit, name, data):
        """Whatever piece of evidence is removed, the signatures made after it are void."""
        items = getattr(permit, name)
        assume(items)
        index = data.draw(st.integers(0, len(items) - 1))

        assert still_holds(attrs.evolve(permit, **{name: items[:index] + items[index + 1 :]}), cover(permit)) is False

    @given(PERMITS, PERMITS, st.sampled_from(SUBSTANCE))
    def test_substance(self, permit, other, name):
        """A changed field voids a signature exactly if it was filled when that was made."""
        changed = attrs.evolve(permit, **{name: getattr(other, name)})
        same = canonical(changed) == canonical(permit)
        filled = name in cover(permit).fields

        assert still_holds(changed, cover(permit)) is (same or not filled)

    @given(PERMITS)
    def test_survives_erasure(self, permit):
        """Erasing every person leaves every signature standing."""
        erased = CODEC.load(unseal(seal(permit, salts=salts()).stored, ()), Permit[HotWork])

        assert still_holds(erased, cover(permit)) is True


class TestSealing:
    @given(PERMITS)
    def test_round_trip(self, permit):
        """Every permit comes back from its sealed bytes."""
        sealed = seal(permit, salts=salts())

        assert unseal(sealed.stored, sealed.disclosures) == CODEC.dump(permit)

    @given(PERMITS, st.randoms(use_true_random=False))
    def test_erasure_changes_no_sealed_byte(self, permit, chance):
        """Whichever values are erased, the record seals to the same bytes ever after."""
        sealed = seal(permit, salts=salts())
        kept = [row for row in sealed.disclosures if chance.random() < 0.5]
        erased = CODEC.load(unseal(sealed.stored, kept), Permit[HotWork])

        assert seal(erased, known=kept, salts=salts()).stored == sealed.stored

    @given(PERMITS)
    def test_unchanged_values_keep_their_disclosures(self, permit):
        """A revision that changes nothing personal needs no new disclosure."""
        first = seal(permit, salts=salts())
        again = seal(attrs.evolve(permit, revision=permit.revision // 2), known=first.disclosures, salts=list)

        assert again.disclosures == first.disclosures
