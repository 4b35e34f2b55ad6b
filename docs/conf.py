"""Settings of the documentation: Sphinx reads this file."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

import generate  # noqa: E402  found only through the line above

project = "safetykit"
author = "The safetykit authors"
copyright = f"2026, {author}"
version = release = version_of("safetykit")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "reference/generated/*-files"]  # the gallery's own Markdown
nitpicky = True
# Pages of other projects are not fetched, so references to them cannot be followed.
ELSEWHERE = (
    "annotated_types attrs? cattrs collections cyclopts datetime decimal enum hypothesis inspect jinja2 markupsafe os "
    "pathlib re rich types typing zoneinfo"
)
nitpick_ignore_regex = [
    ("py:.*", rf"({'|'.join(ELSEWHERE.split())})\..*"),
    ("py:attr", "binop_table"),  # in a text that comes from jinja2
    ("py:exc", "FilterArgumentError"),  # the same
    ("py:class", "Parameter"),  # of cyclopts
    ("py:.*", r".*\.(Annotated|[A-Z](_co)?)"),  # constraints of an alias, type variables
]

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_inherit_docstrings = False
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"safetykit {version}"

generate.plain_annotations()
generate.write(DOCS / "reference" / "generated")


def sentence_first(_app: Sphinx, what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Keep the words before a colon: napoleon takes those that open an attribute's docstring for its type."""
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]  # an empty comment


def setup(app: Sphinx) -> None:
    """Register what the settings cannot say."""
    app.connect("autodoc-process-docstring", sentence_first, priority=400)
