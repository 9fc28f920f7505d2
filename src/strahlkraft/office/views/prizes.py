"""Prizes of an event: their times, ticket codes for the audience, the tally and its publication."""

import csv

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress import texts
from strahlkraft.congress.actions import prizes as actions
from strahlkraft.congress.models import Prize
from strahlkraft.congress.rules import prize as rules
from strahlkraft.congress.rules.vocabulary import VoteSide
from strahlkraft.office.forms.calls import PrizeForm, TicketsForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prizes(request: HttpRequest, slug: str) -> HttpResponse:
    """All prizes with the number of votes so far; one more."""
    return _saved(request, slug, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prize(request: HttpRequest, slug: str, prize: str) -> HttpResponse:
    """One prize: its times, its tally, its publication."""
    return _saved(request, slug, get_object_or_404(Prize, occasion=managed(request, slug), slug=prize))


def _saved(request: HttpRequest, slug: str, row: Prize | None) -> HttpResponse:
    occasion = managed(request, slug)
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = PrizeForm(request.POST if posted else kept, prize=row)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: actions.save_prize(
                by=person(request),
                at=timezone.now(),
                slug=occasion.slug,
                prize=row.slug if row else "",
                **form.given(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The prize is saved."))
            return redirect("office:prizes", slug)
        form.show_refusals(outcome.refusals)
    at = timezone.now()
    context = {
        "prize": row,
        "form": form,
        "restored": kept is not None,
        "standing": list(actions.standing(occasion).values()),
        "rows": [{"prize": one, "sides": _sides(one)} for one in occasion.prizes.all()],
        "sides": _sides(row) if row else [],
        "publishable": not rules.may_publish(
            actions.times(row, VoteSide.JURY),
            actions.times(row, VoteSide.AUDIENCE),
            published=row.published_at is not None,
            at=at,
        )
        if row
        else False,
        "deed": DeedForm(auto_id=False),
        "tickets": TicketsForm(prefix="tickets"),
    }
    template = "office/pitches/prize.html" if row else "office/pitches/prizes.html"
    return occasion_page(request, template, occasion, context, status=422 if posted else 200)


def _sides(row: Prize) -> list[dict[str, object]]:
    """Per side its phase, the number of votes, and once it is closed the tally."""
    found = []
    for side in VoteSide:
        times = actions.times(row, side)
        phase = rules.phase(times, at=timezone.now())
        if phase == "none":
            continue
        names = {pitch.code: pitch.title for pitch in row.occasion.pitches.handed_in()} if phase == "closed" else {}
        places = actions.counted(row, side) if phase == "closed" else []
        found.append(
            {
                "words": texts.VOTE_SIDES[side],
                "phase": phase,
                "opens_at": times.opens_at,
                "closes_at": times.closes_at,
                "votes": row.votes.filter(side=side).count(),
                "places": [{"place": place, "title": names.get(place.pitch, place.pitch)} for place in places],
            }
        )
    return found


@require_POST
@signed_in
def publish(request: HttpRequest, slug: str, prize: str) -> HttpResponse:
    """Publish both tallies with their method."""
    occasion = managed(request, slug)
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(
        mark,
        lambda: actions.publish_tally(
            by=person(request), at=timezone.now(), slug=occasion.slug, prize=prize, submission=mark
        ),
    )
    if outcome.done:
        tell(request, outcome, _("The tally is published."))
    else:
        refused(request, outcome)
    return redirect("office:prize", slug, prize)


@require_POST
@signed_in
def tickets(request: HttpRequest, slug: str) -> HttpResponse:
    """Ticket codes of this event as a table to print; the same numbers always have the same codes."""
    occasion = managed(request, slug)
    form = TicketsForm(request.POST, prefix="tickets")
    if not form.is_valid():
        return redirect("office:prizes", slug)
    first, count = form.cleaned_data["first"], form.cleaned_data["count"]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{occasion.slug}-codes-{first}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_("Number"), _("Code")])
    for number in range(first, min(first + count, rules.MOST_TICKETS + 1)):
        writer.writerow([number, rules.ticket_code(settings.SECRET_KEY.encode(), occasion.pk, number)])
    return answer
