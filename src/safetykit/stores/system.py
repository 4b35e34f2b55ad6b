"""The two things that POSIX and Windows do each in their own way."""

import os
import sys
from pathlib import Path

from safetykit.errors import StoreError


def hold(path: Path) -> int:
    """
    Lock the file at *path* for this process and return its descriptor; closing that, or dying, lets go.

    The lock also keeps out a second opening in the same process. It needs a file system of this machine: on a network
    share it is worth what the share makes of it.

    Raises:
        StoreError: If somebody else holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        msg = f"{path.parent} is in use by another store ({error}); close that one, or let one process do all the work"
        raise StoreError(msg) from error
    return descriptor


def sync_folder(folder: Path) -> None:
    """Make new, renamed and deleted entries of *folder* durable. Windows does so by itself and has no call for it."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
