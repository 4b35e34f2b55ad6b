"""How a text of a record is written into XML and into Markdown, so that it stays text."""

import re
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

_XML: Final = MappingProxyType(
    str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "&#10;", "\t": "&#9;"})
)
_WORDS: Final = MappingProxyType(
    {**_XML, 10: '</w:t><w:br/><w:t xml:space="preserve">', 9: '</w:t><w:tab/><w:t xml:space="preserve">'}
)
_NEEDS_XML: Final = re.compile("[&<>\"'\\n\\t]")
_MARKDOWN: Final = MappingProxyType(
    {
        **str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()#+-!|~$>"}),
        **str.maketrans({"&": "&amp;", "<": "&lt;", "\n": "<br>", "\t": "&#9;"}),
    }
)
_ROOM: Final = re.compile(" {2,}")
_NUMBERED: Final = re.compile(r"^(\s*\d*)(\.)(?=\s|$)", re.MULTILINE)  # the number may stand in the run before


def xml_text(text: str) -> Markup:
    """
    Write a text for XML, in an element or in an attribute: line feeds and tabs stay what they are in both.

    >>> xml_text('a < "b"')
    Markup('a &lt; &quot;b&quot;')
    """
    return Markup(text.translate(_XML) if _NEEDS_XML.search(text) else text)  # noqa: S704 - escaped here


def docx_words(text: str) -> Markup:
    """
    Write the words of a ``w:t`` element: a line feed becomes a line break, a tab a tab stop.

    >>> docx_words("a & b")
    Markup('a &amp; b')
    """
    return Markup(text.translate(_WORDS) if _NEEDS_XML.search(text) else text)  # noqa: S704 - escaped here


def markdown_text(text: str) -> Markup:
    r"""
    Write a text for Markdown: every mark with a backslash, line feeds as ``<br>``, wide room as signs.

    >>> markdown_text("1. *a*")
    Markup('1\\. \\*a\\*')
    """
    marked = _NUMBERED.sub(r"\1\0\2", text).translate(_MARKDOWN).replace("\0", "\\")
    if marked.startswith("<"):  # a tag that stands alone on a line makes all of it HTML
        marked = f"&#32;{marked}"
    return Markup(_ROOM.sub(lambda found: "&#32;" * len(found[0]), marked))  # noqa: S704 - escaped here
