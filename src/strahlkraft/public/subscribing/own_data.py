"""One's own data without an account: asking, confirming by the link of a letter, fetching; and how long what is kept."""

from itertools import groupby

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import localised
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.privacy import papers, texts
from strahlkraft.privacy.access import CONFIRM, FETCH, LINKS
from strahlkraft.privacy.actions import answering, asking
from strahlkraft.privacy.queries.register import periods
from strahlkraft.privacy.queries.wishes import wish_behind
from strahlkraft.privacy.rules import CONFIRM_WITHIN, TEXT_LIMIT, Asking, WishState, may_fetch
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import EDGE, GuardedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie

OWN_DATA = "/meine-daten/"


class AskForm(GuardedForm):
    """What somebody asks for, and the mailbox that proves who asks."""

    mailbox = forms.CharField(
        label=gettext_lazy("Your mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy(
            "We look for just this mailbox, capitals aside. If you used several, please ask once for each."
        ),
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"), choices=list(texts.WISHES.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        required=False,
        max_length=TEXT_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Only needed if something is to be put right."),
    )


@without_cookie
def ask(request: HttpRequest) -> HttpResponseBase:
    """The form; what is answered is the same whether the mailbox is known or not."""
    at, form = timezone.now(), AskForm()
    if request.method == "POST":
        form = AskForm(request.POST)
        if form.is_valid() and not allowed(request, "own_data"):
            return too_many(request)
        if carried_out(form, lambda: _ask(form)):
            return HttpResponseRedirect(f"{localised(OWN_DATA)}gesendet/")
        form.with_sound_stamp(at)
    return render(request, "public/own_data/ask.html", {"form": form})


def _ask(form: AskForm) -> None:
    data, at = form.cleaned_data, timezone.now()
    given = Asking(
        mailbox=data["mailbox"],
        wish=data["wish"],
        text=data["text"],
        trap=data["website"],
        seconds=form.seconds(at),
    )
    asking.ask_for_data(
        by=NOBODY, at=at, asking=given, language=(get_language() or "de")[:2], submission=form.submission_id
    )


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, the same whoever asked."""
    context = {
        "until": timezone.localdate() + CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/own_data/sent.html", context)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing; POST confirms. Pressed twice: all is well."""
    row = wish_behind(LINKS.code(CONFIRM, token))
    if row is None:
        return unknown_link(request)
    reasons: list[str] = []
    if request.method == "POST" and row.state == WishState.UNCONFIRMED:
        try:
            row = asking.confirm_wish(by=NOBODY, at=timezone.now(), code=row.code)
        except Refused as refused:
            reasons = [sentence(refusal) for refusal in refused.refusals]
    context = {
        "wish": texts.WISHES[row.wish],
        "confirmed": row.state != WishState.UNCONFIRMED,
        "answer_by": row.answer_by,
        "refusals": reasons,
    }
    return render(request, "public/own_data/confirm.html", context)


@by_link
def fetch(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button; POST gives out the file, made at that moment."""
    row, at = wish_behind(LINKS.code(FETCH, token)), timezone.now()
    if row is None:
        return unknown_link(request)
    over = may_fetch(state=row.state, wish=row.wish, fetch_until=row.fetch_until, at=at)
    if over or request.method != "POST":
        context = {"row": row, "refusals": [sentence(refusal) for refusal in over]}
        return render(request, "public/own_data/fetch.html", context)
    person = answering.hand_out(by=NOBODY, at=at, code=row.code)
    return as_download(papers.bundle(person, at=at, language=row.language))


def as_download(content: bytes) -> HttpResponse:
    """The file, never kept by a browser or a proxy."""
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{papers.FILE_NAME}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def keeping(request: HttpRequest) -> HttpResponse:
    """What is kept how long, made from what the rooms say of themselves."""
    groups = [
        {
            "room": texts.ROOMS[room],
            "rows": [
                {
                    "purpose": _(row.purpose),
                    "period": texts.period(days=row.days, since=row.since, kept_because=row.kept_because),
                }
                for row in rows
            ],
        }
        for room, rows in groupby(periods(), key=lambda row: row.room)
    ]
    return render(request, "public/own_data/keeping.html", {"groups": groups})
