"""The gases that the checks know by name; their table is ``gases.toml``."""

from decimal import Decimal
from importlib import resources
from typing import Final

from safetykit.codec.toml import parse_toml
from safetykit.rules.gases import GasTable

FILE: Final = "gases.toml"
GASES: Final = GasTable.of(
    parse_toml(resources.files(__package__).joinpath(FILE).read_text("utf-8"), FILE, Decimal)["gas"]
)
