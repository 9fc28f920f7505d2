"""What the trail says of events, in words: fields, values, moments. Each area of the congress room adds its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts

LABELS: Mapping[str, Any] = {
    "mode": gettext_lazy("How it takes place"),
    "visibility": gettext_lazy("Visible to"),
    "starts_at": gettext_lazy("Begins"),
    "ends_at": gettext_lazy("Ends"),
    "venue": gettext_lazy("Venue"),
    "access_notes": gettext_lazy("Accessibility at the venue"),
    "stream_url": gettext_lazy("Address of the stream"),
    "hosts": gettext_lazy("Hosts"),
    "organisers": gettext_lazy("Organised by"),
    "notice": gettext_lazy("What was told"),
    "task": gettext_lazy("Task"),
}
PITCH_LABELS: Mapping[str, Any] = {
    "pitch_state": gettext_lazy("State"),
    "pitch_kind": gettext_lazy("Kind"),
    "pitches": gettext_lazy("Pitches"),
    "count": gettext_lazy("Number"),
    "topic": gettext_lazy("Theme"),
    "topics": gettext_lazy("Themes"),
    "organisation": gettext_lazy("Body that presents it"),
    "needs": gettext_lazy("Needs on stage"),
    "sign_language": gettext_lazy("Sign language interpreter wanted"),
    "slides": gettext_lazy("Slides"),
    "slides_public": gettext_lazy("Slides may be published"),
    "invitation": gettext_lazy("Invitation"),
    "speakers": gettext_lazy("Number of speakers"),
    "named": gettext_lazy("Name may be published"),
    "windows": gettext_lazy("Time windows"),
    "moved_up": gettext_lazy("Moved up from the waiting list"),
    "place": gettext_lazy("Place"),
    "places": gettext_lazy("Places on stage"),
    "seconds": gettext_lazy("Seconds"),
    "opener_penalty": gettext_lazy("How it suits as the first of a block"),
    "blind": gettext_lazy("Reviewers see neither people nor bodies"),
    "criteria": gettext_lazy("Criteria"),
    "conflict": gettext_lazy("Conflict of interest"),
    "letters": gettext_lazy("Letters"),
    "opens_at": gettext_lazy("Opens"),
    "closes_at": gettext_lazy("Closes"),
    "prize": gettext_lazy("Prize"),
    "vote_side": gettext_lazy("Who voted"),
    "tally": gettext_lazy("Tally"),
}
"""What the trail says of calls, pitches and prizes."""
GUEST_LABELS: Mapping[str, Any] = {
    "registration_state": gettext_lazy("State"),
    "channel": gettext_lazy("How"),
    "people": gettext_lazy("Number of people"),
    "onsite": gettext_lazy("Seats on site"),
    "online": gettext_lazy("Seats online"),
    "form": gettext_lazy("File"),
    "contact_state": gettext_lazy("State"),
    "origin": gettext_lazy("Where it was made"),
    "recording": gettext_lazy("What it is"),
    "stage": gettext_lazy("Stage"),
}
"""What the trail says of registrations, contacts and recordings."""
VALUES: Mapping[str, Mapping[str, Any]] = {
    "registration_state": texts.REGISTRATION_STATES,
    "channel": texts.CHANNELS,
    "contact_state": texts.CONTACT_STATES,
    "origin": texts.CONTACT_ORIGINS,
    "recording": texts.RECORDING_KINDS,
    "pitch_state": texts.PITCH_STATES,
    "pitch_kind": texts.PITCH_KINDS,
    "invitation": texts.INVITATION_STATES,
    "vote_side": texts.VOTE_SIDES,
    "mode": {**texts.PITCH_MODES, **texts.MODES},
    "visibility": texts.VISIBILITIES,
    "task": texts.CREW_ROLES,
}
KINDS: Mapping[str, Any] = texts.OCCASION_KINDS
STATES: Mapping[str, Any] = texts.OCCASION_STATES
MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at")
"""Fields that hold a moment."""
