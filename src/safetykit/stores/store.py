"""The store of records: seals what is committed and keeps the leaf of the log that tells of it."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

import attrs

from safetykit.codec.codec import Codec
from safetykit.codec.sealing import Disclosure, SealContext, Sealed, seal_step, unseal
from safetykit.errors import StaleRevision, StoreError
from safetykit.model.changes import AuditEvent, Step
from safetykit.model.records import Record
from safetykit.stores.backend import Backend, Batch, Revision

R = TypeVar("R", bound=Record)
PAGE: Final = 1000
"""How many leaves are asked of the backend at once."""
ERASED_SIZE: Final = 56
"""Bytes that stand in a record where a personal value was erased; it may have been shorter."""


class HasCodec(Protocol):
    """What a store needs of a ``Kit``."""

    @property
    def codec(self) -> Codec:
        """Turns records into bytes and back."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over packs, kit and site, which every event names."""


@attrs.frozen
class LogEntry:
    """An event of the log, its index, and the bytes that are its leaf."""

    index: int
    event: AuditEvent
    leaf: bytes


def clock() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)  # noqa: TID251 - here, at the edge, the clock comes in


def salt() -> str:
    """Return 128 bits that nobody can guess, base64url without padding."""
    return urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()


class Store:
    """
    Records in a backend, revision by revision, and the log of what was done.

    Personal values are taken out of what is kept and stand beside it, where they can be erased. A store has no state
    of its own and may be used from several threads.
    """

    def __init__(
        self,
        backend: Backend,
        kit: HasCodec,
        *,
        now: Callable[[], datetime] = clock,
        salts: Callable[[], str] = salt,
    ) -> None:
        """
        Put *backend* to use.

        Args:
            backend: Where the bytes are kept.
            kit: The kit that made the records.
            now: The time that events are recorded at; the clock of this machine unless told.
            salts: Chance for sealing, 128 bits at a time; of the operating system unless told.
        """
        self._backend = backend
        self._kit = kit
        self._now = now
        self._salts = salts

    def commit(self, step: Step[R], /, *more: Step[Record]) -> R:
        """
        Keep the revisions that the steps made, and their events, in this order: all of them or none.

        Returns:
            The record of the first step, as the step made it.

        Raises:
            StaleRevision: If somebody else has committed such a revision, or the stored record is not the one that
                the step was made from (a person may have been erased since): load the record and make the step again.
            StoreError: If a revision before it is missing, or the backend cannot keep it.
            TypeError: If the kit does not know the class of the record or of its work.
            ValueError: If a record or its event is too large, a salt too short, a step is put together wrongly, or a value
                that is not erased stands in it as ``Erased``.
        """
        context = SealContext(recorded=self._now(), fingerprints=self._kit.fingerprint)
        seals: dict[tuple[str, int], Sealed] = {}
        revisions, disclosures, leaves = [], [], []
        steps: tuple[Step[Record], ...] = (step, *more)
        for each in steps:
            record, number = each.record.id, each.record.revision
            clear = self._kit.codec.dump(each.record)  # what is stored can be loaded, so this must not fail
            previous = seals.get((record, number - 1)) or self._previous(record, number)
            self._refuse_other_base(each, previous)
            done = seal_step(each, previous, self._salts, context)
            known = () if previous is None else previous.disclosures
            _refuse_revived(clear, done.sealed, known)
            self._refuse_too_large(clear, done.sealed)
            seals[record, number] = done.sealed
            revisions.append(Revision(record, number, done.sealed.stored))
            # What is there is not written again: it may have been erased since it was read.
            old = {row.digest for row in known}
            disclosures += [row for row in done.sealed.disclosures if row.digest not in old]
            leaves.append(done.leaf)
        self._backend.append(Batch(tuple(revisions), tuple(disclosures), tuple(leaves)))
        return step.record

    def load(self, record: str, cls: type[R]) -> R:
        """
        Return the newest revision of a record.

        Args:
            record: The id of the record.
            cls: What it must be, such as ``Permit[HotWork]``.

        Raises:
            StoreError: If there is no such record.
            DecodeError: If it is something else, or of a kind that the kit does not know.
        """
        stored = self._backend.revision(record)
        if stored is None:
            raise _unknown(record)
        return self._kit.codec.load(unseal(stored, self._backend.disclosures(record=record)), cls)

    def history(self, record: str, cls: type[R]) -> tuple[R, ...]:
        """
        Return all revisions of a record, the oldest first.

        Raises:
            StoreError: If there is no such record.
            DecodeError: If it is something else, or of a kind that the kit does not know.
        """
        revisions: list[bytes] = []
        while (stored := self._backend.revision(record, len(revisions) + 1)) is not None:
            revisions.append(stored)
        if not revisions:
            raise _unknown(record)
        disclosures = self._backend.disclosures(record=record)
        return tuple(self._kit.codec.load(unseal(each, disclosures), cls) for each in revisions)

    def log(self, start: int = 0) -> Iterator[LogEntry]:
        """
        Iterate over the events from index *start* to the present end of the log.

        Raises:
            ValueError: If *start* is below 0.
            StoreError: If the backend cannot be read.
        """
        if start < 0:
            msg = "start counts from the first event, which is 0"
            raise ValueError(msg)
        while page := self._backend.leaves(start, start + PAGE):
            for index, leaf in enumerate(page, start):
                yield LogEntry(index, self._kit.codec.load(leaf, AuditEvent), leaf)
            start += len(page)

    def _refuse_other_base(self, step: Step[Record], previous: Sealed | None) -> None:
        if step.before is None or previous is None:
            return
        stored = unseal(previous.stored, previous.disclosures)
        codec = self._kit.codec
        if stored != codec.dump(step.before) and codec.load(stored) != step.before:
            raise StaleRevision(step.record.id, step.record.revision)

    def _refuse_too_large(self, clear: bytes, sealed: Sealed) -> None:
        most = self._kit.codec.max_bytes
        if len(clear) + ERASED_SIZE * len(sealed.disclosures) > most:
            msg = f"with its personal values erased the record could take more than the {most} bytes that can be loaded"
            raise ValueError(f"{msg}; shorten it")

    def _previous(self, record: str, number: int) -> Sealed | None:
        if number <= 1:
            return None
        stored = self._backend.revision(record, number - 1)
        if stored is None:
            msg = (
                f"revision {number} of {record!r} cannot be stored without revision {number - 1}; commit every step, "
                "in order, beginning with the one that opened or adopted the record"
            )
            raise StoreError(msg)
        return Sealed(stored, self._backend.disclosures(record=record))


def _refuse_revived(clear: bytes, sealed: Sealed, known: tuple[Disclosure, ...]) -> None:
    """Refuse a revision that would come back with a value where it says ``Erased``: one of another field or time."""
    if unseal(sealed.stored, (*known, *sealed.disclosures)) != clear:
        msg = "an erased value of the record has the commitment of one that is stored; leave the field blank instead"
        raise ValueError(msg)


def _unknown(record: str) -> StoreError:
    return StoreError(f"there is no record {record!r} in this store; correct the id or commit its first step")
