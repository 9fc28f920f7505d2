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
VALUES: Mapping[str, Mapping[str, Any]] = {
    "mode": texts.MODES,
    "visibility": texts.VISIBILITIES,
    "task": texts.CREW_ROLES,
}
KINDS: Mapping[str, Any] = texts.OCCASION_KINDS
STATES: Mapping[str, Any] = texts.OCCASION_STATES
MOMENTS = ("starts_at", "ends_at")
"""Fields that hold a moment."""
