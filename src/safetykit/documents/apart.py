"""
Rendering with templates of strangers: in a process of its own, with a limit of time, memory and output.

The hardened environment keeps a template from reaching anything; it cannot keep it from running for ever. The process
inherits no environment variable and no open file, works in an empty folder, and reads and writes nothing but two
nameless files that hold the sheet and the result. Where the system has no address-space limit (Windows), only time
and the size of the result are limited.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from safetykit.documents.sheet import Sheet
from safetykit.documents.sheet_schema import sheet_data, sheet_from
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap

OUTPUT: Final = 64 * 2**20
"""The most bytes that a document made apart may have."""
MIB: Final = 2**20
LONGEST: Final = 86_400
"""The most seconds that a process can be given."""
MOST: Final = 2**20
"""The most megabytes that a process can be given."""
START: Final = "import sys; sys.path[:] = sys.argv[1:]; from safetykit.documents.apart import main; main()"
"""What the process runs. It gets the parent's module path, so that it finds the same library wherever that lies."""
NEEDED: Final = ("SYSTEMROOT",)
"""Variables of the system that Python cannot start without, on Windows."""
SINGLE: Final = MappingProxyType({"MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"})
"""One thread: each further one takes address space."""
_DONE = b"+"
_FAULT = b"-"


def rendered_apart(
    format: str,
    sheet: Sheet,
    *,
    templates: FrozenMap[str] = EMPTY,
    template: str,
    fonts: Sequence[Path] = (),
    seconds: float,
    megabytes: int = 512,
    record: bytes | None = None,
) -> bytes:
    """
    Render a sheet in a process that is ended when it takes too long.

    Args:
        format: The format: ``html``, ``pdf``, ``docx`` or ``md``.
        sheet: What is printed.
        templates: Templates of the stranger by name.
        template: The template to render.
        fonts: Font files for characters that the shipped font lacks, in order (PDF).
        seconds: How long it may take, the start of the process included: half a second, on a slow machine more.
        megabytes: Memory in MiB that it may take beyond what the library itself needs.
        record: Canonical JSON to attach (PDF).

    Returns:
        The document; text as UTF-8.

    Raises:
        RenderError: If the template is at fault, or took more time or memory than it may.
        MissingExtra: If a package for the format is not installed.
    """
    if format not in RENDERERS:
        raise RenderError([f"there is no format {format!r}; name one of {', '.join(RENDERERS)}"])
    if not (0 < seconds <= LONGEST and 0 < megabytes <= MOST):
        problem = f"seconds go up to {LONGEST} and megabytes up to {MOST}, both above 0"
        raise RenderError([f"no process is started for template {template!r}: {problem}"])
    task = {
        "format": format,
        "sheet": sheet_data(sheet),
        "templates": dict(templates),
        "template": template,
        "fonts": [str(Path(font).absolute()) for font in fonts],
        "record": None if record is None else b64encode(record).decode(),
        "seconds": seconds,
        "megabytes": megabytes,
    }
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made, tempfile.TemporaryDirectory() as empty:
        given.write(json.dumps(task).encode())
        given.seek(0)
        code = _run(given, made, empty, seconds, template)
        made.seek(0)
        answer = made.read(OUTPUT + 2)
    return _result(answer, code, template, megabytes)


def _run(given: IO[bytes], made: IO[bytes], folder: str, seconds: float, template: str) -> int:
    """Run the process to its end, or end it; return its exit code."""
    paths = [str(Path(__file__).parents[2]), *filter(os.path.isabs, sys.path)]
    own = {**SINGLE, **{name: os.environ[name] for name in NEEDED if name in os.environ}}
    try:
        process = subprocess.Popen(  # noqa: S603 - our own code, no shell
            [sys.executable or "", "-I", "-B", "-X", "utf8", "-c", START, *paths],
            stdin=given,
            stdout=made,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=own,
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RenderError([f"no process can be started for template {template!r} ({reason})"]) from None
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        problem = f"template {template!r}: not done within {seconds:g} s; it was ended. Look for loops within loops"
        raise RenderError([problem]) from None
    finally:
        process.kill()  # nothing happens if it has ended; else also when this thread is interrupted
        process.wait()


def _result(answer: bytes, code: int, template: str, megabytes: int) -> bytes:
    status, payload = answer[:1], answer[1:]
    if status == _FAULT:
        fault = json.loads(payload)
        if fault["extra"]:
            raise MissingExtra(*fault["extra"])
        raise RenderError(fault["problems"])
    if code or status != _DONE:
        problem = f"ended with code {code} and no document; most likely {megabytes} MiB of memory did not suffice"
        problem += f", or {sys.executable!r} is no Python"
        raise RenderError([f"template {template!r}: {problem}"])
    return payload


def _html(sheet: Sheet, task: dict[str, Any]) -> bytes:
    from safetykit.documents.html import html

    return html(sheet, FrozenMap(task["templates"]), task["template"]).encode()


def _pdf(sheet: Sheet, task: dict[str, Any]) -> bytes:
    from safetykit.documents.pdf import pdf

    record = None if task["record"] is None else b64decode(task["record"])
    fonts = tuple(map(Path, task["fonts"]))
    return pdf(sheet, fonts, FrozenMap(task["templates"]), task["template"], record=record)


def _docx(sheet: Sheet, task: dict[str, Any]) -> bytes:
    from safetykit.documents.docx import docx

    return docx(sheet, FrozenMap(task["templates"]), task["template"])


def _markdown(sheet: Sheet, task: dict[str, Any]) -> bytes:
    from safetykit.documents.markdown import markdown

    return markdown(sheet, FrozenMap(task["templates"]), task["template"]).encode()


RENDERERS: MappingProxyType[str, Callable[[Sheet, dict[str, Any]], bytes]] = MappingProxyType(
    {"html": _html, "pdf": _pdf, "docx": _docx, "md": _markdown}
)
"""How each format is made, in the process apart."""
MODULES: Final = MappingProxyType(
    {
        "html": ("safetykit.documents.html", "segno"),
        "pdf": ("safetykit.documents.pdf", "segno", "typst"),
        "docx": ("safetykit.documents.docx", "segno"),
        "md": ("safetykit.documents.markdown",),
    }
)
"""What each format needs."""


def limit(seconds: float, megabytes: float) -> None:
    """
    Limit what this process may take from now on, where the system can.

    Args:
        seconds: Time of the processor, for the case that nobody is left to end the process.
        megabytes: Memory in MiB beyond what is taken already.
    """
    try:
        import resource
    except ModuleNotFoundError:
        return
    wanted = {
        resource.RLIMIT_AS: taken(Path("/proc/self/statm"), resource.getpagesize()) + int(megabytes * MIB),
        resource.RLIMIT_CPU: math.ceil(seconds) + 1,
        resource.RLIMIT_FSIZE: OUTPUT + 1,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):  # a system that knows the limit and does not let it be set
            resource.setrlimit(what, (lowest, lowest))


def taken(statm: Path, page: int) -> int:
    """Return the address space in bytes that this process has taken; 0 where the system does not say."""
    return int(statm.read_text("ascii").split()[0]) * page if statm.exists() else 0


def answered(task: dict[str, Any]) -> bytes:
    """Render what a task asks for and return the answer: a document or what is at fault."""
    extra: tuple[str, str] | None = None
    try:
        made = RENDERERS[task["format"]](sheet_from(task["sheet"]), task)
        if len(made) <= OUTPUT:
            return _DONE + made
        problems = [f"the document has more than {OUTPUT // MIB} MiB"]
    except MissingExtra as missing:
        extra, problems = (missing.extra, missing.package), []
    except RenderError as error:
        problems = [*error.problems]
    except MemoryError:
        problems = [f"it needs more than {task['megabytes']} MiB of memory"]
    except Exception as error:  # noqa: BLE001 - the parent has to learn what happened, whatever it is
        problems = [f"it fails with {type(error).__name__}"]
    shown = [
        problem if problem.startswith("template") else f"template {task['template']!r}: {problem}"
        for problem in problems
    ]
    return _FAULT + json.dumps({"extra": extra, "problems": shown}).encode()


def prepare(format: str) -> None:
    """Load what a format needs, so that the limit of memory is for the template alone."""
    for name in MODULES[format]:
        with suppress(ModuleNotFoundError):  # a missing package is told where it is needed
            import_module(name)


def main() -> None:
    """Do the one task that comes in, within its limits; this is what the process runs."""
    task = json.load(sys.stdin.buffer)
    tempfile.tempdir = str(Path.cwd())  # what is left there goes with the folder
    prepare(task["format"])
    limit(task["seconds"], task["megabytes"])
    sys.stdout.buffer.write(answered(task))
    sys.stdout.buffer.flush()
