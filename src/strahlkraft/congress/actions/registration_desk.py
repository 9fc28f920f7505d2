"""What the organisers take out of the list of participants; each taking leaves a line in the trail."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Occasion, Registration
from strahlkraft.congress.rules.vocabulary import Channel, RegistrationState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop


@transaction.atomic
def take_participants(
    *, by: Actor, at: datetime, occasion: Occasion, form: str, submission: UUID | None = None
) -> list[Registration]:
    """Everybody who is registered or waits, for a file of the ``form`` csv or xlsx."""
    ensure(access.may_manage(by, occasion), hidden=True)
    states = (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    rows = list(
        occasion.registrations.filter(state__in=states, erased_at=None)
        .select_related("municipality")
        .order_by("channel", "state", "ticket", "pk")
    )
    after = {"form": form, "people": sum(row.seats for row in rows)}
    record("take_participants", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return rows


@transaction.atomic
def take_badges(
    *, by: Actor, at: datetime, occasion: Occasion, since: datetime | None = None, submission: UUID | None = None
) -> list[Registration]:
    """Who has a seat on site, by name; with ``since`` only those who got it later. Refused when there is nobody."""
    ensure(access.may_manage(by, occasion), hidden=True)
    rows = occasion.registrations.filter(
        state=RegistrationState.CONFIRMED, channel=Channel.ONSITE, erased_at=None
    ).select_related("municipality")
    found = list((rows.filter(seated_at__gt=since) if since else rows).order_by("name", "pk"))
    if not found:
        raise Refused([Refusal("nobody", gettext_noop("There is no badge to print."))])
    after = {"people": sum(row.seats for row in found)}
    record("take_badges", by=by, at=at, occasion=occasion, after=after, submission=submission)
    return found
