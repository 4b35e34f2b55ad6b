from datetime import UTC, date, datetime, timezone
from decimal import Decimal

import attrs
import pendulum
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit import FrozenMap, Kit
from safetykit.documents.register_paths import Paths, place
from safetykit.documents.register_plan import plan_of
from safetykit.documents.sources import View, find, selector
from safetykit.errors import RenderError
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Joining, Link
from safetykit.model.people import Party, Person
from safetykit.model.permits import Permit
from safetykit.model.signoffs import SignOff
from safetykit.model.works import BlindPlate, HotWork, HotWorkMethod
from safetykit.packs import cn_gb30871
from safetykit.testing.strategies import permits
from tests.unit.documents.ledgers import Drill, local, mixed, of, permit, shipped, words

ERASED = Erased(commitment="A" * 43)
SELECTORS = (
    "number",
    "state",
    "work.methods",
    "work.lamp_voltage",
    "place.equipment",
    "permitted.start",
    "gas_tests.gas.name",
    "gas_tests.analyst.who",
    "gas_tests.percent",
    "party(applicant).unit",
    "party(performing)",
    "crew(worker)",
    "crew(worker).who",
    "crew(guardian).certificates.number",
    "grading(cn-gb30871/hot-work).value",
    "links().number",
    "slot(acceptance)",
    "slot(leader).actor.who",
    "attachments(photo).title",
    "briefings.receipts.person.who",
    "people.name",
    "people.who",
    "party(nobody).unit|content|place.text",
)


def value(record, line, lang="zh", **more):
    """Return what one column shows of a record."""
    definition = of(line)
    (shown,) = plan_of(definition, local(definition, lang), **more).lines([record])
    return shown.values[0]


class TestPaths:
    @settings(max_examples=20)
    @given(record=permits(HotWork) | st.sampled_from(mixed()), void=st.sets(st.integers(0, 8)))
    def test_find_what_forms_find(self, record, void):
        """What a register finds of a record is what a form finds, for every sort of path."""
        paths, view = Paths(lambda _: void), View(record, frozenset(void))
        for wanted in map(selector, SELECTORS):
            if wanted[0].steps[:1] != ("work",) or hasattr(record.work, wanted[0].steps[1]):
                found = next(filter(None, (paths.of(path)(record) for path in wanted)), [])
                assert [one.value for one in find(view, wanted)] == found

    def test_field_of_another_kind_is_blank(self):
        """A field that a kind of work does not have is blank, not an error."""
        assert [] == Paths(lambda _: ()).of(selector("work.methods")[0])(Permit(id="p", work=BlindPlate()))

    def test_one_record_after_the_other(self):
        """Who is who is asked anew for each record, in whatever order they come."""
        one, other = mixed()[0], attrs.evolve(mixed()[0], people=())
        paths = Paths(lambda _: ())
        leader, analyst = (paths.of(selector(text)[0]) for text in ("crew(leader).who", "sign_offs.actor.who"))

        assert leader(one) != leader(other)
        assert analyst(one) != analyst(other)
        assert paths.of(selector("crew(leader)")[0])(one)[0].name == leader(one)[0]

    def test_place_of_nothing(self):
        """The piece of a pattern behind its last place has none."""
        assert place(()) is None


class TestErased:
    PERSON = Person(id="w", name=ERASED)

    def test_person_is_named_as_erased(self):
        """An erased name stands as erased wherever a name would stand."""
        record = permit(1, people=(self.PERSON,), joinings=(Joining(person="w", duty="worker"),))

        erased = local(of('label = "a"\nvalue = "number"')).text("erased")
        assert erased == value(record, 'label = "a"\nvalue = "crew(worker).who"')
        assert erased == value(record, 'label = "a"\nvalue = "people.name"')
        assert erased == value(record, 'label = "a"\nvalue = "people"\neach = "{name}"')

    def test_stays_erased_below(self):
        """Whatever a path goes on to ask of an erased value is erased."""
        paths = Paths(lambda _: ())

        assert [ERASED] == [paths.named(None, ERASED)]
        assert [ERASED] == place(selector("name"))(None, ERASED)

    def test_shows_in_a_column_of_times(self):
        """A column of one value says that the value was erased."""
        definition = of('label = "a"\nvalue = "given(x)"\nas = "minute"')
        column = attrs.evolve(definition.columns[0], values=(selector("people.name"),))
        erased = attrs.evolve(definition, columns=(column,))

        (line,) = plan_of(erased, local(definition)).lines([permit(1, people=(self.PERSON,))])
        assert ["〔已依法删除〕"] == line.values


class TestForms:
    def test_of_values(self):
        """Each way to read a column gives a value of its type."""
        record = mixed()[0]

        assert record.permitted.start == value(record, 'label = "a"\nvalue = "permitted.start"\nas = "minute"')
        assert date(2026, 11, 16) == value(record, 'label = "a"\nvalue = "permitted.start"\nas = "day"')
        assert 2 == value(record, 'label = "a"\nvalue = "crew(worker)"\nas = "count"')
        assert "是" == value(record, 'label = "a"\nvalue = "upgrade"\nas = "filled"\nnames = "yes"')
        assert "否" == value(mixed()[1], 'label = "a"\nvalue = "upgrade"\nas = "filled"\nnames = "yes"')
        assert 0 == value(record, 'label = "a"\nvalue = "revision"\nas = "number"')
        assert 1 == value(record, 'label = "a"\nas = "row"')
        assert value(record, 'label = "a"\nas = "boxes"\nboxes = 2') is None
        assert value(mixed()[3], 'label = "a"\nvalue = "permitted.start"\nas = "minute"') is None

    def test_day_is_that_of_the_site(self):
        """An instant counts for the day on which the clocks of the site stand."""
        record = permit(1, applied_at=datetime(2026, 1, 1, 16, 30, tzinfo=UTC))

        assert date(2026, 1, 2) == value(record, 'label = "a"\nvalue = "applied_at"\nas = "day"')

    def test_first_and_last(self):
        """Of several values the first or the last is taken, as text and as time."""
        record = mixed()[0]
        times = [one.at for one in record.gas_tests]
        names = value(record, 'label = "a"\nvalue = "crew(worker).who"').split("、")

        assert times[0] == value(record, 'label = "a"\nvalue = "gas_tests.at"\nas = "minute"\ntake = "first"')
        assert times[-1] == value(record, 'label = "a"\nvalue = "gas_tests.at"\nas = "minute"\ntake = "last"')
        assert names[0] == value(record, 'label = "a"\nvalue = "crew(worker).who"\ntake = "first"')
        assert names[-1] == value(record, 'label = "a"\nvalue = "crew(worker).who"\ntake = "last"')

    def test_several_values_and_separators(self):
        """Values of several selectors follow each other, parted as the column says."""
        methods = (HotWorkMethod.DRILLING, HotWorkMethod.OTHER, HotWorkMethod.DRILLING)
        record = permit(1, work=HotWork(methods=methods, other_method="磨"))

        assert "钻孔；其他；钻孔；磨" == value(
            record, 'label = "a"\nvalue = ["work.methods", "work.other_method"]\nsep = "semicolon"'
        )

    def test_words(self):
        """Codes take their words, for a field of its own and in a list; a code without a word stays."""
        record = permit(1, state="x", links=(Link(kind="x", number="1"), Link(kind="y", number="2")))

        assert "叉" == value(record, 'label = "a"\nvalue = "state"\nnames = "word"')
        assert "叉 1\ny 2" == value(
            record, 'label = "a"\nvalue = "links()"\neach = "{kind} {number}"\nnames = "word"\nsep = "line"'
        )
        assert "叉、y" == value(record, 'label = "a"\nvalue = "links().kind"\nnames = "word"')

    def test_patterns_leave_out_what_is_blank(self):
        """A place without a value takes the room before it along; words around it stay; lists and names are written."""
        record = permit(1, links=(Link(kind="x", number="1"),))
        each = 'label = "a"\nvalue = "links()"\neach = " {remark} {number|remark}号"'

        assert "1号" == value(record, each)
        assert "（）1" == value(record, 'label = "a"\nvalue = "links()"\neach = "（{remark}）{number}"')
        assert "赵砚 leader" in value(permit(2), 'label = "a"\nvalue = "sign_offs"\neach = "{actor.who} {slot}"')
        assert "" == value(mixed()[3], each)
        assert value(permit(2), 'label = "a"\nvalue = "briefings"\neach = "{receipts.person.who}"').count("、")

    def test_every_kind_of_value_is_written(self):
        """Times, days, numbers, quantities, yes and no stand in a column of text as in any other."""
        record = permit(1)

        assert "2026-11-16 08:30" == value(record, 'label = "a"\nvalue = "permitted"\neach = "{start}"')
        assert "2028-06-30" in value(record, 'label = "a"\nvalue = "crew(worker)"\neach = "{certificates.valid_until}"')
        assert "是" in value(record, 'label = "a"\nvalue = "sign_offs.agrees"\nnames = "yes"')
        assert "0" == value(record, 'label = "a"\nvalue = "revision"')
        assert "%LEL" in value(record, 'label = "a"\nvalue = "gas_tests.reading"')

    def test_slot_that_no_longer_counts(self):
        """A sign-off that no longer counts is not shown, and only a column that shows a slot asks."""
        line = 'label = "a"\nvalue = "slot(leader).actor"'
        record = permit(1, sign_offs=(SignOff(slot="leader", actor="one"), SignOff(slot="leader", actor="two")))

        assert "two" == value(record, line)
        assert "one" == value(record, line, void=lambda _: {1})
        assert "" == value(record, line, void=lambda _: {0, 1})
        assert record.number == value(record, 'label = "a"\nvalue = "number"', void=None)

    def test_codes_for_machines(self):
        """For machines codes, kinds and choices stay codes."""
        record = permit(1, state="x")

        assert "x" == value(record, 'label = "a"\nvalue = "state"\nnames = "word"', codes=True)
        assert "arc-welding" in value(record, 'label = "a"\nvalue = "work.methods"', codes=True)
        assert "false" == value(record, 'label = "a"\nvalue = "upgrade"\nas = "filled"\nnames = "yes"', codes=True)
        assert "true" in value(record, 'label = "a"\nvalue = "sign_offs.agrees"\nnames = "yes"', codes=True)


class TestText:
    def test_of_every_value(self):
        """On paper times stand to the minute at the site, numbers as they were given, nothing as nothing."""
        plan = plan_of(shipped(), words())

        assert "0002-01-01 08:05" == plan.text(datetime(2, 1, 1, 0, 0, tzinfo=UTC))[:11] + "08:05"
        assert "2026-11-16" == plan.text(date(2026, 11, 16))
        assert "100" == plan.text(Decimal("1E+2"))
        assert ("7", "", "x") == (plan.text(7), plan.text(None), plan.text("x"))


class TestGiven:
    LINE = 'label = "a"\nvalue = "given(x)"\nas = "number"'

    def test_by_function_or_by_id(self):
        """What the host knows comes from a function of the record or by the record's id; nothing is blank."""
        record = permit(1)

        assert 3 == value(record, self.LINE, given={"x": lambda one: len(one.links) - 1})
        assert Decimal("0.5") == value(record, self.LINE, given={"x": {record.id: Decimal("0.5")}})
        assert value(record, self.LINE, given={"x": {}}) is None
        assert value(record, self.LINE) is None

    def test_findings_count_their_breaches(self):
        """Findings stand for the number of their breaches."""
        record = Permit(id="p", work=HotWork())
        findings = Kit(packs=[cn_gb30871.PACK]).check(record, at=datetime(2026, 11, 16, tzinfo=UTC), milestone="close")

        breaches = sum(1 for item in findings.items if item.outcome.value == "breach")
        assert breaches > 0
        assert breaches == value(record, self.LINE, given={"x": {record.id: findings}})

    @pytest.mark.parametrize(
        ("shown", "given_value", "expected"),
        [
            ("text", ("甲", "乙"), "甲、乙"),
            ("text", HotWorkMethod.DRILLING.value, "drilling"),
            ("text", pendulum.datetime(2026, 11, 16, 4, tz="UTC"), "2026-11-16 12:00"),
            ("day", pendulum.date(2026, 11, 16), date(2026, 11, 16)),
            ("minute", pendulum.datetime(2026, 11, 16, tz="UTC"), datetime(2026, 11, 16, tzinfo=timezone.utc)),  # noqa: UP017
        ],
    )
    def test_values_of_every_type(self, shown, given_value, expected):
        """Lists are written one after the other; times and days of other libraries become plain ones."""
        line = f'label = "a"\nvalue = "given(x)"\nas = "{shown}"'
        found = value(permit(1), line, given={"x": lambda _: given_value})

        assert expected == found
        assert type(expected) is type(found)

    @pytest.mark.parametrize(
        ("shown", "given_value"),
        [
            ("number", "3"),
            ("number", True),
            ("number", Decimal("NaN")),
            ("number", 0.5),
            ("minute", datetime(2026, 11, 16)),
            ("minute", date(2026, 11, 16)),
            ("text", object()),
        ],
    )
    def test_what_does_not_fit_is_refused(self, shown, given_value):
        """A value that its column cannot show is refused with row and column, and is not told."""
        line = f'label = "a"\nvalue = "given(x)"\nas = "{shown}"'

        with pytest.raises(RenderError, match=r"row 1: column 'a': given\(x\) is of type \w+; give"):
            value(permit(1), line, given={"x": lambda _: given_value})

    def test_unknown_name_is_refused(self):
        """A slip in a name is not taken for a column that is left out."""
        with pytest.raises(RenderError, match="no column for breaches; known: none"):
            value(permit(1), 'label = "a"\nvalue = "number"', given={"breaches": {}})

    def test_optional_column_is_left_out(self):
        """A column of what nobody gave is left out if it may be, and its room goes to the widest one."""
        without, with_it = plan_of(shipped(), words()), plan_of(shipped(), words(), given={"breaches": {}})

        assert "breaches" not in [column.id for column in without.columns]
        assert "breaches" in [column.id for column in with_it.columns]
        assert {281.0} == {round(sum(column.mm for column in one.columns), 2) for one in (without, with_it)}


class TestOwnRecords:
    def test_are_listed(self):
        """Records of a host's own type are listed by their fields."""
        drills = of(
            'label = "a"\nvalue = "title"', 'id = "day"\nlabel = "b"\nvalue = "held_on"\nas = "day"', record=Drill
        )
        rows = plan_of(drills, local(drills)).lines([Drill(id="d", title="演练", held_on=date(2026, 1, 2))])

        assert [["演练", date(2026, 1, 2)]] == [line.values for line in rows]


class TestLines:
    def test_go_over_an_iterator(self):
        """Records come from an iterator, more than are read at a time, and are numbered through."""
        plan = plan_of(shipped(), words())

        numbers = [(line.number, line.values[0]) for line in plan.lines(permit(1) for _ in range(600))]
        assert [(number, number) for number in range(1, 601)] == numbers

    def test_party_without_words(self):
        """A register lists what is there, of a permit with nothing else too."""
        record = Permit(id="p", work=HotWork(), parties=(Party(unit="甲", side="applicant"),), external_ids=FrozenMap())

        (line,) = plan_of(shipped(), words()).lines([record])
        assert ["动火", "甲"] == [line.values[2], line.values[6]]
