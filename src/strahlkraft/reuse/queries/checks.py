"""The readiness check as pages show it: the stored one, or one made for this answer, and how the level changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from strahlkraft.projects.models import Project
from strahlkraft.reuse import readiness
from strahlkraft.reuse.models import ReadinessRun, ReuseOffer, Software
from strahlkraft.reuse.queries import subjects

_RUNS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class LevelChange:
    """From when on which level was reached; the first one has nothing before it (None)."""

    level: str
    before: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last check found. ``confirmed_at`` is None when it was made for this answer and is not kept."""

    check: readiness.Check
    confirmed_at: datetime | None
    history: tuple[LevelChange, ...]


def standing(thing: ReuseOffer | Project | Software, *, today: date) -> Standing:
    """The current check of an offer, project or software; nothing is written."""
    runs = list(_runs(thing).values_list("level", "checked_at")[:_RUNS_SHOWN])
    run = _runs(thing).filter(current=True).first()
    if run is None:
        return Standing(readiness.check(_subject(thing), today=today), None, ())
    return Standing(run.result, run.confirmed_at, tuple(level_changes(reversed(runs))))


def level_changes(runs: Iterable[tuple[str, datetime]]) -> list[LevelChange]:
    """The changes of level among checks from the oldest to the newest; given newest first."""
    changes: list[LevelChange] = []
    for level, at in runs:
        before = changes[-1].level if changes else None
        if level != before:
            changes.append(LevelChange(level, before, at))
    return changes[::-1]


def _runs(thing: ReuseOffer | Project | Software) -> QuerySet[ReadinessRun]:
    return thing.readiness_runs.all()


def _subject(thing: ReuseOffer | Project | Software) -> readiness.Subject:
    if isinstance(thing, ReuseOffer):
        return subjects.subject_of_offer(thing)
    return subjects.subject_of_project(thing) if isinstance(thing, Project) else subjects.subject_of_software(thing)
