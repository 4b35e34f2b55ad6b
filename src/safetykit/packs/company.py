"""The pack of a company or a province: one TOML file over the packs that it extends."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError
from safetykit.model.findings import Milestone, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.packs.composition import LANGUAGES, default_site
from safetykit.packs.pack import ADVISORY, Pack
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.house import Stricter, misfits
from safetykit.rules.loader import clashes, differing, read_dates, read_head, read_rules, read_site, read_words
from safetykit.rules.rows import Rule, SourceMark
from safetykit.rules.tables import Table, frozen
from safetykit.rules.texts import Message, Texts

V = TypeVar("V")


def pack_from_toml(text: str, *, extends: Sequence[Pack], name: str = "company.toml") -> Pack:
    """
    Read a pack that is one file: settings, rows with other numbers, rows of its own, words and worked cases.

    Args:
        text: The TOML text.
        extends: The packs whose rows it may tighten and whose checks it may name; they go into the kit before it.
        name: Name of the file, for errors.

    Returns:
        The pack. Words that it has in one language only are lent to the other.

    Raises:
        PackError: With every slip, by file, row and field.
    """
    packs, problems = tuple(extends), list[str]()
    top = Table(name, parse_toml(text, name, Decimal), problems)
    pack, title = read_head(top)
    site = read_site(top, default_site(packs))
    checks = {key: check for each in packs for key, check in each.checks.items()}
    moments = (moment for each in packs for table in each.lifecycles for moment in table.milestones)
    beside = tuple(_tightened(top, packs))
    own = read_rules(top, checks, tuple(dict.fromkeys((*Milestone, *moments))))
    problems += [f"{name}: {problem}" for rule in own for problem in _unlike(rule, packs)]
    rules = (*beside, *own)
    texts = _texts(top, packs, {rule.id for rule in rules})
    cases = top.tables("case")  # read when they are run: records need a codec
    top.finish()
    problems += clashes(rules, pack, name)
    if problems:
        raise PackError(dict.fromkeys(problems))
    return Pack(
        id=pack,
        title=title,
        rules=rules,
        site=site,
        texts=texts,
        extends=tuple(each.id.removesuffix(ADVISORY) for each in packs),
        cases=text if cases else "",
        files=fingerprint(text, *(each.fingerprint for each in packs)),
    )


def _unlike(rule: Rule, packs: Sequence[Pack]) -> Iterator[str]:
    """Name the params of a row that the rows below with the same check have otherwise: the check would stumble there."""
    models = [each.params for pack in packs for each in pack.rules if each.check is rule.check]
    if models:
        every: FrozenMap[Any] = FrozenMap({key: value for model in models for key, value in model.items()})
        lacking = [key for key in every if key not in rule.params and all(key in model for model in models)]
        slips = (*(f"'{key}' is missing" for key in lacking), *misfits("", every, rule.params))
        yield from (f"{rule.id}: params: {slip}" for slip in slips)


def _tightened(top: Table, packs: Sequence[Pack]) -> Iterator[Rule]:
    """Read the ``[[tighten]]`` tables."""
    known = {rule.id: (rule, pack.texts.messages) for pack in packs for rule in pack.rules}
    for index, row in top.tables("tighten"):
        table = Table(f"{top.where}: tighten[{index}] ({row.get('id', 'without id')})", row, top.problems)
        rule, name, cites = (table.take(key, str) for key in ("rule", "id", "cites"))
        if rule is not None and rule not in known:
            table.complain("rule", f"no such row; known: {', '.join(known) or 'none'}")
        since, until = read_dates(table)
        params = frozen(table.take("params", dict, default={}) or {})
        severity = table.choose("severity", Severity, default=None)
        code = table.take("code", str, default=None)
        mark = table.choose("mark", SourceMark, default=SourceMark.HOUSE)
        table.finish()
        if rule in known and None not in (name, cites, mark):
            own = Stricter(
                id=name, params=params, cites=cites, since=since, until=until, severity=severity, code=code, mark=mark
            )
            try:
                yield own.beside(*known[rule], table.where)
            except PackError as error:
                top.problems.extend(error.problems)


def _texts(top: Table, packs: Sequence[Pack], rows: set[str]) -> Texts:
    """Read ``[message.zh]``, ``[label.zh]`` and so on: words for own rows, or in place of those of extended packs."""
    given = {kind: top.take(kind, dict, default={}) or {} for kind in ("message", "label")}
    for kind, tables in given.items():
        for lang in sorted(tables.keys() - {*LANGUAGES}):
            top.complain(f"{kind}.{lang}", f"no such language; known: {', '.join(LANGUAGES)}")
    messages: dict[str, FrozenMap[Message]] = {}
    labels: dict[str, FrozenMap[str]] = {}
    for lang in LANGUAGES:
        data = {kind: tables.get(lang, {}) for kind, tables in given.items()}
        messages[lang], labels[lang] = read_words(Table(f"{top.where}: words in {lang}", data, top.problems))
    theirs = Texts()
    for pack in packs:
        theirs = theirs.including(pack.texts)
    places = {key: message.places for table in theirs.messages.values() for key, message in table.items()}
    for lang, table in messages.items():
        for key, message in table.items():
            if key not in places and key not in rows:
                top.complain(f"message.{lang}", f"no row says '{key}'; a row of this file says its id")
            unknown = message.places - places.get(key, message.places)
            if unknown:
                top.complain(f"message.{lang}", f"'{key}': nothing fills {', '.join(sorted(unknown))}")
    for lang, other, key in differing(messages):
        top.complain(f"message.{lang}", f"'{key}': its places differ from those in {other}")
    return Texts(_lent(messages, theirs.messages), _lent(labels, theirs.labels))


def _lent(own: Mapping[str, FrozenMap[V]], theirs: FrozenMap[FrozenMap[V]]) -> FrozenMap[FrozenMap[V]]:
    """Let a language that has no words of its own use those of the other."""
    nothing: FrozenMap[Any] = EMPTY
    return FrozenMap(
        {
            lang: FrozenMap(
                {
                    **{
                        key: words
                        for table in own.values()
                        for key, words in table.items()
                        if key not in theirs.get(lang, nothing)
                    },
                    **own[lang],
                }
            )
            for lang in own
        }
    )
