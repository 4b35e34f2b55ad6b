import pytest

from safetykit.documents.ranking import is_asking, ranked
from safetykit.model.findings import Outcome, Severity
from tests.unit.documents.outlooks import WORDS, finding


class TestRanked:
    def test_order(self):
        """Breaches come before questions, questions before what is still to do; what stops first, then by severity."""
        ok, later = finding("OK", Outcome.OK), finding("LATER", Outcome.NOT_DUE)
        question, asked = (finding(code, Outcome.NEEDS_INPUT) for code in ("Q", "ASKED"))
        note, caution = finding("NOTE", severity=Severity.INFO), finding("CAUTION", severity=Severity.WARN)
        stop, too = finding("STOP"), finding("TOO")

        items = (ok, later, question, asked, note, caution, too, stop)
        assert ["STOP", "TOO", "CAUTION", "NOTE", "ASKED", "Q", "LATER", "OK"] == [
            item.code for item in ranked(items, (stop, asked))
        ]

    def test_keeps_order_of_equals(self):
        """Findings that weigh the same stay in the order of the rows."""
        items = (finding("B"), finding("A"))

        assert items == ranked(items, ())


class TestIsAsking:
    @pytest.mark.parametrize(
        ("outcome", "message", "asks"),
        [
            (Outcome.BREACH, "grade", True),
            (Outcome.NEEDS_INPUT, "grade", True),
            (Outcome.NOT_DUE, "old", True),
            (Outcome.NOT_DUE, "grade", False),
            (Outcome.OK, "old", False),
            (Outcome.WAIVED, "old", False),
        ],
    )
    def test_by_outcome(self, outcome, message, asks):
        """A breach and a question ask for something; a row that is not due only if its words say what to do."""
        assert asks == is_asking(finding(outcome=outcome, message=message), WORDS, "en", "UTC")
