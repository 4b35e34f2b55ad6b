"""GB 30871-2022, safety of special work in companies that handle hazardous chemicals: hot work."""

import json
from importlib import resources
from typing import Final

import attrs

from safetykit.documents import forms_in, registers_in
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.works import (
    BlindPlate,
    ConfinedSpace,
    Excavation,
    HeightWork,
    HotWork,
    Lifting,
    RoadClosure,
    TemporaryElectricity,
)
from safetykit.packs.cn_gb30871.checks import CHECKS, RAISINGS
from safetykit.packs.cn_gb30871.gases import FILE as GAS_FILE
from safetykit.packs.pack import Pack, pack_of
from safetykit.rules.calendars import calendar_of, year_from_data
from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.loader import load_rules
from safetykit.rules.site import Site

WORKS: Final = (
    HotWork,
    ConfinedSpace,
    BlindPlate,
    HeightWork,
    Lifting,
    TemporaryElectricity,
    Excavation,
    RoadClosure,
)
"""The eight special works; the rules for each but hot work are those of chapter 4 so far."""


def _read(*names: str) -> str:
    return resources.files(__name__).joinpath(*names).read_text("utf-8")


_WORDS: Final = ("", "gas_", "hot_work_")
"""Beginnings of the files of words: the general ones, then those of each kind of work."""


def _in(folder: str) -> list[str]:
    """Name the files of a folder of tables in order; put together they read as one."""
    return [
        f"{folder}/{name}"
        for name in sorted(file.name for file in resources.files(__name__).joinpath(folder).iterdir())
    ]


def _all(*names: str) -> str:
    return "\n".join(_read(*name.split("/")) for name in names)


def _with_calendar(site: Site) -> Site:
    years = sorted(file.name for file in resources.files(__name__).joinpath("calendar").iterdir())
    files = [name for name in years if name.endswith(".json")]
    calendar = calendar_of(year_from_data(json.loads(_read("calendar", name)), name) for name in files)
    return attrs.evolve(site, calendar=calendar, defaults=(*site.defaults, "calendar"))


def _load() -> Pack:
    rules = load_rules(
        _all("pack.toml", *_in("rules")),
        checks=CHECKS,
        raisings=RAISINGS,
        locales=FrozenMap({lang: _all(*(f"locales/{part}{lang}.toml" for part in _WORDS)) for lang in ("zh", "en")}),
        calendar=_with_calendar,
    )
    rules = attrs.evolve(rules, fingerprint=fingerprint(rules.fingerprint, _read(GAS_FILE)))
    forms, registers = forms_in(__name__, WORKS), registers_in(__name__, WORKS)
    return pack_of(rules, works=WORKS, checks=CHECKS, forms=forms, registers=registers, cases=_all(*_in("cases")))


PACK: Final = _load()
"""The pack: rows, grades, words, forms, the default site with its calendar, and worked cases."""
