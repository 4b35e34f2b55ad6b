"""
A permit over time as one picture: the permitted window, what the rules say when, and what was done.

The picture is SVG as plain text: presentation attributes only, so that it is drawn the same under any content policy and
leaks no style into a page, on a white ground of its own, so that it can be read on dark pages and on paper. Nothing is
told by color alone, and ``<desc>`` says in words all that is drawn. Names of people never stand in it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby, pairwise
from math import ceil
from typing import Any, Final

import attrs

from safetykit.documents.drawing import BOLD, INK, SIZE, bar, boxed, cut, safe, text, wide
from safetykit.documents.locale import Locale, load_locale
from safetykit.documents.ranking import ranked
from safetykit.model.civil import days, instant, local
from safetykit.model.findings import Finding, Outcome
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import GasTest
from safetykit.model.permits import Permit
from safetykit.model.time import MINUTE, Period, aware, whole_minute
from safetykit.rules.hours import sessions
from safetykit.rules.outlook import Outlook, Span
from safetykit.rules.texts import Texts

WIDTH: Final = 1000.0
_LEFT, _RIGHT, _EDGE = 136.0, 776.0, WIDTH - 8
"""Where time begins and ends; labels may run on to the edge."""
_ROW = 17.0
"""Height of a row of labels."""
_LONGEST = 520.0
"""Width at which a label is cut even where there is room."""
_TICK = 52.0
"""Least width between two ticks."""
_DAY = 24 * 60
_STEPS = (5, 10, 15, 30, 60, 120, 180, 360, 720, _DAY, 2 * _DAY, 7 * _DAY)
"""Minutes from tick to tick; more are whole days."""
_GREY, _FAINT = "#555", "#ccc"
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_ASKING = (Outcome.BREACH, Outcome.NEEDS_INPUT)
_FREE, _WARNED, _STOPPED, _OUTSIDE = "free", "warned", "stopped", "outside"
_MARKS: Final = FrozenMap(
    {
        "stopped": "M-6 -10H6L0 0Z",
        "warned": "M-5 -9H5L0 -1Z",
        "free": "M0 -8V0",
        "gas-test": "M-4 -5A4 4 0 1 1 4 -5A4 4 0 1 1 -4 -5Z",
        "start": "M-3 -10L6 -5L-3 0Z",
        "resume": "M-3 -10L6 -5L-3 0Z",
        "pause": "M-4 -10H-1V0H-4ZM1 -10H4V0H1Z",
        "stop": "M-4 -9H4V-1H-4Z",
        "end": "M-4 -9H4V-1H-4Z",
    }
)
_HOLLOW: Final = frozenset({"warned", "free", "gas-test", "end"})
_PATTERNS: Final = (
    (_FREE, "#eef6f0", ""),
    (_WARNED, "#fdf1cf", '<path d="M0 10L10 0" stroke="#8a6d00" stroke-width="1"/>'),
    (_OUTSIDE, "#e6e6e6", '<path d="M5 0V10" stroke="#666" stroke-width="1"/>'),
    (_STOPPED, "#f3c9c4", '<path d="M0 0L10 10M0 10L10 0" stroke="#7a1a10" stroke-width="1.3"/>'),
)
"""How each shade is filled: ground and lines."""


@attrs.frozen
class _Flag:
    """A mark at an instant, with its words in short and in full."""

    at: datetime
    mark: str
    label: str
    full: str


_Shaded = tuple[Span, str]
"""A span and its shade."""
_Placed = tuple[_Flag, int, str]
"""A flag, its row counted upwards from the lane, and the words that there is room for."""


@attrs.frozen
class _Scale:
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return _LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, share))

    def holds(self, at: datetime) -> bool:
        return self.start <= at <= self.end


def timeline(
    outlook: Outlook, record: Permit[Any], *, words: Texts, lang: str, zone: str, at: datetime | None = None
) -> str:
    """
    Draw a permit over the time of an outlook; the same values give the same text.

    Shades of the band: *stopped* where a finding stops the next step in the mode of the site, else *outside* before and
    after the permitted window, else *warned* where there is another breach or a question, else *free*, which says "no
    breach found" and never "safe".

    Args:
        outlook: What the rules say about the permit, and for which time.
        record: The permit.
        words: The words of the findings.
        lang: ``zh`` or ``en``.
        zone: Time zone of the site.
        at: The moment to mark as now, if it lies in that time.

    Returns:
        One ``<svg>`` element without an XML declaration: a file as it is, or a part of an HTML page.

    Raises:
        ValueError: If the outlook is empty or about another record, or *at* is naive.
    """
    if not outlook.spans or outlook.record != record.id:
        msg = "outlook: one of this record over some time is needed"
        raise ValueError(msg)
    start, end = outlook.spans[0].start, outlook.spans[-1].end
    scale = _Scale(start, max(end, start + MINUTE))
    mark = sha256(f"{record.id} {start.isoformat()} {end.isoformat()}".encode()).hexdigest()[:8]
    drawing = _Drawing(scale, load_locale(lang, zone), words, mark)
    return drawing.picture(outlook, record, None if at is None else aware(at))


@attrs.frozen
class _Drawing:
    scale: _Scale
    locale: Locale
    words: Texts
    mark: str
    """Tells the ids of this picture from those of others on the same page."""

    def picture(self, outlook: Outlook, record: Permit[Any], now: datetime | None) -> str:
        spans = tuple(_merged(outlook, record.permitted))
        turns = tuple(self._turns(outlook))
        acts = tuple(flag for flag in self._acts(record) if self.scale.holds(flag.at))
        raised, done = (tuple(_placed(flags, self.scale)) for flags in (turns, acts))
        band = 120 + _height(raised)
        course = band + 34 + _height(done)
        bottom = course + 28
        size = f"{WIDTH:g} {bottom + 30:g}"
        title = f"{record.number or record.id} {self._say('title')}"
        told = self._told(record, spans, (*turns, *acts), now)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{self.locale.text("language")}"',
                f' aria-labelledby="title-{self.mark} desc-{self.mark}" viewBox="0 0 {size}" width="{WIDTH:g}"',
                f' height="{bottom + 30:g}" font-size="{SIZE:g}" fill="{INK}" font-family="{_FONTS}">',
                f'<title id="title-{self.mark}">{safe(title)}</title>',
                f'<desc id="desc-{self.mark}">{safe(told)}</desc>',
                "<defs>",
                *(
                    f'<pattern id="{shade}-{self.mark}" width="10" height="10" patternUnits="userSpaceOnUse">'
                    f'<rect width="10" height="10" fill="{ground}"/>{lines}</pattern>'
                    for shade, ground, lines in _PATTERNS
                ),
                "</defs>",
                f'<rect width="{WIDTH:g}" height="{bottom + 30:g}" fill="#fff"/>',
                text(8, 24, title, size=16, room=_EDGE - 8, bold=True),
                text(8, 43, _between(self.locale.minute, self.scale.start, self.scale.end)),
                *self._axis(bottom),
                *(self._now(now, bottom) if now is not None and self.scale.holds(now) else ()),
                *self._window(record, 92),
                *self._lane("outlook", raised, band, self._band(spans, band)),
                *self._lane("work", done, course, self._worked(record, course, now)),
                *self._legend(bottom + 8),
                "</svg>\n",
            ]
        )

    def _say(self, key: str, **values: str) -> str:
        return self.locale.text(f"timeline.{key}", **values)

    def _clock(self, at: datetime) -> str:
        first, last, shown = (local(moment, self.locale.zone) for moment in (self.scale.start, self.scale.end, at))
        return shown.strftime("%H:%M" if first.date() == last.date() == shown.date() else "%m-%d %H:%M")

    def _axis(self, bottom: float) -> Iterator[str]:
        yield f'<path d="M{_LEFT:g} 84H{_RIGHT:g}" stroke="{INK}" fill="none"/>'
        for at, label, dated in self._ticks():
            x = self.scale.x(at)
            yield f'<path d="M{x:.1f} 80V{bottom:g}" stroke="{_GREY if dated else _FAINT}" stroke-width=".7" fill="none"/>'
            yield text(x, 77, label, anchor="middle", bold=dated)

    def _ticks(self) -> Iterator[tuple[datetime, str, bool]]:
        """Yield where the axis has ticks, on full hours or days of the local clocks, and which of them begin a day."""
        scale, zone = self.scale, self.locale.zone
        least = (scale.end - scale.start) / MINUTE / ((_RIGHT - _LEFT) // _TICK)
        step = next((step for step in _STEPS if step >= least), _DAY * ceil(least / _DAY))
        for day in days(scale.start, scale.end, zone):
            if day.toordinal() % max(step // _DAY, 1):
                continue
            for minute in range(0, _DAY, step):
                clock = f"{minute // 60:02}:{minute % 60:02}"
                at = instant(day, clock, zone)
                if scale.holds(at):
                    yield at, clock if minute else day.strftime("%m-%d"), not minute

    def _now(self, now: datetime, bottom: float) -> Iterator[str]:
        x, words = self.scale.x(now), self._say("now", at=self._clock(now))
        yield (
            f'<path d="M{x:.1f} 80V{bottom:g}" stroke="{INK}" stroke-width="1.6" stroke-dasharray="7 4" fill="none"/>'
        )
        yield text(x, 60, words, anchor="middle", bold=True)

    def _window(self, record: Permit[Any], y: float) -> Iterator[str]:
        key, window = _window_of(record)
        yield text(8, y + 15, self._say(key), room=_LEFT - 14)
        if window is None:
            yield boxed(_LEFT + 4, y + 15, self._say("blank"))
            return
        scale = self.scale
        begin, until = window.start or scale.start, window.end or scale.end
        left, right = scale.x(begin), scale.x(until)
        label = _between(self._clock, window.start, window.end)
        if begin <= scale.end and until >= scale.start:
            dashes = "" if key == "window" else ' stroke-dasharray="5 3"'
            yield bar(left, y, right, 20, label, f'fill="#e4ecf5" stroke="{INK}" stroke-width="1.4"{dashes}')
        half = wide(label) / 2
        beside = right + 8 + half if right + 8 + 2 * half < _EDGE else left - 8 - half
        inside = 2 * half + 12 < right - left
        yield boxed((left + right) / 2 if inside else beside, y + 14.5, label, anchor="middle")

    def _lane(self, name: str, placed: tuple[_Placed, ...], y: float, band: Iterable[str]) -> Iterator[str]:
        yield text(8, y + 16, self._say(name), room=_LEFT - 14)
        if not placed:
            yield boxed(_LEFT + 4, y - 6, self._say(f"{name}-nothing"))
        for flag, row, _ in placed:
            up = y - 16 - row * _ROW
            yield f'<path d="M{self.scale.x(flag.at):.1f} {up:g}V{y:g}" stroke="{_GREY}" stroke-width=".8" fill="none"/>'
        yield from band
        for flag, row, shown in placed:
            x, fill = self.scale.x(flag.at), "#fff" if flag.mark in _HOLLOW else INK
            yield f"<g><title>{safe(flag.full)}</title>"
            yield f'<path transform="translate({x:.1f} {y:g})" d="{_MARKS[flag.mark]}" fill="{fill}" stroke="{INK}"/>'
            yield boxed(x + 8, y - 12 - row * _ROW, shown, bold=flag.mark == _STOPPED) + "</g>"

    def _turns(self, outlook: Outlook) -> Iterator[_Flag]:
        for turn in outlook.turns:
            stopping = outlook.at(turn.at).blocking(outlook.mode)
            items = ranked(turn.begins or turn.ends, stopping)
            asked = items[0].outcome in _ASKING
            mark = _FREE if not (turn.begins and asked) else _STOPPED if items[0] in stopping else _WARNED
            said = [self._finding(item, ended=not turn.begins) for item in items]
            more = f" +{len(items) - 1}" if len(items) > 1 else ""
            clock = self._clock(turn.at)
            yield _Flag(
                turn.at,
                mark,
                f"{clock} {items[0].code}{more} {said[0]}",
                "\n".join(f"{clock} {item.code} {words}" for item, words in zip(items, said, strict=True)),
            )

    def _finding(self, item: Finding, *, ended: bool) -> str:
        wrong, _ = self.words.say(item, self.locale.lang, self.locale.zone)
        return self._say("ended", what=wrong) if ended else wrong

    def _acts(self, record: Permit[Any]) -> Iterator[_Flag]:
        found = [
            (item.at, mark, "")
            for mark, items in (
                ("start", record.starts),
                ("pause", record.pauses),
                ("stop", record.stops),
                ("resume", record.resumptions),
                ("end", record.ends),
            )
            for item in items
        ]
        found += [(test.at, "gas-test", self._test(test)) for test in record.gas_tests if test.at is not None]
        for at, mark, more in sorted(found):
            words = f"{self._clock(at)} {self._say(mark)}{more}"
            yield _Flag(at, mark, words, words)

    def _test(self, test: GasTest) -> str:
        gas = "" if test.gas is None else f" {test.gas.name}"
        reading = "" if test.reading is None else f" {self.locale.quantity(test.reading)}"
        point = "" if test.point is None else f" {test.point.text or self.locale.option(test.point.kind)}"
        return gas + reading + point

    def _band(self, spans: Iterable[_Shaded], y: float) -> Iterator[str]:
        for span, shade in spans:
            left, right, words = self.scale.x(span.start), self.scale.x(span.end), self._say(shade)
            yield bar(left, y, right, 24, self._shaded(span, shade), f'fill="url(#{shade}-{self.mark})" stroke="{INK}"')
            if wide(words) + 12 < right - left:
                yield boxed((left + right) / 2, y + 16.5, words, anchor="middle")

    def _shaded(self, span: Span, shade: str) -> str:
        codes = ", ".join(dict.fromkeys(item.code for item in (*span.findings.breaches, *span.findings.needs)))
        return f"{_between(self._clock, span.start, span.end)} {self._say(shade)}" + (f" ({codes})" if codes else "")

    def _worked(self, record: Permit[Any], y: float, now: datetime | None) -> Iterator[str]:
        yield f'<path d="M{_LEFT:g} {y + 11:g}H{_RIGHT:g}" stroke="{INK}" fill="none"/>'
        for began, ended in sessions(record):
            until = ended or max(began, now or self.scale.end)
            if began <= self.scale.end and until >= self.scale.start:
                label = _between(self._clock, began, ended)
                yield bar(self.scale.x(began), y + 2, self.scale.x(until), 18, label, f'fill="#bbb" stroke="{INK}"')

    def _legend(self, y: float) -> Iterator[str]:
        x = _LEFT
        for shade, _, _ in _PATTERNS:
            words = self._say(shade)
            yield bar(x, y, x + 22, 12, words, f'fill="url(#{shade}-{self.mark})" stroke="{INK}"')
            yield text(x + 28, y + 10.5, words)
            x += 52 + wide(words)

    def _told(
        self,
        record: Permit[Any],
        spans: Iterable[_Shaded],
        flags: Iterable[_Flag],
        now: datetime | None,
    ) -> str:
        key, window = _window_of(record)
        granted = self._say("blank") if window is None else _between(self._clock, window.start, window.end)
        return "\n".join(
            [
                _between(self.locale.minute, self.scale.start, self.scale.end),
                f"{self._say(key)} {granted}",
                *([] if now is None else [self._say("now", at=self.locale.minute(now))]),
                *(self._shaded(span, shade) for span, shade in spans),
                *(flag.full for flag in flags),
            ]
        )


def _window_of(record: Permit[Any]) -> tuple[str, Period | None]:
    return ("planned", record.planned) if record.permitted is None and record.planned else ("window", record.permitted)


def _between(write: Callable[[datetime], str], start: datetime | None, end: datetime | None) -> str:
    return " – ".join("?" if moment is None else write(moment) for moment in (start, end))


def _merged(outlook: Outlook, window: Period | None) -> Iterator[_Shaded]:
    """Yield the spans, cut at the ends of the window, with their shades; neighbors alike become one."""

    def seen(span: Span) -> tuple[str, frozenset[str]]:
        found = span.findings
        asked = frozenset(item.code for item in (*found.breaches, *found.needs))
        if found.blocking(outlook.mode):
            return _STOPPED, asked
        if window is not None and window.holds(span.start) is False:
            return _OUTSIDE, asked
        return _WARNED if asked else _FREE, asked

    for (shade, _), group in groupby(_cut_at(outlook.spans, window), seen):
        first, *others = group
        yield attrs.evolve(first, end=[first, *others][-1].end), shade


def _cut_at(spans: Iterable[Span], window: Period | None) -> Iterator[Span]:
    """Yield spans, cut where the window begins and after its last minute."""
    start, end = (None, None) if window is None else (window.start, window.end)
    edges = [*([] if start is None else [whole_minute(start)]), *([] if end is None else [whole_minute(end) + MINUTE])]
    for span in spans:
        points = [span.start, *sorted(edge for edge in edges if span.start < edge < span.end), span.end]
        yield from (Span(begin, until, span.findings) for begin, until in pairwise(points))


def _placed(flags: Iterable[_Flag], scale: _Scale) -> Iterator[_Placed]:
    """
    Find a row for each flag.

    From the last one to the first, each takes the lowest row in which its words end before all that stands there or
    goes up through it. Words run to the right of their line, so that no line crosses words of a lower row.
    """
    taken: list[float] = []
    for flag in sorted(flags, key=lambda flag: flag.at, reverse=True):
        x = scale.x(flag.at)
        shown = cut(flag.label, min(_LONGEST, (_EDGE - x - 8) / BOLD))
        right = x + 8 + wide(shown) * BOLD + 6
        row = next((row for row in range(len(taken)) if right <= min(taken[row:])), len(taken))
        taken[row : row + 1] = [x]
        yield flag, row, shown


def _height(placed: tuple[_Placed, ...]) -> float:
    return 12 + _ROW * max((row + 1 for _, row, _ in placed), default=1)
