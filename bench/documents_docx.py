"""A form as DOCX, beside docxtpl with a bare template of the same tables: no shade, no head, no escaping of its own."""

import io
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

import attrs

from bench.harness import Pair
from bench.sample import permit
from safetykit.documents import Sheet, fill, forms_in, locale_of
from safetykit.documents.docx import docx
from safetykit.model.works import HotWork


@cache
def sheet() -> Sheet:
    """Return the form of a filled permit."""
    form = forms_in("safetykit.packs.cn_gb30871", (HotWork,))[0]
    return fill(form, permit(), locale_of(form, "zh", "Asia/Shanghai"), works=True)


def other(number: int) -> Sheet:
    """Return the form with other values in each of its cells."""
    tables = []
    for table in sheet().tables:
        rows = []
        for row in table.rows:
            cells = [
                attrs.evolve(
                    cell, runs=tuple(attrs.evolve(r, text=f"{r.text}{number}") if r.value else r for r in cell.runs)
                )
                for cell in row.cells
            ]
            rows.append(attrs.evolve(row, cells=tuple(cells)))
        tables.append(attrs.evolve(table, rows=tuple(rows)))
    return attrs.evolve(sheet(), tables=tuple(tables), number=f"{sheet().number}{number}", code="")


def texts(shown: Sheet) -> list[list[list[str]]]:
    """Return the words of each cell by table and row; rows of a table are padded to the same length."""
    tables = []
    for table in shown.tables:
        rows = [[cell.text for cell in row.cells if cell.role != "merged"] for row in (*table.head, *table.rows)]
        widest = max(map(len, rows))
        tables.append([row + [""] * (widest - len(row)) for row in rows])
    return tables


@cache
def bare_template() -> bytes:
    """Return the cheapest template of docxtpl: for each table a loop over its rows, with a place for each cell."""
    from docx import Document

    document = Document()
    for number, rows in enumerate(texts(sheet())):
        table = document.add_table(3, len(rows[0]))
        table.style = "Table Grid"
        first, middle, last = table.rows
        first.cells[0].text = f"{{%tr for row in tables[{number}] %}}"
        for index, cell in enumerate(middle.cells):
            cell.text = f"{{{{ row[{index}] }}}}"
        last.cells[0].text = "{%tr endfor %}"
        document.add_paragraph()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_docxtpl(shown: Sheet) -> bytes:
    """Fill the bare template with the words of each cell."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    template: Any = DocxTemplate(io.BytesIO(bare_template()))
    template.render({"tables": texts(shown)}, autoescape=True)
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


def pairs() -> Iterator[Pair]:
    """Yield a form whose texts are different each time."""
    sheets = [other(number) for number in range(16)]
    mine, theirs = count(), count()
    yield Pair(
        name="DOCX of form A.1 / docxtpl with a bare template of the same tables",
        subject=lambda: docx(sheets[next(mine) % len(sheets)]),
        reference=lambda: with_docxtpl(sheets[next(theirs) % len(sheets)]),
        goal=0.4,
    )
