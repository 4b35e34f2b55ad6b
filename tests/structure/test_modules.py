import ast
import doctest
import re
from collections.abc import MutableMapping, MutableSequence, MutableSet
from importlib import import_module
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = [
    ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for file in FILES
    if file.name != "__main__.py"
]


def tree(file: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(file.read_text("utf-8"), str(file))


def is_number_of_law(node: ast.AST) -> bool:
    """Tell whether a node writes a number other than 0 and 1, as a number or as the text of one."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, str):
        return bool(re.fullmatch(r"[-+]?\d+([.]\d+)?", node.value)) and node.value not in {"0", "1"}
    return isinstance(node.value, int | float | complex) and node.value not in {0, 1}


def is_mutable(value: object) -> bool:
    """Tell whether a value is a collection that can change."""
    return isinstance(value, MutableMapping | MutableSequence | MutableSet)


class TestModules:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SOURCE).as_posix())
    def test_is_short(self, file):
        """A module has at most 400 lines."""
        assert len(file.read_text("utf-8").splitlines()) <= 400

    @pytest.mark.parametrize("name", NAMES)
    def test_holds_nothing_mutable(self, name):
        """Two kits in one process share no state: no module holds a collection that can change."""
        values = vars(import_module(name)).items()

        assert [] == [key for key, value in values if is_mutable(value) and not key.startswith("__")]

    @pytest.mark.parametrize("name", NAMES)
    def test_examples_in_docstrings_are_true(self, name):
        """Every example in a docstring prints what it says."""
        assert 0 == doctest.testmod(import_module(name)).failed

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SOURCE).as_posix())
    def test_has_no_global_statement(self, file):
        """No function rebinds a name of its module."""
        assert [] == [
            node.names for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Global)
        ]


class TestModulesOfPacks:
    def test_hold_no_number_of_the_law(self):
        """The numbers of the law stand in dated rows: code knows only 0 and 1."""
        files = [file for file in FILES if file.parents[1].name == "packs"]
        found = ((file, node) for file in files for node in ast.walk(tree(file)) if is_number_of_law(node))

        assert files
        assert [] == [f"{file.relative_to(SOURCE)}:{node.lineno}" for file, node in found]

    @pytest.mark.parametrize(("code", "expected"), [("30", True), ("0.5", True), ("'0.20'", True), ("1", False)])
    def test_numbers_are_found(self, code, expected):
        """A limit is found as a number and as the text of a decimal; 0 and 1 may stand."""
        assert expected == is_number_of_law(ast.parse(code, mode="eval").body)
