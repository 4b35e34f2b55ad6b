"""Finds the Python examples of the README and of these pages; as a command, writes them out to be type-checked."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def code(page: Path) -> str:
    """Return the Python of a page with every other line blank, so that line numbers stay."""
    lines, inside = [], False
    for line in page.read_text("utf-8").splitlines():
        fence = line.startswith("```")
        lines.append(line if inside and not fence else "")
        inside = line == "```python" or (inside and not fence)
    return "\n".join(lines) + "\n"


def pages() -> dict[str, Path]:
    """Map a name that a module could have to each page with examples."""
    found = (path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if code(path).strip())
    return {"_".join(path.relative_to(ROOT).with_suffix("").parts).replace("-", "_"): path for path in found}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.py"):
        old.unlink()
    for name, page in pages().items():
        (folder / f"{name}.py").write_text(code(page), "utf-8")
