"""Recordings at each pitch, chapters from real start times, thanks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.emails import after as emails
from strahlkraft.congress.models import Occasion, Pitch, Recording, RunItem, Speaker, Stage
from strahlkraft.congress.rules import after as rules
from strahlkraft.congress.rules.vocabulary import (
    InvitationState,
    ItemState,
    PitchState,
    RecordingKind,
    RegistrationState,
)
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure


@transaction.atomic
def add_recording(
    *, by: Actor, at: datetime, pitch: Pitch, kind: str, url: str, title: str = "", submission: UUID | None = None
) -> Recording:
    """Link a recording, slides or a page at a pitch; linked again, it is the same row."""
    ensure(access.may_manage(by, pitch.occasion), hidden=True)
    ensure(rules.recording_problems(kind=kind, url=url, title=title))
    row, _new = Recording.objects.update_or_create(
        pitch=pitch,
        url=url.strip(),
        defaults={"kind": kind, "title": title.strip(), "removed": False, "added_at": at},
    )
    after = {"recording": kind, "url": row.url}
    record(
        "add_recording", by=by, at=at, occasion=pitch.occasion, subject=pitch.label, after=after, submission=submission
    )
    return row


@transaction.atomic
def remove_recording(*, by: Actor, at: datetime, recording: Recording) -> Recording:
    """No longer show it; the row stays, so that the trail can be read."""
    ensure(access.may_manage(by, recording.pitch.occasion), hidden=True)
    recording.removed = True
    recording.save()
    label, before = recording.pitch.label, {"url": recording.url}
    record("remove_recording", by=by, at=at, occasion=recording.pitch.occasion, subject=label, before=before)
    return recording


@transaction.atomic
def set_chapters(
    *, by: Actor, at: datetime, stage: Stage, url: str, video_starts_at: datetime, submission: UUID | None = None
) -> int:
    """Cut a stage's long video into chapters by when each pitch really began; returns how many pitches got one."""
    ensure(access.may_manage(by, stage.occasion), hidden=True)
    ensure(rules.recording_problems(kind=RecordingKind.VIDEO, url=url, title=""))
    spoken = RunItem.objects.filter(stage=stage, state=ItemState.DONE, pitch__isnull=False, started_at__isnull=False)
    times = [
        (item.pitch_id or 0, item.started_at, item.ended_at) for item in spoken if item.started_at and item.ended_at
    ]
    found = rules.chapters(times, video_starts_at=video_starts_at)
    for pitch_id, first, last in found:
        Recording.objects.update_or_create(
            pitch_id=pitch_id,
            url=url.strip(),
            defaults={
                "kind": RecordingKind.VIDEO,
                "starts_second": first,
                "ends_second": last,
                "removed": False,
                "added_at": at,
            },
        )
    after = {"stage": stage.name, "pitches": len(found)}
    record("set_chapters", by=by, at=at, occasion=stage.occasion, after=after, submission=submission)
    return len(found)


@transaction.atomic
def send_thanks(
    *,
    by: Actor,
    at: datetime,
    occasion: Occasion,
    text: str,
    to_speakers: bool,
    to_guests: bool,
    submission: UUID | None = None,
) -> int:
    """Thank speakers and guests, each once whatever happens; returns how many letters were meant."""
    ensure(access.may_manage(by, occasion), hidden=True)
    ensure(rules.may_thank(ends_at=occasion.ends_at, at=at, text=text))
    sent = 0
    if to_speakers:
        speakers = Speaker.objects.filter(
            occasion=occasion,
            speaking__state=InvitationState.ACCEPTED,
            speaking__pitch__state=PitchState.CONFIRMED,
        ).distinct()
        for speaker in speakers.exclude(mailbox=""):
            emails.post_thanks_to_speaker(speaker, text=text, at=at)
            sent += 1
    if to_guests:
        guests = occasion.registrations.filter(state=RegistrationState.CONFIRMED, erased_at=None)
        for guest in guests.select_related("occasion").annotate(came=Sum("check_ins__people")):
            refusals = rules.may_have_certificate(
                state=guest.state, channel=guest.channel, came=guest.came or 0, ends_at=occasion.ends_at, at=at
            )
            emails.post_thanks_to_guest(guest, text=text, with_certificate=not refusals, at=at)
            sent += 1
    record("send_thanks", by=by, at=at, occasion=occasion, after={"letters": sent}, submission=submission)
    return sent
