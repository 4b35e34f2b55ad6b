"""Putting packs and a host's own parts together, and finding what in them contradicts itself."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

from safetykit.lifecycle.engine import ANY, Lifecycle, choose
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.packs.conditions import idle
from safetykit.packs.pack import ADVISORY, Pack
from safetykit.rules.engine import applies
from safetykit.rules.loader import read_texts
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site
from safetykit.rules.texts import Texts

LANGUAGES = ("zh", "en")
"""The languages that findings are told in."""


def tables_of(packs: Iterable[Pack], own: Sequence[Lifecycle]) -> tuple[Lifecycle, ...]:
    """Return every lifecycle, the standard one first; of several for one subject a later one wins."""
    return (STANDARD_PERMIT, *(table for pack in packs for table in pack.lifecycles), *own)


def default_site(packs: Iterable[Pack]) -> Site | None:
    """Return the site that packs suggest: that of the last one which extends another, else of the first that has one."""
    found = [(pack.extends, pack.site) for pack in packs if pack.site is not None]
    over = [site for extends, site in found if extends]
    return over[-1] if over else next((site for _, site in found), None)


def words_of(packs: Sequence[Pack], rules: Iterable[Rule]) -> Texts:
    """Put the words of the library, of packs and of rules together; a later pack wins."""
    texts = Texts()
    for package in ("rules", "lifecycle"):
        folder = resources.files(f"safetykit.{package}") / "locales"
        shipped = {lang: (folder / f"{lang}.toml").read_text("utf-8") for lang in LANGUAGES}
        texts = texts.including(read_texts(shipped, []))
    for pack in packs:
        texts = _with_rules(texts, pack.rules).including(pack.texts)
    return _with_rules(texts, rules)


def _with_rules(texts: Texts, rules: Iterable[Rule]) -> Texts:
    for rule in rules:
        if rule.messages:
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
        Two parts with one name, a pack without the one that it extends, a row that falls due at no moment of its
        lifecycle or under conditions that no record can meet, a row of the host or of a pack over others for a kind or
        type of record that nobody knows; settings of the site for a kind, grade, slot or row that there is not, and
        waivers of rows that may not be set aside.
    """
    every = (*(rule for pack in packs for rule in pack.rules), *rules)
    named = {table.applies_to for table in lifecycles}
    claims = [table.applies_to for pack in packs for table in pack.lifecycles if table.applies_to not in named]
    tables = tables_of(packs, lifecycles)
    over = (*(rule for pack in packs if pack.extends for rule in pack.rules), *rules)
    kinds = {work.kind for work in works}
    kinds |= {kind for pack in packs if not pack.extends for rule in pack.rules for kind in _kinds(rule)}
    scales = [scale for pack in packs for scale in pack.scales]
    return [
        *_repeated("pack", [pack.id for pack in packs]),
        *_repeated("rule", [rule.id for rule in every]),
        *_repeated("kind of work", [work.kind for work in works]),
        *_repeated("lifecycle for", claims),
        *_lonely(packs),
        *(problem for rule in every for problem in _misdated(rule, tables)),
        *(problem for rule in over for problem in _misplaced(rule, kinds, tables)),
        *(problem for rule in every for problem in idle(rule, works, scales)),
        *_wrong_slots(site, tables),
        *(_wrong_keys(site, kinds, packs) if packs else ()),
        *_wrong_rows(site, every),
    ]


def _repeated(what: str, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"{what} '{name}' is there twice; leave one out or name one" for name in twice]


def _kinds(rule: Rule) -> set[str]:
    return set(rule.applies_to.partition("/")[2].split("|")) - {ANY}


def _misplaced(rule: Rule, kinds: set[str], tables: tuple[Lifecycle, ...]) -> Iterator[str]:
    record = rule.applies_to.partition("/")[0]
    if record not in {table.applies_to.partition("/")[0] for table in tables}:
        yield f"rule '{rule.id}': applies_to: there is no lifecycle for records called '{record}'"
        return
    for kind in sorted(_kinds(rule) - kinds):
        known = ", ".join(sorted(kinds))
        yield f"rule '{rule.id}': applies_to: no such kind '{kind}'; known: {known or 'none'}"


def _misdated(rule: Rule, tables: tuple[Lifecycle, ...]) -> list[str]:
    record = rule.applies_to.partition("/")[0]
    found = {choose(tables, f"{record}/{kind}") for kind in _kinds(rule) or {ANY}} - {None}
    return [
        f"rule '{rule.id}': due: '{rule.due}' is no milestone of lifecycle '{table.id}'; known: "
        + ", ".join(table.milestones)
        for table in sorted((table for table in found if table is not None), key=lambda table: table.id)
        if rule.due not in table.milestones
    ]


def _lonely(packs: Sequence[Pack]) -> list[str]:
    present = {pack.id.removesuffix(ADVISORY) for pack in packs}
    return [
        f"pack '{pack.id}' extends '{base}', which is not there; put it before"
        for pack in packs
        for base in pack.extends
        if base not in present
    ]


def _wrong_slots(site: Site, tables: tuple[Lifecycle, ...]) -> list[str]:
    known = {slot.name for table in tables for slot in table.slots}
    moved = {slot for table in tables for move in table.moves for slot in move.slots}
    named = [("slots", key, slot) for key, slots in site.slots.items() for slot in slots]
    named += [("approves", key, slot) for key, slot in site.approves.items()]
    return [
        f"site: {setting}: '{key}': no such slot '{slot}'; known: {', '.join(sorted(known))}"
        for setting, key, slot in named
        if slot not in known
    ] + [
        f"site: approves: '{key}': nobody has to sign '{slot}' there; add it to slots"
        for key, slot in site.approves.items()
        if slot in known - moved and slot not in site.slots.get(key, ())
    ]


def _wrong_keys(site: Site, kinds: set[str], packs: Sequence[Pack]) -> list[str]:
    """Name settings by kind and grade that nobody would ever look up; a kind without a scale may have any grade."""
    problems = []
    for setting in ("slots", "approves", "approvers"):
        for key in getattr(site, setting):
            kind, _, grade = key.partition("/")
            scales = [scale for pack in packs for scale in pack.scales if applies(scale.applies_to, f"permit/{kind}")]
            grades = {name: None for scale in scales for name in scale.order}
            if kind not in kinds:
                known = ", ".join(sorted(kinds))
                problems.append(f"site: {setting}: '{key}': no such kind of work; known: {known}")
            elif grades and grade not in grades:
                problems.append(f"site: {setting}: '{key}': no such grade; known: {', '.join(grades)}")
    return problems


def _wrong_rows(site: Site, rules: Iterable[Rule]) -> list[str]:
    """Name what the site sets aside or puts off although there is no such row, or none that may be set aside."""
    rows: dict[str, list[Rule]] = {}
    for rule in rules:
        for name in {rule.id, rule.code}:
            rows.setdefault(name, []).append(rule)
    problems = [f"site: adoption: no such row '{name}'" for name in site.adoption if name not in rows]
    for waiver in site.waivers:
        named = rows.get(waiver.rule, [])
        fixed = [rule.id for rule in named if not rule.waivable]
        if not named:
            problems.append(f"site: waivers: no such row '{waiver.rule}'")
        elif fixed:
            problems.append(f"site: waivers: '{waiver.rule}': may not be set aside: {', '.join(fixed)}")
    return problems
