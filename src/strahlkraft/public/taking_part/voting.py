"""Voting for prizes: the public page of a prize, the ballot by ticket code, by registration, and for the jury."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import prizes as actions
from strahlkraft.congress.models import Occasion, Pitch, Prize, Registration
from strahlkraft.congress.rules import prize as rules
from strahlkraft.congress.rules.vocabulary import CrewRole, RegistrationState, VoteSide
from strahlkraft.design.addresses import address, localised
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie

_BADGE = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


class BallotForm(ReasonedForm):
    """One pitch of those that stand for the prize."""

    pitch = forms.CharField(label=_("Your vote"), required=False, max_length=6)

    def __init__(self, data: QueryDict | None = None, *, pitches: dict[str, Pitch], **options: Any) -> None:
        super().__init__(data, **options)
        self.choices = list(pitches.values())


class TicketForm(BallotForm):
    """The same with the code of a ticket or badge."""

    code = forms.CharField(
        label=_("Code on your ticket"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Nine letters and digits, such as ABD-7KQ2M4. What stands on your badge works too."),
    )


def _prize(slug: str, prize: str) -> Prize:
    rows = Prize.objects.select_related("occasion").filter(occasion__in=Occasion.objects.public())
    row = rows.filter(occasion__slug=slug, slug=prize).first()
    if row is None:
        raise Http404
    return row


def _voter(prize: Prize, typed: str) -> str:
    """Who stands behind a typed code: a registration by its badge, a ticket by its number; empty when nobody does."""
    if _BADGE.fullmatch(typed.strip().lower()):
        row = Registration.objects.filter(
            occasion=prize.occasion, badge=UUID(typed.strip()), state=RegistrationState.CONFIRMED
        ).first()
        return rules.registered(row.mailbox, row.pk) if row else ""
    read = (rules.read_ticket(key, prize.occasion_id, typed) for key in actions.secrets())
    number = next(filter(None, read), 0)
    return f"ticket:{number}" if number else ""


@without_cookie
def prize(request: HttpRequest, slug: str, prize: str) -> HttpResponseBase:
    """What the prize is for, who stands for it, the vote while it is open, the tally once it is published."""
    row = _prize(slug, prize)
    pitches = actions.standing(row.occasion)
    posted = request.POST if request.method == "POST" else None
    form = TicketForm(posted, pitches=pitches)
    if posted is not None and form.is_valid():
        if not allowed(request, "vote"):
            return too_many(request)
        voter = _voter(row, form.cleaned_data["code"])
        if not voter:
            form.add_error("code", _("We know no ticket with this code. Please look again."))
        elif carried_out(form, lambda: _vote(row, VoteSide.AUDIENCE, voter, form)):
            return HttpResponseRedirect(f"{request.path}?getan=1#stimme")
    return render(request, "public/taking_part/prize.html", _context(request, row, form))


def _vote(row: Prize, side: VoteSide, voter: str, form: BallotForm) -> None:
    actions.vote(
        by=NOBODY,
        at=timezone.now(),
        slug=row.occasion.slug,
        prize=row.slug,
        side=side,
        voter=voter,
        pitch=form.cleaned_data["pitch"],
    )


def _context(request: HttpRequest, row: Prize, form: BallotForm) -> dict[str, Any]:
    at = timezone.now()
    return {
        "prize": row,
        "occasion": row.occasion,
        "form": form,
        "phase": rules.phase(actions.times(row, VoteSide.AUDIENCE), at=at),
        "jury_phase": rules.phase(actions.times(row, VoteSide.JURY), at=at),
        "tallies": tallies(row),
        "done": "getan" in request.GET,
        "crumbs": [
            (_("Events"), localised("/termine/")),
            (row.occasion.name, address(row.occasion.label)),
            (row.name, ""),
        ],
    }


def tallies(row: Prize) -> list[dict[str, Any]]:
    """What was published of a prize: per side the pitches with votes and rank; winners stand out."""
    if row.published_at is None:
        return []
    codes = {code for places in row.tally.values() for code, _votes, _rank in places}
    pitches = {p.code: p for p in Pitch.objects.filter(code__in=codes).select_related("organisation", "occasion")}
    return [
        {
            "side": texts.VOTE_SIDES[side],
            "votes": sum(votes for _code, votes, _rank in places),
            "places": [
                {"pitch": pitches.get(code), "votes": votes, "rank": rank, "won": rank == 1 and votes > 0}
                for code, votes, rank in places
            ],
        }
        for side, places in sorted(row.tally.items(), reverse=True)
    ]


@by_link
def jury(request: HttpRequest, token: str) -> HttpResponseBase:
    """The jury's ballots: every prize of the event with a jury, one vote each."""
    holder = access.crew_by_token(token)
    if holder is None or holder.role != CrewRole.JURY:
        return unknown_link(request)
    occasion = Occasion.objects.get(pk=holder.occasion_id)
    return _ballots(request, occasion, VoteSide.JURY, f"crew:{holder.member_id}")


@by_link
def by_registration(request: HttpRequest, token: str) -> HttpResponseBase:
    """The audience's ballots for somebody who is registered, by the link of their registration."""
    code = access.read_token("registration", token)
    row = Registration.objects.select_related("occasion").filter(code=code or "-").first()
    if row is None or row.state != RegistrationState.CONFIRMED:
        return unknown_link(request)
    return _ballots(request, row.occasion, VoteSide.AUDIENCE, rules.registered(row.mailbox, row.pk))


def _ballots(request: HttpRequest, occasion: Occasion, side: VoteSide, voter: str) -> HttpResponseBase:
    """One ballot per prize this side votes for; a vote that was given is shown as given, not for whom."""
    at = timezone.now()
    rows = [row for row in occasion.prizes.select_related("occasion") if actions.times(row, side).opens_at is not None]
    pitches = actions.standing(occasion)
    ballots = []
    for row in rows:
        posted = request.POST if request.POST.get("prize") == row.slug else None
        form = BallotForm(posted, pitches=pitches, auto_id=f"{row.slug}_%s")
        if posted is not None and carried_out(form, lambda row=row, form=form: _vote(row, side, voter, form)):  # type: ignore[misc] # bound now, not later
            return HttpResponseRedirect(f"{request.path}?getan={row.slug}")
        ballots.append(
            {
                "prize": row,
                "form": form,
                "phase": rules.phase(actions.times(row, side), at=at),
                "opens_at": actions.times(row, side).opens_at,
                "closes_at": actions.times(row, side).closes_at,
                "voted": actions.has_voted(row, side, voter),
                "url": f"{address(Label('event', occasion.slug))}preis/{row.slug}/",
            }
        )
    context = {
        "occasion": occasion,
        "side": texts.VOTE_SIDES[side],
        "is_jury": side == VoteSide.JURY,
        "ballots": ballots,
    }
    return render(request, "public/taking_part/ballots.html", context)
