"""The command line: a thin face of the library for files. Exit codes: 0 no blocking breach, 1 one or more, 2 unusable."""

from safetykit.cli.app import run

__all__ = ["run"]
