import hashlib
from datetime import UTC, datetime

import attrs
import pytest

from safetykit import Actor, Kit, PackError, Print
from safetykit.packs import cn_gb30871
from tests.unit.documents.packages import png
from tests.unit.documents.samples import record

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
PACK = cn_gb30871.PACK
KIT = Kit(packs=[PACK])
(A1,) = PACK.forms
DRAWN = png(30, 10)


class TestDocument:
    def test_counts_its_prints(self):
        """The second print of a copy says that it is one; another copy is counted apart."""
        permit, by = record(), Actor(id="p-clerk", role="clerk")
        printed = KIT.add(permit, Print(printed_at=AT, by="p-clerk", copy_number=1), by=by, at=AT).record

        def serial(copy: int) -> str:
            foot = " ".join(KIT.document(printed, at=AT, copy=copy).sheet.foot)
            return foot[foot.index("第", foot.index("打")) :][:3]

        assert ("第2次", "第1次") == (serial(1), serial(2))
        assert KIT.moment(printed) == KIT.moment(permit)

    def test_hands_the_record_on(self):
        """The record's canonical JSON is at hand for whoever wants it in the file."""
        assert KIT.codec.dump(record()) == KIT.document(record(), at=AT).record

    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    def test_speaks(self, lang):
        """Every setting prints, whatever the kit's own language is."""
        title = {"zh": "动火安全作业票", "en": "Hot Work Permit", "zh+en": "动火安全作业票"}[lang]

        assert title == KIT.document(record(), at=AT, lang=lang).sheet.title

    def test_another_language(self):
        """A language that no form has is refused with those that there are."""
        with pytest.raises(ValueError, match=r"'fr' is no language of forms; one of zh, en, zh\+en is needed"):
            KIT.document(record(), at=AT, lang="fr")

    def test_leaves_fields_for_the_pen(self):
        """What is left blank is not printed."""
        sheet = KIT.document(record(), at=AT, leave=("content",)).sheet

        assert record().content not in [*sheet.values()]


class TestBlank:
    def test_number(self):
        """A number of a reserved range stands on the empty form, which is marked as not valid until it is signed."""
        sheet = KIT.blank("permit/hot-work", number="DH-0815").sheet

        assert ("DH-0815", "", "未经审批签字无效") == (sheet.number, sheet.state, sheet.watermark)
        assert ["DH-0815"] == list(sheet.values())

    def test_subject_without_form(self):
        """A subject that no form is for is told."""
        with pytest.raises(PackError, match="no form '' for 'permit/height'; known: none"):
            KIT.blank("permit/height")


class TestOwnForms:
    def test_win(self):
        """A host's form of the same id takes the place of the pack's; one of another id is the first choice."""
        same = attrs.evolve(A1, source="house edition")
        other = attrs.evolve(A1, id="house/a1", source="house form")
        kit = Kit(packs=[PACK], forms=[same, other])

        assert "house edition" == kit.blank("permit/hot-work").sheet.source
        assert "house form" == kit.blank("permit/hot-work", form="house/a1").sheet.source

    def test_words(self):
        """A host's words take the place of the form's."""
        kit = Kit(packs=[PACK], labels={"zh": {"form.a1.title": "动火票"}})

        assert "动火票" == kit.blank("permit/hot-work").sheet.title
        assert "Hot Work Permit" == kit.blank("permit/hot-work", lang="en").sheet.title

    def test_wrong_words(self):
        """Words that fit nowhere are refused when the kit is made."""
        with pytest.raises(PackError, match="kit: labels: zh: no form has a label 'titel'"):
            Kit(packs=[PACK], labels={"zh": {"titel": "x"}})

    def test_logo(self):
        """The logo is among the pictures of every sheet."""
        kit = Kit(packs=[PACK], logo=DRAWN)

        assert DRAWN == kit.blank("permit/hot-work").sheet.pictures["logo"]

    def test_pictures(self):
        """A picture goes by the digest of its bytes."""
        name = hashlib.sha256(DRAWN.data).hexdigest()
        signed = attrs.evolve(record(), sign_offs=tuple(attrs.evolve(one, drawing=name) for one in record().sign_offs))

        sheet = KIT.document(signed, at=AT, pictures=[DRAWN]).sheet
        drawn = [run for cell in sheet.cells() for run in (*cell.runs, *cell.foot) if run.kind == "picture"]
        assert {name} == {run.picture for run in drawn} == {*sheet.pictures}
