"""How much the first form, kept electronically under mode ``enforce``, is bothered by rules: hardly at all."""

import pytest

from safetykit import Mode, Outcome, Severity
from tests.stories.form1 import LEADER, RELATED, STORY, at, draft
from tests.stories.test_form1 import KIT, steps

WARNINGS, QUESTIONS = 3, 5
"""The most that the approver of a well-kept permit should have to read."""


def revisions():
    """Return every revision of the story with the time of its act."""
    permit = KIT.open(draft(), by=LEADER, at=at("07:20")).record
    told = [(permit, at("07:20"))]
    for act in STORY:
        for step in steps(permit, act):
            permit = step.record
            told.append((permit, act.at))
    return told


class TestForm1Electronically:
    REVISIONS = revisions()

    def test_is_bothered_by_little(self):
        """At no point are there more than three warnings and five questions, and none of them is on a blocking row."""
        for permit, when in self.REVISIONS:
            findings = KIT.check(permit, at=when, related=RELATED)
            warned = [item for item in findings.breaches if item.severity is not Severity.INFO]

            assert len(warned) <= WARNINGS
            assert len(findings.needs) <= QUESTIONS
            assert findings.blocking(Mode.ENFORCE) == ()
            assert [item.code for item in (*warned, *findings.needs) if item.severity is Severity.BLOCK] == []

    def test_asks_every_row_by_its_end(self):
        """When it is closed every row in force was asked; only what is kept for the archive is still to come."""
        permit, when = self.REVISIONS[-1]
        findings = KIT.check(permit, at=when, related=RELATED)

        assert permit.state == "closed"
        assert {item.code for item in findings.not_due} == {"GEN-16"}
        assert {item.outcome for item in findings.items} <= {
            Outcome.OK,
            Outcome.NOT_APPLICABLE,
            Outcome.NOT_TRIGGERED,
            Outcome.NOT_DUE,
        }

    @pytest.mark.parametrize("move", ["approve", "start", "resume"])
    def test_each_gate_asks_nothing(self, move):
        """The findings that a gated step carries hold no breach and no open question."""
        act = next(act for act in STORY if act.name == move)
        *_, (permit, _) = (revision for revision in self.REVISIONS if revision[1] < act.at)
        (step,) = steps(permit, act)

        assert step.change.findings is not None
        assert step.change.findings.breaches == step.change.findings.needs == ()
