"""What holds for grants on a day, from their confirmed notices; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from strahlkraft.funding.models import FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.rules.terms import NoticeFacts, Terms, terms
from strahlkraft.funding.rules.vocabulary import NoticeState, PlanState


def facts_of(row: GrantNotice) -> NoticeFacts:
    """A confirmed notice for the rules."""
    return NoticeFacts(
        key=row.pk,
        kind=row.kind,
        issued_on=row.issued_on,
        effective_on=row.effective_on or row.notified_on,
        reference=row.reference,
        edition=row.edition,
        amount=row.amount,
        rate=row.rate,
        eligible_total=row.eligible_total,
        grant_from=row.grant_from,
        grant_until=row.grant_until,
        work_from=row.work_from,
        work_until=row.work_until,
        earmarked_until=row.earmarked_until,
        proof_due_on=row.proof_due_on,
        interim_proof=row.interim_proof,
        overrides=row.overrides,
        disapplied=tuple(row.disapplied),
    )


def terms_of(grants: Iterable[int], *, on: date | None = None) -> Mapping[int, Terms]:
    """The terms by id of the grant; every asked grant is there, without notices with nothing known. One query."""
    wanted = list(grants)
    told: dict[int, list[NoticeFacts]] = defaultdict(list)
    for row in GrantNotice.objects.filter(grant__in=wanted, state=NoticeState.CONFIRMED):
        told[row.grant_id].append(facts_of(row))
    return {key: terms(told[key], on=on) for key in wanted}


def plan_in_force(grant: Grant, *, on: date | None = None) -> FinancingPlan | None:
    """The newest confirmed plan whose notice was effective on that day (None: at all)."""
    rows = FinancingPlan.objects.filter(grant=grant, state=PlanState.CONFIRMED)
    if on is not None:
        rows = rows.filter(notice__effective_on__lte=on)
    return rows.order_by("-notice__effective_on", "-number").prefetch_related("lines", "sources").first()
