"""Sessions of a region's steering body: agenda, invitation, decisions with their votes, minutes under four eyes."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain, plain_line
from strahlkraft.steering import access
from strahlkraft.steering.actions._codes import free_code
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.emails import board as emails
from strahlkraft.steering.models import AgendaItem, BoardSession, Idea
from strahlkraft.steering.queries import board as queries
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import IDEA_MOVES, SESSION_MOVES, BoardDecision, IdeaState


@transaction.atomic
def plan(
    *, by: Actor, at: datetime, region_id: int, given: rules.SessionInput, submission: UUID | None = None
) -> BoardSession:
    """Plan a session; nobody is told before the invitation."""
    ensure(access.may_steer(by, region_id))
    ensure(rules.session_problems(given))
    session = BoardSession(code=free_code(BoardSession), region_id=region_id)
    _fill(session, given)
    session.save()
    _record("plan_session", session, by=by, at=at, after=_told(session), submission=submission)
    return session


@transaction.atomic
def change(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    given: rules.SessionInput,
    submission: UUID | None = None,
) -> BoardSession:
    """Change name, time or place until the board is invited."""
    session = _steered(by, code)
    ensure(rules.may_plan(session.state))
    ensure_version(version, session.version)
    ensure(rules.session_problems(given))
    before = _told(session)
    _fill(session, given)
    _save(session)
    _record("change_session", session, by=by, at=at, before=before, after=_told(session), submission=submission)
    return session


def _fill(session: BoardSession, given: rules.SessionInput) -> None:
    session.title = plain_line(given.title)[: rules.TITLE_LIMIT]
    session.starts_at, session.ends_at = given.starts_at, given.ends_at
    session.place = plain_line(given.place)[: rules.TITLE_LIMIT]


@transaction.atomic
def add_item(
    *, by: Actor, at: datetime, code: str, idea_code: str = "", topic: str = "", submission: UUID | None = None
) -> AgendaItem:
    """Put an idea or anything else to talk about at the end of the agenda."""
    session = _steered(by, code)
    idea = _idea_of(session, idea_code) if idea_code else None
    items = _items(session)
    problems = rules.may_add_item(session.state, items=len(items), topic=topic, idea_state=idea.state if idea else None)
    ensure(problems)
    if idea:
        _move(idea, "put_on_agenda", at=at)
    item = AgendaItem.objects.create(
        session=session,
        idea=idea,
        topic="" if idea else plain_line(topic)[: rules.TITLE_LIMIT],
        position=1 + max((one.position for one in items), default=0),
    )
    _save(session)
    _record("add_agenda_item", session, by=by, at=at, after={"item": str(item)}, submission=submission)
    return item


def _idea_of(session: BoardSession, code: str) -> Idea:
    idea = Idea.objects.select_for_update().filter(code=code, region_id=session.region_id).first()
    if idea is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such idea."), "idea")])
    return idea


@transaction.atomic
def remove_item(*, by: Actor, at: datetime, code: str, item: int, submission: UUID | None = None) -> BoardSession:
    """Take something off the agenda; an idea goes back to those that were checked."""
    session = _steered(by, code)
    ensure(rules.may_plan(session.state))
    row = _item(session, item)
    row.removed = True
    row.save(update_fields=["removed"])
    if row.idea and row.idea.state == IdeaState.ON_AGENDA:
        _move(row.idea, "take_off", at=at)
    _save(session)
    _record("remove_agenda_item", session, by=by, at=at, before={"item": str(row)}, submission=submission)
    return session


@transaction.atomic
def move_item(
    *, by: Actor, at: datetime, code: str, item: int, steps: int, submission: UUID | None = None
) -> BoardSession:
    """Move an item so many places further down (negative: up)."""
    session = _steered(by, code)
    ensure(rules.may_plan(session.state))
    items = _items(session)
    row = _item(session, item)
    rows = {one.pk: one for one in items}
    order = rules.moved([one.pk for one in items], row.pk, steps=steps)
    for place, pk in enumerate(order, start=1):
        rows[pk].position = place
    AgendaItem.objects.bulk_update(rows.values(), ["position"])
    _save(session)
    after = {"item": str(row), "position": order.index(row.pk) + 1}
    _record("order_agenda", session, by=by, at=at, after=after, submission=submission)
    return session


@transaction.atomic
def invite(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    mailboxes: Iterable[str],
    words: str = "",
    submission: UUID | None = None,
) -> BoardSession:
    """Invite the board: each mailbox gets the agenda by letter, the agenda is fixed."""
    session = _steered(by, code)
    ensure_version(version, session.version)
    to = list(dict.fromkeys(mailbox.strip() for mailbox in mailboxes if mailbox.strip()))
    items = _items(session)
    ensure(rules.may_invite(session.state, items=len(items), mailboxes=to, starts_at=session.starts_at, at=at))
    session.state = SESSION_MOVES[session.state]["invite"]
    session.invited = "\n".join(to)
    _save(session)
    emails.post_invitations(session, items, words=plain(words), at=at)
    after = {"state": session.state, "letters": len(to), "items": len(items)}
    _record("invite_board", session, by=by, at=at, after=after, submission=submission)
    return session


@transaction.atomic
def cancel(*, by: Actor, at: datetime, code: str, reason: str, submission: UUID | None = None) -> BoardSession:
    """Cancel a session; its ideas go back to those that were checked, those invited get a letter."""
    session = _steered(by, code)
    ensure(rules.may_cancel(session.state, reason))
    session.state = SESSION_MOVES[session.state]["cancel"]
    _save(session)
    on_it = Idea.objects.filter(items__in=_items(session), state=IdeaState.ON_AGENDA).values("pk")
    for idea in Idea.objects.select_for_update().filter(pk__in=on_it):
        _move(idea, "take_off", at=at)
    emails.post_cancellations(session, reason=plain(reason), at=at)
    after = {"state": session.state}
    _record("cancel_session", session, by=by, at=at, after=after, reason=plain(reason), submission=submission)
    return session


@transaction.atomic
def hold(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> BoardSession:
    """The session took place: decisions and minutes can be written down."""
    session = _steered(by, code)
    ensure(rules.may_hold(session.state, starts_at=session.starts_at, at=at))
    session.state = SESSION_MOVES[session.state]["hold"]
    _save(session)
    _record("hold_session", session, by=by, at=at, after={"state": session.state}, submission=submission)
    return session


@transaction.atomic
def decide(
    *, by: Actor, at: datetime, code: str, item: int, vote: rules.Vote, note: str = "", submission: UUID | None = None
) -> AgendaItem:
    """Write down what the board decided about an idea; whoever handed it in is told."""
    session = _steered(by, code)
    row = _item(session, item)
    if row.idea is None:
        raise Refused([Refusal("no_idea", gettext_noop("This item is no idea to decide about."))])
    held_on = localdate(session.starts_at)
    ensure(
        rules.may_decide(session.state, row.idea.state, vote, voting=session.voting, held_on=held_on)
        + rules.text_problems("note", note)
    )
    deferred = vote.decision == BoardDecision.DEFER
    row.decision, row.reason, row.note = vote.decision, plain(vote.reason), plain(note)
    row.votes_for, row.votes_against, row.abstained = vote.votes_for, vote.votes_against, vote.abstained
    row.again_from = vote.again_from if deferred else None
    row.save()
    row.idea.decided_on, row.idea.decided_reason = held_on, row.reason
    row.idea.again_from = row.again_from
    _move(row.idea, vote.decision, at=at)
    _written(session, by)
    emails.post_decision(row, at=at)
    after = {
        "idea": row.idea.code,
        "decision": row.decision,
        "votes": [row.votes_for, row.votes_against, row.abstained],
    }
    _record("decide_idea", session, by=by, at=at, after=after, reason=row.reason, submission=submission)
    return row


@transaction.atomic
def write_note(
    *, by: Actor, at: datetime, code: str, item: int, note: str, submission: UUID | None = None
) -> AgendaItem:
    """Write down how an item was talked about; possible until the minutes are approved."""
    session = _steered(by, code)
    row = _item(session, item)
    ensure(
        rules.may_write_minutes(session.state, text="", most_cast=0, voting=None) + rules.text_problems("note", note)
    )
    row.note = plain(note)
    row.save(update_fields=["note"])
    _written(session, by)
    _record("note_item", session, by=by, at=at, after={"item": str(row)}, submission=submission)
    return row


@transaction.atomic
def write_minutes(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    minutes: str,
    present: str,
    voting: int | None,
    submission: UUID | None = None,
) -> BoardSession:
    """Write the minutes: which bodies were present, how many could vote, what happened beside the items."""
    session = _steered(by, code)
    ensure_version(version, session.version)
    cast = [(row.votes_for or 0) + (row.votes_against or 0) + (row.abstained or 0) for row in _items(session)]
    ensure(rules.may_write_minutes(session.state, text=minutes, most_cast=max(cast, default=0), voting=voting))
    session.minutes, session.present, session.voting = plain(minutes), plain(present), voting
    _written(session, by)
    _record("write_minutes", session, by=by, at=at, after={"voting": voting}, submission=submission)
    return session


@transaction.atomic
def approve_minutes(
    *, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None
) -> BoardSession:
    """Another person approves the minutes as they stand; from then on the database lets nobody change them."""
    session = _steered(by, code)
    ensure_version(version, session.version)
    items = _items(session)
    undecided = [row for row in items if row.idea and not row.decision and row.idea.state == IdeaState.ON_AGENDA]
    ensure(
        rules.may_approve_minutes(
            session.state,
            minutes=session.minutes,
            present=session.present,
            undecided=len(undecided),
            writers=queries.writers_of(session),
            by=by.actor_id,
        )
    )
    for row in items:
        row.frozen = True
        row.topic = row.idea.title if row.idea else row.topic
    AgendaItem.objects.bulk_update(items, ["frozen", "topic"])
    session.state = SESSION_MOVES[session.state]["approve_minutes"]
    session.minuted_at = at
    _save(session)
    after = {"state": session.state, "sha256": _digest(session, items)}
    _record("approve_minutes", session, by=by, at=at, after=after, submission=submission)
    return session


def _digest(session: BoardSession, items: Iterable[AgendaItem]) -> str:
    """What was approved, in one number."""
    parts: list[Any] = [session.title, session.starts_at, session.present, session.voting, session.minutes]
    for row in items:
        parts += [row.topic, row.decision, row.reason, row.votes_for, row.votes_against, row.abstained]
        parts += [row.again_from, row.note]
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def _steered(by: Actor, code: str) -> BoardSession:
    session = BoardSession.objects.select_for_update(of=("self",)).select_related("region").filter(code=code).first()
    if session is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such session."))], hidden=True)
    ensure(access.may_steer(by, session.region_id), hidden=True)
    return session


def _items(session: BoardSession) -> list[AgendaItem]:
    return list(session.items.filter(removed=False).select_related("idea").order_by("position", "pk"))


def _item(session: BoardSession, pk: int) -> AgendaItem:
    row = session.items.filter(removed=False, pk=pk).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("This is not on the agenda any more."))], hidden=True)
    if row.idea_id is not None:  # nobody takes it back while it is decided about
        row.idea = Idea.objects.select_for_update().get(pk=row.idea_id)
    return row


def _move(idea: Idea, deed: str, *, at: datetime) -> None:
    ensure(may_move(IDEA_MOVES, idea.state, deed))
    idea.state = IDEA_MOVES[idea.state][deed]
    idea.changed_at = at
    idea.version += 1
    idea.save()


def _written(session: BoardSession, by: Actor) -> None:
    """Remember who wrote last on the minutes."""
    session.minutes_written_by = by.actor_id
    _save(session)


def _save(session: BoardSession) -> None:
    session.version += 1
    session.save()


def _told(session: BoardSession) -> dict[str, Any]:
    return {
        "state": session.state,
        "title": session.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place,
    }


def _record(verb: str, session: BoardSession, *, by: Actor, at: datetime, **more: Any) -> None:
    record(verb=verb, by=by, at=at, subject=session.label, region_id=session.region_id, **more)
