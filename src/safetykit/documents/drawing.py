"""Words and bars of an SVG picture, as text."""

import unicodedata
from html import escape
from itertools import accumulate
from typing import Final

from safetykit.model.marks import REFUSED_CHARACTERS

SIZE: Final = 12.0
"""Size of type, in units of the picture."""
BOLD: Final = 1.08
"""How much wider heavy type is."""
INK: Final = "#111"


def _sign(sign: str, size: float) -> float:
    if sign != "–" and unicodedata.east_asian_width(sign) in "WFA":
        return size
    return size * (0.75 if sign.isupper() or sign in "%mw@" else 0.56)


def wide(words: str, size: float = SIZE) -> float:
    """Return how much room words take at most, as near as that can be said without the font."""
    return sum(_sign(sign, size) for sign in words)


def cut(words: str, room: float, size: float = SIZE) -> str:
    """Return words on one line, cut to the room that there is."""
    words = " ".join(words.split())
    if wide(words, size) <= room:
        return words
    ends = accumulate((_sign(sign, size) for sign in words), initial=size)
    return words[: max(0, sum(end <= room for end in ends) - 1)].rstrip() + "…"


def safe(words: str) -> str:
    """Write words as XML: markup escaped, characters that no document may hold replaced."""
    return escape(REFUSED_CHARACTERS.sub("\ufffd", words))


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = SIZE,
    room: float = 1000.0,
    bold: bool = False,
) -> str:
    """Write words; *x* is where their *anchor* is, *y* their base line."""
    marks = (f' font-size="{size:g}"' if size != SIZE else "") + (' font-weight="bold"' if bold else "")
    marks += f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{marks}>{safe(cut(words, room, size))}</text>'


def boxed(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> str:
    """Write words on a white ground, so that lines and patterns behind do not disturb them."""
    width = wide(words) * (BOLD if bold else 1) + 4
    left = x - (2 if anchor == "start" else width / 2)
    ground = f'<rect x="{left:.1f}" y="{y - 12:.1f}" width="{width:.1f}" height="15" fill="#fff"/>'
    return ground + text(x, y, words, anchor=anchor, bold=bold)


def bar(left: float, y: float, right: float, height: float, title: str, paint: str) -> str:
    """Draw a bar that can be seen however short it is, with a title."""
    width = max(right - left, 2)
    return (
        f'<rect x="{left:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" {paint}>'
        f"<title>{safe(title)}</title></rect>"
    )
