"""
Forms as data, filled to a ``Sheet``, rendered by one template per format.

Each name loads the module that it lives in when it is first asked for.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from safetykit.documents.document import Document
    from safetykit.documents.filling import Imprint, fill
    from safetykit.documents.forms import Form
    from safetykit.documents.load import load_form, locale_of
    from safetykit.documents.load_registers import load_register, registers_in
    from safetykit.documents.locale import Locale, labels_of, load_locale
    from safetykit.documents.packaged import forms_in
    from safetykit.documents.register_document import RegisterDocument
    from safetykit.documents.registers import Register
    from safetykit.documents.sheet import Badge, Cell, Paper, Picture, Row, Run, Sheet, Table

_HOMES: Final = MappingProxyType(
    {
        "document": "Document",
        "filling": "Imprint fill",
        "forms": "Form",
        "load": "load_form locale_of",
        "load_registers": "load_register registers_in",
        "locale": "Locale labels_of load_locale",
        "packaged": "forms_in",
        "register_document": "RegisterDocument",
        "registers": "Register",
        "sheet": "Badge Cell Paper Picture Row Run Sheet Table",
    }
)
"""The public names of each module."""


def __getattr__(name: str) -> Any:
    """Load a public name (PEP 562)."""
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value  # the next time it is simply there
            return value
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Badge",
    "Cell",
    "Document",
    "Form",
    "Imprint",
    "Locale",
    "Paper",
    "Picture",
    "Register",
    "RegisterDocument",
    "Row",
    "Run",
    "Sheet",
    "Table",
    "fill",
    "forms_in",
    "labels_of",
    "load_form",
    "load_locale",
    "load_register",
    "locale_of",
    "registers_in",
]
