"""Pictures in the workspace: the collection, taking one in, describing it and choosing what stays in sight."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import pictures as actions
from strahlkraft.newsroom.formats.drawing import taken
from strahlkraft.newsroom.models import Picture
from strahlkraft.newsroom.queries import pictures as queries
from strahlkraft.newsroom.texts.pictures import LICENCES
from strahlkraft.office.forms.pictures import (
    AddPictureForm,
    EditPictureForm,
    PictureFilter,
    PictureStepForm,
    initial_of,
)
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person

PAGE_SIZE = 24
CONFLICT, WRONG = 409, 422


def _writer(request: HttpRequest) -> User:
    """Whoever writes news at all; for others the pages are not there."""
    user = person(request)
    if not user.holds(Right.WRITE_NEWS):
        raise Http404
    return user


def _found(user: User, code: str) -> Picture:
    rows = queries.by_code(user, [code])
    if not rows:
        raise Http404
    return rows[0]


@require_safe
@signed_in
def picture_list(request: HttpRequest) -> HttpResponse:
    """The collection, newest first."""
    user = _writer(request)
    chosen = PictureFilter(request.GET, regions=queries.regions(user))
    chosen.is_valid()
    text, region, withdrawn = chosen.value("q"), chosen.value("region"), bool(chosen.value("stand"))
    rows = queries.listed(user, text=text, region=region.slug if region else "", withdrawn=withdrawn)
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    sources = queries.sources(shown, get_language() or "de")
    context = {
        "filter": chosen,
        "filtered": bool(text or region or withdrawn),
        "page": shown,
        "tiles": [{"picture": one, "shown": sources.get(one.pk), "title": queries.title_of(one)} for one in shown],
    }
    return page(request, "office/pictures/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Take a picture in."""
    user = _writer(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = AddPictureForm(
        request.POST if request.method == "POST" else kept,
        request.FILES if request.method == "POST" else None,
        limit=settings.UPLOAD_LIMIT_BYTES,
        types=taken(),
        regions=queries.regions(user),
        everywhere=user.region_ids(Right.WRITE_NEWS) is None,
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at, made = form.cleaned_data, timezone.now(), list[str]()
        region = data["region"]
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.add_picture(
                    by=user,
                    at=at,
                    region_id=region.pk if region else None,
                    file=data["file"],
                    submission=data["submission"],
                    **form.said(),
                ).code
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The picture is here. Now choose what stays in sight when it is cut."))
            return redirect("office:picture", outcome.entry.subject_key if outcome.entry else made[0])
        form.show_refusals(outcome.refusals)
    status = WRONG if form.is_bound and form.errors else 200
    return page(request, "office/pictures/add.html", {"form": form, "restored": bool(kept)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One picture: what is said of it, what stays in sight, where it stands."""
    user = _writer(request)
    row = _found(user, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = EditPictureForm(request.POST if request.method == "POST" else kept, initial=initial_of(row))
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.edit_picture(
                by=user, at=at, code=code, version=data["version"], submission=data["submission"], **form.said()
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The picture is saved."))
            return redirect("office:picture", code)
        return _typed_again(request, user, row, outcome)
    return _page(request, user, row, form, restored=bool(kept))


def _typed_again(request: HttpRequest, user: User, row: Picture, outcome: Outcome) -> HttpResponse:
    """What was typed, on top of the newest version, to be sent knowingly."""
    stale = any(one.code == "stale" for one in outcome.refusals)
    data = request.POST.copy()
    if stale:
        row.refresh_from_db()
        data["version"] = str(row.version)
    form = EditPictureForm(data, initial=initial_of(row))
    form.without_verdict()
    form.show_refusals(outcome.refusals)
    return _page(request, user, row, form, status=CONFLICT if stale else WRONG)


def _page(
    request: HttpRequest, user: User, row: Picture, form: EditPictureForm, *, status: int = 0, restored: bool = False
) -> HttpResponse:
    public = queries.is_public(row)
    reasons = access.may_edit_picture(user, row, public=public)
    context = {
        "picture": row,
        "title": queries.title_of(row),
        "shown": queries.sources([row], get_language() or "de").get(row.pk),
        "form": form,
        "restored": restored,
        "public": public,
        "reasons": [sentence(one) for one in reasons],
        "licence": LICENCES[row.licence],
        "uses": queries.uses(user, row),
        "step": PictureStepForm(initial={"version": row.version}, auto_id=False),
    }
    wrong = WRONG if form.is_bound and form.errors else 200
    return page(request, "office/pictures/picture.html", context, status=status or wrong)


@require_POST
@signed_in
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a picture no longer."""
    said = _("The picture is no longer offered. Where it stands already it stays.")
    return _pressed(request, code, actions.withdraw_picture, said)


@require_POST
@signed_in
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a withdrawn picture again."""
    return _pressed(request, code, actions.offer_picture, _("The picture is offered again."))


def _pressed(request: HttpRequest, code: str, deed: Callable[..., Any], said: str) -> HttpResponse:
    """Carry out a deed of one press and go back to the picture, with the reasons when it was refused."""
    user, form, at = _writer(request), PictureStepForm(request.POST), timezone.now()
    _found(user, code)
    if not form.is_valid():
        messages.error(request, _("This sheet of the form is no longer valid. Please save again."))
        return redirect("office:picture", code)
    data = form.cleaned_data
    outcome = carry_out(
        data["submission"],
        lambda: deed(by=user, at=at, code=code, version=data["version"], submission=data["submission"]),
    )
    if outcome.done:
        tell(request, outcome, said)
    else:
        refused(request, outcome)
    return redirect("office:picture", code)
