"""Somebody's day: what stands on their list, what they put off, what happened while they were away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty
from strahlkraft.kernel.label import Label
from strahlkraft.steering.access import readable_projects
from strahlkraft.steering.models import LastVisit, SavedFilter, Snooze
from strahlkraft.steering.rules import ranking
from strahlkraft.steering.rules.ranking import Change, Day, Visit

LINES_READ = 200
"""Lines of the trail that are looked at for one page, the newest first."""
DONE_SHOWN = 20
_LIFE = ("project", "project_life", "checkin_review")
"""Kinds of things in the trail that carry a project's slug."""


@dataclass(frozen=True, slots=True)
class List:
    """Everything a person's list says: the day, and what they put off with the day it comes back."""

    day: Day
    put_off: tuple[tuple[Duty, date], ...]


def list_of(duties: Iterable[Duty], *, actor_id: str, actor_ids: frozenset[str], today: date) -> List:
    """The list of ``actor_id``, who also acts for the others of ``actor_ids``; one query."""
    untils = dict(Snooze.objects.filter(actor_id=actor_id, until__gt=today).values_list("duty", "until"))
    shown, hidden = [], []
    for duty in duties:
        if ranking.is_mine(duty, actor_ids):
            until = untils.get(duty.key)
            if until is not None and ranking.is_put_off(duty, until, today):
                hidden.append((duty, until))
            else:
                shown.append(duty)
    return List(ranking.day_of(shown, today), tuple(sorted(hidden, key=lambda row: row[1])))


def last_visit(actor_id: str) -> Visit | None:
    """When somebody last looked at their list; None for the first time."""
    row = LastVisit.objects.filter(actor_id=actor_id).first()
    return Visit(row.at, row.before) if row else None


@dataclass(frozen=True, slots=True)
class News:
    """Something that changed while somebody was away."""

    kind: Change
    thing: Label
    verb: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """What is told of the trail: news of others since the last visit, and what one did today, both newest first."""

    news: tuple[News, ...]
    done: tuple[AuditEntry, ...]


def happened(by: Actor, *, actor_ids: frozenset[str], since: datetime | None, today: date) -> Happened:
    """News since ``since`` (none on the first visit) and own deeds of ``today``, in one query."""
    midnight = make_aware(datetime.combine(today, time.min))
    earliest = min(since or midnight, midnight)
    before = AuditEntry.objects.filter(at__lt=earliest).order_by("-sequence").values("sequence")[:1]
    own = Q(actor_id=by.actor_id, at__gte=midnight)
    others = ~Q(actor_id__in=actor_ids) & Q(verb__in=ranking.WATCHED) & _readable(by)
    rows = (
        AuditEntry.objects.filter(sequence__gt=Coalesce(Subquery(before), 0))
        .filter(own | others if since else own)
        .defer("before", "hash", "previous_hash", "label_digest", "label_salt")
        .order_by("-sequence")[:LINES_READ]
    )
    news, done = [], []
    for row in rows:
        if row.actor_id == by.actor_id and row.at >= midnight:
            done.append(row)
        elif since and row.at >= since and row.actor_id not in actor_ids:
            kind = ranking.change_of(row.verb, row.after)
            if kind:
                news.append(News(kind, Label(row.subject_kind, row.subject_key, row.subject_title), row.verb, row.at))
    return Happened(tuple(news), tuple(done[:DONE_SHOWN]))


def _readable(by: Actor) -> Q:
    """Lines on what somebody may read: of the own regions, or of the own organisations' projects."""
    regions = by.region_ids(Right.READ_STEERING)
    if regions is None:
        return Q(pk__isnull=False)
    condition = Q(region_id__in=regions)
    if by.organisation_ids(Right.READ_STEERING):
        condition |= Q(subject_kind__in=_LIFE, subject_key__in=readable_projects(by).values("slug"))
    return condition


def saved_filters(actor_id: str) -> list[SavedFilter]:
    """The views of the portfolio somebody keeps, by name."""
    return list(SavedFilter.objects.filter(actor_id=actor_id))
