"""A backend for tests, notebooks and judging what is on the screen: it forgets."""

from collections.abc import Collection
from threading import Lock

from safetykit.codec.sealing import Disclosure
from safetykit.stores.backend import Batch, refuse_stale


class Memory:
    """A backend that keeps everything in the memory of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revisions: dict[str, dict[int, bytes]] = {}
        self._disclosures: dict[str, dict[str, Disclosure]] = {}
        self._leaves: list[bytes] = []

    def append(self, batch: Batch) -> None:
        """Keep *batch* until the process ends; StaleRevision if one of its revisions is there."""
        with self._lock:
            refuse_stale(batch, self._revisions)
            for revision in batch.revisions:
                self._revisions.setdefault(revision.record, {})[revision.number] = revision.stored
            for row in batch.disclosures:
                self._disclosures.setdefault(row.record, {}).setdefault(row.digest, row)
            self._leaves.extend(batch.leaves)

    def revision(self, record: str, number: int | None = None) -> bytes | None:
        """Return the bytes of a revision, of the newest without *number*; None if there is none."""
        with self._lock:
            numbers = self._revisions.get(record, {})
            return numbers.get(max(numbers, default=0) if number is None else number)

    def disclosures(self, *, record: str | None = None, subject: str | None = None) -> tuple[Disclosure, ...]:
        """Return the disclosures of a record, of a person, or of both at once."""
        with self._lock:
            records = self._disclosures if record is None else (record,)
            rows = (row for name in records for row in self._disclosures.get(name, {}).values())
            return tuple(row for row in rows if subject in (None, row.subject))

    def erase(self, digests: Collection[str]) -> int:
        """Forget the disclosures with these digests; return how many there were."""
        wanted = set(digests)
        with self._lock:
            gone = [(rows, digest) for rows in self._disclosures.values() for digest in wanted & rows.keys()]
            for rows, digest in gone:
                del rows[digest]
            return len(gone)

    def leaves(self, start: int, stop: int) -> tuple[bytes, ...]:
        """Return the leaves from index *start* up to before *stop*; fewer if the log ends earlier."""
        with self._lock:
            return tuple(self._leaves[start:stop])

    def size(self) -> int:
        """Return how many leaves the log has."""
        with self._lock:
            return len(self._leaves)
