"""The checks of what every special work needs (chapter 4), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.people_checks import briefed, guarded, workers_certified
from safetykit.packs.cn_gb30871.signature_checks import accepted, signed_before_start
from safetykit.rules.rows import Check, Timed

GENERAL: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "acceptance": accepted,
        "briefing": briefed,
        "guardian": guarded,
        "signed-before-start": signed_before_start,
        "worker-certificates": workers_certified,
    }
)
