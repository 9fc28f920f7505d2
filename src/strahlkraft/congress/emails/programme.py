"""Letters about a new version of the programme: only to those on stage whose hour, stage or place in it changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.congress.models import Pitch, PitchSpeaker, ProgrammeVersion
from strahlkraft.congress.rules.vocabulary import InvitationState
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters

CONCERNS = frozenset({"added", "moved", "removed"})
"""Kinds of changes people on stage are told of; a new title is nothing they have to come at another hour for."""


def post_programme(version: ProgrammeVersion, *, at: datetime) -> int:
    """Tell everybody concerned of their own changes, each mailbox once; gives the number of letters."""
    changes = {row["code"]: row for row in version.changes if row["kind"] in CONCERNS}
    pitches = {pitch.pk: pitch for pitch in Pitch.objects.filter(occasion=version.occasion, code__in=changes)}
    readers: dict[str, dict[str, Any]] = {}
    for row in _speaking(pitches):
        link = Label("speaker_private", link_token("speaker", row.speaker.code))
        _add(readers, row.speaker.mailbox, pitches[row.pitch_id], name=row.speaker.name, link=link)
    reached = {pitch.pk for reader in readers.values() for pitch in reader["pitches"]}
    for pitch in pitches.values():
        if pitch.pk not in reached:
            link = Label("pitch_private", link_token("pitch", pitch.link_code))
            _add(readers, pitch.mailbox, pitch, name="", link=link)
    letters: list[dict[str, Any]] = []
    for mailbox, reader in readers.items():
        _write_one(version, mailbox, reader, [changes[pitch.code] for pitch in reader["pitches"]], at=at, into=letters)
    post_letters(letters)
    return len(letters)


def _speaking(pitches: Iterable[int]) -> list[PitchSpeaker]:
    rows = PitchSpeaker.objects.filter(pitch__in=list(pitches)).exclude(state=InvitationState.DECLINED)
    return list(rows.select_related("speaker").order_by("pitch_id", "position"))


def _add(readers: dict[str, dict[str, Any]], mailbox: str, pitch: Pitch, *, name: str, link: Label) -> None:
    if mailbox:
        reader = readers.setdefault(mailbox.casefold(), {"to": mailbox, "name": name, "link": link, "pitches": []})
        if pitch not in reader["pitches"]:
            reader["pitches"].append(pitch)


def _write_one(
    version: ProgrammeVersion,
    mailbox: str,
    reader: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    into: list[dict[str, Any]],
) -> None:
    occasion = version.occasion
    languages = {pitch.language for pitch in reader["pitches"]}
    post(
        "programme_changed",
        to=reader["to"],
        language="en" if languages == {"en"} else OFFICE_LANGUAGE,
        subject=lambda: _("Your appearance: %(event)s") % {"event": occasion.name},
        context={
            "occasion": occasion,
            "name": reader["name"],
            "version": version.number,
            "note": version.note,
            "rows": [{"row": row, "before": _at(row["before"]), "after": _at(row["after"])} for row in rows],
        },
        url=reader["link"],
        more={"programme": Label("programme_of", occasion.slug)},
        key=f"programme:{occasion.slug}:{version.number}:{mailbox}"[:200],
        at=at,
        into=into,
    )


def _at(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {**place, "starts_at": datetime.fromisoformat(place["starts_at"])} if place else None
