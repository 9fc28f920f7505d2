"""What the pages of a running project share: whose it is, its tabs, its words, carrying a form out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.saving import carry_out, done_before, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.models import Project, Publication
from strahlkraft.steering import access, texts
from strahlkraft.steering.models import Milestone, Risk, Task
from strahlkraft.steering.queries.life import expected_on
from strahlkraft.steering.rules import life as rules

TABS: tuple[tuple[str, Any], ...] = (
    ("life", gettext_lazy("Timeline")),
    ("risks", gettext_lazy("Risks")),
    ("tasks", gettext_lazy("Tasks")),
    ("records", gettext_lazy("Files")),
    ("decisions", gettext_lazy("Decisions")),
)
LEVEL_BADGES = {"low": "good", "medium": "warn", "high": "bad"}
STATE_BADGES = {"open": "info", "reached": "good", "done": "good", "occurred": "bad"}
"""Badges of the states of milestones, risks and tasks; others are ``unknown``."""
ICONS = {"open": "clock", "reached": "check", "done": "check", "dropped": "cross", "closed": "check"}
"""Icons of the same states; others are the badge's own."""
DONE = 302


@dataclass(frozen=True, slots=True)
class Life:
    """A project as somebody has its life before them; ``may``: they keep it up to date."""

    request: HttpRequest
    project: Project
    may: bool
    today: date

    @property
    def by(self) -> Any:
        """Who is here."""
        return person(self.request)


def life_of(request: HttpRequest, slug: str, *, to_keep: bool = False) -> Life:
    """The project for whoever reads its life; with ``to_keep`` for whoever keeps it; for others it is not there (404)."""
    by = person(request)
    rows = access.reportable_projects(by) if to_keep else access.readable_projects(by)
    rows = rows.exclude(publication=Publication.MERGED).select_related("region")
    project = get_object_or_404(rows, slug=slug)
    return Life(request, project, may=not access.may_report(by, project), today=localdate())


def life_page(life: Life, template: str, here: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of a project's life with its tabs."""
    tabs = [
        {"label": label, "url": reverse(f"office:{name}", args=[life.project.slug]), "current": name == here}
        for name, label in TABS
    ]
    frame = {"project": life.project, "may": life.may, "life_tabs": tabs, "here": here, "today": life.today}
    return page(life.request, f"office/life/{template}.html", frame | context, status=status)


def settle(life: Life, form: OfficeForm, deed: Callable[[dict[str, Any]], object], said: Any) -> int:
    """Carry a sent form out once: 302 when it is done, 409 when somebody was quicker, 422 when it is refused."""
    if before := done_before(form.submission_id()):
        tell(life.request, before, str(said))
        return DONE
    if not form.is_valid():
        return 422
    given = dict(form.cleaned_data)
    outcome = carry_out(given["submission"], lambda: deed(given))
    if outcome.done:
        tell(life.request, outcome, str(said))
        return DONE
    form.show_refusals(outcome.refusals)
    return 409 if outcome.stale else 422


# ---- words


def slip_words(days: int) -> str:
    """A slip as people say it."""
    if not days:
        return _("as planned")
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s day early", "%(n)s days early", -days) % {"n": -days}


def state_badge(words: Any, state: str) -> dict[str, Any]:
    """State, word and icon for the badge."""
    return {"state": STATE_BADGES.get(state, "unknown"), "text": words[state], "icon": ICONS.get(state, "")}


def milestone_row(row: Milestone, today: date) -> dict[str, Any]:
    """A milestone with its slip and state in words."""
    late = rules.overdue(row.state, row.planned_on, row.forecast_on, today)
    slip = rules.slip_days(row.planned_on, row.forecast_on, row.reached_on)
    badge = state_badge(texts.MILESTONE_STATES, row.state)
    if late:
        badge = {"state": "bad", "text": _("overdue"), "icon": "warning"}
    return {
        "row": row,
        "expected": expected_on(row),
        "slip": slip,
        "slip_words": "" if row.state == "dropped" else slip_words(slip),
        "badge": badge,
    }


def risk_row(row: Risk, number: int, today: date) -> dict[str, Any]:
    """A risk with its level and state in words; ``number`` names it in the matrix."""
    level = rules.level_of(row.probability, row.impact)
    return {
        "row": row,
        "number": number,
        "level": {"state": LEVEL_BADGES[level], "text": texts.RISK_LEVELS[level]},
        "badge": state_badge(texts.RISK_STATES, row.state),
        "probability": texts.PROBABILITIES[row.probability],
        "impact": texts.IMPACTS[row.impact],
        "due": rules.review_due(row.state, row.review_on, today),
    }


def task_row(row: Task, today: date) -> dict[str, Any]:
    """A task with its state in words."""
    badge = state_badge(texts.TASK_STATES, row.state)
    if row.state == "open" and row.due_on < today:
        badge = {"state": "bad", "text": _("overdue"), "icon": "warning"}
    return {"row": row, "badge": badge}
