"""What the days of grants are computed from, and the days as they are stored; constant numbers of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.funding import texts
from strahlkraft.funding.models import (
    Asset,
    AuthorityQuery,
    ChangeRequest,
    Claim,
    Contract,
    FinancingPlan,
    Grant,
    GrantNotice,
    Payment,
    Proof,
)
from strahlkraft.funding.queries.drawdowns import with_sums
from strahlkraft.funding.queries.terms import facts_of as notice_facts
from strahlkraft.funding.rules.deadline_kinds import NUMBERS, GrantRule
from strahlkraft.funding.rules.deadlines import Due, Facts, NoticeDay, Thing, due_of
from strahlkraft.funding.rules.editions import editions
from strahlkraft.funding.rules.money import ZERO, cents
from strahlkraft.funding.rules.terms import terms
from strahlkraft.funding.rules.vocabulary import (
    ChangeKind,
    ChangeState,
    ClaimState,
    ContractKind,
    NoticeState,
    PlanState,
    ProofKind,
    ProofState,
    QueryState,
    SourceKind,
)
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.rules.vocabulary import DeadlineState

RULES = tuple(str(rule) for rule in GrantRule)
AT_THE_AUTHORITY = (ChangeState.SUBMITTED, ChangeState.QUERIED)
_NOT_YET_HANDED_IN = (
    ProofState.OPEN,
    ProofState.IN_WORK,
    ProofState.CHECKED,
    ProofState.CERTIFIED,
    ProofState.RELEASED,
)


def facts_by_grant(grants: Iterable[Grant]) -> dict[int, Facts]:
    """What each grant's records say of days; eleven queries for any number of grants."""
    rows = list(grants)
    keys = [row.pk for row in rows]
    notices, proofs, money = _notices(keys), _proofs(keys), _payments(keys)
    asked = set(
        ChangeRequest.objects.filter(grant__in=keys, kind=ChangeKind.TERM, state__in=AT_THE_AUTHORITY).values_list(
            "grant_id", flat=True
        )
    )
    lapsing = _lapsing(keys)
    asking, claims, contracts, assets = _queries(keys), _claims(keys), _contracts(keys), _assets(keys)
    return {
        row.pk: Facts(
            pk=row.pk,
            state=row.state,
            recipient=row.recipient_kind,
            terms=terms([notice_facts(one) for one in notices[row.pk]]),
            audit_office=row.has_audit_office,
            fulfilled_on=row.fulfilled_on,
            request_open=row.pk in asked,
            lapsing=lapsing.get(row.pk, ()),
            notices=tuple(
                NoticeDay(one.pk, one.reference, one.notified_on, one.waiver_on, one.effective_on or one.notified_on)
                for one in notices[row.pk]
            ),
            payments=tuple(money[row.pk]),
            queries=tuple(asking[row.pk]),
            claims=tuple(claims[row.pk]),
            contracts=tuple(contracts[row.pk]),
            assets=tuple(assets[row.pk]),
            **proofs.get(row.pk, {}),
        )
        for row in rows
    }


def _notices(keys: list[int]) -> dict[int, list[GrantNotice]]:
    found: dict[int, list[GrantNotice]] = defaultdict(list)
    for row in GrantNotice.objects.filter(grant__in=keys, state=NoticeState.CONFIRMED):
        found[row.grant_id].append(row)
    return found


def _proofs(keys: list[int]) -> dict[int, dict[str, Any]]:
    """The state of the final proof, when it was handed in, and the years of interim ones that were."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    years: dict[int, set[int]] = defaultdict(set)
    for row in Proof.objects.filter(grant__in=keys).only("grant", "kind", "year", "state", "submitted_on"):
        if row.kind == ProofKind.FINAL:
            found[row.grant_id] |= {"proof_state": row.state, "submitted_on": row.submitted_on}
        elif row.state not in _NOT_YET_HANDED_IN and row.year is not None:
            years[row.grant_id].add(row.year)
    for grant, handed_in in years.items():
        found[grant]["interim_years"] = frozenset(handed_in)
    return found


def _payments(keys: list[int]) -> dict[int, list[Thing]]:
    """Payouts; one is over when all of it is used, by lines that stand, or paid back."""
    rows: Any = with_sums(Payment.objects.filter(grant__in=keys)).order_by("pk")
    return _by_grant(
        (
            row.grant_id,
            Thing(
                row.pk,
                f"{row.received_on:%d.%m.%Y}",
                row.received_on,
                over=cents(row.used_sum) + cents(row.repaid_sum) >= row.amount,
            ),
        )
        for row in rows
    )


def _lapsing(keys: list[int]) -> dict[int, tuple[int, ...]]:
    """By grant the years in which the plan in force counts on more from the Land than was paid out (R26)."""
    plans: dict[int, FinancingPlan] = {}
    rows = FinancingPlan.objects.filter(grant__in=keys, state=PlanState.CONFIRMED).order_by(
        "notice__effective_on", "number"
    )
    for plan in rows.prefetch_related("sources"):
        plans[plan.grant_id] = plan
    paid: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for grant, day, amount in Payment.objects.filter(grant__in=keys).values_list("grant_id", "received_on", "amount"):
        paid[grant, day.year] += amount
    found: dict[int, tuple[int, ...]] = {}
    for grant, plan in plans.items():
        planned: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for source in plan.sources.all():
            if source.kind == SourceKind.GRANT:
                planned[source.year] += source.amount
        found[grant] = tuple(sorted(year for year, amount in planned.items() if amount > paid[grant, year]))
    return found


def _by_grant(rows: Iterable[tuple[int, Thing]]) -> dict[int, list[Thing]]:
    found: dict[int, list[Thing]] = defaultdict(list)
    for grant, thing in rows:
        found[grant].append(thing)
    return found


def _queries(keys: list[int]) -> dict[int, list[Thing]]:
    rows = AuthorityQuery.objects.filter(grant__in=keys, answer_due_on__isnull=False)
    return _by_grant(
        (
            row.grant_id,
            Thing(
                row.pk,
                f"{row.asked_on:%d.%m.%Y}",
                row.answer_due_on,
                row.asked_on,
                over=row.state != QueryState.ASKED,
            ),
        )
        for row in rows.order_by("pk")
    )


def _claims(keys: list[int]) -> dict[int, list[Thing]]:
    rows = Claim.objects.filter(grant__in=keys, due_on__isnull=False).exclude(state=ClaimState.ESTIMATED)
    return _by_grant(
        (row.grant_id, Thing(row.pk, row.reference, row.due_on, over=row.state != ClaimState.CLAIMED))
        for row in rows.order_by("pk")
    )


def _contracts(keys: list[int]) -> dict[int, list[Thing]]:
    rows = Contract.objects.filter(grant__in=keys, ends_on__isnull=False)
    return _by_grant(
        (row.grant_id, Thing(row.pk, row.title, row.ends_on, staff=row.kind == ContractKind.STAFF))
        for row in rows.order_by("pk")
    )


def _assets(keys: list[int]) -> dict[int, list[Thing]]:
    """Bound things; who enters one confirms it, from then on the years are counted."""
    rows = Asset.objects.filter(grant__in=keys).order_by("pk")
    return _by_grant(
        (
            row.grant_id,
            Thing(
                row.pk,
                row.title,
                row.bound_until,
                row.confirmed_on or max(row.bought_on, localdate(row.entered_at)),
            ),
        )
        for row in rows
    )


def of_grant(pk: int) -> Q:
    """The condition on stored deadlines of one grant."""
    return Q(rule__in=RULES) & (Q(derived_from=f"grant:{pk}") | Q(derived_from__startswith=f"grant:{pk}/"))


def grant_of(row: Deadline) -> int | None:
    """Which grant (primary key) a stored deadline belongs to; None for other ones."""
    if not row.derived_from.startswith("grant:"):
        return None
    return int(row.derived_from.removeprefix("grant:").partition("/")[0])


@dataclass(frozen=True, slots=True)
class Line:
    """A deadline of a grant on its page: the day as computed now, and the stored row if there is one."""

    due: Due
    row: Deadline | None


def lines_of(grant: Grant, *, at: datetime) -> list[Line]:
    """Every deadline of a grant with what it rests on, by day; also those that passed before anybody entered them."""
    today = localdate(at)
    stored = {(row.rule, row.derived_from): row for row in Deadline.objects.filter(of_grant(grant.pk))}
    due = due_of(facts_by_grant([grant])[grant.pk], today=today)
    return [Line(one, stored.get((one.rule, one.source))) for one in due]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a stored deadline of a grant rests on, in words for people; ``inputs``: label and value."""

    number: str
    citation: str
    edition: str
    inputs: tuple[tuple[str, str], ...]
    overridden: bool
    verified: bool

    @property
    def lines(self) -> list[str]:
        """One a line, for calendars."""
        return [
            line
            for line in (
                _("Rule: %(rule)s") % {"rule": ", ".join(filter(None, (self.number, self.citation)))},
                _("Edition: %(edition)s") % {"edition": self.edition} if self.edition else "",
                *(f"{label}: {value}" for label, value in self.inputs),
                _("otherwise by the notice") if self.overridden else "",
                "" if self.verified else _("not verified in the official text"),
            )
            if line
        ]


def grounds_of(row: Deadline) -> Grounds | None:
    """What a stored deadline rests on; None for one that is no grant's."""
    if row.rule not in NUMBERS:
        return None
    return Grounds(
        NUMBERS[row.rule],
        row.citation,
        edition_name(row.edition),
        inputs_shown(row.inputs),
        row.overridden,
        row.verified,
    )


def edition_name(key: str) -> str:
    """The name of an edition of the rules; empty for none."""
    return next((row.name for row in editions() if row.key == key), "")


def inputs_shown(inputs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What went into a day, in words: days as the language writes them, numbers as they are."""
    return tuple((str(texts.DEADLINE_INPUTS.get(name, name)), _value(text)) for name, text in inputs.items())


def _value(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return date_format(day, "SHORT_DATE_FORMAT") if day else text


def to_write_about(*, until: date) -> QuerySet[Deadline]:
    """Open deadlines of grants that are due until a day or overdue and for which letters leave (R38).

    Those with legal effect, and the end of the time of keeping receipts, of which the recipient is told (R33).
    """
    told = Q(legal=True) | Q(rule=GrantRule.RETENTION_END)
    rows = Deadline.objects.filter(told, state=DeadlineState.OPEN, rule__in=RULES, latest_on__lte=until)
    return rows.select_related("region", "project").order_by("latest_on", "pk")
