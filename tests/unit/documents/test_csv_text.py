import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit.documents.csv_text import guarded, register_csv
from safetykit.errors import RenderError
from tests.unit.documents.ledgers import local, mixed, of, permit, shipped, words
from tests.unit.documents.samples import HOSTILE, with_texts

RISKY = (
    "=1",
    "+1",
    "-1",
    "@a",
    "\ta",
    "\na",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    " =1",
    "\u00a0=1",
    "\u3000@x",
    "\u200b=1",
    "\n=1",
    "﹦1",
    "−1",
)


def rows(text):
    """Return the rows of a CSV text as a reader sees them."""
    return [*csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))]


def cell(value, shown="text", **more):
    """Return how one value that the host gives reads in CSV."""
    definition = of(f'label = "a"\nvalue = "given(x)"\nas = "{shown}"')
    return rows(register_csv(definition, [permit(1)], local(definition), given={"x": lambda _: value}, **more))[1][0]


class TestCsv:
    def test_lists_records(self):
        """Heads and one row for each record; times in ISO 8601 at the site; lines end as RFC 4180 says."""
        text = register_csv(shipped(), iter(mixed()), words())
        head, first, *_ = rows(text)

        assert ["序号", "票证编号", "作业类别"] == head[:3]
        assert ["1", "DH-2026-001", "动火", "一级"] == first[:4]
        assert "2026-11-16T08:30:00+08:00" == first[11]
        assert 5 == len(rows(text))
        assert text.endswith("\r\n")

    def test_of_every_value(self):
        """Days, numbers and blanks are written so that a program reads them."""
        assert "2026-01-02" == cell(date(2026, 1, 2), "day")
        assert "2026-01-02T08:00:00+08:00" == cell(datetime(2026, 1, 2, tzinfo=UTC), "minute")
        assert ["-5", "100", ""] == [cell(value, "number") for value in (-5, Decimal("1E+2"), None)]

    def test_mark_for_excel(self):
        """With a byte order mark Excel knows the encoding; without one programs are not bothered."""
        assert register_csv(shipped(), (), words(), bom=True).encode().startswith(b"\xef\xbb\xbf")
        assert register_csv(shipped(), (), words()).startswith("序号")

    def test_raw_is_for_programs(self):
        """A raw file has ids for heads, codes for words, and texts untouched."""
        head, first, *_ = rows(register_csv(shipped(), mixed(), words(), raw=True))

        assert ["row", "number", "kind", "grade"] == head[:4]
        assert ["hot-work", "first"] == first[2:4]
        assert [*RISKY] == [cell(text, raw=True) for text in RISKY]

    @pytest.mark.parametrize("sign", ["\x07", "\u202e", "\ud800", "\r"])
    def test_refused_signs_are_named(self, sign):
        """What no document may hold is refused with row and column."""
        with pytest.raises(RenderError, match=rf"row 1, column 'a': U\+{ord(sign):04X}"):
            cell(f"a{sign}")

    def test_heads_are_guarded(self):
        """A head is a text like any other."""
        labels = {"title": "t", "a": "=甲"}
        definition = of('label = "a"\nvalue = "number"', labels=labels)

        assert ["'=甲"] == rows(register_csv(definition, (), local(definition)))[0]

    def test_hostile_texts_come_back(self):
        """Texts that have broken pages are read back, but for the apostrophe before what looks like a formula."""
        records = [with_texts(permit(number), text) for number, text in enumerate(HOSTILE)]
        shown = [row[4] for row in rows(register_csv(shipped(), records, words()))[1:]]

        assert [guarded(text) for text in HOSTILE] == shown
        assert "'=1+1" in shown


class TestGuard:
    @pytest.mark.parametrize("text", RISKY)
    def test_stands_before_what_looks_like_a_formula(self, text):
        """A text that a spreadsheet may take for a formula gets an apostrophe, also behind signs that show nothing."""
        assert f"'{text}" == guarded(text)
        assert f"'{text}" == cell(text)

    @pytest.mark.parametrize("text", ["", "1-2", "a=b", "DH-1", "'=1", "动火 @ 3"])
    def test_leaves_the_rest(self, text):
        """Any other text stays as it is."""
        assert text == guarded(text)

    @settings(max_examples=50)
    @given(st.text(max_size=8), st.sampled_from("=+-@＝＋－＠"))
    def test_holds_behind_blanks(self, before, sign):
        """Whatever blank signs stand before it, a formula never stands unguarded at the beginning."""
        text = "".join(one for one in before if one.isspace()) + sign

        assert guarded(text).startswith("'")
