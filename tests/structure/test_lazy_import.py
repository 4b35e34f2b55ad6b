import subprocess
import sys

HEAVY = {"cattrs", "cyclopts", "jinja2", "orjson", "pendulum", "rich", "segno", "typst"}


class TestLazyImport:
    def test_import_is_light(self):
        """``import safetykit`` loads none of the heavy libraries."""
        code = "import sys, safetykit; print(*sys.modules)"
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert set() == HEAVY & {*shown.stdout.split()}
