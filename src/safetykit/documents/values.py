"""How the values of a record become the pieces of a cell, and what stands there while there is no value."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain
from typing import Any

import attrs

from safetykit.documents.forms import FormCell, Pattern
from safetykit.documents.locale import Locale, places
from safetykit.documents.sheet import Run
from safetykit.documents.sources import Found, Reading, Selector, View, find, person_of, who
from safetykit.errors import RenderError
from safetykit.model.erasure import Erased
from safetykit.model.permits import DailyHours
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period

MM_PER_POINT = 25.4 / 72


@attrs.frozen
class Writer:
    """Writes the values of one record, or of none, in one language. *type_size* is in points."""

    view: View | None
    locale: Locale
    type_size: float

    def find(self, wanted: Selector, start: Found | None = None) -> tuple[Found, ...]:
        """Return what a selector finds; nothing on a blank form."""
        return find(self.view, wanted, start) if self.view else ()

    def word(self, found: Found, names: str = "") -> str:
        """Write one value; codes and yes or no take their words from the labels under *names*."""
        value = found.value
        if isinstance(value, Erased):
            return self.locale.text("erased")
        if isinstance(value, bool):
            return self.locale.text(f"{names}.{str(value).lower()}")
        if isinstance(value, str):
            return (self.locale.find(f"{names}.{value}") if names else None) or value
        if isinstance(value, Enum):
            return self.locale.find(f"{names}.{value.value}") or self.locale.option(value)
        if isinstance(value, datetime):
            return self.locale.minute(value)
        if isinstance(value, date):
            return self.locale.day(value)
        if isinstance(value, Quantity):
            return self.locale.quantity(value)
        if isinstance(value, Reading):
            return self._reading(value)
        if isinstance(value, DailyHours):
            return self.locale.text("date.daily", start=value.start, end=value.end)
        if isinstance(value, int | Decimal):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        raise RenderError([f"{found.pointer}: {type(value).__name__} is no value to print; name one of its fields"])

    def _reading(self, value: Reading) -> str:
        if value.volume is None:
            return self.locale.quantity(value.read)
        tidy = attrs.evolve(value.volume, value=value.volume.value.normalize())
        if value.read.unit is Unit.VOL_PERCENT:
            return self.locale.quantity(value.read, unit=False)
        volume = self.locale.quantity(tidy, unit=False)
        return self.locale.text("quantity.converted", volume=volume, read=self.locale.quantity(value.read))

    def person(self, person: str) -> Run:
        """Write the person with an id."""
        text = self.word(who(self.view, person_of(self.view, person))) if self.view else person
        return Run(text=text, value=True)

    def brackets(self) -> tuple[str, str]:
        """Return the brackets of the language."""
        before, after = self.locale.text("brackets", text="\0").split("\0")
        return before, after

    def phrase(self, pattern: Pattern, found: Found, names: str) -> tuple[Run, ...]:
        """
        Write one item of a list by its pattern; a place without a value takes the room before it along.

        What stands behind a line feed of the pattern stands below, in small type.
        """
        runs = [Run(value=True)]
        for literal, wanted in pattern:
            words = self.locale.text("sep.comma").join(self.word(one, names) for one in self.find(wanted, found))
            if not (words or literal.strip() or not wanted):
                continue
            above, *below = (literal if runs[-1].text else literal.lstrip()).split("\n")
            runs[-1] = attrs.evolve(runs[-1], text=runs[-1].text + above)
            for line in below:
                runs += (Run(kind="break"), Run(text=line, small=True, value=True))
            runs[-1] = attrs.evolve(runs[-1], text=runs[-1].text + words)
        return tuple(run for run in runs if run.kind == "break" or run.text)

    def blank(self, kind: str, width: float) -> tuple[Run, ...]:
        """Return a date or period to be filled in by hand, in a cell *width* millimeters wide."""
        if kind == "period":
            return self._period(Period(), width, value=False)
        pieces = list(places(self.locale.text_of(f"date.{kind}"))) if kind else []
        taken = sum(len(literal.strip()) for literal, _ in pieces) * self.type_size * MM_PER_POINT
        gaps = sum(1 for _, name in pieces if name)
        mm = int(10 * max(3.0, min(9.0, (width - 4.5 - taken) / max(gaps, 1)))) / 10
        runs = ((Run(text=literal), Run(kind="gap", mm=mm if name else 0)) for literal, name in pieces)
        return tuple(run for run in chain.from_iterable(runs) if run.text or run.mm)

    def _period(self, period: Period, width: float, *, value: bool) -> tuple[Run, ...]:
        runs: list[Run] = []
        for literal, name in places(self.locale.text_of("date.period")):
            runs.append(Run(text=literal))
            at = {"start": period.start, "end": period.end}.get(name)
            if at is not None:
                runs.append(Run(text=self.locale.minute(at), value=value))
            elif name:
                runs += self.blank("minute", width / 2 - 5)
        return tuple(run for run in runs if run.text or run.mm)

    def cell(self, cell: FormCell, width: float, start: Found | None = None) -> tuple[tuple[Run, ...], str]:
        """Return the pieces of a value cell and the pointer to what they show."""
        found = tuple(chain.from_iterable(self.find(wanted, start) for wanted in cell.values))
        runs = self._choice(cell, found) if cell.choice else self._list(cell, found, width)
        below = self.find(cell.under, start) if cell.under else ()
        if below:
            before, after = self.brackets()
            runs += (Run(kind="break"), Run(text=before, small=True))
            runs += tuple(Run(text=self.word(one, cell.names), small=True, value=True) for one in below)
            runs += (Run(text=after, small=True),)
        return runs, common(one.pointer for one in found)

    def _choice(self, cell: FormCell, found: tuple[Found, ...]) -> tuple[Run, ...]:
        chosen = [one.value.value if isinstance(one.value, Enum) else one.value for one in found]
        runs: list[Run] = []
        for code in cell.choice:
            word = self.locale.text(f"{cell.names}.{code}")
            runs += (Run(kind="box", text=word, on=code in chosen, value=code in chosen), Run(kind="gap", mm=3))
        others = [one for one, code in zip(found, chosen, strict=True) if code not in cell.choice]
        return (*runs[:-1], *(Run(text=f" {self.word(one)}", value=True) for one in others))

    def _list(self, cell: FormCell, found: tuple[Found, ...], width: float) -> tuple[Run, ...]:
        if not found:
            return self.blank(cell.blank, width)
        runs: list[Run] = []
        words = self.locale.text(f"sep.{cell.sep}")
        sep = Run(kind="break") if words == "\n" else Run(text=words)
        for one in found:
            if isinstance(one.value, Period):
                runs += self._period(one.value, width, value=True)
                continue
            said = (
                self.phrase(cell.each, one, cell.names)
                if cell.each
                else (Run(text=self.word(one, cell.names), value=True),)
            )
            said = (*said[:-1], self._noted(said[-1], one)) if said else said
            runs += (sep, *said) if runs and said else said
        return tuple(runs)

    def _noted(self, run: Run, found: Found) -> Run:
        """Add to the last piece of a person's entry when they laid down their duty: nobody may take them for present."""
        if found.left is None:
            return run
        note = self.locale.text("left", at=self.locale.minute(found.left))
        return attrs.evolve(run, text=run.text + note)


def common(pointers: Iterable[str]) -> str:
    """
    Return the pointer that all *pointers* stand under.

    >>> common(["/people/0/name", "/people/1/name"]), common([])
    ('/people', '')
    """
    parts: list[tuple[str, ...]] = [tuple(pointer.split("/")) for pointer in pointers]
    return "/".join(_shared(parts)) if parts else ""


def _shared(parts: list[tuple[str, ...]]) -> Iterator[str]:
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            return
        yield level[0]


def is_short(text: str, width: float, type_size: float, limit: float = 60) -> bool:
    """
    Say whether *text* surely takes less than *limit* millimeters in a cell *width* millimeters wide.

    Every sign is counted as wide as the widest, so the answer errs on the safe side.
    """
    size = type_size * MM_PER_POINT
    each = max(1, int((width - 3) / size))
    lines = sum([1 + len(line) // each for line in text.split("\n")]) if "\n" in text else 1 + len(text) // each
    return lines * size * 1.5 < limit


def plain(value: Any) -> str:
    """Return the code of a value that is a code or a member of an enumeration."""
    return str(value.value if isinstance(value, Enum) else value)
