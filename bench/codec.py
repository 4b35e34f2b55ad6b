"""
Reading and writing a filled permit of 12 kB, beside pydantic with the same constraints and other peers.

pydantic refuses less: it sees no key that stands twice and no control character. cattrs comes as it is: it takes what
can be bent into a type. ``orjson.loads`` makes plain data only: the floor for whatever is built on it.
"""

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
import rfc8785
from cattrs.preconf.orjson import make_converter
from pydantic import ValidationError

from bench.harness import Pair
from bench.pydantic_models import permit_model
from bench.sample import permit, pretty, stored, with_ten_faults
from safetykit.codec.canonical import canonical, stored_form
from safetykit.codec.codec import Codec
from safetykit.errors import DecodeError
from safetykit.model.erasure import Erased, Private
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork

KEPT = 20
"""Records that are kept while memory is measured."""


def pairs() -> Iterator[Pair]:
    """Yield reading, writing and refusing."""
    fast, core = Codec(), Codec(fast=False)
    data, record, laid_out = stored(), permit(), pretty()
    model: Any = permit_model(HotWork)
    made, tree = model.model_validate_json(data), json.loads(data)
    reading = partial(model.model_validate_json, data)
    yield Pair(name="load / pydantic", subject=partial(fast.load, data), reference=reading, goal=1.15)
    yield Pair(
        name="load, pretty-printed / pydantic",
        subject=partial(fast.load, laid_out),
        reference=partial(model.model_validate_json, laid_out),
        goal=1.45,
    )
    yield Pair(name="load, core only / pydantic", subject=partial(core.load, data), reference=reading, goal=1.65)
    yield Pair(
        name="load, cattrs alone / pydantic", subject=partial(Codec(generated=False).load, data), reference=reading
    )
    writing = partial(made.model_dump_json, by_alias=True)
    yield Pair(name="dump / pydantic", subject=partial(fast.dump, record), reference=writing, goal=0.85)
    yield Pair(
        name="dump, core only / pydantic",
        subject=partial(stored_form, record, fast=False),
        reference=writing,
        goal=1.75,
    )
    yield Pair(
        name="dump / pydantic without defaults",
        subject=partial(fast.dump, record),
        reference=partial(made.model_dump_json, by_alias=True, exclude_defaults=True),
    )
    yield from _canonical(record, tree["record"])
    bad = with_ten_faults()
    yield Pair(
        name="ten faults / pydantic",
        subject=partial(refused, fast.load, bad, DecodeError),
        reference=partial(refused, model.model_validate_json, bad, ValidationError),
        goal=4.0,
    )
    yield from _peers(data, reading)


def _canonical(record: Any, tree: Any) -> Iterator[Pair]:
    reference = partial(rfc8785.dumps, tree)
    yield Pair(name="canonical / rfc8785", subject=partial(canonical, record), reference=reference, goal=0.15)
    yield Pair(
        name="canonical, core only / rfc8785", subject=partial(canonical, record, fast=False), reference=reference
    )


def _peers(data: bytes, reading: Callable[[], object]) -> Iterator[Pair]:
    yield Pair(name="orjson.loads / pydantic", subject=partial(orjson.loads, data), reference=reading)
    yield Pair(name="json.loads / pydantic", subject=partial(json.loads, data), reference=reading)
    converter: Any = _cattrs()
    yield Pair(
        name="cattrs as it comes / pydantic",
        subject=lambda: converter.structure(orjson.loads(data)["record"], Permit[HotWork]),
        reference=reading,
    )


def _cattrs() -> Any:
    """Return a converter with no more than it takes to read the permit at all."""
    converter = make_converter()
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_structure_hook_func(lambda kind: kind in (Private, str | Erased), lambda text, _: text)
    converter.register_structure_hook_func(
        lambda kind: getattr(kind, "__origin__", None) is FrozenMap, lambda items, _: FrozenMap(items)
    )
    return converter


def refused(load: Callable[[bytes], object], data: bytes, error: type[Exception]) -> int:
    """Return how many faults are told of a document, each with its place."""
    try:
        load(data)
    except error as told:
        problems: Any = told
        return len(problems.problems) if isinstance(told, DecodeError) else len(problems.errors())
    msg = "the document was taken"
    raise AssertionError(msg)


def memory() -> float:
    """Return the bytes that a permit takes, as a ratio to those of pydantic's model."""
    data, codec, model = stored(), Codec(), permit_model(HotWork)
    return _bytes(partial(codec.load, data)) / _bytes(partial(model.model_validate_json, data))


def _bytes(load: Callable[[], object]) -> int:
    load()
    gc.collect()
    tracemalloc.start()
    kept = [load() for _ in range(KEPT)]
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size // len(kept)
