"""Feedback of visitors: left without an account, confirmed by the link of a letter, answered or closed with a reason.

What nobody confirmed in time and what was settled half a year ago is erased by the room ``privacy`` (``personal.py``).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

import strahlkraft.audit.actions as trail
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.emails import citizens as emails
from strahlkraft.newsroom.models import Feedback, FeedbackDeadline
from strahlkraft.newsroom.queries.citizens import GONE, deadline_of, subject_of
from strahlkraft.newsroom.rules import citizens as rules
from strahlkraft.newsroom.rules.vocabulary import FEEDBACK_MOVES, FeedbackState, Language
from strahlkraft.reuse.rules.requests import plain
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.rules.moves import may_move


@transaction.atomic
def leave_feedback(
    *, by: Actor, at: datetime, given: rules.Given, language: str, submission: UUID | None = None
) -> None:
    """Keep a message until its mailbox has answered; a letter asks for that. The answer here is the same for every mailbox.

    Whoever already has several unanswered letters gets no further one, and is not told so: it may be a stranger's mailbox.
    """
    ensure(rules.may_leave(given))
    subject = subject_of(given.about_kind, given.about_key)
    if subject is None:
        message = gettext_noop("What this is about is not on this site any more.")
        raise Refused([Refusal("about_unknown", message)], hidden=True)
    closes_on = deadline_of(subject.region_id)
    ensure(rules.may_still(given, closes_on=closes_on, today=localdate(at)))
    mailbox = given.mailbox.strip()
    unanswered = Feedback.objects.filter(
        mailbox__iexact=mailbox, state=FeedbackState.UNCONFIRMED, asked_at__gt=at - rules.CONFIRM_WITHIN
    )
    if unanswered.count() >= rules.UNCONFIRMED_PER_MAILBOX:
        return
    row = Feedback.objects.create(
        code=new_code(),
        region_id=subject.region_id,
        about_kind=given.about_kind,
        about_key=given.about_key,
        barrier=given.barrier,
        mailbox=mailbox,
        text=plain(given.text),
        language=language if language in set(Language) else Language.GERMAN,
        asked_at=at,
        confirm_by=at + rules.CONFIRM_WITHIN,
    )
    emails.post_confirmation(row, at=at)
    _note("leave_feedback", row, by=by, at=at, submission=submission)


@transaction.atomic
def set_feedback_deadline(
    *,
    by: Actor,
    at: datetime,
    region: str,
    version: int,
    closes_on: date | None,
    submission: UUID | None = None,
) -> FeedbackDeadline:
    """Say until when the region with this slug takes feedback; None: without end. ``version`` 0: nothing was said yet."""
    place = Region.objects.select_for_update().filter(slug=region).first()
    if place is None or not by.holds(Right.PUBLISH_NEWS):
        raise Refused([GONE], hidden=True)
    ensure(access.may_publish(by, place.pk), hidden=True)
    row = FeedbackDeadline.objects.filter(region=place).first()
    ensure_version(version, row.version if row else 0)
    ensure(rules.deadline_problems(closes_on, today=localdate(at)))
    before = row.closes_on if row else None
    row = row or FeedbackDeadline(region=place, version=0)
    row.closes_on, row.set_at, row.set_by = closes_on, at, by.actor_id
    row.version += 1
    row.save()
    trail.record(
        verb="set_feedback_deadline",
        by=by,
        at=at,
        subject=place.label,
        before={"feedback_until": before.isoformat() if before else ""},
        after={"feedback_until": closes_on.isoformat() if closes_on else ""},
        region_id=place.pk,
        submission=submission,
    )
    return row


@transaction.atomic
def confirm_feedback(*, by: Actor, at: datetime, code: str) -> Feedback:
    """The link in the letter was pressed: from now on the time for an answer runs. A second press changes nothing."""
    row = Feedback.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise Refused([GONE], hidden=True)
    ensure(rules.may_confirm(state=row.state, confirm_by=row.confirm_by, at=at))
    if row.state != FeedbackState.UNCONFIRMED:
        return row
    row.state = FEEDBACK_MOVES[row.state]["confirm"]
    row.confirmed_at = at
    row.answer_by = rules.answer_by(localdate(at), barrier=row.barrier)
    _store(row)
    _note("confirm_feedback", row, by=by, at=at)
    return row


@transaction.atomic
def answer_feedback(
    *, by: Actor, at: datetime, code: str, answer: str, version: int, submission: UUID | None = None
) -> Feedback:
    """Answer by letter; only the office it is for."""
    row = _held(by, code, version)
    ensure(may_move(FEEDBACK_MOVES, row.state, "answer"))
    ensure(rules.answer_problems(answer))
    row.answer = plain(answer)
    _settle(row, "answer", by=by, at=at)
    if row.mailbox:  # it may have been erased on request
        emails.post_answer(row, at=at)
    _note("answer_feedback", row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def close_feedback(
    *, by: Actor, at: datetime, code: str, reason: str, version: int, submission: UUID | None = None
) -> Feedback:
    """Close without an answer and tell the person why; only the office it is for."""
    row = _held(by, code, version)
    ensure(may_move(FEEDBACK_MOVES, row.state, "close"))
    ensure(rules.close_problems(reason))
    row.reason = plain(reason)
    _settle(row, "close", by=by, at=at)
    if row.mailbox:  # as above
        emails.post_closed(row, at=at)
    _note("close_feedback", row, by=by, at=at, submission=submission)
    return row


def _held(by: Actor, code: str, version: int) -> Feedback:
    """The message, nobody else's until the deed is done; for who does not answer it, it is not there."""
    row = access.feedback_for(by).select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise Refused([GONE], hidden=True)
    ensure_version(version, row.version)
    return row


def _settle(row: Feedback, deed: str, *, by: Actor, at: datetime) -> None:
    row.state = FEEDBACK_MOVES[row.state][deed]
    row.settled_at, row.settled_by = at, by.actor_id
    _store(row)


def _store(row: Feedback) -> None:
    row.version += 1
    row.save()


def _note(verb: str, row: Feedback, *, by: Actor, at: datetime, submission: UUID | None = None) -> None:
    """One line of the trail, without a word of what was written."""
    after: dict[str, Any] = {
        "state": row.state,
        "about": f"{row.about_kind}:{row.about_key}",
        "barrier": row.barrier,
        "answer_by": row.answer_by.isoformat() if row.answer_by else None,
    }
    trail.record(
        verb=verb,
        by=by,
        at=at,
        subject=Label("feedback_desk", row.code),
        after=after,
        region_id=row.region_id,
        submission=submission,
    )
