"""The names that the rows of the pack use, and the functions behind them."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.gas import GAS
from safetykit.packs.cn_gb30871.general import GENERAL
from safetykit.packs.cn_gb30871.grade_checks import hours_ask
from safetykit.packs.cn_gb30871.hot_work import HOT_WORK
from safetykit.rules.grades import Raising
from safetykit.rules.rows import Check, Timed

CHECKS: Final[FrozenMap[Check | Timed]] = FrozenMap({**GAS, **GENERAL, **HOT_WORK})
RAISINGS: Final[FrozenMap[Raising]] = FrozenMap({"unusual-hours": hours_ask})
