"""The command ``check``: judge records and list the findings, for people or for programs."""

import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Annotated, Any, Literal
from urllib.parse import quote

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from safetykit.cli.inputs import instant, kit_of, moment, read_bytes, usable
from safetykit.cli.words import BROKEN, OK, UNUSABLE, Lang, Unusable, complain, say, tell
from safetykit.codec.canonical import canonical
from safetykit.documents.write import write
from safetykit.kit import Kit
from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.rules.sarif import sarif_log


def check(
    file: Path,
    *files: Path,
    site: Path | None = None,
    at: str | None = None,
    lang: Lang = "zh",
    format: Literal["text", "json", "sarif"] = "text",
    out: Annotated[Path | None, Parameter(alias="-o")] = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    strict: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """
    Judge stored records and list what they breach and what is not known.

    Parameters
    ----------
    file
        The record as JSON.
    files
        More records.
    site
        Settings of the site (TOML); the pack's default site if left out.
    at
        The instant of judgment, with offset. If left out, the latest act in the record, or the end of its window if
        that is later and the permit is over or was entered from paper.
    lang
        Language of the texts.
    format
        Text for people; JSON for programs: the findings as they are stored, a line for each record; SARIF 2.1.0 for
        editors and build servers.
    out
        The file to write; standard output if left out.
    every
        List every finding, also those where nothing is wrong. JSON always does.
    strict
        Count an open question on a blocking row like a breach.
    """
    kit, chosen = kit_of(site, lang), instant(at)
    checked: list[tuple[Path, Findings]] = []
    unusable: list[Unusable] = []
    for path in (file, *files):
        try:
            with usable(kit, path):
                record = kit.codec.load(read_bytes(path), Permit)
                checked.append((path, kit.check(record, at=moment(kit, record, chosen, path))))
        except Unusable as error:
            unusable.append(error)
    for each in unusable:
        complain(lang, each)
    if unusable:
        return UNUSABLE
    if format != "text":
        text = _for_programs(kit, checked, format, every=every, ascii=out is None)
    else:
        shown = None if out is None else io.StringIO()
        console = terminal(shown)
        for path, findings in checked:
            if files:
                console.print(Text(f"\n{path}", style="bold underline"))
            show(kit, findings, console, every=every)
        text = shown.getvalue() if shown else ""
    if out is None:
        sys.stdout.write(text)
    else:
        write(out, text.encode("utf-8", "backslashreplace"))
        tell(out)
    mode = Mode.ENFORCE if strict else Mode.ADVISE
    return BROKEN if any(findings.blocking(mode) for _, findings in checked) else OK


def _for_programs(kit: Kit, checked: Sequence[tuple[Path, Findings]], format: str, *, every: bool, ascii: bool) -> str:
    """Return the findings as JSON or SARIF; in ASCII for a pipe: whatever stands at its end reads that."""
    if format == "json":
        stored = (json.loads(canonical(findings)) for _, findings in checked)
        return "".join(json.dumps(data, ensure_ascii=ascii, separators=(",", ":")) + "\n" for data in stored)
    log = sarif_log(
        {_uri(path): findings for path, findings in checked},
        texts=kit.texts,
        lang=kit.locale,
        zone=kit.site.zone,
        rules=[rule for pack in kit.packs for rule in pack.rules],
        every=every,
    )
    return json.dumps(log, ensure_ascii=ascii, indent=2) + "\n"


def _uri(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def terminal(file: IO[str] | None = None) -> Console:
    """Return a console that shows texts as they are, on standard output or in *file*."""
    return Console(file=file, highlight=False, markup=False, emoji=False, soft_wrap=True)


def show(kit: Kit, findings: Findings, console: Console, *, every: bool = False) -> None:
    """Print findings for people: what they were judged by, what is wrong and not known, and how many rows there are."""
    lang = kit.locale
    judged = kit.texts.time(findings.judged_at, lang, kit.site.zone)
    console.print(say(lang, "judged", at=judged, zone=kit.site.zone))
    if findings.defaults:
        named = [f"{name} = {_setting(getattr(kit.site, name))}" for name in findings.defaults]
        console.print(say(lang, "defaults", names="; ".join(named)))
    for grade in findings.grades:
        console.print(say(lang, "grade", grade=_grade(kit, grade.value), entered=_grade(kit, grade.entered)))
        for ground in grade.grounds:
            console.print(f"  - {kit.texts.render(ground, FrozenMap(), lang, kit.site.zone)[0]}")
    blocking = [item for item in findings.breaches if item.severity is Severity.BLOCK]
    cautions = [item for item in findings.breaches if item.severity is not Severity.BLOCK]
    listed: list[tuple[str, str, Sequence[Finding]]] = [
        ("outcome.breach", "bold red", blocking),
        ("severity.warn", "bold yellow", cautions),
        ("outcome.needs-input", "bold cyan", findings.needs),
        ("outcome.waived", "bold magenta", findings.waived),
    ]
    if every:
        others = (Outcome.NOT_DUE, Outcome.OK, Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE)
        listed += [(f"outcome.{one.value}", "bold", [i for i in findings.items if i.outcome is one]) for one in others]
    for label, style, items in listed:
        _list(kit, console, kit.texts.label(label, lang), style, items)
    counted = {outcome: sum(item.outcome is outcome for item in findings.items) for outcome in Outcome}
    rest = counted[Outcome.NOT_APPLICABLE] + counted[Outcome.NOT_TRIGGERED]
    later, waived = counted[Outcome.NOT_DUE], counted[Outcome.WAIVED]
    rows = len(findings.items)
    judged_rows = rows - later - waived - rest
    if not findings.breaches:
        console.print(Text(say(lang, "none" if judged_rows else "nothing-judged"), style="bold"))
    console.print(say(lang, "counts", rows=rows, judged=judged_rows, later=later, waived=waived, rest=rest))


def _grade(kit: Kit, value: str | None) -> str:
    key = f"grade.{value}"
    label = kit.texts.label(key, kit.locale) if value else "-"
    return say(kit.locale, "unknown-grade") if label == key else label


def _setting(value: Any) -> str:
    if isinstance(value, FrozenMap):
        return ", ".join(f"{name}: {' + '.join(item)}" for name, item in value.items())
    return "-".join(value) if isinstance(value, tuple) else str(getattr(value, "value", value) or "-")


def _list(kit: Kit, console: Console, title: str, style: str, items: Sequence[Finding]) -> None:
    if not items:
        return
    console.print(Text(f"\n{title} ({len(items)})", style=style))
    for item in items:
        console.print(Text.assemble((f"  {item.code:<7}", style), f" {kit.text(item)}"))
        console.print(Text(f"          [{item.cites}] {item.path or '/'}", style="dim"))
    console.print()
