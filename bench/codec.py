"""Reading and writing one filled permit, beside what the standard library takes for plain JSON of the same bytes."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.harness import Pair
from safetykit.codec.codec import Codec

EXAMPLE = Path(__file__).parents[1] / "examples" / "hot_work_form1.json"


def pairs() -> Iterator[Pair]:
    """Yield reading and writing."""
    codec = Codec()
    record = codec.load(EXAMPLE.read_bytes())
    stored = codec.dump(record)
    tree = json.loads(stored)
    yield Pair(
        name="codec.load / json.loads", subject=partial(codec.load, stored), reference=partial(json.loads, stored)
    )
    yield Pair(name="codec.dump / json.dumps", subject=partial(codec.dump, record), reference=partial(json.dumps, tree))
