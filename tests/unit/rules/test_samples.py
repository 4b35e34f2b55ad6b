from decimal import Decimal

import pytest

from safetykit.model.findings import Outcome
from safetykit.model.gas import Gas, GasTest, Instrument, PointKind, SamplePoint
from safetykit.model.quantities import Qualifier, Quantity, Unit
from safetykit.rules.gases import GasTable
from safetykit.rules.samples import (
    Limits,
    Sample,
    distinct,
    factor_of,
    latest,
    reading_answer,
    samples,
    samples_of,
    undated,
    unreadable,
    up_to,
)
from tests.unit.rules.made_up import at, permit

LIMITS = Limits(high=Decimal("0.5"), low=Decimal("0.2"), boundary=Decimal(4), any_gas=Decimal(3), no_gas=Decimal(34))
TABLE = GasTable.of(
    [
        {"code": "A", "names": ["alpha"], "lel": [Decimal("3.9"), Decimal("4.5")]},
        {"code": "P", "names": ["poison"], "lel": [Decimal(12), Decimal(12)], "toxic": True},
        {"code": "O2", "names": ["oxygen"]},
    ]
)
METHANE = Instrument(id="d-1", calibration_gas="methane")


def sampled(clock="08:30", gas="methane", point=None, lel=None, **fields):
    """Return a made-up gas test."""
    return GasTest(
        at=clock and at(clock),
        gas=gas and Gas(name=gas, lel=lel and Decimal(lel)),
        point=point and SamplePoint(kind=PointKind(point)),
        **fields,
    )


def taken(*tests):
    """Return samples of some tests."""
    return tuple(Sample.of(index, test, TABLE) for index, test in enumerate(tests))


def reading(value, unit=Unit.VOL_PERCENT, qualifier=None):
    """Return a reading."""
    return Quantity(value=Decimal(value), unit=unit, qualifier=qualifier)


def answer(value, unit=Unit.VOL_PERCENT, qualifier=None, lel=None, instrument=None, gas="methane", **fields):
    """Judge one reading: outcome and message, or None."""
    (item,) = taken(sampled(gas=gas, lel=lel, reading=reading(value, unit, qualifier), **fields))
    found = reading_answer(item, instrument, LIMITS, TABLE)
    return found and (found.outcome.value, found.message, found.path)


class TestSamples:
    def test_leave_other_gases_out(self):
        """Tests of gases that do not burn are left out, by name or code; an unknown and an unnamed gas stay."""
        named = GasTest(gas=Gas(name="something", code="o2"))
        record = permit(gas_tests=(sampled(gas="Oxygen"), sampled(), named, sampled(gas=None)))

        assert [item.index for item in samples(record, TABLE)] == [1, 3]
        assert [item.index for item in samples_of(record, TABLE, "O2")] == [0, 2]

    def test_know_their_place(self):
        """A sample points to its test, and knows point, minute and explosive limit where they are filled in."""
        full, blank = taken(sampled(point="inside", lel="5.5"), GasTest())
        limit = Decimal("5.5")

        assert (full.path, full.point, full.minute, full.lel) == ("/gas_tests/0", "inside", at("08:30"), (limit, limit))
        assert (blank.point, blank.minute, blank.lel, blank.age(at("08:30"))) == (None, None, None, None)
        assert (blank.gas, blank.source, blank.turns(30)) == (None, (None, None, None), ())

    def test_call_a_gas_as_the_table_does(self):
        """One gas under several names is one gas; another one goes by its own code, or else its name."""
        coded = GasTest(gas=Gas(name="mixture", code="M-1"))
        one, other, own, named = taken(sampled(gas="Alpha"), sampled(gas="a"), coded, sampled(gas="methane"))

        assert (one.gas, other.gas, own.gas, named.gas) == ("A", "A", "M-1", "methane")

    def test_take_a_blank_explosive_limit_from_the_table(self):
        """What is written counts, the table fills a blank."""
        written, blank = taken(sampled(gas="alpha", lel="2"), sampled(gas="alpha"))

        assert written.lel == (Decimal(2), Decimal(2))
        assert blank.lel == (Decimal("3.9"), Decimal("4.5"))

    @pytest.mark.parametrize(
        ("gas", "unit", "traces"),
        [
            ("poison", Unit.PPM, True),
            ("poison", Unit.MG_PER_M3, True),
            ("poison", Unit.VOL_PERCENT, False),
            ("alpha", Unit.PPM, False),
            ("unheard-of", Unit.PPM, False),
        ],
    )
    def test_know_traces_of_a_poison(self, gas, unit, traces):
        """Only a poisonous gas that was not read in percent is a trace."""
        (item,) = taken(sampled(gas=gas, reading=reading("1", unit)))

        assert item.in_traces is traces

    def test_a_blank_result_is_no_trace(self):
        """What was not written is not known to be a trace."""
        (item,) = taken(sampled(gas="poison"))

        assert not item.in_traces

    def test_count_from_their_minute_for_some_minutes(self):
        """The first instant at which a sample is older than 30 minutes is 31 minutes after its own."""
        (item,) = taken(GasTest(at=at("08:10").replace(second=20)))

        assert item.turns(30) == (at("08:10"), at("08:41"))

    def test_age_is_in_whole_minutes(self):
        """Seconds do not count on either side."""
        (item,) = taken(GasTest(at=at("08:29").replace(second=59)))

        assert item.age(at("08:30").replace(second=1)) == 1


class TestChoice:
    def test_up_to_a_moment(self):
        """Samples of the minute itself count, later ones and undated ones do not."""
        tests = taken(sampled("08:29"), sampled("08:30"), sampled("08:31"), sampled(None))

        assert [item.index for item in up_to(tests, at("08:30"))] == [0, 1]

    def test_latest_of_each_point_and_gas(self):
        """Each point and each gas has a latest sample of its own."""
        tests = taken(
            sampled("08:10", point="inside"),
            sampled("08:20", point="inside"),
            sampled("08:05", point="within-10m"),
            sampled("08:01", gas="propylene", point="inside"),
            sampled("08:02", gas=None, point="inside"),
            sampled("08:03"),
        )

        assert [item.index for item in latest(tests)] == [1, 2, 3, 4, 5]

    def test_samples_of_one_minute_stand_together(self):
        """Of two samples in the last minute neither hides the other."""
        tests = taken(sampled("08:10"), sampled("08:10"), sampled("08:09"))

        assert [item.index for item in latest(tests)] == [0, 1]

    def test_undated_samples_stand_where_no_other_is(self):
        """A test without a time counts only in a group without any time."""
        tests = taken(sampled(None), sampled(None, point="inside"), sampled("08:10"))

        assert [item.index for item in latest(tests)] == [2, 1]

    def test_undated(self):
        """Samples without a time can be told from the others."""
        assert [item.index for item in undated(taken(sampled(None), sampled("08:10")))] == [0]

    def test_each_once(self):
        """A sample that was chosen twice counts once."""
        one, two = taken(sampled(), sampled())

        assert distinct((two, one, two)) == (two, one)


class TestFactor:
    def test_that_is_written_counts(self):
        """A factor in the record counts, whatever is known of the instrument."""
        assert factor_of(sampled(factor=Decimal("1.5")), METHANE, TABLE) == Decimal("1.5")

    @pytest.mark.parametrize(
        ("calibrated_on", "gas", "factor"),
        [("alpha", "A", Decimal(1)), ("methane", "Methane", Decimal(1)), ("methane", "A", None), (None, "A", None)],
    )
    def test_is_one_for_the_calibration_gas(self, calibrated_on, gas, factor):
        """An instrument reads its calibration gas right, under any of its names."""
        assert factor_of(sampled(gas=gas), Instrument(id="d-1", calibration_gas=calibrated_on), TABLE) == factor

    def test_of_a_gas_that_goes_by_a_code(self):
        """The code of the gas may be what the calibration names."""
        test = GasTest(gas=Gas(name="mixture", code="M-1"))

        assert factor_of(test, Instrument(id="d-1", calibration_gas="m-1"), TABLE) == 1

    def test_is_unknown_without_instrument_or_gas(self):
        """Nothing is assumed."""
        assert factor_of(sampled(), None, TABLE) is None
        assert factor_of(sampled(gas=None), METHANE, TABLE) is None


class TestReading:
    def test_that_can_be_read(self):
        """A result that is filled in and not below zero has nothing wrong with it."""
        (item,) = taken(sampled(reading=reading("0")))

        assert unreadable(item) is None

    def test_of_a_gas_whose_limit_the_table_gives(self):
        """The lower of its limits decides the class, the higher one converts."""
        assert answer("0.2", gas="alpha") is None
        assert answer("0.21", gas="alpha")[1] == "gas-too-high"
        assert answer("4.4", Unit.LEL_PERCENT, gas="alpha", factor=Decimal(1)) is None
        assert answer("4.5", Unit.LEL_PERCENT, gas="alpha", factor=Decimal(1))[1] == "gas-too-high"

    def test_that_fails_as_it_stands(self):
        """Percent of the explosive limit that is too much by itself is a breach, whatever the instrument."""
        assert answer("11", Unit.LEL_PERCENT, lel="2") == ("breach", "gas-too-high", "/gas_tests/0/reading")

    def test_of_nothing_is_nothing(self):
        """Zero percent of the explosive limit is zero with any instrument."""
        assert answer("0", Unit.LEL_PERCENT, lel="2") is None

    @pytest.mark.parametrize(("value", "message"), [("34", "lel-unknown"), ("34.1", "lel-percent-too-high")])
    def test_high_percent_of_any_explosive_limit(self, value, message):
        """A large part of the explosive limit breaks the limit of every gas."""
        assert answer(value, Unit.LEL_PERCENT)[1] == message

    def test_below_a_high_percent_of_any_explosive_limit(self):
        """A large part that is only an upper bound is an open question."""
        assert answer("60", Unit.LEL_PERCENT, Qualifier.BELOW)[1] == "lel-unknown"

    @pytest.mark.parametrize(("value", "unit"), [("0.1", Unit.VOL_PERCENT), ("1", Unit.LEL_PERCENT)])
    @pytest.mark.parametrize("lel", ["5", None])
    def test_against_the_written_verdict(self, value, unit, lel):
        """A reading that keeps the limit beside "failed" is an open question."""
        found = answer(value, unit, lel=lel, passed=False, factor=Decimal(1))

        assert found == ("needs-input", "verdict-contradicts", "/gas_tests/0/passed")

    def test_below_zero(self):
        """An instrument that shows less than nothing is off."""
        assert answer("-0.1")[1] == "reading-negative"

    def test_blank(self):
        """A blank result is a breach."""
        (item,) = taken(sampled())
        found = reading_answer(item, None, LIMITS, TABLE)

        assert found is not None
        assert (found.outcome, found.path) == (Outcome.BREACH, "/gas_tests/0/reading")

    @pytest.mark.parametrize(
        ("lel", "value", "breach"),
        [
            ("4", "0.5", False),
            ("4", "0.51", True),
            ("3.99", "0.2", False),
            ("3.99", "0.21", True),
            (None, "0.2", False),
            (None, "0.51", True),
        ],
    )
    def test_limits(self, lel, value, breach):
        """The explosive limit decides which limit holds; without one the outer bounds do."""
        found = answer(value, lel=lel)

        assert found == (("breach", "gas-too-high", "/gas_tests/0/reading") if breach else None)

    def test_between_the_bounds_of_an_unknown_gas(self):
        """Between both limits an unknown gas is an open question."""
        assert answer("0.3") == ("needs-input", "lel-unknown", "/gas_tests/0/gas")

    def test_names_value_and_limit(self):
        """A breach names what was found, converted, and the limit."""
        (item,) = taken(sampled(lel="2.1", reading=reading("10", Unit.LEL_PERCENT), instrument="d-1"))
        found = reading_answer(item, METHANE, LIMITS, TABLE)

        assert found is not None
        assert found.args == {"value": "0.21", "limit": "0.2"}

    def test_percent_of_the_explosive_limit_needs_the_instrument(self):
        """Without a calibrated instrument or a factor %LEL cannot be converted, and the site's profile decides."""
        other = Instrument(id="d-1", calibration_gas="propane")

        assert answer("9", Unit.LEL_PERCENT, lel="2", instrument=METHANE) is None
        assert answer("9", Unit.LEL_PERCENT, lel="2")[1] == "instrument-unknown"
        assert answer("9", Unit.LEL_PERCENT, lel="2", instrument=other)[1] == "calibration-unknown"
        assert answer("9", Unit.LEL_PERCENT, lel="2", instrument=other, factor=Decimal("1.5"))[1] == "gas-too-high"

    @pytest.mark.parametrize(("value", "expected"), [("3", None), ("3.1", "lel-unknown")])
    def test_low_percent_of_any_explosive_limit(self, value, expected):
        """A small part of the explosive limit keeps the limit of every gas."""
        found = answer(value, Unit.LEL_PERCENT)

        assert (found and found[1]) == expected

    @pytest.mark.parametrize(("value", "expected"), [("2000", None), ("5100", "gas-too-high"), ("2100", "lel-unknown")])
    def test_parts_per_million(self, value, expected):
        """Parts per million are a volume fraction."""
        found = answer(value, Unit.PPM)

        assert (found and found[1]) == expected

    @pytest.mark.parametrize("unit", [Unit.MG_PER_M3, Unit.CELSIUS])
    def test_other_units(self, unit):
        """A unit that is no volume fraction is an open question."""
        assert answer("0", unit) == ("needs-input", "unit-not-convertible", "/gas_tests/0/reading")

    @pytest.mark.parametrize("qualifier", list(Qualifier))
    @pytest.mark.parametrize(("value", "expected"), [("0.5", None), ("0.6", "detection-limit-too-high")])
    def test_below_a_value(self, qualifier, value, expected):
        """A value given as "below" passes if even the value itself would, else it is an open question."""
        found = answer(value, qualifier=qualifier, lel="5")

        assert (found and found[1]) == expected

    def test_beyond_all_measure(self):
        """A value that no instrument shows does not stop the check."""
        assert answer("1E+39", Unit.LEL_PERCENT, lel="50", factor=Decimal(100))[1] == "gas-too-high"
        assert answer("1E-39", Unit.PPM) is None
