"""Reading a pack's rows from TOML; every slip is named by file, row and field."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError
from safetykit.model.findings import Milestone, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Code, Line
from safetykit.model.shapes import shape_of
from safetykit.rules.grades import GradeScale, Raising, Requirement
from safetykit.rules.rows import Check, Rule, SourceMark, Timed
from safetykit.rules.site import SETTINGS, Site, site_from_data
from safetykit.rules.tables import Table, frozen
from safetykit.rules.texts import Message, Texts

SCHEMA = "safetykit-pack/1"
CODE, LINE = shape_of(Code), shape_of(Line)
_SUBJECT = re.compile(r"[^\s/|*]+/(?:\*|[^\s/|*]+(?:\|[^\s/|*]+)*)")


@attrs.frozen(kw_only=True)
class RuleSet:
    """The rows of one regulation: rules, grade scales, default site, words, and a fingerprint of all of it."""

    id: str
    title: FrozenMap[str]
    rules: tuple[Rule, ...]
    scales: tuple[GradeScale, ...] = ()
    site: Site | None = None
    texts: Texts = attrs.field(factory=Texts)
    fingerprint: str


def load_rules(
    text: str,
    *,
    checks: Mapping[str, Check | Timed],
    raisings: Mapping[str, Raising] = EMPTY,
    locales: Mapping[str, str] = EMPTY,
    calendar: Callable[[Site], Site] | None = None,
    milestones: Iterable[str] = Milestone,
    name: str = "pack.toml",
) -> RuleSet:
    """
    Read a pack file.

    Args:
        text: The TOML text.
        checks: The functions that rows may name.
        raisings: The functions that grade scales may name.
        locales: By language, the TOML text of the pack's words.
        calendar: Completes the default site with what no TOML row holds.
        milestones: The moments at which rows may fall due; those of the pack's own lifecycles too, if it has some.
        name: Name of the file, for errors.

    Raises:
        PackError: With every slip: no TOML, a missing, unknown or mistyped field, a check that is not in *checks*,
            a duplicate id, rows of one code whose dates overlap under the same conditions, a message without words.
    """
    data = parse_toml(text, name, Decimal)
    problems: list[str] = []
    top = Table(name, data, problems)
    pack, title = read_head(top)
    site = read_site(top, None)
    if site is not None and calendar is not None:
        site = calendar(site)
    rules = read_rules(top, checks, tuple(milestones))
    scales = [_scale(row, name, raisings, problems) for row in top.tables("grades")]
    top.finish()
    texts = read_texts(locales, problems)
    problems += clashes(rules, pack, name)
    problems += _wordless((scale for scale in scales if scale is not None), texts, name)
    if problems:
        raise PackError(problems)
    parts = (text, *(f"{lang}\n{locales[lang]}" for lang in sorted(locales)))
    return RuleSet(
        id=pack,
        title=title,
        rules=rules,
        scales=tuple(scale for scale in scales if scale is not None),
        site=site,
        texts=texts,
        fingerprint=hashlib.sha256("\0".join(parts).encode()).hexdigest(),
    )


def read_head(top: Table) -> tuple[str, FrozenMap[str]]:
    """Read the schema, id and title of a pack file, and return the latter two."""
    if top.take("schema", str) not in (SCHEMA, None):
        top.complain("schema", f"'{SCHEMA}' is needed")
    title = frozen(top.take("title", dict) or {})
    if not all(isinstance(words, str) for words in title.values()):
        top.complain("title", "must be texts by language")
    return top.shaped("id", CODE) or "", title


def read_site(top: Table, default: Site | None) -> Site | None:
    """Read the ``[site]`` table of a pack over a default, if it has one."""
    data = top.take("site", dict, default=None)
    if data is None:
        return None
    try:
        return site_from_data(data, default, f"{top.where}: [site]")
    except PackError as error:
        top.problems.extend(error.problems)
        return None


def read_rules(top: Table, checks: Mapping[str, Check | Timed], milestones: tuple[str, ...]) -> tuple[Rule, ...]:
    """Read the ``[[rule]]`` tables of a pack, as far as nothing is wrong with them."""
    rules = [_rule(row, top.where, checks, milestones, top.problems) for row in top.tables("rule")]
    return tuple(rule for rule in rules if rule is not None)


def read_dates(table: Table) -> tuple[date, date | None]:
    """Read from when until when a row is in force."""
    span = Table(f"{table.where}: in_force", table.take("in_force", dict) or {}, table.problems)
    since, until = span.take("from", date), span.take("until", date, default=None)
    span.finish()
    if since and until and until <= since:
        table.complain("in_force", "'until' must be later than 'from'")
    return since or date.max, until


def _rule(
    numbered: tuple[int, Mapping[str, Any]],
    name: str,
    checks: Mapping[str, Check | Timed],
    milestones: tuple[str, ...],
    problems: list[str],
) -> Rule | None:
    index, row = numbered
    before = len(problems)
    table = Table(f"{name}: rule[{index}] ({row.get('id', 'without id')})", row, problems)
    since, until = read_dates(table)
    check = table.take("check", str)
    if check is not None and check not in checks:
        table.complain("check", f"no such check; known: {', '.join(sorted(checks))}")
    due = table.take("due", str)
    if due is not None and due not in milestones:
        table.complain("due", f"one of {', '.join(milestones)} is needed")
    subject = table.take("applies_to", str)
    if subject is not None and not _SUBJECT.fullmatch(subject):
        table.complain(
            "applies_to", "a type of record and kinds are needed, such as permit/hot-work|height or permit/*"
        )
    values: dict[str, Any] = {
        "id": table.shaped("id", CODE),
        "code": table.shaped("code", CODE),
        "applies_to": subject,
        "since": since,
        "until": until,
        "due": due,
        "severity": table.choose("severity", Severity),
        "cites": table.shaped("cites", LINE),
        "mark": table.choose("mark", SourceMark),
        "source": table.take("source", str, default=""),
        "when": frozen(table.take("when", dict, default={}) or {}),
        "unless": frozen(table.take("unless", dict, default={}) or {}),
        "params": frozen(table.take("params", dict, default={}) or {}),
        "uses": table.texts("uses", default=[]),
        "keeps": table.texts("keeps", default=[]),
        "waivable": table.take("waivable", bool, default=False),
    }
    for key in ("when", "unless"):
        if not all(isinstance(allowed, tuple) and allowed for allowed in values[key].values()):
            table.complain(key, "each condition needs a list of values")
    for setting in values["uses"]:
        if setting not in (*SETTINGS, "calendar"):
            table.complain("uses", f"no such setting '{setting}'; known: {', '.join(SETTINGS)}, calendar")
    table.finish()
    if len(problems) > before:
        return None
    return Rule(**values, check=checks[check])


def _scale(
    numbered: tuple[int, Mapping[str, Any]], name: str, raisings: Mapping[str, Raising], problems: list[str]
) -> GradeScale | None:
    index, row = numbered
    before = len(problems)
    table = Table(f"{name}: grades[{index}] ({row.get('scheme', 'without scheme')})", row, problems)
    since, until = read_dates(table)
    order = table.texts("order")
    if not order:
        table.complain("order", "at least one grade is needed")
    requirements = []
    for number, reason in table.tables("required"):
        part = Table(f"{table.where}: required[{number}]", reason, problems)
        value = part.take("value", str)
        if value is not None and value not in order:
            part.complain("value", f"one of {', '.join(order)} is needed")
        facts, unless = part.texts("all"), part.texts("unless", default=[])
        message, cites = part.shaped("message", CODE), part.shaped("cites", LINE)
        part.finish()
        requirements.append((value, facts, unless, message, cites))
    raised: dict[str, Any] = {}
    data = table.take("raised", dict, default=None)
    if data is not None:
        part = Table(f"{table.where}: raised", data, problems)
        by = part.take("by", str)
        if by is not None and by not in raisings:
            part.complain("by", f"no such function; known: {', '.join(sorted(raisings))}")
        raised["raising"] = raisings.get(by or "")
        raised["raised_message"], raised["raised_cites"] = part.shaped("message", CODE), part.shaped("cites", LINE)
        part.finish()
    scheme, applies_to = table.shaped("scheme", CODE), table.take("applies_to", str)
    table.finish()
    if len(problems) > before:
        return None
    return GradeScale(
        scheme=scheme,
        applies_to=applies_to,
        order=order,
        since=since,
        until=until,
        requirements=tuple(
            Requirement(value=value, all=facts, unless=unless, message=message, cites=cites)
            for value, facts, unless, message, cites in requirements
        ),
        **raised,
    )


def clashes(rules: Iterable[Rule], pack: str, name: str) -> list[str]:
    """Name the rows of a file that have the wrong id, one id, or one code and conditions at the same time."""
    problems: list[str] = []
    seen: list[Rule] = []
    for rule in rules:
        if pack and rule.pack != pack:
            problems.append(f"{name}: {rule.id}: id must begin with '{pack}/'")
        for other in seen:
            same_row = all(
                getattr(other, part) == getattr(rule, part)
                for part in ("code", "applies_to", "when", "unless", "due", "check")
            )
            overlap = (other.until is None or rule.since < other.until) and (
                rule.until is None or other.since < rule.until
            )
            if other.id == rule.id:
                problems.append(f"{name}: {rule.id}: id is used twice")
            elif same_row and overlap:
                problems.append(
                    f"{name}: {rule.id}: in_force: overlaps with {other.id} of the same code, check and conditions"
                )
        seen.append(rule)
    return problems


def _wordless(scales: Iterable[GradeScale], texts: Texts, name: str) -> list[str]:
    """Name the reasons for grades that a language has no words for; what checks say is theirs to test."""
    return [
        f"{name}: grades ({scale.scheme}): message: locale {lang} has no words for '{key}'"
        for scale in scales
        for key in (
            *(reason.message for reason in scale.requirements),
            *([scale.raised_message] if scale.raising else []),
        )
        for lang, messages in texts.messages.items()
        if key not in messages
    ]


def read_texts(locales: Mapping[str, str], problems: list[str]) -> Texts:
    """
    Read ``[message.KEY] wrong, todo`` and ``[label]`` tables by language, noting what one language lacks.

    Nested tables of labels give dotted keys.
    """
    messages: dict[str, FrozenMap[Message]] = {}
    labels: dict[str, FrozenMap[str]] = {}
    for lang, text in locales.items():
        try:
            data = parse_toml(text, f"locale {lang}")
        except PackError as error:
            problems += error.problems
            continue
        messages[lang], labels[lang] = read_words(Table(f"locale {lang}", data, problems))
    problems += [problem for lang in messages for problem in _lacking(lang, messages, labels)]
    problems += [
        f"locale {lang}: message {key}: its places differ from those of locale {other}"
        for lang, other, key in differing(messages)
    ]
    return Texts(FrozenMap(messages), FrozenMap(labels))


def read_words(top: Table) -> tuple[FrozenMap[Message], FrozenMap[str]]:
    """Read the messages and labels of one language."""
    rows = {}
    for key, row in (top.take("message", dict, default={}) or {}).items():
        if not isinstance(row, dict):
            top.problems.append(f"{top.where}: message {key}: a table with 'wrong' and 'todo' is needed")
            continue
        table = Table(f"{top.where}: message {key}", row, top.problems)
        rows[key] = Message(table.take("wrong", str) or "", table.take("todo", str, default="") or "")
        table.finish()
    words = dict(_flat("", top.take("label", dict, default={}) or {}))
    top.problems += [f"{top.where}: label {key}: must be a text" for key in words if not isinstance(words[key], str)]
    top.finish()
    return FrozenMap(rows), FrozenMap(words)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def _lacking(
    lang: str, messages: Mapping[str, FrozenMap[Message]], labels: Mapping[str, FrozenMap[str]]
) -> Iterator[str]:
    for other, theirs in messages.items():
        lacking = (sorted(theirs.keys() - messages[lang].keys()), sorted(labels[other].keys() - labels[lang].keys()))
        for key in (key for keys in lacking for key in keys):
            yield f"locale {lang}: '{key}' is missing; locale {other} has it"


def differing(messages: Mapping[str, FrozenMap[Message]]) -> Iterator[tuple[str, str, str]]:
    """Yield the messages that take other arguments in one language than in another: both languages and the key."""
    for lang, other in combinations(sorted(messages), 2):
        for key in sorted(messages[lang].keys() & messages[other].keys()):
            if messages[lang][key].places != messages[other][key].places:
                yield lang, other, key
