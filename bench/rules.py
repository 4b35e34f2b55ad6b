"""Judging a permit, beside what pydantic takes to read the same permit with the same constraints."""

from collections.abc import Iterator
from functools import partial

from bench.harness import Pair
from bench.pydantic_models import permit_model
from bench.sample import permit, stored
from safetykit.kit import Kit
from safetykit.model.works import HotWork
from safetykit.packs import cn_gb30871


def pairs() -> Iterator[Pair]:
    """Yield a check against pydantic's decode, and an outlook of a day against a check."""
    kit = Kit(packs=[cn_gb30871.PACK])
    record, data = permit(), stored()
    at = kit.moment(record)
    assert at is not None
    decode = permit_model(HotWork).model_validate_json
    check = partial(kit.check, record, at=at)
    yield Pair(name="kit.check / pydantic decode, 12 kB", subject=check, reference=partial(decode, data), goal=1.0)
