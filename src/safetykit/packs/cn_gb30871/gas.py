"""The checks of gas analysis (5.3), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.gas_checks import combustible_gas, sample_age, sampling_points
from safetykit.rules.rows import Check, Timed

GAS: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "combustible-gas": combustible_gas,
        "sample-age": sample_age,
        "sampling-points": sampling_points,
    }
)
