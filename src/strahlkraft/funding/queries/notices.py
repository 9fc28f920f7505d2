"""Notices as their pages show them: what was entered, what it changes, who confirmed just that, what waits for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from strahlkraft.audit import four_eyes
from strahlkraft.funding import access
from strahlkraft.funding.models import Approval, ChangeRequest, FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries.plans import lines_of, plan_for, sources_of
from strahlkraft.funding.queries.terms import facts_of, terms_of
from strahlkraft.funding.rules import grants as grant_rules
from strahlkraft.funding.rules import plans as plan_rules
from strahlkraft.funding.rules.notices import DAYS, FIGURES, GrantFacts, NoticeInput
from strahlkraft.funding.rules.terms import Terms, terms
from strahlkraft.funding.rules.vocabulary import ChangeState, FinancingMode, NoticeKind, NoticeState, PlanState
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

MOST = 50
"""Duties of one kind at most."""


def input_of(row: GrantNotice) -> NoticeInput:
    """A stored notice as it was entered."""
    own = {one.name: getattr(row, one.name) for one in fields(NoticeInput) if one.name != "answers"}
    own |= {"disapplied": tuple(row.disapplied), "overrides": dict(row.overrides)}
    return NoticeInput(**own, answers=row.answers.code if row.answers else "")


def content_of(row: GrantNotice) -> dict[str, Any]:
    """Everything of a notice that is confirmed, with the hash of its document; what the trail and the approval keep."""
    plain: dict[str, Any] = {}
    for one in fields(NoticeInput):
        value = getattr(input_of(row), one.name)
        if isinstance(value, date):
            plain[one.name] = value.isoformat()
        elif one.name in FIGURES:
            plain[one.name] = "" if value is None else f"{value:.2f}"
        elif one.name == "disapplied":
            plain[one.name] = list(value)
        else:
            plain[one.name] = "" if value is None else value
    return {**plain, "grant": row.grant.code, "document": row.document.sha256}


def content_hash(row: GrantNotice) -> str:
    """The hash of what is to be confirmed; a form carries it, so that just what was seen is confirmed (I19)."""
    return four_eyes.content_hash(content_of(row))


def facts_of_grant(grant: Grant) -> GrantFacts:
    """The grant as the rules of notices see it, with the terms of all confirmed ones. One query."""
    return GrantFacts(grant.state, grant.recipient_kind, grant.financing_mode, terms_of([grant.pk])[grant.pk])


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice in the list of its grant; ``approved`` is missing until it is confirmed.

    ``holds``: the approval is of just this content (I19). ``before``: what held before it took effect.
    """

    row: GrantNotice
    before: Terms
    approved: Approval | None = None
    holds: bool = False

    @property
    def changed(self) -> list[str]:
        """The figures and days this notice says something about, in their order."""
        return [name for name in (*FIGURES, *DAYS) if getattr(self.row, name) is not None]


def notices_of(grant: Grant) -> list[Entry]:
    """All notices of a grant in the order they were issued, discarded ones too; two queries."""
    rows = list(grant.notices.select_related("document", "answers").order_by("issued_on", "pk"))
    for row in rows:
        row.grant = grant
    approvals = approvals_of("grantnotice", [row.pk for row in rows])
    told = [facts_of(row) for row in rows if row.state == NoticeState.CONFIRMED]
    found = []
    for row in rows:
        approved = approvals.get(row.pk)
        holds = approved is not None and approved.content_hash == content_hash(row)
        earlier = [one for one in told if one.key != row.pk and (one.issued_on, one.key) < (row.issued_on, row.pk)]
        found.append(Entry(row, terms(earlier), approved, holds))
    return found


def approvals_of(subject: str, keys: list[int]) -> Mapping[int, Approval]:
    """The newest approval by id of the row; one query."""
    rows = Approval.objects.filter(subject=subject, subject_id__in=keys).order_by("approved_at", "pk")
    return {row.subject_id: row for row in rows}


def to_answer(grant: Grant) -> QuerySet[ChangeRequest]:
    """The change requests of a grant the authority has not answered yet."""
    states = (ChangeState.SUBMITTED, ChangeState.QUERIED)
    return ChangeRequest.objects.filter(grant=grant, state__in=states).order_by("submitted_on", "pk")


def drafted_plan(grant: Grant) -> FinancingPlan | None:
    """The draft of the financing plan an award would bring into force."""
    rows = FinancingPlan.objects.filter(grant=grant, state=PlanState.DRAFT).order_by("-number")
    return rows.prefetch_related("lines", "sources").first()


def plan_problems(row: GrantNotice) -> list[Refusal]:
    """What of the plan is in the way of confirming an award, or an amendment with a plan of its own (R3, I2, I3)."""
    if row.kind == NoticeKind.AMENDMENT:
        return _amended_problems(row)
    if row.kind != NoticeKind.AWARD:
        return []
    plan = drafted_plan(row.grant)
    if plan is None:
        return grant_rules.may_award(has_plan=False)
    frame = plan_rules.Frame(FinancingMode(row.grant.financing_mode), row.rate, row.amount)
    return plan_rules.may_confirm(lines_of(plan), sources_of(plan), frame)


def _amended_problems(row: GrantNotice) -> list[Refusal]:
    """The same for the draft bound to an amendment; what the notice does not say stays as it was."""
    plan = plan_for(row)
    if plan is None or plan.state != PlanState.DRAFT:
        return []
    known = terms_of([row.grant_id])[row.grant_id]
    amount = known.amount if row.amount is None else row.amount
    frame = plan_rules.Frame(
        FinancingMode(row.grant.financing_mode), known.rate if row.rate is None else row.rate, amount
    )
    return plan_rules.may_confirm(lines_of(plan), sources_of(plan), frame)


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Notices another person has entered and this one can confirm, drafted plans to compare with them; two queries."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    scope = access.of_grants(by, Right.EDIT_FUNDING, "grant__")
    rows = GrantNotice.objects.filter(scope, state=NoticeState.ENTERED)
    rows = rows.exclude(entered_by=by.actor_id).exclude(last_edited_by=by.actor_id)
    rows = rows.select_related("grant__project", "grant__recipient").order_by("notified_on", "pk")
    return [*map(_duty, rows[:MOST]), *map(_of_plan, _plans_to_compare(scope, by)[:MOST])]


def _plans_to_compare(scope: Q, by: Actor) -> QuerySet[FinancingPlan]:
    """Drafts others wrote, of grants with a confirmed amending notice no plan came into force by."""
    amended = GrantNotice.objects.filter(
        grant=OuterRef("grant"), kind=NoticeKind.AMENDMENT, state=NoticeState.CONFIRMED, plans=None
    )
    rows = FinancingPlan.objects.filter(scope, Exists(amended), state=PlanState.DRAFT, notice=None)
    rows = rows.exclude(created_by=by.actor_id).exclude(last_edited_by=by.actor_id)
    return rows.select_related("grant__project", "grant__recipient").order_by("created_at", "pk")


def _of_plan(row: FinancingPlan) -> Duty:
    return Duty(
        key=f"plan:{row.pk}",
        weight=Weight.WAITING,
        text=gettext_noop("Compare the drafted financing plan with the amending notice and put it in force"),
        button=gettext_noop("Compare"),
        thing=Label("plan", row.grant.code, str(row.grant)),
        about=str(row.grant),
        region_id=row.grant.region_id,
    )


def _duty(row: GrantNotice) -> Duty:
    return Duty(
        key=f"notice:{row.pk}",
        weight=Weight.WAITING,
        text=gettext_noop("Compare the notice %(reference)s with its document and confirm it"),
        button=gettext_noop("Compare"),
        thing=Label("notice", f"{row.grant.code}/bescheide/{row.pk}", str(row)),
        about=str(row.grant),
        due=row.notified_on,
        region_id=row.grant.region_id,
        params=(("reference", row.reference),),
    )
