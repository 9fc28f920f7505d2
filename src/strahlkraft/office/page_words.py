"""What the trail keeps of editable pages, in words: its parts and the values that are codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.newsroom.texts.pages import KINDS, STATES

LABELS: Mapping[str, Any] = {
    "kind": gettext_lazy("Kind"),
    "number": gettext_lazy("Version"),
    "slug": gettext_lazy("Address"),
    "pages": gettext_lazy("Pages in their order"),
    "reviewed_on": gettext_lazy("Reviewed on"),
    "de.title": gettext_lazy("Headline"),
    "de.body": gettext_lazy("Text (checksum)"),
    "en.title": gettext_lazy("Headline in English"),
    "en.body": gettext_lazy("Text in English (checksum)"),
}
"""Columns of the lines about pages, where they mean something else than in those about other things."""
VALUES: Mapping[str, Mapping[str, Any]] = {"kind": KINDS, "state": STATES}
"""What codes of these columns say."""
