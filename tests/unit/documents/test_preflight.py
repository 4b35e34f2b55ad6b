import re
import sys

import attrs
import pytest

from safetykit.documents import Badge, fill
from safetykit.documents.preflight import _words, refuse, refuse_unsafe
from safetykit.errors import RenderError
from safetykit.model.marks import REFUSED_CHARACTERS
from tests.unit.documents.samples import IMPRINT, a1, record, sheet_of, words

LACKING = re.compile("[🔥א]")


class TestRefuse:
    @pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f", "\u202e", "\ud800", "\uffff", "\ufdd0"])
    def test_unsafe(self, sign):
        """A control, a bidirectional override, a lone surrogate or a non-character is refused by place and code point."""
        with pytest.raises(RenderError) as caught:
            refuse_unsafe(sheet_of(f"龙{sign}"))

        expected = f"作业内容 (/content): U+{ord(sign):04X} cannot stand in a document; remove it from the record"
        assert (expected,) == caught.value.problems

    def test_all_at_once_and_never_the_text(self):
        """Every character of every place is named at once; the text itself is not shown."""
        with pytest.raises(RenderError) as caught:
            refuse(sheet_of("陈壑🔥🔥א", title="א"), LACKING, "is in no font")

        assert (
            "title (form): U+05D0 is in no font",
            "作业内容 (/content): U+05D0 is in no font",
            "作业内容 (/content): U+1F525 is in no font",
        ) == caught.value.problems
        assert "陈" not in str(caught.value)

    def test_allowed(self):
        """What another font has may stand."""
        refuse(sheet_of("🔥"), LACKING, "is in no font", {"🔥"}.__contains__)

    def test_nothing_found(self):
        """A sheet without any character of the pattern passes."""
        refuse(sheet_of("龙"), LACKING, "is in no font")

    @pytest.mark.parametrize("place", ["name", "code", "language", "second_language", "caption", "foot", "badge"])
    def test_every_place(self, place):
        """A refused character is found wherever a sheet holds words, also in those that are not seen."""
        sheet = sheet_of("甲", badge=Badge(text="a"))
        (table,) = sheet.tables
        (row,) = table.rows
        (cell,) = row.cells
        sheet = {
            "name": lambda: attrs.evolve(
                sheet,
                tables=(attrs.evolve(table, rows=(attrs.evolve(row, cells=(attrs.evolve(cell, name="a\x07"),)),)),),
            ),
            "code": lambda: attrs.evolve(sheet, code="a\x07"),
            "language": lambda: attrs.evolve(sheet, language="zh\x07"),
            "second_language": lambda: attrs.evolve(sheet, second_language="en\x07"),
            "caption": lambda: attrs.evolve(sheet, tables=(attrs.evolve(table, caption="a\x07"),)),
            "foot": lambda: attrs.evolve(sheet, foot=("a\x07",)),
            "badge": lambda: attrs.evolve(sheet, badge=Badge(text="a\x07")),
        }[place]()

        with pytest.raises(RenderError, match=r"U\+0007 cannot stand") as caught:
            refuse_unsafe(sheet)

        assert place in str(caught.value)
        assert "\x07" not in str(caught.value)

    def test_quick_look_finds_all(self):
        """No refused character is printable, so the quick look at a whole sheet overlooks none."""
        refused = [sign for sign in map(chr, range(sys.maxunicode + 1)) if REFUSED_CHARACTERS.match(sign)]

        assert [] == [sign for sign in refused if sign.isprintable() or sign in "\n\u3000"]

    def test_all_texts_are_looked_at(self):
        """The quick look reads every text that the sheet says it has."""
        sheet = fill(a1(), record(), words("zh+en"), imprint=IMPRINT, copy=1, annex=True)

        assert {*_words(sheet)} == {text for _, _, text in sheet.texts()}

    def test_clean(self):
        """Ordinary text passes."""
        refuse_unsafe(sheet_of("第一行\n第二行\t列"))
