"""Letters about an event itself: something changes, it is cancelled, somebody has a task there."""

from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.congress import texts
from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.congress.models import CrewMember, Notice, Occasion, Pitch, PitchSpeaker, Registration, Speaker
from strahlkraft.congress.rules.vocabulary import (
    InvitationState,
    NoticeKind,
    PitchState,
    RegistrationState,
    Visibility,
)
from strahlkraft.kernel.label import Label

CREW_PAGES = {"reviewer": "review", "jury": "jury", "door": "door"}
"""Which address a task has when it is not the hall's own."""
_STANDING = (PitchState.SUBMITTED, PitchState.ACCEPTED, PitchState.WAITING, PitchState.CONFIRMED)


def post_notice(notice: Notice, *, at: datetime) -> int:
    """Tell everybody who comes, speaks or has a task, each mailbox once; gives the number of letters."""
    told: set[str] = set()
    occasion = notice.occasion
    page = occasion.label if occasion.visibility == Visibility.PUBLIC else None
    for row in _registered(occasion):
        own = Label("registration", link_token("registration", row.code))
        _post_notice(notice, to=row.mailbox, language=row.language, url=own, who=f"registration:{row.code}", at=at)
        told.add(row.mailbox.casefold())
    others = [
        *((f"pitch:{row.code}", row.mailbox, row.language) for row in _handed_in(occasion)),
        *((f"speaker:{row.code}", row.mailbox, OFFICE_LANGUAGE) for row in _speaking(occasion)),
        *((f"crew:{row.code}", row.mailbox, OFFICE_LANGUAGE) for row in _crew(occasion)),
    ]
    for who, mailbox, language in others:
        if mailbox and mailbox.casefold() not in told:
            _post_notice(notice, to=mailbox, language=language, url=page, who=who, at=at)
            told.add(mailbox.casefold())
    return len(told)


def _registered(occasion: Occasion) -> list[Registration]:
    here = (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    return list(occasion.registrations.filter(state__in=here, erased_at=None).order_by("id"))


def _handed_in(occasion: Occasion) -> list[Pitch]:
    return list(occasion.pitches.filter(state__in=_STANDING).order_by("id"))


def _speaking(occasion: Occasion) -> list[Speaker]:
    """Those who agreed, or were asked, to speak in a pitch that has its place or may get one."""
    here = PitchSpeaker.objects.filter(pitch__occasion=occasion, pitch__state__in=_STANDING)
    asked = here.exclude(state=InvitationState.DECLINED).values("speaker_id")
    return list(occasion.speakers.filter(pk__in=asked).order_by("id"))


def _crew(occasion: Occasion) -> list[CrewMember]:
    return list(occasion.crew.filter(ended_at=None).order_by("id"))


def _post_notice(notice: Notice, *, to: str, language: str, url: Label | None, who: str, at: datetime) -> None:
    occasion, cancelled = notice.occasion, notice.kind == NoticeKind.CANCELLATION
    post(
        "occasion_cancelled" if cancelled else "occasion_changed",
        to=to,
        language=language,
        subject=lambda: (
            (_("Cancelled: %(event)s") if cancelled else _("News on: %(event)s")) % {"event": occasion.name}
        ),
        context={"occasion": occasion, "notice": notice},
        late=lambda: {"mode": texts.MODES[occasion.mode]},
        url=url,
        key=f"occasion-notice:{notice.pk}:{who}",
        at=at,
    )


def post_crew_link(member: CrewMember, *, at: datetime) -> None:
    """Give somebody the link to their task; nothing is posted without a mailbox."""
    occasion = member.occasion
    post(
        "crew_link",
        to=member.mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Your task at: %(event)s") % {"event": occasion.name},
        context={"occasion": occasion, "member": member},
        late=lambda: {"task": texts.CREW_ROLES[member.role]},
        url=Label(CREW_PAGES.get(member.role, "crew"), link_token("crew", member.code)),
        key=f"crew-link:{member.code}:{at.timestamp():.0f}",
        at=at,
    )
