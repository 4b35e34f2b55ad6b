"""The shipped font, which characters are in it, and the larger one that can be installed beside it."""

from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Final

from safetykit.errors import MissingExtra

FAMILY: Final = "Safetykit Sans SC"
LARGE: Final = "safetykit_fonts_large"


def shipped() -> Path:
    """Return the file of the shipped font, or of where it should be."""
    return Path(str(resources.files("safetykit.documents") / "fonts" / "SafetykitSansSC-Regular.otf"))


def large() -> Path:
    """
    Return the file of the larger font: all of GBK and of Extension A, for rare characters of names.

    It is used only where it is named, ``fonts=[large()]``: what a page looks like never depends on what happens to be
    installed.

    Raises:
        MissingExtra: If the distribution ``safetykit-fonts-large`` is not installed.
    """
    try:
        import_module(LARGE)
    except ModuleNotFoundError:
        raise MissingExtra("fonts", "safetykit-fonts-large") from None
    return Path(str(resources.files(LARGE) / "SafetykitSansSCLarge-Regular.otf"))


@cache
def characters() -> frozenset[str]:
    """Return the characters in the shipped font, and tab and line feed, which need no glyph."""
    lines = (resources.files("safetykit.documents") / "fonts" / "ranges.txt").read_text("ascii").split()
    spans = ([int(end, 16) for end in line.split("-")] for line in lines)
    return frozenset(["\t", "\n", *(chr(point) for first, last in spans for point in range(first, last + 1))])
