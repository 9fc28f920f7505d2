"""The financing plan of a grant: in force and its versions, drafting one as a table, two side by side."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit.four_eyes import may_approve
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import plans as actions
from strahlkraft.funding.models import FinancingPlan, Grant
from strahlkraft.funding.queries import plans as queries
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import plans as rules
from strahlkraft.funding.rules.vocabulary import PlanState
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.plans import DropForm, InForceForm, PlanForm, with_third, with_year
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.money_pages import forecast_context, press, sheet
from strahlkraft.office.shell import person

BADGES = {
    PlanState.DRAFT: ("warn", "edit"),
    PlanState.CONFIRMED: ("good", "check"),
    PlanState.DISCARDED: ("unknown", "cross"),
}


def _own(grant: Grant) -> str:
    return reverse("office:grant_plan", args=[grant.code])


def _version(grant: Grant, number: int) -> FinancingPlan:
    return get_object_or_404(queries.versions(grant), number=number)


def _badge(plan: FinancingPlan, in_force: int | None = None) -> dict[str, Any]:
    """The state of a version; an earlier one that was in force says so."""
    state, icon = BADGES[PlanState(plan.state)]
    if plan.state == PlanState.CONFIRMED and in_force is not None and plan.number != in_force:
        return {"state": "unknown", "text": _("replaced"), "icon": "history"}
    return {"state": state, "text": texts.PLAN_STATES[plan.state], "icon": icon}


def _table(plan: FinancingPlan) -> dict[str, Any]:
    """A version in words: rows and sources with their names."""
    table = queries.plan_table(plan)
    return {
        "table": table,
        "rows": [(texts.CATEGORIES[row.key[0]], row) for row in table.rows],
        "sources": [
            (" ".join(filter(None, (str(texts.SOURCE_KINDS[row.key[0]]), row.key[1]))), row) for row in table.sources
        ],
        "sums": list(zip((*table.years, None), table.eligible, table.non_eligible, table.balances, strict=True)),
        "balanced": all(row.meets for row in table.balances),
    }


def _in_force(versions: Iterable[FinancingPlan]) -> FinancingPlan | None:
    """The one the newest effective notice brought; with none effective yet, the newest confirmed one."""
    confirmed = [plan for plan in versions if plan.state == PlanState.CONFIRMED and plan.notice]
    today = localdate()

    def order(plan: FinancingPlan) -> tuple[Any, int]:
        return (plan.notice.effective_on, plan.number) if plan.notice else (today, 0)

    effective = [
        plan for plan in confirmed if plan.notice and plan.notice.effective_on and plan.notice.effective_on <= today
    ]
    return max(effective or confirmed, key=order, default=None)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The plan in force, what it looks like ahead, and all versions."""
    grant = found_grant(request, code)
    versions = list(queries.versions(grant))
    plan = _in_force(versions)
    number = plan.number if plan else None
    context = {
        "plan": plan,
        **(_table(plan) if plan else {}),
        **forecast_context(grant, localdate()),
        "draft": next((row for row in versions if row.state == PlanState.DRAFT), None),
        "versions": [{"plan": row, "badge": _badge(row, number)} for row in versions],
        "comparable": [row for row in versions if plan and row.number != number],
        "mark": DeedForm(auto_id=False),
    }
    return grant_page(request, "office/plans/plan.html", grant, context, here="plan")


@require_POST
@signed_in
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new version, copied from the one in force, or for an entered notice with what its request asks for."""
    grant, by, at = found_grant(request, code), person(request), timezone.now()
    notice = whole_number(request.POST.get("notice", "")) or None
    saved = _("The draft is there; it is copied from the plan in force, if there is one.")
    return press(
        request,
        lambda submission: actions.draft(by=by, at=at, code=grant.code, notice=notice, submission=submission),
        _("The draft is there with what was requested; compare every amount with the notice.") if notice else saved,
        to=reverse("office:notice", args=[grant.code, notice]) if notice else _own(grant),
    )


@require_safe
@signed_in
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: its table, what keeps it from coming into force, and what can be done."""
    grant = found_grant(request, code)
    return _version_page(request, grant, _version(grant, number))


def _version_page(
    request: HttpRequest, grant: Grant, plan: FinancingPlan, form: InForceForm | None = None, *, status: int = 200
) -> HttpResponse:
    by = person(request)
    is_draft = plan.state == PlanState.DRAFT
    notices = queries.notices_for(plan)
    reasons = _reasons(plan) if is_draft else []
    wrote = may_approve(by.actor_id, (plan.created_by, plan.last_edited_by)) if is_draft else []
    before = _in_force(queries.versions(grant))
    context = {
        "plan": plan,
        "badge": _badge(plan, before.number if before else None),
        **_table(plan),
        "is_draft": is_draft,
        "reasons": reasons,
        "wrote": [sentence(one) for one in wrote],
        "has_notice": notices.exists(),
        "form": form or InForceForm(notices=notices, initial={"notice": plan.notice_id, "version": plan.version}),
        "may_confirm": is_draft and not reasons and not wrote and not access.may_edit(by, grant),
        "drop": DropForm(initial={"version": plan.version}, auto_id=False),
        "before": before if before and before.number != plan.number else None,
    }
    return grant_page(request, "office/plans/version.html", grant, context, here="plan", status=status)


def _reasons(plan: FinancingPlan) -> list[str]:
    """What keeps a draft from coming into force, in words."""
    lines, sources = queries.lines_of(plan), queries.sources_of(plan)
    return [sentence(one) for one in rules.may_confirm(lines, sources, actions.frame_of(plan.grant))]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The draft as one table; "recalculate", one year or one third party more keep what was typed without saving."""
    grant = found_grant(request, code)
    plan = _version(grant, number)
    if access.may_manage(person(request), grant.region_id) or plan.state != PlanState.DRAFT:
        raise Http404
    if request.method == "POST" and "save" not in request.POST:
        return _edit_page(request, grant, plan, _wider(request, plan))

    def deed(form: PlanForm) -> FinancingPlan:
        return actions.save(
            by=person(request),
            at=timezone.now(),
            code=grant.code,
            number=plan.number,
            version=form.cleaned_data["version"],
            lines=form.lines(),
            sources=form.sources(),
            submission=form.cleaned_data["submission"],
        )

    return sheet(
        request,
        lambda data: PlanForm(data, plan=plan, span=_span(grant)),
        deed,
        saved=_("The draft is kept."),
        to=reverse("office:plan_version", args=[grant.code, plan.number]),
        show=lambda form, restored, status: _edit_page(request, grant, plan, form, restored=restored, status=status),
        version=lambda: FinancingPlan.objects.get(pk=plan.pk).version,
    )


def _wider(request: HttpRequest, plan: FinancingPlan) -> PlanForm:
    """The sheet as it was sent, with what the button asked for; nothing is saved."""
    data: QueryDict = request.POST
    if "add_third" in data:
        data = with_third(data)
    elif "add_year" in data:
        data = with_year(data, whole_number(data.get("another_year", "")))
    form = PlanForm(data, plan=plan)
    form.is_valid()
    return form


def _span(grant: Grant) -> list[int]:
    """The fiscal years of the grant period; this year when no notice names one."""
    known = terms_of([grant.pk])[grant.pk]
    first = known.grant_from or localdate()
    last = known.grant_until or first
    return list(range(first.year, last.year + 1))[: rules.MOST_YEARS]


def _edit_page(
    request: HttpRequest,
    grant: Grant,
    plan: FinancingPlan,
    form: PlanForm,
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "sums": form.sums(),
        "next_year": form.shown[-1] + 1 if form.shown else localdate().year,
        "restored": restored,
    }
    return grant_page(request, "office/plans/edit.html", grant, context, here="plan", status=status)


@require_POST
@signed_in
def confirm(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put a draft in force by a confirmed notice."""
    grant = found_grant(request, code)
    plan = _version(grant, number)
    if access.may_edit(person(request), grant):
        raise Http404
    return sheet(
        request,
        lambda data: InForceForm(data, notices=queries.notices_for(plan)),
        lambda form: actions.confirm(
            by=person(request),
            at=timezone.now(),
            plan=plan,
            notice=form.cleaned_data["notice"],
            version=form.cleaned_data["version"],
            submission=form.cleaned_data["submission"],
        ),
        saved=_("The plan is in force."),
        to=_own(grant),
        show=lambda form, _restored, status: _version_page(
            request, grant, _version(grant, number), form, status=status
        ),
        version=lambda: _version(grant, number).version,
    )


@require_POST
@signed_in
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Drop a draft."""
    grant = found_grant(request, code)
    plan = _version(grant, number)
    seen = whole_number(request.POST.get("version", ""))
    by, at = person(request), timezone.now()
    return press(
        request,
        lambda submission: actions.discard(
            by=by, at=at, code=grant.code, number=plan.number, version=seen, submission=submission
        ),
        _("The draft is discarded; it stays to be seen."),
        to=_own(grant),
    )


@require_safe
@signed_in
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions side by side: which amounts moved, and whether that costs somebody something."""
    grant = found_grant(request, code)
    versions = {row.number: row for row in queries.versions(grant)}
    picked = [versions.get(whole_number(request.GET.get(name, ""))) for name in ("alt", "neu")]
    old, new = picked
    context: dict[str, Any] = {"versions": list(versions.values()), "old": old, "new": new}
    if old is not None and new is not None:
        found = queries.difference(old, new)
        context |= {
            "difference": found,
            "lines": [_moved(row, texts.CATEGORIES[row.key[0]], row.key[1] == "non_eligible") for row in found.lines],
            "sources": [_moved(row, texts.SOURCE_KINDS[row.key[0]]) for row in found.sources],
            "totals": [_moved(row, texts.SOURCE_KINDS[row.key[0]]) for row in found.totals],
        }
    return grant_page(request, "office/plans/compare.html", grant, context, here="plan")


def _moved(row: rules.Moved, word: Any, other: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - whether it is the part that is not eligible
    """One moved amount in words."""
    name = row.key[1] if row.key[1] not in {"eligible", "non_eligible"} else ""
    return {"row": row, "word": " ".join(filter(None, (str(word), name))), "not_eligible": other}
