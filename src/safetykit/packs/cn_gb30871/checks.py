"""The names that the rows of ``pack.toml`` use, and the functions behind them."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.camera_checks import camera_in_place, recorded
from safetykit.packs.cn_gb30871.gas_checks import combustible_gas, sample_age, sampling_points
from safetykit.packs.cn_gb30871.grade_checks import grade_fits, hours_ask, upgraded, window_fits
from safetykit.packs.cn_gb30871.people_checks import briefed, guarded, workers_certified
from safetykit.packs.cn_gb30871.signature_checks import accepted, signed_before_start
from safetykit.rules.grades import Raising
from safetykit.rules.rows import Check

CHECKS: Final[FrozenMap[Check]] = FrozenMap(
    {
        "acceptance": accepted,
        "briefing": briefed,
        "camera-in-place": camera_in_place,
        "combustible-gas": combustible_gas,
        "grade-fits": grade_fits,
        "guardian": guarded,
        "max-validity": window_fits,
        "recording": recorded,
        "sample-age": sample_age,
        "sampling-points": sampling_points,
        "signed-before-start": signed_before_start,
        "upgrade": upgraded,
        "worker-certificates": workers_certified,
    }
)
RAISINGS: Final[FrozenMap[Raising]] = FrozenMap({"unusual-hours": hours_ask})
