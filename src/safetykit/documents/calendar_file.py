"""
A permit's dates as an iCalendar file (RFC 5545): the permitted window, and each moment before which something is due.

All times are UTC, so that no reader needs a description of a time zone. The uid of an event follows from the record, the
row and the instant: a file that is made again replaces the events of the one before. No clock is read.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from safetykit.documents.locale import Locale, load_locale
from safetykit.documents.ranking import is_asking, ranked
from safetykit.errors import MissingExtra
from safetykit.model.findings import Finding
from safetykit.model.permits import Permit
from safetykit.model.time import aware
from safetykit.rules.outlook import Outlook, Turn
from safetykit.rules.texts import Texts


def calendar_file(
    outlook: Outlook,
    record: Permit[Any],
    *,
    words: Texts,
    lang: str,
    zone: str,
    at: datetime,
    alarm: timedelta | None = None,
) -> bytes:
    """
    Return a calendar with the permitted window and the turns of an outlook from which on something is broken or asked.

    A turn stands at its last full second, never later than it is. Events hold no name of a person.

    Args:
        outlook: What the rules say about the permit, and for which time.
        record: The permit.
        words: The words of the findings.
        lang: ``zh`` or ``en``.
        zone: Time zone of the site, for times within texts.
        at: When the file is made, or the outlook was judged; it stamps the events.
        alarm: How long before the start and the end of the window and before each turn to remind; never if left out.

    Raises:
        MissingExtra: If icalendar is not installed.
        ValueError: If the outlook is about another record, *at* is naive, or *alarm* is below zero.
    """
    if outlook.record != record.id:
        msg = "outlook: one of this record is needed"
        raise ValueError(msg)
    if alarm is not None and alarm < timedelta():
        msg = "alarm: a span of zero or more is needed"
        raise ValueError(msg)
    try:
        import icalendar
    except ModuleNotFoundError:
        raise MissingExtra("ical", "icalendar") from None
    before = None if alarm is None else -alarm
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//safetykit//permit calendar//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in _Entries(record, words, load_locale(lang, zone)).of(outlook):
        event = icalendar.Event()
        event.add("uid", f"{entry.uid}@safetykit")
        event.add("dtstamp", _second(aware(at)))
        event.add("sequence", record.revision)
        event.add("dtstart", _second(entry.start))
        if entry.end is not None:
            event.add("dtend", _second(entry.end))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        if record.place is not None and record.place.text is not None:
            event.add("location", record.place.text)
        event.add("categories", list(entry.categories))
        event.add("transp", "OPAQUE" if entry.end is not None else "TRANSPARENT")
        for side in () if before is None else ("START",) if entry.end is None else ("START", "END"):
            reminder = icalendar.Alarm()
            reminder.add("action", "DISPLAY")
            reminder.add("description", entry.summary)
            reminder.add("trigger", before, {"related": side})
            event.add_component(reminder)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


@attrs.frozen
class _Entry:
    uid: str
    start: datetime
    end: datetime | None
    summary: str
    description: str
    categories: tuple[str, ...]


@attrs.frozen
class _Entries:
    record: Permit[Any]
    words: Texts
    locale: Locale

    def of(self, outlook: Outlook) -> Iterator[_Entry]:
        yield from self._window()
        for turn in outlook.turns:
            items = [item for item in turn.begins if is_asking(item, self.words, self.locale.lang, self.locale.zone)]
            if items:
                yield self._turn(turn, ranked(items, outlook.at(turn.at).blocking(outlook.mode)))

    def _window(self) -> Iterator[_Entry]:
        window = self.record.permitted
        if window is None:
            return
        start, end = window.start, window.end
        if start is not None and end is not None and _second(start) < _second(end):
            yield self._edge("window", start, end)
        else:
            yield from (
                self._edge(name, edge)
                for name, edge in (("window.start", start), ("window.end", end))
                if edge is not None
            )

    def _edge(self, name: str, start: datetime, end: datetime | None = None) -> _Entry:
        key, _, side = name.partition(".")
        words = self.locale.text(f"calendar.{key}{'-' if side else ''}{side}")
        summary, categories = f"{self._number} {words}", (self.locale.text("calendar.category"), words)
        return _Entry(f"{self.record.id}/{name}", start, end, summary, self.locale.text("calendar.note"), categories)

    def _turn(self, turn: Turn, items: tuple[Finding, ...]) -> _Entry:
        said = [self.words.say(item, self.locale.lang, self.locale.zone) for item in items]
        first = items[0]
        more = f" +{len(items) - 1}" if len(items) > 1 else ""
        lines = [
            self.locale.text(
                "calendar.line", code=item.code, wrong=wrong, todo=todo or "-", cites=item.cites, path=item.path or "/"
            )
            for item, (wrong, todo) in zip(items, said, strict=True)
        ]
        return _Entry(
            uid=f"{self.record.id}/{first.rule}/{turn.at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}",
            start=turn.at,
            end=None,
            summary=f"{self._number} {first.code}{more} {said[0][0]}",
            description="\n".join([*lines, self.locale.text("calendar.note")]),
            categories=(
                self.locale.text("calendar.category"),
                self.words.label(f"outcome.{first.outcome.value}", self.locale.lang),
            ),
        )

    @property
    def _number(self) -> str:
        return self.record.number or self.record.id


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
