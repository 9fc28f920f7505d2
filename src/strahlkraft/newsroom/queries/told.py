"""What citizens read in an office's own words: released summaries in Leichte Sprache, released comparisons."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.newsroom.queries.pictures import Shown, sources
from strahlkraft.newsroom.rules.vocabulary import Language
from strahlkraft.projects.models import Project

MOST_COMPARISONS = 40
"""On one page."""
_COLUMNS = {"project": "project__slug", "region": "region__slug", "municipality": "municipality__key"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A summary in Leichte Sprache; ``checked``: people who need it have read it."""

    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One thing of a project before and now; ``lang`` is empty where the words are in the readers' language."""

    project: Label
    topic: str
    before: str
    after: str
    lang: str
    before_on: str
    after_on: str
    source: str
    source_url: str
    before_picture: Shown | None
    after_picture: Shown | None


def summary_of(kind: str, key: str) -> Plain | None:
    """The summary readers see of a project (slug), a region (slug) or a municipality (official key); one query."""
    rows = PlainSummary.objects.filter(**{_COLUMNS[kind]: key}).exclude(shown_text="")
    if kind == "project":
        rows = rows.filter(project__in=Project.objects.published())
    row = rows.first()
    return Plain(row.shown_text, row.shown_checked) if row else None


def comparisons_of(projects: Iterable[Project], language: str) -> list[Told]:
    """What readers see of these public projects, project by project; two queries."""
    rows = Comparison.objects.filter(
        Q(project__in=[project.pk for project in projects]), published=True, project__in=Project.objects.published()
    )
    found = list(
        rows.select_related("project", "before", "after").order_by("project__title", "position", "pk")[
            :MOST_COMPARISONS
        ]
    )
    shown = sources((picture for row in found for picture in (row.before, row.after)), language)
    return [_told(row, shown, language) for row in found]


def _told(row: Comparison, shown: dict[int, Shown], language: str) -> Told:
    english = language.startswith(Language.ENGLISH)
    translated = english and bool(row.topic_en)
    return Told(
        project=row.project.label,
        topic=row.topic_en if translated else row.topic,
        before=row.before_text_en if translated else row.before_text,
        after=row.after_text_en if translated else row.after_text,
        lang=str(Language.GERMAN) if english and not translated else "",
        before_on=row.before_on,
        after_on=row.after_on,
        source=row.source,
        source_url=row.source_url,
        before_picture=shown.get(row.before_id or 0),
        after_picture=shown.get(row.after_id or 0),
    )
