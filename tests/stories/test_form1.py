"""The first paper form kept electronically: from draft to closed under mode ``enforce``, each step refused too early."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import attrs
import pytest

from safetykit import Findings, HotWork, Kit, Memory, Mode, Permit, Refused, Severity, Step, Store
from safetykit.packs import cn_gb30871
from tests.stories.form1 import LEADER, RELATED, STORY, Act, at, draft

SITE = attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE, profile="electronic")
KIT = Kit(packs=[cn_gb30871.PACK], site=SITE)


def store() -> Store:
    ticks, salts = count(), count()
    return Store(
        Memory(), KIT, now=lambda: at("07:20") + timedelta(seconds=next(ticks)), salts=lambda: f"{next(salts):022}"
    )


def steps(permit: Permit[HotWork], act: Act) -> Iterator[Step[Permit[HotWork]]]:
    """Do an act: one step, or one for each piece of evidence."""
    if act.verb == "add":
        for evidence in act.evidence:
            step = KIT.add(permit, evidence, by=act.by, at=act.at)
            permit = step.record
            yield step
    elif act.verb == "sign_off":
        yield KIT.sign_off(permit, slot=str(act.name), by=act.by, at=act.at, opinion=act.opinion, presence=act.presence)
    else:
        more: dict[str, Any] = dict(act.changes)
        yield KIT.move(
            permit,
            str(act.name),
            by=act.by,
            at=act.at,
            opinion=act.opinion,
            presence=act.presence,
            related=RELATED,
            **more,
        )


def told(until: str | None = None, without: tuple[str, ...] = ()) -> Permit[HotWork]:
    """Tell the story up to the move *until*, leaving out acts by name or clock."""
    permit = KIT.open(draft(), by=LEADER, at=at("07:20")).record
    for act in STORY:
        if act.name == until and until is not None:
            break
        if act.name in without or act.clock in without:
            continue
        for step in steps(permit, act):
            permit = step.record
    return permit


def act(name: str) -> Act:
    return next(each for each in STORY if each.name == name)


def refusal(permit: Permit[HotWork], name: str) -> Findings:
    with pytest.raises(Refused) as caught:
        list(steps(permit, act(name)))
    return caught.value.findings


class TestStory:
    def test_it_goes_from_draft_to_closed(self) -> None:
        """Every act is committed; nothing stands in the way of a well-kept permit."""
        kept = store()
        permit = kept.commit(KIT.open(draft(), by=LEADER, at=at("07:20")))
        for each in STORY:
            for step in steps(permit, each):
                permit = kept.commit(step)
        findings = KIT.check(permit, at=at("16:30"), related=RELATED)

        assert permit.state == "closed"
        assert kept.load(permit.id, Permit[HotWork]) == permit
        assert len(kept.history(permit.id, Permit[HotWork])) == permit.revision
        assert [entry.event.action for entry in kept.log()][:2] == ["open", "submit"]
        assert findings.breaches == ()
        assert findings.blocking(Mode.ENFORCE) == ()

    def test_the_log_names_nobody(self) -> None:
        """No name, certificate or free word of a person stands in a leaf or a stored revision."""
        kept = store()
        permit = kept.commit(KIT.open(draft(), by=LEADER, at=at("07:20")))
        for each in STORY:
            for step in steps(permit, each):
                permit = kept.commit(step)
        leaves = b"".join(entry.leaf for entry in kept.log())

        assert all(person.name.encode() not in leaves for person in permit.people if isinstance(person.name, str))
        assert "同意动火".encode() not in leaves
        assert all(len(entry.leaf) <= 1024 for entry in kept.log())

    def test_every_signature_holds_at_the_end(self) -> None:
        """Evidence, pauses and the acceptance void nothing that was signed before."""
        from safetykit.rules.situation import signed_state

        assert signed_state(told()) == (frozenset(), frozenset())


class TestTooEarly:
    @pytest.mark.parametrize(
        ("move", "without", "codes"),
        [
            ("start", ("08:05",), {"GEN-02"}),
            ("start", ("08:10",), {"HOT-09"}),
            ("start", ("08:10", "08:12"), {"HOT-04", "HOT-06", "HOT-08", "HOT-09"}),
            ("start", ("leader", "unit", "safety"), {"GEN-03"}),
        ],
    )
    def test_a_gated_step_says_what_is_missing(self, move: str, without: tuple[str, ...], codes: set[str]) -> None:
        """The refusal names the rows that are not met, each with its clause and remedy."""
        findings = refusal(told(until=move, without=without), move)

        assert {item.code for item in findings.items} == codes
        assert all(item.severity is Severity.BLOCK and item.cites and KIT.text(item) for item in findings.items)

    def test_approval_waits_for_grade_and_certificates(self) -> None:
        """A permit without grade, window or certified workers is not approved."""
        bare = attrs.evolve(told(until="approve"), gradings=(), people=())
        findings = refusal(bare, "approve")

        assert {"GEN-05", "HOT-01"} <= {item.code for item in findings.items}

    @pytest.mark.parametrize("name", ["approve", "start", "resume", "close"])
    def test_a_step_from_the_wrong_state_names_the_open_ones(self, name: str) -> None:
        """Nothing can be skipped."""
        opened = KIT.open(draft(), by=LEADER, at=at("07:20")).record
        (finding,) = refusal(opened, name).items

        assert finding.code == "LC-01"
        assert "提交" in KIT.text(finding)
        assert "submit" in KIT.text(finding, "en")

    def test_options_say_the_same(self) -> None:
        """A host draws its buttons from them: what may be done, by whom, and what stands in the way."""
        permit = told(until="start", without=("08:05",))
        options = {option.action: option for option in KIT.options(permit, at=at("08:28"))}

        assert options.keys() == {"start", "collect", "cancel", "expire", "void"}
        assert {item.code for item in options["start"].obstacles} == {"GEN-02", "GEN-04"}  # nobody looked at the links
        assert options["start"].roles == ("shift-leader",)
        assert options["cancel"].reasoned
        assert all(not options[name].obstacles for name in ("collect", "cancel", "expire", "void"))
