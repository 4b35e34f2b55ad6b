"""The words of one language, and how times and quantities are written in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError, RenderError
from safetykit.model.civil import local
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.quantities import Qualifier, Quantity

LANGUAGES = ("zh", "en")
"""The languages that ship."""
PRINTED = (*LANGUAGES, "zh+en")
"""The settings that a form can be printed in."""
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


def places(text: str) -> Iterator[tuple[str, str]]:
    """
    Cut a label at its places: each piece of literal text with the name of the place after it, empty at the end.

    >>> list(places("blinds: {count}, checked"))
    [('blinds: ', 'count'), (', checked', '')]
    """
    literals = _PLACE.split(text)
    yield from zip(literals[::2], [*literals[1::2], ""], strict=True)


@attrs.frozen
class Locale:
    """
    A language's labels, by dotted key, and the time zone that times are shown in.

    Labels hold places such as ``{number}``; nothing in them is executed.
    """

    lang: str
    zone: str
    labels: FrozenMap[str]

    def find(self, key: str) -> str | None:
        """Return the words for *key*, or None."""
        return self.labels.get(key)

    def text(self, key: str, **values: str) -> str:
        """
        Return the words for *key* with its places filled.

        Raises:
            RenderError: If the language has no such label.
        """
        return "".join(literal + (values[name] if name else "") for literal, name in places(self.text_of(key)))

    def text_of(self, key: str) -> str:
        """
        Return the words for *key* with their places open.

        Raises:
            RenderError: If the language has no such label.
        """
        label = self.labels.get(key)
        if label is None:
            raise RenderError([f"locale {self.lang!r} has no label {key!r}; add it to the pack's or the host's locale"])
        return label

    def minute(self, at: datetime) -> str:
        """Write an instant to the minute, on the clocks of the zone."""
        return self.text("date.minute", **_parts(local(at, self.zone)))

    def day(self, day: date) -> str:
        """Write a day."""
        return self.text("date.day", **_parts(datetime(day.year, day.month, day.day)))  # noqa: DTZ001

    def duration(self, span: timedelta) -> str:
        """Write a span in hours and minutes."""
        minutes = abs(span) // timedelta(minutes=1)
        words = self.text("date.duration", hours=str(minutes // 60), minutes=str(minutes % 60))
        return f"-{words}" if span < timedelta() else words

    def quantity(self, quantity: Quantity, *, unit: bool = True) -> str:
        """Write a quantity with the digits that it was given in, with or without its unit."""
        if quantity.qualifier is Qualifier.NOT_DETECTED and not quantity.value:
            return self.text("quantity.not-detected")
        digits = f"{quantity.value:f}"
        written = f"{digits} {self.find(f'unit.{quantity.unit.value}') or quantity.unit.value}" if unit else digits
        if quantity.qualifier is Qualifier.NOT_DETECTED:
            return self.text("quantity.not-detected-below", limit=written)
        return f"<{written}" if quantity.qualifier is Qualifier.BELOW else written

    def option(self, value: Enum) -> str:
        """Return the word for a member of an enumeration."""
        return self.text(f"enum.{type(value).__name__}.{value.value}")


def _parts(at: datetime) -> dict[str, str]:
    numbers = {"year": f"{at.year:04}", "month": str(at.month), "day": str(at.day)}
    padded = {"month_2": f"{at.month:02}", "day_2": f"{at.day:02}"}
    return {**numbers, **padded, "hour": f"{at.hour:02}", "minute": f"{at.minute:02}"}


def labels_of(text: str, name: str) -> FrozenMap[str]:
    """
    Read labels out of the TOML of a locale file; nested tables give dotted keys.

    Raises:
        PackError: If the file is no TOML or holds anything but text; all problems at once.
    """
    flat = dict(_flat("", parse_toml(text, name)))
    problems = [f"{name}: {key}: text is needed" for key, value in flat.items() if not isinstance(value, str)]
    if problems:
        raise PackError(problems)
    return FrozenMap(flat)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def load_locale(lang: str, zone: str, more: Iterable[Mapping[str, str]] = ()) -> Locale:
    """
    Put a language together from the library's own labels and *more*, where a later one wins.

    Args:
        lang: ``zh`` or ``en``.
        zone: IANA name of the zone that times are shown in, the site's.
        more: Labels of packs and of the host, as :func:`labels_of` reads them.

    Raises:
        PackError: If the language does not ship.
    """
    if lang not in LANGUAGES:
        raise PackError([f"locale: {lang!r} is not among the languages {', '.join(LANGUAGES)}"])
    states = {key.removeprefix("label."): words for key, words in _shipped("lifecycle", lang).items()}
    merged = dict(states)
    for labels in (_shipped("documents", lang), *more):
        merged.update(labels)
    return Locale(lang, zone, FrozenMap(merged))


@cache
def _shipped(package: str, lang: str) -> FrozenMap[str]:
    name = f"{package}/locales/{lang}.toml"
    return labels_of((resources.files("safetykit") / name).read_text("utf-8"), name)
