"""The made-up people and things of the jobs that tests tell of."""

from datetime import date
from decimal import Decimal
from typing import Final

from safetykit.model.gas import Gas, Instrument, PointKind, Principle, SamplePoint
from safetykit.model.people import Certificate, Person


def _welder(person: str, name: str, number: str) -> Person:
    certificate = Certificate(
        kind="special-operation",
        item="焊接与热切割作业",
        number=number,
        valid_from=date(2015, 7, 1),
        valid_until=date(2030, 6, 30),
    )
    return Person(id=person, name=name, unit="华东检修公司二队", certificates=(certificate,))


def _guardian(person: str, name: str, number: str) -> Person:
    certificate = Certificate(kind="guardian", number=number, exam_passed=True, in_date=True)
    return Person(id=person, name=name, unit="储运一部", certificates=(certificate,))


LONG: Final = _welder("p-long", "龙䶮", "T330726198802")
WANG: Final = _welder("p-wang", "王㛃", "T330726199105")
ZHAO: Final = Person(id="p-zhao", name="赵砚", unit="华东检修公司二队", post="作业负责人")
ZHOU: Final = _guardian("p-zhou", "周岚", "JH-0117")
SUN: Final = Person(id="p-sun", name="孙蓓", unit="分析室")
QIAN: Final = _guardian("p-qian", "钱枫", "JH-0118")
WU: Final = Person(id="p-wu", name="吴桐", unit="储运一部", post="储运一部主任", function="base-unit")
ZHENG: Final = Person(
    id="p-zheng", name="郑屿", unit="安全管理部门", post="安全管理部门负责人", function="safety-department"
)
CHEN: Final = Person(id="p-chen", name="陈壑", unit="厂部", post="主管厂长", function="principal-leader")
FENG: Final = Person(id="p-feng", name="冯澈", unit="储运一部", post="岗位当班班长")

PEOPLE: Final = (LONG, WANG, ZHAO, ZHOU, SUN, QIAN, WU, ZHENG, CHEN, FENG)

DETECTOR: Final = Instrument(
    id="detector-7",
    number="TY-07",
    principle=Principle.CATALYTIC,
    calibration_gas="甲醇",
    verified_until=date(2030, 3, 31),
)
METHANOL: Final = Gas(name="甲醇", lel=Decimal("5.5"))
OXYGEN: Final = Gas(name="氧气", code="O2")
INSIDE: Final = SamplePoint(kind=PointKind.INSIDE, text="管线内部")
AROUND: Final = SamplePoint(kind=PointKind.WITHIN_10M, text="动火点 10 m 内")
