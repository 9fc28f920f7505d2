"""Letters of calls and pitches: links, invitations, decisions, reminders; each in the language of its reader."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.congress.emails._words import unlinked
from strahlkraft.congress.models import Call, Pitch, PitchSpeaker
from strahlkraft.congress.rules.calls import ERASE_DRAFTS_AFTER
from strahlkraft.kernel.label import Label
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint


def pitch_link(pitch: Pitch) -> Label:
    """The private page of a pitch."""
    return Label("pitch_private", link_token("pitch", pitch.link_code))


def _office(pitch: Pitch) -> str:
    """Where the organisers read: the event's own mailbox, else the project office's; empty when neither is known."""
    if pitch.occasion.mailbox:
        return pitch.occasion.mailbox
    point = ContactPoint.objects.filter(region=pitch.occasion.region).first() if pitch.occasion.region_id else None
    return point.mailbox if point else ""


def _to_pitch(
    template: str,
    pitch: Pitch,
    *,
    subject: Callable[[], str],
    key: str,
    at: datetime,
    context: Mapping[str, Any] | None = None,
    not_after: datetime | None = None,
    more: Mapping[str, Label] | None = None,
) -> None:
    """Write to whoever handed a pitch in, with the link to its private page."""
    post(
        template,
        to=pitch.mailbox,
        language=pitch.language,
        subject=subject,
        context={"pitch": pitch, "occasion": pitch.occasion, **(context or {})},
        url=pitch_link(pitch),
        key=f"{key}:{pitch.code}",
        at=at,
        not_after=not_after,
        more=more,
    )


def _to_office(pitch: Pitch, *, subject: Callable[[], str], text: Callable[[], str], key: str, at: datetime) -> None:
    """Tell the organisers in one sentence, with the link to the pitch in the workspace."""
    post(
        "pitch_to_office",
        to=_office(pitch),
        language=OFFICE_LANGUAGE,
        subject=subject,
        context={"pitch": pitch, "occasion": pitch.occasion},
        late=lambda: {"text": text()},
        url=Label("occasion", f"{pitch.occasion.slug}/beitraege/{pitch.code}"),
        key=key,
        at=at,
    )


def post_draft(pitch: Pitch, *, at: datetime) -> None:
    """Give the link to a draft; the letter is not sent once the draft would be erased."""
    _to_pitch(
        "pitch_draft",
        pitch,
        subject=lambda: _("Your link: pitch for %(event)s") % {"event": pitch.occasion.name},
        context={"days": ERASE_DRAFTS_AFTER.days, "title": unlinked(pitch.title)},
        key="pitch-draft",
        at=at,
        not_after=at + ERASE_DRAFTS_AFTER,
    )


def post_handed_in(pitch: Pitch, *, at: datetime) -> None:
    """Say that it has arrived, until when it can be changed and what happens next."""
    call = Call.objects.filter(occasion=pitch.occasion).first()
    _to_pitch(
        "pitch_handed_in",
        pitch,
        subject=lambda: _("Handed in: %(title)s") % {"title": pitch.title},
        context={"call": call, "keynote": pitch.kind == "keynote"},
        key="pitch-handed-in",
        at=at,
    )


def invitations_since(pitch: Pitch, mailbox: str, *, since: datetime) -> tuple[int, int]:
    """How many invitations were posted: for this pitch; to this mailbox, however it is spelt and whatever the pitch."""
    sent = Letter.objects.filter(key__startswith="speaker-invitation:", created_at__gt=since)
    name, _at, domain = mailbox.partition("@")
    name = name.partition("+")[0]
    own = Q(to__iexact=f"{name}@{domain}") | Q(to__istartswith=f"{name}+", to__iendswith=f"@{domain}")
    return sent.filter(key__startswith=f"speaker-invitation:{pitch.code}:").count(), sent.filter(own).count()


def post_invitation(speaks: PitchSpeaker, *, at: datetime) -> None:
    """Ask somebody to speak, with a link of their own to agree or decline."""
    pitch, speaker = speaks.pitch, speaks.speaker
    title = unlinked(pitch.title)
    words = {"name": unlinked(speaker.name), "title": title, "body": unlinked(pitch.body)}
    post(
        "speaker_invitation",
        to=speaker.mailbox,
        language=pitch.language,
        subject=lambda: _("Will you speak? %(title)s") % {"title": title or pitch.occasion.name},
        context={"occasion": pitch.occasion, **words},
        url=Label("speaker_private", link_token("speaker", speaker.code)),
        key=f"speaker-invitation:{pitch.code}:{speaker.code}",
        at=at,
    )


def post_answered(speaks: PitchSpeaker, *, at: datetime) -> None:
    """Tell whoever handed the pitch in what somebody asked to speak has answered."""
    agreed = speaks.state == "accepted"
    _to_pitch(
        "speaker_answered",
        speaks.pitch,
        subject=lambda: (
            _("%(name)s speaks with you") % {"name": speaks.speaker.name}
            if agreed
            else _("%(name)s cannot speak") % {"name": speaks.speaker.name}
        ),
        context={"speaker": speaks.speaker, "agreed": agreed},
        key=f"speaker-answered:{speaks.speaker.code}:{int(at.timestamp())}",
        at=at,
    )


def post_decision(pitch: Pitch, *, at: datetime) -> None:
    """Tell what was decided: a place with its date, a place on the waiting list, or no with the reason."""
    subjects = {
        "accepted": lambda: _("You have a place: %(title)s") % {"title": pitch.title},
        "waiting": lambda: _("On the waiting list: %(title)s") % {"title": pitch.title},
        "rejected": lambda: _("Not selected this time: %(title)s") % {"title": pitch.title},
    }
    _to_pitch(f"pitch_{pitch.state}", pitch, subject=subjects[pitch.state], key="pitch-decision", at=at)


def post_moved_up(pitch: Pitch, *, freed: Pitch, at: datetime) -> None:
    """Tell who moved up from the waiting list that a place is theirs, and the organisers too."""
    _to_pitch(
        "pitch_moved_up",
        pitch,
        subject=lambda: _("A place has become free for you: %(title)s") % {"title": pitch.title},
        key=f"pitch-moved-up:{int(at.timestamp())}",
        at=at,
    )
    _to_office(
        pitch,
        subject=lambda: _("Moved up: %(title)s") % {"title": pitch.title},
        text=lambda: (
            _("“%(freed)s” gave its place back; “%(title)s” has moved up from the waiting list and was told.")
            % {"freed": freed.title, "title": pitch.title}
        ),
        key=f"pitch-moved-up-office:{pitch.code}:{int(at.timestamp())}",
        at=at,
    )


def post_confirm_reminder(pitch: Pitch, *, at: datetime) -> None:
    """Remind that an offered place waits for its confirmation."""
    _to_pitch(
        "pitch_confirm_reminder",
        pitch,
        subject=lambda: _("Please confirm your place: %(title)s") % {"title": pitch.title},
        key=f"pitch-confirm-reminder:{_day(pitch.confirm_by)}",
        at=at,
        not_after=pitch.confirm_by,
    )


def post_lapsed(pitch: Pitch, *, at: datetime) -> None:
    """Tell that the offered place was not confirmed in time and has gone."""
    _to_pitch(
        "pitch_lapsed",
        pitch,
        subject=lambda: _("Your place was given on: %(title)s") % {"title": pitch.title},
        key=f"pitch-lapsed:{_day(pitch.confirm_by)}",
        at=at,
    )
    _to_office(
        pitch,
        subject=lambda: _("Not confirmed in time: %(title)s") % {"title": pitch.title},
        text=lambda: _("Nobody confirmed “%(title)s” by the date; the place is free again.") % {"title": pitch.title},
        key=f"pitch-lapsed-office:{pitch.code}:{_day(pitch.confirm_by)}",
        at=at,
    )


def post_confirmed(pitch: Pitch, *, call: Call | None, at: datetime) -> None:
    """Thank for the confirmation and say what is still needed."""
    _to_pitch(
        "pitch_confirmed",
        pitch,
        subject=lambda: _("Confirmed: %(title)s") % {"title": pitch.title},
        context={"call": call},
        key="pitch-confirmed",
        at=at,
    )


def post_given_back(pitch: Pitch, *, reason: str, at: datetime) -> None:
    """Tell both sides that a pitch was withdrawn or its place declined."""
    _to_pitch(
        "pitch_given_back",
        pitch,
        subject=lambda: _("Taken back: %(title)s") % {"title": pitch.title},
        context={"reason": reason},
        key="pitch-given-back",
        at=at,
    )
    _to_office(
        pitch,
        subject=lambda: _("Taken back: %(title)s") % {"title": pitch.title},
        text=lambda: (
            _("“%(title)s” was taken back. Reason: %(reason)s") % {"title": pitch.title, "reason": reason}
            if reason
            else _("“%(title)s” was taken back.") % {"title": pitch.title}
        ),
        key=f"pitch-given-back-office:{pitch.code}",
        at=at,
    )


def post_slides_reminder(pitch: Pitch, *, due: datetime, at: datetime) -> None:
    """Ask for slides that are missing."""
    _to_pitch(
        "slides_reminder",
        pitch,
        subject=lambda: _("Your slides, please: %(title)s") % {"title": pitch.title},
        context={"due": due},
        key=f"slides-reminder:{_day(due)}",
        at=at,
        not_after=due,
    )


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""
