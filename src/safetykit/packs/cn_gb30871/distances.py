"""Distances as they were written down."""

from decimal import Decimal

from safetykit.model.quantities import Quantity, Unit
from safetykit.rules.site import Site


def meters(distance: Quantity) -> Decimal | None:
    """Return a distance in meters; None if it is given in another unit, as "below", or below zero."""
    plain = distance.unit is Unit.METER and distance.qualifier is None and distance.value >= 0
    return distance.value if plain else None


def within(distance: Decimal, limit: Decimal, site: Site) -> bool:
    """Say whether something at *distance* is "within *limit*"; exactly there, the site says (no text settles it)."""
    return distance < limit or (distance == limit and site.distance_at_limit == "breach")
