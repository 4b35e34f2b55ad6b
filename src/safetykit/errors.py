"""
Everything that can go wrong, split by whose move is next.

Each error says what is wrong, where, and what to do; it holds the same values as attributes and never a personal
value. A value made by hand that has no meaning raises ``TypeError`` or ``ValueError`` from the model instead.
"""

from collections.abc import Iterable

import attrs

from safetykit.model.findings import Findings
from safetykit.model.frozenmap import EMPTY, FrozenMap


class SafetykitError(Exception):
    """Base of all errors of the library."""


@attrs.frozen
class Problem:
    """
    One thing wrong with an input: where it is (a JSON Pointer, RFC 6901), a stable code, and what fills its text.

    ``args`` hold what was expected or found, never a value of the record.
    """

    path: str
    code: str
    args: FrozenMap[str] = EMPTY

    def __str__(self) -> str:
        """Write the place and the code, with the arguments."""
        detail = ", ".join(f"{name} {value}" for name, value in self.args.items())
        return f"{self.path or '/'}: {self.code}" + (f" ({detail})" if detail else "")


class DecodeError(SafetykitError):
    """The input is no record of this kit. ``problems`` holds every problem, in the order of the document."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; there is at least one."""
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"the input has {count} problem{'s' * (count != 1)}; correct them and load it again\n{lines}")


class Refused(SafetykitError):
    """A step that is not allowed. ``findings`` says what stands in its way, ``action`` which step it was."""

    def __init__(self, action: str, findings: Findings) -> None:
        """Keep the findings that stopped *action*."""
        self.action = action
        self.findings = findings
        lines = "\n".join(f"  {item.code} {item.path or '/'}: {item.message} [{item.cites}]" for item in findings.items)
        super().__init__(f"{action!r} is refused; kit.text(finding) says what to do about each of these\n{lines}")


class StaleRevision(SafetykitError):
    """Somebody else was faster: a newer revision of the record is stored."""

    def __init__(self, record: str, revision: int) -> None:
        """Name the record and the revision that could not be written."""
        self.record = record
        self.revision = revision
        super().__init__(
            f"revision {revision} of {record!r} is already stored; load the record and make the step again"
        )


class PackError(SafetykitError):
    """A pack, form, site, kit or file of cases is put together wrongly. Each problem names file, row and field."""

    problems: tuple[str, ...]

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems; there is at least one."""
        self.problems = tuple(problems)
        super().__init__("\n".join(("this cannot be used; correct:", *self.problems)))


class RenderError(SafetykitError):
    """A document cannot be made: a character without a glyph, a template, a target that cannot be written."""

    problems: tuple[str, ...]

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems; there is at least one."""
        self.problems = tuple(problems)
        super().__init__("\n".join(("the document cannot be made:", *self.problems)))


class StoreError(SafetykitError):
    """Stored data cannot be read or written as it must be; nothing was changed."""


class MissingExtra(SafetykitError):
    """A part of the library needs a package that is not installed."""

    def __init__(self, extra: str, package: str) -> None:
        """Name the extra to install."""
        self.extra = extra
        self.package = package
        super().__init__(f'{package} is not installed; run: pip install "safetykit[{extra}]"')
