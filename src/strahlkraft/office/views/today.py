"""Putting a duty of today's list off, and showing it again."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.kernel.duty import Duty
from strahlkraft.office.forms.today import PutOffForm, TakeUpForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.start import day_page
from strahlkraft.office.waiting import acts_for, duties_of
from strahlkraft.steering.actions import today as deeds
from strahlkraft.steering.rules import ranking


@require_POST
@signed_in
def put_off(request: HttpRequest) -> HttpResponse:
    """Hide a duty from the own list until a day; what the law forbids is refused with its reason."""
    user, today = person(request), localdate()
    form = PutOffForm(request.POST)
    duty = _duty(user, form.data.get("duty", ""), today)
    if not form.is_valid():
        return _told_why(request, form)
    until = form.cleaned_data["until"]
    outcome = carry_out(
        form.submission_id(),
        lambda: deeds.put_off(
            by=user, at=timezone.now(), duty=duty, until=until, today=today, submission=form.submission_id()
        ),
    )
    if outcome.done:
        tell(request, outcome, _("Put off until %(day)s.") % {"day": date_format(until, "DATE_FORMAT")})
        return redirect("office:start")
    form.show_refusals(outcome.refusals)
    return _told_why(request, form)


def _told_why(request: HttpRequest, form: PutOffForm) -> HttpResponse:
    """The reasons on top and beside the duty, with the day as it was typed; a duty may have no form there any more."""
    for reasons in form.errors.values():
        for reason in reasons:
            messages.error(request, str(reason))
    return day_page(request, form)


@require_POST
@signed_in
def take_up_again(request: HttpRequest) -> HttpResponse:
    """Show a duty again before its day."""
    user = person(request)
    form = TakeUpForm(request.POST)
    duty = _duty(user, form.data.get("duty", ""), localdate())
    outcome = carry_out(
        form.submission_id(),
        lambda: deeds.take_up_again(by=user, at=timezone.now(), duty=duty, submission=form.submission_id()),
    )
    tell(request, outcome, _("It is on your list again."))
    return redirect("office:start")


def _duty(user: User, key: str, today: date) -> Duty:
    """The duty of one's own list with that key; 404 for anything else."""
    ids = acts_for(user, today)
    for duty in duties_of(user, today=today):
        if duty.key == key and ranking.is_mine(duty, ids):
            return duty
    raise Http404
