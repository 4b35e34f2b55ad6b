"""
Findings as a log in SARIF 2.1.0, the format of OASIS for results of checks, which editors and build servers read.

What becomes of an outcome, in the words of the standard (3.27.9): a breach is ``fail``, ``ok`` is ``pass``, a missing
input is ``open`` (too little information to decide), and a row that does not apply, or whose event did not happen, is
``notApplicable`` (not evaluated). A row whose moment has not come is ``informational``: that it applies was found, and
nothing is wrong so far. A waived row is ``review`` with an accepted suppression: nobody looked whether it is broken.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from safetykit.codec.canonical import canonical
from safetykit.model.findings import EffectiveGrade, Finding, Findings, Outcome
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.version import VERSION
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.rows import Rule
from safetykit.rules.texts import Message, Texts

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LISTED: Final = frozenset({Outcome.BREACH, Outcome.NEEDS_INPUT, Outcome.NOT_DUE, Outcome.WAIVED})
"""The outcomes that a log holds unless every one is asked for."""

_KINDS: Final = FrozenMap(
    {
        "breach": "fail",
        "ok": "pass",
        "needs-input": "open",
        "not-due": "informational",
        "not-triggered": "notApplicable",
        "not-applicable": "notApplicable",
        "waived": "review",
    }
)
_LEVELS: Final = FrozenMap({"block": "error", "warn": "warning", "info": "note"})
_CHARACTER: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_URI: Final = re.compile(
    rf"(?=.)(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:)){_CHARACTER}*(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?"
)
"""A URI reference, absolute or relative (RFC 3986), without hosts in brackets."""

_Place = tuple[str, str]
"""A place in a record: the id of the record and a JSON Pointer."""


def sarif_log(
    found: Mapping[str, Findings],
    *,
    texts: Texts,
    lang: str,
    zone: str,
    rules: Iterable[Rule] = (),
    every: bool = False,
) -> dict[str, Any]:
    """
    Return a SARIF 2.1.0 log with one run, ready for ``json.dumps``; the same findings give the same log.

    ``level`` is "none" unless a row is broken; then it follows from the severity: error, warning, note. The severity of
    a question and everything else that SARIF has no word for stands in ``properties``. A log holds no personal value:
    its messages are filled by the arguments of findings alone. It holds no time of a run either: ``judgedAt`` is the
    instant of judgment. The partial fingerprint ``recordRulePath/v1`` is a SHA-256 over the id of the record, the id of
    the row and the place; neither words nor revisions change it.

    Args:
        found: Findings by where their record is: a URI reference, best a relative one.
        texts: The words of the findings.
        lang: ``zh`` or ``en``.
        zone: Time zone for times in messages.
        rules: The rows that were asked, for the days on which they are in force.
        every: List all findings, not only breaches, questions, what is still to do, and what was waived.

    Raises:
        ValueError: If a key is no URI reference, or the findings were judged by different packs, sites or kits.
    """
    for number, uri in enumerate(found, start=1):
        if not _URI.fullmatch(uri):
            msg = f"found: key {number} is no URI reference; urllib.parse.quote makes one of the name of a file"
            raise ValueError(msg)
    judges = {(findings.kit, findings.site, findings.packs) for findings in found.values()}
    if len(judges) > 1:
        msg = "found: the findings were judged by different kits, sites or packs; make a log of each"
        raise ValueError(msg)
    kit, site, packs = next(iter(judges), (None, None, EMPTY))
    records = sorted(found.items())
    answered = {item.rule: item for _, findings in records for item in sorted(findings.items, key=_order)}
    rows = {name: index for index, name in enumerate(sorted(answered))}
    dated = {rule.id: rule for rule in rules}
    listed = [
        (number, uri, findings, item)
        for number, (uri, findings) in enumerate(records)
        for item in sorted(findings.items, key=_order)
        if every or item.outcome in LISTED
    ]
    places = _places((findings.record, item.path) for _, _, findings, item in listed)
    driver = {"name": "safetykit", "version": VERSION, "semanticVersion": VERSION, "language": lang}
    run = {
        "tool": {
            "driver": {**driver, "rules": [_descriptor(answered[name], dated.get(name), texts, lang) for name in rows]},
            "extensions": [
                {"name": name, "version": digest, "language": lang} for name, digest in sorted(packs.items())
            ],
        },
        "language": lang,
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [_artifact(uri, findings, texts, lang, zone) for uri, findings in records],
        "logicalLocations": [_logical(place, places) for place in places],
        "results": [
            {
                "ruleId": item.rule,
                "ruleIndex": rows[item.rule],
                **_result(findings, item, texts.say(item, lang, zone), lang),
                "locations": [
                    {
                        "physicalLocation": {"artifactLocation": {"uri": uri, "index": number}},
                        "logicalLocations": [
                            {
                                "fullyQualifiedName": item.path or findings.record,
                                "index": places[findings.record, item.path],
                            }
                        ],
                    }
                ],
            }
            for number, uri, findings, item in listed
        ],
        "properties": _known(
            kit=kit,
            site=site,
            defaults=list(dict.fromkeys(name for _, findings in records for name in findings.defaults)),
        ),
    }
    return {"version": "2.1.0", "$schema": SCHEMA, "runs": [run]}


def _order(item: Finding) -> tuple[str, str, bytes]:
    return item.rule, item.path, canonical(item)


def _known(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _message(parts: Iterable[str], lang: str) -> dict[str, str]:
    """Return a message string; braces are doubled in it, since single ones are places for arguments (3.11.5)."""
    text = ("；" if lang == "zh" else "; ").join(part for part in parts if part)
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _descriptor(item: Finding, rule: Rule | None, texts: Texts, lang: str) -> dict[str, Any]:
    labels = [f"milestone.{item.due}"] if item.due else []
    labels += [f"severity.{item.severity.value}", f"mark.{item.mark}"]
    words = [texts.label(label, lang).removeprefix(f"{label.partition('.')[0]}.") for label in labels]
    none: FrozenMap[Message] = EMPTY
    own = texts.messages.get(lang, none).get(item.rule)
    descriptor = {
        "id": item.rule,
        "name": item.code,
        "shortDescription": _message([item.cites], lang),
        "fullDescription": _message([item.cites, *words], lang),
        "defaultConfiguration": {"level": _LEVELS[item.severity.value]},
        "properties": _known(
            code=item.code,
            pack=item.pack,
            cites=item.cites,
            mark=item.mark,
            due=item.due,
            inForceFrom=rule.since.isoformat() if rule else None,
            inForceUntil=rule.until.isoformat() if rule and rule.until else None,
        ),
    }
    return descriptor if own is None else {**descriptor, "help": _message([own.wrong, own.todo], lang)}


def _artifact(uri: str, findings: Findings, texts: Texts, lang: str, zone: str) -> dict[str, Any]:
    def grade(item: EffectiveGrade) -> dict[str, object]:
        # What was entered may be any word, so only one that is known is repeated.
        key = f"grade.{item.entered}"
        is_known = item.entered in (None, item.value, item.required) or texts.label(key, lang) != key
        return _known(
            scheme=item.scheme,
            value=item.value,
            entered=item.entered if is_known else "?",
            required=item.required,
            reasons=[texts.render(ground, EMPTY, lang, zone)[0] for ground in item.grounds],
            cites=list(item.cites),
            open=list(item.open),
        )

    return {
        "location": {"uri": uri},
        "roles": ["analysisTarget"],
        "properties": {**_judgment(findings), "grades": [grade(item) for item in findings.grades]},
    }


def _judgment(findings: Findings) -> dict[str, object]:
    return _known(
        record=findings.record,
        revision=findings.revision,
        judgedAt=_instant(findings.judged_at),
        milestone=findings.milestone,
    )


def _result(findings: Findings, item: Finding, words: tuple[str, str], lang: str) -> dict[str, Any]:
    waived = item.outcome is Outcome.WAIVED
    suppression = {"kind": "external", "status": "accepted", "justification": words[0]}
    return {
        "kind": _KINDS[item.outcome.value],
        "level": _LEVELS[item.severity.value] if item.outcome is Outcome.BREACH else "none",
        "message": _message(words, lang),
        "partialFingerprints": {"recordRulePath/v1": fingerprint(findings.record, item.rule, item.path)},
        "suppressions": [suppression] if waived else [],  # on all results or on none (3.27.23)
        "properties": {
            **_known(
                code=item.code,
                outcome=item.outcome.value,
                severity=item.severity.value,
                basis=item.basis.value if item.basis else None,
                cites=item.cites,
                mark=item.mark,
                due=item.due,
                path=item.path,
                message=item.message,
                args=dict(sorted(item.args.items())),
                kept=item.kept,
            ),
            **_judgment(findings),
        },
    }


def _places(used: Iterable[_Place]) -> dict[_Place, int]:
    """Number the places and all that they lie in, down from the record, so that each can name its parent (3.33.8)."""
    every = set()
    for record, path in used:
        tokens = path.split("/")
        every |= {(record, "/".join(tokens[:end])) for end in range(1, len(tokens) + 1)}
    return {place: index for index, place in enumerate(sorted(every))}


def _logical(place: _Place, places: Mapping[_Place, int]) -> dict[str, object]:
    record, path = place
    if not path:
        return {"name": record, "kind": "object"}
    parent, _, token = path.rpartition("/")
    name = token.replace("~1", "/").replace("~0", "~")
    return {"name": name, "fullyQualifiedName": path, "parentIndex": places[record, parent]}
