"""Extending the grants of a region on one occasion: n requests, n releases with n hashes, n notices (R27, FUNDING.md d.5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding import access
from strahlkraft.funding.actions._changes import (
    codes_of,
    held_request,
    new_request,
    release_held,
    submit_held,
)
from strahlkraft.funding.actions._documents import keep_document
from strahlkraft.funding.actions._shared import ensure_version, iso, record
from strahlkraft.funding.emails import extensions as emails
from strahlkraft.funding.models import BatchEntry, ChangeRequest, ExtensionBatch
from strahlkraft.funding.queries import changes as change_queries
from strahlkraft.funding.queries import extensions as queries
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import changes as change_rules
from strahlkraft.funding.rules import extensions as rules
from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import ContactPoint, Region

if TYPE_CHECKING:
    from django.core.files.base import File


def _held(by: Actor, code: str, *, version: int | None = None) -> ExtensionBatch:
    """The extension, locked, for its office; hidden from others."""
    rows = ExtensionBatch.objects.select_for_update(of=("self",)).select_related("region")
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_manage(by, row.region_id), hidden=True)
    if version is not None:
        ensure_version(version, row.version)
    return row


@transaction.atomic
def open_batch(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    given: rules.Occasion,
    file: "File[bytes] | None",
    submission: UUID | None = None,
) -> ExtensionBatch:
    """Begin an extension: keep the paper with its hash, divide all grants of the region (d.5 steps 1 and 2).

    The same occasion again (region, reference, new end) gives the extension that is there; nothing is made twice.
    """
    ensure(access.may_manage(by, region_id), hidden=True)
    Region.objects.select_for_update().get(
        pk=region_id
    )  # two people with the same letter: one waits and finds the batch
    if (before := queries.same_batch(region_id, given)) is not None:
        return before
    ensure(rules.may_open(given, has_document=file is not None, today=localdate(at)))
    assert file is not None  # noqa: S101 - the line above says so; tells the type checker
    document = keep_document(by=by, at=at, region_id=region_id, title=given.title, file=file)
    batch = ExtensionBatch.objects.create(
        code=new_code(),
        region_id=region_id,
        title=given.title.strip(),
        kind=given.kind,
        reference=given.reference.strip(),
        dated_on=given.dated_on,
        document=document,
        new_end=given.new_end,
        shared_reason=given.shared_reason.strip(),
        opened_at=at,
        opened_by=by.actor_id,
    )
    divided = _divide(batch, at=at)
    after = {
        "occasion": batch.kind,
        "reference": batch.reference,
        "new_end": iso(batch.new_end),
        "sha256": document.sha256,
        "proposed": len(divided.proposed),
        "excluded": len(divided.excluded),
    }
    _note("open_extension", batch, by=by, at=at, after=after, submission=submission)
    return batch


def _divide(batch: ExtensionBatch, *, at: datetime) -> rules.Proposal:
    """Give every grant of the region that has none yet its entry: proposed, or excluded with the reason."""
    known = set(batch.entries.values_list("grant_id", flat=True))
    grants = [row for row in queries.grants_of(batch.region_id) if row.pk not in known]
    facts = queries.proposal_facts(grants, batch=batch)
    divided = rules.propose(facts, new_end=batch.new_end)
    BatchEntry.objects.bulk_create(
        BatchEntry(
            batch=batch,
            grant_id=one.key,
            reason=divided.excluded.get(one.key, ""),
            old_end=one.end,
            added_at=at,
        )
        for one in facts
    )
    return divided


def _note(
    verb: str,
    batch: ExtensionBatch,
    *,
    by: Actor,
    at: datetime,
    after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
    submission: UUID | None = None,
) -> None:
    record(
        verb=verb,
        by=by,
        at=at,
        subject=queries.label_of(batch),
        region_id=batch.region_id,
        before=before,
        after=after,
        submission=submission,
    )


@transaction.atomic
def make_requests(
    *, by: Actor, at: datetime, code: str, version: int, shared_reason: str, submission: UUID | None = None
) -> list[ChangeRequest]:
    """One draft for each proposed grant that has none (d.5 step 5); grants that came since are divided too.

    What stands otherwise by now (it ended, a request is open elsewhere) gets no request; the list says why.
    """
    batch = _held(by, code, version=version)
    _set_reason(batch, shared_reason, by=by)
    _divide(batch, at=at)
    having = set(batch.change_requests.values_list("grant_id", flat=True))
    entries = batch.entries.filter(reason="").exclude(grant__in=having)
    wanted = list(queries.grants_of(batch.region_id).filter(pk__in=entries.values("grant_id")))
    still = rules.propose(queries.proposal_facts(wanted, batch=batch), new_end=batch.new_end)
    terms = terms_of(still.proposed)
    made = []
    for grant in wanted:
        if grant.pk in still.proposed:
            before = change_queries.stands(grant, ChangeKind.TERM, terms[grant.pk])
            end = batch.new_end.isoformat()
            after = {**before, "grant_until": end, "work_until": end if before["work_until"] else ""}
            given = change_rules.Given(after, reason=batch.shared_reason)
            row = new_request(by=by, at=at, grant=grant, kind=ChangeKind.TERM, before=before, given=given)
            row.batch = batch
            row.save()
            made.append(row)
    batch.version += 1
    batch.save(update_fields=["version", "shared_reason"])
    _note("make_extension_requests", batch, by=by, at=at, after={"requests": codes_of(made)}, submission=submission)
    return made


@transaction.atomic
def set_reason(
    *, by: Actor, at: datetime, code: str, version: int, shared_reason: str, submission: UUID | None = None
) -> ExtensionBatch:
    """Change the paragraph all requests share, in every one that is still a draft; each has to be read again."""
    batch = _held(by, code, version=version)
    before = batch.shared_reason
    _set_reason(batch, shared_reason, by=by)
    batch.version += 1
    batch.save(update_fields=["version", "shared_reason"])
    _note(
        "set_extension_reason",
        batch,
        by=by,
        at=at,
        before={"reason": before},
        after={"reason": batch.shared_reason},
        submission=submission,
    )
    return batch


def _set_reason(batch: ExtensionBatch, reason: str, *, by: Actor) -> None:
    reason = reason.strip()
    if len(reason) > rules.REASON_LIMIT:
        raise Refused([Refusal("too_long", gettext_noop("This text is too long."), "shared_reason")])
    if reason == batch.shared_reason:
        return
    batch.shared_reason = reason
    for row in batch.change_requests.select_for_update().filter(state=ChangeState.DRAFT):
        row.reason, row.last_edited_by, row.opened_by = reason, by.actor_id, []
        row.version += 1
        row.save()


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as the page showed it: what is released is what was seen."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class Together:
    """What became of a common deed: the requests it was done for, and the others with the reason each."""

    done: list[ChangeRequest]
    skipped: list[tuple[ChangeRequest, Refusal]]


@transaction.atomic
def release_many(*, by: Actor, at: datetime, code: str, shown: list[Shown], submission: UUID | None = None) -> Together:
    """Release several requests of one extension: n approvals with n hashes, only of those this person has opened (d.5 step 6).

    One that cannot be released is skipped with its reason; when none can, nothing is done and the reasons are given.
    """

    def deed(row: ChangeRequest) -> None:
        release_held(row, by=by, at=at)

    return _together("release_extension", deed, by=by, at=at, code=code, shown=shown, submission=submission)


@transaction.atomic
def submit_many(
    *,
    by: Actor,
    at: datetime,
    code: str,
    shown: list[Shown],
    given: change_rules.Sending,
    submission: UUID | None = None,
) -> Together:
    """Note on one day that several released requests went to the authority; who comes after its old end, with the reason."""

    def deed(row: ChangeRequest) -> None:
        submit_held(row, by=by, at=at, given=given)

    return _together("submit_extension", deed, by=by, at=at, code=code, shown=shown, submission=submission)


def _together(
    verb: str,
    deed: Callable[[ChangeRequest], object],
    *,
    by: Actor,
    at: datetime,
    code: str,
    shown: list[Shown],
    submission: UUID | None,
) -> Together:
    """Do it for each chosen request by itself; skip with its reason what cannot be done."""
    batch = ExtensionBatch.objects.select_related("region").filter(code=code).first()
    if batch is None:
        raise Refused([], hidden=True)
    done: list[ChangeRequest] = []
    skipped: list[tuple[ChangeRequest, Refusal]] = []
    for one in shown:
        row = held_request(by, one.code)
        if row.batch_id != batch.pk:
            raise Refused([], hidden=True)
        try:
            ensure_version(one.version, row.version)
            deed(row)
        except Refused as refused:
            skipped.append((row, refused.refusals[0]))
        else:
            done.append(row)
    if not done:
        nothing = Refusal("nothing", gettext_noop("Choose at least one request."))
        raise Refused(list(dict.fromkeys(refusal for _row, refusal in skipped)) or [nothing])
    after = {"requests": codes_of(done), "skipped": codes_of([row for row, _refusal in skipped])}
    _note(verb, batch, by=by, at=at, after=after, submission=submission)
    return Together(done, skipped)


@transaction.atomic
def tell_gaps(*, at: datetime, code: str, by: Actor = SYSTEM) -> int:
    """Write the office the list of what is not settled, once a week until it is empty; returns how many grants it names."""
    batch = _held(by, code)
    today = localdate(at)
    rows = queries.whole(batch, today=today).open_rows
    point = ContactPoint.objects.filter(region=batch.region_id).first()
    if not rows or point is None or not point.mailbox or not emails.is_new(batch, today=today):
        return 0
    emails.post_gaps(batch, rows, mailbox=point.mailbox, at=at, today=today)
    _note("tell_extension_gaps", batch, by=by, at=at, after={"open": len(rows)})
    return len(rows)


def with_gaps() -> list[str]:
    """Codes of the extensions for which the weekly letter may be due, for the clock; three queries."""
    batches = ExtensionBatch.objects.all()
    return [row.batch.code for row in queries.summaries(batches) if row.still_open]
