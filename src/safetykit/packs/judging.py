"""All rows of a composition, ready to judge records at one site."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import attrs

from safetykit.errors import PackError
from safetykit.lifecycle import steps
from safetykit.lifecycle.engine import Lifecycle, choose
from safetykit.model.findings import Findings, Milestone
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.records import Record
from safetykit.model.time import MINUTE, aware, whole_minute
from safetykit.packs.composition import default_site, tables_of
from safetykit.packs.pack import Pack
from safetykit.rules.dockets import Docket
from safetykit.rules.engine import Hearing, Situation, docket_for, findings_of
from safetykit.rules.grades import effective_grade
from safetykit.rules.outlook import Outlook, look_out
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site
from safetykit.rules.situation import signed_state


class Judging:
    """
    Packs, a host's own rows and lifecycles, and a site, put together once.

    Args:
        packs: The packs.
        rules: The host's own rows.
        lifecycles: The host's own lifecycles.
        site: The site.
        subject: Says what rules and lifecycles call a record.
        fingerprint: That of the kit.
    """

    def __init__(
        self,
        packs: Sequence[Pack],
        rules: Sequence[Rule],
        lifecycles: Sequence[Lifecycle],
        site: Site,
        *,
        subject: Callable[[Record], str],
        fingerprint: str,
    ) -> None:
        self.rules: tuple[Rule, ...] = (*(rule for pack in packs for rule in pack.rules), *rules)
        self._packs: Sequence[Pack] = packs
        self._tables: tuple[Lifecycle, ...] = tables_of(packs, lifecycles)
        self._site: Site = _chosen(site, default_site(packs))
        self._subject: Callable[[Record], str] = subject
        self._fingerprint: str = fingerprint
        self._fingerprints: FrozenMap[str] = FrozenMap({pack.id: pack.fingerprint for pack in packs})
        self._dockets: dict[str, Docket] = {}
        self._chosen: dict[str, Lifecycle] = {}

    def docket(self, subject: str) -> Docket:
        """Return the rows for *subject*."""
        if subject not in self._dockets:
            scales = [scale for pack in self._packs for scale in pack.scales]
            self._dockets[subject] = docket_for(subject, rules=self.rules, scales=scales, site=self._site)
        return self._dockets[subject]

    def lifecycle(self, record: Record) -> Lifecycle:
        """
        Return the table that *record* lives by.

        Raises:
            PackError: If none is known for its kind.
        """
        subject = self._subject(record)
        if subject not in self._chosen:
            table = choose(self._tables, subject)
            if table is None:
                raise PackError([f"kit: no lifecycle for {subject!r}; pass one as lifecycles=[...]"])
            self._chosen[subject] = table
        return self._chosen[subject]

    def unused_slots(self, record: Record) -> frozenset[str]:
        """Return the slots that the site asks nobody to sign at the record's grade; they print as not used."""
        lifecycle, subject = self.lifecycle(record), self._subject(record)
        grades = [effective_grade(record, scale, self._site).value for scale in self.docket(subject).scales]
        asked = self._site.slots.get(f"{subject.partition('/')[2]}/{grades[0]}") if grades else None
        if asked is None:
            return frozenset()
        signed_by_moves = {slot for move in lifecycle.moves for slot in move.slots}
        return frozenset(slot.name for slot in lifecycle.slots) - {*asked} - signed_by_moves

    def check(
        self, record: Record, *, at: datetime, related: Iterable[Record] = (), milestone: str | None = None
    ) -> Findings:
        """Ask every rule about a record as of *at*; see :meth:`safetykit.kit.Kit.check`."""
        at = aware(at)
        hear = self._hear(record, at, tuple(related), milestone, "check")
        return findings_of(hear(at), milestone=milestone, packs=self._fingerprints, kit=self._fingerprint)

    def outlook(
        self, record: Record, start: datetime, end: datetime, *, related: Iterable[Record], milestone: str | None
    ) -> Outlook:
        """Ask every rule about a record over a time; see :meth:`safetykit.kit.Kit.outlook`."""
        start, end = aware(start), aware(end)
        hear = self._hear(record, start, tuple(related), milestone, "outlook")
        lifecycle = self.lifecycle(record)
        return look_out(
            hear,
            self.docket(self._subject(record)),
            record,
            start=start,
            end=end,
            clock=lifecycle.turning_points(record),
            pending=_pending(lifecycle, record, start, milestone),
            milestone=milestone,
            over=_over(lifecycle, record),
            packs=self._fingerprints,
            kit=self._fingerprint,
        )

    def _hear(
        self, record: Record, at: datetime, related: tuple[Record, ...], milestone: str | None, action: str
    ) -> Callable[[datetime], Hearing]:
        lifecycle = self.lifecycle(record)
        steps.refuse_unknown_state(lifecycle, record, action, at)
        subject = self._subject(record)
        docket = self.docket(subject)
        void, unsure = signed_state(record)
        assumed, ended = lifecycle.before(milestone), lifecycle.ended(record)

        def hear(moment: datetime) -> Hearing:
            pending = _pending(lifecycle, record, moment, milestone)
            situation = Situation(
                subject=subject,
                reached=lifecycle.reached(record, moment) | assumed,
                started=moment if pending else lifecycle.started(record),
                pending=pending,
                void=void,
                unsure=unsure,
            )
            return Hearing(docket, record, situation, at=moment, in_force_at=ended, related=related)

        return hear


def _over(lifecycle: Lifecycle, record: Record) -> datetime | None:
    """Return the first instant after the permitted window, if work goes on in it, may start or may go on again."""
    end = getattr(record, "valid_until", None)
    states = (record.state, *(move.target for move in lifecycle.moves_from(record.state)))
    works = any(state is not None and state.works for state in map(lifecycle.state, states))
    return whole_minute(end) + MINUTE if end is not None and works else None


def _chosen(site: Site, default: Site | None) -> Site:
    """Strike from the defaults of *site* what a host has set to another value than the pack's."""
    left = tuple(name for name in site.defaults if default is None or getattr(site, name) == getattr(default, name))
    return attrs.evolve(site, defaults=left)


def _pending(lifecycle: Lifecycle, record: Record, at: datetime, milestone: str | None) -> bool:
    """Say whether the record is judged as if its work started now, which it has not."""
    if milestone is None or Milestone.START not in lifecycle.before(milestone):
        return False
    return Milestone.START not in lifecycle.reached(record, at)
