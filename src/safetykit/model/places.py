"""Where work is done."""

import attrs

from safetykit.model.marks import Code, Prose
from safetykit.model.shapes import constrained


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Place:
    """A place in the words of the form, with the site's own codes for machines."""

    text: Prose | None = None
    area: Code | None = None
    equipment: tuple[Code, ...] = ()
