"""The life of a project: its time with milestones, its risks, its tasks; one page for each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.network.models import Organisation
from strahlkraft.office.forms import life as forms
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.life import (
    DONE,
    Life,
    life_of,
    life_page,
    milestone_row,
    risk_row,
    settle,
    slip_words,
    task_row,
)
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.projects.cards import PHASE_TITLES
from strahlkraft.steering import texts
from strahlkraft.steering.actions import milestones, risks, tasks
from strahlkraft.steering.models import Milestone, ReportingContact, Risk, Task
from strahlkraft.steering.queries import life as queries
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.timeline import Mark, chart
from strahlkraft.steering.rules.timeline_svg import mark_svg, timeline_svg

# ---- lists, each with a form for one more


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's time: drawing and table of milestones, the register's phases; one more milestone."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    form, restored = _new(life, forms.MilestoneForm)
    if request.method == "POST":
        said = gettext_lazy("The milestone is set up.")
        if settle(life, form, lambda given: _add(life, milestones.add_milestone, given), said) == DONE:
            return redirect("office:life", slug)
    rows = queries.milestones_of(life.project)
    phases = queries.phases_of(life.project, life.today)
    drawn = chart(queries.aims_of(rows), phases.spans, today=life.today)
    words = {kind: str(word) for kind, word in PHASE_TITLES.items()}
    name = _("Timeline of “%(project)s”; the table below says the same") % {"project": life.project.title}
    context = {
        "rows": [milestone_row(row, life.today) for row in rows],
        "drawing": SafeString(timeline_svg(drawn, name=name, today=_("Today"), phases=words)) if drawn else "",
        "legend": [(SafeString(mark_svg(mark)), word) for mark, word in _marks().items()],
        "phase": PHASE_TITLES[phases.now],
        "phases": _phases(life),
        "form": form,
        "restored": restored,
    }
    return life_page(life, "overview", "life", context, status=_status(form))


def _marks() -> dict[Mark, str]:
    return {
        Mark.PLANNED: _("planned"),
        Mark.EARLIER: _("expected earlier"),
        Mark.FORECAST: _("expected now"),
        Mark.REACHED: _("reached"),
        Mark.DROPPED: _("given up"),
    }


def _phases(life: Life) -> list[dict[str, Any]]:
    """The register's phases in their order."""
    known = {row.kind: row for row in life.project.phases.all()}
    return [
        {
            "title": title,
            "state": "done" if known[kind].actual else "planned",
            "start": known[kind].actual,
            "end": known[kind].actual,
            "planned_start": known[kind].planned,
        }
        for kind, title in PHASE_TITLES.items()
        if kind in known
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def risk_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The risks as a matrix and as a list; one more."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    form, restored = _new(life, forms.RiskForm)
    if request.method == "POST":
        said = gettext_lazy("The risk is in the list.")
        if settle(life, form, lambda given: _add(life, risks.open_risk, given), said) == DONE:
            return redirect("office:risks", slug)
    found = queries.risks_of(life.project)
    rows = [risk_row(row, number, life.today) for number, row in enumerate(found, start=1)]
    numbers = {one["row"].pk: one for one in rows}
    matrix = [
        {
            "impact": impact,
            "word": texts.IMPACTS[impact],
            "cells": [
                {
                    "level": rules.level_of(probability, impact),
                    "word": texts.RISK_LEVELS[rules.level_of(probability, impact)],
                    "rows": [numbers[risk.pk] for risk in cell],
                }
                for probability, cell in zip(rules.RATINGS, cells, strict=True)
            ],
        }
        for impact, cells in zip(reversed(rules.RATINGS), queries.matrix_of(found), strict=True)
    ]
    context = {
        "rows": rows,
        "open_rows": [one for one in rows if one["row"].state != "closed"],
        "closed_rows": [one for one in rows if one["row"].state == "closed"],
        "matrix": matrix,
        "probabilities": texts.PROBABILITIES.items(),
        "form": form,
        "restored": restored,
    }
    return life_page(life, "risks", "risks", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def task_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What bodies have promised; one more, and the link for partners without an account."""
    life = life_of(request, slug, to_keep=request.method == "POST")
    contact = ReportingContact.objects.filter(project=life.project).first()
    mailbox = contact.mailbox if contact else ""
    form, restored = _new(life, forms.TaskForm, bodies=_bodies(life), mailbox=mailbox)
    if request.method == "POST":
        said = gettext_lazy("The task is agreed.")
        if settle(life, form, lambda given: _add(life, tasks.add_task, given), said) == DONE:
            return redirect("office:tasks", slug)
    rows = [task_row(row, life.today) for row in queries.tasks_of(life.project)]
    context = {
        "open_rows": [one for one in rows if one["row"].state == "open"],
        "settled_rows": [one for one in rows if one["row"].state != "open"][::-1],
        "mailbox": mailbox,
        "form": form,
        "send_form": OfficeForm(auto_id=False),
        "restored": restored,
    }
    return life_page(life, "tasks", "tasks", context, status=_status(form))


@require_POST
@signed_in
def send_tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the link to the open tasks once more."""
    life = life_of(request, slug, to_keep=True)
    form = OfficeForm(request.POST)
    submission = form.submission_id()
    deed = {"by": life.by, "at": timezone.now(), "slug": slug, "submission": submission}
    outcome = carry_out(submission, lambda: tasks.send_tasks(**deed))
    if outcome.done:
        tell(request, outcome, _("The link is on its way to the project's mailbox."))
    else:
        refused(request, outcome)
    return redirect("office:tasks", slug)


def _new(life: Life, form: type[OfficeForm], **options: Any) -> tuple[Any, bool]:
    """The form for one more, as sent, as kept when the session had ended, or empty; whether it was kept."""
    request = life.request
    if request.method == "POST":
        return form(request.POST, request.FILES, **options), False
    kept = take_pending_form(request, request.path)
    made = form(kept, **options)
    if kept:
        made.without_verdict()
    return made, bool(kept)


def _add(life: Life, deed: Callable[..., object], given: Mapping[str, Any]) -> object:
    return deed(by=life.by, at=timezone.now(), slug=life.project.slug, **given)


def _status(form: OfficeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _bodies(life: Life) -> list[Organisation]:
    """Who takes part in the project."""
    found = Organisation.objects.filter(participations__project=life.project, participations__role__in=_CARRIERS)
    return list(found.distinct().order_by("name"))


_CARRIERS = ("lead", "partner")

# ---- one milestone, risk or task


@dataclass(frozen=True, slots=True)
class Deed:
    """One form of a page: its part of the address, its words, what it does."""

    part: str
    title: Any
    button: Any
    form: type[Any]
    act: Callable[..., object]
    said: Any
    states: tuple[str, ...] = ("open",)
    css: str = "primary"


@dataclass(frozen=True, slots=True)
class Kind:
    """Milestones, risks or tasks: what their pages show and do."""

    model: type[Any]
    name: str
    tab: str
    deeds: tuple[Deed, ...]
    shown: Callable[[Any, Life], dict[str, Any]]

    def row(self, life: Life, code: str) -> Any:
        """The one of this code in this project (404)."""
        return get_object_or_404(self.model.objects.filter(project=life.project), code=code)


def _of_milestone(row: Milestone, life: Life) -> dict[str, Any]:
    stated = list(row.forecasts.all())
    slips = [
        {"row": one, "slip_words": slip_words((one.expected_on - row.planned_on).days)} for one in reversed(stated)
    ]
    return {**milestone_row(row, life.today), "forecasts": slips}


def _of_risk(row: Risk, life: Life) -> dict[str, Any]:
    ratings = [
        {
            "row": one,
            "level": risk_row(Risk(probability=one.probability, impact=one.impact, state=one.state), 0, life.today),
        }
        for one in reversed(list(row.ratings.all()))
    ]
    return {**risk_row(row, 0, life.today), "ratings": ratings}


def _of_task(row: Task, life: Life) -> dict[str, Any]:
    return task_row(row, life.today)


_BACK = gettext_lazy("Open again")
KINDS = {
    "milestone": Kind(
        Milestone,
        "milestone",
        "life",
        (
            Deed(
                "prognose",
                gettext_lazy("Expected on another day"),
                gettext_lazy("State the new day"),
                forms.ForecastForm,
                milestones.forecast_milestone,
                gettext_lazy("The new day stands; the former one stays in the history."),
            ),
            Deed(
                "erreicht",
                gettext_lazy("It is reached"),
                gettext_lazy("Note as reached"),
                forms.ReachedForm,
                milestones.reach_milestone,
                gettext_lazy("The milestone is reached."),
                css="secondary",
            ),
            Deed(
                "angaben",
                gettext_lazy("Put the words right"),
                gettext_lazy("Save"),
                forms.RenameForm,
                milestones.rename_milestone,
                gettext_lazy("The words are changed."),
                css="secondary",
            ),
            Deed(
                "entfaellt",
                gettext_lazy("It is given up"),
                gettext_lazy("Give it up"),
                forms.MilestoneReasonForm,
                milestones.drop_milestone,
                gettext_lazy("The milestone is given up; it stays in sight."),
                css="danger",
            ),
            Deed(
                "wieder",
                _BACK,
                _BACK,
                forms.MilestoneReasonForm,
                milestones.reopen_milestone,
                gettext_lazy("The milestone is open again."),
                ("reached", "dropped"),
            ),
        ),
        _of_milestone,
    ),
    "risk": Kind(
        Risk,
        "risk",
        "risks",
        (
            Deed(
                "bewerten",
                gettext_lazy("Look at it again"),
                gettext_lazy("Save the rating"),
                forms.ReviewForm,
                risks.review_risk,
                gettext_lazy("The rating stands; former ones stay in the history."),
                ("open", "occurred", "closed"),
            ),
            Deed(
                "angaben",
                gettext_lazy("Describe it anew"),
                gettext_lazy("Save"),
                forms.DescribeForm,
                risks.describe_risk,
                gettext_lazy("The description is saved."),
                ("open", "occurred"),
                css="secondary",
            ),
        ),
        _of_risk,
    ),
    "task": Kind(
        Task,
        "task",
        "tasks",
        (
            Deed(
                "erledigt",
                gettext_lazy("It is done"),
                gettext_lazy("Note as done"),
                forms.DoneForm,
                tasks.finish_task,
                gettext_lazy("The task is done."),
            ),
            Deed(
                "angaben",
                gettext_lazy("Agree it anew"),
                gettext_lazy("Save"),
                forms.ChangeTaskForm,
                tasks.change_task,
                gettext_lazy("The task is changed."),
                css="secondary",
            ),
            Deed(
                "entfaellt",
                gettext_lazy("It is given up"),
                gettext_lazy("Give it up"),
                forms.TaskReasonForm,
                tasks.drop_task,
                gettext_lazy("The task is given up; it stays in sight."),
                css="danger",
            ),
            Deed(
                "wieder",
                _BACK,
                _BACK,
                forms.TaskReasonForm,
                tasks.reopen_task,
                gettext_lazy("The task is open again."),
                ("done", "dropped"),
            ),
        ),
        _of_task,
    ),
}


@require_safe
@signed_in
def item(request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """One milestone, risk or task: how it stands, what was said before, what can be done."""
    life, of = life_of(request, slug), KINDS[kind]
    row = of.row(life, code)
    kept = {deed.part: take_pending_form(request, f"{request.path}{deed.part}/") for deed in of.deeds}
    given = {part: data for part, data in kept.items() if data}
    made = {deed.part: _form(life, of, deed, row, given[deed.part]) for deed in of.deeds if deed.part in given}
    for form in made.values():
        form.without_verdict()
    return _item_page(life, of, row, made, restored=bool(made))


@require_POST
@signed_in
def settle_item(request: HttpRequest, slug: str, code: str, part: str, kind: str) -> HttpResponse:
    """Carry one form of the page out, or show the page again with its reasons and what was typed."""
    life, of = life_of(request, slug, to_keep=True), KINDS[kind]
    row = of.row(life, code)
    deed = next((one for one in of.deeds if one.part == part), None)
    if deed is None:
        raise Http404
    form = _form(life, of, deed, row, request.POST)
    status = settle(
        life, form, lambda given: deed.act(by=life.by, at=timezone.now(), code=row.code, **given), deed.said
    )
    if status == DONE:
        return redirect(f"office:{of.name}", slug, code)
    row.refresh_from_db()
    if status == 409:  # noqa: PLR2004 - the status of a conflict
        form.data = request.POST.copy()
        form.data[form.add_prefix("version")] = str(row.version)
    return _item_page(life, of, row, {part: form}, status=status)


def _form(life: Life, of: Kind, deed: Deed, row: Any, data: Any) -> Any:
    more = {"bodies": _bodies(life)} if deed.form is forms.ChangeTaskForm else {}
    return deed.form(data, row=row, prefix=deed.part, **more)


def _item_page(
    life: Life, of: Kind, row: Any, made: dict[str, Any], *, status: int = 200, restored: bool = False
) -> HttpResponse:
    shown = [deed for deed in of.deeds if row.state in deed.states or deed.part in made]
    deeds = [
        {"deed": deed, "form": made.get(deed.part) or _form(life, of, deed, row, None), "open": deed.part in made}
        for deed in (shown if life.may else [])
    ]
    context = {**of.shown(row, life), "deeds": deeds, "kind": of.name, "restored": restored}
    return life_page(life, of.name, of.tab, context, status=status)
