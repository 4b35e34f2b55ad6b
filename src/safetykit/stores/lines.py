"""A file of JSON lines, each with a checksum, to which only whole and durable lines are added."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any, Final

from safetykit.errors import StoreError

_LINE: Final = re.compile(rb'\{"v":1,"sha256":"([0-9a-f]{64})","line":(.*)\}\n', re.DOTALL)


def as_text(data: bytes) -> str:
    """Read any bytes as text so that ``as_bytes`` gives them back exactly (PEP 383); UTF-8 stays readable."""
    return data.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Give back what ``as_text`` read."""
    return text.encode("utf-8", "surrogateescape")


def line_of(value: Any) -> bytes:
    """Write a JSON value as one line, with its checksum."""
    body = as_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return b'{"v":1,"sha256":"%s","line":%s}\n' % (sha256(body).hexdigest().encode(), body)


class LineFile:
    """
    A file of lines that grows in two steps: ``write`` makes lines durable, ``accept`` makes them count.

    What lies behind ``end`` does not count: a line torn by a crash, or one that was written while something else
    failed. ``cut`` takes it away. A line is named by its offset in bytes. Failing input and output is an ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or create it for this user alone; ``scan`` it before anything else."""
        self._path = path
        self._fresh = path.with_suffix(".new")
        self.end: int = 0
        os.close(_private(path, os.O_RDWR | os.O_CREAT))
        self._fresh.unlink(missing_ok=True)

    def scan(self) -> Iterator[tuple[int, Any]]:
        """
        Read all whole lines with their offsets, and set ``end`` behind the last.

        A last line without its line feed was torn while it was written: it is left out.

        Raises:
            StoreError: If a line is damaged.
        """
        self.end = 0
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.endswith(b"\n"):
                    yield self.end, self._value(line, f"line {number}")
                    self.end += len(line)

    def read(self, offsets: Iterable[int]) -> Iterator[Any]:
        """
        Read the lines that begin at *offsets*.

        Raises:
            StoreError: If a line is damaged.
        """
        with self._path.open("rb") as file:
            for offset in offsets:
                file.seek(offset)
                yield self._value(file.readline(), f"the line at byte {offset}")

    def write(self, lines: bytes) -> None:
        """Write *lines* behind the end and make them durable."""
        with FileIO(self._path, "r+") as file:
            file.seek(self.end)
            rest = memoryview(lines)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())

    def accept(self, line: bytes) -> int:
        """Let the next line that was written count; return its offset."""
        offset = self.end
        self.end = offset + len(line)
        return offset

    def cut(self) -> None:
        """Take away what does not count."""
        with FileIO(self._path, "r+") as file:
            file.truncate(self.end)

    def replace(self, lines: Iterable[bytes]) -> None:
        """Put *lines* in the place of all lines, at once or not at all; ``scan`` it again afterwards."""
        try:
            with BufferedWriter(FileIO(self._fresh, "w", opener=_private)) as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            self._fresh.replace(self._path)
        except BaseException:
            with suppress(OSError):
                self._fresh.unlink(missing_ok=True)
            raise

    def _value(self, line: bytes, place: str) -> Any:
        match = _LINE.fullmatch(line)
        if match is None or sha256(match[2]).hexdigest().encode() != match[1]:
            msg = (
                f"{self._path}, {place}, is damaged or was written by a newer safetykit; put the folder back from a "
                "backup. Only if it is the last line and the machine failed while writing it, cut it off: nobody was "
                "told then that it is stored"
            )
            raise StoreError(msg)
        return json.loads(as_text(match[2]))


def _private(path: str | Path, flags: int) -> int:
    return os.open(path, flags, 0o600)
