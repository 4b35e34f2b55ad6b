import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("test_*.py"))


class TestTests:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
    def test_says_its_behavior(self, file):
        """Every test states the behavior as a sentence in its docstring."""
        found = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))
        tests = (node for node in found if node.name.startswith("test_"))

        assert [] == [node.name for node in tests if not (ast.get_docstring(node) or "").endswith((".", "。"))]

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
    def test_is_never_skipped(self, file):
        """A test runs or fails: it is neither skipped nor expected to fail."""
        names = {"importorskip", "skip", "skipif", "xfail"}
        used = (node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute))

        assert set() == names & {*used}
