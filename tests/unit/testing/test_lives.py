from datetime import timedelta

import attrs
import pytest

from safetykit import Kit, Mode, Refused
from safetykit.packs import cn_gb30871
from safetykit.rules.house import house_rule
from safetykit.rules.rows import breach
from safetykit.testing.drafts import draft_of, related_to
from safetykit.testing.jobs import HOLIDAY, Job, Spot
from safetykit.testing.lives import EXITS, acts_of, leave, life_of, tell

SITE = attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE, profile="electronic")
KIT = Kit(packs=[cn_gb30871.PACK], site=SITE)


def names(life):
    """Return the names of the moments, each once in a row."""
    found = [moment.name for moment in life]
    return [name for name, before in zip(found, [None, *found], strict=False) if name != before]


class TestLife:
    def test_of_an_ordinary_job(self):
        """It has a pause at noon with another test before work goes on."""
        assert names(life_of(KIT)) == [
            "open", "submit", "briefing", "gas_tests", "confirmations", "leader", "unit", "safety", "approve", "start",
            "begin", "pause", "gas_tests", "resume", "end", "finish", "close",
        ]  # fmt: skip

    def test_of_a_job_with_all_that_may_happen(self):
        """People are relieved, work is stopped and goes on, for three days."""
        told = names(life_of(KIT, Job(spot=Spot.YARD, days=3, relieved=True, stopped=True)))

        assert {"join", "leave", "stop"} <= {*told}
        assert told.count("pause") == 5
        assert told.count("resume") == 8
        assert "safety" not in told

    def test_of_a_short_pause(self):
        """It asks for no test, and a job without a pause has none."""
        assert names(life_of(KIT, Job(pause=10))).count("gas_tests") == 1
        assert "pause" not in names(life_of(KIT, Job(pause=0)))

    def test_of_special_grade(self):
        """It ends with the recordings of camera and monitor."""
        assert names(life_of(KIT, Job(spot=Spot.TANK_FARM)))[-3:] == ["recordings", "finish", "close"]

    @pytest.mark.parametrize("upgrade", ["level-up", "approver-up"])
    @pytest.mark.parametrize("preset", ["A", "B"])
    @pytest.mark.parametrize("spot", Spot)
    def test_keeps_the_rules_at_other_sites(self, spot, preset, upgrade):
        """Whoever signs and however work on holidays is upgraded, no step is refused and no rule is broken."""
        kit = Kit(packs=[cn_gb30871.PACK], site=attrs.evolve(SITE.with_preset(preset), upgrade=upgrade))

        *_, closed = life_of(kit, Job(spot=spot, day=HOLIDAY))

        findings = kit.check(closed.permit, at=closed.at, related=closed.related)
        assert findings.breaches == findings.needs == ()

    def test_is_refused_by_a_rule_that_asks_for_more(self):
        """A rule of the host's own is asked like any other."""

        @house_rule("acme/hot-work/never", "permit/hot-work", due="approve", since=HOLIDAY, cites="1", zh="否", en="no")
        def never(context):
            yield breach("", "acme/hot-work/never")

        with pytest.raises(Refused, match="approve"):
            life_of(attrs.evolve(KIT, rules=[never]))


class TestTell:
    def test_needs_to_know_when_the_life_begins(self):
        """A draft without the time of application cannot be told of."""
        with pytest.raises(ValueError, match="applied_at is needed"):
            tell(KIT, attrs.evolve(draft_of(Job(), SITE), applied_at=None), ())

    def test_tells_acts_of_the_hosts_own(self):
        """Any acts on any draft can be told; without linked records the approval is refused."""
        job = Job()
        acts = acts_of(job, SITE)

        assert tell(KIT, draft_of(job, SITE), acts, related=related_to(job, SITE))[-1].permit.state == "closed"
        with pytest.raises(Refused):
            tell(KIT, draft_of(job, SITE), acts)


class TestLeave:
    LIFE = life_of(KIT)

    def moment(self, name):
        """Return the first moment of a name."""
        return next(moment for moment in self.LIFE if moment.name == name)

    @pytest.mark.parametrize(
        ("name", "action", "state"),
        [
            ("open", "withdraw", "withdrawn"),
            ("approve", "cancel", "cancelled"),
            ("begin", "pause", "paused"),
            ("begin", "stop", "stopped"),
            ("pause", "collect", "collected"),
            ("begin", "void", "void"),
        ],
    )
    def test_is_done_in_the_next_minute(self, name, action, state):
        """The permit is in the state that the move leads to, before the next act would have been."""
        moment = self.moment(name)
        left = leave(KIT, moment, action)

        assert (left.name, left.permit.state, left.at) == (action, state, moment.at + timedelta(minutes=1))
        assert left.until == left.at

    def test_expires_at_the_end_of_the_window(self):
        """Expiry is recorded when it comes."""
        assert leave(KIT, self.moment("approve"), "expire").at == self.moment("approve").permit.valid_until

    def test_every_exit_is_a_safe_move(self):
        """No exit is ever gated, and each is a move of the standard lifecycle."""
        rows = [row for row in KIT.lifecycle(self.LIFE[0].permit).moves if row.action in EXITS]

        assert {row.action for row in rows} == {*EXITS}
        assert not any(row.gated or row.roles for row in rows)

    def test_is_refused_where_it_is_not_open(self):
        """A draft cannot be collected."""
        with pytest.raises(Refused):
            leave(KIT, self.LIFE[0], "collect")
