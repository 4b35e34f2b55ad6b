"""House rules in a few lines: a check turned into a row, or a row of law with numbers of one's own. No registration."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from safetykit.errors import PackError
from safetykit.model.findings import Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Code, Line
from safetykit.model.shapes import broken, describe, shape_of
from safetykit.rules.rows import Check, Rule, SourceMark, Timed
from safetykit.rules.tables import frozen
from safetykit.rules.texts import Message


def house_rule(
    id: str,
    applies_to: str,
    *,
    due: str,
    since: date,
    cites: str,
    zh: str,
    en: str,
    severity: Severity = Severity.BLOCK,
    params: Mapping[str, Any] = EMPTY,
    waivable: bool = True,
) -> Callable[[Check | Timed], Rule]:
    """
    Make a ``Rule`` of the function below; pass it to ``Kit(rules=[...])``.

    Args:
        id: ``company/subject/topic``.
        applies_to: ``permit/hot-work``, or ``permit/*`` for every kind.
        due: The milestone at which it falls due.
        since: First day in force.
        cites: Where the company wrote it down.
        zh: What is wrong and what to do, in Chinese; ``breach(path, limit=...)`` fills ``{limit}``.
        en: The same in English.
        severity: What a breach means.
        params: Numbers and words that the check reads.
        waivable: Whether a waiver may set it aside.
    """
    messages = FrozenMap({lang: FrozenMap({id: Message(text)}) for lang, text in (("zh", zh), ("en", en))})

    def row(check: Check | Timed) -> Rule:
        return Rule(
            id=id,
            applies_to=applies_to,
            since=since,
            due=due,
            check=check,
            severity=severity,
            cites=cites,
            mark=SourceMark.HOUSE,
            params=frozen(dict(params)),
            waivable=waivable,
            messages=messages,
        )

    return row


@attrs.frozen(kw_only=True)
class Stricter:
    """
    What a row has of its own beside the row that it repeats with other numbers.

    Attributes:
        id: Its id, which begins with the name of the house.
        params: The numbers and words that differ; the others are those of the row that is repeated.
        cites: Where the house wrote it down.
        since: First day in force.
        until: First day no longer in force.
        severity: What a breach means; that of the repeated row if left out.
        code: Its short code; the id if left out.
        mark: How sure its source is; a row that is no house's own may not be waived.
    """

    id: str
    params: Mapping[str, Any]
    cites: str
    since: date
    until: date | None = None
    severity: Severity | None = None
    code: str | None = None
    mark: SourceMark = SourceMark.HOUSE

    def beside(self, base: Rule, words: FrozenMap[FrozenMap[Message]], where: str) -> Rule:
        """
        Make the row beside *base*: same check, scope and moment.

        Args:
            base: The row that is repeated.
            words: Messages by language; those under the id of *base* are taken over.
            where: What to call the row in errors.

        Raises:
            PackError: With everything that is wrong.
        """
        house = self.id.partition("/")[0]
        problems = [
            f"{where}: {name}: must be {describe(shape_of(shape))}"
            for name, value, shape in (
                ("id", self.id, Code),
                ("code", self.code, Code | None),
                ("cites", self.cites, Line),
            )
            if broken(shape_of(shape), value)
        ]
        if house in (base.pack, self.id):
            problems.append(f"{where}: id: must begin with the name of the house and '/', not with '{base.pack}/'")
        if self.until is not None and self.until <= self.since:
            problems.append(f"{where}: in_force: 'until' must be later than 'from'")
        own = frozen(dict(self.params))
        problems += [f"{where}: params: {problem}" for problem in misfits("", base.params, own)]
        if problems:
            raise PackError(problems)
        texts = {lang: table[base.id] for lang, table in (*words.items(), *base.messages.items()) if base.id in table}
        return attrs.evolve(
            base,
            id=self.id,
            code=self.code or self.id,
            pack=house,
            params=_merged(base.params, own),
            cites=self.cites,
            since=self.since,
            until=self.until,
            severity=self.severity or base.effective_severity,
            mark=self.mark,
            source="",
            waivable=self.mark is SourceMark.HOUSE,
            messages=FrozenMap({lang: FrozenMap({self.id: text}) for lang, text in texts.items()}),
        )


_LARGEST = 1_000_000
"""More than any limit of time, distance or number that a rule can mean."""


def misfits(prefix: str, base: FrozenMap[Any], own: FrozenMap[Any]) -> Iterator[str]:
    """Yield what in *own* does not fit the params of a row: names that it has not, values of another type."""
    for name, value in own.items():
        if name not in base:
            yield f"no such param '{prefix}{name}'; known: {', '.join(f'{prefix}{key}' for key in base) or 'none'}"
        elif isinstance(base[name], FrozenMap) and isinstance(value, FrozenMap):
            yield from misfits(f"{prefix}{name}.", base[name], value)
        elif not _alike(base[name], value):
            yield f"'{prefix}{name}' must be {_kind(base[name])}"
        elif isinstance(value, int | Decimal) and not -_LARGEST <= value <= _LARGEST:
            yield f"'{prefix}{name}' is too large: at most {_LARGEST}"


def _alike(model: Any, value: Any) -> bool:
    if isinstance(model, tuple) and isinstance(value, tuple):
        return not model or all(any(_alike(part, item) for part in model) for item in value)
    return type(value) is type(model) or (isinstance(model, Decimal) and type(value) is int)


def _kind(model: Any) -> str:
    if isinstance(model, tuple):
        return "a list" + (f", each {_kind(model[0])}" if model else "")
    names = {bool: "true or false", int: "a whole number", Decimal: "a decimal number", str: "a text"}
    return names.get(type(model), "a table")


def _merged(base: FrozenMap[Any], own: FrozenMap[Any]) -> FrozenMap[Any]:
    """Put params over those of a row, tables inside them key by key."""
    values = dict(base)
    for name, value in own.items():
        values[name] = _merged(base[name], value) if isinstance(value, FrozenMap) else value
    return FrozenMap(values)
