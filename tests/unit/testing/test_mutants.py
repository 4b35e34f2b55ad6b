from datetime import timedelta

import attrs
import pytest

from safetykit import FrozenMap, Kit, Mode
from safetykit.packs import cn_gb30871
from safetykit.rules.situation import signed_state
from safetykit.testing.drafts import draft_of
from safetykit.testing.hot_work_mutants import MUTANTS
from safetykit.testing.jobs import HOLIDAY, Job
from safetykit.testing.lives import life_of
from safetykit.testing.mutants import (
    Broken,
    Mutant,
    added,
    altered,
    beside,
    changed,
    facts,
    into,
    moved,
    mutant_problems,
    resigned,
    waited,
    without,
)

KIT = Kit(packs=[cn_gb30871.PACK], site=attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE, profile="electronic"))
RISK = "cn-gb30871/special-work/risk"
BRIEFING = "cn-gb30871/special-work/briefing"
CLOSED = life_of(KIT)[-1]
VALID = Broken(CLOSED.permit, CLOSED.at, related=CLOSED.related)


class TestProblems:
    def test_are_none_where_the_row_is_found(self):
        """A mutant that breaks exactly its row is fine."""
        assert mutant_problems(KIT, [Mutant(rule=RISK, fault=changed(risk=None))]) == ()

    def test_name_what_is_found_instead(self):
        """A fault that does nothing, and one that breaks another row, are told."""
        nothing = Mutant(rule=RISK, fault=changed())
        another = Mutant(rule=RISK, fault=changed(briefings=()))

        assert mutant_problems(KIT, [nothing, another]) == (
            f"{RISK}: the mutant breaks nothing, not exactly {RISK}",
            f"{RISK}: the mutant breaks {BRIEFING}, not exactly {RISK}",
        )

    def test_name_rows_that_break_with_it(self):
        """A fault that breaks two rows is a problem unless the mutant says so."""
        both = Mutant(rule=RISK, fault=changed(risk=None, briefings=()))
        assert mutant_problems(KIT, [both]) == (f"{RISK}: the mutant breaks {BRIEFING}, {RISK}, not exactly {RISK}",)

        assert mutant_problems(KIT, [attrs.evolve(both, also=(BRIEFING,), reason="made up")]) == ()

    def test_tell_of_a_valid_permit_that_is_none(self):
        """A kit whose site asks for more than the life holds shows it before the fault."""
        kit = attrs.evolve(KIT, site=attrs.evolve(KIT.site, approvers=FrozenMap({"hot-work/first": ("nobody",)})))

        problems = mutant_problems(kit, [Mutant(rule=RISK, fault=changed(risk=None))])

        assert problems[0] == f"{RISK}: the valid permit breaks cn-gb30871/special-work/approver"


class TestMutant:
    def test_is_judged_under_its_own_settings(self):
        """Settings of a mutant go over those of the kit, and nothing stops a step."""
        site = Mutant(rule=RISK, fault=changed(), settings=FrozenMap({"upgrade": "approver-up"})).fitted(KIT).site

        assert (site.upgrade, site.mode, site.profile) == ("approver-up", Mode.RECORD, "electronic")

    def test_takes_the_last_moment_of_its_name(self):
        """Of several tests the last one counts, and the milestone is passed on."""
        mutant = Mutant(rule=RISK, fault=changed(), moment="gas_tests", milestone="start")

        assert len(mutant.valid(KIT).permit.gas_tests) == 4
        assert mutant.made(KIT).milestone == "start"

    def test_names_the_moments_that_there_are(self):
        """A slip in the name of the moment is told with the names of the life."""
        with pytest.raises(ValueError, match="no 'dinner' in this life; known: open, submit"):
            Mutant(rule=RISK, fault=changed(), moment="dinner").valid(KIT)

    def test_all_have_other_rules(self):
        """No row has two mutants, so that each is told apart by its row."""
        assert len({mutant.rule for mutant in MUTANTS}) == len(MUTANTS)


class TestFaults:
    def test_leave_signatures_standing(self):
        """Everybody signs what the permit says with its fault; unbound sign-offs stay so."""
        broken = changed(content="anything else")(VALID).permit
        unbound = attrs.evolve(broken, sign_offs=(attrs.evolve(broken.sign_offs[0], covers=None),))

        assert signed_state(broken) == (frozenset(), frozenset())
        assert signed_state(attrs.evolve(broken, content="again"))[0] != frozenset()
        assert resigned(unbound) == unbound

    def test_change_one_thing(self):
        """Each way to make a fault changes the field that it names and no other."""
        test = VALID.permit.gas_tests[0]
        faults = {
            "risk": changed(risk=None),
            "work": facts(wind_force=7),
            "links": without("links", lambda link: link.kind == "height"),
            "people": altered("people", lambda person: person.id == "p-wu", function=None),
            "gas_tests": added("gas_tests", lambda permit: test),
            "ends": moved("ends", timedelta(minutes=1)),
        }

        for field, fault in faults.items():
            before, after = VALID.permit, fault(VALID).permit
            names = [part.name for part in attrs.fields(type(before)) if part.name != "sign_offs"]
            assert [name for name in names if getattr(before, name) != getattr(after, name)] == [field]

    def test_can_lie_beside_the_permit(self):
        """Time that passes and linked records are changed without touching the permit."""
        later = waited(timedelta(hours=1))(VALID)
        other = beside("height", lambda permit: attrs.evolve(permit, state="draft"))(VALID)

        assert (later.permit, later.at) == (VALID.permit, VALID.at + timedelta(hours=1))
        assert {permit.work.kind for permit in other.related if permit.state == "draft"} == {"height"}

    def test_need_a_window_to_count_from(self):
        """Before it is granted there is nothing to count minutes from."""
        with pytest.raises(ValueError, match="no window was granted yet"):
            into(draft_of(Job(day=HOLIDAY), KIT.site), 1)
