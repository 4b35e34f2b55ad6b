"""Runs every case: each module of this folder may hold ``pairs``, a function that makes the pairs to compare."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

import bench
from bench.harness import Pair, compare, table


def pairs() -> Iterator[Pair]:
    """Yield the pairs of every module of the folder."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__":
            made = getattr(import_module(f"bench.{module.name}"), "pairs", tuple)
            yield from made()


if __name__ == "__main__":
    wanted = sys.argv[1:]
    print(table(compare(pair) for pair in pairs() if not wanted or any(word in pair.name for word in wanted)))
