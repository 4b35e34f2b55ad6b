from datetime import UTC, datetime, timedelta

import attrs
import pytest

from safetykit.documents import Imprint, fill
from safetykit.documents.watermark import watermark
from safetykit.model.time import Period
from tests.unit.documents.samples import a1, record, words

END = datetime(2026, 11, 16, 9, tzinfo=UTC)
SIGNED, CHECKED, OVER = "未经审批签字无效", "未经验票签字无效", "已过作业实施时间 · 不得作业"


def word(state, *, after=-1, lang="zh", **more):
    """Return the word of a page printed some minutes after the end of the window."""
    permit = attrs.evolve(record(), state=state, permitted=Period(start=END - timedelta(hours=8), end=END))
    at = END + timedelta(minutes=after)
    return watermark(permit, words(lang), works=state == "live", at=at, **more)


class TestPen:
    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("draft", SIGNED),
            ("submitted", SIGNED),
            ("approved", CHECKED),
            ("live", CHECKED),
            ("paused", "作业中断"),
            ("expired", "已超期"),
            ("void", "已作废"),
            ("closed", "已验收关闭"),
        ],
    )
    def test_room_for_signatures(self, state, said):
        """A page that will be signed says what holds after that too; one that no signature makes valid keeps its word."""
        assert said == word(state, leave=("content", "sign_offs"))

    def test_other_fields_left(self):
        """Room for other facts than signatures changes nothing."""
        assert ("草稿 · 未批准不得作业", "") == (word("draft", leave=("content",)), word("live", leave=("content",)))

    def test_numbered_blank(self):
        """A blank form with a number is to be used, and says what it lacks; one without is a specimen."""
        assert (SIGNED, "样张") == (watermark(None, words(), numbered=True), watermark(None, words()))

    def test_both_languages(self):
        """The word stands in both languages."""
        assert f"{SIGNED}\nNOT VALID UNTIL SIGNED" == word("draft", lang="zh+en", leave=("sign_offs",))
        assert "NOT VALID UNTIL CHECKED" == word("approved", lang="en", leave=("sign_offs",))


class TestTime:
    @pytest.mark.parametrize("state", ["approved", "live", "paused", "stopped"])
    def test_over(self, state):
        """A permit whose time is over says so, whatever its state allows; up to its last instant it does not."""
        assert OVER == word(state, after=1)
        assert OVER != word(state, after=0)

    @pytest.mark.parametrize("state", ["draft", "finished", "expired", "closed", "void"])
    def test_own_word(self, state):
        """Where the state says as much by itself, its word stays."""
        assert word(state) == word(state, after=1)

    @pytest.mark.parametrize("state", ["draft", "submitted", "approved", "live"])
    def test_signing_does_not_help(self, state):
        """No signature with the pen makes a permit valid whose time is over, unless the time is left for the pen too."""
        assert OVER == word(state, after=1, leave=("sign_offs",))
        assert word(state, leave=("sign_offs",)) == word(state, after=1, leave=("sign_offs", "permitted"))

    def test_unknown(self):
        """Where the end or the time of printing is not known, nothing is said of it."""
        live = attrs.evolve(record(), state="live", permitted=None)

        assert "" == watermark(live, words(), works=True, at=END)
        assert "" == watermark(attrs.evolve(record(), state="live"), words(), works=True)

    def test_in_a_sheet(self):
        """The time of the imprint counts."""
        live = attrs.evolve(record(), state="live", permitted=Period(end=END))
        late = Imprint(at=END + timedelta(seconds=1))

        assert OVER == fill(a1(), live, words(), works=True, imprint=late).watermark
        assert (SIGNED, "DH-1") == (
            fill(a1(), None, words(), number="DH-1").watermark,
            fill(a1(), None, words(), number="DH-1").number,
        )
