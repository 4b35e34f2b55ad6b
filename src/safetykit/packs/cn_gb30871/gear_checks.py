"""Detectors (4.12) and lamps (4.13)."""

from collections.abc import Iterator
from typing import Any

from safetykit.model.civil import local
from safetykit.model.quantities import Unit
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable, not_triggered

_DETECTOR = "gas-instrument"


def detectors_verified(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every detector was verified on the day of its tests, the last day included (4.12)."""
    record, zone = context.record, context.site.zone
    if not record.gas_tests:
        yield not_triggered("/gas_tests")
        return
    places = {item.id: (index, item.verified_until) for index, item in enumerate(record.instruments)}
    answers: list[Answer] = []
    for index, test in enumerate(record.gas_tests):
        place, until = places.get(test.instrument, (None, None))
        if place is None:
            answers.append(need(f"/gas_tests/{index}/instrument", "detector-unnamed", group=_DETECTOR))
        elif until is None:
            answers.append(need(f"/instruments/{place}/verified_until", "verification-unknown", group=_DETECTOR))
        elif test.at is None:
            answers.append(need(f"/gas_tests/{index}/at", "test-undated"))
        elif until < local(test.at, zone).date():
            path = f"/instruments/{place}/verified_until"
            answers.append(breach(path, "verification-ended", until=until, at=test.at))
    yield from dict.fromkeys(answers)


def lamps_safe(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the voltage of lamps in a confined space is low enough, the limit included (4.13 b)."""
    work, params = context.record.work, context.params
    confined = getattr(work, "confined_space", None)
    if work.kind != params["always"] and confined is not True:
        yield not_applicable("/work/confined_space") if confined is False else need("/work/confined_space")
        return
    voltage, wet = getattr(work, "lamp_voltage", None), getattr(work, "wet_or_narrow", None)
    if voltage is None or voltage.unit is not Unit.VOLT:
        yield need("/work/lamp_voltage", "lamp-unknown")
        return
    limit = params["narrow"] if wet else params["volts"]
    if voltage.value > limit:
        yield breach("/work/lamp_voltage", "lamp-voltage-too-high", value=voltage.value, limit=limit)
    elif wet is None and voltage.value > params["narrow"]:
        yield need("/work/wet_or_narrow", "narrow-unknown", value=voltage.value)
