"""The commands that hand out starting points for templates, words and forms of one's own."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from safetykit.cli.words import OK, tell
from safetykit.documents.eject import eject as starting_point
from safetykit.documents.eject import ejectable
from safetykit.documents.write import write
from safetykit.model.frozenmap import FrozenMap

templates: App = App(name="template", help="Starting points for templates, words and forms of your own.")


def _forms() -> FrozenMap[str]:
    files = sorted((resources.files("safetykit.packs.cn_gb30871") / "forms").iterdir(), key=lambda file: file.name)
    texts = [file.read_text("utf-8") for file in files]
    return FrozenMap({tomllib.loads(text)["id"]: text for text in texts})


@templates.command(name="list")
def names() -> int:
    """List what there is to start from."""
    for name in ejectable(_forms()):
        tell(name)
    return OK


@templates.command
def eject(name: str, *, out: Annotated[Path | None, Parameter(alias="-o")] = None, whole: bool = False) -> int:
    """
    Print the starting point of an override, or write it to a file.

    Parameters
    ----------
    name
        A template (sheet.html.j2), a file of words (zh.toml) or the id of a form; see list.
    out
        The file to write.
    whole
        The original as it is, in place of a template that extends it.
    """
    text = starting_point(name, whole=whole, forms=_forms())
    if out is None:
        tell(text.removesuffix("\n"))
    else:
        write(out, text.encode())
        tell(out)
    return OK
