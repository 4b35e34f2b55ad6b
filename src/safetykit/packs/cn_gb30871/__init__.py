"""GB 30871-2022, safety of special work in companies that handle hazardous chemicals: hot work."""

import json
from importlib import resources
from typing import Final

import attrs

from safetykit.documents import forms_in
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.works import HotWork
from safetykit.packs.cn_gb30871.checks import CHECKS, RAISINGS
from safetykit.packs.pack import Pack, pack_of
from safetykit.rules.calendars import calendar_of, year_from_data
from safetykit.rules.loader import load_rules
from safetykit.rules.site import Site

WORKS: Final = (HotWork,)


def _read(*names: str) -> str:
    return resources.files(__name__).joinpath(*names).read_text("utf-8")


def _with_calendar(site: Site) -> Site:
    years = sorted(file.name for file in resources.files(__name__).joinpath("calendar").iterdir())
    files = [name for name in years if name.endswith(".json")]
    calendar = calendar_of(year_from_data(json.loads(_read("calendar", name)), name) for name in files)
    return attrs.evolve(site, calendar=calendar)


def _load() -> Pack:
    rules = load_rules(
        _read("pack.toml"),
        checks=CHECKS,
        raisings=RAISINGS,
        locales=FrozenMap({lang: _read("locales", f"{lang}.toml") for lang in ("zh", "en")}),
        calendar=_with_calendar,
    )
    return pack_of(rules, works=WORKS, forms=forms_in(__name__, WORKS), cases=_read("cases.toml"))


PACK: Final = _load()
"""The pack: rows, grades, words, forms, the default site with its calendar, and worked cases."""
