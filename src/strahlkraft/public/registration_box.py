"""What an event's page says of registration, and afterwards of what came of it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries.funnel import funnels, told
from strahlkraft.congress.queries.registration import openness, seats_of
from strahlkraft.congress.rules.registration import may_open_form
from strahlkraft.design.addresses import address
from strahlkraft.design.funnels import funnel_svg

ICONS = {"not_open_yet": "clock", "closed": "lock"}
"""What is said when one cannot register now, with its icon; other reasons are said elsewhere on the page or not at all."""


def shown_seats(occasion: Occasion) -> list[dict[str, Any]]:
    """The seats of each channel with their words, as ``_seats.html`` draws them."""
    return [
        {
            "words": texts.CHANNELS[one.channel],
            "capacity": one.capacity,
            "taken": one.taken,
            "free": one.free,
            "waiting": one.waiting,
            "percent": f"{one.share * 100:.1f}",
        }
        for one in seats_of(occasion)
    ]


def registration_box(request: HttpRequest, occasion: Occasion) -> dict[str, Any] | None:
    """Free seats and the way to the form; None where there is nothing to register for, or it is over."""
    at = timezone.now()
    if at > occasion.ends_at:
        return None
    refusals = may_open_form(openness(occasion), at=at)
    if not refusals:
        seats = shown_seats(occasion)
        return {
            "open": True,
            "seats": seats,
            "full": all(one["free"] == 0 for one in seats),
            "url": f"{address(occasion.label)}anmelden/",
            "closes": occasion.registration_closes_at,
        }
    code = refusals[0].code
    if code not in ICONS:
        return None
    opens = occasion.registration_opens_at if code == "not_open_yet" else None
    return {"open": False, "words": gettext(refusals[0].message), "icon": ICONS[code], "opens": opens}


def what_came_of_it(request: HttpRequest, occasion: Occasion) -> dict[str, Any] | None:
    """The chain from contacts to reuses, numbers only; None before the event and while nobody made contact."""
    funnel = funnels([occasion])[occasion.pk]
    if timezone.now() < occasion.starts_at or not funnel.contacts:
        return None
    steps = told(funnel)
    drawing = funnel_svg([(step.label, step.number) for step in steps], title=gettext("From contact to reuse"))
    return {"steps": steps, "drawing": drawing}
