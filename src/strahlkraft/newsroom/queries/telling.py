"""The desk of what an office tells citizens: summaries in Leichte Sprache, before and after; what waits for whom.

Everything here shows drafts and asks :mod:`access` first; readers' pages use :mod:`told`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days
from strahlkraft.network.models import Municipality, Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.newsroom.queries.citizens import regions_of_towns
from strahlkraft.projects.models import Project, Publication
from strahlkraft.reuse.access import organisations_of, projects_of

KINDS = ("project", "region", "municipality")
MOST_DUTIES, MOST_TOWNS = 50, 30
REVIEW_DAYS = 3
"""Working days within which a second person reads: our own aim."""
GONE = Refusal("gone", gettext_noop("There is nothing like this on your desk."))
_WROTE = {"summary": ("save_summary",), "comparison": ("add_comparison", "edit_comparison")}
_RELEASED = ("publish_summary", "publish_comparison")


@dataclass(frozen=True, slots=True)
class Thing:
    """What is told about: its row, its label for people, whose office answers for it, and which bodies carry it."""

    kind: str
    row: Project | Region | Municipality
    label: Label
    region_id: int | None
    carried: frozenset[int] = frozenset()

    @property
    def desk(self) -> Label:
        """The page where it is written."""
        return desk_label(self.kind, self.label)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the desk: where it is written, the state of its summary, how many comparisons readers see and how many wait."""

    desk: Label
    state: str
    shown: int = 0
    waiting: int = 0


def desk_label(kind: str, label: Label) -> Label:
    """Where an office tells of the thing."""
    return Label(f"{kind}_results_desk", label.key, label.title)


def comparison_label(row: Comparison) -> Label:
    """Where a comparison is written."""
    return Label("comparison_desk", str(row.pk), f"{row.project.title}: {row.topic}")


# ---- one thing


def thing(by: Actor, kind: str, key: str) -> Thing:
    """What somebody may tell about; Refused (hidden) when there is no such thing or it is others' to tell."""
    found = _found(by, kind, key)
    if found is None or not by.holds(Right.WRITE_NEWS) or access.may_begin(by, found.region_id, found.carried):
        raise Refused([GONE], hidden=True)
    return found


def _found(by: Actor, kind: str, key: str) -> Thing | None:
    if kind == "project":
        project = (
            projects(by).filter(slug=key).first()
        )  # others' is not found, in as many questions as what is not there
        return Thing(kind, project, project.label, project.region_id, organisations_of(project)) if project else None
    if kind == "region":
        region = Region.objects.filter(slug=key).first()
        return Thing(kind, region, region.label, region.pk) if region else None
    if kind == "municipality":
        town = Municipality.objects.filter(key=key).first()
        label = Label("municipality", town.key, town.name) if town else None
        return Thing(kind, town, label, regions_of_towns([town]).get(town.pk)) if town and label else None
    return None


def summary_of(found: Thing) -> PlainSummary | None:
    """Its summary, in whatever state."""
    return PlainSummary.objects.filter(**{found.kind: found.row}).first()


def state_of(row: PlainSummary | None) -> str:
    """A word of ``texts.telling.STATES``."""
    if row is None:
        return "none"
    if row.withdrawn_at:
        return "withdrawn"
    if not row.shown_text:
        return "waiting"
    return "changed" if has_news(row) else "shown"


def has_news(row: PlainSummary) -> bool:
    """Whether something is written that readers do not see."""
    return (row.text, row.checked_by_readers) != (row.shown_text, row.shown_checked)


def comparison_state(row: Comparison) -> str:
    """A word of ``texts.telling.STATES``."""
    if row.published:
        return "shown"
    return "withdrawn" if row.withdrawn_at else "waiting"


def comparisons_of(found: Thing) -> list[Comparison]:
    """The comparisons of a project, in their order, in whatever state; other things have none of their own."""
    if found.kind != "project":
        return []
    return list(Comparison.objects.filter(project=found.row.pk).select_related("project", "before", "after"))


def comparison(by: Actor, key: int) -> tuple[Comparison, Thing]:
    """One comparison and its project; Refused (hidden) as :func:`thing`."""
    row = Comparison.objects.select_related("project", "before", "after").filter(pk=key).first()
    if row is None:
        raise Refused([GONE], hidden=True)
    return row, thing(by, "project", row.project.slug)


def writers(desk: Label, what: str, last: str) -> set[str]:
    """Who wrote what readers do not see yet: since it was last released; ``what``: summary or comparison."""
    history = history_of(desk)
    released = history.filter(verb__in=_RELEASED).values_list("sequence", flat=True).first()
    wrote = history.filter(verb__in=_WROTE[what], sequence__gt=released or 0)
    return {last, *wrote.values_list("actor_id", flat=True)}


# ---- the list


def projects(by: Actor, text: str = "") -> QuerySet[Project]:
    """Projects somebody may tell about, by title."""
    rows = projects_of(by, Right.WRITE_NEWS).exclude(publication=Publication.MERGED)
    return (rows.filter(title__icontains=text) if text else rows).distinct().order_by("title", "pk")


def regions(by: Actor) -> list[Region]:
    """Regions somebody may tell about."""
    ids = by.region_ids(Right.WRITE_NEWS)
    return list(Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids))


def towns(by: Actor, text: str = "") -> list[Municipality]:
    """Municipalities somebody may tell about: those that lead a project there, or whose name is looked for."""
    ids = by.region_ids(Right.WRITE_NEWS)
    if ids is not None and not ids:
        return []
    rows = Municipality.objects.filter(dissolved=False)
    if ids is not None:
        member = Q(organisations__region_memberships__region__in=ids)
        rows = rows.filter(member | Q(district__organisations__region_memberships__region__in=ids))
    if text:
        rows = rows.filter(name__icontains=text)
    else:
        leads = Project.objects.filter(
            participations__role="lead", participations__organisation__municipality__isnull=False
        )
        rows = rows.filter(pk__in=leads.order_by().values("participations__organisation__municipality"))
    return list(rows.distinct().order_by("name", "key")[:MOST_TOWNS])


def lines(kind: str, rows: Sequence[Any]) -> list[Line]:
    """How far each of these things is told; two queries."""
    keys = [row.pk for row in rows]
    written = {getattr(one, f"{kind}_id"): one for one in PlainSummary.objects.filter(**{f"{kind}__in": keys})}
    shown, waiting = _counted(keys) if kind == "project" else (Counter[int](), Counter[int]())
    return [
        Line(
            desk=desk_label(kind, _label(kind, row)),
            state=state_of(written.get(row.pk)),
            shown=shown[row.pk],
            waiting=waiting[row.pk],
        )
        for row in rows
    ]


def _label(kind: str, row: Any) -> Label:
    return Label(kind, row.key, row.name) if kind == "municipality" else row.label


def _counted(projects: Iterable[int]) -> tuple[Counter[int], Counter[int]]:
    shown, waiting = Counter[int](), Counter[int]()
    rows = Comparison.objects.filter(project__in=projects, withdrawn_at=None).order_by()
    for project, published in rows.values_list("project_id", "published"):
        (shown if published else waiting)[project] += 1
    return shown, waiting


# ---- what waits


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Summaries and comparisons that wait for a second person; a constant number of queries."""
    if not by.holds(Right.PUBLISH_NEWS):
        return []
    waiting = [*_summaries(by), *_comparisons(by)]
    return [
        Duty(
            key=f"tell:{label.kind}:{label.key}",
            weight=Weight.WAITING,
            text=gettext_noop("Something citizens are to read of results waits for you as its second person"),
            button=gettext_noop("Read"),
            thing=label,
            about=about,
            due=max(add_working_days(localdate(row.written_at), REVIEW_DAYS), today),
            region_id=region,
        )
        for label, about, row, region in waiting[:MOST_DUTIES]
    ]


_Waits = tuple[Label, str, PlainSummary | Comparison, int | None]


def _summaries(by: Actor) -> list[_Waits]:
    news = ~Q(text=F("shown_text")) | ~Q(checked_by_readers=F("shown_checked"))
    rows = PlainSummary.objects.filter(news, withdrawn_at=None).exclude(written_by=by.actor_id)
    ids = by.region_ids(Right.PUBLISH_NEWS)
    if ids is not None:
        town = Q(municipality__organisations__region_memberships__region__in=ids)
        town |= Q(municipality__district__organisations__region_memberships__region__in=ids)
        rows = rows.filter(Q(project__region__in=ids) | Q(region__in=ids) | town).distinct()
    found = list(rows.select_related("project", "region", "municipality").order_by("written_at", "pk")[:MOST_DUTIES])
    places: Mapping[int, int] = regions_of_towns(one.municipality for one in found if one.municipality)
    return [_waits(row, places) for row in found]


def _waits(row: PlainSummary, places: Mapping[int, int]) -> _Waits:
    if row.project:
        return desk_label("project", row.project.label), row.project.title, row, row.project.region_id
    if row.region:
        return desk_label("region", row.region.label), row.region.name, row, row.region.pk
    town = row.municipality
    assert town is not None  # noqa: S101 - the row is of one thing (CHECK); tells the type checker
    return desk_label("municipality", _label("municipality", town)), town.name, row, places.get(town.pk)


def _comparisons(by: Actor) -> list[_Waits]:
    rows = Comparison.objects.filter(
        access.of_regions(by, Right.PUBLISH_NEWS, "project__region"), published=False, withdrawn_at=None
    ).exclude(written_by=by.actor_id)
    found = rows.select_related("project").order_by("written_at", "pk")[:MOST_DUTIES]
    return [(comparison_label(row), row.project.title, row, row.project.region_id) for row in found]
