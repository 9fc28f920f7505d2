"""The box on an event's page that leads to its call and its prizes."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label


def call_box(request: HttpRequest, occasion: Occasion) -> dict[str, Any] | None:
    """The call while one can still hand in or soon can, and the prizes; None when there is neither."""
    call = queries.call_of(occasion)
    phase = rules.phase(queries.times(call), at=timezone.now()) if call else "none"
    prizes = list(occasion.prizes.all())
    if phase not in {"soon", "open"} and not prizes:
        return None
    return {
        "call": call if phase in {"soon", "open"} else None,
        "phase": phase,
        "call_url": address(Label("call", occasion.slug)),
        "event_url": address(occasion.label),
        "prizes": prizes,
    }
