"""
Sealing: personal values leave the stored bytes, and what stays proves that they were there.

Each personal value is replaced, in place, by the array element of RFC 9901, ``[{"...": digest}]``; salt and value go
into a disclosure that is kept apart and can be deleted. Undoing it is a splice of bytes, so the decoder knows nothing
of it. A value that was erased seals to the same commitment as before, so every digest over sealed bytes holds.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final

import attrs

from safetykit.codec.canonical import Veil, canonical, digest, json_text, stored_form
from safetykit.codec.leaves import fitted, public_facts
from safetykit.errors import StoreError
from safetykit.model.changes import AuditEvent, Step
from safetykit.model.erasure import Erased
from safetykit.model.records import Record

SALT: Final = re.compile(r"[A-Za-z0-9_-]{22,}")
"""At least 128 bits in base64url."""
PLACEHOLDER: Final = re.compile(rb'\[\{"\.\.\.":"([A-Za-z0-9_-]{43})"\}\]')
"""Where a personal value was taken out. It cannot stand inside a JSON text, whose quotes are escaped."""


@attrs.frozen
class Disclosure:
    """
    What opens one commitment: a row of the only table that things are deleted from.

    Attributes:
        digest: The commitment, base64url without padding.
        text: Salt and value as RFC 9901 writes them; personal.
        subject: The id of the person it tells of, if it stands in one's data.
        record: The id of the record.
        name: The field that the value stood in; ``reason`` for the reason of an event.
    """

    digest: str
    text: str = attrs.field(repr=False)
    subject: str | None
    record: str
    name: str


@attrs.frozen
class Sealed:
    """The stored bytes of a revision, and what opens them."""

    stored: bytes
    disclosures: tuple[Disclosure, ...] = ()


@attrs.frozen
class SealContext:
    """What only the store knows of an event: when it was recorded, and by which packs, kit and site it was judged."""

    recorded: datetime
    fingerprints: str | None = None


@attrs.frozen
class SealedStep:
    """A step ready to be kept: the sealed revision, the event, and the event's bytes, which are the leaf of the log."""

    sealed: Sealed
    event: AuditEvent
    leaf: bytes


def seal(record: Record, *, known: Iterable[Disclosure] = (), salts: Callable[[], str]) -> Sealed:
    """
    Take the personal values out of a record.

    Args:
        record: The record; erased values keep their commitment.
        known: Disclosures of the revision before; an unchanged value keeps its own.
        salts: Gives a new salt each time: at least 128 random bits, base64url.

    Returns:
        The sealed stored form, and one disclosure for each personal value in it.

    Raises:
        ValueError: If a salt is too short or came twice, or the host's own data holds a key that sealing needs.
        StoreError: If a known disclosure was tampered with.
    """
    pool: dict[tuple[str | None, str, str], list[Disclosure]] = {}
    for row in known:
        if row.record == record.id:
            pool.setdefault((row.subject, row.name, opened(row)), []).append(row)
    used: dict[str, Disclosure] = {}

    def cover(name: str, value: str | Erased, subject: str | None) -> str:
        if isinstance(value, Erased):
            return _placeholder(value.commitment)
        kept = pool.get((subject, name, value))
        row = kept.pop(0) if kept else _disclosure(value, salts(), subject, record.id, name)
        if row.digest in used:
            msg = "a salt came twice; salts must be random"
            raise ValueError(msg)
        used[row.digest] = row
        return _placeholder(row.digest)

    return Sealed(stored_form(record, Veil(cover)), tuple(used.values()))


def unseal(stored: bytes, disclosures: Iterable[Disclosure]) -> bytes:
    """
    Put personal values back into sealed bytes.

    Args:
        stored: The bytes that :func:`seal` made.
        disclosures: Those at hand; more do no harm. A value without one comes back as erased.

    Returns:
        Canonical bytes in clear, ready for ``codec.load``.

    Raises:
        StoreError: If a disclosure that is used was tampered with.
    """
    rows = {row.digest: row for row in disclosures}

    def put_back(match: re.Match[bytes]) -> bytes:
        row = rows.get(match[1].decode())
        return b'{"erased":"%b"}' % match[1] if row is None else opened(row).encode()

    return PLACEHOLDER.sub(put_back, stored)


def seal_step(
    step: Step[Record], previous: Sealed | None, salts: Callable[[], str], context: SealContext
) -> SealedStep:
    """
    Seal the revision that a step made, and write the leaf that the log keeps of it.

    Args:
        step: The step.
        previous: The sealed revision before, with the disclosures of the record; None for the first.
        salts: As for :func:`seal`.
        context: What the store knows.

    Returns:
        The sealed revision, whose disclosures include that of the reason; the event; its canonical bytes.

    Raises:
        ValueError: If record and change do not belong together, or as for :func:`seal`.
        StoreError: If a disclosure of the previous revision was tampered with.
    """
    record, change = step.record, step.change
    if (record.id, record.revision) != (change.record, change.revision):
        msg = f"the change is of {change.record!r} revision {change.revision}, the record is another"
        raise ValueError(msg)
    standing = set() if previous is None else {found.decode() for found in PLACEHOLDER.findall(previous.stored)}
    known = () if previous is None else [row for row in previous.disclosures if row.digest in standing]
    sealed = seal(record, known=known, salts=salts)
    reason = None
    if change.reason is not None:
        reason = _disclosure(json_text(change.reason), salts(), None, record.id, "reason")
        sealed = attrs.evolve(sealed, disclosures=(*sealed.disclosures, reason))
    event, leaf = fitted(
        AuditEvent(
            record=record.id,
            revision=record.revision,
            action=change.action,
            actor=change.actor,
            role=change.role,
            at=change.at,
            recorded=context.recorded,
            paths=change.paths,
            digest=digest(sealed.stored),
            findings=None if change.findings is None else digest(canonical(change.findings)),
            fingerprints=context.fingerprints,
            facts=public_facts(record, change.findings),
            reason=None if reason is None else reason.digest,
        )
    )
    return SealedStep(sealed, event, leaf)


def commitment(disclosure: str) -> str:
    """Return the digest of a disclosure (RFC 9901, 4.2.3): SHA-256 of its text, base64url without padding."""
    return _base64(sha256(disclosure.encode()).digest())


def opened(row: Disclosure) -> str:
    """
    Return the canonical JSON text of the value that a disclosure holds.

    Raises:
        StoreError: If its text is none or does not belong to its digest.
    """
    if commitment(row.text) == row.digest:
        try:
            _, value = json.loads(urlsafe_b64decode(row.text + "=" * (-len(row.text) % 4)))
            return json_text(value)
        except (TypeError, ValueError, RecursionError):
            pass
    msg = f"disclosure {row.digest} of record {row.record!r} does not hold what was sealed; restore it from a backup"
    raise StoreError(msg)


def _disclosure(value: str, salt: str, subject: str | None, record: str, name: str) -> Disclosure:
    if SALT.fullmatch(salt) is None:
        msg = "a salt needs at least 128 bits: 22 characters of base64url"
        raise ValueError(msg)
    text = _base64(f'["{salt}",{value}]'.encode())
    return Disclosure(commitment(text), text, subject, record, name)


def _placeholder(digest: str) -> str:
    return f'[{{"...":"{digest}"}}]'


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
