import json

import jsonschema_rs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safetykit.codec.canonical import canonical
from safetykit.codec.codec import Codec
from safetykit.codec.schema import json_schema
from safetykit.errors import DecodeError
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.testing.strategies import permits, strategy_for
from tests.property.test_mutants import FAULTS, at, places
from tests.unit.model.test_every_record import CLASSES

CODEC = Codec()
VALID = jsonschema_rs.validator_for(json_schema(Permit, (HotWork,)), validate_formats=True)


class TestSchema:
    @given(permits(HotWork))
    def test_every_permit_is_valid(self, permit):
        """Whatever can be stored is valid by the schema."""
        VALID.validate(json.loads(CODEC.dump(permit)))

    @pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not Permit], ids=lambda cls: cls.__name__)
    @settings(max_examples=10)
    @given(data=st.data())
    def test_every_other_value_is_valid(self, cls, data):
        """Every other value of the model is valid by its schema."""
        value = data.draw(strategy_for(cls))

        jsonschema_rs.validate(json_schema(cls), json.loads(canonical(value)))

    @given(permits(HotWork), st.data())
    def test_what_it_refuses_the_codec_refuses(self, permit, data):
        """Whatever fault of a single value the schema finds, the codec finds as well."""
        tree = json.loads(CODEC.dump(permit))
        path = data.draw(st.sampled_from(list(places(tree))[1:]))
        faults = [*FAULTS[str], *FAULTS[int], None, "", " ", "x" * 300, -1, "2026-02-30"]
        wrong = data.draw(st.sampled_from([fault for fault in faults if "\ud800" not in str(fault)]))
        at(tree, path[:-1])[path[-1]] = wrong
        assume(wrong == wrong and not VALID.is_valid(tree))  # NaN is no JSON: the validator cannot even read it

        with pytest.raises(DecodeError):
            CODEC.from_data(tree)
