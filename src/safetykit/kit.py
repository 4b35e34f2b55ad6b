"""The kit: what a host composes once, and the verbs that it calls."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from safetykit.errors import Refused
from safetykit.lifecycle import steps
from safetykit.lifecycle.engine import Move
from safetykit.lifecycle.options import Option, added, option
from safetykit.model.changes import Step
from safetykit.model.findings import Finding, Findings
from safetykit.model.people import Actor
from safetykit.model.permits import Permit
from safetykit.model.records import EnteredFrom, Record
from safetykit.model.signoffs import Presence
from safetykit.model.time import aware
from safetykit.packs.listing import Listing
from safetykit.rules.outlook import Outlook
from safetykit.rules.sarif import sarif_log
from safetykit.rules.situation import latest_act

R = TypeVar("R", bound=Record)


@attrs.frozen(kw_only=True)
class Kit(Listing):
    """
    What a host composes once, and the verbs that it calls.

    Its parts (packs, site, works, rules ...) are those of :class:`~safetykit.packs.assembly.Assembly`; those that print,
    and the verbs for it, those of :class:`~safetykit.packs.printing.Printing` and
    :class:`~safetykit.packs.listing.Listing`.
    """

    def open(self, draft: R, *, by: Actor, at: datetime) -> Step[R]:
        """
        Make the first revision of a draft.

        Raises:
            Refused: If it is no unsigned draft.
        """
        return steps.open_record(self.lifecycle(draft), draft, by=by, at=at)

    def adopt(self, record: R, *, by: Actor, at: datetime, source: EnteredFrom = EnteredFrom.PAPER) -> Step[R]:
        """
        Enter a finished record in the state that it shows (补录). No rule is asked; ``check`` judges it afterwards.

        Raises:
            Refused: If its lifecycle has no such state.
        """
        return steps.adopt(self.lifecycle(record), record, by=by, at=at, source=source)

    def add(self, record: R, evidence: object, *, by: Actor, at: datetime) -> Step[R]:
        """
        Append one piece of evidence: a gas test, a confirmation, a pause, a person ... where its type belongs.

        Raises:
            Refused: If it is none, or comes before the last step.
        """
        return steps.add(self.lifecycle(record), record, evidence, by=by, at=at)

    def amend(self, record: R, *, by: Actor, at: datetime, reason: str | None = None, **changes: object) -> Step[R]:
        """
        Change substance where the lifecycle allows it.

        Raises:
            Refused: If the state does not allow it, or a field is evidence or belongs to the verbs.
        """
        return steps.amend(self.lifecycle(record), record, changes, by=by, at=at, reason=reason)

    def sign_off(
        self,
        record: R,
        *,
        slot: str,
        by: Actor,
        at: datetime,
        path: str = "",
        agrees: bool = True,
        opinion: str | None = None,
        presence: Presence | None = None,
    ) -> Step[R]:
        """
        State something in a slot of the form; the sign-off covers what is on the page.

        With *path* it is about one place of the record, such as ``/waivers/0``, in place of the whole.

        Raises:
            Refused: If there is no such slot or place, a move signs it, or the role may not.
        """
        lifecycle = self.lifecycle(record)
        return steps.sign_off(
            lifecycle, record, slot=slot, path=path, by=by, at=at, agrees=agrees, opinion=opinion, presence=presence
        )

    def move(
        self,
        record: R,
        action: str,
        *,
        by: Actor,
        at: datetime,
        slot: str | None = None,
        opinion: str | None = None,
        presence: Presence | None = None,
        related: Iterable[Record] = (),
        **changes: Any,
    ) -> Step[R]:
        """
        Make a lifecycle step.

        Its fields are applied and the mover's sign-off is appended in *slot* (the move's first one if none is named);
        if the step leads towards danger, the rules are asked about the result.

        Raises:
            Refused: With everything that stands in its way.
        """
        lifecycle = self.lifecycle(record)
        step, row = steps.move(
            lifecycle, record, action, by=by, at=at, slot=slot, opinion=opinion, presence=presence, changes=changes
        )
        if not row.gated:
            return step
        findings = self.check(step.record, at=at, related=related, milestone=row.milestone)
        blocking = findings.blocking(self.site.mode)
        if blocking:
            raise Refused(action, attrs.evolve(findings, items=blocking))
        return attrs.evolve(step, change=attrs.evolve(step.change, findings=findings))

    def check(
        self, record: Record, *, at: datetime, related: Iterable[Record] = (), milestone: str | None = None
    ) -> Findings:
        """
        Ask every rule about a record as of *at*.

        Args:
            record: The record.
            at: The instant of judgment.
            related: Records it links to, as far as they are at hand.
            milestone: Judge as if this one were reached.

        Returns:
            Findings. "No breach found" never means safe.

        Raises:
            Refused: If the record is in a state that its lifecycle does not know.
        """
        return self.judging.check(record, at=at, related=related, milestone=milestone)

    def outlook(
        self,
        record: Record,
        start: datetime,
        end: datetime,
        *,
        related: Iterable[Record] = (),
        milestone: str | None = None,
    ) -> Outlook:
        """
        Ask every rule about a record at every instant from *start* to *end*, if nothing is added to it.

        It is exact: at any instant in between it says what :meth:`check` would.

        Args:
            record: The record.
            start: First instant.
            end: Last instant.
            related: Records it links to, as far as they are at hand.
            milestone: Judge as if this one were reached; ``start`` asks until when work may begin.

        Raises:
            Refused: If the record is in a state that its lifecycle does not know.
            ValueError: If the end lies before the start.
        """
        return self.judging.outlook(record, start, end, related=related, milestone=milestone)

    def options(
        self, record: Record, *, at: datetime, by: Actor | None = None, related: Iterable[Record] = ()
    ) -> tuple[Option, ...]:
        """
        List every move from where the record stands, and what stands in its way.

        Args:
            record: The record.
            at: When the move would be made.
            by: Who would make it; without one, somebody in a role that may.
            related: Records it links to, as far as they are at hand.
        """
        lifecycle, at = self.lifecycle(record), aware(at)
        hand = tuple(related)
        return tuple(self._option(record, row, at, by, hand) for row in lifecycle.moves_from(record.state))

    def _option(self, record: Record, row: Move, at: datetime, by: Actor | None, related: tuple[Record, ...]) -> Option:
        lifecycle = self.lifecycle(record)
        actor = by or Actor(id="somebody", role=next(iter(row.roles), "somebody"))
        opinion = "-" if row.reasoned else None
        demands: dict[str, Any] = dict.fromkeys(row.demands, True)
        obstacles: tuple[Finding, ...] = ()
        judged = None
        try:
            step = self.move(record, row.action, by=actor, at=at, opinion=opinion, related=related, **demands)
            judged = step.change.findings
        except Refused as refused:
            obstacles = refused.findings.items
            if row.gated:
                judged = self.check(record, at=at, milestone=row.milestone, related=related)
        return option(row, obstacles, judged, added(lifecycle, row, lifecycle.reached(record, at)))

    def moment(self, record: Record) -> datetime | None:
        """
        Return the instant to judge a record at when nobody names one: its latest act.

        For a record that is closed or expired, or was entered from elsewhere, the end of the permitted window if that
        is later. None if the record knows no time at all.
        """
        latest = latest_act(record)
        state = self.lifecycle(record).state(record.state)
        over = record.entered_from is not None or record.state == "expired" or (state is not None and state.final)
        end = record.valid_until if over and isinstance(record, Permit) else None
        return max((at for at in (latest, end) if at is not None), default=None)

    def sarif(self, found: Mapping[str, Findings], *, lang: str | None = None, every: bool = False) -> dict[str, Any]:
        """
        Return findings as a SARIF 2.1.0 log, ready for ``json.dumps``.

        Args:
            found: Findings of this kit by the address of the record that they are about: a URI, best a relative one.
            lang: ``zh`` or ``en``; the kit's language if left out.
            every: List rows that found no breach or do not apply too.

        Raises:
            ValueError: If an address is no URI reference, or the findings come from different kits.
        """
        rules = self.judging.rules
        return sarif_log(
            found, texts=self.texts, lang=self._language(lang), zone=self.site.zone, rules=rules, every=every
        )
