"""What the command says, and how it says that an input cannot be used."""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

Lang = Literal["zh", "en"]
OK, BROKEN, UNUSABLE = 0, 1, 2
"""The exit codes."""


class Unusable(Exception):
    """The input cannot be used: the key of the words that say why, what fills them, and a line for each problem."""

    def __init__(self, key: str, problems: Iterable[str] = (), **fills: object) -> None:
        super().__init__(key)
        self.key: str = key
        self.problems: tuple[str, ...] = tuple(problems)
        self.fills: dict[str, object] = fills


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("safetykit.cli") / "words.toml").read_text("utf-8"))


def say(lang: str, key: str, **fills: object) -> str:
    """Return the words for *key*, filled."""
    return str(_words()[key][lang]).format(**fills)


def tell(text: object) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{text}\n")


def complain(lang: str, unusable: Unusable) -> None:
    """Say on standard error what cannot be used and why."""
    first = say(lang, unusable.key, **unusable.fills)
    sys.stderr.write("\n  ".join((f"safetykit: {first}", *unusable.problems)) + "\n")
