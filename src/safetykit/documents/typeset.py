"""The PDF engine: source, texts and pictures in, pages out; it sees no file of the machine but the fonts it is given."""

import json
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import attrs

from safetykit.documents.fonts import FAMILY, shipped
from safetykit.errors import MissingExtra, RenderError

PRELUDE: Final = """\
#let (texts: d, pictures, code, size, fonts) = json("/given.json")
#set text(font: fonts, fallback: false)
"""
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


@attrs.frozen
class Faces:
    """Fonts as the engine holds them, and their families in the order in which they are asked for a character."""

    fonts: Any
    families: tuple[str, ...]


def engine() -> Any:
    """
    Return the package of the engine.

    Raises:
        MissingExtra: If it is not installed.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise MissingExtra("pdf", "typst") from None
    return typst


def faces(extra: Sequence[Path] = ()) -> Faces:
    """
    Return the shipped font and others after it; the system's fonts are never used. Of a collection, the first counts.

    Raises:
        RenderError: If a file cannot be read or holds no font; all of them are named.
    """
    files, problems = [], []
    for path in extra:
        try:
            with path.open("rb") as file:
                state = os.fstat(file.fileno())
            files.append((path.resolve(), state.st_size, state.st_mtime_ns))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            problems.append(f"font file {str(path)!r} cannot be read ({reason}); give the path of an OpenType file")
    if problems:
        raise RenderError(problems)
    return _loaded(tuple(files))


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int, int], ...]) -> Faces:
    """Load fonts, each of which is known by path, size and time: a large one takes as long as a page."""
    own = str(shipped().parent)
    if not files:
        return Faces(_fonts(own), (FAMILY,))
    folder = tempfile.mkdtemp()
    places = [Path(folder) / f"{number:03}" / path.name for number, (path, _, _) in enumerate(files)]
    for place, (path, _, _) in zip(places, files, strict=True):  # the engine takes folders, so each file gets its own
        place.parent.mkdir()
        try:
            place.symlink_to(path)
        except OSError:  # a system that lets not everybody make links
            shutil.copyfile(path, place)
    fonts = _fonts(own, folder)
    found = {os.path.realpath(face.path): face.family for face in reversed(fonts.fonts())}
    names = [found.get(os.path.realpath(place)) for place in places]
    loaded = Faces(fonts, (FAMILY, *(name for name in names if name)))
    weakref.finalize(loaded, shutil.rmtree, folder, ignore_errors=True)  # the engine reads a font when it is used
    if None in names:
        raise RenderError(
            f"font file {str(path)!r} holds no font; give the path of an OpenType file"
            for (path, _, _), name in zip(files, names, strict=True)
            if name is None
        )
    return loaded


def _fonts(*folders: str) -> Any:
    return engine().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*folders])


def compiled(
    source: str,
    texts: Iterable[str],
    faces: Faces,
    at: datetime,
    *,
    size: float = 10,
    files: Mapping[str, bytes] | None = None,
    pictures: Mapping[str, str] | None = None,
    code: Mapping[str, Any] | None = None,
    **output: Any,
) -> tuple[bytes, ...]:
    """
    Set a source, whose texts, pictures and code are handed in beside it.

    Args:
        source: What to set; ``d.at(n)`` in it is a text.
        texts: The texts.
        faces: The fonts.
        at: The date of the file.
        size: Size of type in points.
        files: Files that the source may name; there are no others.
        pictures: The file of each picture, by name.
        code: The square code: its side in millimeters and its drawing.
        output: The format and its settings.

    Raises:
        RenderError: If the engine warns, such as of a font that was not found: its text would be missing.
    """
    given = {"texts": [*texts], "pictures": {**(pictures or {})}, "code": code, "size": size, "fonts": faces.families}
    main = {"main.typ": f"{PRELUDE}{source}".encode(), "given.json": json.dumps(given).encode()}
    with tempfile.TemporaryDirectory() as root:  # files from memory may hold text only
        for name, data in (files or {}).items():
            (Path(root) / name).write_bytes(data)
        made, warnings = engine().compile_with_warnings(
            main, root=root, font_paths=faces.fonts, timestamp=int(at.timestamp()), **output
        )
    if warnings:
        raise RenderError([f"typst warns: {warning.message}" for warning in warnings])
    return (made,) if isinstance(made, bytes) else tuple(made)


def undisplayed(signs: Sequence[str], faces: Faces, at: datetime, **output: Any) -> set[str]:
    """Return those of *signs* that no font can show: the engine itself is asked."""
    source = '#set document(title: "probe")\n' + "".join(f"#d.at({index})\n\n" for index in range(len(signs)))
    try:
        compiled(source, signs, faces, at, **output)
    except engine().TypstError as error:
        named = {unescaped(text) for text in _MISSING.findall(error.diagnostic)}
        return named & {*signs} or {*signs}
    return set()


def unescaped(text: str) -> str:
    """Return a character that the engine wrote as an escape."""
    code = re.fullmatch(r"\\u\{([0-9a-f]+)\}", text)
    return chr(int(code[1], 16)) if code else text.removeprefix("\\")


@cache
def kit() -> str:
    """Return the drawing functions that every template may use."""
    return (resources.files("safetykit.documents") / "templates" / "kit.typ").read_text("utf-8")
