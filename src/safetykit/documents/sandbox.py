"""
The hardened Jinja environment, the same for our templates and for those of a host.

Templates see a :class:`~safetykit.documents.sheet.Sheet` and nothing else. A value can reach the output only through
the *finalize* of the format, so that no text of a record is ever markup or code. What would lead around it is refused:
filters that build or trust markup, ``~``, ``autoescape`` blocks, arithmetic on markup, methods, attributes other than
those of the Sheet. Loops still cost time: run templates of strangers in a child process with a limit.
"""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

import attrs
import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from safetykit.documents.sheet import Badge, Cell, Paper, Picture, Row, Run, Sheet, Table
from safetykit.model.marks import REFUSED_CHARACTERS

_NUMBERS = ("abs", "count", "float", "int", "length", "max", "min")
_LISTS = ("first", "items", "last", "list", "map", "reject", "rejectattr", "select", "selectattr", "sort")
_WORDS = ("d", "default", "lower", "title", "trim", "unique", "upper")
_TEXTS = ("lower", "title", "trim", "upper")
FILTERS: Final = frozenset((*_NUMBERS, *_LISTS, *_WORDS))
"""Filters of Jinja that neither join texts, nor vouch for them, nor cost without end."""
LARGEST: Final = 2**53
"""The largest number that a template may calculate with; larger ones only cost time and memory."""
DIGITS: Final = 9
"""The most digits that a template may round to."""
_LOOP = frozenset(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem")
)
Finalize = Callable[[Context, Any], Any]


def readable(cls: type) -> frozenset[str]:
    """Return the names that a template may read of a class: its fields and its properties, and no method."""
    properties = {name for name, value in vars(cls).items() if isinstance(value, property) and name[0] != "_"}
    return frozenset(field.name for field in attrs.fields(cls)) | properties


READABLE: MappingProxyType[type, frozenset[str]] = MappingProxyType(
    {cls: readable(cls) for cls in (Sheet, Table, Row, Cell, Run, Paper, Badge, Picture)}
)
"""What a template may read of each of the Sheet's values."""
HOLDERS: MappingProxyType[str, frozenset[type]] = MappingProxyType(
    {
        name: frozenset(cls for cls, names in READABLE.items() if name in names)
        for name in sorted(frozenset().union(*READABLE.values()))
    }
)
"""For each such name the classes that have it."""


class DirectCode(CodeGenerator):
    """
    Generates code that reads the fields of the Sheet's values, and writes texts, without a call.

    Each read is guarded by the exact class of the value, so that it can reach nothing that the environment would
    refuse; everything else still asks the environment.
    """

    environment: "HardenedEnvironment"

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - jinja's name
        """Note which fields the template reads, so that each function of the code can hold their classes."""
        self._fields = sorted({found.attr for found in node.find_all(nodes.Getattr)} & HOLDERS.keys())
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """Put what is used over and over into variables of the function."""
        super().write_commons()
        self.writeline("_text = environment.text")
        self.writeline("_finalize = environment.finalize")
        self.writeline("_numbers = environment.numbers")
        for name in self._fields:
            self.writeline(f"_has_{name} = environment.holders[{name!r}]")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - jinja's name
        """Read a field of one of the Sheet's values at once; ask the environment about all others."""
        if node.attr not in self._fields:
            super().visit_Getattr(node, frame)
            return
        if isinstance(node.node, nodes.Name):
            value = frame.symbols.ref(node.node.name)
            self.write(f"({value}.{node.attr} if {value}.__class__ in _has_{node.attr} else environment.getattr(")
            self.visit(node.node, frame)
        else:
            self.write("(_of." + node.attr + " if (_of := ")
            self.visit(node.node, frame)
            self.write(f").__class__ in _has_{node.attr} else environment.getattr(_of")
        self.write(f", {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self.environment.text is None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(_text(_it) if (_it := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self.environment.text is None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(").__class__ is str else ")
            self.write("str(_it) if _it.__class__ in _numbers else escape(_finalize(context, _it)))")


class HardenedEnvironment(ImmutableSandboxedEnvironment):
    """
    Jinja with everything taken out that could turn a value into markup or reach beyond the Sheet.

    Attributes:
        text: How the format writes an exact ``str``, if numbers stand as they are; None if only *finalize* knows.
    """

    intercepted_binops: frozenset[str] = frozenset(("+", "-", "*", "/", "//", "**", "%"))
    code_generator_class: type[CodeGenerator] = DirectCode
    holders = HOLDERS
    numbers: frozenset[type] = frozenset((int, float))  # a bool is no number here

    def __init__(
        self,
        finalize: Finalize,
        filters: Mapping[str, Callable[..., Any]],
        sources: Mapping[str, str],
        *,
        text: Callable[[str], str] | None = None,
    ) -> None:
        """
        Take what a format needs.

        Args:
            finalize: Writes any value.
            filters: Filters of the format.
            sources: Every template by name.
            text: Writes a text as *finalize* would, without a context; numbers then stand as they are.
        """
        super().__init__(
            autoescape=True,
            finalize=finalize,
            keep_trailing_newline=True,
            loader=jinja2.DictLoader(sources),
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self.text = text
        self._sources = sources
        self.filters: dict[str, Callable[..., Any]] = {
            **{name: self.filters[name] for name in FILTERS},
            **{name: _of_text(name, self.filters[name]) for name in _TEXTS},
            "round": rounded,
            **filters,
        }
        self.globals: dict[str, Any] = {"range": self.globals["range"]}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for what, node in _refused(tree):
            raise jinja2.TemplateSyntaxError(what, node.lineno, name, filename)
        return tree

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Get an item; what was worked out from a record is not named where there is none."""
        found = super().getitem(obj, argument)
        if isinstance(found, jinja2.Undefined) and not self.stands(argument):
            return self.undefined(f"{type(obj).__name__} has nothing of the name that was worked out")
        return found

    def stands(self, name: object) -> bool:
        """Say whether a name stands in a template, so that it is no value of a record; a number is none."""
        if not isinstance(name, str):
            return True
        forms = (f"'{name}'", f'"{name}"', f".{name}")
        return any(form in source for source in self._sources.values() for form in forms)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, a block or ``range``; what cannot be called is not shown, it may be a value."""
        if isinstance(obj, jinja2.Undefined):
            obj()  # raises: the message names what is not there
        if not self.is_safe_callable(obj):
            message = f"a {type(obj).__name__} cannot be called: only macros, blocks and range can"
            raise jinja2.exceptions.SecurityError(message)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers of a sensible size; nothing else."""
        plain = all(isinstance(side, int | float) for side in (left, right))
        if not plain or operator == "**":
            message = f"{operator!r} is for numbers only"
            raise jinja2.exceptions.SecurityError(message)
        found = super().call_binop(context, operator, left, right)
        if abs(found) > LARGEST:
            message = f"the result of {operator!r} is too large"
            raise jinja2.exceptions.SecurityError(message)
        return found

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - jinja's signature
        """Allow the Sheet's fields, a loop's counters and what an imported template offers; nothing of other values."""
        if isinstance(obj, TemplateModule):
            return attr[0] != "_"
        return attr in (_LOOP if isinstance(obj, LoopContext) else READABLE.get(type(obj), ()))

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the template's own macros and blocks, and ``range``; no method of any value."""
        return isinstance(obj, Macro | BlockReference) or obj is self.globals["range"]


def _refused(tree: nodes.Template) -> Iterator[tuple[str, nodes.Node]]:
    """Yield each construct that leads around the escaping, with what to do."""
    for joined in tree.find_all(nodes.Concat):
        yield "'~' joins texts around the escaping; print the parts one after the other", joined
    for const in tree.find_all((nodes.Const, nodes.TemplateData)):
        text = const.value if isinstance(const, nodes.Const) else const.data  # type: ignore[attr-defined]
        bad = REFUSED_CHARACTERS.search(text) if isinstance(text, str) else None
        if bad:
            yield f"U+{ord(bad[0]):04X} cannot stand in a document", const
        if isinstance(text, float) and not isfinite(text):
            yield "a number is too large", const
    for switched in tree.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier)):
        yield "an autoescape block is not allowed", switched


def _of_text(name: str, change: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that takes texts alone: of any other value Python's own words for it would be printed."""

    def changed(value: Any, *rest: Any) -> Any:
        if isinstance(value, jinja2.Undefined):
            value()  # raises
        if not isinstance(value, str) or (rest and isinstance(value, Markup)):
            message = f"{name!r} takes a text" + (", not what is written already" if rest else "")
            raise jinja2.exceptions.FilterArgumentError(message)
        return change(value, *rest)

    return changed


def rounded(value: float, digits: Any = 0) -> Any:
    """
    Round a number, half to even.

    Raises:
        FilterArgumentError: If *digits* is not a number of -9 to 9.
    """
    if not isinstance(digits, int) or abs(digits) > DIGITS:
        message = f"'round' takes -{DIGITS} to {DIGITS} digits"
        raise jinja2.exceptions.FilterArgumentError(message)
    return round(value, digits)


def is_markup(value: Any) -> bool:
    """Say whether a value is already written as the format needs it: what a macro or a block made, or a number."""
    if isinstance(value, bool):
        return False
    return isinstance(value, Markup | int | float)
