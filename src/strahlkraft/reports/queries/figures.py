"""Every figure as of any past day: the records as known at its end, loaded in a constant number of queries (I8, I9).

Notices count from the day they are legally effective, lines of the ledger when paid and booked, steps of a grant by their
day, statements of the register, requests, cases and published words when they became known here.
"""

from collections.abc import Iterable

from strahlkraft.network.models import Region
from strahlkraft.reports.queries import _money, _register, _results
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules.definitions import Code
from strahlkraft.reports.rules.facts import Facts
from strahlkraft.reports.rules.figures import Counted, count


def facts_of(scope: Scope) -> Facts:
    """What all figures of a scope are counted from; seventeen queries however many records there are."""
    invented = _money.invented_regions()
    notices = _money.notices(scope)
    grants = _money.grants(scope, notices=notices, steps=_money.steps(scope))
    of_project = {row.project for row in grants if row.project and notices.get(row.key)}  # an application tells nobody
    invented_projects = _money.invented_projects()
    projects = _register.projects(
        scope, invented_regions=invented, invented_projects=invented_projects, with_grants=of_project
    )
    return Facts(
        on=scope.on,
        example=scope.example,
        projects=tuple(projects),
        grants=tuple(grants),
        payouts=tuple(_money.payouts(scope)),
        spending=tuple(_money.spending(scope)),
        requests=tuple(_results.requests(scope)),
        reuses=tuple(_results.reuses(scope)),
        lessons=tuple(_results.lessons(scope)),
        by_project={row.key: row for row in projects},
        by_grant={row.key: row for row in grants},
    )


def figures(codes: Iterable[Code], facts: Facts) -> list[Counted]:
    """The figures asked for, each by its one function."""
    return [count(code, facts) for code in codes]


def is_example(region: Region | None) -> bool:
    """Whether a region is an invented one."""
    return region is not None and region.demonstration
