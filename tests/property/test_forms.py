import json
from itertools import chain

import attrs
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit.documents import fill
from safetykit.documents.forms import ChecklistBlock, ColumnsBlock, ListBlock, ProseBlock, RowsBlock
from safetykit.documents.sheet_schema import sheet_data, sheet_from, sheet_schema
from safetykit.documents.sources import View, find
from safetykit.documents.values import Writer
from safetykit.model.works import HotWork
from safetykit.testing.strategies import permits, strategy_for
from tests.unit.documents.samples import a1
from tests.unit.documents.samples import words as a1_words
from tests.unit.documents.trial.trials import RECORDS, Blinding, Digging, Entry, form, words

VALID = jsonschema_rs.validator_for(sheet_schema(), validate_formats=True)
WORKS = {"a1": HotWork, "a2": Entry, "a3": Blinding, "a7": Digging}
FEW = settings(max_examples=max(settings().max_examples // 8, 5))
"""Permits are large to draw, and each is put on a whole form."""
LANGUAGES = st.sampled_from(("zh", "en", "zh+en"))


def form_of(name):
    return a1() if name == "a1" else form(name)


def words_of(name, lang):
    return a1_words(lang) if name == "a1" else words(name, lang)


def records(name):
    if name not in WORKS:
        return strategy_for(RECORDS[name])
    return permits(WORKS[name]).map(lambda permit: printable(permit, form_of(name)))


def printable(permit, form):
    """Leave out measures that the form has no row for: they are refused, not lost."""
    bodies = [block.body for block in form.blocks if isinstance(block.body, ChecklistBlock)]
    if not bodies:
        return permit
    rows = tuple(number for body in bodies for number in body.numbers)
    measures = tuple(
        attrs.evolve(one, row=rows[one.row % len(rows)], section=bodies[0].section or one.section)
        for one in permit.measures
    )
    return attrs.evolve(permit, measures=measures)


def named(form, record, locale, shown):
    """Yield every text of a record that a cell of the form names; an annex for an overflow counts only if there is one."""
    view = View(record)
    writer = Writer(view, locale, 10)

    def cell_texts(cell, start=None):
        found = tuple(chain.from_iterable(find(view, wanted, start) for wanted in (*cell.values, cell.under) if wanted))
        if cell.each:
            places = [wanted for _, wanted in cell.each if wanted]
            found = tuple(chain.from_iterable(find(view, wanted, one) for one in found for wanted in places))
        yield from (one.value for one in found if isinstance(one.value, str) and not cell.names)

    for block in form.blocks:
        body = block.body
        if block.overflow and block.id not in shown:
            continue
        if isinstance(body, RowsBlock):
            yield from chain.from_iterable(cell_texts(cell) for row in body.rows for cell in row)
        elif isinstance(body, ColumnsBlock | ListBlock):
            lines = body.lines if isinstance(body, ColumnsBlock) else body.cells
            for item in writer.find(body.repeat):
                yield from chain.from_iterable(cell_texts(line, item) for line in lines)
        elif isinstance(body, ProseBlock):
            yield from chain.from_iterable(cell_texts(cell) for cell in body.places.values())
        elif isinstance(body, ChecklistBlock):
            for measure in record.measures:
                yield from (measure.text or "",)


def text_of(sheet):
    return "\0".join(text for _, _, text in sheet.texts())


def misplaced(sheet):
    """Return the rows whose cells do not fill the grid, and cells that reach out of their table."""
    wrong = []
    for table in sheet.tables:
        for part in (table.head, table.rows):
            for index, row in enumerate(part):
                if abs(sum(cell.width for cell in row.cells) - sum(table.grid)) > 0.1:
                    wrong.append((table.id, index, "width"))
                track = 0
                for cell in row.cells:
                    if cell.role != "merged" and (track + cell.w > len(table.grid) or index + cell.h > len(part)):
                        wrong.append((table.id, index, "reaches out"))
                    if cell.role != "merged" and abs(cell.width - sum(table.grid[track : track + cell.w])) > 0.1:
                        wrong.append((table.id, index, "not its tracks"))
                    track += cell.w
                if track != len(table.grid):
                    wrong.append((table.id, index, "tracks"))
    return wrong


@pytest.mark.parametrize("name", [*WORKS, *RECORDS])
class TestAnyRecord:
    @FEW
    @given(data=st.data())
    def test_fits(self, name, data):
        """Whatever a record holds stands on the grid, in every language, with and without the annex, whole or compact."""
        subject = data.draw(records(name))
        locale = words_of(name, data.draw(LANGUAGES))
        annex, compact = data.draw(st.sampled_from((None, True, False))), data.draw(st.booleans())
        made = fill(form_of(name), subject, locale, annex=annex, compact=compact and form_of(name).compact is not None)

        assert [] == misplaced(made)
        assert made.tables[0].rows

    @FEW
    @given(data=st.data())
    def test_nothing_lost(self, name, data):
        """Every text that the form names is on the sheet."""
        subject, locale = data.draw(records(name)), words_of(name, data.draw(LANGUAGES))
        made = fill(form_of(name), subject, locale, annex=data.draw(st.sampled_from((None, True))))
        shown, tables = text_of(made), {table.id for table in made.tables}

        assert [] == [text for text in named(form_of(name), subject, locale, tables) if text not in shown]

    @FEW
    @given(data=st.data())
    def test_json(self, name, data):
        """A sheet is the same one after it was written as JSON and read again, and its JSON keeps the schema."""
        sheet = fill(form_of(name), data.draw(records(name)), words_of(name, "zh+en"))
        written = json.loads(json.dumps(sheet_data(sheet)))

        VALID.validate(written)
        assert sheet == sheet_from(written)
