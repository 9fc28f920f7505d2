"""Bringing the deadlines of grants in line with their records; who changed a record was allowed to, this only follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.funding.actions._shared import record
from strahlkraft.funding.emails import deadlines as emails
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries.assets import mailboxes
from strahlkraft.funding.queries.deadlines import RULES, facts_by_grant, grant_of, of_grant, to_write_about
from strahlkraft.funding.rules.deadline_kinds import ESCALATION, TITLES, rung_of
from strahlkraft.funding.rules.deadlines import Due, due_of
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.steering.actions.deadlines import OFFICE_LANGUAGE, Wanted, derive, settle
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.rules.deadlines import TITLE_LIMIT
from strahlkraft.steering.rules.vocabulary import DeadlineState


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one stored deadline: derived as ``wanted`` says, or finished (``over``)."""

    wanted: Wanted
    over: bool = False


@transaction.atomic
def refresh(*, by: Actor, at: datetime, grant: Grant) -> None:
    """Derive every deadline of a grant anew: after a notice is confirmed, a payout booked, a proof handed in.

    The same call again changes nothing (I10).
    """
    stored = Deadline.objects.filter(of_grant(grant.pk))
    for step in _steps([grant], stored, today=localdate(at)):
        take(by=by, at=at, step=step)


@transaction.atomic
def take(*, by: Actor, at: datetime, step: Step) -> Deadline | None:
    """Do what a step says."""
    if step.over:
        return settle(by=by, at=at, rule=step.wanted.rule, derived_from=step.wanted.derived_from)
    return derive(by=by, at=at, wanted=step.wanted)


def out_of_line(*, at: datetime) -> list[Step]:
    """What the grants' records ask for and no deadline says yet, for the clock; a constant number of queries."""
    grants = Grant.objects.select_related("recipient", "project")
    return list(_steps(grants, Deadline.objects.filter(rule__in=RULES), today=localdate(at)))


def _steps(grants: Iterable[Grant], stored: Iterable[Deadline], *, today: date) -> Iterator[Step]:
    """The steps that would change something, grant by grant; what no record asks for any more lapses."""
    rows = list(grants)
    facts = facts_by_grant(rows)
    known = {(row.rule, row.derived_from): row for row in stored}
    with translation.override(OFFICE_LANGUAGE):
        for grant in rows:
            for due in due_of(facts[grant.pk], today=today):
                row = known.pop((str(due.rule), due.source), None)
                step = _step(grant, due, row, today=today)
                if step is not None:
                    yield step
    for row in known.values():
        if row.state == DeadlineState.OPEN and grant_of(row) in facts:
            yield Step(_ended(row))


def _step(grant: Grant, due: Due, row: Deadline | None, *, today: date) -> Step | None:
    """What one day asks for; None when the stored row says it all."""
    wanted = wanted_of(grant, due)
    if due.over:
        return Step(wanted, over=True) if row is not None and row.state == DeadlineState.OPEN else None
    passed = due.latest < today and not due.owed
    if row is None:
        return None if passed else Step(wanted)
    told = {name: getattr(row, name) for name in wanted.grounds} | {"title": row.title}
    if told != wanted.grounds | {"title": wanted.title[:TITLE_LIMIT]}:
        return Step(wanted)
    moved = row.latest_on != due.latest
    if passed and moved:
        return Step(wanted) if row.state == DeadlineState.OPEN else None
    return Step(wanted) if moved or row.state == DeadlineState.LAPSED else None


def wanted_of(grant: Grant, due: Due) -> Wanted:
    """A day as the deadlines of the office keep it; call it in the office's language."""
    return Wanted(
        rule=str(due.rule),
        derived_from=due.source,
        region_id=grant.region_id,
        title=_(TITLES[due.rule]) % {"name": grant, "about": due.about},
        latest_on=due.latest,
        project_id=grant.project_id,
        legal=due.legal,
        target_on=due.target,
        edition=due.edition,
        citation=due.citation,
        inputs=due.inputs,
        overridden=due.overridden,
        verified=due.verified,
        owed=due.owed,
    )


def _ended(row: Deadline) -> Wanted:
    """A stored deadline nothing asks for any more: it says what it said, and lapses."""
    kept: dict[str, Any] = {
        name: getattr(row, name) for name in ("edition", "citation", "inputs", "overridden", "verified")
    }
    return Wanted(row.rule, row.derived_from, row.region_id, row.title, None, row.project_id, **kept)


@transaction.atomic
def remind(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Write along the ladder about every open deadline of a grant with legal effect, once a rung (R38); how many letters.

    The office of the region reads it, and the recipient by its function mailbox.
    """
    today = localdate(at)
    rows = [
        row for row in to_write_about(until=today + timedelta(days=max(ESCALATION))) if rung_of(row.latest_on, today)
    ]
    wanted = {
        emails.key_of(row, rung_of(row.latest_on, today), role): (row, role, mailbox)
        for row, role, mailbox in _readers(rows)
    }
    sent = set(Letter.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = [one for key, one in wanted.items() if key not in sent]
    letters = emails.post_ladder(new, at=at, today=today)
    if new:
        record(
            verb="remind_grant_deadlines",
            by=by,
            at=at,
            subject=Label("deadlines", today.isoformat(), f"{today:%d.%m.%Y}"),
            after={"letters": letters, "deadlines": sorted({row.title for row, _role, _mailbox in new})},
        )
    return letters


def _readers(rows: list[Deadline]) -> Iterator[tuple[Deadline, str, str]]:
    """Who reads about each deadline: the office of its region and the recipient of its grant, where they have a mailbox.

    Of the receipts only the recipient is told: the office will be gone (R33).
    """
    grants = Grant.objects.filter(pk__in={grant_of(row) for row in rows})
    recipients: dict[int | None, int] = dict(grants.values_list("pk", "recipient_id"))
    theirs = mailboxes(recipients.values())
    points = ContactPoint.objects.filter(region__in={row.region_id for row in rows}).exclude(mailbox="")
    offices = dict(points.values_list("region_id", "mailbox"))
    for row in rows:
        if (mailbox := offices.get(row.region_id)) and row.legal:
            yield row, "office", mailbox
        if mailbox := theirs.get(recipients.get(grant_of(row), 0)):
            yield row, "recipient", mailbox
