import copy
import json
from typing import ClassVar

import attrs
import jsonschema_rs
import pytest

from safetykit.codec.codec import Codec
from safetykit.codec.schema import json_schema
from safetykit.errors import DecodeError
from safetykit.model.changes import AuditEvent
from safetykit.model.permits import Permit
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.works import HotWork
from tests.unit.codec.test_codec import Digging
from tests.unit.codec.values import STORED

SCHEMA = json_schema(Permit, (HotWork,))
VALID = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Place:
    """A host's class that is called as one of ours."""

    kind: ClassVar[str] = "placing"

    own: str = "x"


def changed(*path, value=None, remove=False):
    """Return the stored permit with one change."""
    data = copy.deepcopy(json.loads(STORED))
    *parents, last = path
    node = data
    for token in parents:
        node = node[token]
    if remove:
        del node[last]
    else:
        node[last] = value
    return data


class TestSchema:
    def test_is_a_schema(self):
        """What comes out is a schema of the 2020-12 draft."""
        jsonschema_rs.meta.validate(SCHEMA)
        jsonschema_rs.meta.validate(json_schema(Permit, (HotWork, Digging, Place)))
        jsonschema_rs.meta.validate(json_schema(AuditEvent))

    def test_takes_what_is_stored(self):
        """A stored permit is valid, also with nulls and erased values."""
        assert VALID.is_valid(json.loads(STORED))
        assert VALID.is_valid(changed("record", "number", value=None))
        assert VALID.is_valid(changed("record", "people", 0, "name", value={"erased": "A" * 43}))

    @pytest.mark.parametrize(
        "data",
        [
            changed("schema", value="permit@0"),
            changed("more", value=1),
            changed("record", "more", value=1),
            changed("record", "id", remove=True),
            changed("record", "work", "kind", remove=True),
            changed("record", "work", "kind", value="digging"),
            changed("record", "work", "running", value="false"),
            changed("record", "work", "methods", 0, value="glueing"),
            changed("record", "work", "wind_force", value=18),
            changed("record", "revision", value=-1),
            changed("record", "revision", value=2**53),
            changed("record", "id", value="a b"),
            changed("record", "id", value=""),
            changed("record", "number", value="x" * 201),
            changed("record", "place", "text", value=5),
            changed("record", "place", "equipment", value="P-2031"),
            changed("record", "people", 0, "name", value={"erased": "short"}),
            changed("record", "gas_tests", 0, "at", value="2026-11-16T08:30:00"),
            changed("record", "gas_tests", 0, "reading", "value", value=0.05),
            changed("record", "gas_tests", 0, "reading", "value", value="1e5"),
            changed("record", "instruments", 0, "verified_until", value="2026-02-30"),
            changed("record", "extensions", "_sd", value=[]),
            changed("record", "external_ids", value={"erp": 5}),
        ],
    )
    def test_refuses_what_the_codec_refuses(self, data):
        """What the schema refuses the codec refuses as well."""
        assert not VALID.is_valid(data)
        with pytest.raises(DecodeError):
            Codec().from_data(data)

    def test_other_values_stand_bare(self):
        """What is no record has no envelope."""
        schema = json_schema(SignOff)

        assert schema["$ref"] == "#/$defs/SignOff"
        assert jsonschema_rs.validator_for(schema).is_valid({"slot": "approver", "actor": "p-zhao"})

    def test_works(self):
        """Each kind that is named is taken, and any if none is named."""
        names = [
            each["$ref"]
            for each in json_schema(Permit, (HotWork, Digging))["$defs"]["Permit"]["properties"]["work"]["anyOf"]
        ]

        assert names == ["#/$defs/HotWork", "#/$defs/Digging"]
        assert json_schema(Permit)["$defs"]["Permit"]["properties"]["work"] == {"type": "object"}

    def test_bounds_of_all_sorts(self):
        """Lengths of lists and maps, several patterns and open bounds are written."""
        properties = json_schema(Permit, (Digging,))["$defs"]["Digging"]["properties"]

        assert properties["depths"]["maxItems"] == 2
        assert properties["labels"]["anyOf"][0]["minProperties"] == 1
        assert properties["kind"] == {"const": "digging"}

    def test_classes_of_one_name(self):
        """A host's class that is called as one of ours is described beside it, not instead of it."""
        definitions = json_schema(Permit, (Place,))["$defs"]

        assert set(definitions["Place2"]["properties"]) | set(definitions["Place"]["properties"]) == {
            "kind",
            "own",
            "text",
            "area",
            "equipment",
        }
