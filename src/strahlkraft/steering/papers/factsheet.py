"""A project on one page: where it stands, what comes next, what is in the way; for sessions of the board and talks."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.timezone import localdate

from strahlkraft.design.paper import pdf
from strahlkraft.projects import cards
from strahlkraft.projects.models import Project
from strahlkraft.projects.queries import with_page
from strahlkraft.steering import texts
from strahlkraft.steering.models import Decision, Risk
from strahlkraft.steering.queries import checkins, life, portfolio
from strahlkraft.steering.rules.life import level_of
from strahlkraft.steering.rules.vocabulary import RiskState

MILESTONES, RISKS, DECISIONS = 6, 4, 3
"""How many lines fit on one page."""
SUMMARY = 600  # characters


def factsheet(project: Project, *, at: datetime, language: str = "de") -> bytes:
    """One project as of ``at``, as PDF/UA-1; the same state gives the same bytes."""
    today = localdate(at)
    with translation.override(language):
        full = with_page(Project.objects.filter(pk=project.pk)).get()
        row = portfolio.row_of(project, today=today)
        context = {
            "project": full,
            "row": row,
            "phase": texts.PROJECT_PHASES[row.phase],
            "lights": _lights(row),
            "facts": cards.project_facts(full),
            "truths": cards.truths(full),
            "word": checkins.last_published(project.pk),
            "milestones": life.open_milestones([project.pk]).get(project.pk, [])[:MILESTONES],
            "risks": _risks(project),
            "decisions": Decision.objects.filter(project=project, corrections=None)[:DECISIONS],
            "summary_limit": SUMMARY,
            "at": at,
            "today": today,
        }
    return pdf("steering/papers/factsheet.html", context, language=language)


def _lights(row: portfolio.Row) -> list[tuple[Any, Any]]:
    """Content, time and money in words: paper may be printed without colours."""
    names = ("content", "time", "money")
    return [(texts.LIGHT_NAMES[f"{name}_light"], texts.SHINES[getattr(row.lights, name)]) for name in names]


def _risks(project: Project) -> list[dict[str, Any]]:
    """The heaviest risks that are not closed."""
    rows = [row for row in Risk.objects.filter(project=project) if row.state != RiskState.CLOSED]
    heaviest = sorted(rows, key=lambda row: (-row.probability * row.impact, row.pk))[:RISKS]
    return [{"risk": row, "level": texts.RISK_LEVELS[level_of(row.probability, row.impact)]} for row in heaviest]
