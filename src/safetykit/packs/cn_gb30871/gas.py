"""The checks of gas analysis (5.3), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.gas_checks import combustible_gas, oxygen_inside
from safetykit.packs.cn_gb30871.instrument_checks import calibrated, explosive_limit, oxygen_for_sensor
from safetykit.packs.cn_gb30871.monitoring_checks import monitored, monitoring_recorded
from safetykit.packs.cn_gb30871.pause_checks import retested
from safetykit.packs.cn_gb30871.point_checks import sampling_points
from safetykit.packs.cn_gb30871.sample_checks import daily_sample, sample_age
from safetykit.rules.rows import Check, Timed

GAS: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "calibrated": calibrated,
        "combustible-gas": combustible_gas,
        "daily-sample": daily_sample,
        "explosive-limit": explosive_limit,
        "monitored": monitored,
        "monitoring-record": monitoring_recorded,
        "oxygen-for-sensor": oxygen_for_sensor,
        "oxygen-inside": oxygen_inside,
        "retest": retested,
        "sample-age": sample_age,
        "sampling-points": sampling_points,
    }
)
