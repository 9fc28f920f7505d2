"""The money of grants: what may be requested, what was paid out, used and is left, what late use may cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from strahlkraft.funding import access
from strahlkraft.funding.models import Approval, Claim, Drawdown, Expenditure, Grant, Payment, PaymentUse
from strahlkraft.funding.queries.terms import plan_in_force, terms_of
from strahlkraft.funding.rules import dates
from strahlkraft.funding.rules import drawdowns as rules
from strahlkraft.funding.rules import interest as counting
from strahlkraft.funding.rules.deadline_kinds import GrantRule
from strahlkraft.funding.rules.drawdowns import Open, Payout, Standing
from strahlkraft.funding.rules.editions import Parameter, edition_of, parameter
from strahlkraft.funding.rules.money import ZERO, cents, total
from strahlkraft.funding.rules.need import Due, Need, Position, need_as_kept, need_of
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import ClaimState, DrawdownState, FinancingMode, SourceKind
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.deadlines import name_of

MOST = 50
"""Duties of one kind: whoever has more sees them in their own list."""

USED_STANDING = Q(expenditure__reversed_by__isnull=True)
"""Uses that count, wherever they are summed (as in ``with_sums``): what paid a line that was taken back is free again."""


@dataclass(frozen=True, slots=True)
class Money:
    """All money of a grant on a day: granted by the notices effective then, requested, paid out, used, paid back."""

    granted: Decimal
    asked: Decimal
    drawn: Decimal
    used: Decimal
    repaid: Decimal

    @property
    def in_hand(self) -> Decimal:
        """Paid out and neither used nor paid back."""
        return max(ZERO, self.drawn - self.used - self.repaid)

    @property
    def left(self) -> Decimal:
        """Granted and not drawn yet."""
        return max(ZERO, self.granted - self.drawn + self.repaid)


@dataclass(frozen=True, slots=True)
class Late:
    """What late use of one payout may cost: finished parts, the part still open, the choice that is left. An estimate."""

    parts: tuple[counting.Estimate, ...]
    running: counting.Estimate | None
    choice: counting.Choice | None
    unverified: tuple[Parameter, ...]
    overridden: tuple[Parameter, ...]

    @property
    def all(self) -> tuple[counting.Estimate, ...]:
        """Every part, the open one last."""
        return (*self.parts, *([self.running] if self.running else []))

    @property
    def amount(self) -> Decimal:
        """The whole estimate."""
        return counting.together(self.all)

    @property
    def base_unverified(self) -> bool:
        """Whether a base rate in it was not read in an official text."""
        return any(part.base_unverified for part in self.all)


def edition_for(found: Terms, day: date) -> str:
    """The pinned edition (I13); without a notice the one in force on that day."""
    return found.edition or edition_of(day).key


def use_months(grant: Grant, found: Terms, day: date) -> Parameter:
    """How many months a payout may lie before it is used, for this grant."""
    return parameter("use_months", edition_for(found, day), overrides=found.overrides, recipient=grant.recipient_kind)


# ---- payouts


def with_sums(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """Payments with ``used_sum`` and ``repaid_sum``."""
    uses = PaymentUse.objects.filter(USED_STANDING, payment=OuterRef("pk")).order_by()
    claims = Claim.objects.filter(payment=OuterRef("pk"), state=ClaimState.PAID).order_by()
    zero = Payment._meta.get_field("amount")  # noqa: SLF001 - public in Django
    return rows.annotate(
        used_sum=Coalesce(
            Subquery(uses.values("payment").annotate(s=Sum("amount")).values("s"), output_field=zero), Decimal(0)
        ),
        repaid_sum=Coalesce(
            Subquery(claims.values("payment").annotate(s=Sum("amount")).values("s"), output_field=zero), Decimal(0)
        ),
    )


def payout_of(row: Any, months: int) -> Payout:
    """A payment (of ``with_sums``) for the rules."""
    return Payout(
        key=row.pk,
        received_on=row.received_on,
        amount=row.amount,
        use_by=dates.use_by(row.received_on, months=months),
        used=cents(row.used_sum),
        repaid=cents(row.repaid_sum),
    )


def payouts(grant: Grant) -> list[tuple[Payment, Payout]]:
    """All payouts of a grant, the oldest first, each with what became of it. Two queries."""
    found = terms_of([grant.pk])[grant.pk]
    rows = with_sums(Payment.objects.filter(grant=grant)).select_related("drawdown").order_by("received_on", "pk")
    return [(row, payout_of(row, use_months(grant, found, row.received_on).whole)) for row in rows]


def payout(payment: Payment) -> Payout:
    """One payout with what became of it."""
    row = with_sums(Payment.objects.filter(pk=payment.pk)).select_related("grant").get()
    found = terms_of([row.grant_id])[row.grant_id]
    return payout_of(row, use_months(row.grant, found, row.received_on).whole)


def open_rows(grant: Grant) -> dict[int, tuple[Expenditure, Open]]:
    """Expenditures whose part of the grant no payout covers yet, the earliest payment first. One query."""
    rows = (
        Expenditure.objects.filter(grant=grant, reverses=None, reversed_by=None)
        .annotate(used_sum=Coalesce(Sum("uses__amount"), Decimal(0)))
        .order_by(F("paid_on").asc(nulls_last=True), "due_on", "pk")
    )
    found = ((row, Open(row.pk, cents(row.land_share - row.used_sum), row.paid_on, row.due_on)) for row in rows)
    return {row.pk: (row, one) for row, one in found if one.left > ZERO}


# ---- what may be requested


def _spent(grants: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    rows = Expenditure.objects.filter(grant__in=list(grants), paid_on__isnull=False).values("grant").order_by()
    rows = rows.annotate(eligible_sum=Sum("eligible"), share_sum=Sum("land_share"))
    return {row["grant"]: (cents(row["eligible_sum"]), cents(row["share_sum"])) for row in rows}


def _sums(rows: QuerySet[Any], grant: str = "grant") -> dict[int, Decimal]:
    found = rows.order_by().values(grant).annotate(sum=Sum("amount"))
    return {row[grant]: cents(row["sum"]) for row in found}


def money_of(grants: Iterable[int], *, on: date) -> Mapping[int, Money]:
    """All money by id of the grant, as of a day; every asked grant is there. Five queries."""
    wanted = list(grants)
    found = terms_of(wanted, on=on)
    asked = _sums(Drawdown.objects.filter(grant__in=wanted, state=DrawdownState.REQUESTED, requested_on__lte=on))
    drawn = _sums(Payment.objects.filter(grant__in=wanted, received_on__lte=on))
    used = _sums(PaymentUse.objects.filter(USED_STANDING, payment__grant__in=wanted, used_on__lte=on), "payment__grant")
    repaid = _sums(Claim.objects.filter(grant__in=wanted, state=ClaimState.PAID, paid_on__lte=on))
    return {
        key: Money(
            granted=found[key].amount or ZERO,
            asked=asked.get(key, ZERO),
            drawn=drawn.get(key, ZERO),
            used=used.get(key, ZERO),
            repaid=repaid.get(key, ZERO),
        )
        for key in wanted
    }


def position_of(grant: Grant, *, on: date, without: Drawdown | None = None) -> Position:
    """Where the money of a grant stands on a day, leaving one request out."""
    found = terms_of([grant.pk], on=on)[grant.pk]
    money = money_of([grant.pk], on=on)[grant.pk]
    others = Drawdown.objects.filter(grant=grant, state__in=rules.ON_THE_WAY)
    others = others.exclude(pk=without.pk) if without else others
    plan = plan_in_force(grant, on=on)
    lines = list(plan.lines.all()) if plan else []
    sources = list(plan.sources.all()) if plan else []
    spent, share = _spent([grant.pk]).get(grant.pk, (ZERO, ZERO))
    return Position(
        mode=FinancingMode(grant.financing_mode),
        granted=money.granted,
        rate=found.rate,
        eligible=found.eligible_total or total(line.eligible for line in lines),
        own=total(source.amount for source in sources if source.kind == SourceKind.OWN),
        third=total(source.amount for source in sources if source.kind == SourceKind.THIRD_PARTY),
        drawn=money.drawn - money.repaid,
        asked=total(others.values_list("amount", flat=True)),
        spent=spent,
        spent_share=share,
    )


def due_rows(grant: Grant) -> list[Due]:
    """What the ledger says is still to be paid, with its day."""
    rows = Expenditure.objects.filter(
        grant=grant, reverses=None, reversed_by=None, paid_on=None, due_on__isnull=False, eligible__gt=0
    )
    return [Due(row.text, row.due_on, row.eligible, row.pk) for row in rows.order_by("due_on", "pk") if row.due_on]


def need_for(
    grant: Grant, *, expected_on: date, planned: Iterable[Due], on: date, without: Drawdown | None = None
) -> tuple[Need, dict[str, Any]]:
    """What may be requested for a payout on ``expected_on``, and the computation as it is kept."""
    typed = tuple(planned)
    found = terms_of([grant.pk], on=on)[grant.pk]
    at = position_of(grant, on=on, without=without)
    months = use_months(grant, found, on)
    need = need_of([*due_rows(grant), *typed], at, expected_on=expected_on, months=months)
    return need, need_as_kept(need, at, planned=typed, edition=edition_for(found, on))


def standing_of(grant: Grant, *, without: Drawdown | None = None) -> Standing:
    """What decides whether the grant may draw."""
    found = terms_of([grant.pk])[grant.pk]
    others = Drawdown.objects.filter(grant=grant, state=DrawdownState.REQUESTED)
    return Standing(
        state=grant.state,
        effective_on=found.effective_on,
        revoked=found.revoked,
        unused=tuple(one for _row, one in payouts(grant) if one.left > ZERO),
        waiting=(others.exclude(pk=without.pk) if without else others).count(),
    )


def content_of(row: Drawdown) -> dict[str, Any]:
    """What a release is given for; another content needs another release (I19)."""
    return {
        "drawdown": row.code,
        "grant": row.grant_id,
        "amount": row.amount,
        "expected_on": row.expected_on,
        "need": row.need,
        "statement": row.statement,
        "override_reason": row.override_reason,
    }


def approval_of(row: Drawdown) -> Approval | None:
    """The newest release of a request by whoever released it."""
    rows = Approval.objects.filter(subject="drawdown", subject_id=row.pk, step="release", approved_by=row.released_by)
    return rows.order_by("-approved_at", "-pk").first() if row.released_by else None


def requests_of(grant: Grant) -> list[Drawdown]:
    """All requests of a grant with their payouts, the newest first. Two queries."""
    rows = Drawdown.objects.filter(grant=grant).prefetch_related(
        Prefetch("payment", queryset=with_sums(Payment.objects.all()))
    )
    return list(rows.order_by("-drafted_at", "-pk"))


# ---- late use


def assumptions_for(grant: Grant, found: Terms, day: date) -> counting.Assumptions:
    """How interest is counted for this grant: its pinned edition and what its notices say."""
    return counting.assumptions(edition_for(found, day), overrides=found.overrides, recipient=grant.recipient_kind)


def late_use(payment: Payment, one: Payout, *, today: date) -> Late:
    """What the late use of a payout may cost as of ``today``: always an estimate (R18, R19)."""
    grant = payment.grant
    given = assumptions_for(grant, terms_of([grant.pk])[grant.pk], payment.received_on)
    parts = tuple(
        counting.estimate(amount, payment.received_on, day, given)
        for day, amount in sorted(_late_parts(payment, one).items())
    )
    running = counting.estimate(one.left, payment.received_on, today, given) if one.overdue(today) else None
    chosen = None
    if running:
        chosen = counting.choice(one.left, payment.received_on, given, today=today, next_use=_next_due(grant, today))
    unverified = tuple(row for row in given.rests_on if not row.verified)
    overridden = tuple(row for row in given.rests_on if row.overridden)
    return Late(parts, running, chosen, unverified, overridden)


def _late_parts(payment: Payment, one: Payout) -> dict[date, Decimal]:
    """What was used or paid back after the two months, by day."""
    found: dict[date, Decimal] = defaultdict(lambda: ZERO)
    uses = PaymentUse.objects.filter(USED_STANDING, payment=payment, used_on__gt=one.use_by)
    for use in uses:
        found[use.used_on] += use.amount
    for claim in Claim.objects.filter(payment=payment, state=ClaimState.PAID, paid_on__gt=one.use_by):
        if claim.paid_on and claim.amount:
            found[claim.paid_on] += claim.amount
    return dict(found)


def _next_due(grant: Grant, today: date) -> date | None:
    return next((one.due_on for one in due_rows(grant) if one.due_on > today), None)


# ---- the clock


def to_expire(*, today: date) -> list[str]:
    """Codes of requests whose two months have passed with money left. Two queries."""
    rows = with_sums(Payment.objects.filter(drawdown__state__in=rules.OPEN_STATES)).select_related("drawdown", "grant")
    return [row.drawdown.code for row, one in _of_many(rows) if row.drawdown and one.overdue(today)]


def open_payouts(rows: QuerySet[Payment]) -> list[tuple[Payment, Payout]]:
    """Those of the payments with money left, by the end of their two months. Two queries."""
    left = (
        with_sums(rows)
        .filter(amount__gt=F("used_sum") + F("repaid_sum"))
        .select_related("drawdown", "grant__recipient", "grant__project", "grant__region")
    )
    return sorted(
        ((row, one) for row, one in _of_many(left) if one.left > ZERO), key=lambda pair: (pair[1].use_by, pair[0].pk)
    )


def _of_many(rows: QuerySet[Payment]) -> list[tuple[Payment, Payout]]:
    found = list(rows)
    told = terms_of({row.grant_id for row in found}) if found else {}
    return [(row, payout_of(row, use_months(row.grant, told[row.grant_id], row.received_on).whole)) for row in found]


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Payouts whose two months end or have passed, requests to release and to send; three queries, at most 50."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    scope = access.of_grants(by, Right.EDIT_FUNDING, "grant__")
    return [*_payouts(scope, today), *_requests(scope, by)][:MOST]


def _requests(scope: Q, by: Actor) -> list[Duty]:
    """Requests another person must release, and released ones nobody has sent yet."""
    others = ~Q(drafted_by=by.actor_id) & ~Q(last_edited_by=by.actor_id)
    wanted = Q(state=DrawdownState.RELEASED) | Q(state=DrawdownState.CHECKED) & others
    rows = Drawdown.objects.filter(scope, wanted).select_related("grant__recipient", "grant__project")
    return [
        Duty(
            key=f"drawdown:{row.code}",
            weight=Weight.WAITING,
            text=gettext_noop("A drawdown request is checked; another person must release it")
            if row.state == DrawdownState.CHECKED
            else gettext_noop("A drawdown request is released and not sent to the authority yet"),
            button=gettext_noop("Look and release") if row.state == DrawdownState.CHECKED else gettext_noop("Send"),
            thing=Label("drawdown", row.code, str(row.grant)),
            about=str(row.grant),
            due=row.expected_on,
            region_id=row.grant.region_id,
        )
        for row in rows.order_by("expected_on", "pk")[:MOST]
    ]


def _payouts(scope: Q, today: date) -> list[Duty]:
    """Payouts whose two months are over, then those whose end is near."""
    near = today + timedelta(days=rules.NEAR_DAYS)
    rows = [pair for pair in open_payouts(Payment.objects.filter(scope)) if pair[1].use_by <= near]
    return [_of_payout(row, one, today) for row, one in rows[:MOST]]


def _of_payout(row: Payment, one: Payout, today: date) -> Duty:
    late = one.overdue(today)
    return Duty(
        key=f"payout:{row.pk}",
        weight=Weight.LEGAL,
        text=gettext_noop("A payout was not used within its two months: interest may be asked, paying back is possible")
        if late
        else gettext_noop("A payout must be used within its two months"),
        button=gettext_noop("See what it costs") if late else gettext_noop("Book its use"),
        thing=Label("payout", str(row.pk), str(row.grant)),
        about=str(row.grant),
        due=one.use_by,
        latest=one.use_by,
        region_id=row.grant.region_id,
        deadlines=(name_of(GrantRule.USE_BY, f"grant:{row.grant_id}/payment:{row.pk}"),),
    )
