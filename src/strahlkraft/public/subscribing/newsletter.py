"""The newsletter without an account: asking for it, confirming, choosing, ending it; and the issues that were sent."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.access import CHOICES, CONFIRM, END, LINKS
from strahlkraft.newsroom.actions import newsletter as actions
from strahlkraft.newsroom.emails.newsletter import letter_of
from strahlkraft.newsroom.models import Issue, Subscriber
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.newsletter import CONFIRM_WITHIN, CONSENT, Wish, may_confirm
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.subscribing.newsletter_forms import ChoicesForm, SubscribeForm

SIGN_UP = "/rundbrief/"
NEWEST = 3
PAGE_SIZE = 20


def _language() -> str:
    return (get_language() or "de")[:2]


@without_cookie
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """The form of the newsletter; a region may come along from its page."""
    at = timezone.now()
    if request.method == "POST":
        form = SubscribeForm(request.POST)
        if form.is_valid() and not allowed(request, "newsletter"):
            return too_many(request)
        if carried_out(form, lambda: _subscribe(form, at)):
            return HttpResponseRedirect(f"{localised(SIGN_UP)}gesendet/")
        form.with_sound_stamp(at)
    else:
        form = SubscribeForm(initial={"regions": [request.GET.get("region", "")]})
    context = {"form": form, "confirm_days": CONFIRM_WITHIN.days, "issues": _listed(queries.archive()[:NEWEST])}
    return render(request, "public/newsletter/sign_up.html", context)


def _subscribe(form: SubscribeForm, at: datetime) -> None:
    data = form.cleaned_data
    wish = Wish(
        mailbox=data["mailbox"],
        consent=CONSENT if data["consent"] else "",
        trap=data["website"],
        seconds=form.seconds(at),
        **form.chosen(),
    )
    actions.subscribe(by=NOBODY, at=at, wish=wish, language=_language())


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, the same whoever asked."""
    context = {
        "until": localdate() + CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/newsletter/sent.html", context)


def _of_link(purpose: str, token: str) -> Subscriber | None:
    return queries.of_code(LINKS.code(purpose, token))


def _choices_url(row: Subscriber) -> str:
    return address(Label("newsletter_choices", LINKS.token(CHOICES, row.code)))


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST confirms. Pressed twice: all is well."""
    row = _of_link(CONFIRM, token)
    if row is None or row.ended_at is not None:
        return unknown_link(request)
    confirmed = row.confirmed_at is not None
    refusals = may_confirm(confirmed=confirmed, ended=False, confirm_by=row.confirm_by, at=timezone.now())
    if request.method == "POST" and not refusals:
        try:
            row = actions.confirm(by=NOBODY, at=timezone.now(), code=row.code)
        except Refused as refused:  # ended or erased at the same moment
            refusals = refused.refusals
    context = {
        "row": row,
        "regions": row.regions.all(),
        "topics": row.topics.all(),
        "confirmed": row.confirmed_at is not None and not refusals,
        "refusals": [sentence(refusal) for refusal in refusals],
        "choices_url": _choices_url(row),
    }
    return render(request, "public/newsletter/confirm.html", context)


@by_link
def choices(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose what to hear of, in which language; or go on to the end of the newsletter."""
    row = _of_link(CHOICES, token)
    if row is None or row.confirmed_at is None:
        return unknown_link(request)
    if row.ended_at is not None:
        return render(request, "public/newsletter/end.html", {"ended": True})
    posted = ChoicesForm(request.POST)
    saved = request.method == "POST" and carried_out(posted, lambda: _choose(row, posted))
    form = posted if request.method == "POST" and not saved else ChoicesForm(initial=_chosen(row))
    end_url = address(Label("newsletter_end", LINKS.token(END, row.code)))
    return render(request, "public/newsletter/choices.html", {"form": form, "saved": saved, "end_url": end_url})


def _chosen(row: Subscriber) -> dict[str, Any]:
    row.refresh_from_db(fields=["language"])
    return {
        "regions": list(row.regions.values_list("slug", flat=True)),
        "topics": list(row.topics.values_list("slug", flat=True)),
        "language": row.language,
    }


def _choose(row: Subscriber, form: ChoicesForm) -> None:
    language = form.cleaned_data["language"]
    actions.change_interests(by=NOBODY, at=timezone.now(), code=row.code, language=language, **form.chosen())


@by_link
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows one button; POST ends the newsletter for good, also when a mail program posts it (RFC 8058): 200, no redirect.

    Posted again it says the same.
    """
    code = LINKS.code(END, token)
    row = queries.of_code(code)
    if row is None:
        return unknown_link(request)
    if request.method == "POST":
        actions.unsubscribe(by=NOBODY, at=timezone.now(), code=code)
    ended = request.method == "POST" or row.ended_at is not None
    return render(request, "public/newsletter/end.html", {"ended": ended})


# ---- what was sent


def _listed(rows: Any) -> list[dict[str, Any]]:
    """Issues for a list: their subject in the language of the page, where there is one."""
    found = []
    for row in rows:
        said = row.content["subject"]
        language = _language() if said.get(_language()) else "de"
        found.append({"issue": row, "subject": said[language], "language": language})
    return found


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All issues that were sent, the newest first."""
    page = Paginator(queries.archive(), PAGE_SIZE).get_page(request.GET.get("seite"))
    crumbs = [(_("Newsletter"), localised(SIGN_UP)), (_("Issues"), "")]
    return render(request, "public/newsletter/archive.html", {"page": page, "issues": _listed(page), "crumbs": crumbs})


@require_safe
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """One issue as it was sent, without anybody's own links."""
    row: Issue = get_object_or_404(queries.archive(), code=code)
    if row.content is None:
        raise Http404
    letter = letter_of(row.content, _language())
    site = settings.BASE_URL
    parts = [replace(part, url=part.url.removeprefix(site)) for part in letter.parts]
    crumbs = [
        (_("Newsletter"), localised(SIGN_UP)),
        (_("Issues"), localised(f"{SIGN_UP}archiv/")),
        (letter.subject, ""),
    ]
    context = {"issue": row, "letter": letter, "parts": parts, "crumbs": crumbs}
    return render(request, "public/newsletter/issue.html", context)
