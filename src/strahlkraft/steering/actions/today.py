"""What people keep for themselves: duties put off, when they last looked, views of the portfolio, a calendar address."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.duty import Duty
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import ensure
from strahlkraft.steering.actions._shared import record
from strahlkraft.steering.models import CalendarLink, LastVisit, SavedFilter, Snooze
from strahlkraft.steering.rules import portfolio, ranking
from strahlkraft.steering.rules.ranking import Visit


@transaction.atomic
def put_off(*, by: Actor, at: datetime, duty: Duty, until: date, today: date, submission: UUID | None = None) -> None:
    """Hide one duty from one's own list until a day; it stays on everybody else's. ``duty`` is of the own list.

    Refused with a reason when the day is none, or lies behind a legal deadline.
    """
    ensure(ranking.put_off_problems(duty, until, today))
    row, new = Snooze.objects.get_or_create(
        actor_id=by.actor_id, duty=duty.key, defaults={"until": until, "put_off_at": at}
    )
    before = {} if new else {"until": row.until}
    if not new:
        row.until, row.put_off_at = until, at
        row.save(update_fields=["until", "put_off_at"])
    _record("put_off_duty", by=by, at=at, duty=duty, before=before, after={"until": until}, submission=submission)


@transaction.atomic
def take_up_again(*, by: Actor, at: datetime, duty: Duty, submission: UUID | None = None) -> None:
    """Show a duty again before its day."""
    row = Snooze.objects.filter(actor_id=by.actor_id, duty=duty.key).first()
    if row is None:
        return
    before = {"until": row.until}
    row.delete()
    _record("take_up_duty", by=by, at=at, duty=duty, before=before, after={}, submission=submission)


def _record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    duty: Duty,
    before: dict[str, date],
    after: dict[str, date],
    submission: UUID | None,
) -> None:
    thing = Label(duty.thing.kind, duty.thing.key, duty.thing.title or duty.about)
    record(
        verb=verb,
        by=by,
        at=at,
        subject=thing,
        region_id=duty.region_id,
        before=before,
        after=after,
        submission=submission,
    )


@transaction.atomic
def note_visit(*, by: Actor, at: datetime) -> Visit:
    """Note that somebody looked at their list; gives this visit. Nothing is written within five minutes of a look.

    No line of the trail: looking is no deed, and when colleagues look is nobody else's business.
    """
    row = LastVisit.objects.filter(actor_id=by.actor_id).first()
    last = Visit(row.at, row.before) if row else None
    noted = ranking.visit(last, at)
    if noted != last:
        LastVisit.objects.update_or_create(actor_id=by.actor_id, defaults={"at": noted.at, "before": noted.before})
    return noted


@transaction.atomic
def save_filter(*, by: Actor, at: datetime, name: str, query: str, submission: UUID | None = None) -> SavedFilter:
    """Keep a view of the portfolio under a name; the same name again replaces it."""
    kept = SavedFilter.objects.filter(actor_id=by.actor_id).values_list("name", flat=True)
    name = " ".join(name.split())
    ensure(portfolio.saving_problems(name, query, kept=frozenset(kept)))
    row, _new = SavedFilter.objects.update_or_create(
        actor_id=by.actor_id, name=name, defaults={"query": query, "saved_at": at}
    )
    subject = Label("portfolio", "", name)
    after = {"name": name, "query": query}
    record(verb="save_filter", by=by, at=at, subject=subject, region_id=None, after=after, submission=submission)
    return row


@transaction.atomic
def remove_filter(*, by: Actor, at: datetime, pk: int, submission: UUID | None = None) -> None:
    """Forget one of one's own views; somebody else's is not there."""
    row = SavedFilter.objects.filter(actor_id=by.actor_id, pk=pk).first()
    if row is None:
        return
    before = {"name": row.name, "query": row.query}
    row.delete()
    subject = Label("portfolio", "", before["name"])
    record(verb="remove_filter", by=by, at=at, subject=subject, region_id=None, before=before, submission=submission)


@transaction.atomic
def make_calendar_link(*, by: Actor, at: datetime, submission: UUID | None = None) -> CalendarLink:
    """Give somebody a private address of their calendar; an earlier one stops working."""
    row, _new = CalendarLink.objects.update_or_create(
        actor_id=by.actor_id, defaults={"code": new_code(), "made_at": at}
    )
    subject = Label("portfolio", "", "")
    record(verb="make_calendar_link", by=by, at=at, subject=subject, region_id=None, submission=submission)
    return row


@transaction.atomic
def end_calendar_link(*, by: Actor, at: datetime, submission: UUID | None = None) -> None:
    """End the private address of one's calendar."""
    if CalendarLink.objects.filter(actor_id=by.actor_id).delete()[0]:
        subject = Label("portfolio", "", "")
        record(verb="end_calendar_link", by=by, at=at, subject=subject, region_id=None, submission=submission)
