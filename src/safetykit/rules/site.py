"""What the law leaves to the company: one frozen value that the host chooses, or a pack's commented default."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError
from safetykit.model.civil import is_zone
from safetykit.model.evidence import Waiver
from safetykit.model.findings import Mode
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import ClockTime, Code, Prose
from safetykit.model.shapes import broken, shape_of
from safetykit.rules.calendars import NO_CALENDAR, WorkCalendar
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.tables import Table

V = TypeVar("V")
Hours = tuple[str, str]
"""Two local times of day, ``HH:MM``; the second may lie on the next day."""

PROFILES: FrozenMap[tuple[str, ...]] = FrozenMap(
    {
        "paper": ("actual-times", "gas-instrument", "signer-place", "sensor-data", "linked-records"),
        "electronic": ("sensor-data",),
        "electronic+sensors": (),
    }
)
"""For each profile the groups of inputs that such a site does not keep."""

_CHOICES = MappingProxyType(
    {
        "profile": tuple(PROFILES),
        "upgrade": ("level-up", "approver-up"),
        "distance_at_limit": ("breach", "ok"),
    }
)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _are(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, tuple) and all(map(fits, value))


def _by_name(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, FrozenMap) and all(map(fits, value.values()))


_SLOTS = (_by_name(_are(_is_text)), "a FrozenMap of tuples of texts")
_TYPES: Mapping[str, tuple[Callable[[object], bool], str]] = MappingProxyType(
    {
        "zone": (_is_text, "a text"),
        "certain_day": (lambda value: isinstance(value, tuple), "a tuple of two times of day"),
        "night": (lambda value: value is None or isinstance(value, tuple), "a tuple of two times of day, or None,"),
        "mode": (lambda value: isinstance(value, Mode), "a Mode"),
        "slots": _SLOTS,
        "approves": (_by_name(_is_text), "a FrozenMap of texts"),
        "approvers": _SLOTS,
        "presets": (_by_name(lambda value: isinstance(value, Preset)), "a FrozenMap of Preset"),
        "preset": (_is_text, "a text"),
        "guardian_points": (_is_flag, "True or False"),
        "adoption": (_by_name(_is_day), "a FrozenMap of dates without a time"),
        "waivers": (_are(lambda value: isinstance(value, Waiver)), "a tuple of Waiver"),
        "calendar": (lambda value: isinstance(value, WorkCalendar), "a WorkCalendar"),
        "defaults": (_are(_is_text), "a tuple of texts"),
    }
)
"""What the value of each setting must be; without it a slip made in Python would loosen a rule in silence."""


@attrs.frozen(kw_only=True)
class Preset:
    """
    One known way to share the slots of a form out.

    Attributes:
        slots: The slots that must be signed, as in :class:`Site`.
        approves: The slot that approves, as in :class:`Site`.
    """

    slots: FrozenMap[tuple[str, ...]] = EMPTY
    approves: FrozenMap[str] = EMPTY


@attrs.frozen(kw_only=True)
class Site:
    """
    Settings of one site.

    Those by kind and grade have keys such as ``hot-work/first``, or the kind alone where it has no grades.

    Attributes:
        zone: IANA name of the time zone; everything is shown and every day counted in it.
        certain_day: Hours that are day for certain; work within them never needs the definition of night.
        night: The site's own definition of night, if it has one; then it alone decides. No law gives a national one.
        mode: How far findings stop a gated step.
        profile: ``paper``, ``electronic`` or ``electronic+sensors``: which inputs are kept at all.
        upgrade: How a higher level of management is done: ``level-up`` or ``approver-up``.
        slots: The slots that must be signed before work starts, by kind and grade.
        approves: The slot that is the approving one, by kind and grade.
        approvers: Codes of the functions that may approve, by kind and grade.
        presets: Known ways to share slots and approval out, by name.
        preset: The one that ``slots`` and ``approves`` began with; empty for none.
        distance_at_limit: Whether exactly 30 m is "within 30 m" and so a ``breach``, or ``ok``. No text settles it.
        guardian_points: Whether the site declares that one guardian may watch two permits at one point.
        adoption: By id or code of a row the first day on which it stops steps here; before it, it only warns.
        waivers: Rows that the site sets aside.
        calendar: Working days.
        defaults: Names of the settings that nobody chose.
    """

    zone: str
    certain_day: Hours
    night: Hours | None = None
    mode: Mode = Mode.ADVISE
    profile: str = "paper"
    upgrade: str = "level-up"
    slots: FrozenMap[tuple[str, ...]] = EMPTY
    approves: FrozenMap[str] = EMPTY
    approvers: FrozenMap[tuple[str, ...]] = EMPTY
    presets: FrozenMap[Preset] = EMPTY
    preset: str = ""
    distance_at_limit: str = "breach"
    guardian_points: bool = False
    adoption: FrozenMap[date] = EMPTY
    waivers: tuple[Waiver, ...] = ()
    calendar: WorkCalendar = NO_CALENDAR
    defaults: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """
        Check the settings against each other.

        Raises:
            PackError: If a setting has no meaning; all problems at once.
        """
        mistyped = [
            f"{name}: {words} is needed" for name, (fits, words) in _TYPES.items() if not fits(getattr(self, name))
        ]
        if mistyped:
            raise PackError([f"site: {problem}" for problem in mistyped])
        problems = [] if is_zone(self.zone) else ["zone: no such time zone; use an IANA name"]
        hours = {"certain_day": self.certain_day}
        if self.night is not None:
            hours["night"] = self.night
        problems += [f"{name}: {problem}" for name, pair in hours.items() if (problem := _wrong_hours(pair))]
        problems += [
            f"{name}: one of {', '.join(choices)} is needed"
            for name, choices in _CHOICES.items()
            if getattr(self, name) not in choices
        ]
        problems += [
            f"approvers: '{key}': at least one function is needed; leave the key out if it does not matter"
            for key, functions in self.approvers.items()
            if not functions
        ]
        if self.preset and self.preset not in self.presets:
            problems.append(f"preset: no such preset '{self.preset}'; known: {', '.join(self.presets) or 'none'}")
        if problems:
            raise PackError([f"site: {problem}" for problem in problems])

    def choosing(self, **settings: Any) -> "Site":
        """
        Return the site with other settings, which findings no longer name among those that nobody chose.

        Args:
            settings: The settings, as those of :class:`Site`: ``calendar``, ``mode`` ...

        Raises:
            PackError: If a setting has no meaning.
            TypeError: If there is no such setting.
        """
        return attrs.evolve(self, **settings, defaults=_without(self, settings))

    def keeps(self, group: str) -> bool:
        """Say whether the site keeps inputs of *group*."""
        return group not in PROFILES[self.profile]

    def with_preset(self, name: str) -> "Site":
        """
        Return the site with slots and approving slots as in the preset *name*.

        What was set for kinds that no preset speaks of stays.

        Raises:
            PackError: If there is no such preset.
        """
        return attrs.evolve(self, **_preset(self, name, self.presets), defaults=_without(self, _BY_PRESET))

    def adopted(self, rule_id: str, code: str, day: date) -> bool:
        """Say whether a row may stop steps on *day*; an entry for its id counts before one for its code."""
        first = self.adoption.get(rule_id, self.adoption.get(code))
        return first is None or first <= day

    def waive(self, rule: str, *, reason: str, approver: str, until: datetime) -> "Site":
        """
        Return the site with a row set aside; only a row that says so may be, which the kit checks.

        Args:
            rule: Id or code of the row.
            reason: Why, in words.
            approver: Id of the person who allowed it.
            until: The last instant at which it holds.
        """
        waiver = Waiver(rule=rule, reason=reason, approver=approver, until=until)
        return attrs.evolve(self, waivers=(*self.waivers, waiver), defaults=_without(self, ["waivers"]))

    def waiver(self, rule_id: str, code: str, at: datetime) -> Waiver | None:
        """Return the waiver that sets a row aside at an instant, its end included; None if there is none."""
        found = (waiver for waiver in self.waivers if waiver.rule in (rule_id, code) and at <= waiver.until)
        return next(found, None)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all settings, so that a verdict can name what it was judged by."""
        return fingerprint(attrs.evolve(self, defaults=()))


def _wrong_hours(pair: tuple[Any, ...]) -> str | None:
    clock = shape_of(ClockTime)
    if len(pair) != len(("from", "to")) or any(broken(clock, value) for value in pair):
        return "two times of day as HH:MM are needed"
    return "the two times are one; say from when until when" if pair[0] == pair[1] else None


_BY_PRESET = ("preset", "slots", "approves")


def _without(site: Site, chosen: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in site.defaults if name not in {*chosen})


def _preset(site: Site | None, name: str, presets: Mapping[str, Preset]) -> dict[str, Any]:
    """Return the settings of a preset, over what the site has for kinds that no preset speaks of."""
    values: dict[str, Any] = {"preset": name}
    if name in presets:
        for part in ("slots", "approves"):
            of_presets = {key for preset in presets.values() for key in getattr(preset, part)}
            kept = {key: value for key, value in _old(site, part).items() if key not in of_presets}
            values[part] = FrozenMap({**kept, **getattr(presets[name], part)})
    return values


def _old(site: Site | None, name: str) -> FrozenMap[Any]:
    return EMPTY if site is None else getattr(site, name)


def _map(table: Table, key: str, read: Callable[[Table, str], V]) -> FrozenMap[V]:
    part = Table(f"{table.where}: {key}", table.take(key, dict) or {}, table.problems)
    return FrozenMap({name: read(part, name) for name in part.data})


def _text(table: Table, key: str) -> Any:
    return table.take(key, str)


def _hours(table: Table, key: str) -> tuple[Any, ...]:
    value = table.data[key]
    return tuple(value) if isinstance(value, list) else ()  # the site says what is wrong with it


def _day(table: Table, key: str) -> Any:
    return table.take(key, date)


def _one_preset(table: Table, key: str) -> Preset:
    part = Table(f"{table.where}: {key}", table.take(key, dict) or {}, table.problems)
    values = {name: _READERS[name](part, name) for name in ("slots", "approves") if name in part.data}
    part.taken |= {"slots", "approves"}
    part.finish()
    return Preset(**values)


def _waivers(table: Table, key: str) -> tuple[Waiver, ...]:
    found = []
    for index, row in table.tables(key):
        before = len(table.problems)
        part = Table(f"{table.where}: {key}[{index}]", row, table.problems)
        values = {"rule": part.shaped("rule", shape_of(Code)), "reason": part.shaped("reason", shape_of(Prose))}
        values |= {"approver": part.shaped("approver", shape_of(Code)), "until": part.take("until", datetime)}
        if values["until"] is not None and values["until"].utcoffset() is None:
            part.complain("until", "must have an offset, such as +08:00")
        part.finish()
        if len(table.problems) == before:
            found.append(Waiver(**values))
    return tuple(found)


_READERS: Mapping[str, Callable[[Table, str], Any]] = MappingProxyType(
    {
        "zone": _text,
        "certain_day": _hours,
        "night": _hours,
        "mode": partial(Table.choose, choices=Mode),
        "profile": _text,
        "upgrade": _text,
        "slots": partial(_map, read=Table.texts),
        "approves": partial(_map, read=_text),
        "approvers": partial(_map, read=Table.texts),
        "presets": partial(_map, read=_one_preset),
        "preset": _text,
        "distance_at_limit": _text,
        "guardian_points": lambda table, key: table.take(key, bool),
        "adoption": partial(_map, read=_day),
        "waivers": _waivers,
    }
)
SETTINGS = tuple(_READERS)
"""The settings that a site file may name."""


def site_from_toml(text: str, default: Site, name: str = "site.toml") -> Site:
    """
    Read a site file over a pack's default site; settings it does not name stay, and are listed in ``defaults``.

    Settings by kind and grade, by row and by name are replaced one by one, a preset before them; waivers are added.

    Raises:
        PackError: If the file is no TOML, names unknown settings, or a setting has no meaning; all at once.
    """
    return site_from_data(parse_toml(text, name), default, name)


def site_from_data(data: Mapping[str, Any], default: Site | None, name: str) -> Site:
    """Read the settings of a parsed site file or of the ``[site]`` table of a pack."""
    problems = [f"{name}: {key}: no such setting; known: {', '.join(SETTINGS)}" for key in data if key not in SETTINGS]
    if default is None:
        problems += [f"{name}: {key}: is missing" for key in ("zone", "certain_day") if key not in data]
    table = Table(name, data, problems)
    values: dict[str, Any] = {}
    for key in SETTINGS:
        before = len(problems)
        value = _READERS[key](table, key) if key in data else None
        if key in data and len(problems) == before:
            values[key] = value
    site = None
    try:
        site = _over(default, values)
    except PackError as error:
        problems += [f"{name}: {problem.removeprefix('site: ')}" for problem in error.problems]
    if problems or site is None:
        raise PackError(problems)
    return site


def _over(default: Site | None, values: Mapping[str, Any]) -> Site | None:
    """Put settings over those of *default*; without one there must be the two that no site does without."""
    presets = FrozenMap({**_old(default, "presets"), **values.get("presets", EMPTY)})
    changes = {**values, "presets": presets}
    first = _preset(default, values["preset"], presets) if "preset" in values else {}
    for key in ("slots", "approves", "approvers", "adoption"):
        changes[key] = FrozenMap({**first.get(key, _old(default, key)), **values.get(key, EMPTY)})
    if default is not None:
        changes["waivers"] = (*default.waivers, *values.get("waivers", ()))
        return attrs.evolve(default, **changes, defaults=_without(default, {*values, *first}))
    return Site(**changes, defaults=SETTINGS) if {"zone", "certain_day"} <= values.keys() else None
