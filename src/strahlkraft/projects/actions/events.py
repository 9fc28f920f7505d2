"""Events that are organised on this platform: their record in the register."""

from datetime import datetime
from typing import Any

from django.db import transaction

import strahlkraft.audit.actions as audit
import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects import access
from strahlkraft.projects.documents import event_document
from strahlkraft.projects.models import Event

STATED = ("name", "date", "venue", "organisers", "notes")


@transaction.atomic
def state_event(  # noqa: PLR0913 - what the register says of an event
    *,
    by: Actor,
    at: datetime,
    slug: str,
    region_id: int | None,
    name: str,
    date: str,
    venue: str,
    organisers: list[str],
    notes: str,
    new: bool,
) -> Event:
    """Bring the register's record of an event up to what its organisers say; ``new`` makes it, under a free ``slug``.

    A record that rests on sources (``source_links``) is left as they state it. ``date`` is a partial date,
    ``region_id`` None the Land's. Nothing changed: no line in the trail. Raises Refused without the right.
    """
    ensure(access.may_state_event(by, region_id))
    known = Event.objects.select_for_update().filter(slug=slug).first()
    if known and new:
        words = gettext_noop("The register knows an event of this address already; take it up instead.")
        ensure([Refusal("event_known", words)])
    given: dict[str, Any] = dict(zip(STATED, (name, date, venue, organisers, notes), strict=True))
    event = known or Event(slug=slug)
    before = {part: getattr(event, part) for part in STATED} if known else {}
    if known and (before == given or known.source_links.exists()):
        return known
    for part, value in given.items():
        setattr(event, part, value)
    event.save()
    search.put_documents(
        [event_document(slug=slug, name=name, date=date, texts=[venue, " · ".join(organisers), notes])]
    )
    audit.record(
        by=by,
        at=at,
        verb="revise_event" if known else "announce_event",
        subject=event.label,
        region_id=region_id,
        before=before,
        after=given,
        public=True,
    )
    return event
