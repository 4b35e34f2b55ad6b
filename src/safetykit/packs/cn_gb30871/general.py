"""The checks of what every special work needs (chapter 4), by the names that the rows use."""

from typing import Final

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871.approval_checks import approver_by_table, approver_fits, signed_at_the_place
from safetykit.packs.cn_gb30871.body_checks import on_two_permits, samples_once, signs_once
from safetykit.packs.cn_gb30871.event_checks import guardian_stays, inside_window, remade, stopped_at_once
from safetykit.packs.cn_gb30871.form_checks import (
    analyst_named,
    cells,
    check_list,
    essentials,
    risk_identified,
    tests_and_opinions,
    tick_agrees,
)
from safetykit.packs.cn_gb30871.gear_checks import detectors_verified, lamps_safe
from safetykit.packs.cn_gb30871.keeping_checks import kept
from safetykit.packs.cn_gb30871.link_checks import linked_permits
from safetykit.packs.cn_gb30871.people_checks import briefed, coordinated, guarded, workers_certified
from safetykit.packs.cn_gb30871.signature_checks import accepted, shift_leader_checked, signed_before_start, unaltered
from safetykit.rules.rows import Check, Timed

GENERAL: Final[FrozenMap[Check | Timed]] = FrozenMap(
    {
        "acceptance": accepted,
        "analyst-named": analyst_named,
        "approver-by-table": approver_by_table,
        "approver-fits": approver_fits,
        "briefing": briefed,
        "cells": cells,
        "check-list": check_list,
        "coordinated": coordinated,
        "detectors-verified": detectors_verified,
        "essentials": essentials,
        "guardian": guarded,
        "guardian-stays": guardian_stays,
        "inside-window": inside_window,
        "kept": kept,
        "lamps-safe": lamps_safe,
        "linked-permits": linked_permits,
        "on-two-permits": on_two_permits,
        "remade": remade,
        "risk-identified": risk_identified,
        "samples-once": samples_once,
        "shift-leader": shift_leader_checked,
        "signed-at-the-place": signed_at_the_place,
        "signed-before-start": signed_before_start,
        "signs-once": signs_once,
        "stopped-at-once": stopped_at_once,
        "tests-and-opinions": tests_and_opinions,
        "tick-agrees": tick_agrees,
        "unaltered": unaltered,
        "worker-certificates": workers_certified,
    }
)
