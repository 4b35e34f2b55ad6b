from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = (".ci", "bench", "changelog.d", "docs", "examples", "src", "tests", "tools", "pyproject.toml", "README.md")
TEXTS = {"", ".cfg", ".html", ".j2", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".typ", ".xml", ".yaml", ".yml"}
# Written in parts, so that this file does not hold what it looks for.
HOSTS = tuple(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")))


def files():
    """Yield every text file of the project, made ones left out."""
    for place in PLACES:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            made = {"__pycache__", "_build", "generated"} & {*file.parts}
            if file.is_file() and file.suffix in TEXTS and not made:
                yield file


class TestTree:
    @pytest.mark.parametrize("file", [pytest.param(file, id=file.relative_to(ROOT).as_posix()) for file in files()])
    def test_names_no_machine(self, file):
        """The project names neither a folder of the machine that it was written on nor the host of a registry."""
        text = file.read_text("utf-8")
        forbidden = (f"{ROOT}/", f"{ROOT.parent}/shared", f"{Path.home()}/", *HOSTS)

        assert [] == [word for word in forbidden if word in text]
