"""
Worked cases: what a row answers about a record, in TOML that a lawyer can read.

::

    [[case]]
    id = "HOT-03/first/at-the-limit"         # free, unique in the file
    rule = "HOT-03"                          # the id of a row; or a code, meaning the applicable row of that code
    at = 2026-11-16T16:00:00+08:00           # judged at; times always with their offset
    expect = "ok"                            # ok breach needs-input not-triggered not-applicable waived
    paths = ["/permitted/end"]               # optional: exactly the places that the answer points to
    milestone = "approve"                    # optional: only rows that are due then
    note = { zh = "...", en = "..." }        # optional
    site = { upgrade = "approver-up" }       # optional: settings of the site, over the default ones
    [case.record]                            # the stored form of a record, as far as it matters
    gradings = [{ scheme = "cn-gb30871/hot-work", value = "first" }]
    permitted = { start = 2026-11-16T08:00:00+08:00, end = 2026-11-16T16:00:00+08:00 }
    [[case.related]]                         # optional: records that are at hand
    record = { id = "other", work = { kind = "height" } }

Times, dates and decimals may be those of TOML; a measured value without a point stands in quotes. A missing ``id`` and
the ``kind`` of the work are filled in. A record of another type says so by ``schema = "name@1"`` beside ``record``. A
case judges its row only, as if it were due. A pack that is one file may hold its cases too; its other tables are left
alone here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

import attrs

from safetykit.codec.codec import Codec
from safetykit.codec.messages import problem_text
from safetykit.codec.toml import parse_toml
from safetykit.errors import DecodeError, PackError
from safetykit.model.findings import Finding, Outcome
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.records import Record
from safetykit.rules.engine import Situation, judge
from safetykit.rules.grades import GradeScale
from safetykit.rules.loader import SCHEMA as PACK_SCHEMA
from safetykit.rules.rows import Rule
from safetykit.rules.site import Site, site_from_data
from safetykit.rules.situation import signed_state
from safetykit.rules.tables import Table, frozen

SCHEMA = "permit@1"


@attrs.frozen(kw_only=True)
class Case:
    """One worked case. ``name`` is the file that it stands in, ``paths`` None where it does not matter."""

    name: str
    id: str
    rule: str
    at: datetime
    expect: Outcome
    record: Record
    site: Site
    paths: tuple[str, ...] | None = None
    milestone: str | None = None
    related: tuple[Record, ...] = ()
    note: FrozenMap[str] = attrs.field(factory=FrozenMap)


@attrs.frozen
class CaseResult:
    """What the row answered: the outcome, the places it points to, the row that was asked (None if none applies)."""

    case: Case
    outcome: Outcome
    paths: tuple[str, ...]
    row: str | None

    @property
    def passed(self) -> bool:
        """Say whether the answer is the expected one."""
        wanted = self.case.paths
        return self.outcome is self.case.expect and (wanted is None or sorted(wanted) == sorted(self.paths))

    @property
    def expected(self) -> str:
        """The expected answer in one line."""
        return _line(self.case.expect, self.case.paths)

    @property
    def got(self) -> str:
        """The answer in one line."""
        return _line(self.outcome, None if self.case.paths is None else self.paths)


def _line(outcome: Outcome, paths: Iterable[str] | None) -> str:
    return (
        outcome.value
        if paths is None
        else f"{outcome.value} at {', '.join(sorted(path or '/' for path in paths)) or 'no place'}"
    )


def run_cases(
    text: str,
    *,
    rules: Iterable[Rule],
    scales: Iterable[GradeScale],
    site: Site,
    codec: Codec,
    name: str = "cases.toml",
) -> tuple[CaseResult, ...]:
    """
    Read a file of cases and ask the rows.

    Args:
        text: The TOML text.
        rules: The rows that cases may name.
        scales: The scales of grades.
        site: The site that a case's own settings go over.
        codec: Reads the records.
        name: Name of the file, for errors.

    Returns:
        One result for each case, in order.

    Raises:
        PackError: If the file is no list of cases, or a case names several rows at once; each problem names file,
            case and field.
    """
    rows = tuple(rules)
    cases = read_cases(text, rules=rows, site=site, codec=codec, name=name)
    return tuple(run_case(case, rules=rows, scales=tuple(scales), codec=codec) for case in cases)


def run_case(case: Case, *, rules: Iterable[Rule], scales: Iterable[GradeScale], codec: Codec) -> CaseResult:
    """
    Ask the row that a case names.

    Raises:
        PackError: If the case names a code of which several rows apply.
    """
    subject = codec.subject(case.record)
    void, unsure = signed_state(case.record)
    named = [rule for rule in _named(case.rule, rules) if case.milestone in (None, rule.due)]
    answered: dict[str, tuple[Finding, ...]] = {}
    for rule in named:
        findings = judge(
            case.record,
            Situation(subject=subject, reached=frozenset({rule.due}), void=void, unsure=unsure),
            rules=[rule],
            scales=scales,
            site=case.site,
            at=case.at,
            related=case.related,
        )
        if any(item.outcome is not Outcome.NOT_APPLICABLE for item in findings.items):
            answered[rule.id] = findings.items
    if len(answered) > 1:
        raise PackError(
            [f"{case.name}: case {case.id}: rule: several rows apply ({', '.join(answered)}); name one of them"]
        )
    if not answered:
        return CaseResult(case, Outcome.NOT_APPLICABLE, (), None)
    ((row, items),) = answered.items()
    outcome = next((item.outcome for item in items if item.outcome is Outcome.BREACH), items[0].outcome)
    return CaseResult(case, outcome, tuple(item.path for item in items if item.outcome is outcome), row)


def _named(rule: str, rules: Iterable[Rule]) -> list[Rule]:
    return [row for row in rules if rule in (row.id, row.code)]


def read_cases(
    text: str, *, rules: Iterable[Rule], site: Site, codec: Codec, name: str = "cases.toml"
) -> tuple[Case, ...]:
    """
    Read a file of cases; the arguments are those of :func:`run_cases`.

    Raises:
        PackError: With every slip: no TOML, a missing, unknown or mistyped field, an id used twice, an unknown row, a
            record that is none.
    """
    data = parse_toml(text, name, str)
    problems: list[str] = []
    top = Table(name, data, problems)
    rows = top.tables("case")
    if data.get("schema") != PACK_SCHEMA:
        top.finish()
    reader = _Reader(name, tuple(rules), site, codec, problems)
    cases = [reader.case(index, row) for index, row in rows]
    ids = [row.get("id") for _, row in rows]
    problems += [f"{name}: case {key}: id: is used twice" for key in dict.fromkeys(ids) if ids.count(key) > 1 and key]
    if problems:
        raise PackError(problems)
    return tuple(case for case in cases if case is not None)


@attrs.frozen
class _Reader:
    """Reads the cases of one file and notes what is wrong with them."""

    name: str
    rules: tuple[Rule, ...]
    site: Site
    codec: Codec
    problems: list[str]

    def case(self, index: int, row: Mapping[str, Any]) -> Case | None:
        table = Table(f"{self.name}: case {row.get('id', f'[{index}]')}", row, self.problems)
        before = len(self.problems)
        rule = table.take("rule", str)
        rows = _named(rule, self.rules)
        if rule is not None and not rows:
            table.complain("rule", "no such row and no such code")
        at = table.take("at", datetime)
        if at is not None and at.utcoffset() is None:
            table.complain("at", "must have an offset, such as +08:00")
        values = {
            "id": table.take("id", str),
            "expect": table.choose("expect", Outcome),
            "paths": table.texts("paths") if "paths" in row else None,
            "milestone": table.take("milestone", str, default=None),
            "note": frozen(table.take("note", dict, default={}) or {}),
            "site": self._site(table),
            "record": self._record(table, rows, "case"),
            "related": tuple(
                self._record(Table(f"{table.where}: related[{number}]", item, self.problems), rows, f"related-{number}")
                for number, item in table.tables("related")
            ),
        }
        due = sorted({row.due for row in rows})
        if rows and values["milestone"] not in (None, *due):
            table.complain("milestone", f"the row falls due at {' or '.join(due)}")
        if values["expect"] is Outcome.NOT_DUE:
            table.complain("expect", "a case judges its row as if it were due")
        table.taken.add("schema")
        table.finish()
        if len(self.problems) > before:
            return None
        return Case(name=self.name, rule=rule, at=at, **values)

    def _site(self, table: Table) -> Site:
        settings = table.take("site", dict, default={}) or {}
        try:
            return site_from_data(settings, self.site, f"{table.where}: site") if settings else self.site
        except PackError as error:
            self.problems.extend(error.problems)
            return self.site

    def _record(self, table: Table, rows: list[Rule], default_id: str) -> Record | None:
        schema = table.take("schema", str, default=SCHEMA)
        fields = table.take("record", dict)
        if schema is None or fields is None or not rows:
            return None
        record = {"id": default_id, **_wire(fields)}
        kinds = [kind for row in rows for kind in _kinds(row, schema)]
        if kinds and isinstance(record.get("work", {}), dict):
            record["work"] = {"kind": kinds[0], **record.get("work", {})}
        try:
            return self.codec.from_data({"schema": schema, "record": record})
        except DecodeError as error:
            told = ((problem.path or "/", problem_text(problem, "en")) for problem in error.problems)
            self.problems.extend(f"{table.where}: {path}: {words}" for path, words in told)
            return None


def _kinds(rule: Rule, schema: str) -> Iterator[str]:
    """Yield the kinds of work that a row speaks of, if it is about records of this schema."""
    subject, _, kinds = rule.applies_to.partition("/")
    if subject == schema.partition("@")[0]:
        yield from (kind for kind in kinds.split("|") if kind != "*")


def _wire(value: Any) -> Any:
    """Turn parsed TOML into parsed JSON."""
    if isinstance(value, dict):
        return {key: _wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_wire(item) for item in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value
