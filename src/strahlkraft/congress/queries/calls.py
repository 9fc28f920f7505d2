"""Calls and pitches as pages read them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from strahlkraft.congress.models import Call, Occasion, Pitch, PitchSpeaker, Speaker
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.vocabulary import InvitationState, OccasionState, PitchState
from strahlkraft.projects.models import Document, Project

PICTURES = ("image/png", "image/jpeg", "image/webp")


def times(call: Call) -> rules.CallTimes:
    """What the rules need to know of a call; its event is read with it."""
    occasion = call.occasion
    return rules.CallTimes(occasion.state, call.opens_at, call.closes_at, occasion.starts_at, occasion.ends_at)


def public_call(slug: str) -> Call | None:
    """The call of an event everybody may know of."""
    rows = Call.objects.select_related("occasion").filter(occasion__in=Occasion.objects.public())
    return rows.filter(occasion__slug=slug).first()


def open_calls(at: datetime) -> list[Call]:
    """Calls one can hand in to now, those that close first before the others."""
    rows = Call.objects.select_related("occasion").filter(opens_at__lte=at, closes_at__gt=at)
    return list(
        rows.filter(occasion__in=Occasion.objects.public(), occasion__state=OccasionState.ANNOUNCED).order_by(
            "closes_at"
        )
    )


def project_choices() -> list[tuple[str, str]]:
    """Published projects to take a pitch from: slug and title."""
    return list(Project.objects.published().order_by("title").values_list("slug", "title"))


def pitch_of_link(code: str) -> Pitch | None:
    """The pitch behind a private link, with what its page shows."""
    if not code:
        return None
    rows = Pitch.objects.select_related("occasion", "occasion__call", "topic", "project", "organisation")
    return rows.filter(link_code=code).first()


def call_of(occasion: Occasion) -> Call | None:
    """The call of an event, if there is one."""
    return Call.objects.select_related("occasion").filter(occasion=occasion).first()


def people_of(pitch: Pitch) -> list[PitchSpeaker]:
    """Those named as speakers, in their order."""
    return list(pitch.speaking.select_related("speaker").prefetch_related("speaker__windows"))


def pictures_of(project: Project | None) -> list[Document]:
    """The pictures a project can give to its pitches."""
    if project is None:
        return []
    rows = Document.objects.filter(project=project, removed=False, media_type__in=PICTURES)
    return list(rows.exclude(file="").order_by("id"))


def content_of(pitch: Pitch) -> rules.PitchContent:
    """What a pitch says, as forms show it and rules judge it; also before it is stored."""
    return rules.PitchContent(
        title=pitch.title,
        summary=pitch.summary,
        description=pitch.description,
        topic=pitch.topic.slug if pitch.topic else "",
        organisation_name=pitch.body,
        partners=tuple(pitch.partners),
        pictures=tuple(pitch.pictures.values_list("pk", flat=True)) if pitch.pk else (),
        language=pitch.language,
        mode=pitch.mode,
        needs=tuple(pitch.needs),
        needs_note=pitch.needs_note,
        sign_language=pitch.sign_language,
        for_prize=pitch.for_prize,
        person=pitch.person,
    )


def windows_of(speaker: Speaker | None) -> list[rules.Window]:
    """When somebody can be on stage, their wish last."""
    if speaker is None:
        return []
    rows = sorted(speaker.windows.all(), key=lambda row: (row.preferred, row.starts_at))
    return [rules.Window(row.starts_at, row.ends_at, row.preferred) for row in rows]


def own_speaker(pitch: Pitch, people: Sequence[PitchSpeaker]) -> Speaker | None:
    """Who of the speakers holds the pitch's own mailbox."""
    mailbox = pitch.mailbox.casefold()
    here = (row.speaker for row in people if row.state == InvitationState.ACCEPTED)
    return next((person for person in here if mailbox and person.mailbox.casefold() == mailbox), None)


def places_to_chase(at: datetime) -> list[str]:
    """Private codes of pitches whose offered place waits for a reminder, or has lapsed."""
    rows = Pitch.objects.filter(state=PitchState.ACCEPTED, told_at__isnull=False)
    soon = Q(confirm_by__lte=at + rules.REMIND_BEFORE, confirm_reminded_at=None) | Q(confirm_by__lte=at)
    return list(rows.filter(soon).order_by("confirm_by", "id").values_list("link_code", flat=True))


def slides_to_ask_for(at: datetime) -> list[str]:
    """Private codes of pitches without slides whose date is near."""
    rows = Pitch.objects.to_plan().filter(slides="", slides_reminded_at=None, occasion__call__slides_until__gt=at)
    near = rows.filter(occasion__call__slides_until__lte=at + rules.REMIND_BEFORE)
    return list(near.order_by("id").values_list("link_code", flat=True))
