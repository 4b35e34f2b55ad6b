"""What a store asks of the place that keeps its bytes."""

from collections.abc import Collection, Container, Mapping
from typing import Protocol

import attrs

from safetykit.codec.sealing import Disclosure
from safetykit.errors import StaleRevision


@attrs.frozen
class Revision:
    """The sealed bytes of one revision of a record; ``number`` counts from 1."""

    record: str
    number: int
    stored: bytes


@attrs.frozen
class Batch:
    """
    What is kept together or not at all: revisions, the disclosures that are new with them, leaves in their order.

    Leaves and revisions are counted apart: an erasure is a leaf without a revision.
    """

    revisions: tuple[Revision, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    leaves: tuple[bytes, ...] = ()


class Backend(Protocol):
    """
    A place that keeps bytes and understands none of them.

    Three kinds of data, with three lives: *revisions* are written once under (record, number); *leaves* are only
    appended, and their order is the index of the log, dense from 0; *disclosures* are the one thing that can be
    deleted. So a backend needs no codec, no clock and no cryptography: sealing, gaps, heads and proofs are written
    once, in ``Store``. The tree, its heads and its tiles are derived from ``leaves`` and ``size``.

    There is one way to write and it is atomic, because every other promise rests on that. Two writers of one
    revision are told apart by its key alone, so a database needs no lock while a record is thought about. A backend
    with a sequencer may number the leaves later than it keeps the revisions: ``size`` counts the numbered ones.

    All operations may be called from several threads. ``safetykit.testing.contracts.BackendContract`` holds a backend
    to all this.

    Raises:
        StoreError: From every operation, if the data cannot be read or written; nothing was changed.
    """

    def append(self, batch: Batch) -> None:
        """
        Keep *batch* durably, all of it or nothing.

        Bytes are given back exactly as they came, whatever they are. A disclosure whose digest is there stays as it is.

        Raises:
            StaleRevision: If one of the revisions is there, or stands in the batch twice; nothing was changed.
        """

    def revision(self, record: str, number: int | None = None) -> bytes | None:
        """Return the bytes of a revision, of the newest without *number*; None if there is none."""

    def disclosures(self, *, record: str | None = None, subject: str | None = None) -> tuple[Disclosure, ...]:
        """Return the disclosures of a record, of a person, of both at once; those of a record in their order."""

    def erase(self, digests: Collection[str]) -> int:
        """
        Delete the disclosures with these digests so that nothing of them is left where the backend keeps its data.

        Returns:
            How many there were; doing it again is no error.
        """

    def leaves(self, start: int, stop: int) -> tuple[bytes, ...]:
        """Return the leaves from index *start* up to before *stop*; fewer if the log ends earlier."""

    def size(self) -> int:
        """Return how many leaves the log has."""


def refuse_stale(batch: Batch, stored: Mapping[str, Container[int]]) -> None:
    """
    Refuse a batch of which a revision is stored, or stands in it twice.

    Args:
        batch: What is to be kept.
        stored: The numbers that are there, by record.

    Raises:
        StaleRevision: For the first such revision.
    """
    seen: set[tuple[str, int]] = set()
    for revision in batch.revisions:
        key = (revision.record, revision.number)
        if key in seen or revision.number in stored.get(revision.record, ()):
            raise StaleRevision(*key)
        seen.add(key)
