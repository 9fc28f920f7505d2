"""A project's files of record and its log of decisions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.downloads import attached
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.life import DecisionForm, FileForm, HideForm
from strahlkraft.office.life import DONE, Life, life_of, life_page, settle
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import decisions, files
from strahlkraft.steering.models import BoardSession, Decision, StoredFile
from strahlkraft.steering.queries import life as queries

PAGE_SIZE = 50


def _row(row: StoredFile) -> dict[str, Any]:
    return {"row": row, "kind": texts.FILE_KINDS[row.kind], "name": (row.file.name or "").rsplit("/", 1)[-1]}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest versions of the project's files; one more."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm(kept)
    if kept:
        form.without_verdict()
    if request.method == "POST":
        said = gettext_lazy("The file is in the record.")
        if settle(life, form, lambda given: _keep(life, given), said) == DONE:
            return redirect("office:records", slug)
    shown = Paginator(queries.files_of(life.project), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "page": shown,
        "rows": [_row(row) for row in shown],
        "hidden_rows": [_row(row) for row in queries.files_of(life.project, hidden=True)] if life.may else [],
        "form": form,
        "restored": bool(kept),
    }
    return life_page(life, "files", "records", context, status=_status(form))


def _keep(life: Life, given: dict[str, Any], **more: Any) -> object:
    return files.keep_file(by=life.by, at=timezone.now(), thing=life.project, **given, **more)


def _status(form: OfficeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _file(life: Life, code: str) -> StoredFile:
    """A file in sight; hidden ones for those who keep the project."""
    rows = life.project.stored_files.all() if life.may else life.project.stored_files.filter(removed=False)
    row: StoredFile = get_object_or_404(rows, code=code)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stored_file(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One file with its versions and sums; a newer version of it."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    row = _file(life, code)
    known = {"title": row.title, "kind": row.kind}
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm(initial=known)
    if request.method == "POST":
        said = gettext_lazy("The newer version is in the record; the former one stays.")
        if settle(life, form, lambda given: _keep(life, given, replaces=row.code), said) == DONE:
            newest = queries.versions_of(row)[0]
            return redirect("office:record", slug, newest.code)
    return _file_page(life, row, form, HideForm(prefix="hide"))


def _file_page(life: Life, row: StoredFile, form: FileForm, hide_form: HideForm) -> HttpResponse:
    versions = [one for one in queries.versions_of(row) if life.may or not one.removed]
    context = {
        **_row(row),
        "versions": [_row(one) for one in versions],
        "newest": versions[0].pk == row.pk,
        "newest_row": versions[0],
        "form": form,
        "hide_form": hide_form,
    }
    status = max(_status(form), _status(hide_form))
    return life_page(life, "file", "records", context, status=status)


@require_POST
@signed_in
def hide(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Take a file out of sight, or bring it back; nothing is deleted."""
    life = life_of(request, slug, to_keep=True)
    row = _file(life, code)
    form = HideForm(request.POST, prefix="hide")
    submission = form.submission_id()
    if not form.is_valid():
        return _file_page(life, row, FileForm(initial={"title": row.title, "kind": row.kind}), form)
    deed: dict[str, Any] = {"by": life.by, "at": timezone.now(), "code": row.code, "submission": submission}
    if row.removed:
        outcome = carry_out(submission, lambda: files.show_file(**deed))
        words = _("“%(title)s” is in sight again.")
    else:
        outcome = carry_out(submission, lambda: files.hide_file(**deed, reason=form.cleaned_data["reason"]))
        words = _("“%(title)s” is hidden. The file stays in the record.")
    if outcome.done:
        tell(request, outcome, words % {"title": row.title})
    else:
        refused(request, outcome)
    return redirect("office:record", slug, code)


@require_safe
@signed_in
def download(request: HttpRequest, slug: str, code: str) -> FileResponse:
    """Hand a file out to whoever reads the project's life; always as a download."""
    row = _file(life_of(request, slug), code)
    return attached(row.file, media_type=row.media_type, sha256=row.sha256)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decision_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The log; one more line, also to correct an old one."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    old = _to_correct(life, request.GET.get("berichtigt", "")) if life.may else None
    kept = take_pending_form(request, request.path) if request.method != "POST" else None
    form = DecisionForm(
        request.POST if request.method == "POST" else kept, sessions=_sessions(life), old=None if kept else old
    )
    if kept:
        form.without_verdict()
    if request.method == "POST":
        said = gettext_lazy("The decision is in the log.")
        if settle(life, form, lambda given: _record(life, given), said) == DONE:
            return redirect("office:decisions", slug)
        old = _to_correct(life, form["corrects"].value() or "")
    shown = Paginator(queries.decisions_of(life.project), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {"page": shown, "form": form, "old": old, "restored": bool(kept)}
    return life_page(life, "decisions", "decisions", context, status=_status(form))


def _record(life: Life, given: dict[str, Any]) -> object:
    return decisions.record_decision(by=life.by, at=timezone.now(), slug=life.project.slug, **given)


def _to_correct(life: Life, text: str) -> Decision | None:
    number = str(text)
    rows = life.project.decisions.filter(corrections=None)
    return rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None  # noqa: PLR2004 - longer ones are no keys


def _sessions(life: Life) -> list[BoardSession]:
    """The sessions the office may name; partners do not know the board's sessions."""
    if access.may_steer(life.by, life.project.region_id):
        return []
    rows = BoardSession.objects.filter(region_id=life.project.region_id).order_by("-starts_at")
    return list(rows[:20])
