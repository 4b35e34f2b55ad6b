from decimal import Decimal
from typing import Annotated, ClassVar

import attrs
import pytest

from safetykit.codec.canonical import digest
from safetykit.codec.substance import cover, still_holds
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Acceptance, Stop
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import EVIDENCE, Line
from safetykit.model.measures import Grading, Upgrade
from safetykit.model.people import Person
from safetykit.model.permits import DailyHours, EnteredFrom, Permit
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period
from safetykit.model.works import HotWork, HotWorkMethod
from tests.unit.codec.test_codec import Digging
from tests.unit.codec.values import LONG, PERMIT, T0, ZHAO

COVERS = cover(PERMIT)


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Wiring:
    """A host's own work, with defaults that are not blank and fields that have none."""

    kind: ClassVar[str] = "wiring"

    live: bool = False
    volts: int = 0
    note: str = ""
    crew: FrozenMap[Line]
    drawings: Annotated[tuple[Line, ...], EVIDENCE]


def work(**fields):
    """Return the permit with another work."""
    return attrs.evolve(PERMIT, work=attrs.evolve(PERMIT.work, **fields))


def with_test(**fields):
    """Return the permit with another first gas test."""
    return attrs.evolve(PERMIT, gas_tests=(attrs.evolve(PERMIT.gas_tests[0], **fields),))


class TestCover:
    def test_what_is_on_the_page(self):
        """A sign-off covers the fields that are filled and counts the evidence that is there."""
        assert COVERS.schema == "permit@1"
        assert COVERS.revision == 0
        assert COVERS.fields == (
            "content",
            "gradings",
            "id",
            "number",
            "permitted.end",
            "place.equipment",
            "place.text",
            "work.kind",
            "work.methods",
            "work.running",
        )
        assert COVERS.lengths == {"gas_tests": 1, "instruments": 1, "people": 2}

    def test_digest(self):
        """The digest is over the canonical object of exactly those fields, by dotted name."""
        covers = cover(PERMIT, fields=("number", "people"))

        assert covers.digest == digest(
            b'{"id":"HW-1","number":"DH-2026-1116-003","people":[{"certificates":[{"kind":"special-operation",'
            b'"valid_until":"2028-06-30"}],"id":"p-long"},{"id":"p-zhao"}],"work.kind":"hot-work"}'
        )

    @pytest.mark.parametrize(
        ("fields", "covered", "lengths"),
        [
            (("number",), ("id", "number", "work.kind"), {}),
            (("work",), ("id", "work.kind", "work.methods", "work.running"), {}),
            (("work.running", "place.text"), ("id", "place.text", "work.kind", "work.running"), {}),
            (("work.run",), ("id", "work.kind"), {}),
            (("gas_tests", "planned"), ("id", "work.kind"), {"gas_tests": 1}),
            (("state", "permitted.start"), ("id", "work.kind"), {}),
        ],
    )
    def test_group_of_fields(self, fields, covered, lengths):
        """A slot may speak for a group of fields only; the id and the kind of the work are always among them."""
        covers = cover(PERMIT, fields=fields)

        assert (covers.fields, covers.lengths) == (covered, lengths)

    def test_unknown_group(self):
        """A slot that speaks for no field of the record is a mistake."""
        with pytest.raises(ValueError, match="persons, plan: Permit has no such field to be signed"):
            cover(PERMIT, fields=("plan", "number", "persons.name"))


class TestStillHolds:
    @pytest.mark.parametrize(
        "record",
        [
            PERMIT,
            attrs.evolve(PERMIT, state="live", revision=7, changed_at=T0, entered_from=EnteredFrom.PAPER),
            attrs.evolve(PERMIT, sign_offs=(SignOff(slot="approver", actor="p-zhao"),)),
            attrs.evolve(PERMIT, external_ids=FrozenMap(erp="1"), extensions=FrozenMap()),
            attrs.evolve(PERMIT, permitted=Period(end=PERMIT.permitted.end)),
            work(wind_force=6),
        ],
    )
    def test_what_is_not_signed_may_change(self, record):
        """State, signatures, ids of other systems and the like are bound by no signature."""
        assert still_holds(record, COVERS) is True

    @pytest.mark.parametrize(
        "record",
        [
            attrs.evolve(PERMIT, upgrade=Upgrade(from_grade="first", to_grade="special")),
            attrs.evolve(PERMIT, applied_at=T0, daily_hours=DailyHours(start="08:00", end="12:00")),
            attrs.evolve(PERMIT, acceptance=Acceptance(site_clear=True)),
            attrs.evolve(PERMIT, place=attrs.evolve(PERMIT.place, area="T-2")),
            work(outdoors=True),
            attrs.evolve(PERMIT, stops=(Stop(at=T0),)),
            attrs.evolve(PERMIT, gas_tests=PERMIT.gas_tests * 2),
        ],
    )
    def test_empty_fields_may_be_filled_and_evidence_added(self, record):
        """What is filled in or added later was not on the page and voids nothing."""
        assert still_holds(record, COVERS) is True

    @pytest.mark.parametrize(
        "record",
        [
            attrs.evolve(PERMIT, people=(attrs.evolve(LONG, name=Erased(commitment="A" * 43)), ZHAO)),
            attrs.evolve(PERMIT, people=(attrs.evolve(LONG, phone=None), attrs.evolve(ZHAO, phone="1"))),
        ],
    )
    def test_personal_values_belong_to_no_signature(self, record):
        """Erasing a person, or correcting a phone number, voids nothing."""
        assert still_holds(record, COVERS) is True

    @pytest.mark.parametrize(
        "record",
        [
            attrs.evolve(PERMIT, content=None),
            attrs.evolve(PERMIT, number="DH-2"),
            attrs.evolve(PERMIT, place=None),
            attrs.evolve(PERMIT, place=Place(equipment=("P-2031",))),
            attrs.evolve(PERMIT, gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),)),
            attrs.evolve(PERMIT, gradings=(*PERMIT.gradings, Grading(scheme="s", value="v"))),
            attrs.evolve(PERMIT, permitted=Period(start=T0, end=T0)),
            attrs.evolve(PERMIT, permitted=None),
            work(running=True),
            work(running=None),
            work(methods=(HotWorkMethod.ARC_WELDING, HotWorkMethod.GRINDING)),
            attrs.evolve(PERMIT, work=Digging()),
        ],
    )
    def test_changed_or_removed_substance_voids(self, record):
        """What was on the page is still there, unchanged, or the signature is void."""
        assert still_holds(record, COVERS) is False

    @pytest.mark.parametrize(
        "record",
        [
            attrs.evolve(PERMIT, people=(ZHAO, LONG)),
            attrs.evolve(PERMIT, people=(LONG,)),
            attrs.evolve(PERMIT, people=(LONG, Person(id="p-wu"))),
            attrs.evolve(PERMIT, people=(attrs.evolve(LONG, unit="二队"), ZHAO)),
            attrs.evolve(PERMIT, gas_tests=()),
            with_test(passed=True),
            with_test(reading=Quantity(value=Decimal("0.05"), unit=Unit.VOL_PERCENT)),
        ],
    )
    def test_changed_evidence_voids(self, record):
        """Evidence that was there is neither changed nor removed nor put in another order; digits count."""
        assert still_holds(record, COVERS) is False

    def test_group_holds_when_other_fields_change(self):
        """A signature for a group of fields stands whatever happens to the others."""
        covers = cover(PERMIT, fields=("number", "gas_tests"))

        assert still_holds(attrs.evolve(PERMIT, content="x", people=()), covers) is True
        assert still_holds(attrs.evolve(PERMIT, gas_tests=()), covers) is False

    def test_other_kind_of_work_voids_every_group(self):
        """Nothing that was signed for hot work holds for digging."""
        empty = Permit(id="a", work=HotWork())

        assert still_holds(attrs.evolve(empty, work=Digging()), cover(empty, fields=("number",))) is False

    def test_other_schema_cannot_be_told(self):
        """What was signed under an older form needs the revision that was signed."""
        assert still_holds(PERMIT, attrs.evolve(COVERS, schema="permit@0")) is None

    @pytest.mark.parametrize("change", [{"live": True}, {"volts": 10000}, {"crew": FrozenMap(a="x")}])
    def test_a_default_that_says_something_is_signed(self, change):
        """False and 0 were on the page, so changing them voids; what is blank, required or not, may be filled."""
        bare = Permit(id="a", work=Wiring(drawings=(), crew=EMPTY))
        covers = cover(bare)
        changed = still_holds(attrs.evolve(bare, work=attrs.evolve(bare.work, **change)), covers)

        assert covers.fields == ("id", "work.kind", "work.live", "work.volts")
        assert changed is ("crew" in change)

    def test_required_evidence_may_grow_from_none(self):
        """Evidence that a class of the host's must be given is none the less evidence."""
        bare = Permit(id="a", work=Wiring(drawings=(), crew=EMPTY))

        assert still_holds(attrs.evolve(bare, work=Wiring(drawings=("E-1",), crew=EMPTY)), cover(bare)) is True

    def test_what_names_nothing_cannot_be_told(self):
        """A digest over nothing fits every record, so it proves nothing."""
        emptied = attrs.evolve(COVERS, fields=(), lengths=FrozenMap(), digest=digest(b"{}"))

        assert still_holds(PERMIT, emptied) is None

    def test_what_was_signed_on_another_record_voids(self):
        """A sign-off for one group of fields does not hold on another record with the same words."""
        covers = cover(PERMIT, fields=("number",))

        assert still_holds(attrs.evolve(PERMIT, id="another"), covers) is False
