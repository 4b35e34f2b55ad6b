"""Forms as data, filled to a ``Sheet``, rendered by one template per format."""

from safetykit.documents.document import Document
from safetykit.documents.fill import Imprint, fill
from safetykit.documents.forms import Form
from safetykit.documents.load import load_form, locale_of
from safetykit.documents.load_register import load_register, registers_in
from safetykit.documents.locale import Locale, labels_of, load_locale
from safetykit.documents.packaged import forms_in
from safetykit.documents.register_document import RegisterDocument
from safetykit.documents.registers import Register
from safetykit.documents.sheet import Badge, Cell, Paper, Picture, Row, Run, Sheet, Table

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
