import attrs
import pytest

from safetykit.documents.checklist import heads, measure
from safetykit.documents.forms import FormCell
from safetykit.documents.sources import View
from safetykit.documents.values import Writer
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.measures import Confirmation, Measure
from tests.unit.documents.samples import a1, record, words

BLOCK = next(block.body for block in a1().blocks if block.id == "measures-continued")


def row(number, subject=None, lang="zh", pictures=()):
    writer = Writer(View(subject, pictures=frozenset(pictures)) if subject else None, words(lang), 10)
    return [make(50) for _, _, make in measure(writer, attrs.evolve(BLOCK, numbers=(number,)), number)]


class TestMeasure:
    def test_filled(self):
        """A row shows number, text with its places filled and underlined, a word for the tick, and the confirmer."""
        number, text, tick, confirmer = row(8, record())

        assert ["8", "涉及", "钱枫"] == [number.text, tick.text, confirmer.text]
        assert ["4", "2", "1"] == [run.text for run in text.runs if run.underline]
        assert ("/measures/7", "/confirmations/7", "安全措施 8") == (text.path, confirmer.path, text.name)

    def test_not_involved(self):
        """A row that is not involved says so in words, in grey."""
        (run,) = row(4, record())[2].runs

        assert ("不涉及", True, False) == (run.text, run.muted, run.bold)

    def test_blank(self):
        """Without an answer there are two boxes, lines in the text and room for the confirmer."""
        _, text, tick, confirmer = row(8)

        assert 3 == sum(run.kind == "line" for run in text.runs)
        assert ["box", "break", "box"] == [run.kind for run in tick.runs]
        assert ("left", "center") == (tick.align, row(8, record())[2].align)
        assert () == confirmer.runs

    def test_place_filled_from_the_record(self):
        """A place may be filled from elsewhere in the record, such as the coordinator's name."""
        assert row(12, record())[1].text.endswith("协调人为 吴桐")

    def test_own_row(self):
        """The row for other measures goes on in the record's own words and names who drafted them."""
        text = row(16, record())[1]

        assert "其他安全措施：管廊下方铺设防火毯，设接火盆 3 个" == "".join(run.text for run in text.runs)
        assert "编制人：赵砚" == "".join(run.text for run in text.foot)
        assert ["text", "line"] == [run.kind for run in row(16)[1].foot]

    def test_nothing_is_lost(self):
        """Two entries of one row and two confirmers are all shown."""
        twice = attrs.evolve(
            record(),
            measures=(
                Measure(row=8, involved=True, blanks=FrozenMap(hoses="1")),
                Measure(row=8, involved=False, text="另备沙箱", blanks=FrozenMap(hoses="2")),
            ),
            confirmations=(
                Confirmation(row=8, by="p-qian"),
                Confirmation(row=8, by="p-wu"),
                Confirmation(row=8, by="p-qian"),
            ),
        )
        _, text, tick, confirmer = row(8, twice)

        assert "1、2" in text.text
        assert text.text.endswith("另备沙箱")
        assert ("涉及不涉及", "钱枫、吴桐") == (tick.text, confirmer.text)

    def test_heads(self):
        """The four columns have heads."""
        writer = Writer(None, words("en"), 10)

        assert ["No.", "Safety measure", "Involved", "Confirmed by"] == [
            make(0).text for _, _, make in heads(writer, BLOCK)
        ]


class TestConfirmers:
    DRAWN = "ab" * 32

    def confirmed(self, *confirmations, involved=True, others=()):
        return attrs.evolve(
            record(), measures=(Measure(row=8, involved=involved),), confirmations=(*confirmations, *others)
        )

    def test_stroke(self):
        """A row that is not involved and that nobody confirmed carries a stroke, once others are confirmed."""
        others = (Confirmation(row=1, by="p-wu"),)

        assert "/" == row(8, self.confirmed(involved=False, others=others))[3].text

    @pytest.mark.parametrize(("involved", "others"), [(False, ()), (True, (Confirmation(row=1, by="p-wu"),))])
    def test_room(self, involved, others):
        """While nobody confirmed anything, or where the row is involved, there is room for the confirmer."""
        assert () == row(8, self.confirmed(involved=involved, others=others))[3].runs

    def test_drawn(self):
        """A drawn signature stands there as it was drawn, in the room of one line, described by the name."""
        subject = self.confirmed(Confirmation(row=8, by="p-qian", drawing=self.DRAWN))
        (picture,) = row(8, subject, pictures=[self.DRAWN])[3].runs

        assert ("picture", self.DRAWN, "钱枫", 22, 6, True) == (
            picture.kind,
            picture.picture,
            picture.text,
            picture.mm,
            picture.high,
            picture.value,
        )
        assert ["text"] == [run.kind for run in row(8, subject)[3].runs]

    def test_drawn_and_named(self):
        """With a drawn signature, two confirmers stand below each other: beside it there is no room."""
        subject = self.confirmed(
            Confirmation(row=8, by="p-qian"),
            Confirmation(row=8, by="p-wu", drawing=self.DRAWN),
            Confirmation(row=8, by="p-wu"),
        )

        assert ["text", "break", "picture"] == [run.kind for run in row(8, subject, pictures=[self.DRAWN])[3].runs]


class TestTwoLanguages:
    def test_text(self):
        """The text stands in both languages below each other, with its places filled in both."""
        text = row(8, record(), lang="zh+en")[1]
        second = [run for run in text.runs if run.lang]

        assert ["4", "2", "1", "4", "2", "1"] == [run.text for run in text.runs if run.value]
        assert "At hand: 4 extinguishers, 2 fire blankets, 1 steam or water hoses" == "".join(
            run.text for run in second
        )
        assert ("break", True) == (second[0].kind, all(run.small for run in second))

    def test_places_to_fill_in(self):
        """There is one line to write on for each place; the translation points to it."""
        text = row(8, lang="zh+en")[1]

        assert 3 == sum(run.kind == "line" for run in text.runs)
        assert ["…"] * 3 == [run.text for run in text.runs if run.text == "…"]

    def test_own_row(self):
        """The record's own words stand once, after both languages; who drafted them has a label in both."""
        text = row(16, record(), lang="zh+en")[1]

        assert "其他安全措施：\nOther measures: 管廊下方铺设防火毯，设接火盆 3 个" == text.text.split("编制人")[0]
        assert "编制人 Drafted by：赵砚" == "".join(run.text for run in text.foot)

    def test_ticks(self):
        """The word of a tick has its translation below; two boxes have theirs together."""
        ticked, open_ = row(8, record(), lang="zh+en")[2], row(8, lang="zh+en")[2]

        assert ("涉及\nyes", "涉及\n不涉及\nyes / no") == (ticked.text, open_.text)
        assert ["box", "break", "box", "break", "text"] == [run.kind for run in open_.runs]

    def test_choice_in_a_text(self):
        """A choice within a text has its boxes in the translation too."""
        block = attrs.evolve(
            BLOCK,
            numbers=(12,),
            fills=FrozenMap({"12": FrozenMap(coordinator=FormCell(choice=("true", "false"), names="verdict"))}),
        )
        text = [make(50) for _, _, make in measure(Writer(None, words("zh+en"), 10), block, 12)][1]

        assert ["", "", "en", "en"] == [run.lang for run in text.runs if run.kind == "box"]
        assert not any(run.kind == "line" for run in text.runs)
