"""A register of ten thousand permits as a workbook, beside bare XlsxWriter over the same cells, ready-made."""

import gc
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache, partial
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from bench.harness import Pair
from bench.sample import EXAMPLE
from safetykit.codec.codec import Codec
from safetykit.documents.load_registers import register_locale, registers_in
from safetykit.documents.locale import Locale
from safetykit.documents.register_plan import plan_of
from safetykit.documents.registers import Register
from safetykit.documents.xlsx import register_xlsx
from safetykit.model.evidence import WorkEnd, WorkStart
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from safetykit.packs.cn_gb30871 import WORKS

PERMITS = 10_000
ZONE = "Asia/Shanghai"
GRADES = ("special", "first", "second")


def pairs() -> Iterator[Pair]:
    """Yield the register against bare XlsxWriter."""
    definition = next(one for one in registers_in("safetykit.packs.cn_gb30871", WORKS) if one.pages is None)
    locale = register_locale(definition, "zh", ZONE)
    yield Pair(
        name=f"register_xlsx / bare XlsxWriter, {PERMITS:,} permits",
        subject=lambda: swept(register_xlsx(definition, permits(), locale)),
        reference=lambda: swept(bare(cells(definition, locale))),
        goal=1.2,
    )


def swept(made: bytes) -> bytes:
    """Free what a workbook leaves in circles; while the clock runs nobody else does, and memory would fill up."""
    gc.collect()
    return made


@cache
def permits() -> tuple[Permit[Any], ...]:
    """Return the permits, no two with the same texts."""
    base = Codec().load(EXAMPLE.read_bytes(), Permit[HotWork])
    assert base.permitted is not None
    assert base.permitted.start is not None
    first = base.permitted.start
    return tuple(map(partial(_permit, base, first), range(PERMITS)))


def _permit(base: Permit[Any], first: datetime, number: int) -> Permit[Any]:
    start = first + timedelta(minutes=37 * number)
    return attrs.evolve(
        base,
        id=f"permit-{number:05}",
        number=f"DH-2026-{number:05}",
        content=f"第{number}处法兰更换，切割旧支架并焊接新支架",
        place=Place(text=f"罐区东侧管廊 {number} 号支架"),
        gradings=(Grading(scheme="cn-gb30871/hot-work", value=GRADES[number % 3]),),
        permitted=Period(start=start, end=start + timedelta(hours=8)),
        starts=(WorkStart(at=start + timedelta(minutes=5)),),
        ends=(WorkEnd(at=start + timedelta(hours=6)),),
    )


@cache
def cells(definition: Register, locale: Locale) -> tuple[tuple[Any, ...], ...]:
    """Return the values of the register: texts, numbers, and naive local times."""
    plan, zone = plan_of(definition, locale), ZoneInfo(ZONE)
    return tuple(
        tuple(
            value.astimezone(zone).replace(tzinfo=None, second=0) if isinstance(value, datetime) else value
            for value in line.values
        )
        for line in plan.lines(permits())
    )


def bare(rows: tuple[tuple[Any, ...], ...]) -> bytes:
    """Write the values by XlsxWriter alone."""
    import xlsxwriter  # type: ignore[import-untyped]

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    plain, minute = book.add_format({"text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                if value:
                    sheet.write_string(row, column, value, plain)
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value, minute)
            elif value is not None:
                sheet.write_number(row, column, value, plain)
    book.close()
    return target.getvalue()
