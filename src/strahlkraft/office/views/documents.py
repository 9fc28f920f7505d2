"""Files and links of a project."""

from pathlib import PurePath

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.downloads import attached
from strahlkraft.kernel.slug import slugify
from strahlkraft.office.forms.documents import DocumentForm, RemoveForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects import access, actions
from strahlkraft.projects.models import Document, Project, Publication


def _project(request: HttpRequest, slug: str) -> Project:
    rows = access.editable_by(person(request)).exclude(publication=Publication.MERGED)
    return get_object_or_404(rows.select_related("region"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """List the documents and add one."""
    project = _project(request, slug)
    limit = settings.UPLOAD_LIMIT_BYTES
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = DocumentForm(
        request.POST if request.method == "POST" else kept,
        request.FILES if request.method == "POST" else None,
        limit=limit,
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"], lambda: actions.add_document(by=person(request), at=at, slug=project.slug, **data)
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is added.") % {"title": data["title"]})
            return redirect("office:documents", project.slug)
        form.show_refusals(outcome.refusals)
    context = {
        "project": project,
        "form": form,
        "restored": bool(kept),
        "documents": project.documents.filter(removed=False),
        "removal": RemoveForm(auto_id=False),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/documents/documents.html", context, status=status)


@require_POST
@signed_in
def remove(request: HttpRequest, slug: str, document: int) -> HttpResponse:
    """Take a document off the page; file and row stay in the register."""
    project = _project(request, slug)
    row = get_object_or_404(project.documents, pk=document)
    form = RemoveForm(request.POST)
    at = timezone.now()
    outcome = carry_out(
        form.submission_id(),
        lambda: actions.remove_document(
            by=person(request), at=at, slug=project.slug, document_id=row.pk, submission=form.submission_id()
        ),
    )
    tell(request, outcome, _("“%(title)s” is removed from the page.") % {"title": row.title})
    return redirect("office:documents", project.slug)


@require_safe
@signed_in
def download(request: HttpRequest, slug: str, document: int) -> FileResponse:
    """Hand out a file to whoever may see its project; always as a download, never shown by the browser itself."""
    row = get_object_or_404(
        Document.objects.filter(project__in=access.visible_to(person(request)), removed=False).exclude(file=""),
        pk=document,
        project__slug=slug,
    )
    name = slugify(row.title) + PurePath(row.file.name or "").suffix
    return attached(row.file, name=name, media_type=row.media_type)
