"""Values that the tests of the codec share."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

from safetykit.model.changes import Change
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.gas import Gas, GasTest, Instrument
from safetykit.model.measures import Grading
from safetykit.model.people import Certificate, Person
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.model.works import HotWork, HotWorkMethod

ZONE = timezone(timedelta(hours=8))
T0 = datetime(2026, 11, 16, 8, 30, tzinfo=ZONE)
LONG = Person(
    id="p-long",
    name="龙䶮",
    phone="13800000001",
    certificates=(Certificate(kind="special-operation", number="T330726198802", valid_until=date(2028, 6, 30)),),
)
ZHAO = Person(id="p-zhao", name="赵砚")
PERMIT = Permit(
    id="HW-1",
    number="DH-2026-1116-003",
    work=HotWork(methods=(HotWorkMethod.ARC_WELDING,), running=False, wind_force=3),
    content='焊接新支架（壁厚<8mm）& "3 处"',
    place=Place(text="罐区东侧管廊三层，EL+6.5m", equipment=("P-2031",)),
    gradings=(Grading(scheme="cn-gb30871/hot-work", value="first"),),
    permitted=Period(start=T0, end=T0 + timedelta(hours=8)),
    people=(LONG, ZHAO),
    instruments=(Instrument(id="TY-07", verified_until=date(2027, 3, 31)),),
    gas_tests=(
        GasTest(
            at=T0 - timedelta(minutes=20, microseconds=5),
            gas=Gas(name="甲醇", lel=Decimal("5.5")),
            reading=Quantity(value=Decimal("0.050"), unit=Unit.VOL_PERCENT),
        ),
    ),
    extensions=FrozenMap(erp=FrozenMap(order=4711, tags=("a", None, True))),
)
NAMES = ("龙䶮", "赵砚", "13800000001", "T330726198802")
STORED = (
    '{"record":{"content":"焊接新支架（壁厚<8mm）& \\"3 处\\"",'
    '"extensions":{"erp":{"order":4711,"tags":["a",null,true]}},'
    '"gas_tests":[{"at":"2026-11-16T00:09:59.999995Z","gas":{"lel":"5.5","name":"甲醇"},'
    '"reading":{"unit":"%VOL","value":"0.050"}}],'
    '"gradings":[{"scheme":"cn-gb30871/hot-work","value":"first"}],"id":"HW-1",'
    '"instruments":[{"id":"TY-07","verified_until":"2027-03-31"}],"number":"DH-2026-1116-003",'
    '"people":[{"certificates":[{"kind":"special-operation","number":"T330726198802","valid_until":"2028-06-30"}],'
    '"id":"p-long","name":"龙䶮","phone":"13800000001"},{"id":"p-zhao","name":"赵砚"}],'
    '"permitted":{"end":"2026-11-16T08:30:00Z","start":"2026-11-16T00:30:00Z"},'
    '"place":{"equipment":["P-2031"],"text":"罐区东侧管廊三层，EL+6.5m"},'
    '"work":{"kind":"hot-work","methods":["arc-welding"],"running":false,"wind_force":3}},"schema":"permit@1"}'
).encode()


def salts(start=0):
    """Return a source of salts that can be told apart."""
    numbers = count(start)
    return lambda: f"salt{next(numbers):018}"


def change(**fields):
    """Return the change that belongs to the first revision of the permit."""
    given = {"record": "HW-1", "revision": 1, "action": "open", "actor": "p-zhao", "role": "applicant"}
    return Change(**{**given, "at": T0, "paths": ("",), **fields})
