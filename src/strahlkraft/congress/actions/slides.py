"""Slides of a pitch: taken in by their real type until a date, asked for when they are missing."""

import hashlib
from datetime import datetime
from uuid import UUID

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.emails import calls as emails
from strahlkraft.congress.models import Pitch
from strahlkraft.congress.rules import calls as rules
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop


@transaction.atomic
def hand_in_slides(
    *,
    by: Actor,
    at: datetime,
    code: str,
    file: "File[bytes] | None",
    slides_public: bool = False,
    submission: UUID | None = None,
) -> Pitch:
    """Keep slides in the place of former ones; ``slides_public``: they may be published after the event.

    The file's name says which pitch it is, never who made it.
    """
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    if file is None:
        ensure([Refusal("nothing", gettext_noop("Choose a file."), "file")])
        raise AssertionError  # the line above always raises; this tells the type checker
    head = file.read(8192)
    media_type = filetype.guess_mime(head) or "application/octet-stream"
    call = shared.call_of(pitch.occasion)
    due = None if call is None or shared.is_office(by, pitch) else call.slides_until
    limit = settings.UPLOAD_LIMIT_BYTES
    ensure(rules.slides_problems(pitch.state, size=file.size, limit=limit, media_type=media_type, due=due, at=at))
    digest = hashlib.sha256(head)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    before = {"slides": (pitch.slides.name or "").rsplit("/", 1)[-1]}
    ending = rules.SLIDE_TYPES[media_type].lower()
    name = f"{pitch.code.lower()}-{slugify(pitch.title, limit=50)}-{digest.hexdigest()[:8]}.{ending}"
    pitch.slides.save(name, file, save=False)
    pitch.slides_at, pitch.slides_public, pitch.changed_at = at, slides_public, at
    pitch.save()
    after = {"slides": (pitch.slides.name or "").rsplit("/", 1)[-1], "size": file.size, "public": slides_public}
    shared.of_pitch("hand_in_slides", pitch, by=by, at=at, before=before, after=after, submission=submission)
    return pitch


@transaction.atomic
def remind_of_slides(*, at: datetime, code: str, by: Actor = SYSTEM) -> bool:
    """Ask once for slides that are missing shortly before their date; whether a letter was posted."""
    pitch = shared.locked(code)
    call = shared.call_of(pitch.occasion)
    missing = pitch.state in rules.ON_STAGE and not pitch.slides and call is not None
    due = call.slides_until if call and missing else None
    if not rules.reminder_due(due, reminded=pitch.slides_reminded_at is not None, at=at) or due is None:
        return False
    pitch.slides_reminded_at = at
    pitch.save()
    emails.post_slides_reminder(pitch, due=due, at=at)
    shared.of_pitch("remind_of_slides", pitch, by=by, at=at)
    return True
