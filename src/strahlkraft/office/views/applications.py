"""Applications in the workspace: our mirror of what the granting authority decides, its dated steps and its files."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.design.downloads import attached
from strahlkraft.kernel.actor import Right
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.forms.board import ApplicationForm, StepForm
from strahlkraft.office.forms.life import FileForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.trail import told
from strahlkraft.projects import access as project_access
from strahlkraft.projects.models import Project, Publication
from strahlkraft.steering import texts
from strahlkraft.steering.actions import applications as actions
from strahlkraft.steering.actions import files
from strahlkraft.steering.models import Application, Idea
from strahlkraft.steering.queries import board as queries
from strahlkraft.steering.rules.vocabulary import APPLICATION_MOVES, FileKind, IdeaState

PAGE_SIZE = 25
LAST_DEEDS = 8
MOST_PROJECTS = 300


@require_safe
@signed_in
def application_list(request: HttpRequest) -> HttpResponse:
    """What was applied for; what is open stands first."""
    sheets.reader(request)
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "")
    rows = queries.applications_read(person(request))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(recipient__icontains=text) | Q(reference__icontains=text))
    rows = rows.filter(state=state) if state in texts.APPLICATION_STATES else rows
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "tab": "applications",
        "q": text,
        "chosen": state if state in texts.APPLICATION_STATES else "",
        "states": list(texts.APPLICATION_STATES.items()),
        "page": shown,
        "rows": [{"application": row, "badge": _badge(row)} for row in shown],
        "may_create": sheets.steers(request),
    }
    return page(request, "office/board/applications.html", context)


def _badge(row: Application) -> dict[str, Any]:
    return {"look": sheets.APPLICATION_BADGES[row.state], "text": texts.APPLICATION_STATES[row.state]}


def _application(request: HttpRequest, code: str) -> Application:
    application: Application = get_object_or_404(queries.applications_read(person(request)), code=code)
    return application


def _steered(request: HttpRequest, code: str) -> Application:
    application = _application(request, code)
    sheets.must_steer(request, application.region_id)
    return application


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin an application: of the forwarded idea that the address names, or without one."""
    regions = sheets.steered_regions(request)
    idea = _forwarded(request) if request.GET.get("idee") else None

    def make(data: QueryDict | None) -> ApplicationForm:
        known = {"title": idea.title, "recipient": idea.body, "total_cost": idea.estimated_cost} if idea else {}
        return ApplicationForm(data, regions=None if idea else regions, initial=known)

    def deed(form: ApplicationForm) -> Application:
        region = form.cleaned_data.get("region")
        return actions.begin(
            by=person(request),
            at=timezone.now(),
            given=form.given(),
            idea_code=idea.code if idea else "",
            region_id=region.pk if region else None,
            submission=form.cleaned_data["submission"],
        )

    words = {"title": _("Begin an application"), "lead": idea.title if idea else _("Without an idea handed in here.")}
    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The application is begun."),
        to="office:application",
        show=lambda form, restored, status: _form_page(request, form, words, restored=restored, status=status),
    )


def _forwarded(request: HttpRequest) -> Idea:
    idea: Idea = get_object_or_404(queries.ideas_read(person(request)), code=request.GET["idee"])
    sheets.must_steer(request, idea.region_id)
    if idea.state not in {IdeaState.FORWARDED, IdeaState.APPLIED}:
        raise Http404
    return idea


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of an application until it is decided."""
    application = _steered(request, code)

    def make(data: QueryDict | None) -> ApplicationForm:
        return ApplicationForm(data, application=application)

    def deed(form: ApplicationForm) -> Application:
        return actions.change(
            by=person(request),
            at=timezone.now(),
            code=application.code,
            version=form.cleaned_data["version"] or 0,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    words = {"title": _("Change"), "lead": application.title}
    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The application is saved."),
        to="office:application",
        code=application.code,
        show=lambda form, restored, status: _form_page(
            request, form, words, application=application, restored=restored, status=status
        ),
        version=lambda: Application.objects.get(pk=application.pk).version,
    )


def _form_page(
    request: HttpRequest,
    form: ApplicationForm,
    words: dict[str, Any],
    *,
    application: Application | None = None,
    restored: bool,
    status: int,
) -> HttpResponse:
    context = {"form": form, "words": words, "application": application, "restored": restored}
    return page(request, "office/board/application_form.html", context, status=status)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One application: its amounts, its dated steps, its files, and the project a grant led to."""
    application = _application(request, code)
    kept = {name: take_pending_form(request, f"{request.path}{part}/") for name, part in _PARTS.items()}
    forms = {name: _made(request, application, name, data) for name, data in kept.items() if data}
    for form in forms.values():
        form.without_verdict()
    return _page(request, application, forms, restored=bool(forms))


_PARTS = {"step": "schritt", "file": "dateien"}


def _made(request: HttpRequest, application: Application, name: str, data: QueryDict | None) -> Any:
    if name == "file":
        return FileForm(
            data, request.FILES if data is not None else None, prefix="file", initial={"kind": FileKind.APPLICATION}
        )
    deeds = list(APPLICATION_MOVES[application.state])
    return StepForm(data, deeds=deeds, projects=_projects(request, application, deeds), prefix="step")


def _projects(request: HttpRequest, application: Application, deeds: list[str]) -> list[Project]:
    """What a grant may be linked with: first what the same idea's other applications led to."""
    if "grant" not in deeds:
        return []
    rows = project_access.editable_by(person(request)).exclude(publication=Publication.MERGED)
    rows = rows.filter(region_id=application.region_id).order_by("title").only("slug", "title")
    same = rows.filter(applications__idea=application.idea_id).distinct() if application.idea_id else rows.none()
    first = list(same)
    return [*first, *(row for row in rows[:MOST_PROJECTS] if row not in first)]


def _page(
    request: HttpRequest,
    application: Application,
    forms: dict[str, Any],
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    user = person(request)
    manages = user.holds(Right.STEER_PROJECTS, region_id=application.region_id)
    goes_on = manages and bool(APPLICATION_MOVES[application.state])
    project = application.project
    stored = queries.files_read(user).filter(application=application, replaced_by=None)
    context = {
        "application": application,
        "badge": _badge(application),
        "manages": manages,
        "goes_on": goes_on,
        "steps": [{"row": step, "state": texts.APPLICATION_STATES[step.state]} for step in application.steps.all()],
        "files": [{"row": row, "kind": texts.FILE_KINDS[row.kind]} for row in stored],
        "project": project if project and project_access.visible_to(user).filter(pk=project.pk).exists() else None,
        "step_form": (forms.get("step") or _made(request, application, "step", None)) if goes_on else None,
        "file_form": (forms.get("file") or _made(request, application, "file", None)) if manages else None,
        "deed": DeedForm(auto_id=False),
        "entries": told(history_of(application.label)[:LAST_DEEDS]) if manages else [],
        "restored": restored,
    }
    return page(request, "office/board/application.html", context, status=status)


@require_POST
@signed_in
def step(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what happened; a grant leads to a record of the register."""
    application = _steered(request, code)
    form: StepForm = _made(request, application, "step", request.POST)
    if form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], lambda: _take(request, application, form))
        if outcome.done:
            tell(request, outcome, _("It is written down."))
            return redirect("office:application", application.code)
        form.show_refusals(outcome.refusals)
    return _page(request, _steered(request, code), {"step": form}, status=422)


def _take(request: HttpRequest, application: Application, form: StepForm) -> Application:
    data = form.cleaned_data
    facts: dict[str, Any] = {
        "by": person(request),
        "at": timezone.now(),
        "code": application.code,
        "on": data["on"],
        "note": data["note"],
        "submission": data["submission"],
    }
    if data["deed"] == "grant":
        return actions.grant(**facts, project_slug=data.get("project", ""))
    return actions.step(**facts, deed=data["deed"])


@require_POST
@signed_in
def add_file(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a file of the application."""
    application = _steered(request, code)
    form: FileForm = _made(request, application, "file", request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: files.keep_file(by=person(request), at=timezone.now(), thing=application, **data),
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is added.") % {"title": data["title"]})
            return redirect("office:application", application.code)
        form.show_refusals(outcome.refusals)
    return _page(request, application, {"file": form}, status=422)


@require_POST
@signed_in
def hide_file(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Take a file off the list; file and row stay in the record."""
    application = _steered(request, code)
    row = get_object_or_404(queries.files_read(person(request)), application=application, code=file)
    by, at = person(request), timezone.now()
    return sheets.press(
        request,
        lambda submission: files.hide_file(by=by, at=at, code=row.code, submission=submission),
        _("“%(title)s” is hidden. The file stays in the record.") % {"title": row.title},
        to="office:application",
        code=application.code,
    )


@require_safe
@signed_in
def download(request: HttpRequest, code: str, file: str) -> FileResponse:
    """Hand a file out to whoever reads the application; always as a download."""
    row = get_object_or_404(queries.files_read(person(request)), application__code=code, code=file)
    return attached(row.file, media_type=row.media_type, sha256=row.sha256)
