"""What a kit prints: forms in every format, blank and filled, and the pages and files around them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike
from typing import Any

import attrs

from safetykit.codec.canonical import digest as digest_of
from safetykit.documents import Document, Form, Imprint, Locale, Picture, fill, locale_of
from safetykit.documents.calendar_file import calendar_file
from safetykit.documents.locale import PRINTED
from safetykit.documents.missing import missing
from safetykit.documents.timeline import timeline
from safetykit.errors import PackError
from safetykit.lifecycle import steps
from safetykit.model.findings import Milestone
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.records import Record
from safetykit.model.time import aware
from safetykit.model.version import VERSION
from safetykit.packs.assembly import Assembly
from safetykit.packs.words import misfits
from safetykit.rules.outlook import Outlook
from safetykit.rules.situation import signed_state


def _forms(given: Iterable[Form]) -> tuple[Form, ...]:
    return tuple(given)


def _templates(given: Mapping[str, str]) -> FrozenMap[str]:
    return FrozenMap(given)


def _labels(given: Mapping[str, Mapping[str, str]]) -> FrozenMap[FrozenMap[str]]:
    return FrozenMap({lang: FrozenMap(words) for lang, words in given.items()})


@attrs.frozen(kw_only=True)
class Printing(Assembly):
    """
    The parts of a kit that print, and the verbs for it.

    Attributes:
        forms: The host's own forms; they win over those of packs, by id, and are the first choice for their records.
        templates: The host's own templates by name; one named like ours replaces it.
        labels: The host's own words by language and key, such as the statutory wording from a licensed copy.
        logo: The picture at the head of every form.
    """

    forms: Iterable[Form] = attrs.field(default=(), converter=_forms)
    templates: Mapping[str, str] = attrs.field(default=EMPTY, converter=_templates, repr=False)
    labels: Mapping[str, Mapping[str, str]] = attrs.field(default=EMPTY, converter=_labels, repr=False)
    logo: Picture | None = None
    _locales: dict[tuple[str, str, str], Locale] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Put the parts together, and check the host's words against those of the forms."""
        Assembly.__attrs_post_init__(self)
        problems = misfits(self.labels, self._all_forms())
        if problems:
            raise PackError([f"kit: {problem}" for problem in problems])

    def document(
        self,
        record: Record,
        *,
        at: datetime,
        lang: str | None = None,
        form: str | None = None,
        copy: int | None = None,
        by: str = "",
        serial: int | None = None,
        digest: str | None = None,
        leave: Iterable[str] = (),
        compact: bool = False,
        annex: bool | None = None,
        pictures: Iterable[Picture] = (),
        fonts: "Iterable[str | PathLike[str]]" = (),
    ) -> Document:
        """
        Put a record on its form.

        Args:
            record: The record.
            at: When it is printed.
            lang: ``zh``, ``en`` or ``zh+en``; the kit's language if left out.
            form: Id of the form; the first one for records of this subject if left out.
            copy: Which copy it is, counted from 1.
            by: Who prints it, as shown.
            serial: The how-manieth print it is; if left out, one more than the record holds of this copy.
            digest: SHA-256 of the stored revision; that of the plain record if left out.
            leave: Fields that stay blank, to be filled in with a pen, such as ``sign_offs``.
            compact: Print the form's compact variant, for display.
            annex: Whether the annex is printed; where it is needed if left out.
            pictures: Pictures that the record names by digest: drawn signatures, photos, drawings.
            fonts: Font files for characters that the shipped font lacks.

        Raises:
            PackError: If no pack has such a form.
            Refused: If the record is in a state that its lifecycle does not know.
            RenderError: If the record does not fit the form.
        """
        lifecycle = self.lifecycle(record)
        steps.refuse_unknown_state(lifecycle, record, "document", aware(at))
        chosen = self._form(self.subject(record), form)
        state = lifecycle.state(record.state)
        lang = self._printed(lang)
        plain = self.codec.dump(record)
        prints = [one for one in getattr(record, "prints", ()) if one.copy_number == copy]
        imprint = Imprint(
            at=at,
            by=by,
            serial=serial or len(prints) + 1,
            digest=digest or digest_of(plain),
            versions=self._versions,
            notes=self._set_aside(record, at, lang),
        )
        sheet = fill(
            chosen,
            record,
            self._words(chosen, lang),
            imprint=imprint,
            copy=copy,
            works=state is not None and state.works,
            void=signed_state(record)[0],
            unused=self.judging.unused_slots(record),
            leave=tuple(leave),
            compact=compact,
            annex=annex,
            pictures=self._pictures(pictures),
        )
        return Document(sheet, fonts=fonts, templates=self.templates, record=plain)

    def blank(
        self,
        subject: str,
        *,
        lang: str | None = None,
        form: str | None = None,
        number: str = "",
        copy: int | None = None,
        at: datetime | None = None,
        by: str = "",
        compact: bool = False,
        annex: bool = False,
    ) -> Document:
        """
        Print an empty form for the pen.

        Args:
            subject: What the form is for, such as ``permit/hot-work``.
            lang: ``zh``, ``en`` or ``zh+en``; the kit's language if left out.
            form: Id of the form; the first one for this subject if left out.
            number: The number to print on it, such as one of a reserved range.
            copy: Which copy it is, counted from 1.
            at: When it is printed, if the page shall say so.
            by: Who prints it, as shown.
            compact: Print the form's compact variant.
            annex: Print the annex too, with empty lines.

        Raises:
            PackError: If no pack has such a form.
            RenderError: If there is no such copy.
        """
        chosen = self._form(subject, form)
        imprint = Imprint(at=at, by=by, versions=self._versions)
        words = self._words(chosen, self._printed(lang))
        sheet = fill(
            chosen,
            None,
            words,
            imprint=imprint,
            copy=copy,
            compact=compact,
            annex=annex,
            pictures=self._pictures(()),
            number=number,
        )
        return Document(sheet, templates=self.templates)

    def missing(
        self,
        record: Record,
        *,
        at: datetime,
        lang: str | None = None,
        by: str = "",
        related: Iterable[Record] = (),
    ) -> Document:
        """
        Put everything that stands before the coming steps on one page for the applicant: what is missing, where, by when.

        Args:
            record: The record.
            at: When it is printed, and judged as if every coming milestone were reached.
            lang: ``zh`` or ``en``; the kit's language if left out.
            by: Who prints it, as shown.
            related: Records it links to, as far as they are at hand.

        Raises:
            Refused: If the record is in a state that its lifecycle does not know.
        """
        findings = self.judging.check(record, at=at, milestone=Milestone.CLOSE, related=related)
        subject = self.subject(record)
        sheet = missing(
            record,
            findings,
            self.lifecycle(record),
            mode=self.site.mode,
            words=self.texts,
            lang=self._language(lang),
            zone=self.site.zone,
            form=next((form for form in self._all_forms() if form.applies_to == subject), None),
            imprint=Imprint(at=at, by=by, digest=digest_of(self.codec.dump(record)), versions=self._versions),
        )
        return Document(sheet, templates=self.templates)

    def timeline(
        self, outlook: Outlook, record: Permit[Any], *, at: datetime | None = None, lang: str | None = None
    ) -> str:
        """
        Draw an outlook as SVG.

        Args:
            outlook: The outlook, as ``kit.outlook`` made it.
            record: The record that it is about.
            at: An instant to mark, such as now.
            lang: ``zh`` or ``en``; the kit's language if left out.
        """
        lang = self._language(lang)
        return timeline(outlook, record, words=self.texts, lang=lang, zone=self.site.zone, at=at)

    def calendar_file(
        self,
        outlook: Outlook,
        record: Permit[Any],
        *,
        at: datetime,
        alarm: timedelta | None = None,
        lang: str | None = None,
    ) -> bytes:
        """
        Write an outlook as an iCalendar file (RFC 5545): the permitted window, and each turn that asks for something.

        Args:
            outlook: The outlook, as ``kit.outlook`` made it.
            record: The record that it is about.
            at: When the file is made.
            alarm: How long before each event a calendar shall remind.
            lang: ``zh`` or ``en``; the kit's language if left out.

        Raises:
            MissingExtra: Without the extra ``ical``.
        """
        lang = self._language(lang)
        return calendar_file(outlook, record, words=self.texts, lang=lang, zone=self.site.zone, at=at, alarm=alarm)

    @property
    def _versions(self) -> tuple[str, ...]:
        return (f"safetykit {VERSION}", *(pack.id for pack in self.packs))

    def _all_forms(self) -> tuple[Form, ...]:
        own = tuple(self.forms)
        named = {form.id for form in own}
        return (*own, *(form for pack in self.packs for form in pack.forms if form.id not in named))

    def _form(self, subject: str, wanted: str | None) -> Form:
        forms = [form for form in self._all_forms() if form.applies_to == subject]
        for form in forms:
            if wanted in (None, form.id):
                return form
        known = ", ".join(form.id for form in forms) or "none"
        raise PackError([f"kit: no form {wanted or ''!r} for {subject!r}; known: {known}"])

    def _printed(self, lang: str | None) -> str:
        chosen = lang or self.locale
        if chosen not in PRINTED:
            msg = f"lang: {chosen!r} is no language of forms; one of {', '.join(PRINTED)} is needed"
            raise ValueError(msg)
        return chosen

    def _words(self, form: Form, lang: str) -> Locale:
        """Return the words of a form, put together once for each language."""
        known = self._locales.get((form.id, form.applies_to, lang))
        if known is None:
            known = self._locales[form.id, form.applies_to, lang] = locale_of(form, lang, self.site.zone, self.labels)
        return known

    def _pictures(self, given: Iterable[Picture]) -> FrozenMap[Picture]:
        named = {hashlib.sha256(picture.data).hexdigest(): picture for picture in given}
        return FrozenMap(named if self.logo is None else {**named, "logo": self.logo})

    def _set_aside(self, record: Record, at: datetime, lang: str) -> tuple[str, ...]:
        """Name the rules that are set aside for a record: the page that people work by has to say so."""
        if not self.site.waivers and not getattr(record, "waivers", ()):
            return ()
        waived = self.judging.check(record, at=at, milestone=self.lifecycle(record).milestones[-1]).waived
        one = lang.partition("+")[0]
        said = (f"{item.code} {self.texts.say(item, one, self.site.zone)[0]}" for item in waived)
        return tuple(dict.fromkeys(said))
