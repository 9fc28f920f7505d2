"""Who did what: of one project, and of everything this person may read."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.audit import queries
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.newsroom.access import of_deeds_read as of_news_deeds_read
from strahlkraft.office import describing
from strahlkraft.office.shell import page, person
from strahlkraft.projects import access
from strahlkraft.reports.access import of_deeds_read as of_money_deeds_read
from strahlkraft.steering.access import of_deeds_read, readable_projects

PAGE_SIZE = 30
KINDS = (
    ("", gettext_lazy("all")),
    ("project", gettext_lazy("Projects")),
    ("offer", gettext_lazy("Offers")),
    ("request", gettext_lazy("Requests")),
    ("case", gettext_lazy("Reuse")),
    ("software", gettext_lazy("Imported software")),
    ("publisher", gettext_lazy("Publishers")),
    ("webhook", gettext_lazy("Webhooks")),
    ("peer", gettext_lazy("Other instances")),
    ("grant", gettext_lazy("Grants")),
    ("report", gettext_lazy("Reports")),
    ("article_desk", gettext_lazy("Articles")),
    ("issue_desk", gettext_lazy("Newsletter")),
    ("comparison_desk", gettext_lazy("Before and now")),
    ("page_desk", gettext_lazy("Pages of the site")),
    ("user", gettext_lazy("Accounts")),
)

# Where a person reads on about a subject.
PAGES = {
    "project": "office:history",
    "offer": "office:offer",
    "request": "office:request",
    "case": "office:case",
    "software": "office:software_record",
    "publisher": "office:publisher",
    "webhook": "office:webhook",
    "grant": "office:grant",
    "report": "office:report",
    "article_desk": "office:article",
    "issue_desk": "office:issue",
    "comparison_desk": "office:comparison",
    "project_results_desk": "office:results_of_project",
    "region_results_desk": "office:results_of_region",
    "municipality_results_desk": "office:results_of_municipality",
    "page_desk": "office:page",
}


class TrailFilter(forms.Form):
    """The filters of the trail, from the address."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    art = forms.ChoiceField(label=gettext_lazy("What"), required=False, choices=KINDS)
    q = forms.CharField(label=gettext_lazy("Title or person"), required=False, max_length=200)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions_of(by, Right.READ_TRAIL)  # type: ignore[attr-defined] # a ModelChoiceField, declared above


@require_safe
@signed_in
def trail(request: HttpRequest) -> HttpResponse:
    """Everything this person may read, newest first."""
    user = person(request)
    if not user.holds(Right.READ_TRAIL):
        raise Http404
    chosen = TrailFilter(request.GET, by=user)
    chosen.is_valid()
    entries = queries.trail(by=user).filter(of_deeds_read(user), of_money_deeds_read(user), of_news_deeds_read(user))
    data = chosen.cleaned_data
    if data.get("region"):
        entries = entries.filter(region_id=data["region"].pk)
    if data.get("art"):
        entries = entries.filter(subject_kind=data["art"])
    if data.get("q"):
        entries = entries.filter(subject_title__icontains=data["q"]) | entries.filter(actor_label__icontains=data["q"])
    chain = queries.last_check() if user.holds(Right.MANAGE_ACCOUNTS) else None
    return page(request, "office/trail/trail.html", {"filter": chosen, "chain": chain, **_listed(request, entries)})


@require_safe
@signed_in
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done to one project, with before and after; for those who edit it or read the trail of its region.

    Its inner life only for who reads that: the authority sees the record, not the risks and lights.
    """
    user = person(request)
    project = get_object_or_404(access.visible_to(user), slug=slug)
    if access.may_edit(user, project) and not user.holds(Right.READ_TRAIL, region_id=project.region_id):
        raise Http404
    entries = queries.history_of(project.label)
    if not readable_projects(user).filter(pk=project.pk).exists():
        entries = entries.filter(of_deeds_read(user))
    return page(request, "office/trail/history.html", {"project": project, **_listed(request, entries)})


def told(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Entries in words, with the page of their subject in the workspace."""
    rows = list(entries)
    names = describing.Names.of(rows)
    return [
        {
            "entry": entry,
            "verb": describing.verb(entry.verb),
            "reason": describing.reason(entry),
            "changes": describing.changes(entry, names),
            "url": _page_of(entry),
        }
        for entry in rows
    ]


def _page_of(entry: AuditEntry) -> str:
    """The page of what was changed; empty for what has none."""
    if entry.subject_kind not in PAGES or not entry.subject_key:
        return ""
    try:
        return reverse(PAGES[entry.subject_kind], args=[entry.subject_key])
    except NoReverseMatch:
        return ""


def _listed(request: HttpRequest, entries: Any) -> dict[str, Any]:
    shown = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("seite"))
    return {"page": shown, "entries": told(shown)}
