"""The words of a print, in one language or in two, and how times and quantities are written in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError, RenderError
from safetykit.model.civil import local
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.quantities import Qualifier, Quantity

LANGUAGES = ("zh", "en")
"""The languages that ship."""
PRINTED = (*LANGUAGES, "zh+en")
"""The settings that a form can be printed in."""
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
_Pieces: TypeAlias = tuple[tuple[str, str], ...]
_Known: TypeAlias = dict[str, _Pieces]
"""What was looked up, so that it is put together once: by key the words of each language, with its tag."""


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
    The labels of a print, by dotted key, and the time zone that times are shown in.

    Labels hold places such as ``{number}``; nothing in them is executed. A print in two languages shows both wherever
    the library or the form speaks; what the record says stands there once, as it was written.

    Attributes:
        lang: ``zh``, ``en`` or ``zh+en``.
        zone: IANA name of the time zone.
        labels: The words, those of the first language where there are two.
        second: The words of the second language; empty if there is none.
        joint: What two languages share and is not said twice, such as how a date is written.
    """

    lang: str
    zone: str
    labels: FrozenMap[str]
    second: FrozenMap[str] = EMPTY
    joint: FrozenMap[str] = EMPTY
    _known: _Known = attrs.field(factory=dict, init=False, eq=False, repr=False)
    _inline: _Known = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @property
    def second_language(self) -> str:
        """The BCP 47 tag of the second language; empty if there is none."""
        return self.second.get("language", "")

    def find(self, key: str) -> str | None:
        """Return the words for *key* in line, those of two languages joined, or None."""
        both = self._both(key)
        if len(both) < 2:
            return both[0][0] if both else None
        between = self.joint.get(f"join.{key.partition('.')[0]}", " ")
        return between.join([words for words, _ in both if words])

    def text(self, key: str, **values: str) -> str:
        """
        Return the words for *key* in line with its places filled.

        Raises:
            RenderError: If the language has no such label.
        """
        pieces = self._inline.get(key)
        if pieces is None:
            pieces = self._inline[key] = tuple(places(self.text_of(key)))
        return pieces[0][0] if len(pieces) == 1 else _filled(pieces, values)

    def text_of(self, key: str) -> str:
        """
        Return the words for *key* in line with their places open.

        Raises:
            RenderError: If the language has no such label.
        """
        label = self.find(key)
        if label is None:
            raise self._missing(key)
        return label

    def each(self, key: str, **values: str) -> tuple[tuple[str, str], ...]:
        """
        Return the words for *key* language by language, each with its tag: empty for the first one.

        What two languages share or say in the same words stands there once.

        Raises:
            RenderError: If no language has such a label.
        """
        both = self.each_open(key)
        if not any(["{" in words for words, _ in both]):
            return both
        return tuple([(_filled(places(words), values), tag) for words, tag in both])

    def each_open(self, key: str) -> tuple[tuple[str, str], ...]:
        """
        Return the words for *key* language by language with their places open.

        Raises:
            RenderError: If no language has such a label.
        """
        both = self._both(key)
        if not both:
            raise self._missing(key)
        return both

    def titles(self, key: str) -> tuple[str, str]:
        """
        Return the words for *key* in the first language and in the second, which may be empty.

        Raises:
            RenderError: If no language has such a label.
        """
        (first, _), *rest = self.each(key)
        return first, rest[0][0] if rest else ""

    def _both(self, key: str) -> tuple[tuple[str, str], ...]:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._looked_up(key)
        return known

    def _looked_up(self, key: str) -> tuple[tuple[str, str], ...]:
        shared = self.joint.get(key)
        if shared is not None:
            return ((shared, ""),)
        spoken = ((self.labels.get(key), ""), (self.second.get(key), self.second_language))
        found = tuple((words, tag) for words, tag in spoken if words is not None)
        return found[:1] if len(found) > 1 and found[0][0] == found[1][0] else found

    def _missing(self, key: str) -> RenderError:
        return RenderError([f"locale {self.lang!r} has no label {key!r}; add it to the pack's or the host's locale"])

    def minute(self, at: datetime) -> str:
        """Write an instant to the minute, on the clocks of the zone; in an hour that they show twice with the offset."""
        there = local(at, self.zone)
        said = self.text("date.minute", **_parts(there))
        twice = there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()
        return f"{said} (UTC{there:%z})" if twice else said

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


def _filled(pieces: Iterable[tuple[str, str]], values: Mapping[str, str]) -> str:
    return "".join([literal + values[name] if name else literal for literal, name in pieces])


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


def print_locale(lang: str, zone: str, layers: Iterable[Mapping[str, Mapping[str, str]]] = ()) -> Locale:
    """
    Put together what a form is printed in: one language, or two beside each other.

    Args:
        lang: ``zh``, ``en`` or ``zh+en``.
        zone: IANA name of the zone that times are shown in, the site's.
        layers: Labels of forms and of the host by language, where a later one wins. Those under ``zh+en`` are what two
            languages share and is not said twice.

    Raises:
        PackError: If there is no such setting.
    """
    if lang not in PRINTED:
        raise PackError([f"locale: {lang!r} is not among the settings {', '.join(PRINTED)}"])
    first, _, second = lang.partition("+")
    layers = tuple(layers)
    one, *others = (
        load_locale(each, zone, [layer.get(each, EMPTY) for layer in layers]) for each in (first, second) if each
    )
    if not others:
        return one
    joint = dict(_shipped("documents", lang))
    for layer in layers:
        joint.update(layer.get(lang, EMPTY))
    return Locale(lang, zone, one.labels, others[0].labels, FrozenMap(joint))


@cache
def _shipped(package: str, lang: str) -> FrozenMap[str]:
    name = f"{package}/locales/{lang}.toml"
    return labels_of((resources.files("safetykit") / name).read_text("utf-8"), name)
