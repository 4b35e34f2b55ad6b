"""The checks of hot work (chapter 5), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.camera_checks import camera_in_place, recorded
from safetykit.packs.cn_gb30871.grade_checks import grade_fits, upgraded, window_fits
from safetykit.rules.rows import Check, Timed

HOT_WORK: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "camera-in-place": camera_in_place,
        "grade-fits": grade_fits,
        "max-validity": window_fits,
        "recording": recorded,
        "upgrade": upgraded,
    }
)
