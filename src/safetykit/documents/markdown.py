"""Markdown (CommonMark with the tables of GFM): the form as text, for chats, issues and version control."""

from typing import Final

from safetykit.documents.environment import rendered
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.sheet import Sheet
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.md.j2"


def markdown(sheet: Sheet, templates: FrozenMap[str] = EMPTY, template: str = TEMPLATE) -> str:
    """
    Render a sheet as Markdown.

    Labels with their values become tables of two columns, lists become tables with a head. Pictures are told by their
    description. What is struck through stands in ``<del>``; other marks are left out, because beside Chinese
    punctuation Markdown does not see them.

    Args:
        sheet: What is printed.
        templates: Templates of the host by name.
        template: The template to render.

    Raises:
        RenderError: If the sheet holds a character that no document may hold, or a template is at fault.
    """
    refuse_unsafe(sheet)
    return rendered("md", templates, template, s=sheet)
