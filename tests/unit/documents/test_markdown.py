import re

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from safetykit.documents import Badge, Cell, Run, fill, locale_of
from safetykit.documents.markdown import markdown
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.packages import full, row_of, table_of
from tests.unit.documents.samples import HOSTILE, IMPRINT, ZONE, a1, form_of, record, sheet_of, with_texts, words
from tests.unit.documents.trial.trials import NAMES
from tests.unit.documents.trial.trials import sheet as trial

BLOCKS = {
    *("heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "blockquote_open"),
    *("blockquote_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *(f"{name}_{end}" for name in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")),
}
"""Every block that a sheet can give."""
MARKS = st.text(st.sampled_from("\\`*_{}[]()#+-!|~$>&<=.:;\"'/@^?,%0123456789 \n\tab甲é"), max_size=30)


def read(text):
    """Return the words of a Markdown text and its tokens, as a foreign reader sees them with HTML switched on."""
    blocks = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").parse(text)
    inside = [child for block in blocks for child in block.children or ()]
    lines = []
    for block in blocks:
        lines += [
            "".join(
                "\n" if child.content == "<br>" else "" if child.type == "html_inline" else child.content
                for child in block.children or ()
            )
        ]
    return "\n".join(lines), blocks, inside


def kinds(text):
    """Return what kinds of blocks and pieces a text has, HTML by its tag."""
    _, blocks, inside = read(text)
    pieces = {child.content if child.type == "html_inline" else child.type for child in inside}
    return {block.type for block in blocks}, pieces


def squeezed(text):
    return re.sub(r"\s", "", text)


def rows_of(text):
    """Return the cells of each row of all tables."""
    _, blocks, _ = read(text)
    rows, inside = [], False
    for block in blocks:
        if block.type == "tr_open":
            rows.append([])
        inside = block.type in {"td_open", "th_open"} or (inside and block.type == "inline")
        if inside and block.type == "inline":
            rows[-1].append("".join("\n" if c.content == "<br>" else c.content for c in block.children))
    return rows


class TestValues:
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_are_found_again(self, number, lang):
        """A foreign reader finds every value of the sheet, its title and its foot."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        found, _, _ = read(markdown(sheet))

        assert [] == [text for text in (*sheet.values(), *sheet.foot, sheet.title, sheet.source) if text not in found]

    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_stay_text(self, text, lang):
        """Whatever stands in every field stays text: no mark, link, tag or block comes of it."""
        sheet = fill(a1(), with_texts(record(), text), words(lang), imprint=IMPRINT)
        made = markdown(sheet)
        found, _, _ = read(made)
        blocks, pieces = kinds(made)

        assert [] == [value for value in sheet.values() if value not in found]
        assert blocks <= BLOCKS
        assert pieces <= {"text", "text_special", "<br>"}

    @pytest.mark.parametrize("name", NAMES)
    def test_other_forms(self, name):
        """Every kind of form comes through, its values and its blank form."""
        sheet = trial(name)
        found, _, _ = read(markdown(sheet))

        assert [] == [value for value in sheet.values() if value not in found]
        assert markdown(trial(name, blank=True, annex=True))

    @pytest.mark.parametrize(
        "runs",
        [
            (Run(kind="break"),),
            (Run(kind="break"), Run(text=" ")),
            (Run(text="\n", value=True), Run(text=" ")),
            (Run(text="1"), Run(text=". b", value=True)),
            (Run(text="1"), Run(text=".", value=True)),
        ],
    )
    def test_pieces_of_running_text(self, runs):
        """What stands in several pieces makes no block either, and a line feed alone is no HTML."""
        cell = Cell(role="prose", runs=runs, w=3, width=175)
        blocks, pieces = kinds(markdown(attrs.evolve(sheet_of("a"), tables=(table_of(row_of(cell), kind="prose"),))))

        assert blocks <= BLOCKS - {"table_open"}
        assert pieces <= {"text", "text_special", "<br>"}

    @example("\n")
    @example("\n ")
    @example("\n\n1.")
    @given(text=MARKS)
    def test_any_text_anywhere(self, text):
        """Marks of any kind stay text as title, number, copy, grade, caption, foot, in a table and in running text."""
        sheet = sheet_of(text)
        cell = sheet.tables[0].rows[0].cells[0]
        prose = table_of(row_of(attrs.evolve(cell, role="prose", w=3)), kind="prose", caption=text, title=text)
        names = ("title", "second_title", "number", "copy", "watermark", "source")
        sheet = attrs.evolve(
            sheet, tables=(*sheet.tables, prose), badge=Badge(text=text), foot=(text,), **dict.fromkeys(names, text)
        )
        made = markdown(sheet)
        found, _, _ = read(made)
        blocks, pieces = kinds(made)

        assert (squeezed(text) * 12 or "____"[: 4 * (not text)]) == squeezed(found).replace("·", "")
        assert blocks <= BLOCKS
        assert pieces <= {"text", "text_special", "<br>"}

    def test_control_character(self):
        """A character that no document holds is refused."""
        with pytest.raises(RenderError, match=r"U\+0007"):
            markdown(sheet_of("a\x07"))


class TestTables:
    def test_fields(self):
        """Labels and their values are rows of two columns; what has no label or no value leaves its place empty."""
        label, value = Cell(role="label", runs=(Run(text="甲"),)), Cell(runs=(Run(text="1", value=True),))
        cells = (label, value, value, Cell(role="merged"), label, label, value, label)
        sheet = attrs.evolve(sheet_of("x"), tables=(table_of(row_of(*cells), grid=(1,) * 8),))

        assert [["", ""], ["甲", "1"], ["", "1"], ["甲", ""], ["甲", "1"], ["甲", ""]] == rows_of(markdown(sheet))

    def test_columns(self):
        """Items side by side have a column each; a cell over several columns stands in the first."""
        rows = rows_of(markdown(fill(a1(), record(), words())))

        assert ["分析人", "孙蓓", "孙蓓", "孙蓓"] in rows
        assert ["序号", "安全措施", "是否涉及", "确认人"] in rows

    def test_merged_places(self):
        """A place that a tall cell covers is empty."""
        tall, low = Cell(runs=(Run(text="甲"),), h=2), Cell(runs=(Run(text="乙"),))
        rows = (row_of(tall, low), row_of(Cell(role="merged"), low))
        sheet = attrs.evolve(sheet_of("x"), tables=(table_of(*rows, grid=(1, 1), kind="list"),))

        assert [["", ""], ["甲", "乙"], ["", "乙"]] == rows_of(markdown(sheet))

    def test_opinions(self):
        """An opinion is a row of its label, and of what was said, by whom and when."""
        rows = rows_of(markdown(fill(a1(), record(), words())))

        assert ["所在单位意见：", "同意。\n签字：吴桐 2026年11月16日 08时18分"] in rows

    def test_every_kind_of_run(self):
        """Boxes have words, places to fill in are lines, pictures are told, what is void is deleted."""
        made = markdown(full())

        assert "☑ 是 ☐ no" in made
        assert "\\_\\_\\_\\_" in made
        assert '张 "三"' in made
        assert "（盖章）" in made
        assert "<del>d</del>" in made
        assert "## 试样附页" in made

    def test_running_text(self):
        """Prose is a paragraph for each row."""
        block = '[[block]]\nid = "p"\nkind = "prose"\ntext = "note"\nvalues = { unit = { value = "content" }, at = { value = "applied_at" } }'
        form = form_of(block)
        made = markdown(fill(form, record(), locale_of(form, "zh", ZONE)))

        assert "\n致V\\-203" in made
        assert "|" not in made


class TestBlank:
    def test_number(self):
        """A form without a number has a line for it."""
        assert "- 编号：\\_\\_\\_\\_\n" in markdown(fill(a1(), None, words()))

    def test_dates(self):
        """A date that is not filled in has lines between its words."""
        line = "\\_\\_\\_\\_"
        date = f"{line}年{line}月{line}日 {line}时{line}分"

        assert f"| 作业申请时间 | {date} |" in markdown(fill(a1(), None, words()))

    def test_room_is_no_line(self):
        """A stroke in the middle of a slot is not taken for a place to fill in."""
        made = markdown(fill(a1(), attrs.evolve(record(), sign_offs=()), words(), unused=("approver",)))

        assert "| 动火审批人意见： | <br> / |" in made


class TestHost:
    def test_extends_ours(self):
        """A host's template replaces the foot and keeps the rest."""
        own = FrozenMap({"own": '{% extends "sheet.md.j2" %}{% block foot %}*{{ s.form }}*{% endblock %}'})
        made = markdown(sheet_of("甲"), own, "own")

        assert made.endswith("*test*")
        assert "| 甲 |" in made
