"""A table of gases: what they are called, whether they burn, and from how much of them in air on."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

import attrs

from safetykit.model.gas import Gas


@attrs.frozen(kw_only=True)
class KnownGas:
    """
    One gas of a table.

    Attributes:
        code: Its formula, by which the table calls it.
        lel: Lowest and highest lower explosive limit that the sources of the table give, in percent by volume; None
            for a gas that does not burn.
        toxic: Whether it is often measured in traces for its poison alone.
    """

    code: str
    lel: tuple[Decimal, Decimal] | None = None
    toxic: bool = False


@attrs.frozen(eq=False)
class GasTable:
    """Gases by everything they are called, folded as :func:`folded` does."""

    named: MappingProxyType[str, KnownGas]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "GasTable":
        """
        Make a table of parsed rows.

        Args:
            rows: Each with ``code`` and ``names``, ``lel`` as lowest and highest limit for a gas that burns, and
                ``toxic``.
        """
        named: dict[str, KnownGas] = {}
        for row in rows:
            gas = KnownGas(
                code=row["code"], lel=tuple(row["lel"]) if "lel" in row else None, toxic=row.get("toxic", False)
            )
            named |= {folded(name): gas for name in (gas.code, *row["names"])}
        return cls(MappingProxyType(named))

    def called(self, name: str | None) -> KnownGas | None:
        """Return the gas that is called *name*."""
        return None if name is None else self.named.get(folded(name))

    def of_test(self, gas: Gas | None) -> KnownGas | None:
        """Return the gas that a test names, by its code first."""
        if gas is None:
            return None
        found = None if gas.code is None else self.named.get(folded(gas.code))
        return found or self.named.get(folded(gas.name))

    def same(self, one: str, other: str) -> bool:
        """Say whether two names are those of one gas."""
        known = self.called(one)
        return folded(one) == folded(other) or (known is not None and known == self.called(other))


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Fold what reads the same, such as O₂ and O2."""
    return "".join(normalize("NFKC", name).casefold().split())
