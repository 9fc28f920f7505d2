"""Money that has to go back."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from strahlkraft.funding.models import Claim, Document, Grant, GrantNotice
from strahlkraft.funding.queries.documents import documents_of
from strahlkraft.funding.queries.drawdowns import money_of
from strahlkraft.funding.rules import claims as rules
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.vocabulary import ClaimState
from strahlkraft.kernel.actor import Actor


def claims_of(grant: Grant) -> QuerySet[Claim]:
    """All claims of a grant, the newest first, with their segments."""
    rows = Claim.objects.filter(grant=grant).select_related("payment", "act").prefetch_related("segments")
    return rows.order_by("-opened_at", "-pk")


def open_claims(grant: Grant) -> QuerySet[Claim]:
    """What the authority fixed and nobody has paid or waived: a grant is settled only without."""
    return Claim.objects.filter(grant=grant, state=ClaimState.CLAIMED)


def of_notice(notice: GrantNotice) -> Claim | None:
    """The claim a final notice or a revocation fixed when it was confirmed."""
    return (
        Claim.objects.filter(grant=notice.grant_id, act=notice.document_id).exclude(state=ClaimState.ESTIMATED).first()
    )


def repayment_by(notice: GrantNotice, *, on: date) -> Decimal:
    """What was paid out beyond the sum that remains by an act, as of a day, less what is claimed already; no sum: nothing."""
    if notice.amount is None:
        return ZERO
    money = money_of([notice.grant_id], on=on)[notice.grant_id]
    claimed = total(open_claims(notice.grant).values_list("amount", flat=True))
    return rules.repayment(money.drawn, money.repaid + claimed, notice.amount)


def possible_acts(grant: Grant, by: Actor) -> QuerySet[Document]:
    """Papers an act about this grant can be: those of its record, and what this person added; the newest first.

    Papers of other grants of the region are nobody's business here (I21).
    """
    own = Document.objects.filter(region_id=grant.region_id, added_by=by.actor_id)
    return (documents_of(grant) | own).order_by("-added_at", "-pk")
