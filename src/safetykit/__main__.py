"""``python -m safetykit``: the same as the command ``safetykit``."""

import io
import sys
import traceback


def main() -> int:
    """Run the command line; without the extra ``cli`` say how to get it. Returns the exit code."""
    try:
        from safetykit.cli import run
    except ModuleNotFoundError as error:
        if error.name not in ("cyclopts", "rich"):
            raise
        print(f'{error.name} is not installed; run: pip install "safetykit[cli]"', file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows may not know the characters of a finding
            stream.reconfigure(errors="backslashreplace")
    try:
        return run(sys.argv[1:])
    except Exception:  # noqa: BLE001 - left alone it would exit with 1, which means a breach
        traceback.print_exc()
        return 2


if __name__ == "__main__":
    sys.exit(main())
