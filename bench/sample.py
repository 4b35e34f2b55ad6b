"""A filled permit of about 12 kB: form 1 as typed in, with more people, tests and pauses."""

import json
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from safetykit.codec.codec import Codec
from safetykit.codec.substance import cover
from safetykit.model.evidence import Link, Pause, WorkStart
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.time import Period
from safetykit.model.works import HeightWork, HotWork

EXAMPLE = Path(__file__).parents[1] / "examples" / "hot_work_form1.json"


@cache
def stored() -> bytes:
    """Return the permit as stored."""
    data: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
    record = data["record"]
    for number in range(1, 7):
        person = f"p-extra-{number}"
        certificate = {**record["people"][0]["certificates"][0], "number": f"T33072619900{number}"}
        worker = {"id": person, "name": f"帮工{number}", "unit": "华东检修公司二队", "certificates": [certificate]}
        record["people"].append(worker)
        record["joinings"].append({"person": person, "duty": "worker"})
        record["briefings"][0]["receipts"].append({"person": person, "at": "2026-11-16T08:05:00+08:00"})
    for row in record["measures"]:
        row.setdefault("text", f"第{row['row']}项措施按作业方案和现场核对结果逐项落实，责任人现场确认")
    for confirmation in record["confirmations"]:
        confirmation["at"] = f"2026-11-16T07:{30 + confirmation['row']}:00+08:00"
    record["attachments"] = [
        {
            "kind": "photo",
            "sha256": f"{number:064x}",
            "media_type": "image/jpeg",
            "size": 2_000_000 + number,
            "title": f"现场照片{number}",
            "taken_at": f"2026-11-16T08:{number + 10}:00+08:00",
        }
        for number in range(1, 9)
    ]
    codec = Codec()
    return codec.dump(codec.load(json.dumps(data, ensure_ascii=False).encode()))


@cache
def permit() -> Permit[HotWork]:
    """Return the permit as a record."""
    return Codec().load(stored(), Permit[HotWork])


@cache
def pretty() -> bytes:
    """Return the permit as another writer lays it out: indented, with nulls, and in local time."""
    data: dict[str, Any] = json.loads(stored())
    data["record"] |= {"planned": None, "upgrade": None, "daily_hours": None}
    for person in data["record"]["people"]:
        person |= {"phone": None, "post": None}
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return re.sub(r"T([0-9:]{8})Z", r"T\1+08:00", text).encode()


@cache
def with_ten_faults() -> bytes:
    """Return the permit with ten faults, each of which pydantic finds too."""
    data: dict[str, Any] = json.loads(stored())
    record = data["record"]
    record["revision"] = -1
    record["people"][3]["id"] = "a b"
    record["people"][5]["no-such"] = 1
    record["measures"][7]["involved"] = "perhaps"
    record["gas_tests"][1]["reading"]["unit"] = "percent"
    record["gas_tests"][2]["at"] = "2026-11-16T08:30:00"
    record["attachments"][0]["size"] = -5
    record["work"]["wind_force"] = 99
    record["sign_offs"][2]["slot"] = None
    del record["joinings"][4]["person"]
    return json.dumps(data, ensure_ascii=False).encode()


@cache
def sealed() -> Permit[HotWork]:
    """Return the permit with eight sign-offs that are bound to what they cover."""
    record = permit()
    signs = (*record.sign_offs, *record.sign_offs)[:8]
    covers = cover(record)
    return attrs.evolve(record, sign_offs=tuple(attrs.evolve(sign, covers=covers) for sign in signs))


@cache
def busy() -> tuple[Permit[Any], tuple[Permit[Any], ...], datetime]:
    """Return a live permit of three days with many things that lapse by the clock, linked permits, and an instant."""
    record: Permit[Any] = permit()
    assert record.permitted is not None
    start = record.permitted.start
    assert start is not None
    assert record.number is not None
    back = Link(kind=HotWork.kind, number=record.number)
    window = Period(start=start, end=start + timedelta(days=3))
    (test, *_), minute = record.gas_tests, timedelta(minutes=1)
    links = tuple(Link(kind="height", number=f"GC-{number:02}") for number in range(12))
    others = tuple(
        attrs.evolve(
            record,
            id=f"height-{index:02}",
            work=HeightWork(),
            number=link.number,
            state="live",
            permitted=Period(
                start=start + index * 20 * minute - timedelta(hours=1), end=start + (index + 1) * 77 * minute
            ),
            links=(back,),
            joinings=(),
            gas_tests=(),
            sign_offs=(),
        )
        for index, link in enumerate(links)
    )
    live = attrs.evolve(
        record,
        state="paused",
        revision=0,
        entered_from=None,
        gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),),
        permitted=window,
        gas_tests=tuple(attrs.evolve(test, at=start + number * 50 * minute) for number in range(-1, 12)),
        starts=(WorkStart(at=start),),
        pauses=(Pause(at=start + 40 * minute),),
        resumptions=(),
        stops=(),
        ends=(),
        links=links,
    )
    return live, others, start + 41 * minute
