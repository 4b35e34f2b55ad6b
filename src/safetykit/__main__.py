"""``python -m safetykit``: the same as the command ``safetykit``."""

import sys


def main() -> int:
    """Run the command line; without the extra ``cli`` say how to get it. Returns the exit code."""
    try:
        from safetykit.cli import run
    except ModuleNotFoundError as error:
        if error.name not in ("cyclopts", "rich"):
            raise
        print(f"{error.name} is not installed; run: pip install 'safetykit[cli]'", file=sys.stderr)
        return 2
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
