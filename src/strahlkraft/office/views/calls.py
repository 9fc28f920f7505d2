"""The call of an event: what is looked for, until when, by which criteria."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress.actions import calls as actions
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.queries import selection
from strahlkraft.congress.rules import calls as rules
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.calls import CallForm, Criteria
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Open or change the call; beside it how far the reviewers are."""
    occasion = managed(request, slug)
    row = queries.call_of(occasion)
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    data = request.POST if posted else kept
    if "add_row" in request.POST:
        data = request.POST.copy()
        data["rows-TOTAL_FORMS"] = str(whole_number(data.get("rows-TOTAL_FORMS")) + 1)
    form = CallForm(data, call=row, occasion=occasion)
    criteria = Criteria.of_call(row, data)
    looking = kept is not None or "add_row" in request.POST
    if looking:
        form.without_verdict()
        criteria.without_verdict()
    elif posted and form.is_valid() and criteria.is_valid():
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: actions.save_call(
                by=person(request),
                at=timezone.now(),
                slug=occasion.slug,
                content=form.content(criteria.criteria()),
                blind=form.cleaned_data["blind"],
                submission=form.cleaned_data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The call is saved."))
            return redirect("office:call", occasion.slug)
        form.show_refusals(criteria.take_refusals(outcome.refusals))
    context = {
        "call": row,
        "phase": rules.phase(queries.times(row), at=timezone.now()) if row else "none",
        "form": form,
        "rows": criteria,
        "restored": kept is not None,
        "progress": selection.progress(occasion),
        "public": row is not None and occasion.event_id is not None,
    }
    return occasion_page(
        request, "office/pitches/call.html", occasion, context, status=422 if posted and not looking else 200
    )
