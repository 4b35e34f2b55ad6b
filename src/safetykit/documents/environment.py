"""
One hardened Jinja environment for our templates and for those of a host.

Templates see a :class:`~safetykit.documents.sheet.Sheet` and nothing else. A value can reach the output only through
the *finalize* of the format, so that no text of a record is ever markup or code. What would lead around it is refused:
filters that build or trust markup, ``~``, ``autoescape`` blocks, arithmetic on markup, methods, attributes other than
those of the Sheet. Loops still cost time: run templates of strangers in a child process with a limit.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import attrs
import jinja2
from jinja2 import nodes
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from safetykit.documents.sheet import Badge, Cell, Paper, Picture, Row, Run, Sheet, Table
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap

_NUMBERS = ("abs", "count", "float", "int", "length", "max", "min", "round")
_LISTS = (
    "batch",
    "first",
    "items",
    "last",
    "list",
    "map",
    "reject",
    "rejectattr",
    "select",
    "selectattr",
    "slice",
    "sort",
)
_WORDS = ("d", "default", "lower", "title", "trim", "unique", "upper")
FILTERS: Final = frozenset((*_NUMBERS, *_LISTS, *_WORDS))
"""Filters that neither join texts nor vouch for them."""
_READABLE: MappingProxyType[type, frozenset[str]] = MappingProxyType(
    {
        cls: frozenset(field.name for field in attrs.fields(cls)) | {"text", "marks", "plain"}
        for cls in (Sheet, Table, Row, Cell, Run, Paper, Badge, Picture)
    }
)
_LOOP = frozenset(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem")
)
Finalize = Callable[[Context, Any], Any]


class HardenedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with everything taken out that could turn a value into markup or reach beyond the Sheet."""

    intercepted_binops: frozenset[str] = frozenset(("+", "-", "*", "/", "//", "**", "%"))

    def __init__(
        self, finalize: Finalize, filters: Mapping[str, Callable[..., Any]], sources: Mapping[str, str]
    ) -> None:
        """Take the *finalize* and own filters of a format, and every template by name."""
        super().__init__(
            autoescape=True,
            finalize=finalize,
            keep_trailing_newline=True,
            loader=jinja2.DictLoader(sources),
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self.filters: dict[str, Callable[..., Any]] = {**{name: self.filters[name] for name in FILTERS}, **filters}
        self.globals: dict[str, Any] = {"range": self.globals["range"]}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for kind, what in (
            (nodes.Concat, "'~' joins texts around the escaping; print the parts one after the other"),
            (nodes.ScopedEvalContextModifier, "an autoescape block is not allowed"),
            (nodes.EvalContextModifier, "an autoescape block is not allowed"),
        ):
            for node in tree.find_all(kind):
                raise jinja2.TemplateSyntaxError(what, node.lineno, name, filename)
        return tree

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers; nothing else."""
        plain = isinstance(left, int | float) and isinstance(right, int | float)
        if not plain or operator == "**":
            message = f"{operator!r} is for numbers only"
            raise jinja2.exceptions.SecurityError(message)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read the fields of the Sheet's values at once; ask about all others."""
        if attribute in _READABLE.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - jinja's signature
        """Allow the fields of the Sheet's values and the counters of a loop, and no other attribute of anything."""
        return attr in (_LOOP if isinstance(obj, jinja2.runtime.LoopContext) else _READABLE.get(type(obj), ()))

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the template's own macros and blocks, and ``range``; no method of any value."""
        return isinstance(obj, Macro | BlockReference) or obj is self.globals["range"]


@jinja2.pass_context  # else constants are folded when the template is compiled, and stay as they are
def html_value(_: Context, value: Any) -> Any:
    """Write a value into HTML: text escaped, numbers as they are."""
    if isinstance(value, Markup) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return escape(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises: an unknown name is never printed as nothing
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


def css_text(text: str) -> Markup:
    """Write a text as a string of CSS, every sign but letters and digits escaped."""
    signs = (sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
    return Markup('"{}"').format(Markup("".join(signs)))  # noqa: S704 - nothing but letters, digits, backslash and space


FORMATS: MappingProxyType[str, tuple[Finalize, Mapping[str, Callable[..., Any]]]] = MappingProxyType(
    {"html": (html_value, MappingProxyType({"css": css_text})), "typ": (typst_value, MappingProxyType({}))}
)
"""For each format how values are written, and its own filters."""


@lru_cache(maxsize=16)
def environment(kind: str, host: FrozenMap[str]) -> HardenedEnvironment:
    """Return the environment of a format with the templates of a host added; ours are named ``sheet.html.j2`` and so on."""
    name = f"sheet.{kind}.j2"
    own = (resources.files("safetykit.documents") / "templates" / name).read_text("utf-8")
    return HardenedEnvironment(*FORMATS[kind], {**host, name: own})


def rendered(kind: str, host: FrozenMap[str], template: str, **values: Any) -> str:
    """
    Render a template of a format.

    Raises:
        RenderError: If the template is unknown, does what is not allowed, or names something that is not there.
    """
    jinja = environment(kind, host)
    try:
        return jinja.get_template(template).render(values)
    except jinja2.TemplateSyntaxError as error:
        raise RenderError([f"template {error.name or template!r}, line {error.lineno}: {error.message}"]) from None
    except jinja2.TemplateNotFound as error:
        raise RenderError([f"template {template!r}: there is no template {error.name!r}"]) from None
    except jinja2.TemplateError as error:
        raise RenderError([f"template {template!r}: {error.message}"]) from None
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise RenderError([f"template {template!r}: {type(error).__name__}; look at its calculations"]) from None
