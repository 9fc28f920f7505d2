"""Writing to us about results or the site without an account: the form, confirming by the link of a letter."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.access import FEEDBACK, LINKS
from strahlkraft.newsroom.actions import citizens as actions
from strahlkraft.newsroom.queries.citizens import Subject, behind, deadline_of, subject_of
from strahlkraft.newsroom.rules.citizens import CONFIRM_WITHIN, SITE, TEXT_LIMIT, Given, answer_by, may_confirm
from strahlkraft.newsroom.rules.vocabulary import FeedbackState
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import EDGE, GuardedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie

FEEDBACK_FORM = "/rueckfrage/"
LONGEST_KEY = 160


class FeedbackForm(GuardedForm):
    """What somebody wants to tell or to know, and the mailbox for the answer."""

    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=TEXT_LIMIT + EDGE, widget=forms.Textarea(attrs={"rows": 6})
    )
    barrier = forms.BooleanField(
        label=gettext_lazy("I have met a barrier: something on this site is not accessible"), required=False
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Your mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("The answer comes here, after you have pressed a link in a first letter."),
    )


def _about(request: HttpRequest) -> tuple[str, str, Subject]:
    """What the message is about, as the link to the form says: ``?ueber=region:soest``; the site without."""
    kind, _sign, key = request.GET.get("ueber", SITE).replace("\0", "")[:LONGEST_KEY].partition(":")
    subject = subject_of(kind, key)
    if subject is None:
        raise Http404
    return kind, key, subject


@without_cookie
def write(request: HttpRequest) -> HttpResponseBase:
    """The form; what is answered is the same whoever asks."""
    kind, key, subject = _about(request)
    at, form = timezone.now(), FeedbackForm()
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid() and not allowed(request, "feedback"):
            return too_many(request)
        if carried_out(form, lambda: _leave(form, kind, key)):
            return HttpResponseRedirect(f"{localised(FEEDBACK_FORM)}gesendet/")
        form.with_sound_stamp(at)
    label = subject.label
    today, closes_on = timezone.localdate(at), deadline_of(subject.region_id)
    context = {
        "form": form,
        "thing": label.title if label else "",
        "thing_url": address(label) if label else "",
        "answer_by": answer_by(today, barrier=False),
        "barrier_by": answer_by(today, barrier=True),
        "confirm_by": today + CONFIRM_WITHIN,
        "closes_on": closes_on,
        "over": closes_on is not None and closes_on < today,
    }
    return render(request, "public/feedback/write.html", context)


def _leave(form: FeedbackForm, kind: str, key: str) -> None:
    data, at = form.cleaned_data, timezone.now()
    given = Given(
        mailbox=data["mailbox"],
        text=data["text"],
        about_kind=kind,
        about_key=key,
        barrier=data["barrier"],
        trap=data["website"],
        seconds=form.seconds(at),
    )
    language = (get_language() or "de")[:2]
    actions.leave_feedback(by=NOBODY, at=at, given=given, language=language, submission=form.submission_id)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, the same whoever asked."""
    context = {
        "until": timezone.localdate() + CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/feedback/sent.html", context)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST confirms. Pressed twice: all is well."""
    row = behind(LINKS.code(FEEDBACK, token))
    if row is None:
        return unknown_link(request)
    refusals = may_confirm(state=row.state, confirm_by=row.confirm_by, at=timezone.now())
    if request.method == "POST" and not refusals:
        try:
            row = actions.confirm_feedback(by=NOBODY, at=timezone.now(), code=row.code)
        except Refused as refused:  # erased or over at the same moment
            refusals = refused.refusals
    context = {
        "confirmed": row.state != FeedbackState.UNCONFIRMED,
        "answer_by": row.answer_by if row.state == FeedbackState.OPEN else None,
        "refusals": [sentence(refusal) for refusal in refusals],
    }
    return render(request, "public/feedback/confirm.html", context)
