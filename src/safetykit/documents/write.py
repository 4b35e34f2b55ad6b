"""Writing a finished document: the one module of the documents that touches files of the host."""

import errno
import os
import secrets
import shutil
from pathlib import Path

from safetykit.errors import RenderError


def write(path: Path, data: bytes) -> None:
    """
    Write a file as a whole or not at all: beside its place first, then by renaming.

    A file that is there keeps its mode; a new one gets that of the user's mask. A link stays a link: what it points to
    is written.

    Raises:
        RenderError: If the file cannot be written; what was there before is untouched.
    """
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not os.access(place, os.W_OK):  # renaming asks the folder alone
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        part = place.parent / f".{secrets.token_hex(8)}.part"
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if place.is_file():
                shutil.copymode(place, part)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or type(error).__name__
        problem = f"{str(path)!r} cannot be written ({reason}); choose a folder that exists and that you may write to"
        raise RenderError([problem]) from None
