"""Financing plans: drafted by the office, put in force by a notice and another person, discarded."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import FinancingPlan, FinancingSource, Grant, GrantNotice, PlanLine
from strahlkraft.funding.queries.plans import facts_of, lines_of, money_asked, sources_of
from strahlkraft.funding.queries.terms import plan_in_force, terms_of
from strahlkraft.funding.rules import plans as rules
from strahlkraft.funding.rules.plans import Frame, LineInput, SourceInput
from strahlkraft.funding.rules.vocabulary import PLAN_MOVES, FinancingMode, NoticeKind, NoticeState, PlanState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move


def _write(plan: FinancingPlan, lines: Iterable[LineInput], sources: Iterable[SourceInput]) -> None:
    """The draft's lines and sources are just these; empty cells are none."""
    plan.lines.all().delete()
    plan.sources.all().delete()
    PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan,
            category=line.category,
            year=line.year,
            eligible=line.eligible,
            non_eligible=line.non_eligible,
        )
        for line in lines
        if line.whole
    )
    FinancingSource.objects.bulk_create(
        FinancingSource(plan=plan, kind=source.kind, name=source.name.strip(), year=source.year, amount=source.amount)
        for source in sources
        if source.amount
    )


def _of(grant: Grant, number: int) -> FinancingPlan:
    """The plan, locked; hidden when there is none of that number."""
    plan = FinancingPlan.objects.select_for_update(of=("self",)).filter(grant=grant, number=number).first()
    if plan is None:
        raise Refused([], hidden=True)
    return plan


@transaction.atomic
def draft(
    *, by: Actor, at: datetime, code: str, notice: int | None = None, submission: UUID | None = None
) -> FinancingPlan:
    """A new version of the plan of the grant ``code``, copied from the one in force. Refused while a draft is open.

    ``notice``: an amendment that is entered and not confirmed. Then the draft is bound to it, begins with the money its
    request asks for, and comes into force together with it; whoever confirms compares both with the document.
    """
    grant = held(by, code, manage=True)
    bound = _amending(grant, notice) if notice else None
    if FinancingPlan.objects.filter(grant=grant, state=PlanState.DRAFT).exists():
        raise Refused([Refusal("draft_open", gettext_noop("A draft of this plan is open already."))])
    last = FinancingPlan.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
    plan = FinancingPlan.objects.create(
        grant=grant, number=last + 1, notice=bound, created_at=at, created_by=by.actor_id, last_edited_by=by.actor_id
    )
    asked = money_asked(bound) if bound else None
    template = plan_in_force(grant)
    if asked:
        _write(plan, *asked)
    elif template is not None:
        _write(plan, lines_of(template), sources_of(template))
    record(
        verb="draft_plan",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=facts_of(plan),
        submission=submission,
    )
    return plan


def _amending(grant: Grant, pk: int) -> GrantNotice:
    """The entered amendment a draft is made for."""
    rows = GrantNotice.objects.filter(grant=grant, pk=pk, kind=NoticeKind.AMENDMENT, state=NoticeState.ENTERED)
    row = rows.select_related("answers").first()
    if row is None:
        raise Refused([Refusal("no_notice", gettext_noop("Only a confirmed notice puts a plan in force."))])
    return row


@transaction.atomic
def save(
    *,
    by: Actor,
    at: datetime,
    code: str,
    number: int,
    version: int,
    lines: Iterable[LineInput],
    sources: Iterable[SourceInput],
    submission: UUID | None = None,
) -> FinancingPlan:
    """Keep the table of a draft as it is now; sums need to meet only when it comes into force."""
    grant = held(by, code, manage=True)
    plan = _of(grant, number)
    _ensure_draft(plan)
    ensure_version(version, plan.version)
    lines, sources = list(lines), list(sources)
    ensure(rules.may_keep(lines, sources))
    before = facts_of(plan)
    _write(plan, lines, sources)
    plan.last_edited_by = by.actor_id
    plan.version += 1
    plan.save(update_fields=["last_edited_by", "version"])
    record(
        verb="save_plan",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=before,
        after=facts_of(plan),
        submission=submission,
    )
    return plan


def _ensure_draft(plan: FinancingPlan) -> None:
    if plan.state != PlanState.DRAFT:
        message = gettext_noop("This version of the plan is not a draft any more.")
        raise Refused([Refusal("no_draft", message)])


@transaction.atomic
def confirm(
    *,
    by: Actor,
    at: datetime,
    plan: FinancingPlan,
    notice: GrantNotice,
    version: int | None = None,
    submission: UUID | None = None,
) -> FinancingPlan:
    """Put a draft in force by a confirmed notice (I11); by another person than those who wrote it (I18).

    ``version``: the one this person saw, so that just what was seen comes into force (I19).

    Sums must meet in every year (I2), and the Land's share stay within the grant (I3). Also called when that notice is
    confirmed, in its transaction.
    """
    grant = held(by, plan.grant.code)
    row = _of(grant, plan.number)
    ensure(may_move(PLAN_MOVES, row.state, "confirm"))
    if version is not None:
        ensure_version(version, row.version)
    if notice.grant_id != grant.pk or notice.state != NoticeState.CONFIRMED:
        raise Refused([Refusal("no_notice", gettext_noop("Only a confirmed notice puts a plan in force."))])
    ensure(rules.may_confirm(lines_of(row), sources_of(row), frame_of(grant)))
    before = facts_of(row)
    approve(
        by=by,
        at=at,
        region_id=grant.region_id,
        subject=("financingplan", row.pk),
        step="confirm",
        content=before,
        writers=(row.created_by, row.last_edited_by),
    )
    row.state, row.notice = PlanState.CONFIRMED, notice
    row.confirmed_at, row.confirmed_by = at, by.actor_id
    row.version += 1
    row.save(update_fields=["state", "notice", "confirmed_at", "confirmed_by", "version"])
    refresh(by=by, at=at, grant=grant)
    record(
        verb="confirm_plan",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=before,
        after={**facts_of(row), "notice": str(notice)},
        submission=submission,
    )
    return row


def frame_of(grant: Grant) -> Frame:
    """What the confirmed notices of a grant say of its money."""
    known = terms_of([grant.pk])[grant.pk]
    return Frame(FinancingMode(grant.financing_mode), known.rate, known.amount)


@transaction.atomic
def discard(
    *, by: Actor, at: datetime, code: str, number: int, version: int, submission: UUID | None = None
) -> FinancingPlan:
    """Drop a draft; it stays to be seen."""
    grant = held(by, code, manage=True)
    plan = _of(grant, number)
    ensure(may_move(PLAN_MOVES, plan.state, "discard"))
    ensure_version(version, plan.version)
    before = facts_of(plan)
    plan.state = PlanState.DISCARDED
    plan.last_edited_by = by.actor_id
    plan.version += 1
    plan.save(update_fields=["state", "last_edited_by", "version"])
    record(
        verb="discard_plan",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=before,
        after=facts_of(plan),
        submission=submission,
    )
    return plan
