"""Findings and outlooks, made by hand, that the tests of the printed views share."""

from datetime import datetime, timedelta, timezone

from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from safetykit.rules.outlook import Outlook, Span
from safetykit.rules.texts import Message, Texts

EAST = timezone(timedelta(hours=8))
WORDS = Texts(
    messages=FrozenMap(
        {
            "zh": FrozenMap({"old": Message("取样已过{minutes}分钟", "请重新取样"), "grade": Message("按特级管理")}),
            "en": FrozenMap({"old": Message("sampled {minutes} min ago", "sample again"), "grade": Message("raised")}),
        }
    ),
    labels=FrozenMap(
        {
            "zh": FrozenMap({"outcome.breach": "不符合项", "grade.special": "特级", "milestone.archive": "归档"}),
            "en": FrozenMap(
                {
                    "outcome.breach": "breach",
                    "cell.leader": "Leader",
                    "field.work.outdoors": "Outdoors",
                    "grade.special": "special",
                    "milestone.archive": "archiving",
                }
            ),
        }
    ),
)


def at(clock: str, day: int = 16) -> datetime:
    """Return the instant of a wall clock time on a day of November 2026."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=EAST)


def finding(code: str = "X-1", outcome: Outcome = Outcome.BREACH, severity=Severity.BLOCK, **more) -> Finding:
    """Return a finding of a row that is called like its code."""
    given = {"message": "old", "args": FrozenMap({"minutes": "31"}), "cites": f"XX 1-2026, {code}", "pack": "x"}
    return Finding(
        **{**given, "rule": f"x/{code}", "code": code, "outcome": outcome, "severity": severity, "mark": "two", **more}
    )


def findings(*items: Finding, record: str = "p-1", when: datetime | None = None, **more) -> Findings:
    """Return findings about a record, as of 08:00 if no other time is given; the pack ``x`` judged."""
    return Findings(record=record, judged_at=when or at("08:00"), items=items, packs=FrozenMap({"x": "0" * 64}), **more)


def outlook(
    *parts: tuple[str, tuple[Finding, ...]], end: str = "20:00", record: str = "p-1", mode=Mode.ADVISE
) -> Outlook:
    """Return an outlook from the time of the first part to *end*: each part holds from its clock time on."""
    starts = [at(clock) for clock, _ in parts]
    return Outlook(
        record,
        mode,
        tuple(
            Span(start, until, findings(*items, record=record, when=start))
            for start, until, (_, items) in zip(starts, [*starts[1:], at(end)], parts, strict=True)
        ),
    )


def permit(**more) -> Permit[HotWork]:
    """Return a permit whose window goes from 08:30 to 16:30."""
    given = {"id": "p-1", "number": "DH-1", "permitted": Period(start=at("08:30"), end=at("16:30"))}
    return Permit(work=HotWork(), **{**given, **more})
