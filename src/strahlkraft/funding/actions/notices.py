"""Acts of the authority: entered as the document says, confirmed against it by another person; then they hold (I11).

The confirming moves the grant, puts the plan in force, and tells the request it answers.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.funding.actions import changes, claims, deadlines, plans
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._moving import move
from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, record
from strahlkraft.funding.models import ChangeRequest, FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries.claims import open_claims
from strahlkraft.funding.queries.notices import content_of, facts_of_grant
from strahlkraft.funding.queries.plans import plan_content_hash, plan_for
from strahlkraft.funding.rules import editions
from strahlkraft.funding.rules import grants as grant_rules
from strahlkraft.funding.rules import notices as rules
from strahlkraft.funding.rules.dates import legally_effective_on
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.funding.rules.vocabulary import (
    NOTICE_MOVES,
    NoticeKind,
    NoticeState,
    PlanState,
)
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move


@transaction.atomic
def enter(
    *,
    by: Actor,
    at: datetime,
    code: str,
    given: NoticeInput,
    file: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> GrantNotice:
    """Enter a notice with its document: the office of the region. It holds only once another person has confirmed it."""
    grant = held(by, code, manage=True)
    ensure(rules.problems(given, facts_of_grant(grant), document=file is not None, today=localdate(at)))
    columns = {**_columns(given), "answers": _answered(grant, given)}
    ensure(_once(grant, given))
    document = take_in(by=by, at=at, region_id=grant.region_id, file=file, title=given.reference)
    row = GrantNotice.objects.create(
        grant=grant,
        document=document,
        entered_at=at,
        entered_by=by.actor_id,
        last_edited_by=by.actor_id,
        **columns,
    )
    _record("enter_notice", row, by=by, at=at, after=content_of(row), submission=submission)
    return row


@transaction.atomic
def edit(
    *,
    by: Actor,
    at: datetime,
    code: str,
    pk: int,
    version: int,
    given: NoticeInput,
    file: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> GrantNotice:
    """Correct what was entered while nobody has confirmed it; without ``file`` the document stays."""
    grant = held(by, code, manage=True)
    row = _of(grant, pk)
    ensure_version(version, row.version)
    ensure(_still_open(row))
    ensure(rules.problems(given, facts_of_grant(grant), document=True, today=localdate(at)))
    ensure(_once(grant, given, but=row.pk))
    before = content_of(row)
    for name, value in {**_columns(given), "answers": _answered(grant, given)}.items():
        setattr(row, name, value)
    if file is not None:
        row.document = take_in(by=by, at=at, region_id=grant.region_id, file=file, title=given.reference)
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save()
    _record("edit_notice", row, by=by, at=at, before=before, after=content_of(row), submission=submission)
    return row


@transaction.atomic
def discard(
    *, by: Actor, at: datetime, code: str, pk: int, version: int, reason: str = "", submission: UUID | None = None
) -> GrantNotice:
    """Drop an entry nobody has confirmed; it stays to be seen, it never holds."""
    grant = held(by, code, manage=True)
    row = _of(grant, pk)
    ensure_version(version, row.version)
    ensure(may_move(NOTICE_MOVES, row.state, "discard"))
    before = row.state
    row.state = NoticeState.DISCARDED
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save(update_fields=["state", "last_edited_by", "version"])
    _record(
        "discard_notice",
        row,
        by=by,
        at=at,
        before={"state": before},
        after={"state": row.state, "reference": row.reference},
        reason=reason,
        submission=submission,
    )
    return row


@transaction.atomic
def confirm(  # noqa: PLR0913 - what was before the eyes of who confirms: notice, plan, document
    *,
    by: Actor,
    at: datetime,
    code: str,
    pk: int,
    version: int,
    content_hash: str,
    compared: bool,
    plan_hash: str = "",
    submission: UUID | None = None,
) -> GrantNotice:
    """Confirm that the entry says what the document says; ``content_hash`` is of what the person had before their eyes.

    By whoever may keep the grant's books and neither entered nor edited the notice (d.4, I18). From then on it holds
    from the day it can no longer be contested (R8). An award brings its financing plan into force (R3).
    """
    grant = held(by, code)
    row = _of(grant, pk)
    ensure_version(version, row.version)
    ensure(may_move(NOTICE_MOVES, row.state, "confirm"))
    ensure(rules.fits(row.kind, grant.state, answers=row.answers.code if row.answers else ""))
    content = content_of(row)
    ensure(four_eyes.may_rely_on(content_hash, content))
    _ensure_compared(compared=compared)
    _approved(row, content, by=by, at=at)
    months = editions.parameter("effective_months", row.edition, overrides=row.overrides).whole
    row.state = NoticeState.CONFIRMED
    row.effective_on = legally_effective_on(row.notified_on, row.waiver_on, months=months)
    row.confirmed_at, row.confirmed_by = at, by.actor_id
    row.version += 1
    row.save(update_fields=["state", "effective_on", "confirmed_at", "confirmed_by", "version"])
    state_before = grant.state
    _let_it_hold(grant, row, plan_hash, by=by, at=at)
    _tell_others(row, by=by, at=at)
    _record(
        "confirm_notice",
        row,
        by=by,
        at=at,
        before={"state": str(NoticeState.ENTERED), "grant_state": state_before},
        after={
            **content,
            "state": row.state,
            "effective_on": row.effective_on.isoformat(),
            "grant_state": grant.state,
            "approved_hash": content_hash,
        },
        submission=submission,
    )
    return row


def _ensure_compared(*, compared: bool) -> None:
    if not compared:
        message = gettext_noop("Compare every figure and every day with the document first, then say so.")
        raise Refused([Refusal("not_compared", message, "compared")])


def _approved(row: GrantNotice, content: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep who confirmed just this content; refused for whoever wrote it (I18, I19)."""
    approve(
        by=by,
        at=at,
        region_id=row.grant.region_id,
        subject=("grantnotice", row.pk),
        step="confirm",
        content=content,
        writers=(row.entered_by, row.last_edited_by),
    )


def _tell_others(row: GrantNotice, *, by: Actor, at: datetime) -> None:
    """What follows a confirmed notice elsewhere: the request it answers is settled, the deadlines are derived anew."""
    if row.answers_id is not None:
        changes.after_notice(by=by, at=at, notice=row)
    deadlines.refresh(by=by, at=at, grant=row.grant)


def _let_it_hold(grant: Grant, row: GrantNotice, plan_hash: str, *, by: Actor, at: datetime) -> None:
    """What the notice does to the grant itself (d.2)."""
    note = f"{row.reference} {row.issued_on.isoformat()}"
    if row.kind == NoticeKind.AWARD:
        _bring_plan(grant, row, by=by, at=at)
        move(grant, "award", by=by, at=at, on=row.issued_on, note=note)
    elif row.kind == NoticeKind.AMENDMENT:
        _bring_amended(row, plan_hash, by=by, at=at)
    elif row.kind == NoticeKind.REFUSAL and row.answers_id is None:
        move(grant, "decline", by=by, at=at, on=row.issued_on, note=note)
    elif row.kind == NoticeKind.REVOCATION:
        claims.by_notice(by=by, at=at, act=row)
        move(grant, "revoke", by=by, at=at, on=row.issued_on, note=note)
    elif row.kind == NoticeKind.FINAL:
        owes = claims.by_notice(by=by, at=at, act=row) is not None or open_claims(grant).exists()
        move(grant, "claim" if owes else "settle", by=by, at=at, on=row.issued_on, note=note)


def _bring_plan(grant: Grant, row: GrantNotice, *, by: Actor, at: datetime) -> None:
    """The draft of the plan comes into force with the award; it must be there and its sums must meet (R3, I2)."""
    plan = FinancingPlan.objects.filter(grant=grant, state=PlanState.DRAFT).order_by("-number").first()
    ensure(grant_rules.may_award(has_plan=plan is not None))
    if plan is not None:
        plans.confirm(by=by, at=at, plan=plan, notice=row)


def _bring_amended(row: GrantNotice, plan_hash: str, *, by: Actor, at: datetime) -> None:
    """The draft bound to an amendment comes into force with it, just as the confirming person saw it (I19)."""
    plan = plan_for(row)
    if plan is None or plan.state != PlanState.DRAFT:
        return
    if plan_hash != plan_content_hash(plan):
        message = gettext_noop("The plan of this notice changed meanwhile. Look at it again.")
        raise Refused([Refusal("changed_since", message)])
    plans.confirm(by=by, at=at, plan=plan, notice=row)


# ---- shared by the deeds


def _columns(given: NoticeInput) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given) if one.name != "answers"}
    return {
        **values,
        "reference": given.reference.strip(),
        "note": given.note.strip(),
        "disapplied": list(given.disapplied),
        "overrides": dict(given.overrides),
    }


def _answered(grant: Grant, given: NoticeInput) -> ChangeRequest | None:
    """The change request of this grant the notice answers."""
    if not given.answers:
        return None
    row = ChangeRequest.objects.filter(grant=grant, code=given.answers).first()
    if row is None:
        raise Refused([Refusal("no_request", gettext_noop("Choose one of the offered answers."), "answers")])
    return row


def _of(grant: Grant, pk: int) -> GrantNotice:
    """A notice of the grant, locked; hidden when it is another's."""
    rows = GrantNotice.objects.select_for_update(of=("self",)).select_related("document", "answers")
    row = rows.filter(grant=grant, pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    row.grant = grant
    return row


def _still_open(row: GrantNotice) -> list[Refusal]:
    if row.state == NoticeState.ENTERED:
        return []
    message = gettext_noop("This notice is confirmed or discarded; it stays as it is. Enter a new one.")
    return [Refusal("not_open", message)]


def _once(grant: Grant, given: NoticeInput, *, but: int | None = None) -> list[Refusal]:
    """The same notice is entered once, and a grant is awarded once."""
    rows = GrantNotice.objects.filter(grant=grant).exclude(state=NoticeState.DISCARDED)
    rows = rows if but is None else rows.exclude(pk=but)
    same = {"reference": given.reference.strip(), "issued_on": given.issued_on}
    if rows.filter(**same).exists():
        message = gettext_noop("A notice with this number and day is entered already.")
        return [Refusal("entered_already", message, "reference")]
    if given.kind == NoticeKind.AWARD and rows.filter(kind=NoticeKind.AWARD).exists():
        return [Refusal("awarded_already", gettext_noop("The grant notice is entered already."), "kind")]
    return []


def _record(
    verb: str,
    row: GrantNotice,
    *,
    by: Actor,
    at: datetime,
    after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
    reason: str = "",
    submission: UUID | None,
) -> None:
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(row.grant),
        region_id=row.grant.region_id,
        before=before,
        after=after,
        reason=reason.strip(),
        submission=submission,
    )
