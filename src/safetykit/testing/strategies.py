"""
Hypothesis strategies for records: whatever a record can hold, and permits that keep every rule.

The first are read from the field table (:func:`permits`, :func:`strategy_for`), the others are told by
``safetykit.testing.lives`` (:func:`jobs`, :func:`lives`, :func:`moments`). They need ``hypothesis``, which a host's tests bring along.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from safetykit.codec.canonical import RESERVED_KEYS
from safetykit.codec.grammar import COMMITMENT
from safetykit.kit import Kit
from safetykit.model.erasure import Erased
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.marks import REFUSED_CHARACTERS
from safetykit.model.permits import Permit, Work
from safetykit.model.shapes import FIRST_YEAR, LAST_YEAR, MAX_SAFE_INTEGER, Shape, broken, fields_of
from safetykit.rules.site import Site
from safetykit.testing.jobs import METHODS, Job, Spot
from safetykit.testing.lives import EXITS, Moment, leave, life_of

T = TypeVar("T")
W = TypeVar("W", bound=Work)

ZONES: Final = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30)))
LARGEST_DECIMAL: Final = Decimal(10**9)


def permits(work: type[W]) -> SearchStrategy[Permit[W]]:
    """Make permits of one kind of work: valid as records, and as strange as paper can be."""
    return strategy_for(Permit, works=(work,))


def strategy_for(cls: type[T], works: tuple[type, ...] = ()) -> SearchStrategy[T]:
    """
    Make values of a record class.

    Args:
        cls: A record class of the model or the host.
        works: The kinds of work that a permit may hold.
    """
    record: type = cls
    fields = {field.name: (_strategy(field.shape, works), field.required) for field in fields_of(record)}
    required = {name: strategy for name, (strategy, needed) in fields.items() if needed}
    optional = {name: strategy for name, (strategy, needed) in fields.items() if not needed}
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: cls(**values))


def jobs(site: Site) -> SearchStrategy[Job]:
    """
    Make jobs of hot work that keep every rule: any place, method, day, length and course.

    Args:
        site: Its calendar decides which days are off: there a job is managed higher and lasts one day.
    """
    made = st.builds(
        Job,
        spot=st.sampled_from(Spot),
        method=st.sampled_from(METHODS),
        day=st.dates(date(2022, 10, 10), date(2026, 12, 15)),
        days=st.sampled_from((1, 1, 2, 3)),
        pause=st.sampled_from((0, 10, 30, 31, 60, 61, 90)),
        relieved=st.booleans(),
        stopped=st.booleans(),
    )
    return made.map(lambda job: job if job.grade(site) == "second" else attrs.evolve(job, days=1))


def lives(kit: Kit) -> SearchStrategy[tuple[Moment, ...]]:
    """
    Make lives of hot-work permits that keep every rule of ``cn_gb30871``, from the draft to the closing.

    Args:
        kit: A kit with that pack.
    """
    return jobs(kit.site).map(lambda job: life_of(kit, job))


def moments(kit: Kit, state: str | None = None) -> SearchStrategy[Moment]:
    """
    Make hot-work permits that keep every rule, at any moment of their life, side exits included.

    Args:
        kit: A kit with the pack ``cn_gb30871``.
        state: Only permits in this state; any if left out.
    """

    def reached(life: tuple[Moment, ...]) -> SearchStrategy[Moment]:
        ways: list[tuple[Moment, str | None]] = [
            (moment, None) for moment in life if state in (None, moment.permit.state)
        ]
        for moment in life:
            moves = kit.lifecycle(moment.permit).moves_from(moment.permit.state)
            ways += [(moment, row.action) for row in moves if row.action in EXITS and state in (None, row.target)]
        return st.sampled_from(ways).map(lambda way: way[0] if way[1] is None else leave(kit, way[0], way[1]))

    return lives(kit).flatmap(reached)


def _strategy(shape: Shape, works: tuple[type, ...]) -> SearchStrategy[Any]:
    made = _plain(shape, works).filter(lambda value: broken(shape, value) is None)
    if shape.erasable:
        made |= st.builds(Erased, commitment=st.from_regex(COMMITMENT, fullmatch=True))
    return st.none() | made if shape.optional else made


def _plain(shape: Shape, works: tuple[type, ...]) -> SearchStrategy[Any]:
    match shape.kind:
        case "record":
            return strategy_for(shape.cls, works)
        case "work":
            return st.one_of([strategy_for(work, works) for work in works])
        case "enum":
            return st.sampled_from(list(shape.cls))
        case "sequence" if shape.item is not None:
            least = shape.min_length or 0
            return st.lists(_strategy(shape.item, works), min_size=least, max_size=least + 2).map(tuple)
        case "mapping" if shape.item is not None:
            return st.dictionaries(_keys(), _strategy(shape.item, works), max_size=3).map(FrozenMap)
        case "text":
            return _text(shape)
        case "integer":
            return st.integers(
                _first(shape.ge, shape.gt, -MAX_SAFE_INTEGER), _first(shape.le, shape.lt, MAX_SAFE_INTEGER)
            )
        case "decimal":
            low, high = _first(shape.ge, shape.gt, -LARGEST_DECIMAL), _first(shape.le, shape.lt, LARGEST_DECIMAL)
            return st.integers(0, 4).flatmap(lambda places: st.decimals(low, high, places=places))
    return _SIMPLE[shape.kind]()


def _first(*bounds: Any) -> Any:
    return next(bound for bound in bounds if bound is not None)


@cache
def _characters() -> SearchStrategy[str]:
    refused = REFUSED_CHARACTERS.findall("".join(map(chr, range(sys.maxunicode + 1))))
    return st.characters(exclude_characters=refused)


def _text(shape: Shape) -> SearchStrategy[str]:
    if not shape.patterns:
        return st.text(_characters(), min_size=shape.min_length or 0, max_size=shape.max_length)
    return st.from_regex(shape.patterns[0].regex, fullmatch=True, alphabet=_characters())


def _keys() -> SearchStrategy[str]:
    return st.text(_characters()).filter(lambda key: key not in RESERVED_KEYS)


def _instants() -> SearchStrategy[datetime]:
    # A day inside the years that can be written, whatever the offset.
    first, last = datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30)  # noqa: DTZ001 - a zone is drawn for them
    made = st.datetimes(first, last, timezones=st.sampled_from(ZONES))
    return made | made.map(lambda at: at.replace(microsecond=0))


def _own_data() -> SearchStrategy[FrozenMap[Any]]:
    scalars = st.none() | st.booleans() | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER) | st.text(_characters())
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3).map(tuple) | st.dictionaries(_keys(), inner, max_size=3).map(FrozenMap)
        ),
        max_leaves=5,
    )
    return st.dictionaries(_keys(), values, max_size=3).map(FrozenMap)


_SIMPLE: Final[MappingProxyType[str, Callable[[], SearchStrategy[Any]]]] = MappingProxyType(
    {"boolean": st.booleans, "instant": _instants, "date": st.dates, "mapping": _own_data, "json": _own_data}
)
