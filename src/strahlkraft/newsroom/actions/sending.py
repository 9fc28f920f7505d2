"""An issue leaves: frozen as it was approved, then put into the outbox batch by batch, once for each subscriber.

Whoever is killed in between goes on from the mark (``Issue.reached``): batch, dispatches, letters and mark are one
transaction, and the letters' keys forbid a second one (decision 16). The outbox does the rest (decision 4).
"""

from datetime import datetime

from django.db import transaction

from strahlkraft.audit import four_eyes
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.newsroom.actions._issues import held, moved, note, store, unapproved
from strahlkraft.newsroom.emails.newsletter import post_issue
from strahlkraft.newsroom.models import Dispatch, Issue
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.newsletter import BATCH
from strahlkraft.newsroom.rules.vocabulary import IssueState


@transaction.atomic
def begin_sending(*, at: datetime, code: str, by: Actor = SYSTEM) -> bool:
    """Freeze an approved issue whose minute has come; from now on its letters leave. Whether it was so.

    When it says something else than what was approved (a title or a day changed, something is no longer public), it is
    held back: a draft again, for its writers to look at.
    """
    row = held(by, code)
    if row.state != IssueState.APPROVED or row.send_at is None or row.send_at > at:
        return False
    content = queries.content_of(row)
    if four_eyes.may_rely_on(row.content_hash, content) or queries.problems(row):
        moved(row, "return")
        unapproved(row)
        store(row)
        note("hold_issue", row, by=by, at=at, before={"state": IssueState.APPROVED}, after={"state": row.state})
        return False
    moved(row, "send")
    row.content, row.begun_at = content, at
    store(row)
    note("begin_issue", row, by=by, at=at, before={"state": IssueState.APPROVED}, after={"state": row.state})
    return True


@transaction.atomic
def send_batch(*, at: datetime, code: str, by: Actor = SYSTEM, most: int = BATCH) -> int:
    """Put the next letters of an issue into the outbox, behind as few others as possible; how many.

    Nothing is put while as many of any issue wait there already, so that a sign-in link never waits long. The last batch
    ends the issue. Whoever ended the newsletter meanwhile gets nothing more: rows are held until the letters stand.
    """
    row: Issue = held(by, code)
    if row.state != IssueState.SENDING:
        return 0
    free = most - queries.waiting_letters(at)
    if free <= 0:
        return 0
    ahead = queries.audience(row).filter(pk__gt=row.reached)
    batch = list(ahead.select_for_update(of=("self",))[:free])
    if batch:
        Dispatch.objects.bulk_create(
            [Dispatch(issue=row, subscriber=subscriber, at=at) for subscriber in batch], ignore_conflicts=True
        )
        post_issue(row, batch, at=at)
        row.reached = batch[-1].pk
        row.save(update_fields=["reached"])
    if len(batch) < free:
        _finish(row, by=by, at=at)
    return len(batch)


def _finish(row: Issue, *, by: Actor, at: datetime) -> None:
    moved(row, "finish")
    row.sent_at = at
    store(row)
    letters = row.dispatches.count()
    note("finish_issue", row, by=by, at=at, after={"state": row.state, "letters": letters})
