"""Badges with a QR code for the door."""

from collections.abc import Iterable, Sequence

import segno
from django.conf import settings
from django.utils import translation

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion, Registration
from strahlkraft.design.addresses import address
from strahlkraft.design.paper import pdf
from strahlkraft.kernel.label import Label


def badge_address(registration: Registration) -> str:
    """What the QR code carries: a page that tells nothing about the person and opens nothing."""
    return f"{settings.BASE_URL}{address(Label('badge', str(registration.badge)))}"


def qr(registration: Registration) -> str:
    """The code as a picture in the page itself (``data:image/svg+xml``), legible also when folded or dirty."""
    return str(segno.make(badge_address(registration), error="m", micro=False).svg_data_uri(border=2, dark="#0a1730"))


def badges(occasion: Occasion, registrations: Iterable[Registration], *, language: str = "de") -> bytes:
    """Sheets of ten badges, 85 × 54 mm, with marks to cut; one per person of a group."""
    cards: Sequence[dict[str, object]] = [
        {"row": row, "qr": qr(row), "number": number, "of": row.seats}
        for row in registrations
        for number in range(1, row.seats + 1)
    ]
    with translation.override(language):
        event = texts.marked(occasion.name, demonstration=occasion.demonstration)
    context = {"occasion": occasion, "cards": cards, "event": event}
    return pdf("congress/papers/badges.html", context, language=language)
