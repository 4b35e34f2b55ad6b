"""Starting points for what a host wants otherwise: our templates, our words, and the forms of a pack."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from safetykit.documents.environment import OURS
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY

BLOCKS: Final = MappingProxyType(
    {
        "policy": "what the page may fetch: nothing but what it holds",
        "style": "more styles, after ours",
        "before": "what stands before everything else",
        "head": "the head of each page: logo, grade, title, copy, number, code",
        "header": "the head of each page: logo, grade, title, copy, number, code",
        "table": "one table, as t: t.kind, t.caption, t.grid, t.head, t.rows",
        "after": "what stands after the tables",
        "foot": "the foot: source of the form, state and time of print",
        "footer": "the foot: source of the form, state and time of print",
        "watermark": "the word across the page",
        "fonts": "the names of the fonts",
    }
)
"""What each block of our templates is for."""
_BLOCK = re.compile(r"\{%-? *block +(\w+)")
_HEAD = """\
{{#
Takes the place of our {name} if it is given under that name; under any other name, choose it by that name.
Each block below prints what ours prints. Change one, or leave it out: then ours stays.
Values: s is the sheet, t a table (t.rows), a row has cells (row.cells), c is a cell (c.runs), r a run (r.text).
Every value is escaped as it is printed. Not there: methods of values, '~', the filters safe, join and replace.
#}}
{{% extends "{ours}{name}" %}}
"""
_WORDS = """\
# Starting point for words of your own: keep what you change, leave out the rest, and give them as labels.
# Places such as {number} stay as they are.
"""
_FORM = """\
# Starting point for a form of your own: give it an id of its own. Texts that it names by key stand in its labels.
"""


def ejectable(forms: Mapping[str, str] = EMPTY) -> tuple[str, ...]:
    """
    Return the names that :func:`eject` knows.

    Args:
        forms: The TOML of each form by its id, as the packs have it.
    """
    return (
        *(file.name for file in _files("templates", ".j2")),
        *(file.name for file in _files("locales", ".toml")),
        *forms,
    )


def eject(name: str, *, whole: bool = False, forms: Mapping[str, str] = EMPTY) -> str:
    """
    Return the starting point of an override.

    Args:
        name: A template (``sheet.html.j2``), a file of words (``zh.toml``) or the id of a form.
        whole: The original as it is; else, for a template, one that extends it, with every block and what it is for.
        forms: The TOML of each form by its id, as the packs have it.

    Raises:
        RenderError: If there is nothing of that name.
    """
    texts = {file.name: file for kind in (("templates", ".j2"), ("locales", ".toml")) for file in _files(*kind)}
    if name in forms:
        return forms[name] if whole else _FORM + forms[name]
    if name not in texts:
        known = ", ".join(ejectable(forms))
        raise RenderError([f"there is nothing named {name!r} to start from; name one of {known}"])
    text = texts[name].read_text("utf-8")
    if whole:
        return text
    return _child(name, text) if name.endswith(".j2") else _WORDS + text


def _files(folder: str, ending: str) -> Iterator[Traversable]:
    files = (resources.files("safetykit.documents") / folder).iterdir()
    yield from sorted((file for file in files if file.name.endswith(ending)), key=lambda file: file.name)


def _child(name: str, text: str) -> str:
    blocks = "".join(
        f"\n{{# {BLOCKS.get(block, 'see the original')} #}}\n{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}\n"
        for block in dict.fromkeys(_BLOCK.findall(text))
    )
    return _HEAD.format(name=name, ours=OURS) + blocks
