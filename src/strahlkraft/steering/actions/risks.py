"""Risks: taken into the list, described, looked at again; every rating stays."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import ensure
from strahlkraft.steering.actions._life import (
    ensure_reports,
    locked,
    of_project,
    project_to_report,
    save_next,
    shown,
)
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.models import Risk, RiskRating
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.vocabulary import RISK_MOVES


@transaction.atomic
def open_risk(  # noqa: PLR0913 - what a risk says
    *,
    by: Actor,
    at: datetime,
    slug: str,
    title: str,
    probability: int,
    impact: int,
    owner: str,
    measure: str = "",
    review_on: date | None = None,
    submission: UUID | None = None,
) -> Risk:
    """Take a risk into the list, with its first rating."""
    project = project_to_report(slug, by)
    problems = rules.risk_problems(title=title, owner=owner, measure=measure)
    ensure([*problems, *rules.rating_problems(probability, impact), *rules.review_day_problems(review_on)])
    row = Risk.objects.create(
        code=new_code(),
        project=project,
        title=title.strip(),
        probability=probability,
        impact=impact,
        owner=owner.strip(),
        measure=measure.strip(),
        review_on=review_on,
        opened_at=at,
    )
    _keep_rating(row, "", at)
    after = {"risk": row.title, **shown(row, "probability", "impact", "owner")}
    of_project("open_risk", project, by=by, at=at, submission=submission, after=after)
    return row


@transaction.atomic
def describe_risk(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    title: str,
    owner: str,
    measure: str = "",
    submission: UUID | None = None,
) -> Risk:
    """Put a risk's words right: what may happen, who looks after it, what is done about it."""
    row = _ready(code, version, by)
    ensure(rules.risk_problems(title=title, owner=owner, measure=measure))
    before = {"risk": row.title, **shown(row, "owner", "measure")}
    row.title, row.owner, row.measure = title.strip(), owner.strip(), measure.strip()
    save_next(row)
    after = {"risk": row.title, **shown(row, "owner", "measure")}
    of_project("describe_risk", row.project, by=by, at=at, submission=submission, before=before, after=after)
    return row


@transaction.atomic
def review_risk(  # noqa: PLR0913 - what a look at a risk says
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    probability: int,
    impact: int,
    deed: str = "",
    note: str = "",
    review_on: date | None = None,
    submission: UUID | None = None,
) -> Risk:
    """Rate a risk anew; ``deed`` (occur, close, reopen) moves it, empty leaves it where it stands."""
    row = _ready(code, version, by)
    problems = rules.may_review(row.state, deed, probability=probability, impact=impact, note=note)
    ensure([*problems, *rules.review_day_problems(review_on)])
    names = ("probability", "impact", "review_on")
    before = {"risk": row.title, "risk_state": row.state, **shown(row, *names)}
    row.probability, row.impact, row.review_on = probability, impact, review_on
    if deed:
        row.state = RISK_MOVES[row.state][deed]
    save_next(row)
    _keep_rating(row, note.strip(), at)
    after = {"risk": row.title, "risk_state": str(row.state), **shown(row, *names)}
    of_project(
        "review_risk", row.project, by=by, at=at, submission=submission, before=before, after=after, reason=note.strip()
    )
    return row


def _ready(code: str, version: int, by: Actor) -> Risk:
    row = locked(Risk, code)
    ensure_reports(by, row.project)
    ensure_version(version, row.version)
    return row


def _keep_rating(row: Risk, note: str, at: datetime) -> None:
    RiskRating.objects.create(
        risk=row, probability=row.probability, impact=row.impact, state=str(row.state), note=note, rated_at=at
    )
