import pytest

from safetykit.model.frozenmap import FrozenMap
from safetykit.model.works import HotWorkMethod, WorkSurface
from safetykit.rules.paths import pointer, raw_at, value_at, values_at
from tests.unit.rules.made_up import permit

RECORD = permit(
    work={"surface": WorkSurface.INSIDE, "methods": (HotWorkMethod.GRINDING,), "running": False},
    external_ids=FrozenMap({"erp": "4711", "items": "12"}),
)


class TestValueAt:
    @pytest.mark.parametrize(
        ("dotted", "expected"),
        [
            ("state", "draft"),
            ("work.running", False),
            ("work.surface", "inside"),
            ("work.methods", ("grinding",)),
            ("work.purged", None),
            ("work.absent.deeper", None),
            ("permitted.start", None),
            ("gas_tests", None),
            ("external_ids.erp", "4711"),
            ("external_ids.crm", None),
            ("external_ids.items", "12"),
        ],
    )
    def test_reads_by_dotted_names(self, dotted, expected):
        """Enums are read by value; what is absent, blank or empty is unknown."""
        assert value_at(RECORD, dotted) == expected


class TestValuesAt:
    @pytest.mark.parametrize(
        "dotted",
        [
            (),
            ("work.running",),
            ("work.running", "work.surface", "work.purged", "gas_tests"),
            ("work.surface", "permitted.start", "work.absent"),
        ],
    )
    def test_reads_each_as_alone(self, dotted):
        """Several names at once say what each says alone, also where one of them leads nowhere."""
        assert values_at(RECORD, dotted) == {name: value_at(RECORD, name) for name in dotted}


class TestRawAt:
    @pytest.mark.parametrize(
        ("dotted", "expected"),
        [
            ((), ()),
            (("work.surface",), (WorkSurface.INSIDE,)),
            (("work.running", "gas_tests"), (False, ())),
            (("work.running", "work.absent", "work.surface"), (False, None, "inside")),
        ],
    )
    def test_reads_what_tells_records_apart(self, dotted, expected):
        """Values come as they stand; where a part is absent, as they are read one by one."""
        assert raw_at(RECORD, dotted) == expected


class TestPointer:
    def test_is_that_of_the_dotted_name(self):
        """Dots become slashes."""
        assert pointer("work.running") == "/work/running"
