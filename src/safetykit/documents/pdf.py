"""PDF by typst: tagged, archivable, the same bytes for the same sheet."""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from safetykit.documents import fonts
from safetykit.documents.environment import References, rendered
from safetykit.documents.preflight import refuse, refuse_unsafe
from safetykit.documents.sheet import Sheet
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.typ.j2"
STANDARDS: Final = ("a-2a", "ua-1")
"""PDF/A-2a and PDF/UA-1. Never none: only under a standard does typst refuse a character that it cannot show."""
PDF: Final = MappingProxyType({"format": "pdf", "pdf_standards": [*STANDARDS]})
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a file that was given none; no clock is read."""
PRELUDE: Final = """\
#let d = json(bytes(sys.inputs.d))
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
"""
_REACHING_OUT = re.compile(
    r"(?<![\w-])(import|include|eval|plugin|read|csv|json|yaml|toml|xml|cbor|bibliography|datetime|sys|std|dictionary|image"
    r"|path)(?![\w-])|@[\w-]+/"
)
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def pdf(
    sheet: Sheet, extra_fonts: Sequence[Path] = (), templates: FrozenMap[str] = EMPTY, template: str = TEMPLATE
) -> bytes:
    """
    Render a sheet as PDF/A-2a and PDF/UA-1.

    Args:
        sheet: What is printed.
        extra_fonts: Font files for characters that the shipped font lacks, in order; the system's fonts are never used.
        templates: Templates of the host by name.
        template: The template to render.

    Raises:
        MissingExtra: If typst is not installed.
        RenderError: If a character is in no font, or a template is at fault.
    """
    return b"".join(_typeset(sheet, extra_fonts, templates, template, **PDF))


def page_images(sheet: Sheet, ppi: float = 110) -> tuple[bytes, ...]:
    """
    Draw each page of a sheet as PNG, with the shipped font and template: pictures to look at, no documents.

    Args:
        sheet: What is drawn.
        ppi: Pixels per inch.

    Raises:
        MissingExtra: If typst is not installed.
        RenderError: If a character is not in the shipped font.
    """
    return _typeset(sheet, (), EMPTY, TEMPLATE, format="png", ppi=ppi)


def _typeset(
    sheet: Sheet, extra_fonts: Sequence[Path], templates: FrozenMap[str], template: str, **output: Any
) -> tuple[bytes, ...]:
    engine = _engine()
    refuse_unsafe(sheet)
    with tempfile.TemporaryDirectory() as folder:
        faces, families = _fonts(Path(folder), extra_fonts)
        lacking = {sign for _, _, text in sheet.texts() for sign in fonts.outside().findall(text)}
        shown = {sign for sign in lacking if unicodedata.category(sign) != "Cf"}  # what prints nothing would be lost
        covered = shown - _undisplayed(sorted(shown), families, faces) if shown and extra_fonts else set()
        refuse(
            sheet, fonts.outside(), "is in no font; pass a font file that has it as fonts=[...]", covered.__contains__
        )
        references = References()
        source = rendered("typ", templates, template, s=sheet, references=references)
        reached = _REACHING_OUT.search(source)
        if reached:
            what = (
                f'{reached[0]!r} reaches beyond the sheet and is not allowed; a word to print stands in {{{{ "..." }}}}'
            )
            raise RenderError([f"template {template!r}: {what}"])
        kit = (resources.files("safetykit.documents") / "templates" / "kit.typ").read_text("utf-8")
        try:
            return _compiled(kit + source, references.texts, families, faces, sheet.changed_at or UNDATED, **output)
        except engine.TypstError as error:
            raise RenderError([f"template {template!r}: typst says: {error.message}"]) from None


def _engine() -> Any:
    try:
        import typst
    except ModuleNotFoundError:
        raise MissingExtra("pdf", "typst") from None
    return typst


def _fonts(folder: Path, extra: Sequence[Path]) -> tuple[Any, list[str]]:
    """Return the fonts of a document and their families in order. typst takes folders, so each file gets its own."""
    problems = []
    for number, path in enumerate(extra):
        own = folder / f"{number:03}"
        own.mkdir()
        try:
            shutil.copyfile(path, own / path.name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            problems.append(f"font file {str(path)!r} cannot be read ({reason}); give the path of an OpenType file")
    paths = [str(fonts.shipped().parent), str(folder)]
    faces = _engine().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    found = {Path(face.path).parent.name: face.family for face in reversed(faces.fonts())}
    for number, path in enumerate(extra):
        if f"{number:03}" not in found and not problems:
            problems.append(f"font file {str(path)!r} holds no font; give the path of an OpenType file")
    if problems:
        raise RenderError(problems)
    return faces, [fonts.FAMILY, *(found[f"{number:03}"] for number in range(len(extra)))]


def _compiled(
    source: str, texts: list[str], families: list[str], faces: Any, at: datetime, **output: Any
) -> tuple[bytes, ...]:
    with tempfile.TemporaryDirectory() as empty:
        made, warnings = _engine().compile_with_warnings(
            (PRELUDE + source).encode(),
            root=empty,
            font_paths=faces,
            sys_inputs={"d": json.dumps(texts), "fonts": json.dumps(families)},
            timestamp=int(at.timestamp()),
            **output,
        )
    if warnings:  # such as a font that was not found: its text would be missing on the page
        raise RenderError([f"typst warns: {warning.message}" for warning in warnings])
    return (made,) if isinstance(made, bytes) else tuple(made)


def _undisplayed(signs: list[str], families: list[str], faces: Any) -> set[str]:
    """Return those of *signs* that no font can show: the engine itself is asked."""
    source = '#set document(title: "probe")\n' + "".join(f"#d.at({index})\n\n" for index in range(len(signs)))
    try:
        _compiled(source, signs, families, faces, UNDATED, **PDF)
    except _engine().TypstError as error:
        named = {_unescaped(text) for text in _MISSING.findall(error.diagnostic)}
        return named & {*signs} or {*signs}
    return set()


def _unescaped(text: str) -> str:
    code = re.fullmatch(r"\\u\{([0-9a-f]+)\}", text)
    return chr(int(code[1], 16)) if code else text.removeprefix("\\")
