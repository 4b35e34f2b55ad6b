import json
from itertools import count

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

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
SUBSTANCE = sorted(set(FIELDS) - {*UNSIGNED, *EVIDENCES})
PERMITS = permits(HotWork)


def salts():
    """Return a source of salts that can be told apart."""
    numbers = count()
    return lambda: f"salt{next(numbers):018}"


def page(permit):
    """Return the cells of substance that are filled, by their dotted names, read from the stored bytes."""
    cells = {}
    for name, value in json.loads(CODEC.dump(permit))["record"].items():
        if name in SUBSTANCE and isinstance(value, dict):
            cells |= {f"{name}.{inner}": item for inner, item in value.items()}
        elif name in SUBSTANCE:
            cells[name] = value
    return {name: value for name, value in cells.items() if name not in {"permitted.start", "work.wind_force"}}


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

    @given(PERMITS, st.data())
    def test_does_not_survive_less_evidence(self, permit, data):
        """Whatever piece of evidence is removed, the signatures made after it are void."""
        names = [name for name in EVIDENCES if getattr(permit, name)]
        assume(names)
        name = data.draw(st.sampled_from(names))
        items = getattr(permit, name)
        index = data.draw(st.integers(0, len(items) - 1))

        assert still_holds(attrs.evolve(permit, **{name: items[:index] + items[index + 1 :]}), cover(permit)) is False

    @given(PERMITS, PERMITS, st.sampled_from(SUBSTANCE))
    def test_holds_exactly_if_all_that_was_filled_is_unchanged(self, permit, other, name):
        """Whatever field of substance changes, a signature holds exactly if every cell that was filled is as it was."""
        changed = attrs.evolve(permit, **{name: getattr(other, name)})
        before, after = page(permit), page(changed)

        unchanged = all(after.get(cell) == value for cell, value in before.items())
        assert still_holds(changed, cover(permit)) is unchanged

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
