import ast
import subprocess
import sys
from pathlib import Path

import pytest

import safetykit

HEAVY = {"cattrs", "cyclopts", "jinja2", "orjson", "pendulum", "rich", "segno", "typst"}


def loaded(code: str) -> set[str]:
    """Return the modules that a new interpreter holds after running *code*."""
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {*shown.stdout.split()}


class TestLazyImport:
    def test_import_loads_next_to_nothing(self):
        """``import safetykit`` loads the version and nothing else of the library, nor attrs."""
        found = loaded("import safetykit")

        assert {name for name in found if name.startswith("safetykit")} == {
            "safetykit",
            "safetykit.model",
            "safetykit.model.version",
        }
        assert "attr" not in found

    def test_the_kit_is_light(self):
        """A kit with its pack loads none of the heavy libraries."""
        assert set() == HEAVY & loaded("from safetykit import Kit; from safetykit.packs import cn_gb30871")

    def test_types_and_names_agree(self):
        """A type checker reads the public names from the same modules that load them."""
        tree = ast.parse(Path(safetykit.__file__).read_text("utf-8"))
        checked = next(node for node in tree.body if isinstance(node, ast.If))
        imports = {node.module: {name.name for name in node.names} for node in checked.body}

        assert imports == {f"safetykit.{home}": {*names.split()} for home, names in safetykit._HOMES.items()}

    def test_every_name_loads(self):
        """Each public name is there for ``from safetykit import *`` and for ``dir``."""
        named = [name for names in safetykit._HOMES.values() for name in names.split()]

        assert sorted([*named, "__version__"]) == sorted(safetykit.__all__)
        assert {*named} <= {*dir(safetykit)}
        assert all(getattr(safetykit, name) is not None for name in named)

    def test_other_names(self):
        """A name that is not there is an error like that of any module."""
        with pytest.raises(AttributeError, match="module 'safetykit' has no attribute 'Permitt'"):
            _ = safetykit.Permitt
