"""The funds forecast (FUNDING.md e.3): drawn, needed and lapsing by year, and what the Land gives in three scenarios.

Everything ahead of the day is an estimate from the plans in force; only the authority decides. Each estimate is a figure
too: with its definition, the grants it is made of and those it leaves out (I9).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries.forecast import Outlook, outlooks
from strahlkraft.funding.queries.plans import sources_of
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import SourceKind
from strahlkraft.reports.queries._wording import cell_of, column_of
from strahlkraft.reports.queries.figures import figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Ahead, Code, Grouping
from strahlkraft.reports.rules.excluding import Left, Reason, Ref
from strahlkraft.reports.rules.facts import Facts, GrantFact
from strahlkraft.reports.rules.figures import Counted, Share, grant_groups
from strahlkraft.reports.rules.sheet import Block

CODES = (Code.GRANTED, Code.DRAWN, Code.LAND_SPENT)
SCENARIOS: Mapping[Ahead, Callable[[Outlook], Decimal | None]] = {
    Ahead.SO_FAR: lambda seen: seen.forecast.so_far.grant if seen.forecast else None,
    Ahead.EXPECTED: lambda seen: seen.forecast.expected.grant if seen.forecast else None,
    Ahead.CAUGHT_UP: lambda seen: seen.forecast.caught_up.grant if seen.forecast else None,
    Ahead.NOT_NEEDED: lambda seen: seen.forecast.left if seen.forecast else None,
}
Found = Mapping[Code | Ahead, Counted]


def forecast(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of a funds forecast and the figures they show; seven queries beside the facts."""
    counted = {row.key: row for row in facts.counted_grants if not row.forwarded and row.terms.notices}
    seen = outlooks(Grant.objects.filter(pk__in=counted), on=scope.on)
    known: dict[Code | Ahead, Counted] = {one.code: one for one in figures(CODES, facts)}
    found = known | _by_year(facts, counted, seen, known[Code.GRANTED].left)
    found |= {code: _scenario(code, facts, counted, seen, known[Code.GRANTED].left) for code in SCENARIOS}
    blocks = [
        sheet.quiet(_("Estimates from the financing plans in force on the day; only the granting authority decides.")),
        sheet.heading(_("By year")),
        _years(scope, found),
        sheet.heading(_("What the Land will give")),
        _scenarios(counted, seen, found),
        sheet.quiet(
            _(
                "So far: nothing more is spent. Expected: past years as paid, this year and later as planned. Caught up: "
                "everything that was planned is spent after all."
            )
        ),
        sheet.quiet(
            _(
                "How new money of third parties is taken off the grant is an interpretation, not verified in the official "
                "text; otherwise by the notice."
            )
        ),
    ]
    return blocks, list(found.values())


def planned_of(one: Outlook) -> dict[int, Decimal]:
    """Money of the Land by fiscal year, as the plan in force on the day names it."""
    found: dict[int, Decimal] = {}
    for source in sources_of(one.plan) if one.plan else []:
        if source.kind == SourceKind.GRANT:
            found[source.year] = found.get(source.year, ZERO) + source.amount
    return found


def _arrived(facts: Facts) -> dict[tuple[int, int], Decimal]:
    """By grant and year what had arrived and was booked."""
    found: dict[tuple[int, int], Decimal] = {}
    for row in facts.payouts:
        if row.left is None and row.on is not None:
            found[row.grant, row.on.year] = found.get((row.grant, row.on.year), ZERO) + row.amount
    return found


def _by_year(
    facts: Facts, counted: Mapping[int, GrantFact], seen: Mapping[int, Outlook], left: tuple[Left, ...]
) -> dict[Code | Ahead, Counted]:
    """Planned, still needed, lapsing: a share for each grant and year with money in it."""
    shares: dict[Ahead, list[Share]] = {Ahead.PLANNED: [], Ahead.NEEDED: [], Ahead.LAPSING: []}
    arrived = _arrived(facts)
    for key, grant in counted.items():
        for year, planned in sorted(planned_of(seen[key]).items()):
            open_ = max(ZERO, planned - arrived.get((key, year), ZERO)) if year >= facts.on.year else ZERO
            lapsing = seen[key].lapse.at_risk if year == facts.on.year else ZERO
            for code, amount in zip(shares, (planned, open_, lapsing), strict=True):
                if amount:
                    ref = Ref("plan", grant.ref.key, f"{grant.ref.title}, {year}")
                    shares[code].append(Share(ref, amount, grant_groups(facts, grant, year)))
    plain = [Left(row.ref, Reason.NO_PLAN) for key, row in counted.items() if seen[key].plan is None]
    return {code: Counted(code, tuple(rows), (*left, *plain)) for code, rows in shares.items()}


def _scenario(
    code: Ahead,
    facts: Facts,
    counted: Mapping[int, GrantFact],
    seen: Mapping[int, Outlook],
    left: tuple[Left, ...],
) -> Counted:
    shares, plain = [], []
    for key, grant in counted.items():
        amount = SCENARIOS[code](seen[key])
        if amount is None:
            plain.append(Left(grant.ref, Reason.NO_PLAN))
        else:
            shares.append(Share(grant.ref, amount, grant_groups(facts, grant, None)))
    return Counted(code, tuple(shares), (*left, *plain))


def _years(scope: Scope, found: Found) -> Block:
    columns: tuple[Code | Ahead, ...] = (Ahead.PLANNED, Code.DRAWN, Code.LAND_SPENT, Ahead.NEEDED, Ahead.LAPSING)
    told = {int(share.groups[Grouping.YEAR][0]) for code in columns for share in found[code].shares}
    rows = []
    for year in sorted({*told, scope.on.year}):
        cells = [cell_of(found[code], Grouping.YEAR, str(year)) for code in columns]
        if year != scope.on.year:
            cells[-1] = sheet.text("–")
        rows.append([sheet.text(year), *cells])
    return sheet.table(
        _("Money of the Land by fiscal year"),
        [sheet.column(_("Year")), *(column_of(code) for code in columns)],
        rows,
        total=[sheet.text(_("Together")), *(cell_of(found[code]) for code in columns)],
    )


def _scenarios(counted: Mapping[int, GrantFact], seen: Mapping[int, Outlook], found: Found) -> Block:
    rows = [
        [
            sheet.text(grant.ref.title, ref=grant.ref),
            sheet.money(grant.terms.amount, ref=grant.ref),
            *(sheet.money(amount(seen[key]), ref=grant.ref) for amount in SCENARIOS.values()),
        ]
        for key, grant in counted.items()
    ]
    codes: tuple[Code | Ahead, ...] = (Code.GRANTED, *SCENARIOS)
    return sheet.table(
        _("Final grant in three scenarios (estimate)"),
        [sheet.column(_("Grant")), *(column_of(code) for code in codes)],
        rows,
        total=[sheet.text(_("Together")), *(cell_of(found[code]) for code in codes)] if rows else [],
        empty=_("No grant counts."),
    )
