"""What a pack is: everything that one regulation brings, as one frozen value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from safetykit.documents.forms import Form
from safetykit.documents.registers import Register
from safetykit.errors import PackError
from safetykit.lifecycle.engine import Lifecycle
from safetykit.model.findings import Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.permits import Work
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.grades import GradeScale
from safetykit.rules.house import Stricter
from safetykit.rules.loader import RuleSet
from safetykit.rules.rows import Check, Rule, Timed
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
        registers: The registers and archive indexes that it prints.
        checks: The functions that its rows name, so that a pack which extends it can use them.
        extends: Ids of the packs that it sits on; they must be in the kit too.
        cases: Worked cases of its rows, as TOML text.
        files: SHA-256 of the files that it was read from, if it was.
        fingerprint: SHA-256 of its files and of all that it judges by, so that a pack that was changed is another one.
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
    registers: tuple[Register, ...] = ()
    checks: FrozenMap[Check | Timed] = attrs.field(default=EMPTY, repr=False)
    extends: tuple[str, ...] = ()
    cases: str = attrs.field(default="", repr=False)
    files: str = attrs.field(default="", repr=False)
    fingerprint: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Work the fingerprint out."""
        parts = (self.files, self.id, self.extends, self.rules, self.scales, self.lifecycles, self.texts)
        object.__setattr__(self, "fingerprint", fingerprint(*parts))

    def tighten(
        self,
        rule_id: str,
        *,
        id: str,
        params: Mapping[str, Any],
        cites: str,
        since: date,
        until: date | None = None,
        severity: Severity | None = None,
        code: str | None = None,
    ) -> Rule:
        """
        Make a house row with other numbers beside a row of this pack; pass it to ``Kit(rules=[...])``.

        It asks the same check, of the same records and at the same moment. The row of this pack is asked as before, so
        that nothing is weakened, whatever the numbers: whether one is stricter cannot be told in general and is not
        looked at. A waiver may set the house row aside.

        Args:
            rule_id: Id of the row.
            id: Id of the new row; begins with the name of the house.
            params: The params that differ, tables inside them key by key; the others stay.
            cites: Where the company wrote it down.
            since: First day in force.
            until: First day no longer in force; None while it holds.
            severity: What a breach means; that of the row if left out.
            code: Short code; the id if left out, so that a worked case that names a code never means two rows.

        Raises:
            PackError: If there is no such row or param, or a value has another type than that of the row; all problems
                at once.
        """
        base = next((rule for rule in self.rules if rule.id == rule_id), None)
        if base is None:
            known = ", ".join(rule.id for rule in self.rules)
            raise PackError([f"pack '{self.id}': no such row '{rule_id}'; known: {known or 'none'}"])
        row = Stricter(id=id, params=params, cites=cites, since=since, until=until, severity=severity, code=code)
        return row.beside(base, self.texts.messages, f"row '{id}'")

    def advisory(self) -> "Pack":
        """
        Return the pack with every row that blocks turned into one that warns.

        The rows keep their ids; the pack is another one by id (``...+advisory``) and fingerprint.
        """
        return attrs.evolve(
            self,
            id=f"{self.id}{ADVISORY}",
            rules=tuple(
                attrs.evolve(rule, severity=Severity.WARN) if rule.severity is Severity.BLOCK else rule
                for rule in self.rules
            ),
        )


ADVISORY = "+advisory"
"""What the id of a pack that only warns ends with."""


def pack_of(rules: RuleSet, **more: Any) -> Pack:
    """
    Make a pack of the rows that were read from its file.

    Args:
        rules: What :func:`safetykit.rules.loader.load_rules` returned.
        more: The other parts of the pack: ``works``, ``lifecycles``, ``forms``, ``registers``, ``checks``, ``cases``.
    """
    read = {field.name: getattr(rules, field.name) for field in attrs.fields(RuleSet)}
    return Pack(files=read.pop("fingerprint"), **read, **more)
