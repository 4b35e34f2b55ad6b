"""The kit: what a host composes once, and the verbs that it calls."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import attrs

from safetykit.codec.canonical import digest as digest_of
from safetykit.codec.codec import Codec
from safetykit.documents import Document, Imprint, fill, locale_of
from safetykit.errors import PackError, Refused
from safetykit.lifecycle import steps
from safetykit.lifecycle.engine import Lifecycle, Move
from safetykit.lifecycle.options import Option, added, option
from safetykit.model.changes import Step
from safetykit.model.findings import Finding, Findings
from safetykit.model.people import Actor
from safetykit.model.permits import Permit
from safetykit.model.records import EnteredFrom, Record
from safetykit.model.signoffs import Presence
from safetykit.model.time import aware
from safetykit.model.version import VERSION
from safetykit.packs.composition import LANGUAGES, contradictions, default_site, words_of
from safetykit.packs.judging import Judging
from safetykit.packs.pack import Pack
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.outlook import Outlook
from safetykit.rules.rows import Rule
from safetykit.rules.sarif import sarif_log
from safetykit.rules.site import Site
from safetykit.rules.situation import latest_act, signed_state
from safetykit.rules.texts import Texts

R = TypeVar("R", bound=Record)


@attrs.frozen(kw_only=True)
class Kit:
    """
    A frozen composition of packs, site settings, kinds of work, house rules and words. Two kits never see each other.

    Attributes:
        packs: Regulations.
        site: Settings of the site; the first pack's default if left out.
        works: The host's own kinds of work, beside those of the packs.
        records: The host's own types of records, beside permits; each needs a lifecycle.
        rules: The host's own rules, beside those of the packs.
        lifecycles: The host's own lifecycles; they win over those of packs.
        locale: ``zh`` or ``en``.

    Raises:
        PackError: If the parts contradict each other; all problems at once.
    """

    packs: Sequence[Pack] = ()
    site: Site = attrs.field(default=attrs.Factory(lambda kit: _default_site(kit.packs), takes_self=True))
    works: Sequence[type] = ()
    records: Sequence[type] = ()
    rules: Sequence[Rule] = ()
    lifecycles: Sequence[Lifecycle] = ()
    locale: str = "zh"
    codec: Codec = attrs.field(init=False, eq=False, repr=False)
    texts: Texts = attrs.field(init=False, eq=False, repr=False)
    fingerprint: str = attrs.field(init=False)
    judging: Judging = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Check the parts against each other and put them together."""
        for name in ("packs", "works", "records", "rules", "lifecycles"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        given: Sequence[object] = self.packs
        strangers = [type(pack).__name__ for pack in given if not isinstance(pack, Pack)]
        if strangers:
            raise PackError([f"kit: packs: a Pack is needed, such as cn_gb30871.PACK, not a {strangers[0]}"])
        works: tuple[Any, ...] = (*(work for pack in self.packs for work in pack.works), *self.works)
        works = tuple(dict.fromkeys(works))
        records: tuple[Any, ...] = (Permit, *self.records)
        problems = contradictions(
            packs=self.packs, works=works, rules=self.rules, lifecycles=self.lifecycles, site=self.site
        )
        if self.locale not in LANGUAGES:
            problems.append("locale: 'zh' or 'en' is needed")
        if problems:
            raise PackError([f"kit: {problem}" for problem in problems])
        object.__setattr__(self, "codec", Codec(works=works, records=records))
        object.__setattr__(self, "texts", words_of(self.packs, self.rules))
        object.__setattr__(
            self,
            "fingerprint",
            fingerprint(*(pack.fingerprint for pack in self.packs), self.site.fingerprint, self.rules),
        )
        judging = Judging(
            self.packs, self.rules, self.lifecycles, self.site, subject=self.subject, fingerprint=self.fingerprint
        )
        object.__setattr__(self, "judging", judging)

    def lifecycle(self, record: Record) -> Lifecycle:
        """
        Return the table that *record* lives by.

        Raises:
            PackError: If none is known for its kind.
        """
        return self.judging.lifecycle(record)

    def subject(self, record: Record) -> str:
        """Return what rules and lifecycles call the record: ``permit/hot-work``."""
        return self.codec.subject(record)

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

    def options(self, record: Record, *, at: datetime, by: Actor | None = None) -> tuple[Option, ...]:
        """
        List every move from where the record stands, and what stands in its way.

        Args:
            record: The record.
            at: When the move would be made.
            by: Who would make it; without one, somebody in a role that may.
        """
        lifecycle, at = self.lifecycle(record), aware(at)
        reached = lifecycle.reached(record, at)
        return tuple(self._option(record, row, at, by, reached) for row in lifecycle.moves_from(record.state))

    def _option(self, record: Record, row: Move, at: datetime, by: Actor | None, reached: frozenset[str]) -> Option:
        actor = by or Actor(id="somebody", role=next(iter(row.roles), "somebody"))
        opinion = "-" if row.reasoned else None
        demands: dict[str, Any] = dict.fromkeys(row.demands, True)
        obstacles: tuple[Finding, ...] = ()
        judged = None
        try:
            step = self.move(record, row.action, by=actor, at=at, opinion=opinion, **demands)
            judged = step.change.findings
        except Refused as refused:
            obstacles = refused.findings.items
            if row.gated:
                judged = self.check(record, at=at, milestone=row.milestone)
        return option(row, obstacles, judged, added(self.lifecycle(record), row, reached))

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

    def text(self, finding: Finding, lang: str | None = None) -> str:
        """Say in the reader's language what is wrong and what to do about it."""
        lang = self._language(lang)
        wrong, todo = self.texts.render(finding.message, finding.args, lang, self.site.zone)
        return (("；" if lang == "zh" else "; ").join((wrong, todo))) if todo else wrong

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

    def _language(self, lang: str | None) -> str:
        chosen = lang or self.locale
        if chosen not in LANGUAGES:
            msg = f"lang: {chosen!r} is no language of the kit; 'zh' or 'en' is needed"
            raise ValueError(msg)
        return chosen

    def document(
        self,
        record: Record,
        *,
        at: datetime,
        lang: str | None = None,
        form: str | None = None,
        copy: int | None = None,
        by: str = "",
        serial: int = 1,
        digest: str | None = None,
        fonts: Iterable[Path] = (),
    ) -> Document:
        """
        Put a record on its form.

        Args:
            record: The record.
            at: When it is printed.
            lang: ``zh`` or ``en``; the kit's language if left out.
            form: Id of the form; the first one for records of this subject if left out.
            copy: Which copy it is, counted from 1.
            by: Who prints it, as shown.
            serial: The how-manieth print it is.
            digest: SHA-256 of the stored revision; that of the plain record if left out.
            fonts: Font files for characters that the shipped font lacks.

        Raises:
            PackError: If no pack has such a form.
            Refused: If the record is in a state that its lifecycle does not know.
            RenderError: If the record does not fit the form.
        """
        subject, lifecycle = self.subject(record), self.lifecycle(record)
        steps.refuse_unknown_state(lifecycle, record, "document", aware(at))
        forms = [each for pack in self.packs for each in pack.forms if each.applies_to == subject]
        chosen = next((each for each in forms if form in (None, each.id)), None)
        if chosen is None:
            known = ", ".join(each.id for each in forms) or "none"
            raise PackError([f"kit: no form {form or ''!r} for {subject!r}; known: {known}"])
        state = lifecycle.state(record.state)
        imprint = Imprint(
            at=at,
            by=by,
            serial=serial,
            digest=digest or digest_of(self.codec.dump(record)),
            versions=(f"safetykit {VERSION}", *(pack.id for pack in self.packs)),
        )
        sheet = fill(
            chosen,
            record,
            locale_of(chosen, lang or self.locale, self.site.zone),
            imprint=imprint,
            copy=copy,
            works=state is not None and state.works,
            void=signed_state(record)[0],
            unused=self.judging.unused_slots(record),
        )
        return Document(sheet, fonts=tuple(fonts))


def _default_site(packs: Iterable[object]) -> Site:
    site = default_site([pack for pack in packs if isinstance(pack, Pack)])
    if site is None:
        raise PackError(["kit: site: no pack brings a default; pass site=Site(...)"])
    return site
