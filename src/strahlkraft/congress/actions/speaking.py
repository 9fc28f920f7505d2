"""Who speaks: invited by a letter, agreeing or declining by their own link, with time windows and consent to be named."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

import strahlkraft.search.actions as search
from strahlkraft.congress import access
from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.documents import pitch_documents
from strahlkraft.congress.emails import calls as emails
from strahlkraft.congress.models import Pitch, PitchSpeaker, Speaker, SpeakerWindow
from strahlkraft.congress.queries.published import published
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.vocabulary import InvitationState, PitchState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain, plain_line


@transaction.atomic
def invite(
    *, by: Actor, at: datetime, code: str, speaker: rules.SpeakerContent, submission: UUID | None = None
) -> PitchSpeaker:
    """Ask somebody to speak: a letter with their own link. Whoever holds the pitch's own mailbox has agreed by that."""
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    call = shared.times(pitch.occasion, shared.call_of(pitch.occasion))
    known = pitch.speaking.count()
    refusals = (
        rules.speaker_problems(speaker)
        if shared.is_office(by, pitch)
        else rules.may_invite(pitch.state, speaker, known=known, call=call, at=at)
    )
    ensure(refusals)
    if not shared.is_office(by, pitch):
        posted = emails.invitations_since(pitch, speaker.mailbox.strip(), since=at - timedelta(days=1))
        ensure(rules.may_write(of_pitch=posted[0], to_mailbox=posted[1]))
    own = bool(speaker.mailbox) and speaker.mailbox.strip().casefold() == pitch.mailbox.casefold()
    agreed = own or not speaker.mailbox.strip()
    speaks = add(pitch, speaker, at=at, agreed=agreed)
    _touch(pitch, at=at)
    if pitch.state != PitchState.DRAFT:
        after = {"speakers": known + 1}
        shared.of_pitch(
            "invite_speaker", pitch, by=by, at=at, before={"speakers": known}, after=after, submission=submission
        )
    return speaks


def add(pitch: Pitch, content: rules.SpeakerContent, *, at: datetime, agreed: bool, write: bool = True) -> PitchSpeaker:
    """Tie a person to a pitch, known by their mailbox at this event; whoever has not agreed gets a letter."""
    mailbox = content.mailbox.strip()
    speaker = Speaker.objects.filter(occasion=pitch.occasion, mailbox__iexact=mailbox).first() if mailbox else None
    if speaker is None:
        speaker = Speaker.objects.create(
            occasion=pitch.occasion,
            code=new_code(),
            name=plain_line(content.name),
            mailbox=mailbox,
            organisation_name=plain_line(content.organisation_name),
            biography=plain(content.biography),
            named=content.named,
            added_at=at,
        )
    speaks, made = PitchSpeaker.objects.get_or_create(
        pitch=pitch,
        speaker=speaker,
        defaults={
            "state": InvitationState.ACCEPTED if agreed else InvitationState.INVITED,
            "position": pitch.speaking.count(),
        },
    )
    if made and not agreed and write:
        emails.post_invitation(speaks, at=at)
    return speaks


@transaction.atomic
def uninvite(*, by: Actor, at: datetime, code: str, speaker: str, submission: UUID | None = None) -> Pitch:
    """Take somebody off a pitch; ``speaker`` is the guid of the person. Nobody is left out of an offered place unseen."""
    pitch = shared.locked(code)
    shared.ensure_own(by, pitch)
    row = pitch.speaking.filter(speaker__guid=speaker).select_related("speaker").first()
    if row is None:
        raise shared.unknown()
    if not shared.is_office(by, pitch) and pitch.state not in {PitchState.DRAFT, PitchState.SUBMITTED}:
        ensure(
            rules.may_confirm(
                pitch.state,
                invitations=[state for pk, state in pitch.speaking.values_list("pk", "state") if pk != row.pk],
                starts_at=pitch.occasion.starts_at,
                at=at,
            )
        )
    known = pitch.speaking.count()
    person = row.speaker
    row.delete()
    if not person.speaking.exists():
        _erase(person)
    _touch(pitch, at=at)
    if pitch.state != PitchState.DRAFT:
        after = {"speakers": known - 1}
        shared.of_pitch(
            "uninvite_speaker", pitch, by=by, at=at, before={"speakers": known}, after=after, submission=submission
        )
    return pitch


def _touch(pitch: Pitch, *, at: datetime) -> None:
    pitch.changed_at = at
    pitch.save(update_fields=["changed_at"])


def _erase(person: Speaker) -> None:
    person.windows.all().delete()
    person.delete()


def forget_speakers(pitch: Pitch) -> None:
    """Take everybody off a pitch that was not given; who speaks nowhere else is erased."""
    people = [row.speaker for row in pitch.speaking.select_related("speaker")]
    pitch.speaking.all().delete()
    for person in people:
        if not person.speaking.exists():
            _erase(person)


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, speaker: str, pitch: str, agree: bool, submission: UUID | None = None
) -> PitchSpeaker:
    """Somebody agrees to speak in a pitch, or declines; the pitch's own mailbox is told. Both can be changed again."""
    person = _own(by, speaker)
    row = (
        PitchSpeaker.objects.select_for_update(of=("self",))
        .select_related("pitch__occasion", "speaker")
        .filter(speaker=person, pitch__code=pitch)
        .first()
    )
    if row is None:
        raise shared.unknown()
    if at >= row.pitch.occasion.ends_at:
        raise Refused([Refusal("over", gettext_noop("The event is over."))])
    before = row.state
    row.state = InvitationState.ACCEPTED if agree else InvitationState.DECLINED
    if row.state == before:
        return row
    row.save()
    emails.post_answered(row, at=at)
    shared.of_pitch(
        "agree_to_speak" if agree else "decline_to_speak",
        row.pitch,
        by=by,
        at=at,
        before={"invitation": before},
        after={"invitation": row.state},
        submission=submission,
    )
    return row


@transaction.atomic
def describe(
    *,
    by: Actor,
    at: datetime,
    speaker: str,
    content: rules.SpeakerContent,
    windows: Sequence[rules.Window],
    submission: UUID | None = None,
) -> Speaker:
    """What somebody says of themselves, whether they may be named, and when they can be on stage."""
    person = _own(by, speaker)
    ensure(
        rules.speaker_problems(content)
        + rules.window_problems(windows, starts_at=person.occasion.starts_at, ends_at=person.occasion.ends_at)
    )
    before = {"named": person.named, "windows": person.windows.count()}
    person.name = plain_line(content.name)
    person.organisation_name = plain_line(content.organisation_name)
    person.biography = plain(content.biography)
    person.named = content.named
    person.save()
    set_windows(person, windows)
    if before["named"] and not person.named and (found := published(person.occasion.slug)):
        search.put_documents(pitch_documents(found.programme))  # nobody finds them by their name any more
    after = {"named": person.named, "windows": len(windows)}
    record(
        "describe_speaker", by=by, at=at, occasion=person.occasion, before=before, after=after, submission=submission
    )
    return person


def set_windows(person: Speaker, windows: Sequence[rules.Window]) -> None:
    """Put judged windows in the place of the former ones."""
    person.windows.all().delete()
    SpeakerWindow.objects.bulk_create(
        SpeakerWindow(speaker=person, starts_at=w.starts_at, ends_at=w.ends_at, preferred=w.preferred) for w in windows
    )


def _own(by: Actor, code: str) -> Speaker:
    """By the person's own link, or as who manages the event."""
    person = Speaker.objects.select_for_update(of=("self",)).select_related("occasion").filter(code=code).first()
    if person is None:
        raise shared.unknown()
    if not (isinstance(by, access.LinkHolder) and (by.purpose, by.code) == ("speaker", code)):
        ensure(access.may_manage(by, person.occasion), hidden=True)
    return person
