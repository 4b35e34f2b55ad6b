import pytest

from safetykit.documents import fill
from safetykit.documents.leaving import left_blank
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY
from tests.unit.documents.samples import IMPRINT, a1, record, words


def cell(sheet, name):
    return next(cell for cell in sheet.cells() if cell.name == name and cell.role != "label")


class TestLeft:
    def test_fields(self):
        """A left field is as empty as on a blank form; all others stay."""
        left = left_blank(record(), ("content", "gas_tests", "external_ids", "work"))

        assert (None, (), EMPTY) == (left.content, left.gas_tests, left.external_ids)
        assert ((), None) == (left.work.methods, left.work.other_method)
        assert (record().number, record().people) == (left.number, left.people)

    def test_unknown(self):
        """What is no field, or cannot be empty, is refused with the fields that can."""
        with pytest.raises(
            RenderError, match=r"leave: 'people', 'permit' cannot be left blank; fields that can be: acceptance, app"
        ) as caught:
            left_blank(record(), ("permit", "people", "content"))
        assert " id," not in caught.value.problems[0]

    def test_blank_form(self):
        """On a blank form everything is left already."""
        assert left_blank(None, ("content",)) is None


class TestInFill:
    def test_as_on_a_blank_form(self):
        """A left field prints as on a blank form, down to the room for a date."""
        half = fill(a1(), record(), words(), leave=("content", "applied_at", "sign_offs", "gradings"))
        blank = fill(a1(), None, words())

        for name in ("作业内容", "作业申请时间", "动火作业级别", "作业负责人意见"):
            assert cell(blank, name).runs == cell(half, name).runs, name
        assert "" == half.badge.text

    def test_page_stays_that_of_the_record(self):
        """State, watermark and number are those of the record, unless the number is left too."""
        half = fill(a1(), record(), words(), leave=("content",), imprint=IMPRINT)
        bare = fill(a1(), record(), words(), leave=("number",), imprint=IMPRINT)

        assert ("closed", "已验收关闭", record().number) == (half.state, half.watermark, half.number)
        assert ("", "") == (bare.number, bare.code)
