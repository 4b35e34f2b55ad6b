import attrs

from safetykit.documents.checklist import heads, measure
from safetykit.documents.sources import View
from safetykit.documents.values import Writer
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.measures import Confirmation, Measure
from tests.unit.documents.samples import a1, record, words

BLOCK = next(block.body for block in a1().blocks if block.id == "measures-continued")


def row(number, subject=None, lang="zh"):
    writer = Writer(View(subject) if subject else None, words(lang), 10)
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
