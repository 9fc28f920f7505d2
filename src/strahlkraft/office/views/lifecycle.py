"""Publishing, withdrawing and merging."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.office.forms.base import VersionedForm
from strahlkraft.office.forms.projects import MergeForm, ReasonForm
from strahlkraft.office.saving import Outcome, carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.projects import overview_context
from strahlkraft.projects import access, actions, queries
from strahlkraft.projects.models import Project, Publication

LOOK_AGAIN = Refusal(
    "look_again",
    gettext_noop("Somebody else has changed this record in the meantime. Please look at it again before you decide."),
)


def _project(request: HttpRequest, slug: str) -> Project:
    """A record on which the office of its region decides."""
    user = person(request)
    project = get_object_or_404(access.editable_by(user).select_related("region"), slug=slug)
    if access.may_publish(user, project):
        raise Http404
    return project


@require_POST
@signed_in
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the record to everybody."""
    project = _project(request, slug)
    form = VersionedForm(request.POST)
    form.is_valid()
    version, submission, at = form.cleaned_data.get("version", 0), form.cleaned_data.get("submission"), timezone.now()
    outcome = carry_out(
        submission,
        lambda: actions.publish_project(
            by=person(request), at=at, slug=project.slug, version=version, submission=submission
        ),
    )
    if outcome.done:
        tell(request, outcome, _("“%(title)s” is published.") % {"title": project.title})
        return redirect("office:project", project.slug)
    shown = get_object_or_404(queries.with_page(Project.objects.select_related("merged_into")), pk=project.pk)
    context = overview_context(request, shown, _readable(outcome))
    return page(request, "office/projects/overview.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the record off the public site, with a reason."""
    project = _project(request, slug)
    form, kept = _form(request, lambda data: ReasonForm(data, initial={"version": project.version}))
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.withdraw_project(by=person(request), at=at, slug=project.slug, **data),
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is withdrawn from the public site.") % {"title": project.title})
            return redirect("office:project", project.slug)
        form = _with_version(form, project, outcome)
    return _shown(request, "withdraw", project, form, restored=kept)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Merge a duplicate into another record of its region."""
    project = _project(request, slug)
    targets = (
        access.editable_by(person(request))
        .filter(region=project.region_id)
        .exclude(pk=project.pk)
        .exclude(publication=Publication.MERGED)
        .order_by("title")
    )
    form, kept = _form(request, lambda data: MergeForm(data, targets=targets, initial={"version": project.version}))
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.merge_projects(
                by=person(request),
                at=at,
                duplicate=project.slug,
                version=data["version"],
                target=data["target"].slug,
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(
                request,
                outcome,
                _("“%(title)s” is merged; its address leads here from now on.") % {"title": project.title},
            )
            return redirect("office:project", data["target"].slug)
        form = _with_version(form, project, outcome)
    return _shown(request, "merge", project, form, restored=kept)


def _form(request: HttpRequest, made: Callable[[Any], VersionedForm]) -> tuple[VersionedForm, bool]:
    """The form as sent, as kept for a lost session, or empty."""
    if request.method == "POST":
        return made(request.POST), False
    kept = take_pending_form(request, request.path)
    form = made(kept)
    if kept:
        form.without_verdict()
    return form, bool(kept)


def _with_version(form: VersionedForm, project: Project, outcome: Outcome) -> VersionedForm:
    """The same form with its reasons, ready to be sent again for the version now stored."""
    if outcome.changed_meanwhile:
        project.refresh_from_db()
        assert isinstance(form.data, QueryDict)  # noqa: S101 - it was bound to what was sent; tells the type checker
        form.data = form.data.copy()
        form.data["version"] = str(project.version)
    form.show_refusals(_readable(outcome))
    return form


def _readable(outcome: Outcome) -> list[Refusal]:
    return [LOOK_AGAIN if outcome.changed_meanwhile else refusal for refusal in outcome.refusals]


def _shown(request: HttpRequest, name: str, project: Project, form: VersionedForm, *, restored: bool) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "restored": restored,
        "everywhere": person(request).region_ids(Right.PUBLISH_PROJECTS) is None,
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, f"office/projects/{name}.html", context, status=status)
