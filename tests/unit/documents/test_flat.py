import attrs
import pytest

from safetykit.documents import Cell, Row, Run, fill
from safetykit.documents.flat import flat
from safetykit.errors import RenderError
from tests.unit.documents.packages import full, table_of
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, sheet_of, with_texts, words
from tests.unit.documents.trial.trials import NAMES
from tests.unit.documents.trial.trials import sheet as trial


def cell_of(*runs, **more):
    """Return the flat text of one cell."""
    cell = Cell(runs=runs, name="甲", width=175, **more)
    return flat(attrs.evolve(sheet_of("x"), tables=(table_of(Row(cells=(cell,)), grid=(175,)),)))


class TestValues:
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_are_all_there(self, number, lang):
        """Every value of the sheet is in the text of some label."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        texts = "\n".join(flat(sheet).values())

        assert [] == [value for value in sheet.values() if value not in texts]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_stay(self, text):
        """Texts come through as they are: nothing is escaped, and no key comes of them."""
        plain = fill(a1(), record(), words(), imprint=IMPRINT)
        sheet = fill(a1(), with_texts(record(), text), words(), imprint=IMPRINT)
        texts = "\n".join(flat(sheet).values())

        assert [] == [value for value in sheet.values() if value not in texts]
        assert [*flat(plain)] == [*flat(sheet)]

    @pytest.mark.parametrize("name", NAMES)
    def test_other_forms(self, name):
        """Every kind of form comes through, values in the head of a table included."""
        found = "\n".join(flat(trial(name)).values())

        assert [] == [value for value in trial(name).values() if value not in found]

    def test_everything_a_sheet_can_hold(self):
        """Pictures are told by their words, and a value without a label stands under the caption or the block."""
        found = flat(full())

        assert '张 "三"' in "\n".join(found.values())
        assert "照片" in found.values()
        assert "旁" not in found.values()  # words of the form alone are no value
        assert {"附 <1>", "附 <1> 2", "t"} <= {*found}

    def test_control_character(self):
        """A character that no document holds is refused."""
        with pytest.raises(RenderError, match=r"U\+0007"):
            flat(sheet_of("a\x07"))


class TestKeys:
    def test_head(self):
        """Title, number, copy, state and grade come first, in the language of the sheet."""
        zh = flat(fill(a1(), record(), words(), copy=1))
        en = flat(fill(a1(), record(), words("en"), copy=1))

        assert [
            ("名称", "动火安全作业票"),
            ("编号", "DH-2026-1116-003"),
            ("联次", "第一联 监护人"),
            ("状态", "已验收关闭"),
            ("级别", "一级"),
        ] == [*zh.items()][:5]
        assert ["Form", "Number", "Copy", "State", "Grade"] == [*en][:5]

    def test_repeats_are_numbered(self):
        """What comes again is numbered in reading order, and rows keep their numbers."""
        found = flat(fill(a1(), record(), words()))

        assert "2026年11月16日 08时12分" == found["气体取样分析时间 2"]
        assert "不涉及" == found["是否涉及 4"]
        assert "在罐区动火时，同一防火堤里的储罐不脱水、不取样" == found["安全措施 4"]

    def test_a_number_that_is_taken(self):
        """A label that itself ends in a number never takes the place of another."""
        cells = tuple(Cell(runs=(Run(text=name, value=True),), name=name) for name in ("甲", "甲 2", "甲"))
        sheet = attrs.evolve(sheet_of("x"), tables=(table_of(Row(cells=cells)),))

        assert ["甲", "甲 2", "甲 3"] == [*flat(sheet)][4:]

    def test_blank_form(self):
        """A blank form has the same keys, and no text but the words of its measures."""
        blank = flat(fill(a1(), None, words()))
        filled = flat(fill(a1(), attrs.evolve(record(), gas_tests=()), words(), annex=False))

        assert [*filled] == [*blank]
        assert {"名称", *(f"安全措施 {row}" for row in range(1, 17))} == {key for key, text in blank.items() if text}
        assert blank["安全措施 2"].count("____") == 1

    def test_other_language(self):
        """A sheet in a language that does not ship has English words of its own."""
        assert "Form" in flat(attrs.evolve(sheet_of("x"), language="fr"))

    def test_state_of_a_host(self):
        """A state that the library does not know is told by its code."""
        assert "parked" == flat(attrs.evolve(sheet_of("x"), state="parked"))["状态"]


class TestOpinions:
    def test_three_entries(self):
        """An opinion, who signed and when are three entries."""
        found = flat(fill(a1(), record(), words()))

        assert ("同意。", "吴桐", "2026年11月16日 08时18分") == tuple(
            found[f"所在单位意见{key}"] for key in ("", " 签字", " 时间")
        )

    def test_english(self):
        """In English, too, each is named."""
        found = flat(fill(a1(), record(), words("en")))

        assert "2026-11-16 08:18" == found["Opinion of the area owner, signed at"]

    def test_void(self):
        """What no longer counts stays in the opinion, with the word that says so; nobody has signed."""
        found = flat(fill(a1(), record(), words(), void=(1,)))

        assert "失效（内容已变更）" in found["所在单位意见"]
        assert "吴桐" in found["所在单位意见"]
        assert ("", "") == (found["所在单位意见 签字"], found["所在单位意见 时间"])

    def test_unused(self):
        """A slot that the job does not use says so."""
        assert (
            "/"
            == flat(fill(a1(), attrs.evolve(record(), sign_offs=()), words(), unused=("approver",)))["动火审批人意见"]
        )


class TestTexts:
    def test_boxes(self):
        """Of tick boxes only those that are ticked are told."""
        boxes = (
            Run(kind="box", text="一", on=True),
            Run(kind="gap", mm=3),
            Run(kind="box", text="二"),
            Run(kind="gap", mm=3),
            Run(kind="box", text="三", on=True),
            Run(kind="gap", mm=3),
        )

        assert "一 三" == cell_of(*boxes)["甲"]

    def test_lines(self):
        """New lines stay; before a translation there is room."""
        runs = (
            Run(text="a", value=True),
            Run(kind="break"),
            Run(text="b"),
            Run(kind="break", lang="en"),
            Run(text="c"),
        )

        assert "a\nb c" == cell_of(*runs)["甲"]

    def test_foot(self):
        """What stands at the foot of a cell belongs to it, unless it is only the words of the form."""
        foot = (Run(text="编制人："),)

        assert "a" == cell_of(Run(text="a", value=True), foot=foot)["甲"]
        assert "a\n编制人：乙" == cell_of(Run(text="a", value=True), foot=(*foot, Run(text="乙", value=True)))["甲"]
