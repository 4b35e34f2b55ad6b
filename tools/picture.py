"""
Draw the picture of the README: page 1 of form A.1, filled from the first example (`python tools/picture.py`).

The same sources and typst version give the same bytes.
"""

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from safetykit import Kit
from safetykit.documents.pdf import page_images
from safetykit.packs import cn_gb30871

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/_static/form-a1.png"
AT = datetime.fromisoformat("2026-11-16T16:30+08:00")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def page_one() -> bytes:
    """Return page 1 as PNG in RGBA."""
    kit = Kit(packs=[cn_gb30871.PACK], locale="zh")
    permit = kit.codec.load((ROOT / "examples/hot_work_form1.json").read_bytes())
    return page_images(kit.document(permit, at=AT).sheet)[0]


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the data of each chunk."""
    at = len(SIGNATURE)
    while at < len(png):
        size, name = struct.unpack_from(">I4s", png, at)
        yield name, png[at + 8 : at + 8 + size]
        at += 12 + size


def paeth(left: int, up: int, corner: int) -> int:
    """Return the neighbor that is nearest to ``left + up - corner`` (PNG, 9.4)."""
    return min((left, up, corner), key=lambda value: abs(left + up - corner - value))


def gray(png: bytes) -> bytes:
    """Return a picture in RGBA that has no color, in 8-bit gray: a third of its size."""
    parts = list(chunks(png))
    width, height = struct.unpack_from(">II", parts[0][1])
    data = zlib.decompress(b"".join(part for name, part in parts if name == b"IDAT"))
    stride, above, lines = 4 * width, bytes(4 * width), bytearray()
    for start in range(0, height * (stride + 1), stride + 1):
        kind, line = data[start], bytearray(data[start + 1 : start + 1 + stride])
        for i, up in enumerate(above) if kind else ():
            left, corner = (line[i - 4], above[i - 4]) if i >= 4 else (0, 0)
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) & 255
        lines += b"\0" + line[::4]
        above = bytes(line)
    new = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(bytes(lines), 9),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in new.items()
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(gray(page_one()))
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size} bytes")
