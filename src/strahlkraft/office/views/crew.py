"""Who helps at an event: reviewers, jury, moderators, technicians, people at the door; each acts by a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress.access import link_token
from strahlkraft.congress.actions import occasions as actions
from strahlkraft.congress.emails.occasions import CREW_PAGES
from strahlkraft.congress.models import CrewMember, Occasion
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.rules.vocabulary import OccasionState
from strahlkraft.kernel.label import Label
from strahlkraft.office.forms.occasions import CrewForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.reuse.emails import whole_address


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def crew(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody with a task and their links; one more."""
    occasion = managed(request, slug)
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = CrewForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.add_crew(by=person(request), at=timezone.now(), slug=occasion.slug, **data),
        )
        if outcome.done:
            tell(request, outcome, _("The task is given."))
            return redirect("office:crew", occasion.slug)
        form.show_refusals(outcome.refusals)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "members": [_row(row) for row in queries.crew(occasion)],
        "open": occasion.state != OccasionState.CANCELLED,
        "restored": bool(kept),
    }
    return occasion_page(request, "office/occasions/crew.html", occasion, context, status=status)


def _row(member: CrewMember) -> dict[str, object]:
    url = (
        ""
        if member.ended_at
        else whole_address(Label(CREW_PAGES.get(member.role, "crew"), link_token("crew", member.code)))
    )
    return {"member": member, "url": url, "deed": DeedForm(auto_id=False), "end": DeedForm(auto_id=False)}


@require_POST
@signed_in
def send_link(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """Send somebody their link once more."""
    return _done(request, managed(request, slug), member, actions.send_crew_link, _("The link is on its way."))


@require_POST
@signed_in
def end(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """End somebody's task."""
    return _done(request, managed(request, slug), member, actions.end_crew, _("The link no longer opens anything."))


def _done(request: HttpRequest, occasion: Occasion, member: int, deed: object, words: str) -> HttpResponse:
    assert callable(deed)  # noqa: S101 - one of two actions; tells the type checker
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark,
        lambda: deed(by=person(request), at=timezone.now(), slug=occasion.slug, member=member, submission=mark),
    )
    if outcome.done:
        tell(request, outcome, words)
    else:
        refused(request, outcome)
    return redirect("office:crew", occasion.slug)
