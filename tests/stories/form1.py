"""The first paper form as it really went: the draft of 07:20 and every act up to the acceptance, in order of time."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Literal

import attrs

from safetykit.model.evidence import (
    Acceptance,
    Briefing,
    Duty,
    Joining,
    Link,
    Receipt,
    WorkEnd,
    WorkStart,
)
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.gas import Gas, GasTest, Instrument, PointKind, Principle, SamplePoint
from safetykit.model.measures import Confirmation, Grading, Isolation, IsolationMethod, Measure, RiskResult
from safetykit.model.people import Actor, Certificate, Party, Person, Side
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.signoffs import Presence, SignOff
from safetykit.model.time import Period
from safetykit.model.works import BlindPlate, HeightWork, HotWork, HotWorkMethod, TemporaryElectricity, WorkSurface

ZONE = timezone(timedelta(hours=8))


def at(clock: str) -> datetime:
    """Return the instant of a wall clock time, ``HH:MM``, on the day of the job."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, 16, int(hour), int(minute), tzinfo=ZONE)


WINDOW = Period(start=at("08:30"), end=at("16:30"))


def _welder(person: str, name: str, number: str) -> Person:
    certificate = Certificate(
        kind="special-operation",
        item="焊接与热切割作业",
        number=number,
        valid_until=date(2028, 6, 30),
        reviewed="2025",
    )
    return Person(id=person, name=name, certificates=(certificate,))


LONG = _welder("p-long", "龙䶮", "T330726198802")
WANG = _welder("p-wang", "王㛃", "T330726199105")
ZHAO = Person(id="p-zhao", name="赵砚")
ZHOU = Person(
    id="p-zhou",
    name="周岚",
    certificates=(Certificate(kind="guardian", number="JH-0117", exam_passed=True, in_date=True),),
)
SUN = Person(id="p-sun", name="孙蓓")
QIAN = Person(id="p-qian", name="钱枫", unit="储运一部")
WU = Person(id="p-wu", name="吴桐", unit="储运一部")
ZHENG = Person(id="p-zheng", name="郑屿", unit="安全管理部门", post="安全管理部门负责人", function="safety-department")
FENG = Person(id="p-feng", name="冯澈", post="岗位当班班长")

PEOPLE = (LONG, WANG, ZHAO, ZHOU, SUN, QIAN, WU, ZHENG, FENG)

JOININGS = (
    Joining(person="p-long", duty=Duty.WORKER),
    Joining(person="p-wang", duty=Duty.WORKER),
    Joining(person="p-zhao", duty=Duty.LEADER),
    Joining(person="p-zhou", duty=Duty.GUARDIAN),
    Joining(person="p-wu", duty=Duty.COORDINATOR),
)

INSTRUMENT = Instrument(
    id="detector-7",
    number="TY-07",
    principle=Principle.CATALYTIC,
    calibration_gas="甲醇",
    verified_until=date(2027, 3, 31),
)

METHANOL = Gas(name="甲醇", lel=Decimal("5.5"))
INSIDE = SamplePoint(kind=PointKind.INSIDE, text="管线内部")
AROUND = SamplePoint(kind=PointKind.WITHIN_10M, text="动火点 10 m 内")


def _test(clock: str, point: SamplePoint, value: str, unit: Unit) -> GasTest:
    return GasTest(
        at=at(clock),
        gas=METHANOL,
        point=point,
        reading=Quantity(value=Decimal(value), unit=unit),
        passed=True,
        analyst="p-sun",
        instrument="detector-7",
    )


TEST_1 = _test("08:10", INSIDE, "0.05", Unit.VOL_PERCENT)
TEST_2 = _test("08:12", AROUND, "1", Unit.LEL_PERCENT)
TEST_3 = _test("13:05", INSIDE, "0.06", Unit.VOL_PERCENT)
TEST_4 = _test("13:08", AROUND, "0.05", Unit.VOL_PERCENT)

BRIEFING = Briefing(
    by="p-wu",
    at=at("08:00"),
    receipts=tuple(Receipt(person=person, at=at("08:05")) for person in ("p-long", "p-wang", "p-zhou", "p-zhao")),
)

ROWS = range(1, 17)


def measures() -> tuple[Measure, ...]:
    """Return the sixteen rows of the check-list with their ticks."""
    blanks = {
        2: FrozenMap({"blinds": "2"}),
        8: FrozenMap({"extinguishers": "4", "blankets": "2", "hoses": "1"}),
    }
    listed = tuple(
        Measure(row=row, involved=row not in {4, 6, 7, 14}, blanks=blanks.get(row, EMPTY)) for row in ROWS[:-1]
    )
    return (*listed, Measure(row=16, involved=True, text="管廊下方铺设防火毯，设接火盆 3 个", drafted_by="p-zhao"))


CONFIRMATIONS = tuple(Confirmation(row=row, by="p-qian") for row in ROWS)

WORK = HotWork(
    methods=(HotWorkMethod.ARC_WELDING, HotWorkMethod.ABRASIVE_CUTTING),
    surface=WorkSurface.OUTER_WALL,
    large_equipment=False,
    fire_explosion_area=True,
    pipe_rack=True,
    in_dike=False,
    outdoors=True,
    confined_space=False,
    at_height=True,
    running=False,
    emptied=True,
    purged=True,
    purged_inert=False,
    held_flammables=True,
    welder_distance=Quantity(value=Decimal(6), unit=Unit.METER),
    temporary_power=True,
    wind_force=3,
)


def draft() -> Permit[HotWork]:
    """Return the permit as the applicant filled it in at 07:20: no signature, no test, no window granted yet."""
    return Permit(
        id="hot-work-form-1",
        work=WORK,
        number="DH-2026-1116-003",
        parties=(
            Party(unit="储运一部", side=Side.APPLICANT),
            Party(unit="储运一部", side=Side.AREA_OWNER),
            Party(unit="华东检修公司二队", side=Side.PERFORMING),
        ),
        applied_at=at("07:20"),
        content="V-203 罐区管廊 DN150 甲醇管线法兰更换，切割旧支架 & 焊接新支架（壁厚<8mm，3 处）",
        place=Place(text="罐区东侧管廊三层，EL+6.5m，P-2031 管线支架"),
        gradings=(Grading(scheme="cn-gb30871/hot-work", value="first"),),
        risk=RiskResult(hazards=("火灾", "爆炸", "中毒", "高处坠落", "触电", "灼烫")),
        isolations=(Isolation(method=IsolationMethod.BLIND, count=2),),
        measures=measures(),
        links=(
            Link(kind="height", number="GC-2026-1116-002"),
            Link(kind="temporary-electricity", number="LD-2026-1116-005", remark="08时30分至16时30分"),
            Link(kind="blind-plate", number="MB-2026-1115-011", remark="11月15日完工验收"),
            Link(kind="blind-plate", number="MB-2026-1115-012", remark="11月15日完工验收"),
        ),
        planned=WINDOW,
        people=PEOPLE,
        joinings=JOININGS,
        instruments=(INSTRUMENT,),
    )


def _blind(number: str) -> Permit[BlindPlate]:
    accepted = datetime(2026, 11, 15, 17, 0, tzinfo=ZONE)
    return Permit(
        id=number.lower(),
        work=BlindPlate(),
        number=number,
        state="closed",
        state_since=accepted,
        links=(BACK,),
        sign_offs=(SignOff(slot="acceptance", actor="p-wu", signed_at=accepted),),
    )


BACK = Link(kind="hot-work", number="DH-2026-1116-003")
RELATED = (
    Permit(
        id="gc-2026-1116-002",
        work=HeightWork(),
        number="GC-2026-1116-002",
        state="live",
        permitted=Period(start=at("08:00"), end=at("17:00")),
        links=(BACK,),
    ),
    Permit(
        id="ld-2026-1116-005",
        work=TemporaryElectricity(),
        number="LD-2026-1116-005",
        state="live",
        permitted=WINDOW,
        links=(BACK,),
    ),
    _blind("MB-2026-1115-011"),
    _blind("MB-2026-1115-012"),
)
"""The permits that it is linked to, as they stood while it was worked under."""


@attrs.frozen
class Act:
    """
    One thing that somebody did: the verb of the kit, its *name* (an action or a slot), and what came with it.

    *evidence* is what was added, *changes* are the fields that a move sets. What a move itself records (``pauses``,
    ``resumptions``) is not repeated here.
    """

    clock: str
    by: Actor
    verb: Literal["add", "sign_off", "move"]
    name: str | None = None
    opinion: str | None = None
    presence: Presence | None = None
    evidence: tuple[Any, ...] = ()
    changes: FrozenMap[Any] = EMPTY

    @property
    def at(self) -> datetime:
        """When it was done."""
        return at(self.clock)


APPLICANT = ZHAO.acting("applicant")
LEADER = ZHAO.acting("leader")
GUARDIAN = ZHOU.acting("guardian")
ANALYST = SUN.acting("analyst")
ACCEPTANCE = Acceptance(site_clear=True)

STORY = (
    Act("07:30", APPLICANT, "move", "submit"),
    Act("08:05", WU.acting("unit-head"), "add", evidence=(BRIEFING,)),
    Act("08:10", ANALYST, "add", evidence=(TEST_1,)),
    Act("08:12", ANALYST, "add", evidence=(TEST_2,)),
    Act("08:13", QIAN.acting("confirmer"), "add", evidence=CONFIRMATIONS),
    Act("08:14", LEADER, "sign_off", "leader", "措施已落实，申请动火。"),
    Act("08:18", WU.acting("unit-head"), "sign_off", "unit", "同意。"),
    Act("08:22", ZHENG.acting("safety-head"), "sign_off", "safety", "现场核查合格，同意。"),
    Act(
        "08:24",
        ZHENG.acting("approver"),
        "move",
        "approve",
        "同意动火。",
        Presence.DECLARED,
        changes=FrozenMap({"permitted": WINDOW}),
    ),
    Act("08:28", FENG.acting("shift-leader"), "move", "start", "已验票。"),
    Act("08:31", GUARDIAN, "add", evidence=(WorkStart(at=at("08:31")),)),
    Act("11:50", LEADER, "move", "pause"),
    Act("13:05", ANALYST, "add", evidence=(TEST_3,)),
    Act("13:08", ANALYST, "add", evidence=(TEST_4,)),
    Act("13:20", LEADER, "move", "resume"),
    Act("15:50", GUARDIAN, "add", evidence=(WorkEnd(at=at("15:50")),)),
    Act("15:50", LEADER, "move", "finish"),
    Act(
        "16:20",
        WU.acting("acceptor"),
        "move",
        "close",
        "现场无余火，工完料净。",
        changes=FrozenMap({"acceptance": ACCEPTANCE}),
    ),
)
"""From 07:30 to 16:20. Confirmations stand at 08:13 because the paper gives them no time, only an order."""
