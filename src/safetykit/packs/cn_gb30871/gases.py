"""The gases that the checks know by name; their table is ``gases.toml``."""

from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import Any, Final

from safetykit.codec.toml import parse_toml
from safetykit.rules.gases import GasTable
from safetykit.rules.rows import Context
from safetykit.rules.samples import Sample, samples, up_to

FILE: Final = "gases.toml"
GASES: Final = GasTable.of(
    parse_toml(resources.files(__package__).joinpath(FILE).read_text("utf-8"), FILE, Decimal)["gas"]
)


def burning(context: Context[Any]) -> tuple[Sample, ...]:
    """Return the tests for combustible gas of the record."""
    return context.course.once("burning", lambda: samples(context.record, GASES))


def burning_by(context: Context[Any], moment: datetime) -> tuple[Sample, ...]:
    """Return those of them that were made by the minute of *moment*; for the start of work once for all rows."""
    if moment is not context.course.start:
        return up_to(burning(context), moment)
    return context.course.once("burning-by-start", lambda: up_to(burning(context), moment))
