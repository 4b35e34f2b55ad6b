"""What the property tests of the kit draw: permits of every sort, and the instants at which something may turn."""

from datetime import datetime, timedelta
from functools import cache

import attrs
from hypothesis import settings
from hypothesis import strategies as st

from safetykit import HotWork, Kit, Mode
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.shapes import fields_of
from safetykit.packs import cn_gb30871
from safetykit.testing.hot_work_mutants import MUTANTS
from safetykit.testing.jobs import HOLIDAY, Job, Spot
from safetykit.testing.lives import EXITS, leave, life_of
from safetykit.testing.mutants import Broken
from safetykit.testing.strategies import permits

SITE = attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE, profile="electronic")
KIT = Kit(packs=[cn_gb30871.PACK], site=SITE)
RECORDING = attrs.evolve(KIT, site=attrs.evolve(SITE, mode=Mode.RECORD))
"""The same kit where nothing blocks."""
ADVISING = attrs.evolve(KIT, site=attrs.evolve(SITE, mode=Mode.ADVISE))

FEW = settings(max_examples=settings().max_examples // 2)
"""For tests of which each example judges a record many times."""

STATES = [state.name for state in STANDARD_PERMIT.states]
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
SHIFTS = st.sampled_from([TICK * 0, TICK, -TICK, MINUTE, -MINUTE, timedelta(days=1)]) | st.integers(-600, 600).map(
    lambda number: MINUTE * number
)


def times_in(value):
    """Yield every time that a record holds."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from times_in(item)
    elif attrs.has(type(value)):
        for field in fields_of(type(value)):
            yield from times_in(getattr(value, field.name))


def shifted(value, by):
    """Return a record with each time shifted by what *by* returns."""
    if isinstance(value, datetime):
        return value + by()
    if isinstance(value, tuple):
        return tuple(shifted(item, by) for item in value)
    if attrs.has(type(value)):
        parts = {field.name: getattr(value, field.name) for field in fields_of(type(value))}
        return attrs.evolve(value, **{name: shifted(part, by) for name, part in parts.items() if part})
    return value


JOBS = (
    *(Job(spot=spot) for spot in Spot),
    Job(day=HOLIDAY, relieved=True),
    Job(spot=Spot.YARD, days=3, pause=61),
    Job(spot=Spot.TANK_FARM, pause=0, stopped=True),
)
"""A few jobs of which every test may draw, so that their lives are told once."""


@cache
def told(job):
    """Tell the life of a job, and every way to leave it."""
    life = life_of(KIT, job)
    moves = [(moment, row.action) for moment in life for row in table(moment.permit).moves_from(moment.permit.state)]
    return (*life, *(leave(KIT, moment, action) for moment, action in moves if action in EXITS))


def table(permit):
    """Return the lifecycle of a permit."""
    return KIT.lifecycle(permit)


@st.composite
def valid(draw):
    """Draw a permit that keeps every rule, at any moment of its life."""
    moment = draw(st.sampled_from(told(draw(st.sampled_from(JOBS)))))
    return Broken(moment.permit, moment.at, related=moment.related)


@cache
def mutants():
    """Make every mutant."""
    return tuple(mutant.made(KIT) for mutant in MUTANTS)


@st.composite
def broken(draw):
    """Draw a mutant, in any state."""
    at_hand = draw(st.sampled_from(mutants()))
    state = draw(st.sampled_from([at_hand.permit.state, *STATES]))
    return attrs.evolve(at_hand, permit=attrs.evolve(at_hand.permit, state=state))


@st.composite
def jolted(draw):
    """Draw a permit of which, as of the records it links to, each time is a little wrong, in any state."""
    at_hand = draw(valid())
    permit, *related = (
        attrs.evolve(shifted(each, lambda: draw(SHIFTS)), state=draw(st.sampled_from(STATES)))
        for each in (at_hand.permit, *at_hand.related)
    )
    return attrs.evolve(at_hand, permit=permit, related=tuple(related))


@st.composite
def spoiled(draw):
    """Draw a valid permit of which some fields and facts are anybody's guess."""
    at_hand = draw(valid())
    other = draw(ANY_PERMIT)
    names = [field.name for field in fields_of(type(other)) if field.name not in ("id", "work", "revision")]
    facts = [field.name for field in fields_of(HotWork)]
    fields = {name: getattr(other, name) for name in draw(st.sets(st.sampled_from(names), max_size=4))}
    work = {name: getattr(other.work, name) for name in draw(st.sets(st.sampled_from(facts), max_size=4))}
    permit = attrs.evolve(at_hand.permit, **fields, work=attrs.evolve(at_hand.permit.work, **work))
    return attrs.evolve(at_hand, permit=permit)


ANY_PERMIT = st.builds(
    lambda permit, state: attrs.evolve(permit, state=state, revision=permit.revision % 1000),
    permits(HotWork),
    st.sampled_from(STATES),
)
"""As strange as paper can be, in any state."""


@st.composite
def arbitrary(draw):
    """Draw a permit as strange as paper can be."""
    permit = draw(ANY_PERMIT)
    return Broken(permit, max(times_in(permit), default=datetime.fromisoformat("2026-11-16T09:00+08:00")))


RECORDS = {"valid": valid(), "mutant": broken(), "jolted": jolted(), "spoiled": spoiled(), "arbitrary": arbitrary()}
"""By name, every sort of permit with an instant to judge it at."""


def instants(at_hand):
    """Draw instants near those that the record names."""
    named = (time for record in (at_hand.permit, *at_hand.related) for time in times_in(record))
    near = st.sampled_from(sorted({at_hand.at, *named}))
    return st.builds(lambda at, shift: at + shift, near, SHIFTS)
