import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from safetykit.model.civil import days, instant, is_zone, local
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Link
from safetykit.model.findings import Basis, Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.gas import Gas, GasTest, Instrument, volume_percent
from safetykit.model.marks import Pattern
from safetykit.model.people import Actor, Medium, Person
from safetykit.model.permits import Permit
from safetykit.model.quantities import Qualifier, Quantity, Unit
from safetykit.model.records import with_fields
from safetykit.model.time import Period, aware, whole_minute
from safetykit.model.works import HotWork

T0 = datetime(2026, 11, 16, 8, 30, 59, 1, tzinfo=UTC)


class TestFrozenMap:
    def test_compares_and_hashes_by_content(self):
        """Two maps with the same entries are one value, in whatever order they were given."""
        one, other = FrozenMap({"b": 2, "a": 1}), FrozenMap(a=1, b=2)

        assert one == other == {"a": 1, "b": 2}
        assert hash(one) == hash(other)
        assert list(one) == ["a", "b"]
        assert one != FrozenMap(a=1)
        assert one != [("a", 1), ("b", 2)]
        assert (one["a"], len(one), repr(other)) == (1, 2, "FrozenMap({'a': 1, 'b': 2})")

    def test_cannot_be_changed(self):
        """Nothing can be set on a map."""
        with pytest.raises(AttributeError, match="make a new one"):
            EMPTY.more = 1

    def test_keys_are_text(self):
        """Only text can be a key, since only text can be written."""
        with pytest.raises(TypeError, match="must be text"):
            FrozenMap({1: 2})

    def test_travels(self):
        """A map can be copied and pickled."""
        value = FrozenMap(a=(1,))

        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value  # noqa: S301 - our own bytes


class TestErased:
    def test_prints_that_it_was_erased(self):
        """A reader sees that something was there."""
        assert str(Erased(commitment="x" * 43)) == "[erased]"

    def test_commitment_is_a_digest(self):
        """Anything but a digest is refused."""
        with pytest.raises(ValueError, match="commitment"):
            Erased(commitment="short")

    @pytest.mark.parametrize("value", ["赵砚", ("赵砚",)])
    def test_what_is_none_is_not_repeated(self, value):
        """A name given by mistake stands neither in the text nor in the arguments of the error."""
        with pytest.raises(ValueError, match="43 characters") as caught:
            Erased(commitment=value)

        assert "赵砚" not in repr(caught.value)


class TestPattern:
    def test_matches_the_whole(self):
        """A pattern speaks of the whole text, its last line feed included."""
        assert Pattern("a").matches("a")
        assert not Pattern("a").matches("a\n")


class TestPerson:
    def test_acting(self):
        """A person acts in a role, by account unless told."""
        person = Person(id="p-zhao")

        assert person.acting("leader") == Actor(id="p-zhao", role="leader", medium=Medium.ACCOUNT)
        assert person.acting("leader", Medium.INK).medium is Medium.INK


class TestQuantity:
    @pytest.mark.parametrize(
        ("value", "qualifier", "text"),
        [("0.50", None, "0.50 %VOL"), ("0.01", Qualifier.BELOW, "<0.01 %VOL"), ("0", Qualifier.NOT_DETECTED, "0 %VOL")],
    )
    def test_prints_the_digits_as_written(self, value, qualifier, text):
        """The digits that were written are kept, since they tell how well it was measured."""
        assert str(Quantity(value=Decimal(value), unit=Unit.VOL_PERCENT, qualifier=qualifier)) == text


class TestVolumePercent:
    METHANOL = Gas(name="甲醇", lel=Decimal("5.5"))

    def convert(self, value, unit, gas=METHANOL, calibrated=None, factor=None):
        """Convert a reading made with an instrument that is calibrated on a gas, or with none."""
        reading = Quantity(value=Decimal(value), unit=unit, qualifier=Qualifier.BELOW)
        instrument = None if calibrated is None else Instrument(id="TY-07", calibration_gas=calibrated)
        return volume_percent(GasTest(gas=gas, reading=reading, factor=factor), instrument)

    def test_percent_by_volume_stays(self):
        """What is measured in percent by volume needs no conversion."""
        assert self.convert("0.05", Unit.VOL_PERCENT).value == Decimal("0.05")

    def test_calibrated_for_the_gas(self):
        """1 %LEL of a gas with 5.5 %VOL is 0.055 %VOL; the qualifier stays."""
        made = self.convert("1", Unit.LEL_PERCENT, calibrated="甲醇")

        assert (made.value, made.unit, made.qualifier) == (Decimal("0.055"), Unit.VOL_PERCENT, Qualifier.BELOW)

    def test_a_given_factor_always_counts(self):
        """Whoever wrote a factor down meant it, also for the gas of the calibration."""
        assert self.convert("1", Unit.LEL_PERCENT, calibrated="甲醇", factor=Decimal(2)).value == Decimal("0.11")

    def test_corrected_by_a_factor(self):
        """With a factor for the gas an instrument for another one may be used."""
        assert self.convert("1", Unit.LEL_PERCENT, calibrated="甲烷", factor=Decimal(2)).value == Decimal("0.11")

    @pytest.mark.parametrize(
        ("unit", "gas", "calibrated"),
        [
            (Unit.PPM, METHANOL, "甲醇"),
            (Unit.LEL_PERCENT, None, "甲醇"),
            (Unit.LEL_PERCENT, Gas(name="甲醇"), "甲醇"),
            (Unit.LEL_PERCENT, METHANOL, None),
            (Unit.LEL_PERCENT, METHANOL, "甲烷"),
        ],
    )
    def test_is_unknown_otherwise(self, unit, gas, calibrated):
        """Without everything that the conversion needs it is not known."""
        assert self.convert("1", unit, gas, calibrated) is None

    def test_no_reading(self):
        """Where nothing was read there is nothing to convert."""
        assert volume_percent(GasTest(), None) is None


class TestFindings:
    def findings(self):
        """Return findings with one item of each outcome, and of each severity for those that matter."""
        pairs = [(outcome, Severity.BLOCK) for outcome in Outcome]
        pairs += [(Outcome.BREACH, Severity.WARN), (Outcome.NEEDS_INPUT, Severity.INFO)]
        items = [self.item(outcome, severity) for outcome, severity in pairs]
        unkept = self.item(Outcome.NEEDS_INPUT, Severity.BLOCK, kept=False)
        return Findings(record="HW-1", judged_at=T0, items=(*items, unkept))

    def item(self, outcome, severity, *, kept=True):
        """Return one finding."""
        return Finding(
            rule="p/r",
            code="R-01",
            pack="p",
            outcome=outcome,
            severity=severity,
            basis=Basis.MEASURED,
            cites="clause 1",
            mark="two",
            message="m",
            kept=kept,
        )

    def test_has_no_truth(self):
        """Asking whether findings are true is an error: no breach found is not safe."""
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(self.findings())

    def test_views(self):
        """Each view holds the items of its outcome."""
        findings = self.findings()

        assert [len(view) for view in (findings.breaches, findings.needs)] == [2, 3]
        assert [len(view) for view in (findings.ok, findings.not_due, findings.waived)] == [1, 1, 1]

    @pytest.mark.parametrize(("mode", "count"), [(Mode.RECORD, 0), (Mode.ADVISE, 1), (Mode.ENFORCE, 2)])
    def test_blocking(self, mode, count):
        """The mode decides what blocks: nothing, breaches of blocking rows, what is not known of them as well."""
        assert len(self.findings().blocking(mode)) == count


class TestPeriod:
    def test_length_in_whole_minutes(self):
        """Seconds do not count, as on every form."""
        assert Period(start=T0, end=T0 + timedelta(hours=8, seconds=1)).length == timedelta(hours=8, minutes=1)
        assert Period(start=T0).length is None
        assert Period(end=T0).length is None

    def test_length_where_the_clocks_change(self):
        """A night in which the clocks go back is an hour longer, before the record is stored as well as after."""
        berlin = ZoneInfo("Europe/Berlin")
        night = Period(start=datetime(2026, 10, 24, 22, tzinfo=berlin), end=datetime(2026, 10, 25, 6, tzinfo=berlin))

        assert night.length == timedelta(hours=9)

    @pytest.mark.parametrize(
        ("start", "end", "at", "inside"),
        [
            (0, 60, 0, True),
            (0, 60, 60, True),
            (0, 60, 61, False),
            (0, 60, -1, False),
            (0, None, 5, None),
            (0, None, -5, False),
            (None, 60, 5, None),
            (None, 60, 65, False),
            (None, None, 0, None),
        ],
    )
    def test_holds(self, start, end, at, inside):
        """The last minute is inside; a blank cell that would decide leaves it open."""
        start, end = (None if edge is None else T0 + timedelta(minutes=edge) for edge in (start, end))

        assert Period(start=start, end=end).holds(T0 + timedelta(minutes=at)) is inside

    def test_whole_minute(self):
        """An instant is cut, not rounded, to its minute."""
        assert whole_minute(T0) == datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


class TestAware:
    def test_fixes_the_offset(self):
        """Of the two half past two of one night each has its own place in time."""
        berlin = ZoneInfo("Europe/Berlin")
        first, second = (aware(datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold)) for fold in (0, 1))

        assert second - first == timedelta(hours=1)
        assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_refuses_a_naive_time(self):
        """A time that could be any place's is refused."""
        with pytest.raises(ValueError, match="aware datetime"):
            aware(T0.replace(tzinfo=None))


class TestCivilTime:
    def test_local(self):
        """The same instant is read from the clocks of the place."""
        assert local(T0, "Asia/Shanghai").isoformat() == "2026-11-16T16:30:59.000001+08:00"
        assert local(T0, "Asia/Shanghai") == T0

    def test_instant(self):
        """A clock time of a day at a place is one instant."""
        assert instant(date(2026, 11, 16), "08:00", "Asia/Shanghai") == datetime(2026, 11, 16, tzinfo=UTC)

    def test_days(self):
        """The local days that a span touches, its ends included; a reversed span touches none."""
        late = datetime(2026, 11, 16, 15, 30, tzinfo=UTC)

        assert list(days(late, late + timedelta(hours=1), "Asia/Shanghai")) == [date(2026, 11, 16), date(2026, 11, 17)]
        assert {type(day) for day in days(late, late, "Asia/Shanghai")} == {date}
        assert list(days(late, late - timedelta(days=1), "Asia/Shanghai")) == []

    @pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "W-SU", "Etc/GMT+8", "America/Argentina/Buenos_Aires"])
    def test_is_zone(self, name):
        """A name of the database is a time zone."""
        assert is_zone(name)

    @pytest.mark.parametrize(
        "name", ["Shanghai", "", "Asia", "Mars/Base", "localtime", "right/UTC", "Asia/../UTC", "UTC\n"]
    )
    def test_is_no_zone(self, name):
        """Names of places, folders, the machine's own zone and paths are none."""
        assert not is_zone(name)


class TestPermit:
    def test_newest_entry_of_an_id_counts(self):
        """Evidence only grows: of several entries of one person or instrument the last one speaks."""
        people = (Person(id="p-zhao"), Person(id="p-wu"), Person(id="p-zhao", unit="储运一部"))
        instruments = (Instrument(id="TY-07"), Instrument(id="TY-07", number="2"))
        permit = Permit(id="HW-1", work=HotWork(), people=people, instruments=instruments)

        assert permit.person("p-zhao") is people[2]
        assert permit.instrument("TY-07") is instruments[1]
        assert (permit.person("p-sun"), permit.instrument("TY-08")) == (None, None)

    def test_valid_until(self):
        """Validity ends with the permitted window; without one there is no end."""
        assert Permit(id="HW-1", work=HotWork(), permitted=Period(end=T0)).valid_until == T0
        assert Permit(id="HW-1", work=HotWork()).valid_until is None

    def test_latest_link_holds(self):
        """A link that carries the id stands for the earlier one of its kind and number."""
        old, other, new = (
            Link(kind="height", number="GC-1"),
            Link(kind="height", number="GC-2"),
            Link(kind="height", number="GC-1", record="r-1"),
        )

        assert Permit(id="HW-1", work=HotWork(), links=(old, other, new)).linked == (new, other)


class TestWithFields:
    def test_values_are_checked(self):
        """A record with other fields is checked like a new one, and the old one stays."""
        permit = Permit(id="HW-1", work=HotWork())

        assert with_fields(permit, revision=2).revision == 2
        assert permit.revision == 0
        with pytest.raises(TypeError, match=r"Permit\.revision"):
            with_fields(permit, revision="2")
