from decimal import Decimal

import pytest

from safetykit.model.findings import Outcome
from safetykit.model.gas import Gas, GasTest, Instrument, PointKind, SamplePoint
from safetykit.model.quantities import Qualifier, Quantity, Unit
from safetykit.rules.samples import Limits, Sample, latest, reading_answer, samples, up_to
from tests.unit.rules.made_up import at, permit

LIMITS = Limits(high=Decimal("0.5"), low=Decimal("0.2"), boundary=Decimal(4), any_gas=Decimal(3))
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
    return tuple(Sample(index, test) for index, test in enumerate(tests))


def reading(value, unit=Unit.VOL_PERCENT, qualifier=None):
    """Return a reading."""
    return Quantity(value=Decimal(value), unit=unit, qualifier=qualifier)


def answer(value, unit=Unit.VOL_PERCENT, qualifier=None, lel=None, instrument=None, gas="methane", **fields):
    """Judge one reading: outcome and message, or None."""
    (item,) = taken(sampled(gas=gas, lel=lel, reading=reading(value, unit, qualifier), **fields))
    found = reading_answer(item, instrument, LIMITS)
    return found and (found.outcome.value, found.message, found.path)


class TestSamples:
    def test_leave_other_gases_out(self):
        """Tests of gases that say nothing about fire are left out, whatever their case; an unnamed gas stays."""
        named = GasTest(gas=Gas(name="something", code="o2"))
        record = permit(gas_tests=(sampled(gas="Oxygen"), sampled(), named, sampled(gas=None)))

        assert [item.index for item in samples(record, ("O2", "oxygen"))] == [1, 3]

    def test_know_their_place(self):
        """A sample points to its test, and knows point, minute and explosive limit where they are filled in."""
        full, blank = taken(sampled(point="inside", lel="5.5"), GasTest())

        assert (full.path, full.point, full.minute, full.lel) == ("/gas_tests/0", "inside", at("08:30"), Decimal("5.5"))
        assert (blank.point, blank.minute, blank.lel, blank.age(at("08:30"))) == (None, None, None, None)

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


class TestReading:
    def test_blank(self):
        """A blank result is a breach."""
        (item,) = taken(sampled())
        found = reading_answer(item, None, LIMITS)

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
        found = reading_answer(item, METHANE, LIMITS)

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

    @pytest.mark.parametrize(("value", "unit"), [("1E+39", Unit.LEL_PERCENT), ("1E-39", Unit.PPM)])
    def test_a_value_beyond_all_measure_is_an_open_question(self, value, unit):
        """A product that no quantity can hold does not stop the check."""
        found = answer(value, unit, lel="50", instrument=Instrument(id="d-1"), factor=Decimal(100))

        assert found is not None
        assert found[0] == "needs-input"
