"""Change requests: which somebody reads, what holds before them, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import history_of
from strahlkraft.funding import access
from strahlkraft.funding.models import ChangeQuestion, ChangeRequest, FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries.terms import plan_in_force, terms_of
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules.deadline_kinds import TERM_RULES
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState, NoticeState, PlanState
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.deadlines import name_of

MOST = 50
SOON = 30  # days before the old end from which a draft is urgent


def visible(by: Actor) -> QuerySet[ChangeRequest]:
    """Every request this person may read."""
    rows = ChangeRequest.objects.filter(access.of_grants(by, Right.READ_FUNDING, "grant__"))
    return rows.select_related("grant__project", "grant__recipient", "grant__region", "batch")


def of_grant(by: Actor, grant: Grant) -> QuerySet[ChangeRequest]:
    """The requests about one grant, the newest first."""
    return visible(by).filter(grant=grant).order_by("-drafted_at", "-pk")


def next_unread(by: Actor, row: ChangeRequest) -> ChangeRequest | None:
    """The next draft of the same extension somebody else wrote, this person may release and has not read yet."""
    if row.batch_id is None:
        return None
    others = ChangeRequest.objects.filter(access.of_grants(by, Right.EDIT_FUNDING, "grant__"), batch=row.batch_id)
    wanted = others.filter(state=ChangeState.DRAFT).exclude(drafted_by=by.actor_id).exclude(last_edited_by=by.actor_id)
    unread = [one for one in wanted.order_by("pk") if by.actor_id not in one.opened_by and one.pk != row.pk]
    return next((one for one in unread if one.pk > row.pk), next(iter(unread), None))


def label_of(row: ChangeRequest) -> Label:
    """The request's own page."""
    return Label("change_request", row.code, str(row.grant))


def history(row: ChangeRequest) -> QuerySet[AuditEntry]:
    """What was done to a request, the newest first; the caller has checked who may see it."""
    return history_of(Label("grant", row.grant.code)).filter(after__request=row.code)


def money_of_plan(plan: FinancingPlan | None) -> rules.Money:
    """A stored plan as the rules compare it; nothing without one."""
    if plan is None:
        return rules.Money()
    lines = list(plan.lines.all())
    return rules.Money(
        eligible={(line.year, line.category): line.eligible for line in lines},
        non_eligible={(line.year, line.category): line.non_eligible for line in lines if line.non_eligible},
        sources={(row.kind, row.name, row.year): row.amount for row in plan.sources.all()},
    )


def stands(grant: Grant, kind: str, terms: Terms | None = None) -> dict[str, Any]:
    """``before`` of a new request: what the confirmed notices and the plan in force say now."""
    holds = terms or terms_of([grant.pk])[grant.pk]
    money = rules.money_as_json(money_of_plan(plan_in_force(grant)))
    known = {
        "grant_until": holds.grant_until.isoformat() if holds.grant_until else "",
        "work_until": holds.work_until.isoformat() if holds.work_until else "",
        **money,
    }
    return rules.only_fields(kind, known)


def noticed_of(notice: GrantNotice) -> rules.Noticed:
    """A notice as far as it answers a request; a plan bound to it is compared too."""
    return _noticed(notice, _plans_by([notice]).get(notice.pk))


def _plans_by(notices: Iterable[GrantNotice]) -> dict[int, FinancingPlan]:
    """The newest plan bound to each notice, by its id."""
    plans = FinancingPlan.objects.filter(notice__in=list(notices)).exclude(state=PlanState.DISCARDED)
    rows = plans.prefetch_related("lines", "sources").order_by("number")
    return {row.notice_id: row for row in rows if row.notice_id is not None}


def _noticed(notice: GrantNotice, plan: FinancingPlan | None) -> rules.Noticed:
    return rules.Noticed(
        notice.kind,
        notice.grant_until,
        notice.work_until,
        notice.amount,
        money_of_plan(plan) if plan else None,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The notice that answers a request, and in what it differs from it."""

    notice: GrantNotice
    differences: list[rules.Difference]


def answers(row: ChangeRequest) -> list[Answer]:
    """Every notice entered as the answer to a request, also before it is confirmed, compared with it."""
    return answers_of([row])[row.pk]


def answers_of(rows: Iterable[ChangeRequest]) -> dict[int, list[Answer]]:
    """The same for many requests, by id; every one is there. Four queries at most."""
    asked = {row.pk: row for row in rows}
    notices = list(GrantNotice.objects.filter(answers__in=list(asked)).exclude(state=NoticeState.DISCARDED))
    plans = _plans_by(notices) if notices else {}
    found: dict[int, list[Answer]] = {key: [] for key in asked}
    for one in notices:
        row = asked[one.answers_id or 0]
        differing = rules.differences(row.before, row.after, _noticed(one, plans.get(one.pk)))
        found[row.pk].append(Answer(one, differing))
    return found


def content_of(row: ChangeRequest) -> dict[str, Any]:
    """What a person releases (I19)."""
    return rules.content_of(
        grant=row.grant.code,
        kind=row.kind,
        before=row.before,
        after=row.after,
        reasons=(row.reason, row.own_reason),
        neutral=row.cost_neutral,
    )


def end_before(row: ChangeRequest) -> date | None:
    """The old end a request is measured against: of the request itself, else of the notices."""
    own = rules.day_of(row.before, "grant_until")
    return own or terms_of([row.grant_id])[row.grant_id].grant_until


def open_question(row: ChangeRequest) -> ChangeQuestion | None:
    """The question that waits for an answer."""
    return row.questions.filter(answered_on=None).first()


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What waits for this person: releasing what others wrote, submitting, answering the authority. Two queries."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    rows = ChangeRequest.objects.filter(access.of_grants(by, Right.EDIT_FUNDING, "grant__"))
    rows = rows.filter(state__in=(ChangeState.DRAFT, ChangeState.RELEASED, ChangeState.QUERIED))
    rows = rows.exclude(Q(state=ChangeState.DRAFT, reason="", own_reason=""))
    rows = rows.select_related("grant__recipient", "grant__project").prefetch_related("questions")
    found = [duty for row in rows.order_by("drafted_at", "pk")[:MOST] if (duty := _duty(row, by, today=today))]
    return sorted(found, key=lambda duty: (duty.due is None, duty.due or today))


def _duty(row: ChangeRequest, by: Actor, *, today: date) -> Duty | None:
    """One line; None: it waits for somebody else."""
    end = rules.day_of(row.before, "grant_until") if row.kind == ChangeKind.TERM else None
    due, weight = end, Weight.WAITING
    if row.state == ChangeState.QUERIED:
        asked = next((one for one in row.questions.all() if one.answered_on is None), None)
        due = asked.answer_due_on if asked else None
        text, button = gettext_noop("The authority asks about a change request"), gettext_noop("Answer")
    elif row.state == ChangeState.RELEASED:
        text, button = gettext_noop("A change request is released and not submitted yet"), gettext_noop("Submit")
    elif by.actor_id in {row.drafted_by, row.last_edited_by}:
        return None
    else:
        text, button = gettext_noop("Read and release a change request as the second person"), gettext_noop("Look")
    if end is not None and (end - today).days <= SOON:
        weight = Weight.LEGAL
    return Duty(
        key=f"change:{row.code}:{row.state}",
        weight=weight,
        text=text,
        button=button,
        thing=label_of(row),
        about=str(row.grant),
        due=due,
        latest=due if weight is Weight.LEGAL else None,
        region_id=row.grant.region_id,
        deadlines=tuple(name_of(rule, f"grant:{row.grant_id}") for rule in TERM_RULES) if end else (),
    )
