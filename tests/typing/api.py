"""What a host writes; checked by mypy and pyright, never run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar, assert_type

import attrs

import safetykit
from safetykit import (
    Answer,
    Context,
    Erased,
    Findings,
    HotWork,
    Kit,
    Memory,
    Milestone,
    Permit,
    Person,
    Refused,
    Rule,
    Site,
    Step,
    Store,
    Work,
    breach,
    constrained,
    house_rule,
    need,
)
from safetykit.packs import cn_gb30871

assert_type(safetykit.__version__, str)


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Diving:
    """A host's own kind of work needs no base class."""

    kind: ClassVar[str] = "diving"
    depth: Decimal | None = None


@house_rule(
    "acme/diving/depth",
    "permit/diving",
    due=Milestone.APPROVE,
    since=date(2026, 1, 1),
    cites="ACME 7.2",
    zh="深度超过{limit}米",
    en="deeper than {limit} m",
)
def depth(context: Context[Permit[Diving]]) -> Iterator[Answer]:
    """A house rule sees its own kind of work."""
    assert_type(context.record.work, Diving)
    if context.record.work.depth is None:
        yield need("/work/depth")
    else:
        yield breach("/work/depth", limit=30)


assert_type(depth, Rule)

site = Site(zone="Asia/Shanghai", certain_day=("08:00", "18:00"))
kit = Kit(packs=[cn_gb30871.PACK], site=site, works=[Diving], rules=[depth], locale="en")
store = Store(Memory(), kit)
now = datetime(2026, 11, 16, tzinfo=UTC)
zhao = Person(id="p-1", name="a name")

draft: Permit[HotWork] = Permit(id="p", work=HotWork())
step = kit.open(draft, by=zhao.acting("applicant"), at=now)
assert_type(step, Step[Permit[HotWork]])
permit = store.commit(step)
assert_type(permit, Permit[HotWork])
assert_type(kit.move(permit, "submit", by=zhao.acting("applicant"), at=now).record, Permit[HotWork])
assert_type(store.load("p", Permit[HotWork]), Permit[HotWork])
assert_type(kit.codec.load(b"{}", Permit[Diving]), Permit[Diving])
assert_type(kit.check(permit, at=now), Findings)
assert_type(zhao.name, str | Erased | None)
assert_type(attrs.evolve(permit, number="7"), Permit[HotWork])


def any_work(record: Permit[Work]) -> str:
    """A permit for one work is a permit for some work."""
    return record.work.kind


any_work(permit)

try:
    kit.move(permit, "start", by=zhao.acting("shift-leader"), at=now)
except Refused as refused:
    assert_type(refused.findings, Findings)
