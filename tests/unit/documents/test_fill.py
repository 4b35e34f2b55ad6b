import attrs
import pytest

from safetykit.documents import Imprint, fill, load_form, load_locale, locale_of
from safetykit.errors import RenderError
from safetykit.model.measures import Grading, Measure
from tests.unit.documents.samples import HEAD, IMPRINT, NOON, WORDS, ZONE, a1, form_of, record, words


def table(sheet, id):
    return next(table for table in sheet.tables if table.id == id)


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


class TestHead:
    def test_of_a_record(self):
        """The head carries title, number, grade with its frame, copy with its holder, and the state."""
        sheet = fill(a1(), record(), words(), imprint=IMPRINT, copy=3)

        assert ("动火安全作业票", "动火安全作业票（续）", "DH-2026-1116-003") == (
            sheet.title,
            sheet.later_title,
            sheet.number,
        )
        assert ("一级", "double") == (sheet.badge.text, sheet.badge.frame)
        assert ("第三联 存档 安全管理部门", "closed", "已验收关闭") == (sheet.copy, sheet.state, sheet.watermark)
        assert ("zh-CN", "GB 30871-2022 A.1") == (sheet.language, sheet.source)

    def test_third_copy_goes_by_grade(self):
        """Who keeps the third copy depends on the grade; on a blank form it is open."""
        assert "第三联 存档 所在基层单位" == fill(a1(), record(2), words(), copy=3).copy
        assert "第三联 存档" == fill(a1(), None, words(), copy=3).copy

    def test_no_such_copy(self):
        """A copy that the form does not have is refused."""
        with pytest.raises(RenderError, match="form 'cn-gb30871/a1' has 3 copies; there is no copy 4"):
            fill(a1(), record(), words(), copy=4)

    def test_foot(self):
        """The foot of each page says copy, state, print and digest, and by which versions."""
        assert (
            "第一联 监护人",
            "打印时状态：已验收关闭",
            "打印：2026年11月16日 12时00分 钱枫 第2次",
            "补打，以系统状态为准",
            "校验码 0123456789abcdef",
            "safetykit 26.11",
            "pack 1",
        ) == fill(a1(), record(), words(), imprint=IMPRINT, copy=1).foot
        assert ("State at print: accepted and closed",) == fill(a1(), record(), words("en")).foot

    def test_printed_by_nobody(self):
        """A print that nobody put a name to says when and which print it is."""
        assert "打印：2026年11月16日 12时00分 第1次" in fill(a1(), record(), words(), imprint=Imprint(at=NOON)).foot

    def test_file_is_dated_by_the_record(self):
        """The date of a file is the record's last change, else the print's."""
        changed = attrs.evolve(record(), changed_at=NOON.replace(hour=1))

        assert NOON.replace(hour=1) == fill(a1(), changed, words(), imprint=IMPRINT).changed_at
        assert NOON == fill(a1(), None, words(), imprint=Imprint(at=NOON)).changed_at
        assert fill(a1(), None, words()).changed_at is None


class TestWatermark:
    @pytest.mark.parametrize(
        ("state", "word"),
        [
            ("draft", "草稿 · 未批准不得作业"),
            ("approved", "未验票不得作业"),
            ("void", "已作废"),
            ("own-state", "own-state"),
        ],
    )
    def test_state_that_does_not_allow_work(self, state, word):
        """Whatever does not allow work says so across the page, also a state of the host's own."""
        assert word == fill(a1(), attrs.evolve(record(), state=state), words()).watermark

    def test_state_with_a_name_only(self):
        """A state without a word of its own shows its name."""
        locale = load_locale("zh", ZONE, [a1().labels["zh"], {"state.own": "自定"}])

        assert "自定" == fill(a1(), attrs.evolve(record(), state="own"), locale).watermark

    def test_work_allowed(self):
        """Only the lifecycle's word that work may go on leaves the page clear."""
        live = attrs.evolve(record(), state="live")

        assert ("", "作业中") == (fill(a1(), live, words(), works=True).watermark, fill(a1(), live, words()).watermark)

    def test_blank_form(self):
        """A blank form is a specimen."""
        assert "样张" == fill(a1(), None, words()).watermark


class TestGrade:
    SCHEME = "cn-gb30871/hot-work"

    def shown(self, *values):
        """Return the words and frame of the badge, and who holds the third copy."""
        gradings = tuple(Grading(scheme=self.SCHEME, value=value) for value in values)
        sheet = fill(a1(), attrs.evolve(record(), gradings=gradings), words(), copy=3)
        return sheet.badge.text, sheet.badge.frame, sheet.copy

    def test_that_is_not_clear(self):
        """Several grades stand at the head together: the first of them might be the wrong one."""
        assert ("二级、特级", "single", "第三联 存档") == self.shown("second", "special")
        assert ("特级", "solid", "第三联 存档 安全管理部门") == self.shown("special", "special")

    def test_that_the_form_does_not_know(self):
        """A grade that the form does not know shows its code, and the copy who holds it at any grade."""
        assert ("grade-9", "single", "第三联 存档") == self.shown("grade-9")

    def test_blank(self):
        """Without a grade there is room for it."""
        assert ("", "single", "第三联 存档") == self.shown()


class TestColumns:
    def test_second_band(self):
        """Without the annex, tests beyond three stand in a second band, in order of time, its labels marked as continued."""
        shown = rows(table(fill(a1(), record(), words(), annex=False), "gas-tests"))

        assert 8 == len(shown)
        assert "气体取样分析时间（续）" == shown[4][0]
        assert ["2026年11月16日 08时10分", "2026年11月16日 08时12分", "2026年11月16日 13时05分"] == shown[0][1:]
        assert "2026年11月16日 13时08分" == shown[4][1]

    def test_without_a_time_last(self):
        """A test without a time comes last."""
        tests = record().gas_tests
        mixed = attrs.evolve(record(), gas_tests=(attrs.evolve(tests[0], at=None), tests[2], tests[1]))
        cells = table(fill(a1(), mixed, words()), "gas-tests").rows[0].cells

        assert ["/gas_tests/2/at", "/gas_tests/1/at", ""] == [cell.path for cell in cells[1:]]

    def test_blank_band(self):
        """Without tests one empty band stands for the pen."""
        band = table(fill(a1(), None, words()), "gas-tests").rows

        assert 4 == len(band)
        assert all(run.kind == "gap" or run.text for cell in band[0].cells for run in cell.runs)

    def test_in_given_order(self):
        """Without an order the items stay as they are."""
        form = form_of(
            '[[block]]\nkind = "columns"\nrepeat = "people"\nlabel = 1\ncolumns = [1, 1]\nlines = [{ label = "a", value = "who" }]'
        )

        locale = load_locale("zh", ZONE, [form.labels["zh"]])

        assert [["甲", "龙䶮", "王㛃"], ["甲（续）", "赵砚", "周岚"]] == rows(fill(form, record(), locale).tables[0])[
            :2
        ]


class TestMeasures:
    def test_lost_row(self):
        """A measure that the form has no row for is refused, not left out."""
        more = attrs.evolve(record(), measures=(*record().measures, Measure(row=17, involved=True)))
        with pytest.raises(RenderError, match=r"/measures: form 'cn-gb30871/a1' has no row 17"):
            fill(a1(), more, words())

    def test_form_without_checklist(self):
        """A form that prints no measures asks nothing of them."""
        form = form_of('[[block]]\nrows = [[{ label = "a", value = "content", w = [1, 2] }]]')
        sheet = fill(form, record(), load_locale("zh", ZONE, [form.labels["zh"]]))

        assert (None, "甲") == (sheet.badge, sheet.tables[0].rows[0].cells[0].text)


class TestOtherForms:
    def test_prose(self):
        """A text over the whole width is filled from the record; what is missing leaves a line."""
        form = form_of(
            '[[block]]\nkind = "prose"\ntext = "note"\ncaption = "b"\n'
            'values = { unit = { value = "party(applicant).unit" }, at = { value = "place.area" } }'
        )
        locale = load_locale("zh", ZONE, [form.labels["zh"]])
        (made,) = fill(form, record(), locale).tables

        assert (False, "乙", "致储运一部：请于前整改。") == (made.frame, made.caption, made.rows[0].cells[0].text)
        assert "line" in [run.kind for run in made.rows[0].cells[0].runs]

    def test_side_label(self):
        """A label may stand beside several rows, a value without a label of its own after it."""
        form = form_of(
            '[[block]]\nrows = [[{ label = "a", w = 1, h = 2 }, { label = "b", value = "content", w = [1, 1] }],'
            ' [{ label = "c", w = 1 }, { value = "number", w = 1 }]]'
        )
        locale = load_locale("zh", ZONE, [form.labels["zh"]])
        (made,) = fill(form, record(2), locale).tables

        assert ["merged", "label", "value"] == [cell.role for cell in made.rows[1].cells]
        assert ["", "丙", "DH-2026-1003-001"] == [cell.text for cell in made.rows[1].cells]
        assert "" == made.rows[1].cells[2].name


class TestProseInTwoLanguages:
    TOML = """
[[block]]
kind = "prose"
text = "note"
values = { unit = { value = "party(applicant).unit" }, at = { value = "applied_at" } }
"""

    @pytest.mark.parametrize(
        ("subject", "zh", "en"),
        [
            (record(), "致储运一部：请于2026-11-16 07:20前整改。", "To 储运一部: done by 2026-11-16 07:20."),
            (None, "致：请于-- :前整改。", "To …: done by …."),
        ],
    )
    def test_below_each_other(self, subject, zh, en):
        """The text stands in both languages, the translation marked and below; room to write is left once."""
        labels = {"zh": WORDS, "en": {**WORDS, "note": "To {unit}: done by {at}."}}
        form = load_form(HEAD + self.TOML, "test.toml", labels=labels)
        (cell,) = fill(form, subject, locale_of(form, "zh+en", ZONE)).cells()

        assert (zh, en) == tuple(
            "".join(run.text for run in cell.runs if bool(run.lang) == second) for second in (False, True)
        )
        assert f"{zh}\n{en}" == cell.text


class TestTracksOfABlock:
    TOML = """
[compact]
margins = [10, 10, 10, 10]
[[block]]
kind = "list"
repeat = "gas_tests"
grid = [25, 150]
cells = [{ label = "a", value = "#" }, { label = "b", value = "at" }]
"""

    def test_own_tracks(self):
        """A block with tracks of its own is filled on those."""
        table = fill(form_of(self.TOML), record(), words_of()).tables[0]

        assert ((25, 150), [25, 150]) == (table.grid, [cell.width for cell in table.rows[0].cells])

    def test_compact(self):
        """The compact variant widens them as it widens those of the form."""
        table = fill(form_of(self.TOML), record(), words_of(), compact=True).tables[0]

        assert 190 == pytest.approx(sum(table.grid), abs=0.1)


def words_of():
    return load_locale("zh", ZONE, [{"title": "试样", "a": "甲", "b": "乙"}])
