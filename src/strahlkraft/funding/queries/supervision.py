"""What the granting authority and the Land see of grants: effective terms, payouts, decided and open proofs (I22).

Never applications in work, drafts, notes, lines of the ledger, drafts of drawdowns or who released what inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from strahlkraft.funding import access
from strahlkraft.funding.models import AuthorityQuery, Grant, GrantNotice, Payment, Proof
from strahlkraft.funding.queries.grants import Frame, frames_of
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.vocabulary import GrantState, NoticeKind, NoticeState
from strahlkraft.kernel.actor import Actor

UNSEEN = (GrantState.APPLIED, GrantState.NOT_GRANTED)
"""States before a confirmed award: the authority knows its own files of them, the office's are not its business."""


@dataclass(frozen=True, slots=True)
class Line:
    """A grant as the authority sees it, with what holds by its confirmed notices and what was paid out (euros)."""

    grant: Grant
    frame: Frame
    paid: Decimal

    @property
    def forwarded(self) -> bool:
        """Whether its money is contained in another grant (R23)."""
        return self.grant.parent_id is not None


@dataclass(frozen=True, slots=True)
class Sums:
    """Grants together, forwarded ones not counted again; euros of the Land. ``awaited``: confirmed, not effective yet."""

    count: int = 0
    granted: Decimal = ZERO
    paid: Decimal = ZERO
    awaited: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One grant with everything the authority sees of it."""

    line: Line
    notices: list[GrantNotice]
    payouts: list[Payment]
    proofs: list[Proof]
    queries: list[AuthorityQuery]


def visible(by: Actor) -> QuerySet[Grant]:
    """Grants of the own regions with a confirmed award (default deny)."""
    awarded = GrantNotice.objects.filter(kind=NoticeKind.AWARD, state=NoticeState.CONFIRMED).values("grant")
    rows = access.supervised_grants(by).filter(pk__in=awarded).exclude(state__in=UNSEEN)
    return rows.select_related("project", "region", "recipient", "parent")


def lines(rows: Iterable[Grant], *, today: date) -> list[Line]:
    """The grants with their terms and payouts; three queries however many there are."""
    grants = list(rows)
    frames = frames_of(grants, today=today)
    sums = Payment.objects.filter(grant__in=[row.pk for row in grants]).order_by().values("grant")
    paid: dict[int, Decimal] = dict(sums.annotate(sum=Sum("amount")).values_list("grant", "sum"))
    return [Line(row, frames[row.pk], paid.get(row.pk, ZERO)) for row in grants]


def sums_of(rows: Iterable[Line]) -> Sums:
    """What grants are together: granted is what is legally effective, paid what arrived."""
    own = [row for row in rows if not row.forwarded]
    return Sums(
        count=len(own),
        granted=total(row.frame.terms.amount or ZERO for row in own if not row.frame.not_yet),
        paid=total(row.paid for row in own),
        awaited=sum(row.frame.not_yet for row in own),
    )


def page_of(grant: Grant, *, today: date) -> Page:
    """One grant of ``visible``; seven queries however much there is."""
    handed_in = grant.proofs.filter(state__in=rules.HANDED_IN)
    return Page(
        line=lines([grant], today=today)[0],
        notices=list(grant.notices.filter(state=NoticeState.CONFIRMED)),
        payouts=list(grant.payments.all()),
        proofs=sorted(handed_in, key=lambda row: (row.year is not None, -(row.year or 0))),
        queries=list(grant.queries.filter(proof=None)),
    )
