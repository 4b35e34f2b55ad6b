"""The checks of hot work (chapter 5), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.camera_checks import camera_in_place, recorded
from safetykit.packs.cn_gb30871.edition_2014_checks import upgraded_2014, window_2014
from safetykit.packs.cn_gb30871.fixed_area_checks import fixed_area_fit
from safetykit.packs.cn_gb30871.grade_checks import grade_fits, hours_change, upgraded, upgraded_now, window_fits
from safetykit.packs.cn_gb30871.isolation_checks import isolated
from safetykit.packs.cn_gb30871.place_checks import (
    cylinders_safe,
    dike_undrained,
    nearby_works,
    welder_near,
    wind_allows,
)
from safetykit.packs.cn_gb30871.special_checks import medium_stable, plan_written, pressure_kept, unit_steady
from safetykit.rules.rows import Check, Timed

HOT_WORK: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "camera-in-place": camera_in_place,
        "cylinders": cylinders_safe,
        "decomposing-medium": medium_stable,
        "dike-draining": dike_undrained,
        "fixed-area": fixed_area_fit,
        "grade-fits": grade_fits,
        "isolation": isolated,
        "max-validity": window_fits,
        "max-validity-2014": window_2014,
        "nearby-works": nearby_works,
        "positive-pressure": pressure_kept,
        "recording": recorded,
        "unit-steady": unit_steady,
        "upgrade": upgraded,
        "upgrade-2014": upgraded_2014,
        "upgrade-now": Timed(upgraded_now, hours_change),
        "welder": welder_near,
        "wind": wind_allows,
        "work-plan": plan_written,
    }
)
