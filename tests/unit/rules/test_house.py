from datetime import date
from decimal import Decimal

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.model.findings import Milestone, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.rules.house import Stricter, house_rule
from safetykit.rules.rows import SourceMark, breach
from safetykit.rules.tables import frozen
from safetykit.rules.texts import Message
from tests.unit.rules.made_up import ask, nothing, permit, row


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

    def test_may_be_set_aside_unless_it_says_not(self):
        """What a company gave itself it may waive."""
        strict = house_rule(
            "acme/a/b", "permit/*", due="start", since=DAY, cites="Acme 1", zh="a", en="a", waivable=False
        )

        assert calm.waivable
        assert not strict(nothing).waivable


BASE = row(
    waivable=False,
    uses=("zone",),
    keeps=("sensor-data",),
    when=FrozenMap({"grade": ("high",)}),
    unless=FrozenMap({"work.purged": (True,)}),
    until=date(2030, 1, 1),
    source="two",
    params=frozen(
        {
            "hours": 8,
            "strict": False,
            "slot": "leader",
            "percent": Decimal("0.5"),
            "limits": {"high": Decimal("0.5"), "low": Decimal("0.2")},
            "points": [["upper", "lower"], ["left", "right"]],
            "none": [],
        }
    ),
)
DAY = date(2026, 1, 1)


def beside(base=BASE, words=EMPTY, **fields):
    """Return a stricter row beside a made-up one."""
    values = {"id": "acme/hot-work/row", "params": {"hours": 6}, "cites": "Acme 12", "since": DAY}
    return Stricter(**{**values, **fields}).beside(base, words, "row 'x'")


def misfit(**fields):
    """Return what is wrong with a stricter row."""
    with pytest.raises(PackError) as error:
        beside(**fields)
    return error.value.problems


class TestStricter:
    def test_repeats_the_row_with_its_own_numbers(self):
        """Check, scope, moment and settings are those of the law's row; id, source and dates are the house's."""
        own = beside()

        assert own.params == {**BASE.params, "hours": 6}
        assert (own.id, own.code, own.pack, own.cites, own.mark) == (
            "acme/hot-work/row",
            "acme/hot-work/row",
            "acme",
            "Acme 12",
            SourceMark.HOUSE,
        )
        assert (own.since, own.until, own.source, own.waivable) == (DAY, None, "", True)
        same = ("applies_to", "due", "check", "severity", "when", "unless", "uses", "keeps")
        assert all(getattr(own, name) == getattr(BASE, name) for name in same)

    def test_has_what_it_is_given(self):
        """Code, end, severity and mark may be its own; another law's row may not be waived."""
        own = beside(code="A-1", until=date(2027, 1, 1), severity=Severity.WARN, mark=SourceMark.ONE)

        assert (own.code, own.until, own.severity) == ("A-1", date(2027, 1, 1), Severity.WARN)
        assert (own.mark, own.waivable) == (SourceMark.ONE, False)

    def test_blocks_no_more_than_the_row_does(self):
        """The number of a row that is not sure enough to block only warns, unless the house says otherwise."""
        unsure = attrs.evolve(BASE, mark=SourceMark.MEMORY)

        assert beside(unsure).effective_severity is Severity.WARN
        assert beside(unsure, severity=Severity.BLOCK).effective_severity is Severity.BLOCK

    @pytest.mark.parametrize(
        "params",
        [
            {"strict": True},
            {"slot": "unit"},
            {"percent": Decimal("0.4")},
            {"percent": 0},
            {"points": [["upper"]]},
            {"points": []},
            {"none": ["any", 1]},
        ],
    )
    def test_takes_values_of_the_same_type(self, params):
        """Lists become tuples; a whole number may stand where a decimal one does."""
        ((name, value),) = params.items()

        assert beside(params=params).params[name] == frozen(value)

    def test_takes_tuples_as_they_are(self):
        """In Python a list may be written as a tuple."""
        assert beside(params={"points": (("upper",),)}).params["points"] == (("upper",),)

    def test_merges_tables_key_by_key(self):
        """One number of a table can be tightened alone."""
        assert beside(params={"limits": {"low": Decimal("0.1")}}).params["limits"] == {
            "high": Decimal("0.5"),
            "low": Decimal("0.1"),
        }

    @pytest.mark.parametrize(
        ("params", "problem"),
        [
            ({"hour": 6}, "no such param 'hour'; known: hours, limits, none, percent, points, slot, strict"),
            ({"limits": {"hihg": 1}}, "no such param 'limits.hihg'; known: limits.high, limits.low"),
            ({"limits": {"high": "x"}}, "'limits.high' must be a decimal number"),
            ({"limits": 1}, "'limits' must be a table"),
            ({"hours": 10**18}, "'hours' is too large: at most 1000000"),
            ({"hours": Decimal("7.5")}, "'hours' must be a whole number"),
            ({"hours": True}, "'hours' must be a whole number"),
            ({"hours": {"a": 1}}, "'hours' must be a whole number"),
            ({"percent": 0.4}, "'percent' must be a decimal number"),
            ({"percent": True}, "'percent' must be a decimal number"),
            ({"strict": 1}, "'strict' must be true or false"),
            ({"slot": 1}, "'slot' must be a text"),
            ({"points": ["upper"]}, "'points' must be a list, each a list, each a text"),
            ({"points": [[1]]}, "'points' must be a list, each a list, each a text"),
            ({"none": "a"}, "'none' must be a list"),
        ],
    )
    def test_a_param_that_does_not_fit_is_named(self, params, problem):
        """Names must be those of the row, values of the type that it has."""
        assert misfit(params=params) == (f"row 'x': params: {problem}",)

    def test_a_row_without_params_says_so(self):
        """Nothing can be tightened where there is no number."""
        assert misfit(base=row()) == ("row 'x': params: no such param 'hours'; known: none",)

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"id": "acme/hot work"}, "row 'x': id: must be text"),
            ({"code": "A 1"}, "row 'x': code: must be text"),
            ({"cites": " "}, "row 'x': cites: must be text"),
            ({"id": "made-up/mine"}, "row 'x': id: must begin with the name of the house and '/', not with 'made-up/'"),
            ({"id": "acme"}, "row 'x': id: must begin with the name of the house and '/', not with 'made-up/'"),
            ({"until": DAY}, "row 'x': in_force: 'until' must be later than 'from'"),
        ],
    )
    def test_a_wrong_field_is_named(self, fields, problem):
        """A house row cannot pass as law, and its dates, code and source must hold."""
        (found,) = misfit(**fields)

        assert found.startswith(problem)

    def test_all_are_named_at_once(self):
        """Fields and params are told together."""
        assert len(misfit(cites="", params={"hour": 6, "slot": 1}, until=DAY)) == 4

    def test_has_the_words_of_the_row(self):
        """A check that says no key of its own speaks by the id of the row: those words come along."""
        base = attrs.evolve(calm, params=FrozenMap({"force": 4}))
        words = FrozenMap({"zh": FrozenMap({BASE.id: Message("a"), "other": Message("b")})})

        assert beside(base, id="acme2/wind", params={}).messages["en"] == {"acme2/wind": Message("wind force {force}")}
        assert beside(words=words).messages == {"zh": FrozenMap({"acme/hot-work/row": Message("a")})}
