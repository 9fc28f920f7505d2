"""Grants: applied for, taking effect, begun, ended, put away; consent to an early start. Money and days stand in notices."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding import access
from strahlkraft.funding.actions import deadlines, proofs
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._moving import move
from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, iso, record
from strahlkraft.funding.models import ChangeRequest, EarlyStartConsent, Grant, GrantNotice, GrantStep
from strahlkraft.funding.queries.grants import bound_until, retained_until
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import grants as rules
from strahlkraft.funding.rules.grants import ConsentInput, GrantInput
from strahlkraft.funding.rules.phase import end_of
from strahlkraft.funding.rules.settlement import may_archive, may_release_purpose
from strahlkraft.funding.rules.vocabulary import (
    CHANGE_MOVES,
    GRANT_MOVES,
    ChangeKind,
    GrantState,
    NoticeKind,
    NoticeState,
)
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.models import Project
from strahlkraft.steering.rules.moves import may_move


@transaction.atomic
def apply(
    *,
    by: Actor,
    at: datetime,
    region: Region,
    given: GrantInput,
    parent: str = "",
    demonstration: bool = False,
    submission: UUID | None = None,
) -> Grant:
    """Enter a grant that was applied for: the office of the region. ``parent``: code of the grant it is forwarded from."""
    ensure(access.may_manage(by, region.pk), hidden=True)
    ensure(rules.application_problems(given, today=localdate(at)))
    ensure(_rows_problems(given, region))
    above = _parent(parent, region, given) if parent else None
    row = Grant.objects.create(
        code=new_code(),
        region=region,
        parent=above,
        demonstration=demonstration,
        created_at=at,
        created_by=by.actor_id,
        last_edited_by=by.actor_id,
        **_columns(given),
    )
    GrantStep.objects.create(
        grant=row, deed="apply", to_state=row.state, on=given.applied_on or localdate(at), at=at, by=by.actor_id
    )
    record(
        verb="apply_grant",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=region.pk,
        after={**_said(row), "parent": above.title if above else ""},
        submission=submission,
    )
    return row


def _columns(given: GrantInput) -> dict[str, Any]:
    """The columns of a grant; named as in the table."""
    values = asdict(given)
    own = {"recipient_id": values.pop("recipient"), "project_id": values.pop("project"), "title": given.title.strip()}
    return values | own


def _rows_problems(given: GrantInput, region: Region) -> list[Refusal]:
    """Whether recipient and project exist, and the project is of the region."""
    found: list[Refusal] = []
    if not Organisation.objects.filter(pk=given.recipient or 0).exists():
        found.append(Refusal("recipient_missing", gettext_noop("Say who receives the grant."), "recipient"))
    if given.project is not None and not Project.objects.filter(pk=given.project, region=region).exists():
        found.append(Refusal("project_elsewhere", gettext_noop("Choose a project of this region."), "project"))
    return found


def _parent(code: str, region: Region, given: GrantInput) -> Grant:
    row = Grant.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise Refused([Refusal("no_parent", gettext_noop("Choose one of the offered answers."), "parent")])
    facts = rules.ParentFacts(
        state=row.state,
        same_region=row.region_id == region.pk,
        same_project=row.project_id == given.project,
        forwarded_itself=row.parent_id is not None,
        same_recipient=row.recipient_id == given.recipient,
    )
    ensure(rules.parent_problems(facts))
    return row


def _said(row: Grant) -> dict[str, Any]:
    """What the trail says of a grant."""
    return {
        "title": row.title,
        "recipient": str(row.recipient),
        "project": row.project.title if row.project else "",
        "funding_object": row.funding_object,
        "recipient_kind": row.recipient_kind,
        "financing_mode": row.financing_mode,
        "applied_on": iso(row.applied_on),
        "has_audit_office": row.has_audit_office,
        "deducts_input_tax": row.deducts_input_tax,
        "state": row.state,
    }


@transaction.atomic
def edit(
    *, by: Actor, at: datetime, code: str, version: int, given: GrantInput, submission: UUID | None = None
) -> Grant:
    """Change what was said when it was applied for; once granted only what the notice does not say: name, audit, tax."""
    row = held(by, code, manage=True)
    ensure_version(version, row.version)
    ensure(rules.application_problems(given, today=localdate(at)))
    ensure(_rows_problems(given, row.region))
    before = _said(row)
    columns = _columns(given)
    if row.state != GrantState.APPLIED:
        ensure(rules.may_edit_granted({name: getattr(row, name) for name in columns}, columns))
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.last_edited_by = by.actor_id
    row.save()
    deadlines.refresh(by=by, at=at, grant=row)
    record(
        verb="edit_grant",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        before=before,
        after=_said(row),
        submission=submission,
    )
    return row


# ---- steps


@transaction.atomic
def take_effect(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Grant:
    """The notice can no longer be contested: the grant is legally effective (R8); the machine does it every day."""
    return _step(by=by, at=at, code=code, deed="take_effect", verb="grant_takes_effect", submission=submission)


def due_to_take_effect(today: date) -> Iterator[str]:
    """Codes of the grants whose notice takes effect by today."""
    rows = GrantNotice.objects.filter(
        kind=NoticeKind.AWARD,
        state=NoticeState.CONFIRMED,
        effective_on__lte=today,
        grant__state=GrantState.GRANTED,
    )
    yield from rows.order_by("grant_id").values_list("grant__code", flat=True)


@transaction.atomic
def begin(
    *, by: Actor, at: datetime, code: str, version: int, on: date | None, submission: UUID | None = None
) -> Grant:
    """Work begins: on or after the day the notice came, or the day the consent to an early start allows (R4)."""
    return _step(
        by=by, at=at, code=code, deed="begin", verb="begin_grant", version=version, on=on, submission=submission
    )


@transaction.atomic
def end(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    fulfilled_on: date | None = None,
    submission: UUID | None = None,
) -> Grant:
    """Work has ended: its end is reached or the purpose fulfilled, and no request for a longer term is open."""
    return _step(
        by=by,
        at=at,
        code=code,
        deed="end",
        verb="end_grant",
        version=version,
        on=fulfilled_on,
        submission=submission,
    )


@transaction.atomic
def put_away(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Grant:
    """A settled grant: its purpose is still bound, or only the receipts are to be kept (d.2, R33, R37)."""
    row = Grant.objects.filter(code=code).first()
    bound = bound_until(row) if row else None
    deed = "earmark" if bound is not None and bound >= localdate(at) else "retain"
    return _step(by=by, at=at, code=code, deed=deed, verb="file_grant", submission=submission)


@transaction.atomic
def release(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> Grant:
    """The last day on which the purpose was bound has passed (R37)."""
    return _step(by=by, at=at, code=code, deed="release", verb="release_grant", submission=submission)


def _step(
    *,
    by: Actor,
    at: datetime,
    code: str,
    deed: str,
    verb: str,
    version: int | None = None,
    on: date | None = None,
    submission: UUID | None = None,
) -> Grant:
    row = held(by, code, manage=True)
    if version is not None:
        ensure_version(version, row.version)
    ensure(may_move(GRANT_MOVES, row.state, deed))
    before = {"state": row.state, "begun_on": iso(row.begun_on), "fulfilled_on": iso(row.fulfilled_on)}
    day = _ensure_step(row, deed, on, localdate(at))
    move(row, deed, by=by, at=at, on=day)
    if deed == "end":
        proofs.open_at_end(at=at, grant=row)
    deadlines.refresh(by=by, at=at, grant=row)
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        before=before,
        after={"state": row.state, "begun_on": iso(row.begun_on), "fulfilled_on": iso(row.fulfilled_on)},
        submission=submission,
    )
    return row


def _ensure_step(row: Grant, deed: str, on: date | None, today: date) -> date:
    """Check the conditions of one step and note its day on the row; the day the step stands under."""
    if deed == "take_effect":
        award = _award(row)
        ensure(rules.may_take_effect(award.effective_on if award else None, today))
        return (award.effective_on if award else None) or today
    if deed == "begin":
        award, consents = _award(row), row.early_starts.values_list("starts_on", flat=True)
        notified = award.notified_on if award else None
        ensure(rules.may_begin(on, notified_on=notified, consents=consents, today=today))
        row.begun_on = on
        return on or today
    if deed == "end":
        now = terms_of([row.pk], on=today)[row.pk]
        ends_on = end_of(now.grant_until, now.work_until)
        ensure(
            rules.may_end(
                fulfilled_on=on, begun_on=row.begun_on, ends_on=ends_on, open_request=_asks_longer(row), today=today
            )
        )
        row.fulfilled_on = on
        return on or ends_on or today
    if deed == "release":
        ensure(may_release_purpose(bound_until(row), today))
    return today


def _award(row: Grant) -> GrantNotice | None:
    return row.notices.filter(kind=NoticeKind.AWARD, state=NoticeState.CONFIRMED).first()


def _asks_longer(row: Grant) -> bool:
    open_states = [state for state, deeds in CHANGE_MOVES.items() if deeds]
    return ChangeRequest.objects.filter(grant=row, kind=ChangeKind.TERM, state__in=open_states).exists()


# ---- consent to an early start


@transaction.atomic
def consent_early_start(
    *,
    by: Actor,
    at: datetime,
    code: str,
    given: ConsentInput,
    file: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> EarlyStartConsent:
    """Enter the authority's written consent to begin before the notice, with its document (R4)."""
    row = held(by, code, manage=True)
    ensure(rules.consent_problems(given, document=file is not None, state=row.state, today=localdate(at)))
    document = take_in(by=by, at=at, region_id=row.region_id, file=file, title=given.reference)
    columns: dict[str, Any] = asdict(given)
    columns |= {"reference": given.reference.strip(), "scope": given.scope.strip()}
    consent = EarlyStartConsent.objects.create(
        grant=row, document=document, entered_at=at, entered_by=by.actor_id, **columns
    )
    record(
        verb="consent_early_start",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        after={
            "reference": consent.reference,
            "consented_on": iso(given.consented_on),
            "starts_on": iso(given.starts_on),
            "sha256": document.sha256,
        },
        submission=submission,
    )
    return consent


# ---- archive


@transaction.atomic
def ask_archive(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> GrantStep:
    """Ask to archive a grant whose receipts need not be kept any longer; another person does it."""
    row = held(by, code, manage=True)
    ensure_version(version, row.version)
    ensure(may_move(GRANT_MOVES, row.state, "archive"))
    kept = retained_until(row)
    ensure(may_archive(kept, localdate(at)))
    row.version += 1
    row.last_edited_by = by.actor_id
    row.save(update_fields=["version", "last_edited_by"])
    step = GrantStep.objects.create(
        grant=row,
        deed="ask_archive",
        from_state=row.state,
        to_state=row.state,
        on=localdate(at),
        at=at,
        by=by.actor_id,
    )
    record(
        verb="ask_archive",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        after={"retain_until": iso(kept)},
        submission=submission,
    )
    return step


@transaction.atomic
def archive(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Grant:
    """Archive what another person asked to archive (d.4: second person)."""
    row = held(by, code)
    ensure_version(version, row.version)
    ensure(may_move(GRANT_MOVES, row.state, "archive"))
    kept = retained_until(row)
    ensure(may_archive(kept, localdate(at)))
    asked = row.steps.filter(deed="ask_archive").last()
    if asked is None:
        message = gettext_noop("Nobody has asked for this yet; the office asks, another person does it.")
        raise Refused([Refusal("not_asked", message)])
    approve(
        by=by,
        at=at,
        region_id=row.region_id,
        subject=("grant", row.pk),
        step="archive",
        content={"grant": row.code, "state": row.state, "retain_until": iso(kept)},
        writers=(asked.by, row.last_edited_by),
    )
    move(row, "archive", by=by, at=at, on=localdate(at))
    deadlines.refresh(by=by, at=at, grant=row)
    record(
        verb="archive_grant",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        before={"state": str(GrantState.RETENTION)},
        after={"state": row.state},
        submission=submission,
    )
    return row
