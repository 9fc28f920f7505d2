"""The portfolio: all projects of the scope on one board, as a file, one page each on paper; views and a calendar to keep."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.design.addresses import address, is_german
from strahlkraft.design.tables import Column, csv_bytes, xlsx_bytes
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.office.forms.today import MarkForm, SaveFilterForm
from strahlkraft.office.lights import shown_lights
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.steering import texts
from strahlkraft.steering.access import readable_projects
from strahlkraft.steering.actions import today as deeds
from strahlkraft.steering.papers import factsheet
from strahlkraft.steering.queries import calendar
from strahlkraft.steering.queries import portfolio as queries
from strahlkraft.steering.queries.portfolio import Row, Wanted
from strahlkraft.steering.queries.today import saved_filters
from strahlkraft.steering.rules.portfolio import Need, Order, query_of

PAGE_SIZE = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDERS = {
    Order.DEADLINE: gettext_lazy("Next deadline first"),
    Order.LIGHT: gettext_lazy("Worst light first"),
    Order.MILESTONE: gettext_lazy("Next milestone first"),
    Order.PHASE: gettext_lazy("By phase"),
    Order.REQUESTS: gettext_lazy("Most requests first"),
    Order.TITLE: gettext_lazy("By title"),
}
NEEDS = {
    Need.RED: gettext_lazy("A light is red"),
    Need.SILENT: gettext_lazy("No word for 60 days"),
    Need.DUE: gettext_lazy("Deadline within 30 days"),
    Need.LATE: gettext_lazy("Milestone is late"),
    Need.BLOCKED: gettext_lazy("Closing is blocked"),
    Need.REQUESTS: gettext_lazy("Somebody asks to reuse it"),
}


class PortfolioFilter(forms.Form):
    """What the board shows, from the address; a value that makes no sense counts as not chosen."""

    q = forms.CharField(label=gettext_lazy("Title, other name or identifier"), required=False, max_length=200)
    region = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        required=False,
        choices=[("", gettext_lazy("all")), *texts.PROJECT_PHASES.items()],
    )
    stand = forms.ChoiceField(
        label=gettext_lazy("What needs work"),
        required=False,
        choices=[("", gettext_lazy("no matter")), *((str(need), label) for need, label in NEEDS.items())],
    )
    sortierung = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=[(str(key), label) for key, label in ORDERS.items()]
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = queries.regions(by)  # type: ignore[attr-defined] # a ModelChoiceField, declared above
        self.is_valid()

    def wanted(self) -> Wanted:
        """The same for the room."""
        given = self.cleaned_data
        region = given.get("region")
        return Wanted(
            text=given.get("q", ""),
            region=region.slug if region else "",
            phase=given.get("phase", ""),
            need=given.get("stand", ""),
            order=given.get("sortierung") or Order.DEADLINE,
        )

    def query(self) -> str:
        """The chosen values as an address has them, in one spelling."""
        wanted = self.wanted()
        order = "" if wanted.order == Order.DEADLINE else wanted.order
        chosen = {"q": wanted.text, "region": wanted.region, "phase": wanted.phase, "stand": wanted.need}
        return query_of({**chosen, "sortierung": order})


def _reader(request: HttpRequest) -> User:
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    return user


@require_safe
@signed_in
def board(request: HttpRequest) -> HttpResponse:
    """All projects of the scope, filtered and in order, with the own views."""
    user = _reader(request)
    return _board(request, user, PortfolioFilter(request.GET, by=user))


def _board(
    request: HttpRequest, user: User, chosen: PortfolioFilter, save: SaveFilterForm | None = None
) -> HttpResponse:
    found = queries.portfolio(user, chosen.wanted(), today=localdate())
    query = chosen.query()
    shown = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    views = saved_filters(user.actor_id)
    context = {
        "filter": chosen,
        "query": query,
        "page": shown,
        "rows": [_shown(row) for row in shown],
        "total": found.total,
        "phases": [(phase, texts.PROJECT_PHASES[phase], number) for phase, number in found.phases.items() if number],
        "needs": [(need, NEEDS[need], number) for need, number in found.needs.items() if number],
        "views": [(view, view.query == query) for view in views],
        "named": any(view.query == query for view in views),
        "save": save or SaveFilterForm(initial={"query": query}),
        "mark": MarkForm(auto_id=False),
        **_link(user),
    }
    return page(request, "office/portfolio/board.html", context)


def _link(user: User) -> dict[str, Any]:
    """The private address of the own calendar, if there is one."""
    label = calendar.link_of(user.actor_id)
    url = address(label)
    return {"link": label, "link_url": url, "link_whole": f"{settings.BASE_URL}{url}"}


def _shown(row: Row) -> dict[str, Any]:
    """A row in words, with its pages."""
    return {
        "row": row,
        "phase": texts.PROJECT_PHASES[row.phase],
        "lights": shown_lights([str(shine) for shine in row.lights.each]),
        "url": reverse("office:project", args=[row.project.slug]),
        "sheet": reverse("office:factsheet", args=[row.project.slug]),
    }


_COLUMNS = (
    Column("identifier", gettext_lazy("Identifier"), lambda row: row.project.identifier, width=12),
    Column("title", gettext_lazy("Title"), lambda row: row.project.title, width=48),
    Column("region", gettext_lazy("Region"), lambda row: row.project.region.name),
    Column("lead", gettext_lazy("Lead"), lambda row: row.lead, width=30),
    Column("phase", gettext_lazy("Phase"), lambda row: str(texts.PROJECT_PHASES[row.phase])),
    Column("term_ends", gettext_lazy("Term ends"), lambda row: row.ends_on, "date", 12),
    Column("content", gettext_lazy("Content"), lambda row: str(texts.SHINES[row.lights.content])),
    Column("time", gettext_lazy("Time"), lambda row: str(texts.SHINES[row.lights.time])),
    Column("money", gettext_lazy("Money"), lambda row: str(texts.SHINES[row.lights.money])),
    Column("last_word", gettext_lazy("Last word"), lambda row: row.lights.said_on, "date", 12),
    Column(
        "deadline_on",
        gettext_lazy("Next deadline"),
        lambda row: row.deadline.latest_on if row.deadline else None,
        "date",
        12,
    ),
    Column("deadline", gettext_lazy("What is due"), lambda row: row.deadline.title if row.deadline else "", width=30),
    Column("milestone_on", gettext_lazy("Next milestone"), lambda row: row.milestone_on, "date", 12),
    Column("milestone", gettext_lazy("Milestone"), lambda row: row.milestone.title if row.milestone else "", width=30),
    Column(
        "blocking", gettext_lazy("Blocks the closing"), lambda row: row.blocking.text if row.blocking else "", width=40
    ),
    Column("requests", gettext_lazy("Open requests"), lambda row: row.requests, "integer", 10),
)


@require_safe
@signed_in
def as_file(request: HttpRequest, form: str) -> HttpResponse:
    """What the board shows, all pages of it, as CSV or XLSX."""
    user = _reader(request)
    if form not in ("csv", "xlsx"):
        raise Http404
    rows = queries.portfolio(user, PortfolioFilter(request.GET, by=user).wanted(), today=localdate()).rows
    if form == "csv":
        made, kind = csv_bytes(rows, _COLUMNS, german=is_german()), "text/csv; charset=utf-8"
    else:
        made, kind = xlsx_bytes(_("Portfolio"), rows, _COLUMNS), XLSX
    return _download(made, kind, f"portfolio-{localdate():%Y-%m-%d}.{form}")


@require_safe
@signed_in
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One project on one page, to print or to send."""
    project = get_object_or_404(readable_projects(_reader(request)), slug=slug)
    made = factsheet.factsheet(project, at=timezone.now(), language="de" if is_german() else "en")
    return _download(made, "application/pdf", f"steckbrief-{project.slug}.pdf", inline=True)


def _download(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    place = "inline" if inline else "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'{place}; filename="{name}"'})


@require_POST
@signed_in
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the view one looks at; what is wrong stands beside its name, and the view stays as it was."""
    user = _reader(request)
    form = SaveFilterForm(request.POST)
    chosen = PortfolioFilter(dict(parse_qsl(request.POST.get("query", "")[:500])), by=user)
    query = chosen.query()
    if form.is_valid():
        name, sheet_id = form.cleaned_data["name"], form.submission_id()
        outcome = carry_out(
            sheet_id,
            lambda: deeds.save_filter(by=user, at=timezone.now(), name=name, query=query, submission=sheet_id),
        )
        if outcome.done:
            tell(request, outcome, _("The view is kept."))
            return _back(query)
        form.show_refusals(outcome.refusals)
    return _board(request, user, chosen, form)


@require_POST
@signed_in
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of the own views."""
    return _marked(request, lambda **who: deeds.remove_filter(**who, pk=pk), _("The view is gone."))


@require_POST
@signed_in
def make_link(request: HttpRequest) -> HttpResponse:
    """Make the private address of the own calendar; an earlier one ends."""
    return _marked(request, deeds.make_calendar_link, _("Your calendar has a new address; an earlier one has ended."))


@require_POST
@signed_in
def end_link(request: HttpRequest) -> HttpResponse:
    """End the private address of the own calendar."""
    return _marked(request, deeds.end_calendar_link, _("The address of your calendar has ended."))


def _marked(request: HttpRequest, deed: Callable[..., object], words: str) -> HttpResponse:
    """Carry out what needs no more than a press."""
    user, sheet_id = _reader(request), MarkForm(request.POST).submission_id()
    outcome: Outcome = carry_out(sheet_id, lambda: deed(by=user, at=timezone.now(), submission=sheet_id))
    if outcome.done:
        tell(request, outcome, words)
    else:
        refused(request, outcome)
    return _back("")


def _back(query: str) -> HttpResponse:
    return redirect(reverse("office:portfolio") + (f"?{query}" if query else ""))
