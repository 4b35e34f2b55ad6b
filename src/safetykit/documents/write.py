"""Writing a finished document: the one module of the documents that touches files of the host."""

import os
import tempfile
from pathlib import Path

from safetykit.errors import RenderError


def write(path: Path, data: bytes) -> None:
    """
    Write a file as a whole or not at all: beside its place first, then by renaming.

    Raises:
        RenderError: If the file cannot be written; what was there before is untouched.
    """
    part = None
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except OSError as error:
        if part is not None:
            Path(part).unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        problem = f"{str(path)!r} cannot be written ({reason}); choose a folder that exists and that you may write to"
        raise RenderError([problem]) from None
