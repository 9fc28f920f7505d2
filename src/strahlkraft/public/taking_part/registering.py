"""Registering for an event without an account: the form, the link in the mail, the page of one's own registration."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.formats.calendars import MEDIA_TYPE, Appointment, appointments_calendar
from strahlkraft.congress.models import Occasion, Registration
from strahlkraft.congress.papers.badges import badges, qr
from strahlkraft.congress.papers.certificate import certificate
from strahlkraft.congress.queries import after
from strahlkraft.congress.queries import registration as queries
from strahlkraft.congress.queries.calendars import uid_of
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.after import may_have_certificate
from strahlkraft.congress.rules.vocabulary import Channel, OccasionState, RegistrationState
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.registration_box import shown_seats
from strahlkraft.public.taking_part.registration_forms import DetailsForm, RegistrationSheet

STATES = {
    RegistrationState.CONFIRMED: ("good", "check"),
    RegistrationState.WAITING: ("warn", "clock"),
    RegistrationState.CANCELLED: ("bad", "cross"),
    RegistrationState.DRAFT: ("unknown", "mail"),
}
"""State and icon of the badge that says where a registration stands."""


def _language() -> str:
    return (get_language() or "de")[:2]


def _occasion(slug: str) -> Occasion:
    """An event people may know of; 404 otherwise."""
    occasion = Occasion.objects.public().filter(slug=slug).first()
    if occasion is None:
        raise Http404
    return occasion


@without_cookie
def register(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form, with the free seats as they are now; or why there is none."""
    occasion, at = _occasion(slug), timezone.now()
    refusals = rules.may_open_form(queries.openness(occasion), at=at)
    if refusals:
        context = {"occasion": occasion, "refusals": [sentence(refusal) for refusal in refusals]}
        return render(request, "public/taking_part/register_closed.html", context)
    if request.method == "POST":
        form = RegistrationSheet(request.POST, mode=occasion.mode, town=request.POST.get("town", ""))
        if form.is_valid() and not allowed(request, "register"):
            return too_many(request)
        if carried_out(form, lambda: _register(occasion, form, at)):
            return HttpResponseRedirect(f"{address(occasion.label)}anmelden/gesendet/")
        form.with_sound_stamp(at)
    else:
        form = RegistrationSheet(mode=occasion.mode)
    context = {
        "form": form,
        "occasion": occasion,
        "seats": shown_seats(occasion),
        "confirm_hours": round(rules.CONFIRM_WITHIN.total_seconds() / 3600),
        "closes": occasion.registration_closes_at,
    }
    return render(request, "public/taking_part/register.html", context)


def _register(occasion: Occasion, form: RegistrationSheet, at: datetime) -> None:
    actions.register(by=NOBODY, at=at, occasion=occasion, form=form.registered(at), language=_language())


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens next, and until when to confirm."""
    context = {
        "occasion": _occasion(slug),
        "until": localtime() + rules.CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/taking_part/register_sent.html", context)


def _of_link(purpose: str, token: str) -> Registration | None:
    """The registration of a link; None when it was forgotten as promised."""
    code = access.read_token(purpose, token)
    rows = Registration.objects.select_related("occasion", "municipality").filter(erased_at=None)
    return rows.filter(code=code).first() if code else None


def own_page(row: Registration) -> str:
    """The private address of a registration."""
    return address(Label("registration", access.link_token("registration", row.code)))


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); the press takes the seat. Twice: all is well."""
    row = _of_link("registration-confirm", token)
    if row is None:
        return unknown_link(request)
    at = timezone.now()
    refusals = rules.may_confirm(row.state, queries.openness(row.occasion), confirm_by=row.confirm_by, at=at)
    if request.method == "POST" and not refusals:
        try:
            row = actions.confirm(by=NOBODY, at=at, code=row.code)
        except Refused as refused:  # pressed twice at once
            refusals = refused.refusals
            row = _of_link("registration-confirm", token) or row
    if row.state != RegistrationState.DRAFT:
        return HttpResponseRedirect(own_page(row))
    seats = next((one for one in queries.seats_of(row.occasion) if one.channel == row.channel), None)
    context = {
        "row": row,
        "occasion": row.occasion,
        "seats": seats,
        "fits": seats is not None and rules.may_have_seats(row.seats, taken=seats.taken, capacity=seats.capacity),
        "until": localtime(row.confirm_by),
        "refusals": [sentence(refusal) for refusal in refusals],
    }
    return render(request, "public/taking_part/register_confirm.html", context)


@by_link
def registration(request: HttpRequest, token: str) -> HttpResponseBase:
    """One's own registration: where it stands, the badge; switch, change, cancel."""
    row = _of_link("registration", token)
    if row is None or row.state == RegistrationState.DRAFT:
        return unknown_link(request)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms: dict[str, ReasonedForm] = {
        "details": DetailsForm(request.POST if deed == "details" else None, row=row),
        "switch": ReasonedForm(request.POST if deed == "switch" else None),
        "cancel": ReasonedForm(request.POST if deed == "cancel" else None),
    }
    if deed in forms and carried_out(forms[deed], _deed(deed, forms[deed], row)):
        return HttpResponseRedirect(f"{request.path}#top")
    return render(request, "public/taking_part/registration.html", _shown(row, forms, deed, timezone.now()))


def _deed(deed: str, form: ReasonedForm, row: Registration) -> Callable[[], object]:
    by, at = access.LinkHolder("registration", row.code), timezone.now()

    def act() -> object:
        common: dict[str, Any] = {"by": by, "at": at, "code": row.code, "submission": form.submission_id}
        if isinstance(form, DetailsForm):
            return actions.change_details(**common, details=form.details(row))
        if deed == "switch":
            return actions.switch_channel(**common, to=_other(row.channel))
        return actions.cancel(**common)

    return act


def _other(channel: str) -> Channel:
    return Channel.ONLINE if channel == Channel.ONSITE else Channel.ONSITE


def _shown(row: Registration, forms: dict[str, ReasonedForm], deed: str, at: datetime) -> dict[str, Any]:
    event, other = queries.openness(row.occasion), _other(row.channel)
    badge_state, badge_icon = STATES[RegistrationState(row.state)]
    seated = row.state == RegistrationState.CONFIRMED
    onsite = row.channel == Channel.ONSITE
    return {
        "row": row,
        "occasion": row.occasion,
        "state": {"state": badge_state, "icon": badge_icon, "text": texts.REGISTRATION_STATES[row.state]},
        "event_cancelled": row.occasion.state == OccasionState.CANCELLED,
        "before": queries.people_before(row),
        "seated": seated,
        "onsite": onsite,
        "qr": qr(row) if seated and onsite else "",
        "needs": [texts.ACCESS_NEEDS[need] for need in row.needs if need in texts.ACCESS_NEEDS],
        "forms": forms,
        "details_open": deed == "details",
        "may_change": not rules.may_change(row.state, ends_at=row.occasion.ends_at, at=at),
        "may_switch": not rules.may_switch(row.state, row.channel, other, event, at=at),
        "may_cancel": not rules.may_cancel(row.state, ends_at=row.occasion.ends_at, at=at),
        "other": next((seats for seats in queries.seats_of(row.occasion) if seats.channel == other), None),
        "event_url": address(row.occasion.label) if row.occasion.event_id else "",
        "certificate_url": _certificate_url(row, at),
    }


def _certificate_url(row: Registration, at: datetime) -> str:
    named = after.named_by(row.code)
    if named is None or _hindered(named, at):
        return ""
    return address(Label("certificate", access.link_token("certificate", row.code)))


@by_link
def badge_sheet(request: HttpRequest, token: str) -> HttpResponseBase:
    """The own badges as PDF, one for each person."""
    row = _of_link("registration", token)
    if row is None or row.state != RegistrationState.CONFIRMED or row.channel != Channel.ONSITE:
        return unknown_link(request)
    return _pdf(badges(row.occasion, [row], language=_language()), "badge.pdf")


def _pdf(sheet: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        sheet, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@by_link
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The event for the own calendar; it has the UID of the event, so that it stands there once."""
    row = _of_link("registration", token)
    if row is None or row.state == RegistrationState.DRAFT:
        return unknown_link(request)
    occasion = row.occasion
    title = texts.marked(occasion.name, demonstration=occasion.demonstration)
    online = row.channel == Channel.ONLINE
    entry = Appointment(
        uid=uid_of(occasion.slug),
        title=title,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        changed_at=max(occasion.changed_at, row.created_at),
        sequence=occasion.sequence,
        place=occasion.stream_url if online else occasion.venue,
        summary=f"{texts.CHANNELS[row.channel]}\n\n{occasion.summary}".strip(),
        url=address(occasion.label) if occasion.event_id else "",
        cancelled=occasion.state == OccasionState.CANCELLED or row.state == RegistrationState.CANCELLED,
    )
    made = appointments_calendar([entry], name=title, url=entry.url, base_url=str(settings.BASE_URL))
    return HttpResponse(
        made, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{occasion.slug}.ics"'}
    )


@require_safe
def badge(request: HttpRequest, badge: str) -> HttpResponse:
    """What a stranger's camera finds behind the code of a badge: nothing about anybody, not even whether it is valid."""
    response = render(request, "public/taking_part/badge.html", {})
    response["X-Robots-Tag"] = "noindex"
    return response


@by_link
def certificate_sheet(request: HttpRequest, token: str) -> HttpResponseBase:
    """The certificate of a guest or speaker, once the event is over; or why there is none."""
    named = after.named_by(access.read_token("certificate", token))
    if named is None:
        return unknown_link(request)
    hindered = _hindered(named, timezone.now())
    if hindered:
        context = {"occasion": named.occasion, "refusals": [sentence(refusal) for refusal in hindered]}
        return render(request, "public/taking_part/certificate_refused.html", context)
    sheet = certificate(named.occasion, name=named.name, pitches=named.pitches, language=_language())
    return _pdf(sheet, "certificate.pdf")


def _hindered(named: after.Mentioned, at: datetime) -> list[Refusal]:
    guest = named.registration
    return may_have_certificate(
        state=guest.state if guest else RegistrationState.CONFIRMED,
        channel=guest.channel if guest else Channel.ONLINE,  # who spoke was there, by whatever way
        came=named.came,
        ends_at=named.occasion.ends_at,
        at=at,
    )
