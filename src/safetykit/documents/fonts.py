"""The shipped font, and which characters are in it."""

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

FAMILY: Final = "Safetykit Sans SC"


def shipped() -> Path:
    """Return the file of the shipped font, or of where it should be."""
    return Path(str(resources.files("safetykit.documents") / "fonts" / "SafetykitSansSC-Regular.otf"))


@cache
def outside() -> re.Pattern[str]:
    """Return a pattern that finds each character that the shipped font lacks (tab and line feed are no characters)."""
    lines = (resources.files("safetykit.documents") / "fonts" / "ranges.txt").read_text("ascii").split()
    spans = ("-".join(f"\\U{int(end, 16):08x}" for end in line.split("-")) for line in lines)
    return re.compile(f"[^\\t\\n{''.join(spans)}]")
