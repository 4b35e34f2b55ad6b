"""The registers and records that the tests of registers share."""

from datetime import date, datetime
from functools import cache

import attrs

from safetykit.documents.load_registers import load_register, register_locale, registers_in
from safetykit.model.evidence import Link
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.marks import Code, Line
from safetykit.model.measures import Grading, Upgrade
from safetykit.model.permits import Permit
from safetykit.model.records import EnteredFrom
from safetykit.model.shapes import Extensions, constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.works import ConfinedSpace, HotWork
from safetykit.packs.cn_gb30871 import WORKS
from tests.unit.documents import samples

ZONE = "Asia/Shanghai"
HEAD = """
schema = "safetykit-register/1"
id = "test/register"
applies_to = "permit/*"
title = "title"
[paper]
size = "a4"
margins = [10, 10, 10, 10]
type_size = 8
"""
WORDS = {"title": "台账", "a": "甲", "b": "乙", "yes.true": "是", "yes.false": "否", "word.x": "叉"}


@cache
def shipped(name: str = "permits"):
    """Return a register of the pack."""
    return next(one for one in registers_in("safetykit.packs.cn_gb30871", WORKS) if one.id.endswith(name))


@cache
def words(lang: str = "zh", name: str = "permits", zone: str = ZONE):
    """Return the words of a register of the pack."""
    return register_locale(shipped(name), lang, zone)


def columns(*lines: str) -> str:
    """Return columns of equal width as TOML, the first one as wide as is left."""
    widths = [277 - 20 * (len(lines) - 1), *[20] * (len(lines) - 1)]
    return "".join(f"[[column]]\nmm = {mm}\n{line}\n" for mm, line in zip(widths, lines, strict=True))


def of(*lines: str, more: str = "", head: str = HEAD, labels=WORDS, **given):
    """Return a small register with some columns."""
    return load_register(
        head + columns(*lines) + more, "test.toml", labels={"zh": labels, "en": labels}, works=WORKS, **given
    )


def local(definition, lang: str = "zh", zone: str = ZONE):
    """Return the words of a small register."""
    return register_locale(definition, lang, zone)


def permit(count: int, /, **changes):
    """Return a permit typed in from paper, with a number of its own."""
    given = {"id": f"p-{count}", "number": f"DH-2026-{count:03}", **changes}
    return attrs.evolve(samples.record(), **given)


def mixed():
    """Return permits of two kinds of work, one upgraded, one bare."""
    return (
        permit(1, upgrade=Upgrade(from_grade="first", to_grade="special")),
        permit(2, gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),), links=()),
        Permit(
            id="p-3", number="SX-01", work=ConfinedSpace(), state="void", links=(Link(kind="hot-work", number="X"),)
        ),
        Permit(id="p-4", work=HotWork()),
    )


@attrs.frozen(kw_only=True, field_transformer=constrained)
class Drill:
    """A record type of a host: an emergency drill."""

    id: Code
    number: Line | None = None
    state: Code = "held"
    revision: int = 0
    changed_at: datetime | None = None
    state_since: datetime | None = None
    entered_from: EnteredFrom | None = None
    sign_offs: tuple[SignOff, ...] = ()
    external_ids: FrozenMap[Line] = EMPTY
    extensions: Extensions = EMPTY
    title: Line | None = None
    held_on: date | None = None
    began: datetime | None = None
    heads: int | None = None
