import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import attrs
import pytest
from annotated_types import MaxLen, MinLen

from safetykit.codec.canonical import canonical
from safetykit.codec.codec import Codec, generated_source
from safetykit.errors import DecodeError
from safetykit.model.changes import AuditEvent
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Pause
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Line
from safetykit.model.permits import Permit, Work
from safetykit.model.places import Place
from safetykit.model.shapes import Extensions, constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.works import HotWork
from tests.unit.codec.values import LONG, PERMIT, STORED, ZHAO

CANARY = "440101199001011234"
CODEC = Codec()


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Digging:
    """A host's own work, with bounds on all that can have some."""

    kind: ClassVar[str] = "digging"

    depths: Annotated[tuple[int, ...], MaxLen(2)] = ()
    first: int = attrs.field(default=0)
    second: int = 0
    labels: Annotated[FrozenMap[Line], MinLen(1)] | None = None
    place: Place | None = None
    own: Extensions = EMPTY
    any: FrozenMap[Any] = EMPTY

    def __attrs_post_init__(self):
        """Refuse what each field alone could not tell."""
        if self.first > self.second:
            raise ValueError(f"not in order: {self.first}")
        if self.second == 666:
            raise RuntimeError("a defect of the host's own class")


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Plan:
    """A host's own record, whose work is a fixed one."""

    schema: ClassVar[str] = "plan@2"

    id: Line
    revision: int = 0
    work: Digging


HOST = Codec(works=(HotWork, Digging), records=(Permit, Plan))


def document(**fields):
    """Return a small permit in its stored form, with other fields."""
    return {"schema": "permit@1", "record": {"id": "HW-1", "work": {"kind": "hot-work"}, **fields}}


def refused(data, cls=None, codec=CODEC):
    """Return places and codes of what is wrong with a document; the error repeats no value of it."""
    with pytest.raises(DecodeError) as error:
        codec.from_data(data, cls) if isinstance(data, dict | list) else codec.load(data, cls)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None
    assert CANARY not in str(error.value)
    return [(problem.path, problem.code) for problem in error.value.problems]


def digging(**fields):
    """Return what is wrong with a permit for the host's own work."""
    return refused(document(work={"kind": "digging", **fields}), codec=HOST)


class TestLoad:
    def test_round_trip(self):
        """What is dumped is loaded as the same value, and dumped again as the same bytes."""
        loaded = CODEC.load(STORED, Permit[HotWork])

        assert loaded == PERMIT
        assert hash(loaded) == hash(PERMIT)
        assert CODEC.dump(loaded) == STORED

    def test_other_ways_to_write(self):
        """Layout, order, nulls for optional fields, defaults and other offsets are taken, and not kept."""
        data = document(number=None, revision=0, changed_at="2026-11-16T08:30:00+08:00", sign_offs=[])
        text = json.dumps(data, indent=2)

        assert CODEC.dump(CODEC.load(text)) == (
            b'{"record":{"changed_at":"2026-11-16T00:30:00Z","id":"HW-1","work":{"kind":"hot-work"}},'
            b'"schema":"permit@1"}'
        )

    def test_parsed_data(self):
        """A document that the host has parsed is read like its text."""
        assert CODEC.from_data(json.loads(STORED), Permit[HotWork]) == PERMIT

    def test_other_values_stand_bare(self):
        """Events and other values are read without an envelope."""
        sign = SignOff(slot="approver", actor="p-zhao", signed_at=datetime(2026, 1, 1, tzinfo=UTC))

        assert CODEC.load(canonical(sign), SignOff) == sign
        assert refused(b'{"schema": "permit@1", "record": {}}', AuditEvent)[:2] == [
            ("/schema", "unknown-key"),
            ("/record", "wrong-type"),
        ]

    def test_erased_values(self):
        """Where a value was erased its commitment is read."""
        people = [{"id": "p-1", "name": {"erased": "A" * 43}}]

        assert CODEC.from_data(document(people=people)).people[0].name == Erased(commitment="A" * 43)
        for bad, faults in (
            ({}, [("", "missing-key")]),
            ({"erased": CANARY}, [("", "wrong-pattern")]),
            ({"erased": 5, "more": 1}, [("", "wrong-pattern"), ("/more", "unknown-key")]),
        ):
            paths = [
                (path.removeprefix("/record/people/0/name").removeprefix("/erased"), code)
                for path, code in refused(document(people=[{"id": "p-1", "name": bad}]))
            ]
            assert paths == faults

    def test_only_personal_values_can_be_erased(self):
        """An object stands for a text nowhere else."""
        assert refused(document(number={"erased": "A" * 43})) == [("/record/number", "wrong-type")]

    def test_cattrs_is_loaded_late(self):
        """A codec can be made, and can dump, before cattrs is there."""
        code = (
            "import sys\nfrom safetykit.codec.codec import Codec\nfrom safetykit.model.permits import Permit\n"
            "from safetykit.model.works import HotWork\n"
            "Codec().dump(Permit(id='a', work=HotWork()))\nassert 'cattrs' not in sys.modules\n"
        )

        subprocess.run([sys.executable, "-c", code], check=True)

    def test_cattrs_alone(self):
        """Without generated code the answers are the same."""
        codec = Codec(generated=False)

        assert codec.load(STORED, Permit[HotWork]) == PERMIT
        assert refused(document(revision=-1), codec=codec) == [("/record/revision", "out-of-range")]

    @pytest.mark.parametrize("fast", [True, False])
    def test_keys_given_twice(self, fast):
        """A key that stands twice is refused, also where both values are the same and nothing else is wrong."""
        text = '{"schema": "permit@1", "record": {"id": "a", "id": "a", "work": {"kind": "hot-work"}}}'

        assert refused(text, codec=Codec(fast=fast)) == [("/record/id", "duplicate-key")]

    def test_codec_is_a_value(self):
        """Codecs of the same parts are equal and share what they make of them."""
        assert Codec() == CODEC
        assert hash(Codec()) == hash(CODEC)


class TestAskedClass:
    def test_any_known_record(self):
        """Without a class any record of the kit is read."""
        assert type(HOST.from_data(document())) is Permit
        assert HOST.from_data({"schema": "plan@2", "record": {"id": "a", "work": {"kind": "digging"}}}) == Plan(
            id="a", work=Digging()
        )

    @pytest.mark.parametrize("cls", [Permit, Permit[Any], Permit[Work], Permit[HotWork], Permit[HotWork | Digging]])
    def test_kind_fits(self, cls):
        """A permit is read as the kind that was asked for, or as one of several."""
        assert HOST.from_data(document(), cls).work == HotWork()

    def test_kind_does_not_fit(self):
        """A permit for another work than asked for is refused, together with all that is wrong besides."""
        data = document(work={"kind": "digging", "depth": 1}, revision=-1)

        assert refused(data, Permit[HotWork], HOST) == [
            ("/record/work/kind", "wrong-kind"),
            ("/record/revision", "out-of-range"),
        ]

    def test_wrong_record(self):
        """A record of another class than asked for is refused."""
        assert refused(document(), Plan, HOST) == [("/schema", "wrong-schema")]

    def test_fixed_work(self):
        """A work that a field names by class still says its kind."""
        for work, code in (({}, "missing-key"), ({"kind": "hot-work"}, "unknown-kind")):
            data = {"schema": "plan@2", "record": {"id": "a", "work": work}}
            assert refused(data, Plan, HOST) == [("/record/work/kind", code)]

    @pytest.mark.parametrize("cls", [int, list[int], Plan, Permit[Digging], Permit[HotWork | Digging]])
    def test_classes_of_another_kit(self, cls):
        """Asking for a class that the codec does not know is a mistake of the caller."""
        with pytest.raises(TypeError, match="pass it to the kit"):
            CODEC.from_data(document(), cls)


class TestEnvelope:
    @pytest.mark.parametrize(
        ("data", "problems"),
        [
            (b"[]", [("", "wrong-type")]),
            (b"1.5", [("", "fraction")]),
            (b"null", [("", "wrong-type")]),
            (b"{}", [("/schema", "missing-key"), ("/record", "missing-key")]),
            (b'{"record": {"id": 5}}', [("/schema", "missing-key")]),
            (b'{"schema": "permit@1"}', [("/record", "missing-key")]),
            (b'{"schema": "permit@2", "record": {}}', [("/schema", "unknown-schema")]),
            (b'{"schema": ["permit@1"], "record": {}}', [("/schema", "unknown-schema")]),
            (b'{"schema": "permit@1", "record": []}', [("/record", "wrong-type")]),
            (
                b'{"more": 1, "schema": "permit@1", "record": {"work": {"kind": "hot-work"}}}',
                [("/more", "unknown-key"), ("/record/id", "missing-key")],
            ),
        ],
    )
    def test_is_looked_at(self, data, problems):
        """What is no stored form is refused at the place that is wrong."""
        assert refused(data) == problems

    def test_unknown_schema_lists_the_known_ones(self):
        """Who writes an unknown name is told the right ones, also those of old versions."""
        with pytest.raises(DecodeError, match=r"unknown-schema \(known permit@1, plan@2\)"):
            HOST.from_data({"schema": CANARY, "record": {}})

    def test_unknown_kind_lists_the_known_ones(self):
        """Who writes an unknown kind is told the right ones."""
        with pytest.raises(DecodeError, match=r"/record/work/kind: unknown-kind \(known digging, hot-work\)"):
            HOST.from_data(document(work={"kind": CANARY}))


class TestEveryProblemAtOnce:
    def test_in_the_order_of_the_document(self):
        """Faults of every sort, planted all over one document, come back in one error, each at its place."""
        text = """
        {"x": 1, "schema": "permit@1", "record": {
          "id": 440101199001011234, "id": null,
          "work": {"running": "false", "kind": "hot-work", "wind_force": 99, "methods": ["440101199001011234"]},
          "a/~": {"440101199001011234": 1.5},
          "people": [{"name": ""}, {"id": "a b", "phone": {"erased": "440101199001011234"}}, 440101199001011234],
          "revision": 1e400, "changed_at": "2026-01-01T00:00:00", "number": "\\u202e440101199001011234",
          "extensions": {"a": {"...": 1.5, "b": [NaN, 12345678901234567890123], "\\ud800": 1}, "_sd": []},
          "gas_tests": [{"reading": {"value": 0.5, "unit": "%vol"}, "gas": {"name": "甲醇", "lel": "0"}}],
          "sign_offs": "abc", "place": ["440101199001011234"], "entered_from": "440101199001011234"}}
        """

        assert refused(text) == [
            ("/x", "unknown-key"),
            ("/record/id", "duplicate-key"),
            ("/record/id", "wrong-type"),
            ("/record/work/running", "wrong-type"),
            ("/record/work/wind_force", "out-of-range"),
            ("/record/work/methods/0", "unknown-value"),
            ("/record/a~1~0", "unknown-key"),
            ("/record/people/0/name", "too-short"),
            ("/record/people/0/id", "missing-key"),
            ("/record/people/1/id", "wrong-pattern"),
            ("/record/people/1/phone/erased", "wrong-pattern"),
            ("/record/people/2", "wrong-type"),
            ("/record/revision", "fraction"),
            ("/record/changed_at", "naive-time"),
            ("/record/number", "refused-character"),
            ("/record/extensions/a/...", "fraction"),
            ("/record/extensions/a/...", "reserved-key"),
            ("/record/extensions/a/b/0", "fraction"),
            ("/record/extensions/a/b/1", "out-of-range"),
            ("/record/extensions/a/\ufffd", "refused-character"),
            ("/record/extensions/_sd", "reserved-key"),
            ("/record/gas_tests/0/reading/value", "fraction"),
            ("/record/gas_tests/0/reading/unit", "unknown-value"),
            ("/record/gas_tests/0/gas/lel", "out-of-range"),
            ("/record/sign_offs", "wrong-type"),
            ("/record/place", "wrong-type"),
            ("/record/entered_from", "unknown-value"),
        ]

    def test_very_many(self):
        """Of a hostile document not every problem is told, and it is not read to the end."""
        problems = refused(document(people=[0.5] * 200_000))

        assert (len(problems), problems[-1]) == (1001, ("", "more-problems"))


class TestHostsOwnFields:
    def test_values(self):
        """Every kind of field of a host's work is read."""
        work = {"kind": "digging", "depths": [1], "labels": {"a": "b"}, "place": {}, "any": {"a": [None, {"b": True}]}}
        expected = Digging(
            depths=(1,), labels=FrozenMap(a="b"), place=Place(), any=FrozenMap(a=(None, FrozenMap(b=True)))
        )

        assert HOST.from_data(document(work=work), Permit[Digging]).work == expected

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"depths": [1, 2, 3]}, ("/depths", "too-long")),
            ({"depths": "12"}, ("/depths", "wrong-type")),
            ({"depths": [1, "2"]}, ("/depths/1", "wrong-type")),
            ({"labels": {}}, ("/labels", "too-short")),
            ({"labels": {"a": " "}}, ("/labels/a", "wrong-pattern")),
            ({"labels": {"\x00": "a"}}, ("/labels/\ufffd", "refused-character")),
            ({"labels": {"_sd_alg": "a"}}, ("/labels/_sd_alg", "reserved-key")),
            ({"labels": {5: "a"}}, ("/labels/5", "wrong-type")),
            ({"labels": []}, ("/labels", "wrong-type")),
            ({"own": {"a": {5: 6}}}, ("/own/a/5", "wrong-type")),
            ({"own": {"a": datetime(2026, 1, 1, tzinfo=UTC)}}, ("/own/a", "wrong-type")),
            ({"any": {"a": 1.5}}, ("/any/a", "fraction")),
            ({"any": None}, ("/any", "wrong-type")),
            ({"place": {5: 6}}, ("/place/5", "unknown-key")),
            ({"first": 1}, ("", "not-accepted")),
        ],
    )
    def test_problems(self, fields, problem):
        """Every kind of field tells its own problem; what the host's class refuses is told without its words."""
        ((path, code),) = digging(**fields)

        assert (path.removeprefix("/record/work"), code) == problem

    def test_defect_of_a_host_class(self):
        """An error that is no answer about the input is not hidden."""
        with pytest.raises(RuntimeError, match="a defect of the host's own class"):
            HOST.from_data(document(work={"kind": "digging", "second": 666}))

    @pytest.mark.parametrize("depth", [15, 16, 17, 18, 40])
    @pytest.mark.parametrize("innermost", [1, [], {}], ids=repr)
    def test_depth_of_own_data(self, depth, innermost):
        """The host's own data is read as deep as it can be written, and no deeper."""
        value = innermost
        levels = depth - isinstance(innermost, list | dict)
        for _ in range(levels - 1):
            value = [value]
        data = document(extensions={"a": value})
        if depth <= 16:
            assert CODEC.from_data(json.loads(CODEC.dump(CODEC.from_data(data)))) == CODEC.from_data(data)
        else:
            assert refused(data)[0][1] == "too-deep"


class TestGeneratedSource:
    def test_is_of_one_kind(self):
        """The code that reads and writes permits of one kind can be shown."""
        names = set(compile(generated_source(HOST, "digging"), "shown", "exec").co_names)

        assert {"read_Permit", "read_Digging", "write_Permit", "write_Digging"} <= names
        assert "read_HotWork" not in names

    def test_unknown_kind(self):
        """A kind that the codec does not know has none."""
        with pytest.raises(LookupError):
            generated_source(CODEC, "digging")


class TestDump:
    def test_class_must_be_known(self):
        """What could not be loaded again is not dumped."""
        with pytest.raises(TypeError, match="Plan is no record class of this codec"):
            CODEC.dump(Plan(id="a", work=Digging()))
        with pytest.raises(TypeError, match="Digging is no work of this codec; pass it to the kit in works="):
            CODEC.dump(Permit(id="a", work=Digging()))

    def test_size_must_be_readable(self):
        """A record that is too large to be loaded is not dumped either."""
        small = Codec(max_bytes=len(STORED))

        assert small.load(small.dump(PERMIT)) == PERMIT
        with pytest.raises(ValueError, match="shorten it"):
            small.dump(attrs.evolve(PERMIT, pauses=(Pause(at=datetime(2026, 1, 1, tzinfo=UTC)),)))

    def test_subject(self):
        """The codec says what a record is about."""
        assert CODEC.subject(PERMIT) == "permit/hot-work"

    def test_people_are_written_in_clear(self):
        """The dumped form is for those who may read it; sealing is another matter."""
        assert LONG.name in CODEC.dump(PERMIT).decode()
        assert ZHAO.name in CODEC.dump(PERMIT).decode()
