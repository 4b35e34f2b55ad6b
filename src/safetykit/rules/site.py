"""What the law leaves to the company: one frozen value that the host chooses, or a pack's commented default."""

from collections.abc import Mapping
from typing import Any

import attrs

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError
from safetykit.model.civil import is_zone
from safetykit.model.findings import Mode
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import ClockTime
from safetykit.model.shapes import broken, shape_of
from safetykit.rules.calendars import NO_CALENDAR, WorkCalendar
from safetykit.rules.fingerprints import fingerprint

Hours = tuple[str, str]
"""Two local times of day, ``HH:MM``; the second may lie on the next day."""

PROFILES: FrozenMap[tuple[str, ...]] = FrozenMap(
    {
        "paper": ("actual-times", "gas-instrument", "signer-place", "sensor-data"),
        "electronic": ("sensor-data",),
        "electronic+sensors": (),
    }
)
"""For each profile the groups of inputs that such a site does not keep."""


@attrs.frozen(kw_only=True)
class Site:
    """
    Settings of one site.

    Attributes:
        zone: IANA name of the time zone; everything is shown and every day counted in it.
        certain_day: Hours that are day for certain; work within them never needs the definition of night.
        night: The site's own definition of night, if it has one; then it alone decides. No law gives a national one.
        mode: How far findings stop a gated step.
        profile: ``paper``, ``electronic`` or ``electronic+sensors``: which inputs are kept at all.
        upgrade: How a higher level of management is done: ``level-up`` or ``approver-up``.
        slots: The slots that must be signed before work starts, by kind of work and grade (``hot-work/first``), or by
            kind alone where it has no grades.
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
    calendar: WorkCalendar = NO_CALENDAR
    defaults: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """
        Check the settings against each other.

        Raises:
            PackError: If a setting has no meaning; all problems at once.
        """
        problems = [] if is_zone(self.zone) else ["site: zone: no such time zone; use an IANA name"]
        clock = shape_of(ClockTime)
        hours = {"certain_day": self.certain_day}
        if self.night is not None:
            hours["night"] = self.night
        problems += [
            f"site: {name}: two times of day as HH:MM are needed"
            for name, pair in hours.items()
            if len(pair) != len(("from", "to")) or any(broken(clock, value) for value in pair)
        ]
        if self.profile not in PROFILES:
            problems.append(f"site: profile: one of {', '.join(PROFILES)} is needed")
        if self.upgrade not in ("level-up", "approver-up"):
            problems.append("site: upgrade: 'level-up' or 'approver-up' is needed")
        if problems:
            raise PackError(problems)

    def keeps(self, group: str) -> bool:
        """Say whether the site keeps inputs of *group*."""
        return group not in PROFILES[self.profile]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all settings, so that a verdict can name what it was judged by."""
        return fingerprint(attrs.evolve(self, defaults=()))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


SETTINGS = ("zone", "certain_day", "night", "mode", "profile", "upgrade", "slots")
"""The settings that a site file may name."""


def site_from_toml(text: str, default: Site, name: str = "site.toml") -> Site:
    """
    Read a site file over a pack's default site; settings it does not name stay, and are listed in ``defaults``.

    Slots are replaced one by one.

    Raises:
        PackError: If the file is no TOML, names unknown settings, or a setting has no meaning; all at once.
    """
    return site_from_data(parse_toml(text, name), default, name)


def site_from_data(data: Mapping[str, Any], default: Site | None, name: str) -> Site:
    """Read the settings of a parsed site file or of the ``[site]`` table of a pack."""
    problems = [f"{name}: {key}: no such setting; known: {', '.join(SETTINGS)}" for key in data if key not in SETTINGS]
    if default is None:
        problems += [f"{name}: {key}: is missing" for key in ("zone", "certain_day") if key not in data]
    values: dict[str, Any] = {key: value for key, value in data.items() if key in SETTINGS}
    for key in ("certain_day", "night"):
        if key in values:
            values[key] = tuple(values[key]) if isinstance(values[key], list) else ()
    if "slots" in values:
        slots = values["slots"]
        if isinstance(slots, dict) and all(_is_texts(row) for row in slots.values()):
            kept = default.slots if default is not None else EMPTY
            values["slots"] = FrozenMap({**kept, **{grade: tuple(row) for grade, row in slots.items()}})
        else:
            problems.append(f"{name}: slots: a list of slots for each kind and grade is needed")
    if "mode" in values:
        try:
            values["mode"] = Mode(values["mode"])
        except ValueError:
            problems.append(f"{name}: mode: one of {', '.join(mode.value for mode in Mode)} is needed")
    for key in ("zone", "profile", "upgrade"):
        if not isinstance(values.get(key, ""), str):
            problems.append(f"{name}: {key}: text is needed")
    if problems:
        raise PackError(problems)
    try:
        if default is None:
            return Site(**values, defaults=SETTINGS)
        return attrs.evolve(default, **values, defaults=tuple(key for key in default.defaults if key not in values))
    except PackError as error:
        raise PackError([f"{name}: {problem.removeprefix('site: ')}" for problem in error.problems]) from None
