"""
Measures a subject against a reference in paired rounds, so that a noisy machine slows both.

A round times both, one right after the other, and which one goes first alternates. The result is the median of the
ratios of the rounds, with the quartiles as its spread. Garbage collection is off while the clock runs.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two ways to do one thing. ``goal`` is the highest ratio that counts as reached."""

    name: str
    subject: Work
    reference: Work
    goal: float | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """The ratios of one pair and the seconds that one call of each took (medians)."""

    pair: Pair
    ratios: tuple[float, ...]
    subject: float
    reference: float

    @property
    def median(self) -> float:
        """The ratio: below 1 the subject is faster."""
        return statistics.median(self.ratios)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Half of all rounds lie between these two."""
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return low, high


@contextmanager
def collection_off() -> Iterator[None]:
    """Keep the garbage collector from falling into a round."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(work: Work, loops: int, clock: Clock) -> float:
    """Return the seconds that *loops* calls take."""
    start = clock()
    for _ in range(loops):
        work()
    return clock() - start


def loops_for(work: Work, least: float, clock: Clock) -> int:
    """Return how many calls take at least that many seconds, as a power of two."""
    loops = 1
    while seconds(work, loops, clock) < least:
        loops *= 2
    return loops


def compare(pair: Pair, *, rounds: int = 31, least: float = 0.02, clock: Clock = time.perf_counter) -> Result:
    """Time both sides of a pair in *rounds* rounds, each side at least *least* seconds a round."""
    sides = (pair.subject, pair.reference)
    taken: list[tuple[float, float]] = []
    with collection_off():
        loops = [loops_for(side, least, clock) for side in sides]
        for number in range(rounds):
            pass_ = [0.0, 0.0]
            for side in (0, 1) if number % 2 == 0 else (1, 0):
                pass_[side] = seconds(sides[side], loops[side], clock) / loops[side]
            taken.append((pass_[0], pass_[1]))
    subject, reference = zip(*taken, strict=True)
    return Result(
        pair=pair,
        ratios=tuple(mine / theirs for mine, theirs in taken),
        subject=statistics.median(subject),
        reference=statistics.median(reference),
    )


def row(result: Result) -> str:
    """Return one row of the table; times in microseconds."""
    low, high = result.quartiles
    goal = result.pair.goal
    judged = "" if goal is None else f"{goal:.2f} {'reached' if result.median <= goal else 'missed'}"
    times = f"{result.subject * 1e6:,.1f} | {result.reference * 1e6:,.1f}"
    return f"| {result.pair.name} | {result.median:.2f} | {low:.2f}-{high:.2f} | {times} | {judged} |"


def table(results: Iterable[Result]) -> str:
    """Return the results as a Markdown table."""
    head: Sequence[str] = (
        "| subject / reference | ratio | quartiles | subject, µs | reference, µs | goal |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    )
    return "\n".join([*head, *map(row, results)])
