"""Putting packs and a host's own parts together, and finding what in them contradicts itself."""

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

from safetykit.lifecycle.engine import ANY, Lifecycle, choose
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.packs.pack import Pack
from safetykit.rules.loader import read_texts
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site
from safetykit.rules.texts import Texts

LANGUAGES = ("zh", "en")
"""The languages that findings are told in."""


def tables_of(packs: Iterable[Pack], own: Sequence[Lifecycle]) -> tuple[Lifecycle, ...]:
    """Return every lifecycle, the standard one first; of several for one subject a later one wins."""
    return (STANDARD_PERMIT, *(table for pack in packs for table in pack.lifecycles), *own)


def words_of(packs: Iterable[Pack], rules: Iterable[Rule]) -> Texts:
    """Put the words of the library, of packs and of a host's own rules together."""
    texts = Texts()
    for package in ("rules", "lifecycle"):
        folder = resources.files(f"safetykit.{package}") / "locales"
        shipped = {lang: (folder / f"{lang}.toml").read_text("utf-8") for lang in LANGUAGES}
        texts = texts.including(read_texts(shipped, []))
    for pack in packs:
        texts = texts.including(pack.texts)
    for rule in rules:
        texts = texts.including(Texts(rule.messages))
    return texts


def contradictions(
    *,
    packs: Sequence[Pack],
    works: Sequence[Any],
    rules: Sequence[Rule],
    lifecycles: Sequence[Lifecycle],
    site: Site,
) -> list[str]:
    """
    Name everything that does not fit together.

    Args:
        packs: The packs.
        works: All kinds of work, those of packs included.
        rules: The host's own rules.
        lifecycles: The host's own lifecycles.
        site: The settings of the site.

    Returns:
        Two parts with one name, a row that falls due at no moment of its lifecycle, a host's row for a kind that nobody
        knows, a slot of the site that no lifecycle has or, where packs say which kinds there are, for another kind.
    """
    every = (*(rule for pack in packs for rule in pack.rules), *rules)
    named = {table.applies_to for table in lifecycles}
    claims = [table.applies_to for pack in packs for table in pack.lifecycles if table.applies_to not in named]
    tables = tables_of(packs, lifecycles)
    kinds = {work.kind for work in works} | {kind for pack in packs for rule in pack.rules for kind in _kinds(rule)}
    return [
        *_repeated("pack", [pack.id for pack in packs]),
        *_repeated("rule", [rule.id for rule in every]),
        *_repeated("kind of work", [work.kind for work in works]),
        *_repeated("lifecycle for", claims),
        *(problem for rule in every for problem in _misdated(rule, tables)),
        *(
            f"rule '{rule.id}': applies_to: no such kind '{kind}'; known: {', '.join(sorted(kinds))}"
            for rule in rules
            for kind in _kinds(rule)
            if kind not in kinds
        ),
        *_wrong_slots(site, kinds, tables, packs_know=bool(packs)),
    ]


def _repeated(what: str, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"{what} '{name}' is there twice; leave one out or name one" for name in twice]


def _kinds(rule: Rule) -> set[str]:
    return set(rule.applies_to.partition("/")[2].split("|")) - {ANY}


def _misdated(rule: Rule, tables: tuple[Lifecycle, ...]) -> list[str]:
    record = rule.applies_to.partition("/")[0]
    found = {choose(tables, f"{record}/{kind}") for kind in _kinds(rule) or {ANY}} - {None}
    return [
        f"rule '{rule.id}': due: '{rule.due}' is no milestone of lifecycle '{table.id}'; known: "
        + ", ".join(table.milestones)
        for table in sorted((table for table in found if table is not None), key=lambda table: table.id)
        if rule.due not in table.milestones
    ]


def _wrong_slots(site: Site, kinds: set[str], tables: tuple[Lifecycle, ...], *, packs_know: bool) -> list[str]:
    known = {slot.name for table in tables for slot in table.slots}
    problems = []
    for key, slots in site.slots.items():
        if packs_know and key.partition("/")[0] not in kinds:
            problems.append(f"site: slots: '{key}': no such kind of work; known: {', '.join(sorted(kinds))}")
        problems += [
            f"site: slots: '{key}': no such slot '{slot}'; known: {', '.join(sorted(known))}"
            for slot in slots
            if slot not in known
        ]
    return problems
