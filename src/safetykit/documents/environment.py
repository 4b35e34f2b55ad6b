"""
The formats: how each writes a value, its own filters, and the rendering of a template with the places of its faults.

The environment itself is :class:`~safetykit.documents.sandbox.HardenedEnvironment`.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from safetykit.documents.docx_filters import DOCX_FILTERS
from safetykit.documents.escapes import markdown_text, xml_text
from safetykit.documents.pictures import kind_problems
from safetykit.documents.reading import MARKDOWN_FILTERS
from safetykit.documents.sandbox import Finalize, HardenedEnvironment, is_markup
from safetykit.documents.sheet import Picture
from safetykit.documents.typst_filters import TYPST_FILTERS
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap


@jinja2.pass_context  # else constants are folded when the template is compiled, and stay as they are
def html_value(_: Context, value: Any) -> Any:
    """Write a value into HTML: text escaped, numbers as they are."""
    if is_markup(value):
        return value
    return escape(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, jinja2.Undefined):
        value()  # raises: an unknown name is never printed as nothing
    if isinstance(value, str):
        return value
    message = f"a template can print texts and numbers, not a {type(value).__name__}; print one of its fields"
    raise jinja2.TemplateRuntimeError(message)


class References:
    """The texts of one document; a template gets a reference to each in place of the text."""

    def __init__(self) -> None:
        """Start without texts."""
        self._numbers: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The texts, each at the place that its references name."""
        return list(self._numbers)

    def refer(self, text: str) -> str:
        """Return the typst expression that stands for *text*."""
        return f"d.at({self._numbers.setdefault(text, len(self._numbers))})"


@jinja2.pass_context
def typst_value(context: Context, value: Any) -> Any:
    """Write a value into typst: numbers as they are, every text as a reference, so that none stands in the source."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool):
        return Markup("true" if value else "false")  # noqa: S704 - a word of ours
    if isinstance(value, int | float):
        return Markup(repr(value))  # noqa: S704 - a number
    references = context.parent.get("references")
    if not isinstance(references, References):
        message = "a template that prints values is imported 'with context'"
        raise jinja2.TemplateRuntimeError(message)
    return Markup(references.refer(_text(value)))  # noqa: S704 - a reference, not the text


def data_uri(picture: object) -> Markup:
    """
    Write a picture of the sheet as an address that holds the picture itself.

    Raises:
        FilterArgumentError: If the value is no picture, or one of a kind that could hold more than pixels.
    """
    if not isinstance(picture, Picture) or any(kind_problems(picture)):
        message = "'data_uri' takes a picture of the sheet, PNG or JPEG"
        raise jinja2.exceptions.FilterArgumentError(message)
    return Markup("data:{};base64,{}").format(picture.media_type, b64encode(picture.data).decode())


def color(text: str) -> Markup:
    """
    Write a color into a style.

    Raises:
        FilterArgumentError: If it is not ``#rrggbb``.
    """
    if not re.fullmatch("#[0-9A-Fa-f]{6}", text):
        message = "a color is written as #rrggbb"
        raise jinja2.exceptions.FilterArgumentError(message)
    return Markup(text)  # noqa: S704 - a number sign and digits


def css_text(text: str) -> Markup:
    """Write a text as a string of CSS, every sign but letters and digits escaped."""
    signs = (sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
    return Markup('"{}"').format(Markup("".join(signs)))  # noqa: S704 - nothing but letters, digits, backslash and space


def writing(write: Callable[[str], Markup]) -> Finalize:
    """Return the finalize of a format whose texts *write* escapes; numbers stay as they are."""

    @jinja2.pass_context
    def value(_: Context, value: Any) -> Any:
        if is_markup(value):
            return value
        return write(_text(value))

    return value


HTML_FILTERS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {"color": color, "css": css_text, "data_uri": data_uri}
)
"""Filters of HTML."""
FORMATS: MappingProxyType[str, tuple[Finalize, Mapping[str, Any]]] = MappingProxyType(
    {
        "html": (html_value, HTML_FILTERS),
        "typ": (typst_value, TYPST_FILTERS),
        "docx": (writing(xml_text), DOCX_FILTERS),
        "md": (writing(markdown_text), MARKDOWN_FILTERS),
    }
)
"""For each format how values are written, and its own filters."""


TEXTS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {"html": escape, "docx": xml_text, "md": markdown_text}
)
"""For each format how a text is written, where nothing else needs to be known."""
OURS: Final = "safetykit/"
"""Our templates stand under this name too, for a template that takes the place of one of ours and extends it."""
_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
_ENDLESS = (
    "is nested too deeply, or includes or extends itself without end; what takes the place of {name!r} extends {ours!r}"
)
_UNFIT = "blocks or brackets are nested too deeply, or an argument is named twice"


def own_name(kind: str) -> str:
    """Return the name of our template of a format."""
    return f"sheet.{kind}.j2"


@cache
def own_template(kind: str) -> str:
    """Return the source of our template of a format."""
    return (resources.files("safetykit.documents") / "templates" / own_name(kind)).read_text("utf-8")


@lru_cache(maxsize=16)
def environment(kind: str, host: FrozenMap[str]) -> HardenedEnvironment:
    """
    Return the environment of a format with the templates of a host.

    Ours is named ``sheet.html.j2`` and so on; a host's template of that name takes its place, and ours still stands
    under ``safetykit/sheet.html.j2``.

    Raises:
        RenderError: If a template of the host has a name that is ours, or no plain name.
    """
    problems = [f"template {name!r}: names that begin with {OURS!r} are ours" for name in host if name.startswith(OURS)]
    problems += [
        f"template {name!r}: a name is made of letters, digits and '._-', with '/' between its parts"
        for name in host
        if not _NAME.fullmatch(name)
    ]
    if problems:
        raise RenderError(problems)
    own = own_template(kind)
    sources = {own_name(kind): own, **host, OURS + own_name(kind): own}
    return HardenedEnvironment(*FORMATS[kind], sources, text=TEXTS.get(kind))


def rendered(kind: str, host: FrozenMap[str], template: str, **values: Any) -> str:
    """
    Render a template of a format.

    Raises:
        RenderError: If the template is unknown, does what is not allowed, or names something that is not there; with
            the template and the line.
    """
    jinja = environment(kind, host)
    try:
        found = jinja.get_template(template)
        return "".join(found.root_render_func(found.new_context(values)))
    except jinja2.TemplateSyntaxError as error:
        raise RenderError([f"template {error.name or template!r}, line {error.lineno}: {error.message}"]) from None
    except jinja2.TemplateNotFound as error:
        name = repr(error.name) if jinja.stands(error.name) or error.name == template else "of the name worked out"
        raise RenderError([f"{_place(error, template)}: there is no template {name}"]) from None
    except jinja2.TemplateError as error:
        raise RenderError([f"{_place(error, template)}: {error.message}"]) from None
    except (SyntaxError, NameError) as error:  # of the code that was made of the template
        raise RenderError([f"template {template!r}: {_UNFIT} ({type(error).__name__})"]) from None
    except RecursionError:
        endless = _ENDLESS.format(name=own_name(kind), ours=OURS + own_name(kind))
        raise RenderError([f"template {template!r}: {endless}"]) from None
    except MemoryError:
        raise RenderError([f"template {template!r}: it needs more memory than there is"]) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise RenderError([f"{_place(error, template)}: {type(error).__name__}; look at its calculations"]) from None


def _place(error: BaseException, template: str) -> str:
    """Return the innermost template and line of an error."""
    found = f"template {template!r}"
    trace = error.__traceback__
    while trace is not None:
        inner = trace.tb_frame.f_globals.get("__jinja_template__")
        if inner is not None:
            found = f"template {inner.name!r}, line {inner.get_corresponding_lineno(trace.tb_lineno)}"
        trace = trace.tb_next
    return found
