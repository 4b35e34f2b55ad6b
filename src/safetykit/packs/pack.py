"""What a pack is: everything that one regulation brings, as one frozen value."""

from typing import Any

import attrs

from safetykit.documents.forms import Form
from safetykit.lifecycle.engine import Lifecycle
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Work
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.grades import GradeScale
from safetykit.rules.loader import RuleSet
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site
from safetykit.rules.texts import Texts


@attrs.frozen(kw_only=True)
class Pack:
    """
    One regulation, or a company's own rows.

    Attributes:
        id: Stable; the first part of the ids of its rows.
        title: Its name by language.
        rules: The rows of law.
        scales: The scales of grades.
        site: A default for the settings that the law leaves to the company.
        texts: The words of its findings.
        works: The kinds of work that it speaks of.
        lifecycles: Tables for kinds that do not live by the standard one.
        forms: The forms that it prints.
        cases: Worked cases of its rows, as TOML text.
        fingerprint: SHA-256 of what it judges by. A pack read from files has that of its files.
    """

    id: str
    title: FrozenMap[str] = EMPTY
    rules: tuple[Rule, ...] = ()
    scales: tuple[GradeScale, ...] = ()
    site: Site | None = None
    texts: Texts = attrs.field(factory=Texts)
    works: tuple[type[Work], ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    forms: tuple[Form, ...] = ()
    cases: str = attrs.field(default="", repr=False)
    fingerprint: str = attrs.field(
        default=attrs.Factory(lambda pack: fingerprint(pack.rules, pack.scales, pack.texts), takes_self=True)
    )


def pack_of(rules: RuleSet, **more: Any) -> Pack:
    """
    Make a pack of the rows that were read from its file.

    Args:
        rules: What :func:`safetykit.rules.loader.load_rules` returned.
        more: The other parts of the pack: ``works``, ``lifecycles``, ``forms``, ``cases``.
    """
    read = {field.name: getattr(rules, field.name) for field in attrs.fields(RuleSet)}
    return Pack(**read, **more)
