"""HTML: one page that prints like the form and reads like a table."""

from typing import Final

from safetykit.documents.environment import rendered
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.sheet import Sheet
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.html.j2"


def html(sheet: Sheet, templates: FrozenMap[str] = EMPTY, template: str = TEMPLATE) -> str:
    """
    Render a sheet as HTML with print styles; it needs no other file.

    Args:
        sheet: What is printed.
        templates: Templates of the host by name.
        template: The template to render.

    Raises:
        RenderError: If the sheet holds a character that no document may hold, or a template is at fault.
    """
    refuse_unsafe(sheet)
    return rendered("html", templates, template, s=sheet)
