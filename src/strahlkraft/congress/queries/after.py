"""What is kept of an event: recordings at each pitch, who may have a certificate."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from strahlkraft.congress.models import Occasion, Pitch, Recording, Registration, Speaker
from strahlkraft.congress.rules.after import chapter_address
from strahlkraft.congress.rules.vocabulary import Channel, InvitationState, PitchState, RegistrationState


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording, slides or a page as it is shown: ``url`` leads to where the pitch begins; times in seconds."""

    kind: str
    title: str
    url: str
    starts: int | None
    ends: int | None

    @property
    def minute(self) -> str:
        """Where in a long video it begins, as people read it: 1:04:30; empty for what has no chapter."""
        if self.starts is None:
            return ""
        hours, seconds = divmod(self.starts, 3600)
        return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"


def recordings_of(pitch_ids: Iterable[int]) -> dict[int, list[Kept]]:
    """What is shown at each of these pitches, in one query; videos first."""
    order = {"video": 0, "slides": 1, "page": 2}
    found: dict[int, list[Kept]] = defaultdict(list)
    rows = Recording.objects.filter(pitch_id__in=list(pitch_ids), removed=False)
    for row in sorted(rows, key=lambda row: (order.get(row.kind, 9), row.pk)):
        url = chapter_address(row.url, first=row.starts_second, last=row.ends_second)
        found[row.pitch_id].append(Kept(row.kind, row.title, url, row.starts_second, row.ends_second))
    return dict(found)


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
