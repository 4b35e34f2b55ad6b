"""The command ``outlook``: until when nothing stops, what is due next, and every change that the clock brings."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.text import Text

from safetykit.cli.checking import grounds, lines, terminal
from safetykit.cli.inputs import Files, Slips, given, instant
from safetykit.cli.words import BROKEN, OK, Lang, Unusable, say, tell
from safetykit.documents.write import write
from safetykit.kit import Kit
from safetykit.model.findings import Milestone, Mode
from safetykit.model.permits import Permit
from safetykit.model.time import MINUTE, whole_minute
from safetykit.rules.outlook import Outlook

_DAY = timedelta(days=1)


def outlook(
    file: Path,
    *,
    at: str | None = None,
    start: str | None = None,
    end: str | None = None,
    milestone: Milestone | None = None,
    related: Files = (),
    svg: Path | None = None,
    ics: Path | None = None,
    pack: Files = (),
    site: Path | None = None,
    lang: Lang = "zh",
) -> int:
    """
    Say until when nothing stops the work or the next step, what is due next, and what the clock alone will change.

    Exit 1 if something stops already at the start.

    Parameters
    ----------
    file
        The record as JSON.
    at
        Now, with offset: it is marked in the picture, and stamps the calendar.
    start
        First instant, with offset; that of --at if left out, else the one that check would judge at.
    end
        Last instant, with offset. If left out, a day after the start, or the end of the permitted window if that is
        later.
    milestone
        Judge as if this one were reached; start, which asks until when work may begin, if that is the next step.
    related
        A permit that the record is linked to; may be given several times.
    svg
        Draw the timeline into this file.
    ics
        Write the dates as a calendar file.
    pack
        Pack of a company or a province (TOML) over the shipped one and those before it; may be given several times.
    site
        Settings of the site (TOML), over those of the packs.
    lang
        Language of the texts.
    """
    slips = Slips()
    now, first, last = instant(at, "--at", slips), instant(start, "--start", slips), instant(end, "--end", slips)
    read = given((file,), slips, lang=lang, at=first or now, pack=pack, site=site, related=related)
    kit, ((_, record, begin),) = read.kit, read.records
    until = last or _end(record, begin)
    if until < begin:
        raise Unusable("backwards")
    milestone = milestone or _next_start(kit, record)
    found = kit.outlook(record, begin, until, related=read.related, milestone=milestone)
    made: list[tuple[Path, bytes]] = []
    if svg is not None:
        made.append((svg, kit.timeline(found, record, at=now).encode()))
    if ics is not None:
        made.append((ics, kit.calendar_file(found, record, at=now or begin)))
    for path, data in made:
        with slips:
            write(path, data)
    slips.refuse()
    _show(kit, record, found, terminal(), milestone)
    for path, _ in made:
        tell(path)
    stop = found.valid_until
    return BROKEN if stop is not None and stop.at == begin else OK


def _next_start(kit: Kit, record: Permit[Any]) -> Milestone | None:
    """Ask about the start while a permit waits for it."""
    waits = any(move.milestone == Milestone.START for move in kit.lifecycle(record).moves_from(record.state))
    return Milestone.START if waits else None


def _end(record: Permit[Any], start: datetime) -> datetime:
    """Return a day after the start, or the first instant after the permitted window, whose last minute is inside."""
    end, day = record.valid_until, start + _DAY
    return day if end is None else max(day, whole_minute(end) + MINUTE)


def _show(kit: Kit, record: Permit[Any], found: Outlook, console: Console, milestone: Milestone | None) -> None:
    lang, zone = kit.locale, kit.site.zone
    first, begin, until = found.spans[0].findings, found.spans[0].start, found.spans[-1].end

    def clock(moment: datetime) -> str:
        return kit.texts.time(moment, lang, zone)

    console.print(say(lang, "outlook", start=clock(begin), end=clock(until), zone=zone))
    if milestone is not None:
        console.print(say(lang, "as-if", milestone=kit.texts.label(f"milestone.{milestone}", lang)))
    defaults = dict.fromkeys(name for span in found.spans for name in span.findings.defaults)
    grounds(kit, attrs.evolve(first, defaults=tuple(defaults)), console)
    state = kit.texts.label(f"state.{record.state}", lang)
    console.print(say(lang, "standing", state=state, breaches=len(first.breaches), needs=len(first.needs)))
    stop, due, turns = found.valid_until, found.next_due, found.turns
    if stop is not None:
        key = "stopped" if stop.at == begin else "stops"
        console.print(Text("\n" + say(lang, key, at=clock(stop.at), count=len(stop.begins)), style="bold red"))
        lines(kit, console, stop.begins, "bold red")
    else:
        key = "nothing-is-stopped" if found.mode is Mode.RECORD else "nothing-stops"
        console.print(Text("\n" + say(lang, key, end=clock(until)), style="bold"))
    told = say(lang, "nothing-due")
    if due is not None:
        told = say(lang, "due", at=clock(due.at), codes=", ".join(dict.fromkeys(item.code for item in due.begins)))
    console.print(Text(f"\n{told}", style="bold"))
    console.print(Text("\n" + say(lang, "turns", count=len(turns)), style="bold"))
    for turn in turns:
        console.print(Text(f"  {clock(turn.at)}", style="bold"))
        for side, items in (("begins", turn.begins), ("ends", turn.ends)):
            for item in items:
                outcome = kit.texts.label(f"outcome.{item.outcome.value}", lang)
                shown = "" if kit.text(item) == outcome else f"[{outcome}] "
                lines(kit, console, [item], "", f"{say(lang, side)} ", shown)
    console.print()
