"""Judging a permit, beside what pydantic takes to read the same permit with the same constraints."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from bench.harness import Pair
from bench.pydantic_models import permit_model
from bench.sample import busy, permit, sealed, stored
from safetykit.codec.codec import Codec
from safetykit.kit import Kit
from safetykit.model.works import HotWork
from safetykit.packs import cn_gb30871

POINTS = 30
"""Turning points that the day of the outlook has at least."""
NIGHT = ("18:00", "06:00")


def pairs() -> Iterator[Pair]:
    """Yield checks against pydantic's decode, and an outlook of a day against a check."""
    kit = Kit(packs=[cn_gb30871.PACK])
    yield _check(kit, permit(), stored(), "12 kB", goal=1.0)
    signed = sealed()
    yield _check(kit, signed, Codec().dump(signed), "with eight sealed sign-offs")
    yield _outlook()


def _check(kit: Kit, record: Any, data: bytes, name: str, goal: float | None = None) -> Pair:
    at = kit.moment(record)
    assert at is not None
    return Pair(
        name=f"kit.check / pydantic decode, {name}",
        subject=partial(kit.check, record, at=at),
        reference=partial(permit_model(HotWork).model_validate_json, data),
        goal=goal,
    )


def _outlook() -> Pair:
    default = cn_gb30871.PACK.site
    assert default is not None
    kit = Kit(packs=[cn_gb30871.PACK], site=default.choosing(night=NIGHT))
    record, related, start = busy()
    end = start + timedelta(days=1)
    outlook = partial(kit.outlook, record, start, end, related=related)
    assert len(outlook().spans) > POINTS
    return Pair(
        name=f"kit.outlook / kit.check, a day with {len(outlook().spans) - 1} turning points",
        subject=outlook,
        reference=partial(kit.check, record, at=start, related=related),
        goal=10.0,
    )
