import sys
from types import ModuleType

import pytest

from docs.examples import ROOT, code, pages


class TestExamples:
    @pytest.mark.parametrize(("name", "page"), pages().items(), ids=pages())
    def test_run(self, name, page, tmp_path, monkeypatch):
        """The examples of a page run in order, in an empty folder that holds only the folder of examples."""
        (tmp_path / "examples").symlink_to(ROOT / "examples")
        monkeypatch.chdir(tmp_path)
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)

        exec(compile(code(page), str(page), "exec"), vars(module))

    def test_keep_their_lines(self, tmp_path):
        """A failing example is reported at its line of the page; blocks in other languages are left out."""
        page = tmp_path / "page.md"
        page.write_text("# Page\n\n```python\nx = 1\n```\n\n```sh\nls\n```\n", "utf-8")

        assert code(page).splitlines() == ["", "", "", "x = 1", "", "", "", "", ""]
