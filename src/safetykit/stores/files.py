"""A backend in a folder: a journal of batches, and beside it the disclosures, which can be deleted."""

import os
import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Self

import attrs

from safetykit.codec.sealing import Disclosure
from safetykit.errors import StoreError
from safetykit.stores.backend import Batch, refuse_stale
from safetykit.stores.lines import LineFile, as_bytes, as_text, line_of
from safetykit.stores.system import hold, sync_folder


class Files:
    """
    A backend in one folder of this machine, for one process; a lock keeps others out until ``close``.

    ``journal.jsonl`` has one line per batch, and that line is the moment of commit: a batch whose line is not whole
    never happened. ``disclosures.jsonl`` has one line per disclosure with the number of its batch. It is durable
    before the journal, so no record ever lacks its values; what it holds of a batch that never happened is deleted
    when the folder is opened. A write that fails is taken back, if need be before the next one.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """
        Open the folder, or create it for this user alone.

        Raises:
            StoreError: If it is in use, damaged, or cannot be read and written.
        """
        self._folder = Path(folder)
        self._process = os.getpid()
        self._lock = Lock()
        self._batches = 0
        self._revisions: dict[str, dict[int, tuple[int, int]]] = {}
        self._leaves: list[tuple[int, int]] = []
        self._disclosures: dict[str, dict[str, int]] = {}
        self._latest: tuple[int, Any] = (-1, None)
        with self._told():
            if not self._folder.is_dir():
                self._folder.mkdir(mode=0o700, parents=True)
                sync_folder(self._folder.parent)
            self._release = weakref.finalize(self, os.close, hold(self._folder / "lock"))
            try:
                self._open()
            except BaseException:
                self.close()
                raise

    def _open(self) -> None:
        self._journal = LineFile(self._folder / "journal.jsonl")
        self._rows = LineFile(self._folder / "disclosures.jsonl")
        sync_folder(self._folder)
        for offset, line in self._journal.scan():
            self._index(line, offset)
        if self._index_rows():
            self._rewrite_rows()
        self._settle()

    def append(self, batch: Batch) -> None:
        """Keep *batch* durably, all of it or nothing; StaleRevision if one of its revisions is there."""
        line = {
            "revisions": [[each.record, each.number, as_text(each.stored)] for each in batch.revisions],
            "leaves": [as_text(leaf) for leaf in batch.leaves],
        }
        journal = line_of(line)
        with self._at_work():
            refuse_stale(batch, self._revisions)
            new: dict[str, Disclosure] = {}
            for each in batch.disclosures:
                if each.digest not in self._rows_of(each.record):
                    new.setdefault(each.digest, each)
            rows = [line_of({"batch": self._batches, "disclosure": attrs.asdict(each)}) for each in new.values()]
            self._settle()
            try:
                if rows:
                    self._rows.write(b"".join(rows))
                self._journal.write(journal)
            except BaseException:
                with suppress(OSError):
                    self._settle()
                raise
            for each, row in zip(new.values(), rows, strict=True):
                self._disclosures.setdefault(each.record, {})[each.digest] = self._rows.accept(row)
            self._index(line, self._journal.accept(journal))

    def revision(self, record: str, number: int | None = None) -> bytes | None:
        """Return the bytes of a revision, of the newest without *number*; None if there is none."""
        with self._at_work():
            numbers = self._revisions.get(record, {})
            place = numbers.get(max(numbers, default=0) if number is None else number)
            return None if place is None else as_bytes(self._line(place[0])["revisions"][place[1]][2])

    def disclosures(self, *, record: str | None = None, subject: str | None = None) -> tuple[Disclosure, ...]:
        """Return the disclosures of a record, of a person, or of both at once."""
        with self._at_work():
            records = [*self._disclosures] if record is None else [record]
            offsets = sorted(offset for name in records for offset in self._rows_of(name).values())
            rows = [Disclosure(**row["disclosure"]) for row in self._rows.read(offsets)]
            return tuple(row for row in rows if subject in (None, row.subject))

    def erase(self, digests: Collection[str]) -> int:
        """Write the file of disclosures anew without these digests; return how many there were."""
        with self._at_work():
            gone = {digest for rows in self._disclosures.values() for digest in rows} & set(digests)
            if gone:
                self._settle()
                self._rewrite_rows(gone)
            return len(gone)

    def leaves(self, start: int, stop: int) -> tuple[bytes, ...]:
        """Return the leaves from index *start* up to before *stop*; fewer if the log ends earlier."""
        with self._at_work():
            return tuple(as_bytes(self._line(offset)["leaves"][place]) for offset, place in self._leaves[start:stop])

    def size(self) -> int:
        """Return how many leaves the log has."""
        with self._at_work():
            return len(self._leaves)

    def close(self) -> None:
        """Let other processes open the folder; this backend cannot be used any more."""
        self._release()

    def __enter__(self) -> Self:
        """Return this backend, which is closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close this backend."""
        self.close()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        if not self._release.alive or self._process != os.getpid():
            msg = f"{self._folder} is not open in this process; open it anew (a forked process cannot share it)"
            raise StoreError(msg)
        with self._lock, self._told():
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            msg = (
                f"{self._folder} cannot be read or written ({error}); free space or correct permissions and do it again"
            )
            raise StoreError(msg) from error

    def _line(self, offset: int) -> Any:
        if self._latest[0] != offset:
            (line,) = self._journal.read([offset])
            self._latest = (offset, line)
        return self._latest[1]

    def _index(self, line: Any, offset: int) -> None:
        for place, (record, number, _) in enumerate(line["revisions"]):
            self._revisions.setdefault(record, {})[number] = (offset, place)
        self._leaves += [(offset, place) for place in range(len(line["leaves"]))]
        self._batches += 1

    def _rows_of(self, record: str) -> dict[str, int]:
        return self._disclosures.get(record, {})

    def _index_rows(self) -> bool:
        """Find each disclosure; say whether there are some of the next batch, which then never happened."""
        self._disclosures = {}
        orphans = False
        for offset, line in self._rows.scan():
            row, number = line["disclosure"], line["batch"]
            if number > self._batches:
                msg = (
                    f"{self._folder}: the journal ends before batch {number}, whose disclosures are there: it was cut "
                    "or is older than they are; put both files back from one backup"
                )
                raise StoreError(msg)
            if number == self._batches:
                orphans = True
            else:
                self._disclosures.setdefault(row["record"], {})[row["digest"]] = offset
        return orphans

    def _rewrite_rows(self, gone: Collection[str] = ()) -> None:
        pairs = (pair for rows in self._disclosures.values() for pair in rows.items())
        kept = sorted(offset for digest, offset in pairs if digest not in gone)
        self._rows.replace(line_of(line) for line in self._rows.read(kept))
        try:
            sync_folder(self._folder)
            self._index_rows()
        except BaseException:
            self.close()  # what is appended to a file that is not yet surely there could be lost
            raise

    def _settle(self) -> None:
        """Take back what was written and does not count: first the commit, then what it needs."""
        self._journal.cut()
        self._rows.cut()
