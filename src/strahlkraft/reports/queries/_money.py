"""Grants, payouts and the ledger as known at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.timezone import localdate

from strahlkraft.funding.models import Expenditure, Grant, GrantNotice, GrantStep, Payment
from strahlkraft.funding.queries.terms import facts_of as notice_facts
from strahlkraft.funding.rules.phase import end_of
from strahlkraft.funding.rules.terms import NoticeFacts, terms
from strahlkraft.funding.rules.vocabulary import GrantState, NoticeState
from strahlkraft.network.models import Region
from strahlkraft.reports.rules.excluding import Reason, Ref, wrong_side
from strahlkraft.reports.rules.facts import GrantFact, MoneyFact

if TYPE_CHECKING:
    from strahlkraft.reports.queries.scope import Scope


def in_scope(scope: Scope, path: str = "") -> Q:
    """The condition on rows of a grant (``path`` leads to it) of the region or project asked for."""
    found = Q(**{f"{path}pk__isnull": False})
    if scope.region is not None:
        found &= Q(**{f"{path}region": scope.region})
    if scope.project is not None:
        found &= Q(**{f"{path}project": scope.project}) | Q(**{f"{path}project__parent": scope.project})
    return found


def invented_regions() -> frozenset[int]:
    """Regions that are invented: everything in them is an example."""
    return frozenset(Region.objects.filter(demonstration=True).order_by().values_list("pk", flat=True))


def invented_projects() -> frozenset[int]:
    """Projects with an invented grant."""
    rows = Grant.objects.filter(demonstration=True, project__isnull=False).order_by()
    return frozenset(rows.values_list("project_id", flat=True).distinct())


def notices(scope: Scope) -> Mapping[int, list[NoticeFacts]]:
    """By grant the confirmed notices that were effective by the day, in the order they took effect."""
    told: dict[int, list[NoticeFacts]] = defaultdict(list)
    rows = GrantNotice.objects.filter(
        in_scope(scope, "grant__"), state=NoticeState.CONFIRMED, effective_on__lte=scope.on
    )
    for row in rows.order_by("effective_on", "issued_on", "pk"):
        told[row.grant_id].append(notice_facts(row))
    return told


def steps(scope: Scope) -> Mapping[int, list[tuple[date, str]]]:
    """By grant its steps, the earliest first, also later ones: they say that it stood elsewhere before."""
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = GrantStep.objects.filter(in_scope(scope, "grant__")).order_by("on", "at", "pk")
    for grant, on, state in rows.values_list("grant_id", "on", "to_state"):
        found[grant].append((on, state))
    return found


def grants(
    scope: Scope,
    *,
    notices: Mapping[int, list[NoticeFacts]],
    steps: Mapping[int, list[tuple[date, str]]],
) -> list[GrantFact]:
    """The grants as they stood at the end of the day."""
    rows = Grant.objects.filter(in_scope(scope)).select_related("region", "recipient", "project")
    found = []
    for row in rows:
        told = notices.get(row.pk, [])
        first, extended = _ends(told)
        found.append(
            GrantFact(
                key=row.pk,
                ref=Ref("grant", row.code, str(row)),
                project=(row.project.parent_id or row.project_id) if row.project else None,
                region=row.region.name,
                recipient=row.recipient.name,
                recipient_kind=row.recipient_kind,
                funding_object=row.funding_object,
                state=_state(row, steps.get(row.pk, []), scope.on),
                terms=terms(told, on=scope.on),
                first_end=first,
                extended_on=extended,
                parent=row.parent_id,
                left=wrong_side(invented=row.demonstration, example=scope.example),
            )
        )
    return found


def _state(row: Grant, steps: list[tuple[date, str]], on: date) -> str:
    """The state of a grant on a day; empty: nobody had applied for it yet."""
    reached = [state for day, state in steps if day <= on]
    if reached:
        return reached[-1]
    if steps:
        return str(GrantState.APPLIED) if row.applied_on and row.applied_on <= on else ""
    return row.state if (row.applied_on or localdate(row.created_at)) <= on else ""


def _ends(told: list[NoticeFacts]) -> tuple[date | None, date | None]:
    """The end the first notice named, and the day a later one took effect; None: never, or taken back."""
    first: date | None = None
    extended: date | None = None
    for place in range(len(told)):
        holds = terms(told[: place + 1])
        end = end_of(holds.grant_until, holds.work_until)
        first = first or end
        later = bool(first and end and end > first)
        extended = (extended or told[place].effective_on) if later else None
    return first, extended


def payouts(scope: Scope) -> Iterator[MoneyFact]:
    """Payouts that had arrived by the day; those booked later are named, not counted."""
    rows = Payment.objects.filter(in_scope(scope, "grant__"), received_on__lte=scope.on)
    values = rows.order_by("grant_id", "received_on", "pk").values_list(
        "pk", "grant_id", "received_on", "amount", "reference", "booked_at"
    )
    for key, grant, on, amount, reference, booked_at in values:
        late = Reason.BOOKED_LATER if booked_at >= scope.end else None
        yield MoneyFact(grant, Ref("payout", str(key), f"{on.isoformat()} {reference}".strip()), on, amount, left=late)


def spending(scope: Scope) -> Iterator[MoneyFact]:
    """Lines of the ledger known by the day, as ``funding.queries.ledger.spent`` counts them, with what it leaves out."""
    for row in _lines(scope):
        paid_on, booked_at, noted_at = row["paid_on"], row["booked_at"], row["paid_noted_at"]
        left = None
        if booked_at >= scope.end:
            if paid_on is None or paid_on > scope.on:
                continue  # neither known nor paid by then: nothing to name
            left = Reason.BOOKED_LATER
        elif paid_on is None or paid_on > scope.on or (noted_at is not None and noted_at >= scope.end):
            left = Reason.NOT_PAID
        ref = line_ref(row["grant__code"], row["pk"], _receipt(row))
        yield MoneyFact(row["grant_id"], ref, paid_on, row["eligible"], row["land_share"], left)


def _lines(scope: Scope) -> Iterable[Any]:
    """The lines of the ledger as plain values: there may be thousands."""
    rows = Expenditure.objects.filter(in_scope(scope, "grant__")).order_by("grant_id", "paid_on", "pk")
    return rows.values(
        "pk",
        "grant_id",
        "grant__code",
        "paid_on",
        "booked_at",
        "paid_noted_at",
        "eligible",
        "land_share",
        "text",
        "invoice__number",
        "invoice__supplier",
        "invoice__filed_at",
    )


def line_ref(grant: str, line: int, title: str) -> Ref:
    """A line of the ledger of a grant (by code), which has a page of its own."""
    return Ref("ledger_line", f"{grant}/ausgaben/{line}", title)


def _receipt(row: Mapping[str, Any]) -> str:
    """A line with its receipt: what for, from whom, under which number, where it is kept."""
    paper = [str(row[name]) for name in ("invoice__supplier", "invoice__number", "invoice__filed_at") if row[name]]
    return " · ".join([str(row["text"]), *paper])
