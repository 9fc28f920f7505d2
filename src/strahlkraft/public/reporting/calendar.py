"""Somebody's own calendar behind a private address: deadlines, milestones, sessions, meetings and events of their scope."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from strahlkraft.accounts.models import User
from strahlkraft.congress.formats.calendars import MEDIA_TYPE, Appointment, appointments_calendar
from strahlkraft.congress.queries.calendars import appointment
from strahlkraft.congress.queries.occasions import EventRow, calendar_events
from strahlkraft.design.addresses import address, localised
from strahlkraft.funding.queries.deadlines import grounds_of
from strahlkraft.kernel.actor import Right
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.steering.models import CalendarLink
from strahlkraft.steering.queries import calendar
from strahlkraft.steering.queries.calendar import Entry, EntryKind

PAST, AHEAD = timedelta(days=90), timedelta(days=730)
"""How far back and ahead the calendar reaches."""
_NAMESPACE = UUID("6a0f6a0c-1d52-4c7e-8d0a-0b6c3ad1f0e4")
_KINDS = {
    EntryKind.DEADLINE: gettext_lazy("Deadline"),
    EntryKind.MILESTONE: gettext_lazy("Milestone"),
    EntryKind.SESSION: gettext_lazy("Session of the board"),
    EntryKind.MEETING: gettext_lazy("Meeting of an exchange group"),
}


@require_safe
@by_link
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind the address, in its owner's language; an ended one answers like an unknown one."""
    link = calendar.link_of_token(token)
    user = _owner(link) if link else None
    if link is None or user is None:
        return unknown_link(request)
    with translation.override(user.language):
        return HttpResponse(_calendar(user, link, localdate()), content_type=MEDIA_TYPE)


def _owner(link: CalendarLink) -> User | None:
    """Whose it is, as long as the account is alive."""
    number = link.actor_id.removeprefix("user:")
    return User.objects.filter(pk=int(number), is_active=True).first() if number.isdecimal() else None


def _calendar(user: User, link: CalendarLink, today: date) -> bytes:
    first, end = today - PAST, today + AHEAD
    own = [_appointment(row, link) for row in calendar.entries(user, first, end)]
    events = [found for row in _events(user, first, end) if (found := appointment(row)) is not None]
    name, page = _("Strahlkraft: my deadlines and meetings"), localised("/arbeit/")
    return appointments_calendar([*own, *events], name=name, url=page, base_url=str(settings.BASE_URL))


def _events(user: User, first: date, end: date) -> list[EventRow]:
    """Events of the own regions and of the whole Land; those of other regions can be subscribed to by themselves."""
    regions = user.region_ids(Right.READ_EVENTS)
    rows = calendar_events(user, first, end)
    if regions is None:
        return rows
    return [row for row in rows if row.region is None or row.region.pk in regions]


def _appointment(row: Entry, link: CalendarLink) -> Appointment:
    """An entry for a calendar; what it is stands in front, since many lie side by side there."""
    kind = str(_KINDS[row.kind])
    grounds = grounds_of(row.deadline) if row.deadline else None
    told = [
        row.project or row.region,
        _("With legal effect.") if row.legal else "",
        *(grounds.lines if grounds else ()),
    ]
    return Appointment(
        uid=uuid5(_NAMESPACE, row.key),
        title=f"{kind}: {row.title}",
        starts_at=row.starts_at or row.day,
        ends_at=row.ends_at or row.day,
        changed_at=link.made_at,
        sequence=row.sequence,
        place=row.place,
        summary="\n".join(filter(None, told)),
        url=address(row.thing),
        categories=(kind,),
        cancelled=row.cancelled,
    )
