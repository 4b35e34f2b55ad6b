import re
from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest

from safetykit.documents import load_locale
from safetykit.documents.forms import FormCell
from safetykit.documents.sources import Found, Reading, View, selector
from safetykit.documents.values import Writer, common, is_short
from safetykit.errors import RenderError
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Briefing, Joining, Leaving, Pause
from safetykit.model.people import Person
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import HotWorkMethod
from tests.unit.documents.samples import NOON, record, words

ZH = Writer(View(record()), words(), 10)
EN = Writer(View(record()), words("en"), 10)
BLANK = Writer(None, words(), 10)


def shown(runs):
    return "".join(
        {"text": run.text, "gap": "_", "break": "\n", "box": f"[{'x' if run.on else ' '}]{run.text}"}[run.kind]
        for run in runs
    )


def cell(writer=ZH, width=60, **more):
    value = more.pop("value")
    texts = [value] if isinstance(value, str) else value
    runs, path = writer.cell(FormCell(values=tuple(map(selector, texts)), **more), width)
    return shown(runs), path


class TestWord:
    @pytest.mark.parametrize(
        ("value", "names", "zh", "en"),
        [
            ("甲醇", "", "甲醇", "甲醇"),
            ("height", "kind", "高处", "work at height"),
            ("own-kind", "kind", "own-kind", "own-kind"),
            (True, "verdict", "合格", "pass"),
            (HotWorkMethod.GRINDING, "", "砂轮打磨", "grinding"),
            (Erased(commitment="a" * 43), "", "〔已依法删除〕", "[erased]"),
            (datetime(2026, 11, 16, 0, 10, tzinfo=UTC), "", "2026年11月16日 08时10分", "2026-11-16 08:10"),
            (date(2026, 11, 6), "", "2026年11月6日", "2026-11-06"),
            (Quantity(value=Decimal(6), unit=Unit.METER), "", "6 m", "6 m"),
            (7, "", "7", "7"),
            (Decimal("1E+1"), "", "10", "10"),
        ],
    )
    def test_by_kind(self, value, names, zh, en):
        """Each kind of value is written in the words of the language; a code without a word stays a code."""
        assert (zh, en) == (ZH.word(Found(value, ""), names), EN.word(Found(value, ""), names))

    @pytest.mark.parametrize(
        ("reading", "volume", "shown"),
        [
            (("0.050", Unit.VOL_PERCENT), "0.050", "0.050"),
            (("1", Unit.LEL_PERCENT), "0.0550", "0.055（1 %LEL）"),
            (("1", Unit.LEL_PERCENT), None, "1 %LEL"),
        ],
    )
    def test_reading(self, reading, volume, shown):
        """A reading is shown as volume fraction with what was read, or as it was read where that is not known."""
        read = Quantity(value=Decimal(reading[0]), unit=reading[1])
        percent = volume and Quantity(value=Decimal(volume), unit=Unit.VOL_PERCENT)

        assert shown == ZH.word(Found(Reading(read, percent), ""))

    def test_no_value(self):
        """A whole person is no value to print: the place is named, not the person."""
        with pytest.raises(RenderError, match="/people/0: Person is no value to print"):
            ZH.word(Found(Person(id="p", name="龙䶮"), "/people/0"))


class TestCell:
    @pytest.mark.parametrize(
        ("more", "text", "path"),
        [
            ({"value": "place.text"}, "罐区东侧管廊三层，EL+6.5m，P-2031 管线支架", "/place/text"),
            ({"value": ["work.methods", "work.other_method"]}, "电焊、砂轮切割", "/work/methods"),
            ({"value": "crew(worker).who", "sep": "line"}, "龙䶮\n王㛃", "/people"),
            ({"value": "permitted"}, "自 2026年11月16日 08时30分 至 2026年11月16日 16时30分 止", "/permitted"),
            ({"value": "planned", "width": 139, "blank": "period"}, "自 _年_月_日 _时_分 至 _年_月_日 _时_分 止", ""),
            ({"value": "instruments.verified_until"}, "2027年3月31日", "/instruments/0/verified_until"),
            ({"value": "place.area"}, "", ""),
        ],
    )
    def test_values(self, more, text, path):
        """Values are written one after the other; where there is none, room for the pen is left."""
        assert (text, path) == cell(**more)

    def test_half_a_period(self):
        """A period without an end leaves room for it."""
        period = Period(start=datetime(2026, 11, 16, tzinfo=UTC))

        assert "自 2026年11月16日 08时00分 至 _年_月_日 _时_分 止" == shown(ZH._period(period, 139, value=True))

    def test_each(self):
        """An item of a list is written by its pattern; what is missing leaves neither room nor brackets of its own."""
        each = tuple(
            (literal, selector(text) if text else ())
            for literal, text in (("", "who"), (" ", "certificates.number"), ("", ""))
        )

        assert "龙䶮 T330726198802；王㛃 T330726199105" == cell(value="crew(worker)", each=each, sep="semicolon")[0]
        assert "赵砚" == cell(value="crew(leader)", each=each)[0]

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("{post} {who}\n{phone} {certificates.number}", "龙䶮 T330726198802"),
            ("{who}（{post}）", "龙䶮（）"),
            ("no. {id}!", "no. p-long!"),
        ],
    )
    def test_each_without_a_value(self, pattern, text):
        """A place without a value takes the room before it along; other words of the pattern stay."""
        pieces = re.split(r"\{([^}]+)\}", pattern)
        each = tuple(zip(pieces[::2], [*map(selector, pieces[1::2]), ()], strict=True))

        assert text == shown(ZH.phrase(each, Found(record().people[0], "/people/0"), ""))

    def test_each_on_two_lines(self):
        """What stands behind a line feed of the pattern stands below, in small type; one in a value is none of these."""
        each = (("", selector("by.who")), ("\n", selector("at")), ("", ()))
        runs = ZH.phrase(each, Found(record().briefings[0], "/briefings/0"), "")

        assert "吴桐\n2026年11月16日 08时00分" == shown(runs)
        assert [False, False, True] == [run.small for run in runs]
        pause = Found(Pause(at=NOON, reason="甲\n乙"), "")
        assert [("甲\n乙", False)] == [
            (run.text, run.small) for run in ZH.phrase((("", selector("reason")), ("", ())), pause, "")
        ]

    def test_each_of_nothing(self):
        """An item without any value leaves no separator behind."""
        subject = attrs.evolve(record(), briefings=(*record().briefings, Briefing(), *record().briefings))
        writer = Writer(View(subject), words(), 10)
        each = (("", selector("by.who")), ("", ()))

        assert "吴桐；吴桐" == cell(writer, value="briefings", each=each, sep="semicolon")[0]

    def test_under(self):
        """What stands below is small and in brackets; without it there are none."""
        runs, _ = ZH.cell(
            FormCell(values=(selector("gas.name"),), under=selector("point.text|point.kind")),
            46,
            Found(record().gas_tests[0], "/g"),
        )

        assert "甲醇\n（管线内部）" == shown(runs)
        assert [False, False, True, True, True] == [run.small for run in runs]
        assert "甲醇" == shown(
            ZH.cell(
                FormCell(values=(selector("gas.name"),), under=selector("factor")), 46, Found(record().gas_tests[0], "")
            )[0]
        )

    def test_choice(self):
        """A choice shows every option as a box, the chosen one ticked; an unknown code is never lost."""
        grade = {"value": "grading(cn-gb30871/hot-work).value", "names": "grade.cn-gb30871/hot-work"}

        assert "[ ]特级_[x]一级_[ ]二级" == cell(**grade, choice=("special", "first", "second"))[0]
        assert "[ ]特级_[ ]一级_[ ]二级" == cell(BLANK, **grade, choice=("special", "first", "second"))[0]
        assert "[ ]特级 first" == cell(**grade, choice=("special",))[0]

    def test_choice_of_an_enumeration(self):
        """The options may be members of an enumeration."""
        writer = Writer(View(record()), load_locale("zh", "UTC", [{"m.arc-welding": "焊", "m.drilling": "钻"}]), 10)

        assert (
            "[x]焊_[ ]钻 砂轮切割"
            == cell(writer, value="work.methods", names="m", choice=("arc-welding", "drilling"))[0]
        )

    @pytest.mark.parametrize(("width", "mm"), [(46.3, 4.8), (200, 9.0), (10, 3.0)])
    def test_room_for_a_date(self, width, mm):
        """The gaps of a date share the width of the cell, within what a hand needs."""
        gaps = {run.mm for run in BLANK.blank("minute", width) if run.kind == "gap"}

        assert {mm} == gaps

    def test_no_blank_form(self):
        """A text leaves the cell empty."""
        assert () == BLANK.blank("", 50)


class TestLeft:
    SUBJECT = attrs.evolve(
        record(),
        leavings=(
            Leaving(person="p-wang", duty="worker", at=NOON),
            Leaving(person="p-zhou", duty="guardian", at=NOON),
            Leaving(person="p-long", duty="guardian", at=NOON),
        ),
        joinings=(*record().joinings, Joining(person="p-zhou", duty="guardian", at=NOON.replace(hour=6))),
    )

    def test_crew_that_left(self):
        """Who laid down a duty is shown with when, so that nobody takes them for present; who came back is present."""
        writer = Writer(View(self.SUBJECT), words(), 10)
        (workers, path), (guardians, _) = (
            writer.cell(FormCell(label="a", values=(selector(f"crew({duty}).who"),)), 100)
            for duty in ("worker", "guardian")
        )

        assert "龙䶮、王㛃（2026年11月16日 12时00分 离岗）" == shown(workers)
        assert shown(guardians)
        assert "离岗" not in shown(guardians)
        assert path == "/people"

    def test_with_a_pattern(self):
        """The note stands behind all that is shown of a person."""
        writer = Writer(View(self.SUBJECT), words("en"), 10)
        cell = FormCell(label="a", values=(selector("crew(worker)"),), each=(("", selector("who")), ("，", ())))

        assert shown(writer.cell(cell, 100)[0]).endswith("王㛃， (left 2026-11-16 12:00)")

    def test_nothing_shown(self):
        """A pattern that says nothing of a person says nothing of their leaving."""
        writer = Writer(View(self.SUBJECT), words(), 10)
        cell = FormCell(label="a", values=(selector("crew(worker)"),), each=(("", selector("post")), ("", ())))

        assert () == writer.cell(cell, 100)[0]


class TestPerson:
    def test_on_a_blank_form(self):
        """An id can be written without a record."""
        assert "p-1" == BLANK.person("p-1").text


class TestCommon:
    @pytest.mark.parametrize(
        ("pointers", "expected"),
        [([], ""), (["/a/0", "/a/0"], "/a/0"), (["/a/0/b", "/a/1/b"], "/a"), (["/a", "/b"], "")],
    )
    def test_common(self, pointers, expected):
        """Several pointers share the place above them."""
        assert expected == common(pointers)


class TestIsShort:
    @pytest.mark.parametrize(
        ("text", "short"), [("", True), ("字" * 100, True), ("字" * 300, False), ("\n" * 20, False)]
    )
    def test_limit(self, text, short):
        """A row is kept together only while its text is surely far shorter than a page."""
        assert short == is_short(text, 50, 10)
