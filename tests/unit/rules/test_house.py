from datetime import date

from safetykit.model.findings import Milestone, Severity
from safetykit.rules.house import house_rule
from safetykit.rules.rows import SourceMark, breach
from safetykit.rules.texts import Message
from tests.unit.rules.made_up import ask, permit


@house_rule(
    "acme/hot-work/wind",
    "permit/hot-work",
    due=Milestone.START,
    since=date(2026, 1, 1),
    cites="Acme 12",
    zh="风力{force}级",
    en="wind force {force}",
    severity=Severity.WARN,
    params={"force": 4},
)
def calm(context):
    """Break when the wind is too strong."""
    if (context.record.work.wind_force or 0) > context.params["force"]:
        yield breach("/work/wind_force", force=context.record.work.wind_force)


class TestHouseRule:
    def test_is_a_row_like_any_other(self):
        """A decorated function is a row of the house, with its words."""
        assert (calm.id, calm.code, calm.pack) == ("acme/hot-work/wind", "acme/hot-work/wind", "acme")
        assert (calm.severity, calm.mark, calm.params) == (Severity.WARN, SourceMark.HOUSE, {"force": 4})
        assert calm.messages["en"] == {"acme/hot-work/wind": Message("wind force {force}")}

    def test_is_judged_with_the_others(self):
        """The engine asks it, and its finding names its own words."""
        (item,) = ask(calm, permit(work={"wind_force": 5})).items

        assert (item.message, item.args, item.path) == ("acme/hot-work/wind", {"force": "5"}, "/work/wind_force")
