"""The gases that the checks know by name; their table is ``gases.toml``."""

from decimal import Decimal
from importlib import resources
from typing import Any, Final

from safetykit.codec.toml import parse_toml
from safetykit.rules.gases import GasTable
from safetykit.rules.rows import Context
from safetykit.rules.samples import Sample, samples

FILE: Final = "gases.toml"
GASES: Final = GasTable.of(
    parse_toml(resources.files(__package__).joinpath(FILE).read_text("utf-8"), FILE, Decimal)["gas"]
)


def burning(context: Context[Any]) -> tuple[Sample, ...]:
    """Return the tests for combustible gas of the record."""
    return context.course.once("burning", lambda: samples(context.record, GASES))
