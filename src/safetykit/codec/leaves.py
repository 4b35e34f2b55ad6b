"""Leaves of the log: what an event may show of a record, and how it is kept small."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from safetykit.codec.canonical import canonical, json_text
from safetykit.codec.names import kind_of
from safetykit.model.changes import AuditEvent, PublicFacts
from safetykit.model.findings import Findings
from safetykit.model.records import Record

LEAF_LIMIT: Final = 1024
"""Bytes that a leaf may take, so that a proof with its leaf fits a printed code."""
PATHS_LIMIT: Final = 300
"""Bytes that the changed paths may take in it."""
PLACE_LIMIT: Final = 60
"""Characters that are shown of a place."""


def public_facts(record: Record, findings: Findings | None = None) -> PublicFacts:
    """
    Return what the log may show of a record: nothing personal.

    Args:
        record: The record, as the step made it.
        findings: What the gate found; its effective grade goes before the entered one.
    """
    parts: Any = record
    grades = [] if findings is None else [grade.value for grade in findings.grades if grade.value]
    grades += [grading.value for grading in getattr(parts, "gradings", ())]
    place = getattr(parts, "place", None)
    text = "" if place is None else " ".join((place.text or "").split())
    period = getattr(parts, "permitted", None) or getattr(parts, "planned", None)
    return PublicFacts(
        kind=kind_of(type(getattr(parts, "work", None))),
        number=record.number,
        state=record.state,
        grade=next(iter(grades), None),
        place=text[:PLACE_LIMIT].rstrip() or None,
        start=None if period is None else period.start,
        end=None if period is None else period.end,
    )


def fitted(event: AuditEvent) -> tuple[AuditEvent, bytes]:
    """
    Return *event* with paths short enough for a leaf, and its canonical bytes.

    Paths are shortened to their parents; if even the shortest is too long, the place is left out.

    Raises:
        ValueError: If ids, role and number alone are too long.
    """
    for facts in (event.facts, attrs.evolve(event.facts, place=None)):
        bare = attrs.evolve(event, facts=facts, paths=())
        paths = shortened(event.paths, min(PATHS_LIMIT, LEAF_LIMIT - len(canonical(bare))))
        if paths is not None:
            made = attrs.evolve(bare, paths=paths)
            return made, canonical(made)
    msg = f"ids, role and number of this event take more than the {LEAF_LIMIT} bytes of a leaf; use shorter ids"
    raise ValueError(msg)


def shortened(paths: Iterable[str], room: int) -> tuple[str, ...] | None:
    """Cut the deepest paths to their parents until all take no more than *room* bytes; None if that cannot be."""
    kept = _outermost(paths)
    while len(",".join(map(json_text, kept)).encode()) > room:
        if kept == ("",):
            return None
        depth = max(path.count("/") for path in kept)
        kept = _outermost(path.rpartition("/")[0] if path.count("/") == depth else path for path in kept)
    return kept


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Keep the paths that lie below no other, each once, in order."""
    unique = dict.fromkeys(paths)
    return tuple(path for path in unique if not any(parent in unique for parent in _parents(path)))


def _parents(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path
