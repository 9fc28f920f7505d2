"""Running the readiness check: on change, on schedule, by a person's judgement; with history."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project
from strahlkraft.reuse import access, emails, readiness
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.models import ReadinessJudgement, ReadinessRun, ReuseOffer, Software
from strahlkraft.reuse.queries import subjects
from strahlkraft.reuse.rules.offers import address_problem
from strahlkraft.reuse.rules.vocabulary import EventKind

Thing = ReuseOffer | Project | Software
_VERDICTS = frozenset({"met", "partly", "not", "not_applicable"})


@transaction.atomic
def check_thing(*, at: datetime, thing: Thing, by: Actor = SYSTEM) -> ReadinessRun:
    """Check an offer, project or software now; a new row only when something differs from the last time."""
    run = check_row(thing, at=at)
    if isinstance(thing, ReuseOffer):
        shared.index_offers([thing])
    if isinstance(thing, Software):
        shared.index_software([thing])
    return run


@transaction.atomic
def judge(
    *,
    by: Actor,
    at: datetime,
    thing: Thing,
    criterion: str,
    verdict: str,
    link: str = "",
    submission: UUID | None = None,
) -> ReadinessRun:
    """A person of the office says how it stands with one criterion; holds for a year before the machine's finding."""
    project = thing.project if isinstance(thing, ReuseOffer) else thing if isinstance(thing, Project) else None
    ensure(
        access.may_edit_offers_of(by, project) if project else access.may_manage_software(by),
        hidden=True,
    )
    if criterion not in readiness.CRITERIA or verdict not in _VERDICTS:
        raise Refused([Refusal("not_a_choice", gettext_noop("Please choose one of the values offered."), "verdict")])
    ensure(address_problem(link, "link"))
    ReadinessJudgement.objects.create(
        **_reference(thing), criterion=criterion, verdict=verdict, link=link, judged_at=at
    )
    run = check_row(thing, at=at)
    audit.record(
        by=by,
        at=at,
        verb="judge_readiness",
        subject=thing.label,
        region_id=project.region_id if project else None,
        before={},
        after={"criterion": criterion, "verdict": verdict},
        public=True,
        submission=submission,
    )
    return run


def check_row(thing: Thing, *, at: datetime) -> ReadinessRun:
    """Part of a deed: check inside the caller's transaction; a regress is told to the provider."""
    check = readiness.check(_subject(thing), today=at.date())
    reference = _reference(thing)
    last = ReadinessRun.objects.select_for_update().filter(**reference, current=True).first()
    digest = _digest(check)
    if last is not None and last.digest == digest:
        last.confirmed_at = at
        last.findings = check.as_json()["findings"]
        last.save(update_fields=["confirmed_at", "findings"])
        return last
    changes: tuple[readiness.Change, ...] = ()
    if last is not None:
        changes = readiness.compare(last.result, check)
        last.current = False
        last.save(update_fields=["current"])
    run = ReadinessRun.objects.create(
        **reference,
        level=check.level,
        findings=check.as_json()["findings"],
        digest=digest,
        checked_at=at,
        confirmed_at=at,
    )
    if changes:
        _tell(thing, changes, run=run, at=at)
    return run


def _tell(thing: Thing, changes: tuple[readiness.Change, ...], *, run: ReadinessRun, at: datetime) -> None:
    shared.leave_event(
        kind=EventKind.READINESS_CHANGED,
        subject_kind=thing.label.kind,
        subject_key=thing.label.key,
        payload={"title": thing.label.title, "level": run.level, "changed": [change.what for change in changes]},
        at=at,
    )
    lost = [change.what for change in changes if change.is_regress and change.what != "level"]
    if lost and isinstance(thing, ReuseOffer):
        mailbox = shared.provider_mailbox(offer=thing, project=None)
        if mailbox:
            emails.post_regress(to=mailbox, label=thing.label, lost=lost, key=f"readiness:{run.pk}", at=at)


def _subject(thing: Thing) -> readiness.Subject:
    if isinstance(thing, ReuseOffer):
        return subjects.subject_of_offer(thing)
    return subjects.subject_of_project(thing) if isinstance(thing, Project) else subjects.subject_of_software(thing)


def _reference(thing: Thing) -> dict[str, Any]:
    return {
        "offer": thing if isinstance(thing, ReuseOffer) else None,
        "project": thing if isinstance(thing, Project) else None,
        "software": thing if isinstance(thing, Software) else None,
    }


def _digest(check: readiness.Check) -> str:
    """By what two checks are the same: level, verdicts and reasons, not dates."""
    said = [check.level, *([f.criterion, f.verdict, f.reason_code, f.by] for f in check.findings)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
