"""What the trail says of accompanying projects, in words: fields and values. Each area of the steering room adds its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.steering import texts

LABELS: Mapping[str, Any] = {
    "checkin_state": gettext_lazy("State of the check-in"),
    "month": gettext_lazy("Month"),
    "projects": gettext_lazy("Projects"),
    "copied": gettext_lazy("Copied to the lead body and the office"),
    "paused": gettext_lazy("Pausing"),
    "reports": gettext_lazy("Published, with checksums"),
    **texts.LIGHT_NAMES,
    "sha256": gettext_lazy("Checksum (SHA-256)"),
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "checkin_state": texts.CHECKIN_STATES,
    **dict.fromkeys(texts.LIGHT_NAMES, texts.SHINES),
}
