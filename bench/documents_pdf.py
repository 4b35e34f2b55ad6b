"""
A permit of two pages as PDF, beside WeasyPrint printing our HTML of the same sheet; no text is printed twice.

``python -m bench.documents_pdf memory`` prints 1,000 permits in one process and shows its memory on the way;
``python -m bench.documents_pdf processes`` shows what a second process gains.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import attrs

from bench.harness import Pair
from bench.sample import EXAMPLE
from safetykit.codec.codec import Codec
from safetykit.documents.filling import Imprint, fill
from safetykit.documents.fonts import shipped
from safetykit.documents.html import html
from safetykit.documents.load import locale_of
from safetykit.documents.pdf import pdf
from safetykit.documents.sheet import Cell, Run, Sheet, Table
from safetykit.documents.sheet_schema import sheet_data
from safetykit.packs import cn_gb30871

SHEETS = 48
"""Sheets for each side; they come round again when no engine remembers them."""
PRINTS = 1000
STEP = 100
FRESH = """
import json, sys
from pathlib import Path
from safetykit.documents.pdf import pdf
from safetykit.documents.sheet_schema import sheet_from
made = pdf(sheet_from(json.loads(Path(sys.argv[1]).read_bytes())))
sys.stdout.buffer.write(made)
"""
FROM_PERMIT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from safetykit.codec.codec import Codec
from safetykit.documents.filling import Imprint, fill
from safetykit.documents.load import locale_of
from safetykit.documents.pdf import pdf
from safetykit.packs import cn_gb30871
number, example = sys.argv[1:]
record = Codec().load(Path(example).read_bytes().replace("罐区".encode(), number.encode()))
imprint = Imprint(at=datetime(2026, 11, 16, 4, tzinfo=UTC), digest=number * 64, versions=("1",))
form = cn_gb30871.PACK.forms[0]
sheet = fill(form, record, locale_of(form, "zh", "Asia/Shanghai"), imprint=imprint, annex=False)
sys.stdout.buffer.write(pdf(sheet))
"""
FRESH_REFERENCE = """
import sys
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
face = CSS(string=sys.argv[2], font_config=fonts)
sys.stdout.buffer.write(HTML(sys.argv[1]).write_pdf(stylesheets=[face], font_config=fonts))
"""


def pairs() -> Iterator[Pair]:
    """Yield a print in a process that has printed before, and one in a fresh process."""
    if find_spec("weasyprint") is None:
        return
    sheets = [sheet(number) for number in range(SHEETS)]
    turns = count()
    pages = [html(sheet(number)) for number in range(SHEETS, 2 * SHEETS)]
    yield Pair(
        name="PDF/A and UA of form A.1, two pages / WeasyPrint, plain PDF",
        subject=lambda: pdf(sheets[next(turns) % SHEETS]),
        reference=_weasyprint(pages),
        goal=0.12,
    )
    yield from _fresh(sheets, pages)


def sheet(number: int) -> Sheet:
    """Return form A.1, filled, with another sign in each of its texts."""
    base = _base()
    return attrs.evolve(
        base,
        number=f"{base.number[:-4]}{number:04}",
        code=f"HTTPS://EXAMPLE.INVALID/{number:06}/0123456789ABCDEF",
        tables=tuple(_other(table, number) for table in base.tables),
    )


@cache
def _base() -> Sheet:
    form = cn_gb30871.PACK.forms[0]
    imprint = Imprint(at=datetime(2026, 11, 16, 4, tzinfo=UTC), digest="0" * 64, versions=("1",))
    locale = locale_of(form, "zh", "Asia/Shanghai")
    return fill(form, Codec().load(EXAMPLE.read_bytes()), locale, imprint=imprint, annex=False)


def _other(table: Table, number: int) -> Table:
    # As long as before, so that there are as many pages.
    sign = bytes((0xB0 + number // 94, 0xA1 + number % 94)).decode("gb2312")

    def runs(old: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple(attrs.evolve(run, text=f"{run.text[:-1]}{sign}") if run.text else run for run in old)

    def cell(old: Cell) -> Cell:
        return attrs.evolve(old, runs=runs(old.runs), foot=runs(old.foot))

    rows = tuple(attrs.evolve(row, cells=tuple(cell(old) for old in row.cells)) for row in table.rows)
    return attrs.evolve(table, rows=rows)


def _face() -> str:
    """Return styles that give the reference the same font."""
    return f'@font-face {{ font-family: "Noto Sans CJK SC"; src: url("{shipped().as_uri()}") }}'


def _weasyprint(pages: list[str]) -> Callable[[], bytes]:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    turns = count()
    fonts = FontConfiguration()
    face = CSS(string=_face(), font_config=fonts)

    def printed() -> bytes:
        page: Any = HTML(string=pages[next(turns) % SHEETS])
        made: bytes = page.write_pdf(stylesheets=[face], font_config=fonts)
        return made

    return printed


def _fresh(sheets: list[Sheet], pages: list[str]) -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp())
    for number, (mine, page) in enumerate(zip(sheets, pages, strict=True)):
        (folder / f"{number}.json").write_text(json.dumps(sheet_data(mine)), "utf-8")
        (folder / f"{number}.html").write_text(page, "utf-8")
    subjects, permits, references, more = count(), count(), count(), count()
    face = _face()
    yield Pair(
        name="the same sheet, import and first print in a fresh process",
        subject=lambda: _run(FRESH, str(folder / f"{next(subjects) % SHEETS}.json")),
        reference=lambda: _run(FRESH_REFERENCE, str(folder / f"{next(references) % SHEETS}.html"), face),
        goal=0.25,
    )
    yield Pair(
        name="the same, but from the permit: import with the pack, load, fill, first print / the page's print alone",
        subject=lambda: _run(FROM_PERMIT, f"{next(permits) % 16:x}", str(EXAMPLE)),
        reference=lambda: _run(FRESH_REFERENCE, str(folder / f"{next(more) % SHEETS}.html"), face),
    )


def _run(code: str, *given: str) -> bytes:
    made = subprocess.run([sys.executable, "-c", code, *given], check=True, capture_output=True).stdout
    assert made.startswith(b"%PDF")
    return made


def memory() -> None:
    """Print permits, none like another, and show the memory of the process every hundred."""
    for number in range(1, PRINTS + 1):
        pdf(sheet(number))
        if number % STEP == 0:
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
            print(f"{number:5} PDFs: {pages * os.sysconf('SC_PAGESIZE') / 2**20:6.1f} MiB")


def processes() -> None:
    """Show the time of a print with one process and with two, in turns."""
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        for round_ in range(5):  # the first warms up
            taken = []
            for pool in (one, two):
                start = time.perf_counter()
                list(pool.map(_many, [(round_ * 100 + part * 10, 10) for part in range(8)]))
                taken.append((time.perf_counter() - start) / 80)
            print(
                f"one process {taken[0] * 1e3:.1f} ms, two {taken[1] * 1e3:.1f} ms: {taken[0] / taken[1]:.2f} as fast"
            )


def _many(span: tuple[int, int]) -> None:
    first, size = span
    for number in range(first, first + size):
        pdf(sheet(number))


if __name__ == "__main__":
    {"memory": memory, "processes": processes}[sys.argv[1]]()
