"""Reading TOML that people write: packs, sites, cases, forms, words."""

import tomllib
from collections.abc import Callable
from typing import Any

from safetykit.errors import PackError


def parse_toml(text: str, name: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """
    Parse a TOML text.

    Args:
        text: The text.
        name: Name of the file, for errors.
        parse_float: Makes a number with a point.

    Raises:
        PackError: If it is no TOML, or nested too deep.
    """
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        problem = str(error)
    except RecursionError:
        problem = "it is nested too deep; no file of this kind needs that"
    raise PackError([f"{name}: {problem}"])
