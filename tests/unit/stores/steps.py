"""Steps and parts of a kit, as small as a store needs them."""

from datetime import UTC, datetime
from itertools import count

import attrs

from safetykit.codec.codec import Codec
from safetykit.model.changes import Change, Step
from safetykit.model.people import Person
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork

T0 = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
ZHAO = Person(id="p-zhao", name="赵砚", phone="13800000001")
SUN = Person(id="p-sun", name="孙蓓")


@attrs.frozen
class Parts:
    """What a store needs of a kit."""

    codec: Codec = attrs.field(factory=Codec)
    fingerprint: str = "0" * 64


def step(record="HW-1", revision=1, **fields):
    """Return a step to a revision of a permit, with the two people."""
    permit = Permit(id=record, work=fields.pop("work", HotWork()), revision=revision, people=(ZHAO, SUN), **fields)
    change = Change(
        record=record, revision=revision, action="test", actor="p-zhao", role="applicant", at=T0, paths=("/content",)
    )
    return Step(permit, change)


def numbered():
    """Return salts that can be told apart and repeated."""
    numbers = count()
    return lambda: f"{next(numbers):022}"
