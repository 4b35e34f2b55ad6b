"""Pictures that a host gives to be printed: only PNG and JPEG, each bound to the record by its digest."""

import hashlib
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from safetykit.documents.sheet import Picture, Table
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap

LOGO: Final = "logo"
"""Name of the picture at the head of the page, which no record names."""
MOST: Final = 32 * 2**20
"""Most bytes of all pictures of a print together."""
MAGIC: Final = MappingProxyType({"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"})
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
    if problems:
        raise RenderError(problems)


def kind_problems(picture: Picture) -> Iterator[str]:
    """Yield what is wrong with the bytes of a picture or with what they are said to be."""
    begin = MAGIC.get(picture.media_type)
    if begin is None:
        yield f"its kind is none of {', '.join(MAGIC)}"
    elif not picture.data.startswith(begin):
        yield f"the bytes are no {picture.media_type}"


def _problems(name: str, picture: Picture) -> Iterator[str]:
    yield from kind_problems(picture)
    if name != LOGO and hashlib.sha256(picture.data).hexdigest() != name:
        yield "the SHA-256 of the bytes is another one; give the bytes that the record is bound to"


def used_in(tables: Iterable[Table], pictures: FrozenMap[Picture]) -> FrozenMap[Picture]:
    """Return the pictures that some tables show, and the one at the head."""
    rows = (row for table in tables for row in (*table.head, *table.rows))
    runs = (run for row in rows for cell in row.cells for run in (*cell.runs, *cell.foot))
    names = {LOGO, *(run.picture for run in runs)}
    return FrozenMap({name: one for name, one in pictures.items() if name in names})
