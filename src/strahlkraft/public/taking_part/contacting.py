"""The contact button of a pitch: a wish typed in the hall or at home, confirmed by mail, handed over."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from strahlkraft.congress import access
from strahlkraft.congress.actions import contacts as actions
from strahlkraft.congress.models import Contact, Occasion, Pitch
from strahlkraft.congress.rules import contacts as rules
from strahlkraft.congress.rules.vocabulary import ContactOrigin, ContactState
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import EDGE, ReasonedForm, TownForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.reuse.access import link_token as reuse_token

ORIGINS = {"saal": ContactOrigin.HALL, "online": ContactOrigin.ONLINE, "seite": ContactOrigin.PAGE}
"""As the address says where the button was pressed (``?von=``)."""


class ContactWish(TownForm):
    """What somebody types on a phone: as little as possible."""

    field_order = ("mailbox", "wants_reuse", "municipality", "text", "person", "organisation")
    mailbox = forms.CharField(
        label=_("Mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer comes here. The people of the pitch see it once you have confirmed it."),
    )
    wants_reuse = forms.BooleanField(
        label=_("We would like to reuse it"),
        required=False,
        help_text=_("Then it becomes a request for reuse: with a first answer within five working days."),
    )
    text = forms.CharField(
        label=_("What about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.TEXT_LIMIT + EDGE,
    )
    person = forms.CharField(
        label=_("Whom to ask for"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def wished(self, origin: str, at: datetime) -> rules.ContactForm:
        """What the rules judge."""
        values = self.cleaned_data
        return rules.ContactForm(
            mailbox=values["mailbox"],
            municipality=values["municipality"],
            organisation=values["organisation"],
            person=values["person"],
            text=values["text"],
            wants_reuse=values["wants_reuse"],
            origin=origin,
            trap=values["website"],
            seconds=self.seconds(at),
        )


def _pitch(slug: str, code: str) -> Pitch:
    """A pitch people may know of; 404 otherwise."""
    occasions = Occasion.objects.public()
    rows = Pitch.objects.select_related("occasion", "project").filter(state__in=rules.SHOWN, occasion__in=occasions)
    pitch = rows.filter(occasion__slug=slug, code=code).first()
    if pitch is None:
        raise Http404
    return pitch


@without_cookie
def contact(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """The form; where the button was pressed comes along in the address."""
    pitch, at = _pitch(slug, code), timezone.now()
    origin = ORIGINS.get(request.GET.get("von", ""), ContactOrigin.PAGE)
    if request.method == "POST":
        form = ContactWish(request.POST, town=request.POST.get("town", ""))
        if form.is_valid() and not allowed(request, "contact"):
            return too_many(request)
        if carried_out(form, lambda: _make(pitch, form.wished(origin, at), at)):
            return HttpResponseRedirect(f"{address(pitch.label)}kontakt/gesendet/")
        form.with_sound_stamp(at)
    else:
        form = ContactWish(initial={"wants_reuse": "uebernehmen" in request.GET})
    context = {"form": form, "pitch": pitch, "occasion": pitch.occasion, "confirm_days": rules.CONFIRM_WITHIN.days}
    return render(request, "public/taking_part/contact.html", context)


def _make(pitch: Pitch, wish: rules.ContactForm, at: datetime) -> None:
    language = (get_language() or "de")[:2]
    actions.make_contact(by=NOBODY, at=at, pitch=pitch, form=wish, language=language)


@require_safe
def sent(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Say what happens next, and until when to confirm."""
    pitch = _pitch(slug, code)
    context = {
        "pitch": pitch,
        "occasion": pitch.occasion,
        "until": localdate() + rules.CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/taking_part/contact_sent.html", context)


def _of_link(purpose: str, token: str) -> Contact | None:
    code = access.read_token(purpose, token)
    rows = Contact.objects.select_related("pitch__occasion", "pitch__project", "municipality", "request")
    return rows.filter(code=code).first() if code else None


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST confirms. Pressed twice: all is well."""
    row = _of_link("contact-confirm", token)
    if row is None:
        return unknown_link(request)
    refusals = rules.may_confirm(row.state, confirm_by=row.confirm_by, at=timezone.now())
    if request.method == "POST" and not refusals:
        try:
            row = actions.confirm_contact(by=NOBODY, at=timezone.now(), code=row.code)
        except Refused as refused:  # pressed twice at once
            refusals = refused.refusals
    context = {
        "row": row,
        "pitch": row.pitch,
        "until": localdate(row.confirm_by),
        "refusals": [sentence(refusal) for refusal in refusals],
        "confirmed": row.state != ContactState.DRAFT,
        "status_url": address(Label("request_status", reuse_token("status", row.request.code))) if row.request else "",
    }
    return render(request, "public/taking_part/contact_confirm.html", context)


@by_link
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """For the people of the pitch: who asks, and the button that makes it a request for reuse."""
    row = _of_link("contact-answer", token)
    if row is None or row.state == ContactState.DRAFT:
        return unknown_link(request)
    form = ReasonedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = access.LinkHolder("contact-answer", row.code)

        def make() -> None:
            actions.become_request(by=by, at=timezone.now(), code=row.code, submission=form.submission_id)

        if carried_out(form, make) or row.state == ContactState.REQUESTED:
            return HttpResponseRedirect(request.path)
    project = row.pitch.project
    problems = rules.may_become_request(
        row.state,
        has_project=project is not None and project.publication == "published",
        says_who=row.municipality_id is not None or bool(row.organisation_name),
    )
    context = {
        "row": row,
        "pitch": row.pitch,
        "form": form,
        "problems": [sentence(refusal) for refusal in problems],
        "requested": row.state == ContactState.REQUESTED,
        "answer_url": address(Label("request_answer", reuse_token("answer", row.request.code))) if row.request else "",
    }
    return render(request, "public/taking_part/contact_answer.html", context)
