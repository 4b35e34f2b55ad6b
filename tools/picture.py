"""
Draw the picture of the README: page 1 of form A.1, filled from the first example (`python tools/picture.py`).

The same sources and typst version give the same bytes.
"""

from pathlib import Path

from safetykit import Kit
from safetykit.packs import cn_gb30871

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/_static/form-a1.png"
PPI = 80


def page_one() -> bytes:
    """Return page 1 as PNG."""
    kit = Kit(packs=[cn_gb30871.PACK], locale="zh")
    permit = kit.codec.load((ROOT / "examples/hot_work_form1.json").read_bytes())
    return kit.document(permit, at=kit.moment(permit)).pages(ppi=PPI)[0]


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(page_one())
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size} bytes")
