"""Pictures that a host gives to be printed: only PNG and JPEG, each bound to the record by its digest."""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from safetykit.documents.sheet import Picture, Table
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap

LOGO: Final = "logo"
"""Name of the picture at the head of the page, which no record names."""
MOST: Final = 32 * 2**20
"""Most bytes of all pictures of a print together."""
PIXELS: Final = 100_000_000
"""Most pixels of all pictures of a print together. A few bytes can claim any number, and whoever unpacks them ends."""
_NO_FRAME = frozenset((0xC4, 0xC8, 0xCC))
PNG: Final = b"\x89PNG\r\n\x1a\n"
MAGIC: Final = MappingProxyType({"image/png": PNG, "image/jpeg": b"\xff\xd8\xff"})
"""How the bytes of each kind of picture begin."""


def refuse_wrong(pictures: FrozenMap[Picture]) -> None:
    """
    Refuse pictures that are no PNG or JPEG, are not what their digest says, or are too many.

    Raises:
        RenderError: With all problems, each by the name of the picture.
    """
    problems = [f"picture {name!r}: {problem}" for name, one in pictures.items() for problem in _problems(name, one)]
    size = sum(len(one.data) for one in pictures.values())
    if size > MOST:
        problems.append(f"pictures: they take {size} bytes together, at most {MOST} are printed; give smaller ones")
    problems += size_problems({name: one for name, one in pictures.items() if not any(kind_problems(one))})
    if problems:
        raise RenderError(problems)


def kind_problems(picture: Picture) -> Iterator[str]:
    """Yield what is wrong with the bytes of a picture or with what they are said to be."""
    begin = MAGIC.get(picture.media_type)
    if begin is None:
        yield f"its kind is none of {', '.join(MAGIC)}"
    elif not picture.data.startswith(begin):
        yield f"the bytes are no {picture.media_type}"


def size_problems(pictures: Mapping[str, Picture]) -> Iterator[str]:
    """Yield which pictures do not say how large they are, and whether all others have too many pixels together."""
    pixels = 0
    for name, picture in pictures.items():
        try:
            wide, high = size_of(name, picture)
        except RenderError as error:
            yield from error.problems
        else:
            pixels += wide * high
    if pixels > PIXELS:
        yield f"pictures: they have {pixels} pixels together, at most {PIXELS} are printed; give smaller ones"


def size_of(name: str, picture: Picture) -> tuple[int, int]:
    """
    Read width and height in pixels out of the first bytes of a picture.

    Raises:
        RenderError: If the bytes are not of the kind that the picture says it is.
    """
    data = picture.data
    found: tuple[int, int] | None = None
    begin = MAGIC.get(picture.media_type)
    if begin == PNG and data.startswith(PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        found = struct.unpack(">II", data[16:24])
    elif begin and data.startswith(begin) and begin != PNG:
        found = next(_frames(data), None)
    if not found or not all(found):
        problem = f"picture {name!r} cannot be read as {picture.media_type}; give the bytes of a PNG or JPEG file"
        raise RenderError([problem])
    return found


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield width and height of each frame of a JPEG file (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in _NO_FRAME:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            yield wide, high
        at += 1 if mark == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _problems(name: str, picture: Picture) -> Iterator[str]:
    yield from kind_problems(picture)
    if name != LOGO and hashlib.sha256(picture.data).hexdigest() != name:
        yield "the SHA-256 of the bytes is another one; give the bytes that the record is bound to"


def used_in(tables: Iterable[Table], pictures: FrozenMap[Picture]) -> FrozenMap[Picture]:
    """Return the pictures that some tables show, and the one at the head."""
    if not pictures:
        return EMPTY
    rows = (row for table in tables for row in (*table.head, *table.rows))
    runs = (run for row in rows for cell in row.cells for run in (*cell.runs, *cell.foot))
    names = {LOGO, *(run.picture for run in runs)}
    return FrozenMap({name: one for name, one in pictures.items() if name in names})
