"""The contact log: entries are added and corrected by new ones; next steps are ticked off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import access, rules
from strahlkraft.network.actions._shared import record
from strahlkraft.network.models import ContactLogEntry, Organisation


@transaction.atomic
def log_contact(
    *, by: Actor, at: datetime, region_id: int, given: rules.ContactInput, submission: UUID | None = None
) -> ContactLogEntry:
    """Note what was said with whom. The door has looked whether the record it belongs to exists."""
    ensure(access.may_edit_in(by, region_id), hidden=True)
    entry = _written(by, at, region_id, given)
    record(
        verb="log_contact",
        by=by,
        at=at,
        subject=entry.label,
        region_id=region_id,
        after=_told(entry),
        submission=submission,
    )
    return entry


@transaction.atomic
def correct_contact(
    *, by: Actor, at: datetime, code: str, given: rules.ContactInput, submission: UUID | None = None
) -> ContactLogEntry:
    """Write the entry anew; the first one stays and leads to this one. Its next step is this one's from now on."""
    first = _locked(code)
    ensure(access.may_edit_in(by, first.region_id), hidden=True)
    ensure(rules.may_correct(corrected=ContactLogEntry.objects.filter(corrects=first).exists()))
    entry = _written(by, at, first.region_id, given, corrects=first)
    record(
        verb="correct_contact",
        by=by,
        at=at,
        subject=entry.label,
        region_id=first.region_id,
        before=_told(first),
        after=_told(entry) | {"corrects": first.code},
        submission=submission,
    )
    return entry


@transaction.atomic
def finish_step(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> ContactLogEntry:
    """The next step is done."""
    entry = _locked(code)
    ensure(access.may_edit_in(by, entry.region_id), hidden=True)
    corrected = ContactLogEntry.objects.filter(corrects=entry).exists()
    ensure(rules.may_finish(next_step=entry.next_step, done=entry.done_at is not None, corrected=corrected))
    entry.done_at, entry.done_by = at, by.actor_id
    entry.save(update_fields=["done_at", "done_by"])
    record(
        verb="finish_step",
        by=by,
        at=at,
        subject=entry.label,
        region_id=entry.region_id,
        before={"done": False},
        after={"done": True},
        submission=submission,
    )
    return entry


def _locked(code: str) -> ContactLogEntry:
    entry = ContactLogEntry.objects.select_for_update().filter(code=code).first()
    if entry is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such entry."))], hidden=True)
    return entry


def _written(
    by: Actor,
    at: datetime,
    region_id: int,
    given: rules.ContactInput,
    corrects: ContactLogEntry | None = None,
) -> ContactLogEntry:
    ensure(rules.contact_problems(given, today=localdate(at)))
    body = Organisation.objects.filter(pk=given.organisation_id).first() if given.organisation_id else None
    if given.organisation_id and body is None:
        ensure([Refusal("unknown", gettext_noop("There is no such organisation."), "organisation")])
    kind, key, title = given.thing
    return ContactLogEntry.objects.create(
        code=new_code(),
        region_id=region_id,
        on=given.on,
        channel=given.channel,
        organisation=body,
        function=given.function.strip(),
        text=given.text.strip(),
        thing_kind=kind,
        thing_key=key,
        thing_title=title[:250],
        next_step=given.next_step.strip(),
        due_on=given.due_on,
        corrects=corrects,
        written_at=at,
        written_by=by.actor_id,
    )


def _told(entry: ContactLogEntry) -> dict[str, str | None]:
    """What the trail keeps: what may name people (the text itself) stays in the log."""
    return {
        "on": str(entry.on),
        "channel": entry.channel,
        "organisation": entry.organisation.slug if entry.organisation else None,
        "thing": f"{entry.thing_kind}:{entry.thing_key}" if entry.thing_kind else None,
        "next_step": entry.next_step,
        "due_on": str(entry.due_on) if entry.due_on else None,
    }
