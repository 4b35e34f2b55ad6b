from datetime import timedelta

import attrs
import pytest

from safetykit.documents.opinions import slot
from safetykit.documents.sources import View
from safetykit.documents.values import Writer
from safetykit.model.people import Medium
from tests.unit.documents.samples import record, words

FORM = record()
UNIT = FORM.sign_offs[1]


def cell(sign_offs=FORM.sign_offs, name="unit", void=(), unused=(), lang="zh", pictures=()):
    view = View(attrs.evolve(FORM, sign_offs=tuple(sign_offs)), frozenset(void), frozenset(pictures))
    writer = Writer(view, words(lang), 10)
    return slot(writer, name, "form.opinion.unit", 7, unused)[2](175)


def text(runs):
    shown = {"line": "____", "gap": "_", "break": "\n"}
    return "".join(f"[{run.text}]" if run.kind == "picture" else shown.get(run.kind, run.text) for run in runs)


class TestSlot:
    def test_signed(self):
        """A slot shows the opinion after its label, and below who signed it when, to the minute."""
        made = cell()

        assert ("所在单位意见：同意。", "签字：吴桐_2026年11月16日 08时18分") == (text(made.runs), text(made.foot))
        assert ("sign", "/sign_offs/1", "所在单位意见") == (made.role, made.path, made.name)

    def test_room_for_the_pen(self):
        """A slot that is not signed leaves room for the pen."""
        made = cell([])

        assert "签字：_____" + "_年_月_日 _时_分" == text(made.foot)
        assert text(made.foot) == text(slot(Writer(None, words(), 10), "unit", "form.opinion.unit", 7, ())[2](175).foot)

    def test_unused(self):
        """An empty slot that the job does not use carries a stroke and no room; one that was signed shows what was signed."""
        assert ("所在单位意见：\n_/", ()) == (text(cell([], unused=("unit",)).runs), cell([], unused=("unit",)).foot)
        assert cell() == cell(unused=("unit",))

    def test_void(self):
        """A sign-off that no longer counts is struck through, with the reason, and leaves room for a new one."""
        made = cell(void=(1,))

        assert "所在单位意见：同意。 吴桐 2026年11月16日 08时18分 失效（内容已变更）\n" == text(made.runs)
        assert ["同意。", " ", "吴桐", " ", "2026年11月16日 08时18分"] == [run.text for run in made.runs if run.strike]
        assert "____" in text(made.foot)
        assert "/sign_offs/1" == made.path

    def test_signed_again(self):
        """The newer sign-off stands in the slot, the void one above it."""
        again = attrs.evolve(UNIT, opinion="重新核对，同意。", signed_at=UNIT.signed_at + timedelta(hours=1))
        made = cell([*FORM.sign_offs, again], void=(1,))

        assert text(made.runs).endswith("失效（内容已变更）\n重新核对，同意。")
        assert "签字：吴桐_2026年11月16日 09时18分" == text(made.foot)

    def test_refusal(self):
        """A refusal says so before any opinion, so that nobody takes the signature for consent."""
        refused = attrs.evolve(UNIT, agrees=False, opinion=None)

        assert ("所在单位意见：〔不同意〕", "所在单位意见：[refused] ") == (
            text(cell([refused]).runs),
            "所在单位意见：" + text(cell([refused], lang="en").runs).removeprefix("Opinion of the area owner: "),
        )

    def test_refused_then_agreed(self):
        """An earlier refusal that counts stays readable beside the later consent."""
        refused = attrs.evolve(UNIT, agrees=False, opinion="围栏缺失。", signed_at=None)
        made = cell([refused, UNIT])

        assert "所在单位意见：〔不同意〕围栏缺失。 吴桐\n同意。" == text(made.runs)
        assert not any(run.strike for run in made.runs)

    def test_refusal_entered_before(self):
        """A refusal stands if it was made after the consent, in whatever order both were entered."""
        later = attrs.evolve(UNIT, agrees=False, opinion="围栏缺失。", signed_at=UNIT.signed_at + timedelta(hours=1))
        made = cell([later, UNIT])

        assert "所在单位意见：同意。 吴桐 2026年11月16日 08时18分\n〔不同意〕围栏缺失。" == text(made.runs)
        assert ("签字：吴桐_2026年11月16日 09时18分", "/sign_offs/0") == (text(made.foot), made.path)

    def test_refusal_of_what_was_changed(self):
        """A refusal stands until somebody consents, also if the content has changed since."""
        refused = attrs.evolve(UNIT, agrees=False, opinion=None)

        assert "签字：吴桐_2026年11月16日 08时18分" == text(cell([refused], void=(0,)).foot)

    def test_consent_taken_back(self):
        """A consent that was taken back does not stand again when a later one no longer counts."""
        refused = attrs.evolve(UNIT, agrees=False, signed_at=UNIT.signed_at + timedelta(hours=1))
        again = attrs.evolve(UNIT, signed_at=UNIT.signed_at + timedelta(hours=2))

        assert "____" in text(cell([UNIT, refused, again], void=(2,)).foot)

    def test_about_a_part(self):
        """What was signed about a part of the record is no opinion on the whole."""
        assert "____" in text(cell([attrs.evolve(UNIT, path="/gas_tests/0")]).foot)

    @pytest.mark.parametrize(("medium", "words"), [(None, ""), (Medium.INK, ""), (Medium.ACCOUNT, "（电子签名）")])
    def test_medium(self, medium, words):
        """An electronic signature says that it is one."""
        assert f"签字：吴桐{words}_" in text(cell([attrs.evolve(UNIT, medium=medium)]).foot)

    def test_place(self):
        """The place of signing stands beside the name."""
        assert "吴桐（办公室）_" in text(cell([attrs.evolve(UNIT, place="办公室")]).foot)

    def test_without_a_time(self):
        """A signature without a time leaves room for it: the form wants the minute."""
        assert "签字：吴桐_" + "_年_月_日 _时_分" == text(cell([attrs.evolve(UNIT, signed_at=None)]).foot)


class TestDrawing:
    DRAWN = attrs.evolve(UNIT, drawing="ab" * 32, medium=Medium.DRAWN)

    def test_picture(self):
        """A drawn signature that the host gave stands there as it was drawn, before the date, described by the name."""
        made = cell([self.DRAWN], pictures=["ab" * 32])
        picture = made.foot[1]

        assert "签字：[吴桐]_2026年11月16日 08时18分" == text(made.foot)
        assert ("picture", "ab" * 32, 30, 10, True) == (
            picture.kind,
            picture.picture,
            picture.mm,
            picture.high,
            picture.value,
        )

    def test_picture_that_was_not_given(self):
        """Without the picture the name stands there, and that it was drawn."""
        assert "签字：吴桐（手写电子签名）_" in text(cell([self.DRAWN], pictures=["cd" * 32]).foot)

    def test_void(self):
        """A drawn signature that no longer counts is not drawn: its name is struck through."""
        assert "吴桐" in [run.text for run in cell([self.DRAWN], void=(1, 0), pictures=["ab" * 32]).runs if run.strike]


class TestTwoLanguages:
    def test_label(self):
        """The label stands in both languages in one line, the opinion as it was written."""
        made = cell(lang="zh+en")

        assert "所在单位意见 Opinion of the area owner：同意。" == text(made.runs)
        assert [("", True), ("en", False), ("en", False), ("", True), ("", False)] == [
            (run.lang, run.bold) for run in made.runs
        ]
        assert "签字 Signed：吴桐_2026-11-16 08:18" == text(made.foot)

    def test_room_for_the_pen(self):
        """Room for a date is left as both readers write it."""
        assert "签字 Signed：_____" + "_-_-_ _:_" == text(cell([], lang="zh+en").foot)

    def test_void(self):
        """Why a sign-off no longer counts is said in both."""
        assert text(cell(void=(1,), lang="zh+en").runs).endswith(
            "失效（内容已变更） no longer valid (content changed)\n"
        )

    def test_unused(self):
        """The stroke of an unused slot is said once."""
        assert text(cell([], unused=("unit",), lang="zh+en").runs).endswith("：\n_/")
