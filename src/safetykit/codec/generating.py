"""Functions made of the field table of a class, when they are first called: what readers and writers share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeAlias

Lines: TypeAlias = list[str]


class Generated(ABC):
    """
    One generated function for each class, all in one namespace.

    Attributes:
        verb: What the functions do; their names begin with it.
        takes: The names of their arguments.
    """

    takes: ClassVar[str]

    def __init__(self, verb: str, **space: Any) -> None:
        """Give the generated code the values that all its functions share."""
        self.verb: str = verb
        self._space: dict[str, Any] = space
        self._names: dict[type, str] = {}

    @abstractmethod
    def lines(self, cls: type) -> Lines:
        """Write the body of the function of a class."""

    def source(self, cls: type) -> str:
        """Return the source of the function of a class."""
        return "\n".join([f"def {self.name(cls)}({self.takes}):", *indented(self.lines(cls)), ""])

    def of(self, cls: type) -> Callable[..., Any]:
        """Return the function of a class."""
        made: Callable[..., Any] = self._space[self.name(cls)]
        return made

    def name(self, cls: type) -> str:
        """Return what the function of a class is called in the generated code; no two classes share a name."""
        if cls not in self._names:
            name = f"{self.verb}_{cls.__name__}"
            while name in self._space:
                name += "_"
            self._names[cls] = name
            self._space[name] = self._first(cls, name)
        return self._names[cls]

    def _first(self, cls: type, name: str) -> Callable[..., Any]:
        """Return what stands for a function until it is called: then the function takes its place."""

        def first(*args: Any) -> Any:
            if self._space[name] is first:
                exec(compile(self.source(cls), f"<{name} of safetykit>", "exec"), self._space)  # noqa: S102
            return self._space[name](*args)

        return first

    def keep(self, cls: type, name: str, value: Any) -> str:
        """Give the generated code of a class a value; return what it is called there."""
        name = f"{self.name(cls).removeprefix(f'{self.verb}_')}_{name}"
        self._space[name] = value
        return name


def indented(lines: Iterable[str]) -> Lines:
    """Move lines of code one level in."""
    return [f"    {line}" for line in lines]
