"""What the columns of an issue of the newsletter are called in the trail, and what their values mean there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.newsroom.texts.newsletter import STATES

LABELS: Mapping[str, Any] = {
    "subject": _("Subject"),
    "subject_en": _("Subject in English"),
    "intro": _("Introduction (checksum)"),
    "region": _("Region"),
    "topic": _("Topic"),
    "state": _("State"),
    "send_at": _("Leaves at"),
    "part": _("Part"),
    "place": pgettext_lazy("in an order", "Place"),
    "title": _("Headline"),
    "text": _("Text (checksum)"),
    "language": _("Language"),
    "letters": _("Letters"),
}
VALUES: Mapping[str, Mapping[str, Any]] = {"state": STATES, "language": LANGUAGES}
