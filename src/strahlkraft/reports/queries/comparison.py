"""Regions side by side, by the very figures of the reports (I8): one loading of facts, divided by region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strahlkraft.network.models import Region
from strahlkraft.reports.queries.figures import facts_of, figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules.definitions import Ahead, Code, Grouping
from strahlkraft.reports.rules.figures import Counted, value_of

SHOWN = (
    Code.PROJECTS,
    Code.RUNNING,
    Code.ENDED,
    Code.FINISHED,
    Code.EXTENDED,
    Code.REUSES,
    Code.GRANTS,
    Code.GRANTED,
    Code.DRAWN,
    Code.SPENT,
    Code.SPEND_RATE,
)
"""Figures of the comparison, in their order."""
OF_GRANTS = frozenset({Code.EXTENDED, Code.GRANTS, Code.GRANTED, Code.DRAWN, Code.SPENT, Code.SPEND_RATE})
"""Figures that nobody knows while no grant of a region is kept here: nothing is said instead of nought."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One region: whether grants of it are kept here, and its figures by code (None: not known)."""

    region: Region
    has_grants: bool
    values: dict[Code | Ahead, Decimal | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Regions side by side as of the end of a day, of real or invented records, and what is left out everywhere."""

    on: date
    example: bool
    rows: tuple[Standing, ...]
    counted: tuple[Counted, ...]


def sides(regions: Iterable[Region]) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Real regions and invented ones, which are never counted together."""
    asked = tuple(regions)
    return tuple(row for row in asked if not row.demonstration), tuple(row for row in asked if row.demonstration)


def compare(regions: Iterable[Region], *, on: date, example: bool = False) -> Comparison:
    """The figures of these regions; as many queries for one region as for five."""
    asked = list(regions)
    scope = Scope(on, region=asked[0] if len(asked) == 1 else None, example=example)
    facts = facts_of(scope)
    counted = figures(SHOWN, facts)
    kept = {row.region for row in facts.counted_grants}
    rows = [
        Standing(
            region=region,
            has_grants=region.name in kept,
            values={one.code: _value(one, region.name, known=region.name in kept) for one in counted},
        )
        for region in asked
    ]
    return Comparison(on, example, tuple(rows), tuple(counted))


def _value(one: Counted, region: str, *, known: bool) -> Decimal | None:
    if one.code in OF_GRANTS and not known:
        return None
    return value_of(one.part(Grouping.REGION, region))
