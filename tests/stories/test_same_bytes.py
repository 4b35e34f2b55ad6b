"""The same record gives the same bytes in any process: whatever its hash seed, its time zone, its language, its folder."""

import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPT = """
import sys
from datetime import datetime
from hashlib import sha256

from safetykit import Kit
from safetykit.packs import cn_gb30871

kit = Kit(packs=[cn_gb30871.PACK])
permit = kit.codec.load(sys.stdin.buffer.read())
at = datetime.fromisoformat("2026-11-16T16:30+08:00")
for lang in ("zh", "zh+en"):
    form, register = kit.document(permit, at=at, lang=lang), kit.register([permit], at=at, lang=lang)
    texts = form.html(), form.markdown(), register.csv(), repr(form.flat())
    files = form.pdf(), form.pdf(attach=True), form.docx(), *form.pages(), register.pdf(), register.xlsx()
    print([sha256(made).hexdigest() for made in (*files, *map(str.encode, texts))])
"""


def made(folder: Path, seed: str, zone: str, language: str) -> str:
    """Return the digests of every format, made by a new process."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language, "PYTHONPATH": os.pathsep.join(sys.path)}
    record = (EXAMPLES / "hot_work_form1.json").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=record, env=env, cwd=folder, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_same_bytes(tmp_path):
    """Every format of two processes that have nothing in common but the record is the same to the byte."""
    here = made(tmp_path, "1", "America/New_York", "C.UTF-8")

    assert 2 == here.count("[")
    assert here == made(EXAMPLES, "2", "Asia/Shanghai", "zh_CN.UTF-8")
