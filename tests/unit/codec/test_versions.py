import json
from pathlib import Path

import pytest

from safetykit.codec.codec import Codec
from safetykit.codec.versions import Upcaster, Versions, following
from safetykit.errors import DecodeError, PackError
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from tests.unit.codec.values import PERMIT, STORED

GOLDEN = Path(__file__).parents[2] / "golden" / "records"


def place_becomes_a_value(record):
    """Bring the made-up version 0 up, in which text and equipment of the place stood side by side."""
    rest = {name: value for name, value in record.items() if name not in {"place", "equipment"}}
    return {**rest, "place": {"text": record["place"], "equipment": record["equipment"]}}


OLD = Versions([Upcaster("permit@0", place_becomes_a_value)])


def plus(mark):
    """Return an upcaster's function that leaves a mark."""
    return lambda data: {**data, "marks": [*data.get("marks", ()), mark]}


class TestVersions:
    def test_following(self):
        """Versions are counted up by one."""
        assert following("permit@9") == "permit@10"

    def test_chain(self):
        """A record climbs every version between its own and today's, in order."""
        versions = Versions([Upcaster("a@2", plus(2)), Upcaster("b@1", plus("b")), Upcaster("a@1", plus(1))])

        assert versions.older("a@3") == ("a@2", "a@1")
        assert versions.older("b@2") == ("b@1",)
        assert versions.older("a@2") == ("a@1",)
        assert versions.older("c@1") == ()
        assert versions.upcast({}, "a@1", "a@3") == {"marks": [1, 2]}
        assert versions.upcast({}, "a@2", "a@3") == {"marks": [2]}
        assert versions.upcast({}, "a@3", "a@3") == {}

    @pytest.mark.parametrize(
        ("schemas", "problem"),
        [
            (["permit"], "upcaster 'permit': name and version are needed"),
            (["permit@1.5"], "upcaster 'permit@1.5': name and version are needed"),
            (["a@1", "a@1"], "upcaster 'a@1': given twice"),
            (["a@1", "a@3"], "upcasters of 'a': a version in between has none"),
        ],
    )
    def test_broken_chains_are_refused(self, schemas, problem):
        """A chain with a gap or with two ways is found when it is put together."""
        with pytest.raises(PackError, match=problem):
            Versions([Upcaster(schema, plus(0)) for schema in schemas])


class TestOldRecords:
    codec = Codec(versions=OLD)

    @pytest.mark.parametrize("name", ["permit@0.json", "permit@1.json"])
    def test_golden_records_are_readable(self, name):
        """A record of every version that was ever stored is read as the same value."""
        assert self.codec.load((GOLDEN / name).read_bytes().rstrip(), Permit[HotWork]) == PERMIT

    def test_golden_record_of_today(self):
        """What is stored today does not change from one release to the next."""
        assert (GOLDEN / "permit@1.json").read_bytes().rstrip() == STORED == self.codec.dump(PERMIT)

    def test_without_the_upcaster_the_version_is_unknown(self):
        """The shipped codec knows no version 0, and says which it knows."""
        with pytest.raises(DecodeError) as refused:
            Codec().load((GOLDEN / "permit@0.json").read_bytes())

        (problem,) = refused.value.problems
        assert (problem.path, problem.code, problem.args) == ("/schema", "unknown-schema", {"known": "permit@1"})

    def test_old_record_with_a_problem(self):
        """A problem of an old record is told at its place in the form of today."""
        old = json.loads((GOLDEN / "permit@0.json").read_bytes())
        old["record"]["place"] = 5

        with pytest.raises(DecodeError) as refused:
            self.codec.from_data(old)
        assert [(problem.path, problem.code) for problem in refused.value.problems] == [
            ("/record/place/text", "wrong-type")
        ]

    @pytest.mark.parametrize("record", [None, [], "x"])
    def test_old_record_that_is_none(self, record):
        """What is no object is not given to an upcaster."""
        with pytest.raises(DecodeError) as refused:
            self.codec.from_data({"schema": "permit@0", "record": record})

        assert [problem.code for problem in refused.value.problems] == ["wrong-type"]

    def test_upcaster_that_cannot(self):
        """An old record that its upcaster stumbles over is refused as what it is."""
        with pytest.raises(DecodeError) as refused:
            self.codec.from_data({"schema": "permit@0", "record": {}})

        assert str(refused.value.problems[0]) == "/record: old-version (schema permit@0)"
        assert refused.value.__context__ is None

    def test_keys_given_twice_are_not_lost_on_the_way(self):
        """An upcaster never sees an object of which a key was dropped."""
        with pytest.raises(DecodeError) as refused:
            self.codec.load(b'{"schema":"permit@0","record":{"place":"a","place":"b"}}')

        assert [str(problem) for problem in refused.value.problems] == ["/record/place: duplicate-key"]
