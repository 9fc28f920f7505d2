"""After an event: whom a certificate names, whom thanks would reach."""

from dataclasses import dataclass

from django.db.models import Sum

from strahlkraft.congress.models import Occasion, Pitch, Registration, Speaker
from strahlkraft.congress.rules.vocabulary import Channel, InvitationState, PitchState, RegistrationState


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom a certificate names: ``registration`` or ``speaker`` is set; ``came`` people of the registration."""

    occasion: Occasion
    name: str
    pitches: tuple[str, ...] = ()
    registration: Registration | None = None
    came: int = 0


def named_by(code: str) -> Mentioned | None:
    """Whom a certificate's code names; None when nobody, or when they were forgotten as promised."""
    rows = Registration.objects.select_related("occasion").annotate(there=Sum("check_ins__people"))
    guest = rows.filter(code=code).first() if code else None
    if guest is not None:
        return Mentioned(guest.occasion, guest.name, registration=guest, came=guest.there or 0) if guest.name else None
    speaker = Speaker.objects.select_related("occasion").filter(code=code).first() if code else None
    if speaker is None or not speaker.name:
        return None
    spoken = Pitch.objects.filter(
        state=PitchState.CONFIRMED, speaking__speaker=speaker, speaking__state=InvitationState.ACCEPTED
    )
    titles = tuple(spoken.order_by("title").values_list("title", flat=True))
    return Mentioned(speaker.occasion, speaker.name, titles) if titles else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many would be thanked."""

    speakers: int
    guests: int
    certificates: int


def reach_of(occasion: Occasion) -> Reach:
    """Whom thanks would go to, counted as ``actions.after.send_thanks`` does."""
    speakers = Speaker.objects.filter(
        occasion=occasion, speaking__state=InvitationState.ACCEPTED, speaking__pitch__state=PitchState.CONFIRMED
    )
    guests = occasion.registrations.filter(state=RegistrationState.CONFIRMED, erased_at=None)
    there = guests.filter(channel=Channel.ONLINE) | guests.filter(check_ins__people__gte=1)
    return Reach(
        speakers=speakers.exclude(mailbox="").distinct().count(),
        guests=guests.count(),
        certificates=there.distinct().count(),
    )
