"""Projects: the list, a new one, the overview, the sections of the guided form, the preview."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.design.refusals import sentences
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office import listing, sections
from strahlkraft.office.forms.documents import RemoveForm
from strahlkraft.office.forms.projects import CreateForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.news_making import making
from strahlkraft.projects import access, actions, cards, queries, rules
from strahlkraft.projects.models import Project, Publication
from strahlkraft.steering.access import readable_projects


@require_safe
@signed_in
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects this person may see, filtered by the address."""
    user = person(request)
    chosen = listing.ProjectFilter(request.GET, by=user)
    shown = Paginator(chosen.projects(), listing.PAGE_SIZE).get_page(request.GET.get("seite"))
    editable = set(access.editable_by(user).filter(pk__in=[row.pk for row in shown]).values_list("pk", flat=True))
    context = {
        "filter": chosen,
        "active": chosen.active(),
        "page": shown,
        "rows": [
            {"project": row, "truths": cards.truths(row), "editable": row.pk in editable and not row.merged_into_id}
            for row in shown
        ],
        "may_create": user.holds(Right.PUBLISH_PROJECTS),
    }
    return page(request, "office/projects/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Make a draft from the few things that cannot wait."""
    user = person(request)
    if not user.holds(Right.PUBLISH_PROJECTS):
        raise Http404
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = CreateForm(request.POST if request.method == "POST" else kept, by=user)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        made: list[Project] = []
        submission = form.cleaned_data["submission"]
        at = timezone.now()
        outcome = carry_out(
            submission,
            lambda: made.append(
                actions.create_project(
                    by=user, at=at, given=form.given(), kind=form.cleaned_data["kind"], submission=submission
                )
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The draft is created. Please complete it section by section."))
            slug = outcome.entry.subject_key if outcome.entry else made[0].slug
            return redirect("office:section", slug, sections.SECTIONS[0].key)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/projects/create.html", {"form": form, "restored": bool(kept)}, status=status)


@require_safe
@signed_in
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: what is filled, what is missing, what can be done with it and why not."""
    user = person(request)
    rows = queries.with_page(access.visible_to(user).select_related("merged_into"))
    project = get_object_or_404(rows, slug=slug)
    return page(request, "office/projects/overview.html", overview_context(request, project))


def overview_context(request: HttpRequest, project: Project, refusals: list[Refusal] | None = None) -> dict[str, Any]:
    """What the overview shows; ``project`` read by ``queries.with_page``."""
    user = person(request)
    facts = queries.rule_facts(project)
    office = access.may_publish(user, project)
    merging = access.may_merge(user, project)
    return {
        "project": project,
        "may_edit": not access.may_edit(user, project) and project.publication != Publication.MERGED,
        "publish": sentences(office + rules.may_publish(facts)),
        "withdraw": sentences(office + rules.may_move(facts, "withdraw")),
        "merge": sentences(merging + rules.may_move(facts, "merge")),
        "is_office": not office,
        "refusals": sentences(refusals or []),
        "truths": cards.truths(project),
        "facts": cards.project_facts(project),
        "gaps": [gap for gap in listing.GAPS.values() if Project.objects.filter(gap.condition, pk=project.pk).exists()],
        "sections": [
            {"title": s.title, "lead": s.lead, "url": reverse("office:section", args=[project.slug, s.key])}
            for s in sections.SECTIONS
        ],
        "last": history_of(project.label).first(),
        "reads_history": user.holds(Right.READ_TRAIL, region_id=project.region_id)
        or not access.may_edit(user, project),
        "submission_form": RemoveForm(),
        "documents": project.standing_documents,
        "making": making(user, "project", project.slug, facts=True),
        "reads_life": readable_projects(user).filter(pk=project.pk).exists(),
    }


@require_safe
@signed_in
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The project as visitors would see it."""
    rows = queries.with_page(access.visible_to(person(request)))
    project = get_object_or_404(rows, slug=slug)
    standing = project.standing_facts
    context = {
        "project": project,
        "card": cards.card(project),
        "truths": cards.truths(project),
        "facts": cards.project_facts(project),
        "assets": [fact for fact in standing if fact.field == "transfer_asset"],
        "timeline": cards.timeline(project),
        "people": cards.person_rows(project, ("lead", "partner", "contact", "reuser")),
        "documents": project.standing_documents,
    }
    return page(request, "office/projects/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One page of the guided form."""
    if section not in sections.BY_KEY:
        raise Http404
    user = person(request)
    project = _editable(request, slug)
    part = sections.BY_KEY[section]
    if request.method == "POST":
        return _saved(request, project, part)
    kept = take_pending_form(request, request.path)
    sheet = sections.Sheet.of(part, project, user, kept)
    if kept:
        sheet.without_verdict()
    return _section_page(request, sheet, restored=bool(kept))


def _editable(request: HttpRequest, slug: str) -> Project:
    rows = access.editable_by(person(request)).exclude(publication=Publication.MERGED)
    return get_object_or_404(rows.select_related("region", "superseded_by"), slug=slug)


def _saved(request: HttpRequest, project: Project, part: sections.Section) -> HttpResponse:
    user = person(request)
    data = request.POST
    if "add_row" in data:
        more = data.copy()
        more["rows-TOTAL_FORMS"] = str(_number(data.get("rows-TOTAL_FORMS")) + 1)
        sheet = sections.Sheet.of(part, project, user, more)
        sheet.without_verdict()
        return _section_page(request, sheet)
    sheet = sections.Sheet.of(part, project, user, data)
    if not sheet.is_valid():
        return _section_page(request, sheet, status=422)
    submission, at = sheet.form.cleaned_data["submission"], timezone.now()
    saved: list[Project] = []
    outcome = carry_out(
        submission,
        lambda: saved.append(
            actions.edit_project(
                by=user,
                at=at,
                slug=project.slug,
                version=sheet.form.cleaned_data["version"],
                given=sheet.given(),
                submission=submission,
            )
        ),
    )
    if outcome.done:
        same = bool(saved) and saved[0].version == sheet.form.cleaned_data["version"]
        words = _("There was nothing to change in “%(section)s”.") if same else _("“%(section)s” is saved.")
        tell(request, outcome, words % {"section": part.title})
        following = sections.following(part.key) if "continue" in data else None
        return redirect("office:section", project.slug, (following or part).key)
    if outcome.changed_meanwhile:
        return _two_versions(request, sheet)
    sheet.show_refusals(outcome.refusals)
    return _section_page(request, sheet, status=422)


def _two_versions(request: HttpRequest, sheet: sections.Sheet) -> HttpResponse:
    """Show both versions; the next save is made knowingly."""
    current = _editable(request, sheet.project.slug)
    data, found = sections.compare(sheet, current)
    again = sections.Sheet.of(sheet.section, current, sheet.by, data)
    again.without_verdict()
    return _section_page(request, again, differences=found, last=history_of(current.label).first(), status=409)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - more rows than that are refused anyway


def _section_page(request: HttpRequest, sheet: sections.Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    project = sheet.project
    context = {
        "project": project,
        "section": sheet.section,
        "form": sheet.form,
        "parts": sheet.form.parts(),
        "rows": sheet.rows,
        "steps": sections.steps(lambda key: reverse("office:section", args=[project.slug, key]), sheet.section.key),
        "following": sections.following(sheet.section.key),
        **more,
    }
    return page(request, "office/projects/section.html", context, status=status)
