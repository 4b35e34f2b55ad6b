"""
Writes the pages of the reference that come from code and data: modules, lifecycles, rows and forms.

Each page is a function from what it shows to Markdown, or to nothing where there is nothing to show.
"""

import pkgutil
import shutil
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_type_hints

from gallery import pages as gallery_pages
from rulebook import pages as rule_pages
from rulebook import table

import safetykit
from safetykit.lifecycle.engine import Lifecycle
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.packs import cn_gb30871

LIFECYCLES = (STANDARD_PERMIT,)
PACKS = (cn_gb30871.PACK,)


def forms(pack: Path) -> str | None:
    """List the forms of a pack."""
    found = sorted((pack / "forms").glob("*.toml"))
    shown = ((f"`{path.stem}`", tomllib.loads(path.read_text("utf-8")).get("source", "")) for path in found)
    return f"# Forms of {pack.name}\n\n{table(('form', 'source'), shown)}\n" if found else None


def lifecycle(life: Lifecycle) -> str:
    """Show every move of a lifecycle: from where to where, by whom, and whether rules are asked first."""
    moves = (
        (
            f"`{move.action}`",
            ", ".join(move.sources),
            move.target,
            ", ".join(move.roles) or "anybody",
            ", ".join(move.slots),
            "yes" if move.gated else "",
        )
        for move in life.moves
    )
    final = ", ".join(state.name for state in life.states if state.final)
    head = ("action", "from", "to", "who", "signs", "gated")
    return f"# Lifecycle {life.id}\n\nFor `{life.applies_to}`. Final states: {final}.\n\n{table(head, moves)}\n"


def modules() -> list[ModuleType]:
    """Return every module of the library."""
    names = (module.name for module in pkgutil.walk_packages(safetykit.__path__, "safetykit."))
    return [import_module(name) for name in sorted(names) if not name.endswith("__main__")]


def api(part: str, members: Iterable[ModuleType]) -> str:
    """Describe the modules of one part of the library."""
    members_too = "   :members:\n   :undoc-members:\n"
    lines = (f".. automodule:: {mod.__name__}\n{'' if hasattr(mod, '__path__') else members_too}\n" for mod in members)
    return f"# {part}\n\n```{{eval-rst}}\n" + "".join(lines) + "```\n"


def public() -> str:
    """List the names that ``safetykit`` itself offers, classes and functions with their home."""
    offered = {name: getattr(safetykit, name) for name in sorted(safetykit.__all__)}
    shown = (
        f"- {{py:obj}}`{name} <{value.__module__}.{name}>`" if isinstance(value, type | FunctionType) else f"- `{name}`"
        for name, value in offered.items()
    )
    return "# safetykit\n\nThe public names, all importable from `safetykit`:\n\n" + "\n".join(shown) + "\n"


def plain_annotations() -> None:
    """Show types without the marks that are declared with them."""
    for module in modules():
        for value in [*vars(module).values()]:
            if isinstance(value, type | FunctionType) and value.__module__ == module.__name__:
                with suppress(TypeError):  # some types are generic for type checkers only
                    plain = get_type_hints(value)
                    value.__annotations__ = {name: plain[name] for name in vars(value).get("__annotations__", plain)}


def write(folder: Path) -> None:
    """Write every page anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = {"safetykit": public()}
    parts: dict[str, list[ModuleType]] = {}
    for module in modules():
        parts.setdefault(".".join(module.__name__.split(".")[:2]), []).append(module)
    pages |= {part: api(part, members) for part, members in parts.items()}
    pages |= {f"lifecycle-{life.id}": lifecycle(life) for life in LIFECYCLES}
    for pack in sorted(path.parent for path in Path(str(files(safetykit) / "packs")).glob("*/pack.toml")):
        pages |= {f"{pack.name}-forms": text} if (text := forms(pack)) else {}
    for regulation in PACKS:
        pages |= rule_pages(regulation)
    pages |= gallery_pages(folder)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
