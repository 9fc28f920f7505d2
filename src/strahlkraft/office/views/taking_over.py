"""Taking older articles over: looked at first, then made into drafts a portion at a time; and where their addresses lead."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.design.addresses import is_german
from strahlkraft.design.refusals import sentence
from strahlkraft.design.tables import Column, csv_bytes
from strahlkraft.kernel.diff import ImportRefused, Problem
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import older_sources as sources
from strahlkraft.newsroom.actions.importing import take_over_article
from strahlkraft.newsroom.formats.older_files import Saved, read
from strahlkraft.newsroom.formats.older_sites import Entry
from strahlkraft.newsroom.queries.importing import Moved, known, moved, unled
from strahlkraft.office.forms.taking_over import Looked, OlderForm, TakeOverForm
from strahlkraft.office.shell import page, person

SHOWN = 100
"""Entries the look shows; all are taken over."""
PORTION = 12.0
"""Seconds a press of the button may take; then the next one goes on."""
PAGE_SIZE = 50
WRONG = 422


def _keeper(request: HttpRequest) -> User:
    """Whoever manages pages and imports; for others the pages are not there."""
    user = person(request)
    if access.may_manage_pages(user):
        raise Http404
    return user


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def look(request: HttpRequest) -> HttpResponse:
    """Choose a file or an address; what would come is shown, nothing is made."""
    user = _keeper(request)
    if request.method != "POST":
        return _page(request, OlderForm(by=user))
    form = OlderForm(request.POST, request.FILES, by=user)
    if not form.is_valid():
        return _page(request, form, status=WRONG)
    data = form.cleaned_data
    try:
        given = data["file"].read() if data["file"] else _visited(data["address"])
        saved = read(given, data["address"], timezone.get_current_timezone())
    except Refused as refused:
        form.show_refusals(refused.refusals)
        return _page(request, form, status=WRONG)
    except ImportRefused as unread:
        return _unread(request, form, unread)
    region = data["region"].pk if data["region"] else None
    name = sources.keep(given)
    looked = Looked(name, data["address"], region, data["fetch"] or not data["file"], user.actor_id)
    return _page(request, form, confirm=TakeOverForm.of(looked), **_seen(user, saved, fetch=looked.fetch))


def _visited(url: str) -> bytes:
    with sources.visitor() as visits:
        return sources.fetched(visits, url)


def _unread(request: HttpRequest, form: OlderForm, unread: ImportRefused) -> HttpResponse:
    """The first reason beside the field, the others as a list."""
    first, *others = unread.problems
    form.add_error("file" if form.cleaned_data["file"] else "address", _(first.message))
    return _page(request, form, status=WRONG, problems=_said(others))


def _said(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"record": problem.record, "reason": _(problem.message)} for problem in problems]


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as the look shows it: ``found`` of its pictures lie among the files, ``here``: it was taken over before.

    ``code`` is that of its article, where the person may work on it.
    """

    entry: Entry
    words: int
    pictures: int
    found: int
    here: bool
    code: str


def _seen(by: User, saved: Saved, *, fetch: bool) -> dict[str, Any]:
    """What would come, what is here already, and what cannot be read."""
    here = known(entry.url for entry in saved.entries)
    mine = {row.pk for row in access.desk_articles(by).filter(pk__in={row.pk for row in here.values()})}
    rows = [
        _Row(
            entry,
            len(entry.body.split()),
            len(entry.pictures),
            sum(bool(one.url and saved.files.matching(one.url)) for one in entry.pictures),
            here=entry.url in here,
            code=row.code if (row := here.get(entry.url)) and row.pk in mine else "",
        )
        for entry in saved.entries[:SHOWN]
    ]
    return {
        "rows": rows,
        "total": len(saved.entries),
        "new": len(saved.entries) - len(here),
        "more": max(0, len(saved.entries) - SHOWN),
        "fetches": fetch,
        "problems": _said(saved.problems),
    }


def _page(request: HttpRequest, form: OlderForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return page(request, "office/news/take_over.html", {"form": form, **context}, status=status)


# ---- taking over


@require_POST
@signed_in
def take_over(request: HttpRequest) -> HttpResponse:
    """Make drafts of what was looked at, as many as fit into a press; each is a deed of its own and done once."""
    user = _keeper(request)
    looked = TakeOverForm(request.POST).opened(user)
    data = sources.kept(looked.file) if looked else None
    if looked is None or data is None:
        form = OlderForm({"submission": request.POST.get("submission", "")}, by=user)
        form.without_verdict()
        form.add_error(None, _("What was looked at cannot be read any more. Please look at it again."))
        return _page(request, form, status=WRONG)
    saved = read(data, looked.base, timezone.get_current_timezone())
    made, refused, left = _portion(user, looked, saved)
    if not left:
        sources.forget(looked.file)
    context = {
        "made": made,
        "refused": refused,
        "left": left,
        "confirm": TakeOverForm.of(looked) if left else None,
        "unled": len(list(unled(moved(user)))),
    }
    return page(request, "office/news/taken_over.html", context)


def _portion(user: User, looked: Looked, saved: Saved) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Drafts made, entries refused with reasons, and how many still wait."""
    here = known(entry.url for entry in saved.entries)
    waiting = [entry for entry in saved.entries if entry.url not in here]
    made, refused, until = list[dict[str, Any]](), list[dict[str, Any]](), time.monotonic() + PORTION
    with sources.visitor() as visits:
        find = sources.finder(saved.files, visits if looked.fetch else None)
        for number, entry in enumerate(waiting):
            if number and time.monotonic() > until:
                return made, refused, len(waiting) - number
            try:
                taken = take_over_article(by=user, at=timezone.now(), region_id=looked.region, entry=entry, find=find)
            except Refused as no:
                refused.append({"title": entry.title, "reasons": [sentence(one) for one in no.refusals]})
            else:
                made.append({"title": entry.title, "taken": taken})
    return made, refused, 0


# ---- the map of former addresses


@require_safe
@signed_in
def former(request: HttpRequest) -> HttpResponse:
    """Every former address and where it leads."""
    rows = moved(_keeper(request))
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    return page(request, "office/news/former.html", {"page": shown, "unled": len(list(unled(rows)))})


@require_safe
@signed_in
def former_csv(request: HttpRequest) -> HttpResponse:
    """The same map as a table, for whoever keeps the old server."""
    rows = moved(_keeper(request))
    body = csv_bytes(rows, _COLUMNS, german=is_german())
    disposition = f'attachment; filename="fruehere-adressen-{localdate():%Y-%m-%d}.csv"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _new(one: Moved) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{one.new}" if one.new.startswith("/") else one.new


_COLUMNS = (
    Column("old_address", "", lambda one: one.url),
    Column("old_path", "", lambda one: one.path),
    Column("new_address", "", _new),
    Column("leads_already", "", lambda one: one.public and bool(one.path) and not one.taken),
    Column("title", "", lambda one: one.title),
    Column("published_there", "", lambda one: one.published_there),
)
