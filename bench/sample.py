"""A filled permit of about 12 kB: form 1 as typed in, with more people, tests and pauses."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from safetykit.codec.codec import Codec
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork

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
