"""Reading what was bought with grants and is bound to its purpose (R37), and the small aid of companies (R39)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from strahlkraft.funding.access import asset_link, of_asset_link, readable_grants
from strahlkraft.funding.models import Asset, DeMinimis, Grant
from strahlkraft.funding.rules import de_minimis
from strahlkraft.funding.rules.assets import ASK_AHEAD
from strahlkraft.funding.rules.dates import add_years
from strahlkraft.funding.rules.de_minimis import Award, Standing
from strahlkraft.kernel.actor import Actor
from strahlkraft.network.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Bound:
    """A thing with the day by which it is to be confirmed again; None: not any more."""

    row: Asset
    confirm_by: date | None
    over: bool  # the purpose is no longer bound
    ask: bool  # its confirmation is due soon or overdue


def bound(rows: Iterable[Asset], *, today: date) -> list[Bound]:
    """Things as their page shows them."""
    return [_bound(row, today) for row in rows]


def _bound(row: Asset, today: date) -> Bound:
    over = today > row.bound_until
    again = add_years(row.confirmed_on or max(row.bought_on, localdate(row.entered_at)), 1)
    due = None if over or again > row.bound_until else again
    return Bound(row, due, over, due is not None and (due - today).days <= ASK_AHEAD)


def assets_of(grant: Grant, *, today: date) -> list[Bound]:
    """The inventory of a grant, what is bound longest last."""
    return bound(Asset.objects.filter(grant=grant), today=today)


def to_confirm(*, today: date) -> dict[Grant, list[Asset]]:
    """Every thing whose yearly confirmation is due within 30 days or overdue, by grant; two queries."""
    rows = Asset.objects.filter(bound_until__gte=today).select_related("grant__recipient", "grant__region")
    found: dict[Grant, list[Asset]] = {}
    for one in bound(rows.order_by("grant", "pk"), today=today):
        if one.ask:
            found.setdefault(one.row.grant, []).append(one.row)
    return found


def mailboxes(organisations: Iterable[int]) -> dict[int, str]:
    """The function mailbox of each organisation (primary key) that has one."""
    rows = ContactPoint.objects.filter(organisation__in=list(organisations)).exclude(mailbox="")
    return dict(rows.values_list("organisation_id", "mailbox"))


def grant_of_link(token: str) -> Grant | None:
    """The grant whose things somebody confirms by link; None for links that are not ours or went to another mailbox."""
    code = of_asset_link(token)
    row = (
        Grant.objects.select_related("recipient", "region", "project")
        .filter(code=code.rpartition("-")[0] or "-")
        .first()
    )
    if row is None:
        return None
    return row if code == asset_link(row, mailboxes([row.recipient_id]).get(row.recipient_id, "")) else None


def awards_of(grant: Grant) -> QuerySet[DeMinimis]:
    """The small aid entered with a grant."""
    return DeMinimis.objects.filter(grant=grant)


@dataclass(frozen=True, slots=True)
class Aid:
    """An award with what its group of undertakings had got by that day; None: it does not count."""

    row: DeMinimis
    standing: Standing | None


def aid_of(grant: Grant, by: Actor) -> list[Aid]:
    """The small aid of a grant with sums at the day of each award, over all grants ``by`` may read; two queries."""
    readable = DeMinimis.objects.filter(grant__in=readable_grants(by).values("pk"))
    awards = [Award(row.undertaking, row.amount, row.awarded_on, not row.not_applicable_reason) for row in readable]
    return [
        Aid(row, None if row.not_applicable_reason else de_minimis.standing(awards, row.undertaking, row.awarded_on))
        for row in awards_of(grant)
    ]
