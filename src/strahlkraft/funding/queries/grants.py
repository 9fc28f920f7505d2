"""Grants as their pages show them: the list with its sums, one grant with everything; a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min, Q, QuerySet

from strahlkraft.funding import access
from strahlkraft.funding.models import (
    Asset,
    ChangeRequest,
    Contract,
    Correction,
    EarlyStartConsent,
    Expenditure,
    Grant,
    GrantNotice,
    GrantStep,
    Payment,
    Proof,
)
from strahlkraft.funding.queries.terms import facts_of, terms_of
from strahlkraft.funding.rules import editions, settlement
from strahlkraft.funding.rules import grants as rules
from strahlkraft.funding.rules.dates import retain_until
from strahlkraft.funding.rules.deadline_kinds import GrantRule
from strahlkraft.funding.rules.editions import Edition, Parameter
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.phase import Phase, PhaseFacts, end_of, phase_of
from strahlkraft.funding.rules.terms import NoticeFacts, Terms, terms
from strahlkraft.funding.rules.vocabulary import (
    ChangeKind,
    ChangeState,
    GrantState,
    NoticeKind,
    NoticeState,
    ProofKind,
)
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.deadlines import name_of

OPEN_REQUESTS = (ChangeState.SUBMITTED, ChangeState.QUERIED)
"""A request the authority has and has not answered."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the head of a grant's page says.

    ``terms``: what holds today; while no notice is effective yet what the confirmed ones say (``not_yet``).
    ``coming``: the day the next confirmed notice takes effect.
    """

    terms: Terms
    phase: Phase
    not_yet: bool = False
    coming: date | None = None
    term_request: bool = False


def frame_of(grant: Grant, *, today: date) -> Frame:
    """The frame of one grant; two queries."""
    return frames_of([grant], today=today)[grant.pk]


def frames_of(grants: Iterable[Grant], *, today: date) -> Mapping[int, Frame]:
    """The frames by id of the grant; two queries."""
    rows = list(grants)
    told: dict[int, list[NoticeFacts]] = {row.pk: [] for row in rows}
    for notice in GrantNotice.objects.filter(grant__in=list(told), state=NoticeState.CONFIRMED):
        told[notice.grant_id].append(facts_of(notice))
    asked = set(
        ChangeRequest.objects.filter(grant__in=list(told), kind=ChangeKind.TERM, state__in=OPEN_REQUESTS).values_list(
            "grant_id", flat=True
        )
    )
    return {row.pk: _frame(row, told[row.pk], today=today, asked=row.pk in asked) for row in rows}


def _frame(grant: Grant, notices: list[NoticeFacts], *, today: date, asked: bool) -> Frame:
    now = terms(notices, on=today)
    not_yet = not now.notices
    shown = terms(notices) if not_yet else now
    phase = phase_of(PhaseFacts(grant.state, end_of(shown.grant_until, shown.work_until), asked), today)
    coming = min((row.effective_on for row in notices if row.effective_on > today), default=None)
    return Frame(
        shown,
        phase,
        not_yet=not_yet and bool(shown.notices),
        coming=None if not_yet else coming,
        term_request=asked,
    )


# ---- the list


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; empty: all. ``project`` and ``region`` are slugs."""

    text: str = ""
    region: str = ""
    project: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A grant in the list: its frame, what was paid out; ``sub``: forwarded from another one, not counted again."""

    grant: Grant
    frame: Frame
    paid: Decimal = ZERO

    @property
    def sub(self) -> bool:
        """Whether its money is part of another grant of the list (R23)."""
        return self.grant.parent_id is not None


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums below the list; forwarded grants are part of those they come from and not added again (R23, I6)."""

    granted: Decimal = ZERO
    eligible: Decimal = ZERO
    paid: Decimal = ZERO
    counted: int = 0
    forwarded: int = 0
    without_sum: int = 0


def listed(by: Actor, wanted: Filter) -> QuerySet[Grant]:
    """The grants somebody may see from inside, narrowed."""
    rows = access.readable_grants(by).select_related("project", "region", "recipient", "parent")
    if wanted.text:
        words = Q(title__icontains=wanted.text) | Q(project__title__icontains=wanted.text)
        words |= Q(recipient__name__icontains=wanted.text) | Q(notices__reference__icontains=wanted.text)
        rows = rows.filter(pk__in=Grant.objects.filter(words).values("pk"))
    if wanted.region:
        rows = rows.filter(region__slug=wanted.region)
    if wanted.project:
        rows = rows.filter(project__slug=wanted.project)
    if wanted.state in set(GrantState):
        rows = rows.filter(state=wanted.state)
    return rows.order_by("project__title", "recipient__name", "pk")


def lines_of(grants: Iterable[Grant], *, today: date) -> list[Line]:
    """The grants as lines of the list; three queries."""
    rows = list(grants)
    frames = frames_of(rows, today=today)
    paid: dict[int, Decimal] = {row.pk: ZERO for row in rows}
    payments = Payment.objects.filter(grant__in=list(paid), received_on__lte=today)
    for key, amount in payments.values_list("grant_id", "amount"):
        paid[key] += amount
    return [Line(row, frames[row.pk], paid[row.pk]) for row in rows]


def totals_of(lines: Iterable[Line]) -> Totals:
    """The sums of the lines that stand for themselves."""
    rows = list(lines)
    counted = [row for row in rows if not row.sub]
    known = [row.frame.terms for row in counted if row.frame.terms.amount is not None]
    return Totals(
        granted=total(row.amount or ZERO for row in known),
        eligible=total(row.eligible_total or ZERO for row in known),
        paid=total(row.paid for row in counted),
        counted=len(counted),
        forwarded=len(rows) - len(counted),
        without_sum=len(counted) - len(known),
    )


# ---- one grant with everything


@dataclass(frozen=True, slots=True)
class Pinned:
    """The rules a grant stands under: the edition of its award, what its notices set otherwise or switch off (I13)."""

    edition: Edition | None
    clauses: str
    parameters: list[Parameter] = field(default_factory=list)
    disapplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything the page of one grant shows beside its frame."""

    steps: list[GrantStep]
    corrections: list[Correction]
    early_starts: list[EarlyStartConsent]
    forwarded: list[Grant]
    award: GrantNotice | None
    waiting: int  # notices entered and not confirmed
    paid: Decimal
    first_begun: date | None  # the first contract or expenditure
    flags: list[Refusal]  # red: never silent (R4)
    pinned: Pinned
    asked_archive: GrantStep | None = None
    kept_until: date | None = None
    bound_until: date | None = None

    @property
    def open_correction(self) -> Correction | None:
        """A correction that waits for another person."""
        return next((row for row in self.corrections if not row.confirmed_by), None)


def whole_of(grant: Grant, frame: Frame) -> Whole:
    """Everything of one grant; a constant number of queries."""
    steps = list(grant.steps.all())
    consents = list(grant.early_starts.select_related("document"))
    notices = list(grant.notices.exclude(state=NoticeState.DISCARDED))
    award = next((row for row in notices if row.kind == NoticeKind.AWARD and row.state == NoticeState.CONFIRMED), None)
    first = first_begun(grant)
    allowed = rules.allowed_from(award.effective_on if award else None, [row.starts_on for row in consents])
    asked = [row for row in steps if row.deed == "ask_archive"] if grant.state == GrantState.RETENTION else []
    return Whole(
        steps=steps,
        corrections=[row for row in grant.corrections.all() if row.confirmed_by or row.from_state == grant.state],
        early_starts=consents,
        forwarded=list(grant.forwarded.select_related("recipient", "project")),
        award=award,
        waiting=sum(row.state == NoticeState.ENTERED for row in notices),
        paid=total(Payment.objects.filter(grant=grant).values_list("amount", flat=True)),
        first_begun=first,
        flags=rules.begun_early(first, allowed),
        pinned=pinned_of(grant, frame.terms),
        asked_archive=asked[-1] if asked else None,
        kept_until=retained_until(grant),
        bound_until=bound_until(grant),
    )


def first_begun(grant: Grant) -> date | None:
    """The day of the first contract, service, receipt or payment that stands in the books (R4); two queries."""
    signed = Contract.objects.filter(grant=grant).aggregate(first=Min("signed_on"))["first"]
    booked = Expenditure.objects.filter(grant=grant, reverses=None, reversed_by=None).aggregate(
        service=Min("service_from"), receipt=Min("invoice__invoiced_on"), paid=Min("paid_on")
    )
    return min((day for day in (signed, *booked.values()) if day is not None), default=None)


def pinned_of(grant: Grant, held: Terms) -> Pinned:
    """The edition, the figures of the law as they hold for this grant, and the clauses its notices switch off."""
    edition = next((row for row in editions.editions() if row.key == held.edition), None)
    clauses = editions.side_clauses(grant.recipient_kind)
    if edition is None:
        return Pinned(None, clauses)
    parameters = [
        editions.parameter(key, edition.key, overrides=held.overrides, recipient=grant.recipient_kind)
        for key in editions.parameter_keys()
    ]
    return Pinned(edition, clauses, parameters, held.disapplied)


def retained_until(grant: Grant) -> date | None:
    """Until when receipts are kept: years after the final proof, or the end of the bound purpose; None: not known (R33)."""
    proof = Proof.objects.filter(grant=grant, kind=ProofKind.FINAL, submitted_on__isnull=False).first()
    if proof is None or proof.submitted_on is None:
        return None
    held = terms_of([grant.pk])[grant.pk]
    edition = held.edition or editions.edition_of(proof.submitted_on).key
    years = editions.parameter(
        "retention_years", edition, overrides=held.overrides, recipient=grant.recipient_kind
    ).whole
    return settlement.retention(retain_until(proof.submitted_on, years=years), [bound_until(grant)]).until


def bound_until(grant: Grant) -> date | None:
    """The last day something bought, or the purpose as the notices say, is bound; None: nothing is (R37)."""
    asset: date | None = Asset.objects.filter(grant=grant).aggregate(last=Max("bound_until"))["last"]
    named = terms_of([grant.pk])[grant.pk].earmarked_until
    return max((day for day in (asset, named) if day is not None), default=None)


# ---- duties


MOST = 50
"""Duties of one kind at most."""


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Corrections and archiving another person asked for; grants whose work should have begun or ended. Four queries."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    scope = access.of_grants(by, Right.EDIT_FUNDING, "grant__")
    found = [*_corrections(by, scope), *_archives(by, scope)]
    return [*found, *_ended(by, today=today)][:MOST]


def _corrections(by: Actor, scope: Q) -> list[Duty]:
    rows = Correction.objects.filter(scope, confirmed_by="").exclude(asked_by=by.actor_id)
    rows = rows.select_related("grant__project", "grant__recipient").order_by("asked_at")[:MOST]
    text = gettext_noop("Look at the correction asked for “%(title)s” and confirm it")
    return [_waiting(f"correction:{row.pk}", text, row.grant) for row in rows if row.from_state == row.grant.state]


def _archives(by: Actor, scope: Q) -> list[Duty]:
    rows = GrantStep.objects.filter(scope, deed="ask_archive", grant__state=GrantState.RETENTION)
    rows = rows.exclude(by=by.actor_id).exclude(grant__last_edited_by=by.actor_id)
    rows = rows.select_related("grant__project", "grant__recipient").order_by("at")[:MOST]
    text = gettext_noop("Archive “%(title)s” as the second person")
    return [
        _waiting(f"archive:{row.grant_id}", text, row.grant) for row in {one.grant_id: one for one in rows}.values()
    ]


def _waiting(key: str, text: str, grant: Grant) -> Duty:
    return Duty(
        key=key,
        weight=Weight.WAITING,
        text=text,
        button=gettext_noop("Look"),
        thing=Label("grant", grant.code, str(grant)),
        about=str(grant),
        region_id=grant.region_id,
        params=(("title", grant.title),),
    )


def _ended(by: Actor, *, today: date) -> list[Duty]:
    """Running grants whose end has passed: somebody says so, or asks for a longer term."""
    rows = Grant.objects.filter(access.of_managed_regions(by), state=GrantState.RUNNING)
    rows = rows.select_related("project", "recipient").order_by("pk")
    frames = frames_of(rows, today=today)
    found = []
    for row in rows:
        held = frames[row.pk].terms
        ends_on = end_of(held.grant_until, held.work_until)
        if ends_on is not None and ends_on < today:
            passed = {GrantRule.WORK_END: held.work_until, GrantRule.GRANT_END: held.grant_until}
            found.append(_over(row, ends_on, [rule for rule, day in passed.items() if day and day < today]))
    return sorted(found, key=lambda one: one.due or today)[:MOST]


def _over(grant: Grant, ends_on: date, passed: Iterable[str]) -> Duty:
    return Duty(
        key=f"grant-over:{grant.pk}",
        weight=Weight.LEGAL,
        text=gettext_noop("The work on “%(title)s” has reached its end: note it, the proof of use is due next"),
        button=gettext_noop("Look"),
        thing=Label("grant", grant.code, str(grant)),
        about=str(grant),
        due=ends_on,
        region_id=grant.region_id,
        params=(("title", grant.title),),
        deadlines=tuple(name_of(rule, f"grant:{grant.pk}") for rule in passed),
    )
