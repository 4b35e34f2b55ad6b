import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, ClassVar

import attrs
import pytest
import rfc8785

from safetykit.codec.canonical import MAX_EXTENSION_DEPTH, Veil, canonical, digest, json_text, stored_form
from safetykit.model.erasure import Erased
from safetykit.model.findings import Findings
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import CODE, NOT_SIGNED, NotSigned
from safetykit.model.people import Person
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.shapes import Extensions, constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from tests.unit.codec.values import LONG, PERMIT, STORED

VECTORS = Path(__file__).parents[2] / "vectors" / "jcs"


class Word(Enum):
    """Something to choose."""

    HIGH = '高 "x"'


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Everything:
    """A host's class with every kind of field."""

    kind: ClassVar[str] = "every-thing"

    zone: Annotated[str, CODE] = "x"
    count: int = 0
    yes: bool = False
    value: Decimal = Decimal("0.0")
    at: datetime | None = None
    day: date | None = None
    word: Word | None = None
    place: Place | None = None
    words: tuple[Word | None, ...] = ()
    numbers: FrozenMap[int] = EMPTY
    own: Extensions = EMPTY
    fixed: Annotated[int, NOT_SIGNED] = 1
    partly: Annotated[Period | None, NotSigned(("start",))] = None


class TestCanonical:
    def test_stored_form(self):
        """A permit is written in one way only: sorted, without defaults, decimals as text, times in UTC."""
        assert stored_form(PERMIT) == STORED
        assert STORED == rfc8785.dumps(json.loads(STORED))

    def test_kind_is_always_written(self):
        """A work says what it is, even if nothing else is known of it."""
        assert canonical(HotWork()) == b'{"kind":"hot-work"}'
        assert canonical(Permit(id="a", work=Everything())) == b'{"id":"a","work":{"kind":"every-thing"}}'

    def test_integers_of_a_subclass_are_numbers(self):
        """An Enum of integers is written as its number, in a field as in the host's own data."""

        class Force(int, Enum):
            FRESH = 5

        permit = Permit(id="a", work=HotWork(wind_force=Force.FRESH), extensions=FrozenMap(force=Force.FRESH))

        assert b'"wind_force":5' in stored_form(permit)
        assert b'"force":5}' in stored_form(permit)

    def test_every_kind_of_field(self):
        """Each kind of field has its form; keys are in order, the kind among them."""
        value = Everything(
            zone="é\n\\",
            count=-5,
            yes=True,
            value=Decimal("-0.50"),
            at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
            day=date(987, 6, 5),
            word=Word.HIGH,
            place=Place(),
            words=(Word.HIGH, None),
            numbers=FrozenMap({"\ue000": 1, "\U00010000": 2}),
            own=FrozenMap(b=(1, "x", None, True, False, FrozenMap(c=())), a=FrozenMap()),
            fixed=2,
        )

        assert canonical(value).decode() == (
            '{"at":"2026-01-02T12:34:05Z","count":-5,"day":"0987-06-05","fixed":2,"kind":"every-thing",'
            '"numbers":{"\U00010000":2,"\ue000":1},"own":{"a":{},"b":[1,"x",null,true,false,{"c":[]}]},"place":{},'
            '"value":"-0.50","word":"高 \\"x\\"","words":["高 \\"x\\"",null],"yes":true,"zone":"é\\n\\\\"}'
        )

    @pytest.mark.parametrize(
        ("value", "written"),
        [("12.50", "12.50"), ("1E+3", "1000"), ("1E-7", "0.0000001"), ("0E+5", "0"), ("-0", "-0"), ("0.0", "0.0")],
    )
    def test_decimals_keep_their_digits(self, value, written):
        """Decimals are written plainly, with the digits that were given."""
        made = canonical(Quantity(value=Decimal(value), unit=Unit.METER))

        assert made == f'{{"unit":"m","value":"{written}"}}'.encode()

    def test_a_default_with_other_digits_is_written(self):
        """Only what is written like the default is left out: 0 has not the digits of 0.0."""
        assert canonical(Everything(value=Decimal("0.00"))) == b'{"kind":"every-thing","value":"0.00"}'
        assert canonical(Everything(value=Decimal("0.0"))) == b'{"kind":"every-thing"}'

    def test_optional_none_beside_another_default_is_written(self):
        """None is written where it is not the default."""

        @attrs.frozen(kw_only=True, field_transformer=constrained)
        class Toggle:
            on: bool | None = True

        assert canonical(Toggle(on=None)) == b'{"on":null}'

    def test_microseconds_only_if_there_are_any(self):
        """A whole second has no fraction, any other six digits."""
        start, end = datetime(2026, 1, 1, 0, 0, 1, 10, UTC), datetime(2, 1, 1, tzinfo=UTC)

        made = canonical(Period(start=start, end=end))
        assert made == b'{"end":"0002-01-01T00:00:00Z","start":"2026-01-01T00:00:01.000010Z"}'

    def test_erased(self):
        """A value that was erased leaves its commitment."""
        made = canonical(Person(id="p-1", name=Erased(commitment="A" * 43)))

        assert made == b'{"id":"p-1","name":{"erased":"' + b"A" * 43 + b'"}}'

    def test_other_values(self):
        """Whatever is made of records can be written, findings too."""
        findings = Findings(record="HW-1", judged_at=datetime(2026, 1, 1, tzinfo=UTC))

        assert canonical(findings) == b'{"judged_at":"2026-01-01T00:00:00Z","record":"HW-1"}'

    @pytest.mark.parametrize("key", ["...", "_sd", "_sd_alg"])
    def test_keys_of_sealing_are_refused(self, key):
        """The host's own data holds no key that a reader of sealed data would act on."""
        for fields in ({"extensions": FrozenMap(a=(FrozenMap({key: 1}),))}, {"external_ids": FrozenMap({key: "x"})}):
            with pytest.raises(ValueError, match=r"\.\.\., _sd, _sd_alg, which sealing needs; rename it"):
                canonical(Permit(id="a", work=HotWork(), **fields))

    def test_depth_of_own_data(self):
        """The host's own data can be as deep as can be read again, and no deeper."""
        value = 1
        for _ in range(MAX_EXTENSION_DEPTH - 1):
            value = (value,)
        canonical(Permit(id="a", work=HotWork(), extensions=FrozenMap(a=value)))

        with pytest.raises(ValueError, match="deeper than 16 levels"):
            canonical(Permit(id="a", work=HotWork(), extensions=FrozenMap(a=(value,))))

    def test_subclasses_are_refused(self):
        """A value of a subclass is not written as less than it is."""

        @attrs.frozen(kw_only=True)
        class Room(Place):
            floor: int = 1

        with pytest.raises(TypeError, match="Room stands for a Place; its own fields would be lost"):
            canonical(Permit(id="a", work=HotWork(), place=Room()))

    def test_record_needs_a_schema(self):
        """What is no record has no stored form."""
        with pytest.raises(TypeError, match="SignOff is no record class"):
            stored_form(SignOff(slot="approver", actor="p-zhao"))

    def test_digest(self):
        """The digest is SHA-256 in lower-case hexadecimal."""
        assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


class TestVeil:
    def test_replaces_personal_values(self):
        """Every personal value is offered with its field and person, and what comes back is written."""
        seen = []

        def cover(name, value, subject):
            seen.append((name, value, subject))
            return '"*"' if name == "name" else None

        written = stored_form(attrs.evolve(PERMIT, people=(LONG,)), Veil(cover)).decode()
        assert '"people":[{"certificates":[{"kind":"special-operation","valid_until"' in written
        assert '"id":"p-long","name":"*"}]' in written
        assert seen == [
            ("number", '"T330726198802"', "p-long"),
            ("name", '"龙䶮"', "p-long"),
            ("phone", '"13800000001"', "p-long"),
        ]

    def test_leaves_out_what_is_not_signed(self):
        """A signature binds no field that is marked so, at whatever depth."""
        work = Everything(fixed=2, partly=Period())
        veil = Veil(lambda *_: None, signed_only=True)

        assert stored_form(Permit(id="a", work=work, state="live"), veil) == (
            b'{"record":{"id":"a","work":{"kind":"every-thing","partly":{}}},"schema":"permit@1"}'
        )


class TestJsonText:
    @pytest.mark.parametrize("name", ["arrays", "french", "unicode", "weird"])
    def test_published_documents(self, name):
        """The documents that the authors of RFC 8785 published come out byte for byte."""
        value = json.loads((VECTORS / "input" / f"{name}.json").read_bytes())

        assert json_text(value).encode() == (VECTORS / "output" / f"{name}.json").read_bytes()

    @pytest.mark.parametrize("value", [1.0, Decimal(1), b"x", {"a": 1.5}])
    def test_other_types_are_refused(self, value):
        """Numbers with a fraction and foreign types are refused, by type."""
        with pytest.raises(TypeError, match=r"own data holds a (float|Decimal|bytes)"):
            json_text(value)
