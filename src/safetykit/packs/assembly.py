"""Packs, a site and a host's own parts, checked against each other and put together."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from safetykit.codec.codec import Codec
from safetykit.errors import PackError
from safetykit.lifecycle.engine import Lifecycle
from safetykit.model.findings import Finding
from safetykit.model.permits import Permit
from safetykit.model.records import Record
from safetykit.packs.composition import LANGUAGES, contradictions, default_site, words_of
from safetykit.packs.judging import Judging
from safetykit.packs.pack import Pack
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site
from safetykit.rules.texts import Texts


@attrs.frozen(kw_only=True)
class Assembly:
    """
    A frozen composition of packs, site settings, kinds of work, house rules and words. Two of them never see each other.

    Attributes:
        packs: Regulations.
        site: Settings of the site; the default of the packs if left out.
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
            fingerprint(*(pack.fingerprint for pack in self.packs), self.site.fingerprint, self.rules, self.lifecycles),
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

    def text(self, finding: Finding, lang: str | None = None) -> str:
        """Say in the reader's language what is wrong and what to do about it."""
        lang = self._language(lang)
        wrong, todo = self.texts.say(finding, lang, self.site.zone)
        return (("；" if lang == "zh" else "; ").join((wrong, todo))) if todo else wrong

    def _language(self, lang: str | None) -> str:
        chosen = lang or self.locale
        if chosen not in LANGUAGES:
            msg = f"lang: {chosen!r} is no language of the kit; 'zh' or 'en' is needed"
            raise ValueError(msg)
        return chosen


def _default_site(packs: Iterable[object]) -> Site:
    site = default_site([pack for pack in packs if isinstance(pack, Pack)])
    if site is None:
        raise PackError(["kit: site: no pack brings a default; pass site=Site(...)"])
    return site
