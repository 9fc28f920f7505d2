"""Handing over: who is responsible after the office, confirmed by a second person, and the bundle to take along."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.slug import slugify
from strahlkraft.network.models import Region
from strahlkraft.office.forms.closure import BodyForm, BundleForm, ConfirmBodyForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions import handover as actions
from strahlkraft.steering.models import Handover
from strahlkraft.steering.papers.bundle import alone, write_bundle
from strahlkraft.steering.queries import handover as queries
from strahlkraft.steering.queries.closure import responsible_bodies


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """The regions this person reads; with one there is nothing to choose."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    regions = list(queries.regions(user))
    if len(regions) == 1:
        return redirect("office:handover", regions[0].slug)
    return page(request, "office/closure/handover_regions.html", {"regions": regions})


def _region(request: HttpRequest, slug: str, *, to_steer: bool = False) -> Region:
    row = get_object_or_404(queries.regions(person(request)), slug=slug)
    if to_steer and access.may_steer(person(request), row.pk):
        raise Http404
    return row


def _projects(region: Region) -> QuerySet[Project]:
    return queries.projects_of(region).order_by("title")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, region: str) -> HttpResponse:
    """Who is named for the region and its projects; name a body; take the bundle along."""
    row = _region(request, region, to_steer=request.method == "POST")
    user = person(request)
    named = list(queries.bodies(row))
    changed = next((one for one in named if str(one.pk) == request.GET.get("aendern", "")), None)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = BodyForm(
        request.POST if request.method == "POST" else kept,
        projects=_projects(row),
        bodies=responsible_bodies(),
        initial=BodyForm.initial_of(changed) if changed else {},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: actions.name_body(
                by=user,
                at=timezone.now(),
                region_id=row.pk,
                given=form.given(),
                project=form.project_slug(),
                submission=form.cleaned_data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The body is named; a second person confirms it."))
            return redirect("office:handover", row.slug)
        form.show_refusals(outcome.refusals)
    may = not access.may_steer(user, row.pk)
    context = {
        "region": row,
        "may": may,
        "rows": [_row(one, user.actor_id, may=may) for one in named],
        "left": list(queries.projects_without_body(row)),
        "form": form,
        "open": form.is_bound or changed is not None or not named,
        "bundle": BundleForm(recipients=queries.recipients(row)) if may else None,
        "restored": bool(kept),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/closure/handover.html", context, status=status)


def _row(row: Handover, actor_id: str, *, may: bool) -> dict[str, Any]:
    waits = row.confirmed_at is None
    return {
        "row": row,
        "badge": ("warn", "clock", _("not confirmed")) if waits else ("good", "check", _("confirmed")),
        "own": waits and row.named_by == actor_id,
        "form": ConfirmBodyForm(initial={"seen": row.mailbox}, auto_id=False)
        if may and waits and row.named_by != actor_id
        else None,
    }


@require_POST
@signed_in
def confirm(request: HttpRequest, region: str, pk: int) -> HttpResponse:
    """The second person confirms."""
    row = _region(request, region, to_steer=True)
    get_object_or_404(queries.bodies(row), pk=pk)
    form = ConfirmBodyForm(request.POST)
    form.is_valid()
    outcome = carry_out(
        form.submission_id(),
        lambda: actions.confirm(
            by=person(request),
            at=timezone.now(),
            pk=pk,
            seen=form.cleaned_data.get("seen", ""),
            submission=form.submission_id(),
        ),
    )
    if outcome.done:
        tell(request, outcome, _("Confirmed. The body gets a letter with its deadlines."))
    else:
        refused(request, outcome)
    return redirect("office:handover", row.slug)


@require_POST
@signed_in
def bundle(request: HttpRequest, region: str) -> HttpResponseBase:
    """Everything as one ZIP, for the whole region or for one recipient; the trail notes who took it."""
    row = _region(request, region, to_steer=True)
    form = BundleForm(request.POST, recipients=queries.recipients(row))
    if not form.is_valid():
        raise Http404
    at, recipient = timezone.now(), form.cleaned_data["recipient"]
    target = TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - the answer closes it when it is sent
    outcome = carry_out(None, lambda: _pack(row, target, by=person(request), at=at, recipient=recipient))
    if not outcome.done:
        target.close()
        refused(request, outcome)
        return redirect("office:handover", row.slug)
    target.seek(0)
    name = "-".join([row.slug, *([slugify(recipient)[:40]] if recipient else []), f"{localdate(at)}"])
    answer = FileResponse(target, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pack(region: Region, target: IO[bytes], *, by: Actor, at: datetime, recipient: str) -> None:
    """Note who takes it, and write it: one at a time, and no more than a request can carry."""
    with alone():
        actions.take_bundle(by=by, at=at, region_id=region.pk, recipient=recipient, limit=settings.BUNDLE_LIMIT_BYTES)
        write_bundle(queries.bundle(region, recipient=recipient), target, at=at, language=get_language() or "de")
