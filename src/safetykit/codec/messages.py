"""What a problem of an input means, in words for people."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from safetykit.errors import Problem


def problem_text(problem: Problem, lang: str = "zh") -> str:
    """
    Say what is wrong and what to do; the place is for the caller to print.

    Args:
        problem: One of a ``DecodeError``.
        lang: ``zh`` or ``en``.

    Raises:
        ValueError: If there are no words in this language.
    """
    if lang not in ("zh", "en"):
        msg = f"no words in {lang!r}; use 'zh' or 'en'"
        raise ValueError(msg)
    words = _words()
    args = {name: words["expected"].get(value, {}).get(lang, value) for name, value in problem.args.items()}
    text: str = words["problem"][problem.code][lang].format(**args)
    return text


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "messages.toml").read_text("utf-8"))
