import gc

import pytest

from bench.harness import Pair, Result, collection_off, compare, loops_for, table


class FakeClock:
    """A clock that moves only when some work is done."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def work(self, *durations):
        """Make a work whose calls take these seconds in turn, the last one for ever."""
        left = list(durations)

        def take():
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return take


@pytest.fixture
def clock():
    return FakeClock()


def result(*ratios, goal=None):
    pair = Pair(name="a / b", subject=int, reference=int, goal=goal)
    return Result(pair=pair, ratios=ratios, subject=0.000_5, reference=0.001)


class TestCompare:
    def test_ratio_is_subject_by_reference(self, clock):
        """A subject that takes half the time has the ratio one half."""
        measured = compare(Pair(name="x", subject=clock.work(1.0), reference=clock.work(2.0)), rounds=5, clock=clock)

        assert (0.5, (0.5, 0.5)) == (measured.median, measured.quartiles)
        assert (1.0, 2.0) == (measured.subject, measured.reference)

    def test_sides_take_turns_in_going_first(self):
        """Which side is timed first alternates from round to round."""
        order = []
        ticks = iter(range(1000))
        pair = Pair(name="x", subject=lambda: order.append("a"), reference=lambda: order.append("b"))
        compare(pair, rounds=3, least=0, clock=lambda: next(ticks))

        assert ["a", "b", "a", "b", "b", "a", "a", "b"] == order

    def test_one_slow_round_does_not_move_the_median(self, clock):
        """A disturbance in one round changes neither the median nor the quartiles."""
        subject = clock.work(1.0, 1.0, 100.0, 1.0)
        measured = compare(Pair(name="x", subject=subject, reference=clock.work(1.0)), rounds=9, clock=clock)

        assert 100.0 == max(measured.ratios)
        assert (1.0, (1.0, 1.0)) == (measured.median, measured.quartiles)

    def test_short_work_is_repeated(self, clock):
        """Work is repeated until a timing lasts long enough."""
        assert 16 == loops_for(clock.work(0.125), 1.5, clock)

    def test_collector_rests_and_comes_back(self):
        """The garbage collector is off inside and on again after a failure."""
        seen = []
        with pytest.raises(StopIteration), collection_off():
            seen.append(gc.isenabled()) or next(iter(()))

        assert (False, True) == (*seen, gc.isenabled())


class TestTable:
    def test_shows_median_spread_and_times(self):
        """A row shows the median, the quartiles and the microseconds of both sides."""
        assert table([result(1.0, 2.0, 3.0, 4.0, 5.0)]).endswith("| a / b | 3.00 | 2.00-4.00 | 500.0 | 1,000.0 |  |")

    @pytest.mark.parametrize(("goal", "expected"), [(3.0, "3.00 reached"), (2.9, "2.90 missed")])
    def test_judges_the_goal(self, goal, expected):
        """A goal is reached when the median is not above it."""
        assert expected in table([result(3.0, 3.0, goal=goal)])
