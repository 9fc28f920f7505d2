"""Sums that say how many records they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """``amount`` in euro over ``known`` of ``of`` records; ``approximate`` of the known ones are rounded by their source."""

    amount: Decimal
    known: int
    of: int
    approximate: int


def total(amounts: Iterable[tuple[Decimal | None, bool]]) -> Total:
    """Sum (amount, is_approximate) pairs; an unknown amount counts as a record but never as zero euro."""
    rows = list(amounts)
    known = [(amount, approximate) for amount, approximate in rows if amount is not None]
    return Total(
        amount=sum((amount for amount, _ in known), Decimal(0)),
        known=len(known),
        of=len(rows),
        approximate=sum(1 for _, approximate in known if approximate),
    )
