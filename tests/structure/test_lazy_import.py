import ast
import subprocess
import sys
from pathlib import Path

import pytest

import safetykit
from safetykit import documents

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

    @pytest.mark.parametrize("package", [safetykit, documents], ids=lambda package: package.__name__)
    def test_types_and_names_agree(self, package):
        """A type checker reads the public names from the same modules that load them."""
        tree = ast.parse(Path(package.__file__).read_text("utf-8"))
        checked = next(node for node in tree.body if isinstance(node, ast.If))
        imports = {node.module: {name.name for name in node.names} for node in checked.body}

        assert imports == {f"{package.__name__}.{home}": {*names.split()} for home, names in package._HOMES.items()}

    @pytest.mark.parametrize("package", [safetykit, documents], ids=lambda package: package.__name__)
    def test_every_name_loads(self, package):
        """Each public name is there for ``import *`` and for ``dir``."""
        named = [name for names in package._HOMES.values() for name in names.split()]

        assert {*named} == {*package.__all__} - {"__version__"}
        assert len(named) == len({*named})
        assert {*named} <= {*dir(package)}
        assert all(getattr(package, name) is not None for name in named)

    @pytest.mark.parametrize("package", [safetykit, documents], ids=lambda package: package.__name__)
    def test_no_name_is_that_of_a_module(self, package):
        """A module that is imported becomes an attribute of its package: no name may be hidden by one."""
        modules = {path.stem for path in Path(package.__file__).parent.iterdir()}

        assert set() == modules & {*package.__all__}

    @pytest.mark.parametrize("package", [safetykit, documents], ids=lambda package: package.__name__)
    def test_other_names(self, package):
        """A name that is not there is an error like that of any module."""
        with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Permitt'"):
            _ = package.Permitt
