"""What an event's page says while it takes place: follow a stage, ask, applaud."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.stage import may_take_part
from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label

BEFORE = timedelta(hours=1)  # how long before the first minute the box shows


def live_box(request: HttpRequest, occasion: Occasion) -> dict[str, Any] | None:
    """The way to the audience's page around the event; None before and after, and without a programme."""
    at = timezone.now()
    on = not may_take_part(occasion.state, occasion.starts_at, occasion.ends_at, at=at)
    if not on or at < occasion.starts_at - BEFORE or not occasion.versions.exists():
        return None
    return {"url": address(Label("audience", occasion.slug))}
