"""Forms that no pack ships, with records to print on them: what the form language can do beyond form A.1."""

import hashlib
import struct
import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import attrs

from safetykit.documents import Form, Locale, Picture, Sheet, fill, labels_of, load_form, locale_of
from safetykit.model.evidence import Attachment, AttachmentKind, Joining, Link, Pause, Resumption, WorkStart
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.marks import Code, Digest, Line, Prose
from safetykit.model.measures import Confirmation, Grading, Measure, RiskResult
from safetykit.model.people import Certificate, Party, Person
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.shapes import constrained
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period

ROOT = Path(__file__).parent
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
LEDGER_COLUMNS = 50


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Limit:
    """A gas and its pass standard, as the head of the table says them."""

    name: Line
    limit: Line


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Limits:
    """The gases of a space."""

    toxic_1: Limit | None = None
    toxic_2: Limit | None = None
    combustible_1: Limit | None = None
    combustible_2: Limit | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class AirSample:
    """One row of the gas tests: all gases at one point and time."""

    at: datetime
    point: Line | None = None
    toxic_1: Line | None = None
    toxic_2: Line | None = None
    combustible_1: Line | None = None
    combustible_2: Line | None = None
    oxygen: Line | None = None
    analyst: Code | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Entry:
    """Entry into a space."""

    kind: ClassVar[str] = "confined-space"
    space: Line | None = None
    medium: Line | None = None
    limits: Limits | None = None
    samples: tuple[AirSample, ...] = ()


class Action(Enum):
    """What is done with a blind."""

    INSTALL = "install"
    REMOVE = "remove"


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Pipe:
    """What runs in a pipe."""

    medium: Line | None = None
    temperature: Quantity | None = None
    pressure: Quantity | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Plate:
    """A blind."""

    material: Line | None = None
    size: Line | None = None
    number: Line | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Blinding:
    """Setting or taking out a blind."""

    kind: ClassVar[str] = "blind-plate"
    action: Action | None = None
    equipment: Line | None = None
    pipe: Pipe | None = None
    plate: Plate | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Digging:
    """Digging into the ground."""

    kind: ClassVar[str] = "excavation"
    scope: Prose | None = None
    depth: Quantity | None = None
    area: Quantity | None = None
    lamp_voltage: Quantity | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Shortcoming:
    """One line of a notice."""

    what: Line
    clause: Line


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Hazard:
    """A hazard that somebody has to put right: a record of a host."""

    schema: ClassVar[str] = "hazard@1"
    id: Code
    number: Line | None = None
    unit: Line | None = None
    found_at: datetime | None = None
    count: int | None = None
    items: tuple[Shortcoming, ...] = ()
    due_on: date | None = None
    issuer: Code | None = None
    issued_on: date | None = None
    reply: Prose | None = None
    people: tuple[Person, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()


LedgerRow: Any = attrs.make_class(
    "LedgerRow",
    {f"c{index:02}": attrs.field(type=Line | None, default=None) for index in range(1, LEDGER_COLUMNS + 1)},
    frozen=True,
    kw_only=True,
    slots=True,
    weakref_slot=False,
    field_transformer=constrained,
)
"""A line of a ledger of many columns."""


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Ledger:
    """A ledger: a record of a host that has neither number nor state."""

    schema: ClassVar[str] = "ledger@1"
    id: Code
    rows: tuple[LedgerRow, ...] = ()  # type: ignore[valid-type]


def png(width: int, height: int, shade: int) -> bytes:
    """Return a picture: a cross on a grey ground."""
    rows = b"".join(
        b"\0"
        + bytes(
            0 if abs(x * height - y * width) < width or abs((width - x) * height - y * width) < width else shade
            for x in range(width)
        )
        for y in range(height)
    )
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def digest(data: bytes) -> Digest:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


PNGS = tuple(png(160, 90 + 10 * number, 180 + 8 * number) for number in range(6))
PICTURES = FrozenMap({digest(data): Picture(media_type="image/png", data=data) for data in PNGS})


def attachment(kind: AttachmentKind, data: bytes, title: str, minutes: int = 0) -> Attachment:
    """Return an attachment that is bound to some bytes."""
    taken = NOON + timedelta(minutes=minutes)
    return Attachment(
        kind=kind, sha256=digest(data), media_type="image/png", size=len(data), title=title, taken_at=taken
    )


def ledger_toml() -> str:
    """Return a form of many columns: two that stand in every panel, the others dealt out to panels."""
    cells = "".join(
        f'  {{ label = "ledger.c{index:02}", value = "c{index:02}", w = {1 if index == 1 else 3} }},\n'
        for index in range(1, LEDGER_COLUMNS + 1)
    )
    return (
        'schema = "safetykit-form/1"\nid = "trial/ledger"\napplies_to = "ledger"\ntitle = "ledger.title"\nsource = "trial"\n'
        f"grid = [{', '.join(['10.68'] * 25)}]\n[paper]\nlandscape = true\nmargins = [12, 15, 12, 15]\ntype_size = 9\n"
        f'[[block]]\nid = "rows"\nkind = "list"\nrepeat = "rows"\nkeys = 2\nempty = 20\nmm = 6\ncells = [\n{cells}]\n'
    )


def labels() -> dict[str, FrozenMap[str]]:
    """Return the words of all trial forms."""
    flat = labels_of((ROOT / "words.toml").read_text("utf-8"), "words.toml")
    columns = {f"ledger.c{index:02}": f"{{}} {index}" for index in range(1, LEDGER_COLUMNS + 1)}
    made = {}
    for lang, word in (("zh", "项目"), ("en", "Item")):
        own = {key.removeprefix(f"{lang}."): text for key, text in flat.items() if key.startswith(f"{lang}.")}
        made[lang] = FrozenMap({**own, **{key: text.format(word) for key, text in columns.items()}})
    return made


RECORDS: dict[str, type] = {"notice": Hazard, "ledger": Ledger}
NAMES = ("a2", "a3", "a7", "notice", "ledger")


@cache
def form(name: str) -> Form:
    """Return a trial form."""
    text = ledger_toml() if name == "ledger" else (ROOT / f"{name}.toml").read_text("utf-8")
    works = (Entry, Blinding, Digging)
    return load_form(text, f"{name}.toml", labels=labels(), works=works, record=RECORDS.get(name, Permit))


@cache
def words(name: str, lang: str) -> Locale:
    """Return the words of a trial form."""
    return locale_of(form(name), lang, "Asia/Shanghai")


PEOPLE = (
    Person(id="p-lin", name="林岳"),
    Person(id="p-he", name="何舟", certificates=(Certificate(kind="entry", number="SX-0417"),)),
    Person(id="p-gu", name="顾宁"),
    Person(id="p-tao", name="陶然"),
)


def sign(slot: str, actor: str, minute: int, opinion: str = "同意。") -> SignOff:
    """Return a sign-off."""
    return SignOff(slot=slot, actor=actor, opinion=opinion, signed_at=NOON + timedelta(minutes=minute))


def _permit(work: Any, **more: Any) -> Permit[Any]:
    shared: dict[str, Any] = {
        "id": "t-1",
        "number": "SX-2026-1116-001",
        "parties": (Party(unit="炼油二部", side="applicant"), Party(unit="检修公司", side="performing")),
        "people": PEOPLE,
        "joinings": (
            Joining(person="p-lin", duty="leader"),
            Joining(person="p-he", duty="worker"),
            Joining(person="p-gu", duty="guardian"),
        ),
        "applied_at": NOON - timedelta(hours=3),
        "permitted": Period(start=NOON, end=NOON + timedelta(hours=6)),
        "place": Place(text="二号罐区南侧"),
        "content": "清理塔内填料并更换支撑",
    }
    return Permit(work=work, **{**shared, **more})


@cache
def record(name: str) -> Any:
    """Return a record for a trial form, with every part of it filled."""
    return {"a2": _a2, "a3": _a3, "a7": _a7, "notice": _notice, "ledger": _ledger}[name]()


def _a2() -> Permit[Entry]:
    limits = Limits(
        toxic_1=Limit(name="硫化氢", limit="≤10 mg/m³"),
        toxic_2=Limit(name="苯", limit="≤6 mg/m³"),
        combustible_1=Limit(name="甲烷", limit="≤0.5%"),
        combustible_2=Limit(name="汽油", limit="≤0.2%"),
    )
    samples = tuple(
        AirSample(
            at=NOON - timedelta(minutes=20 - 5 * index),
            point=f"{'上中下'[index % 3]}部",
            toxic_1=f"{index}.1",
            toxic_2=f"{index}.2",
            combustible_1=f"0.0{index}",
            combustible_2=f"0.1{index}",
            oxygen=f"20.{index}",
            analyst="p-tao",
        )
        for index in range(7)
    )
    return _permit(
        Entry(space="T-201 塔", medium="含硫汽油", limits=limits, samples=samples[::-1]),
        links=(Link(kind="hot-work", number="DH-2026-1116-003"),),
        risk=RiskResult(hazards=("中毒", "窒息"), text="注意高处坠落"),
        measures=(
            Measure(row=1, section="entry", involved=True, blanks=FrozenMap(responsible="林岳")),
            Measure(row=2, section="entry", involved=True, blanks=FrozenMap(air="forced")),
            Measure(row=3, section="entry", involved=True, blanks=FrozenMap(extinguishers="2", ropes="3")),
            Measure(row=4, section="entry", involved=False, text="塔外设专人记录进出", drafted_by="p-lin"),
        ),
        confirmations=tuple(Confirmation(row=row, section="entry", by="p-gu") for row in (1, 2, 3)),
        sign_offs=(sign("leader", "p-lin", -30), sign("unit", "p-tao", -20)),
        pauses=(Pause(at=NOON + timedelta(hours=1), reason="午休"),),
        resumptions=(Resumption(at=NOON + timedelta(hours=2)),),
    )


def _a3() -> Permit[Blinding]:
    degrees = Quantity(value=Decimal(45), unit=Unit.CELSIUS)
    return _permit(
        Blinding(
            action=Action.INSTALL,
            equipment="E-104 出口管线",
            pipe=Pipe(medium="氮气", temperature=degrees, pressure=Quantity(value=Decimal(300), unit=Unit.KILOPASCAL)),
            plate=Plate(material="Q235", size="DN150", number="MB-07"),
        ),
        starts=(WorkStart(at=NOON),),
        attachments=(attachment(AttachmentKind.DRAWING, PNGS[0], "盲板位置图 MB-07"),),
        sign_offs=(sign("drafter", "p-tao", -60, "按图施工"),),
    )


def _a7() -> Permit[Digging]:
    photos = tuple(
        attachment(AttachmentKind.PHOTO, data, f"照片 {number}", number)
        for number, data in enumerate(PNGS[1:], start=1)
    )
    not_given = attachment(AttachmentKind.PHOTO, b"elsewhere", "未提供的照片", 9)
    return _permit(
        Digging(
            scope="沿管廊北侧开挖电缆沟，人工开挖",
            depth=Quantity(value=Decimal("1.6"), unit=Unit.METER),
            area=Quantity(value=Decimal(24), unit=Unit.SQUARE_METER),
            lamp_voltage=Quantity(value=Decimal(24), unit=Unit.VOLT),
        ),
        gradings=(Grading(scheme="trial/depth", value="deep"),),
        attachments=(attachment(AttachmentKind.DRAWING, PNGS[0], "电缆沟简图"), *photos, not_given),
        measures=(
            Measure(row=1, involved=True, blanks=FrozenMap(lamp="explosion-proof")),
            Measure(row=2, involved=True),
            Measure(row=3, text="雨天停止作业"),
        ),
        sign_offs=(
            sign("scope", "p-lin", -90, "已核对地下管线图。"),
            sign("leader", "p-lin", -60),
            attrs.evolve(sign("departments", "p-tao", -50, "电缆已断电。"), role="power"),
            attrs.evolve(sign("departments", "p-gu", -45, "消防道畅通。"), role="fire"),
        ),
    )


def _notice() -> Hazard:
    items = (Shortcoming(what="配电箱未上锁", clause="5.2.3"), Shortcoming(what="灭火器压力不足", clause="8.1"))
    return Hazard(
        id="h-1",
        number="YH-2026-031",
        unit="储运一部",
        found_at=NOON,
        count=2,
        items=items,
        due_on=date(2026, 11, 30),
        issuer="p-tao",
        issued_on=date(2026, 11, 17),
        reply="已全部整改。",
        people=PEOPLE,
        sign_offs=(sign("reply", "p-lin", 900),),
    )


def _ledger() -> Ledger:
    rows = tuple(
        LedgerRow(**{f"c{index:02}": f"{row}-{index}" for index in range(1, LEDGER_COLUMNS + 1)})
        for row in range(1, 61)
    )
    return Ledger(id="l-1", rows=rows)


def sheet(name: str, lang: str = "zh", *, blank: bool = False, **more: Any) -> Sheet:
    """Return a trial form, filled with its record or blank."""
    subject = None if blank else record(name)
    return fill(form(name), subject, words(name, lang), **{"pictures": PICTURES, **more})
