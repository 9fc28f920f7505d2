"""Feedback of visitors: what it is about, what waits for an answer and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Municipality, Region, RegionMembership
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Feedback, FeedbackDeadline
from strahlkraft.newsroom.rules.citizens import SITE
from strahlkraft.newsroom.rules.vocabulary import FeedbackState
from strahlkraft.projects.models import Project

MOST_DUTIES = 50
AIM = timedelta(days=3)
"""Our own aim: so long before the last day a duty is due."""
GONE = Refusal("gone", gettext_noop("There is no such message."))


@dataclass(frozen=True, slots=True)
class Subject:
    """What feedback is about: a label for people (None for the site itself) and whose office answers (None: the programme's)."""

    label: Label | None = None
    region_id: int | None = None


def subject_of(kind: str, key: str) -> Subject | None:
    """What this names for readers; None when nothing public is called so.

    A municipality is its region's; one in no region is the programme's.
    """
    if kind == SITE:
        return Subject() if not key else None
    if kind == "project":
        row = Project.objects.published().filter(slug=key).first()
        return Subject(row.label, row.region_id) if row else None
    if kind == "region":
        region = Region.objects.filter(slug=key).first()
        return Subject(region.label, region.pk) if region else None
    if kind == "municipality":
        town = Municipality.objects.filter(key=key).first()
        return Subject(town.label, _region_of(town)) if town else None
    return None


def _region_of(town: Municipality) -> int | None:
    return regions_of_towns([town]).get(town.pk)


def regions_of_towns(towns: Iterable[Municipality]) -> dict[int, int]:
    """The region of each municipality, itself a member or by its Kreis; those in none are left out; one query."""
    rows = list(towns)
    members = RegionMembership.objects.filter(
        Q(organisation__municipality__in=[row.pk for row in rows])
        | Q(organisation__district__in=[row.district_id for row in rows if row.district_id])
    )
    by_town: dict[int, int] = {}
    by_district: dict[int, int] = {}
    columns = ("region_id", "organisation__municipality_id", "organisation__district_id")
    for region, town, district in members.order_by("region_id").values_list(*columns):
        if town:
            by_town.setdefault(town, region)
        elif district:
            by_district.setdefault(district, region)
    found = ((row.pk, by_town.get(row.pk) or by_district.get(row.district_id or 0)) for row in rows)
    return {pk: region for pk, region in found if region}


def deadline_of(region_id: int | None) -> date | None:
    """The last day on which feedback about results of a region is taken; None: without end."""
    if region_id is None:
        return None
    rows = FeedbackDeadline.objects.filter(region=region_id)
    return rows.values_list("closes_on", flat=True).first()


def deadlines(by: Actor) -> list[tuple[Region, FeedbackDeadline | None]]:
    """Regions whose feedback somebody answers, each with what was said of its deadline; two queries."""
    if not by.holds(Right.PUBLISH_NEWS):
        return []
    ids = by.region_ids(Right.PUBLISH_NEWS)
    regions = Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids)
    said = {row.region_id: row for row in FeedbackDeadline.objects.filter(region__in=regions)}
    return [(region, said.get(region.pk)) for region in regions.order_by("name", "pk")]


def behind(code: str) -> Feedback | None:
    """The message a signed link leads to; who holds the link may know."""
    return Feedback.objects.filter(code=code).first() if code else None


def waiting(by: Actor) -> QuerySet[Feedback]:
    """What somebody should answer, the most urgent first."""
    return access.feedback_for(by).filter(state=FeedbackState.OPEN).order_by("answer_by", "pk")


def settled(by: Actor) -> QuerySet[Feedback]:
    """What was answered or closed, the newest first."""
    rows = access.feedback_for(by).exclude(state=FeedbackState.OPEN)
    return rows.order_by("-settled_at", "-pk")


def feedback(by: Actor, code: str) -> Feedback:
    """One message; Refused (hidden) when there is none or it is for others to answer."""
    row = access.feedback_for(by).select_related("region").filter(code=code).first()
    if row is None:
        raise Refused([GONE], hidden=True)
    return row


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Messages that wait for an answer; the day was promised on the form. One query."""
    return [
        Duty(
            key=f"feedback:{row.code}",
            weight=Weight.WAITING,
            text=_BARRIER if row.barrier else _QUESTION,
            button=gettext_noop("Answer"),
            thing=Label("feedback_desk", row.code),
            due=max(row.answer_by - AIM, today) if row.answer_by else None,
            region_id=row.region_id,
        )
        for row in waiting(by)[:MOST_DUTIES]
    ]


_QUESTION = gettext_noop("A citizen has written about results and waits for an answer")
_BARRIER = gettext_noop("Somebody has met a barrier on this site and waits for an answer")
