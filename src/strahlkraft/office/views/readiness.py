"""The readiness check of an offer or a project in the workspace: what was found, and a person's own finding."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.offers import JudgeForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.offers import offer_of
from strahlkraft.projects.models import Project
from strahlkraft.reuse import access, actions, cards
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.queries.checks import standing


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Of an offer."""
    return _judged(request, offer_of(request, slug), "office:offer_readiness")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a project: what the register knows of its result without an offer."""
    rows = access.projects_of(person(request), Right.EDIT_OFFERS).exclude(publication="merged").select_related("region")
    return _judged(request, get_object_or_404(rows, slug=slug), "office:project_readiness")


def _judged(request: HttpRequest, thing: ReuseOffer | Project, name: str) -> HttpResponse:
    """Show the findings; take a person's."""
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    initial = {"criterion": request.GET.get("kriterium", "")}
    form = JudgeForm(request.POST if request.method == "POST" else kept, initial=initial)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(data["submission"], lambda: actions.judge(by=person(request), at=at, thing=thing, **data))
        if outcome.done:
            tell(request, outcome, _("Your finding is noted and holds for a year."))
            return redirect(name, thing.slug)
        form.show_refusals(outcome.refusals)
    context: dict[str, Any] = {
        "thing": thing,
        "is_offer": isinstance(thing, ReuseOffer),
        "form": form,
        "restored": bool(kept),
        "readiness": cards.readiness_view(standing(thing, today=localdate())),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/offers/readiness.html", context, status=status)
