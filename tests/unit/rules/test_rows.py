from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from safetykit.model.findings import Severity
from safetykit.rules.rows import breach, need
from tests.unit.rules.made_up import row


class TestArguments:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (datetime(2026, 11, 16, 8, 5, tzinfo=timezone(timedelta(hours=8))), "2026-11-16T00:05:00Z"),
            (timedelta(hours=8, seconds=59), "480"),
            (Decimal("0.50"), "0.50"),
            (Decimal("1E+3"), "1000"),
            (date(2026, 9, 30), "2026-09-30"),
            (Severity.BLOCK, "block"),
            (("b", "a"), "b a"),
            (frozenset({"b", "a"}), "a b"),
            (14, "14"),
        ],
    )
    def test_are_texts(self, value, expected):
        """Times become UTC, spans whole minutes, several values one text; the same in every process."""
        assert breach("/a", "x", value=value).args == {"value": expected}

    def test_of_a_question(self):
        """An open question has arguments too."""
        answer = need("/a", "x", group="sensor-data", value=1)

        assert (answer.args, answer.group) == ({"value": "1"}, "sensor-data")


class TestRule:
    def test_belongs_to_the_pack_in_its_id(self):
        """The first part of the id is the pack."""
        assert row().pack == "made-up"

    def test_code_is_the_id_if_none_is_given(self):
        """A house row needs no short code."""
        fields = {
            name: getattr(row(), name)
            for name in ("id", "applies_to", "since", "due", "check", "severity", "cites", "mark")
        }

        assert type(row())(**fields).code == "made-up/hot-work/row"
