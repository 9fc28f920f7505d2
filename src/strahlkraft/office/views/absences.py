"""Who is away, who stands in, and for whom one stands in oneself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts import access, queries
from strahlkraft.accounts.actions import absences as deeds
from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.office.forms.absences import AbsenceForm, PersonChoice
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person


@require_safe
@signed_in
def absence_list(request: HttpRequest) -> HttpResponse:
    """One's own absences, those one stands in for, and those of the people one cares for."""
    by, today = person(request), timezone.localdate()
    people = access.people_of(by).exclude(pk=by.pk)
    choice = PersonChoice(people=people)
    context = {
        "today": today,
        "absences": queries.absences(by=by, on=today),
        "choice": choice if people.exists() else None,
        "deed": OfficeForm(auto_id=False),
    }
    return page(request, "office/absences/list.html", context)


def _whose(request: HttpRequest, by: User) -> User:
    """Whose absence is entered: one's own, or of somebody one cares for; 404 for anybody else."""
    wanted = request.GET.get("person", "")
    if not wanted:
        return by
    user = get_object_or_404(User.objects.filter(is_active=True), pk=wanted if wanted.isdigit() else 0)
    if access.may_enter_absence(by, user):
        raise Http404
    return user


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    """Say from when to when somebody is away and who stands in."""
    by, at = person(request), timezone.now()
    user = _whose(request, by)
    deputies = [row for row in queries.possible_deputies(user, at) if user == by or row != by]
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = AbsenceForm(request.POST if request.method == "POST" else kept, deputies=deputies)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        given = form.given()
        outcome = carry_out(given["submission"], lambda: deeds.enter_absence(by=by, at=at, user=user, **given))
        if outcome.done:
            tell(request, outcome, _("It is entered; the deputy gets a letter."))
            return redirect("office:absences")
        form.show_refusals(outcome.refusals)
    context = {"form": form, "whose": user, "own": user == by, "deputies": deputies, "restored": bool(kept)}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/absences/enter.html", context, status=status)


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an absence before its last day."""
    by, at = person(request), timezone.now()
    absence = get_object_or_404(access.absences_of(by), pk=pk)
    submission = OfficeForm(request.POST).submission_id()
    outcome = carry_out(submission, lambda: deeds.end_absence(by=by, at=at, absence=absence, submission=submission))
    if outcome.done:
        tell(request, outcome, _("The absence is ended; the deputy gets a letter."))
    else:
        refused(request, outcome)
    return redirect("office:absences")
