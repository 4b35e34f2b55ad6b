"""HTML: one page that prints like the form, reads like a table, and turns into cards on a phone."""

from typing import Final

from safetykit.documents.environment import rendered
from safetykit.documents.preflight import refuse_unsafe
from safetykit.documents.sheet import Sheet
from safetykit.documents.square_code import square
from safetykit.model.frozenmap import EMPTY, FrozenMap

TEMPLATE: Final = "sheet.html.j2"
CODE: Final = 20.0
"""Side of the square code in millimeters, if its payload is not long."""


def html(sheet: Sheet, templates: FrozenMap[str] = EMPTY, template: str = TEMPLATE) -> str:
    """
    Render a sheet as HTML with print styles; it needs no other file and fetches nothing.

    Args:
        sheet: What is printed.
        templates: Templates of the host by name; see :func:`safetykit.documents.eject.eject` for a starting point.
        template: The template to render.

    Raises:
        RenderError: If the sheet holds a character that no document may hold, or a template is at fault.
    """
    refuse_unsafe(sheet)
    drawn = square(sheet.code) if sheet.code else None
    code = FrozenMap({"size": drawn.size, "path": drawn.path, "side": drawn.side(CODE)}) if drawn else None
    return rendered("html", templates, template, s=sheet, code=code)
