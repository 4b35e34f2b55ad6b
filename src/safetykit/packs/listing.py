"""What a kit lists: many records in one table, and the index of an archive."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from safetykit.codec.canonical import digest as digest_of
from safetykit.documents import Imprint, Register, RegisterDocument, Sheet
from safetykit.documents.archive import archive_index, keep_until
from safetykit.documents.load_registers import register_locale
from safetykit.documents.register import register
from safetykit.errors import PackError
from safetykit.model.civil import local
from safetykit.model.findings import Findings
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.records import Record
from safetykit.packs.printing import Printing
from safetykit.rules.engine import applies
from safetykit.rules.situation import signed_state


def _void(record: Record) -> frozenset[int]:
    return signed_state(record)[0]


@attrs.frozen(kw_only=True)
class Listing(Printing):
    """The verbs of a kit that list many records."""

    def register(
        self,
        records: Iterable[Record],
        *,
        at: datetime,
        lang: str | None = None,
        form: str | None = None,
        by: str = "",
        unit: str = "",
        period: str = "",
        findings: Mapping[str, Findings | int] = EMPTY,
        fonts: "Iterable[str | PathLike[str]]" = (),
    ) -> RegisterDocument:
        """
        Put many permits into one table: as workbook, CSV, or page by page.

        Args:
            records: The records, in the order in which they are listed.
            at: When it is made.
            lang: ``zh``, ``en`` or ``zh+en``; the kit's language if left out.
            form: Id of the register; the first one of the packs if left out.
            by: Who makes it, as shown.
            unit: The unit that it is about, at the head.
            period: The time that it is about, at the head.
            findings: What was found in each record, or how many breaches, by the record's id.
            fonts: Font files for characters that the shipped font lacks.

        Raises:
            PackError: If no pack has such a register.
        """
        imprint = Imprint(at=at, by=by, versions=self._versions)
        given = {"breaches": dict(findings)} if findings else {}
        return self._registered(
            register, self._register(form, index=False), records, lang, imprint, fonts, given, unit=unit, period=period
        )

    def archive_index(
        self,
        records: Iterable[Record],
        *,
        at: datetime,
        lang: str | None = None,
        form: str | None = None,
        by: str = "",
        period: str = "",
        digests: Mapping[str, str] = EMPTY,
        first: int | None = None,
        fonts: "Iterable[str | PathLike[str]]" = (),
    ) -> RegisterDocument:
        """
        Make the index of an archive (卷内目录): for each unit and month its records by number, with the gaps named.

        Args:
            records: The records, in any order.
            at: When it is made.
            lang: ``zh``, ``en`` or ``zh+en``; the kit's language if left out.
            form: Id of the index; the first one of the packs if left out.
            by: Who makes it, as shown.
            period: The time that it is about, at the head.
            digests: SHA-256 of stored revisions by the record's id; that of the plain record where one is left out.
            first: The running number that every series begins with, so that a gap at its beginning is found too.
            fonts: Font files for characters that the shipped font lacks.

        Raises:
            PackError: If no pack has such an index.
        """

        def digest(record: Record) -> str:
            return digests.get(record.id) or digest_of(self.codec.dump(record))

        return self._registered(
            archive_index,
            self._register(form, index=True),
            records,
            lang,
            Imprint(at=at, by=by, versions=self._versions),
            fonts,
            {"digest": digest, "keep_until": self.keep_until},
            period=period,
            first=first,
        )

    def keep_until(self, record: Record) -> date | None:
        """
        Return until when the law asks to keep a record: the longest time that any row in force at its end names.

        None while the record is open, if nobody knows since when it is not, or if no row speaks of it.
        """
        zone, subject = self.site.zone, self.subject(record)
        if record.state_since is None:
            return None
        ended = local(record.state_since, zone).date()
        final = {state.name for state in self.lifecycle(record).states if state.final}
        kept = [
            keep_until(record, zone, **rule.params["keep"]["record"], final=final)
            for rule in self.judging.rules
            if "keep" in rule.params and applies(rule.applies_to, subject) and rule.in_force(ended)
        ]
        return max((day for day in kept if day is not None), default=None)

    def _register(self, wanted: str | None, *, index: bool) -> Register:
        known = [one for pack in self.packs for one in pack.registers if (one.pages is not None) is index]
        for one in known:
            if wanted in (None, one.id):
                return one
        names = ", ".join(one.id for one in known) or "none"
        raise PackError([f"kit: no register {wanted or ''!r}; known: {names}"])

    def _registered(
        self,
        lay: Callable[..., Sheet],
        definition: Register,
        records: Iterable[Record],
        lang: str | None,
        imprint: Imprint,
        fonts: "Iterable[str | PathLike[str]]",
        given: Mapping[str, Any],
        **head: Any,
    ) -> RegisterDocument:
        first, *rest = (
            register_locale(definition, one, self.site.zone, [self.labels.get(one, EMPTY)])
            for one in self._printed(lang).split("+")
        )
        rows, second = tuple(records), rest[0] if rest else None
        common: dict[str, Any] = {"imprint": imprint, "given": given, "void": _void}
        return RegisterDocument(
            definition=definition,
            records=rows,
            locale=first,
            lay=partial(lay, definition, rows, first, second=second, **common, **head),
            fonts=tuple(map(Path, fonts)),
            templates=FrozenMap(self.templates),
            **common,
            **{name: words for name, words in head.items() if name in ("unit", "period")},
        )
