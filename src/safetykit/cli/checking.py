"""The command ``check``: judge records and list the findings, for people or for programs."""

import io
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Annotated, Any, Literal
from urllib.parse import quote

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from safetykit.cli.inputs import Files, Slips, given, instant
from safetykit.cli.words import BROKEN, OK, Lang, say, tell
from safetykit.codec.canonical import canonical
from safetykit.documents.write import write
from safetykit.kit import Kit
from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.calendars import DayKind, WorkCalendar


def check(
    file: Path,
    *files: Path,
    pack: Files = (),
    site: Path | None = None,
    at: str | None = None,
    related: Files = (),
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
    pack
        Pack of a company or a province (TOML) over the shipped one and those before it; may be given several times.
    site
        Settings of the site (TOML), over those of the packs.
    at
        The instant of judgment, with offset. If left out, the latest act in the record, or the end of its window if
        that is later and the permit is over or was entered from paper.
    related
        A permit that records are linked to; may be given several times.
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
    slips = Slips()
    read = given((file, *files), slips, lang=lang, at=instant(at, "--at", slips), pack=pack, site=site, related=related)
    kit = read.kit
    checked = [(path, kit.check(record, at=at, related=read.related)) for path, record, at in read.records]
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
    log = kit.sarif({_uri(path): findings for path, findings in checked}, every=every)
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
    grounds(kit, findings, console)
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


def grounds(kit: Kit, findings: Findings, console: Console) -> None:
    """Print what findings rest on: the settings that nobody chose, and the grades."""
    lang = kit.locale
    if findings.defaults:
        named = [f"{name} = {setting(getattr(kit.site, name))}" for name in findings.defaults]
        console.print(say(lang, "defaults", names="; ".join(named)))
    for grade in findings.grades:
        console.print(say(lang, "grade", grade=_grade(kit, grade.value), entered=_grade(kit, grade.entered)))
        for ground in grade.grounds:
            console.print(f"  - {kit.texts.render(ground, FrozenMap(), lang, kit.site.zone)[0]}")


def _grade(kit: Kit, value: str | None) -> str:
    key = f"grade.{value}"
    label = kit.texts.label(key, kit.locale) if value else "-"
    return say(kit.locale, "unknown-grade") if label == key else label


def setting(value: Any, between: str = "-") -> str:
    """Show the value of a setting on one line."""
    if isinstance(value, WorkCalendar):
        return " / ".join(day.isoformat() for day in announced(value)) or "-"
    if isinstance(value, FrozenMap):
        return ", ".join(f"{name}: {setting(item, ' + ')}" for name, item in value.items()) or "-"
    if isinstance(value, tuple):
        return between.join(map(str, value)) or "-"
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "value", value) or "-")


def announced(calendar: WorkCalendar) -> tuple[date, ...]:
    """Return the first and the last day that a notice settles; nothing if the calendar has no year."""
    years = [year.year for year in calendar.years]
    if not years:
        return ()
    last = date(max(years), 12, 31)
    while calendar.kind(last) is DayKind.UNANNOUNCED:
        last -= timedelta(days=1)
    return date(min(years), 1, 1), last


def _list(kit: Kit, console: Console, title: str, style: str, items: Sequence[Finding]) -> None:
    if not items:
        return
    console.print(Text(f"\n{title} ({len(items)})", style=style))
    lines(kit, console, items, style)
    console.print()


def lines(
    kit: Kit, console: Console, items: Sequence[Finding], style: str, before: str = "", between: str = ""
) -> None:
    """Print findings: code, words, clause and place, with something before and after the codes."""
    for item in items:
        console.print(Text.assemble(f"  {before}", (f"{item.code:<7}", style), f" {between}{kit.text(item)}"))
        console.print(Text(f"          [{item.cites}] {item.path or '/'}", style="dim"))
