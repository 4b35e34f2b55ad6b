"""Writes the pages of a pack's rules from its rows, grades and worked cases."""

import tomllib
from collections.abc import Iterable
from datetime import date
from typing import Any

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.pack import Pack
from safetykit.rules.rows import Rule, Timed, Triggered

DUE = ("submit", "approve", "start", "during", "close", "archive")
MARKS = {
    "two": "two transcriptions agree",
    "one": "one source",
    "interpretation": "our reading",
    "house": "a company's own rule",
    "memory": "from memory: never blocks",
    "unverified": "unverified: never blocks",
}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def pages(pack: Pack) -> dict[str, str]:
    """Return the overview of a pack and one page for each set of codes (GEN, HOT), by name."""
    sets: dict[str, list[Rule]] = {}
    for rule in sorted(pack.rules, key=lambda rule: (rule.code, rule.since, rule.id)):
        sets.setdefault(rule.code.partition("-")[0], []).append(rule)
    cases = _cases(pack)
    found = {f"rules-{pack.id}": _overview(pack, sets)}
    found |= {f"rules-{pack.id}-{name.lower()}": _set(pack, name, rows, cases) for name, rows in sets.items()}
    return found


def _overview(pack: Pack, sets: dict[str, list[Rule]]) -> str:
    parts = [
        f"# Rules of {pack.title.get('en', pack.id)}",
        f"{len(pack.rules)} rows. A row is asked from its milestone on; before it, it is listed as still to do. Pages: "
        + ", ".join(f"{{doc}}`{name} <rules-{pack.id}-{name.lower()}>`" for name in sets)
        + ".",
        "## What falls due when",
    ]
    due = [
        (
            name,
            ", ".join(
                f"{rule.code} `{rule.id.partition('/')[2]}`"
                for rows in sets.values()
                for rule in rows
                if rule.due == name
            ),
        )
        for name in DUE
    ]
    parts.append(table(("milestone", "rows"), (row for row in due if row[1])))
    for scale in pack.scales:
        parts.append(f"## Grades: {scale.scheme}, {_dates(scale.since, scale.until)}")
        parts.append(f"Lowest first: {', '.join(scale.order)}. The lowest needs no reason.")
        reasons = (
            (
                reason.value,
                " and ".join(f"`{name}`" for name in reason.all),
                " and ".join(f"`{name}`" for name in reason.unless),
                reason.cites,
            )
            for reason in scale.requirements
        )
        if scale.requirements:
            parts.append(table(("grade", "if", "unless", "clause"), reasons))
    return "\n\n".join(parts) + "\n"


def _set(pack: Pack, name: str, rows: list[Rule], cases: dict[str, list[dict[str, Any]]]) -> str:
    parts = [f"# {pack.id}: {name}"]
    for rule in rows:
        parts += [
            f"## {rule.code} `{rule.id}`",
            table(("", ""), _facts(rule)),
            *([f"Source: {rule.source}."] if rule.source else []),
            *_params(rule),
            *_worked(rule, rows, cases),
        ]
    return "\n\n".join(parts) + "\n"


def _facts(rule: Rule) -> Iterable[tuple[str, object]]:
    asked = rule.check.check if isinstance(rule.check, Timed | Triggered) else rule.check
    yield "asks", (asked.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ").removeprefix("Say ").strip()
    yield "clause", rule.cites
    yield "in force", _dates(rule.since, rule.until)
    yield "for", f"`{rule.applies_to}`"
    if rule.when:
        yield "when", _conditions(rule.when)
    if rule.unless:
        yield "not when", _conditions(rule.unless)
    yield "due", rule.due
    yield "a breach", f"{rule.effective_severity.value}s" if rule.effective_severity.value != "info" else "is noted"
    yield "source", MARKS[rule.mark.value]
    yield "depends on the moment", "yes" if isinstance(rule.check, Timed) else "no"
    yield "may be waived", "yes" if rule.waivable else "no"
    if rule.uses:
        yield "settings", ", ".join(f"`{name}`" for name in rule.uses)


def _conditions(conditions: FrozenMap[tuple[Any, ...]]) -> str:
    return ", ".join(f"`{name}` is {' or '.join(map(_plain, values))}" for name, values in conditions.items())


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _params(rule: Rule) -> Iterable[str]:
    numbers = [(f"`{name}`", _value(value)) for name, value in rule.params.items()]
    if numbers:
        yield table(("parameter", "value"), numbers)


def _value(value: object) -> str:
    if isinstance(value, FrozenMap):
        return "; ".join(f"{key}: {_value(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    return _plain(value)


def _cases(pack: Pack) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for case in tomllib.loads(pack.cases).get("case", []):
        found.setdefault(case["rule"], []).append(case)
    return found


def _worked(rule: Rule, rows: list[Rule], cases: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    """List the cases that name the row, and under the first row of a code those that name the code."""
    first = next(other for other in rows if other.code == rule.code)
    own = [*cases.get(rule.id, []), *(cases.get(rule.code, []) if rule is first else [])]
    if own:
        yield "Worked cases:"
        yield table(
            ("case", "answer", "note"),
            ((f"`{case['id']}`", case["expect"], case.get("note", {}).get("en", "")) for case in own),
        )


def _dates(since: date, until: date | None) -> str:
    return f"{since} to {until}" if until else f"from {since}"
