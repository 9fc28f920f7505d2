"""What the trail keeps of results told to citizens, in words: its parts and the values that are codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

_YES_NO = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}
LABELS: Mapping[str, Any] = {
    "text": gettext_lazy("Text (checksum)"),
    "checked_by_readers": gettext_lazy("Read by people who need it"),
    "shown": gettext_lazy("Readers see it"),
    "topic": gettext_lazy("What is compared"),
    "topic_en": gettext_lazy("What is compared, in English"),
    "before_text": gettext_lazy("Before"),
    "before_text_en": gettext_lazy("Before, in English"),
    "before_on": gettext_lazy("Before: when"),
    "before": gettext_lazy("Before: picture"),
    "after_text": gettext_lazy("Now"),
    "after_text_en": gettext_lazy("Now, in English"),
    "after_on": gettext_lazy("Now: when"),
    "after": gettext_lazy("Now: picture"),
    "source": gettext_lazy("Source"),
    "source_url": gettext_lazy("Address of the source"),
    "position": gettext_lazy("Place"),
}
"""Columns of the lines about results, where they mean something else than in those about other things."""
VALUES: Mapping[str, Mapping[str, Any]] = {"shown": _YES_NO}
"""What codes of these columns say."""
