import re

import pytest

from safetykit.documents.preflight import refuse, refuse_unsafe
from safetykit.errors import RenderError
from tests.unit.documents.samples import sheet_of

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

    def test_clean(self):
        """Ordinary text passes."""
        refuse_unsafe(sheet_of("第一行\n第二行\t列"))
