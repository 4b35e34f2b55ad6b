"""The forms, words and records that the tests of the documents share."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import attrs

from safetykit.codec.codec import Codec
from safetykit.documents import Cell, Form, Imprint, Locale, Row, Run, Sheet, Table, forms_in, load_form, locale_of
from safetykit.model.shapes import Shape, broken, fields_of
from safetykit.model.works import HotWork

EXAMPLES = Path(__file__).parents[3] / "examples"
ZONE = "Asia/Shanghai"
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
IMPRINT = Imprint(at=NOON, by="钱枫", serial=2, digest="0123456789abcdef" * 4, versions=("safetykit 26.11", "pack 1"))


@cache
def a1() -> Form:
    """Return form A.1."""
    return forms_in("safetykit.packs.cn_gb30871", (HotWork,))[0]


@cache
def words(lang: str = "zh") -> Locale:
    """Return the words of form A.1."""
    return locale_of(a1(), lang, ZONE)


@cache
def record(number: int = 1):
    """Return one of the two permits that were typed in from paper."""
    return Codec(works=(HotWork,)).load((EXAMPLES / f"hot_work_form{number}.json").read_bytes())


def sheet_of(text: str, **more) -> Sheet:
    """Return a sheet of one cell that holds *text*."""
    cell = Cell(runs=(Run(text=text, value=True),), width=175, name="作业内容", path="/content")
    table = Table(id="one", grid=(175,), rows=(Row(cells=(cell,), height=8),))
    given = {"form": "test", "language": "zh-CN", "title": "试样", "later_title": "试样（续）", "tables": (table,)}
    return Sheet(**{**given, **more})


HEAD = """
schema = "safetykit-form/1"
id = "test/form"
applies_to = "permit/hot-work"
title = "title"
source = "test"
grid = [30, 50, 95]
[paper]
margins = [12, 15, 12, 20]
"""
WORDS = {"title": "试样", "a": "甲", "b": "乙", "c": "丙", "d": "丁", "note": "致{unit}：请于{at}前整改。"}


def form_of(blocks: str, words=WORDS, head: str = HEAD, **more) -> Form:
    """Return a small form with some blocks."""
    return load_form(head + blocks, "test.toml", labels={"zh": words, "en": words}, works=(HotWork,), **more)


HOSTILE = (
    '#panic("x")',
    "$x^2$ \\u{41} `",
    '"), panic("x"); ("',
    "])#[x]",
    "{{ 7*7 }} {% raw %}",
    "<script>alert(1)</script>",
    "&amp; & <b> <!-- ]]>",
    "*_~=+-",
    "//c /* 1. b - a",
    '#import "@preview/x:1.0.0"',
    "https://example.invalid/",
    "line\nline",
    "tab\there",
    "x" * 400,
    "W" * 200,
    "国" * 400,
    "é" * 120,
    "䶮 㛃 𬭚 · — “ ”",
    "=1+1",
    "d.at(0)",
    "°C ℃ H₂S ㎡ ㎥ ☐ ☑ √",
    "a  b",
)
"""Texts that have broken a template, an engine or a page."""


def with_texts(value, text: str, shape: Shape | None = None):
    """Return a record with *text* in every field that holds words, cut to the length of the field."""
    if attrs.has(type(value)):
        fields = [field for field in fields_of(type(value)) if field.name != "id"]
        return attrs.evolve(
            value, **{field.name: with_texts(getattr(value, field.name), text, field.shape) for field in fields}
        )
    if isinstance(value, tuple):
        return tuple(with_texts(item, text, shape.item) for item in value)
    if isinstance(value, str) and "code" not in {mark.name for mark in shape.marks}:
        cut = text[: shape.max_length]
        return value if broken(shape, cut) else cut
    return value
