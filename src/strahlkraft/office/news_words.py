"""What the trail keeps of articles, in words: its parts and the values that are codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.newsroom.texts.articles import KINDS, STATES

LABELS: Mapping[str, Any] = {
    "kind": gettext_lazy("Kind"),
    "region": gettext_lazy("Region"),
    "topic": gettext_lazy("Topic"),
    "contact": gettext_lazy("Whom the press may ask"),
    "links": gettext_lazy("What it is about"),
    "pictures": gettext_lazy("Pictures"),
    "publish_at": gettext_lazy("It appears at"),
    "figures": gettext_lazy("Figures"),
    "slug": gettext_lazy("Address"),
    "de.title": gettext_lazy("Headline"),
    "de.lead": pgettext_lazy("article", "Lead"),
    "de.body": gettext_lazy("Text (checksum)"),
    "en.title": gettext_lazy("Headline in English"),
    "en.lead": gettext_lazy("Lead in English"),
    "en.body": gettext_lazy("Text in English (checksum)"),
}
"""Columns of the lines about articles, where they mean something else than in those about other things."""
VALUES: Mapping[str, Mapping[str, Any]] = {"kind": KINDS, "state": STATES}
"""What codes of these columns say."""
