from datetime import date

import attrs
import pytest

from safetykit import FrozenMap, Kit
from safetykit.packs import cn_gb30871
from safetykit.testing.jobs import GRADES, HOLIDAY, METHODS, Job, Spot, work_of
from safetykit.testing.lives import life_of

SITE = cn_gb30871.PACK.site
APPROVER_UP = attrs.evolve(SITE, upgrade="approver-up")


class TestSpot:
    @pytest.mark.parametrize("spot", Spot)
    def test_asks_for_the_grade_that_the_rules_ask_for(self, spot):
        """The grade of a place is that which the facts of its permits require."""
        kit = Kit(packs=[cn_gb30871.PACK])
        first = life_of(kit, Job(spot=spot))[0]
        (grade,) = kit.check(first.permit, at=first.at).grades

        assert grade.required == spot.grade
        assert grade.open == ()

    def test_covers_every_grade(self):
        """There is a place for each grade."""
        assert {spot.grade for spot in Spot} == {*GRADES}


class TestJob:
    @pytest.mark.parametrize(
        ("spot", "site", "grade", "approver"),
        [
            (Spot.YARD, SITE, "first", "p-zheng"),
            (Spot.PIPE_RACK, SITE, "special", "p-chen"),
            (Spot.RUNNING_UNIT, SITE, "special", "p-chen"),
            (Spot.FIXED_AREA, SITE, "second", "p-wu"),
            (Spot.YARD, APPROVER_UP, "second", "p-zheng"),
            (Spot.PIPE_RACK, APPROVER_UP, "first", "p-chen"),
            (Spot.RUNNING_UNIT, APPROVER_UP, "special", "p-chen"),
        ],
    )
    def test_is_managed_higher_on_a_holiday(self, spot, site, grade, approver):
        """By the grade or by the approver, as the site has chosen; in a fixed area nothing is upgraded."""
        job = Job(spot=spot, day=HOLIDAY)

        assert (job.grade(site), job.approver(site)) == (grade, approver)

    def test_is_approved_by_whom_the_site_lets(self):
        """A site that asks for a higher function gets it."""
        site = attrs.evolve(SITE, approvers=FrozenMap({"hot-work/second": ("principal-leader",)}))

        assert Job(spot=Spot.YARD).approver(site) == "p-chen"

    def test_is_upgraded_if_one_of_its_days_is_off(self):
        """A job from Friday to Sunday has days off."""
        friday = Job(spot=Spot.YARD, day=date(2026, 11, 13), days=3)

        assert (friday.upgraded(SITE), attrs.evolve(friday, days=1).upgraded(SITE)) == (True, False)

    @pytest.mark.parametrize("method", METHODS)
    def test_writes_the_facts_of_its_method_down(self, method):
        """Only a job with cylinders speaks of cylinders, only one with a welding machine of that."""
        work = work_of(Job(method=method), SITE)

        assert work.methods == (method,)
        assert (work.welder_distance is not None) == (method.value == "arc-welding")
        assert (work.cylinder_distance is not None) == (method.value == "gas-cutting")
