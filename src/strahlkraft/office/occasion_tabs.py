"""The tabs of an event's page in the workspace, and what every one of them begins with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from strahlkraft.congress import access
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.vocabulary import OccasionState
from strahlkraft.office.shell import page, person

# Path behind the event's own address, and its words; the area that serves the path adds the line, in this order:
# overview, call, programme, registration, the day, afterwards, crew.
TABS: tuple[tuple[str, Any], ...] = (
    ("", gettext_lazy("Overview")),
    ("aufruf/", gettext_lazy("Call")),
    ("beitraege/", gettext_lazy("Pitches")),
    ("programm/", gettext_lazy("Programme")),
    ("anmeldungen/", gettext_lazy("Registration")),
    ("tag/", gettext_lazy("The day")),
    ("nachher/", gettext_lazy("Afterwards")),
    ("team/", gettext_lazy("Crew")),
)

BADGES = {
    OccasionState.DRAFT: ("unknown", "edit"),
    OccasionState.ANNOUNCED: ("good", "globe"),
    OccasionState.CANCELLED: ("bad", "cross"),
}
"""State and icon of the badge that says where an event stands."""


def managed(request: HttpRequest, slug: str) -> Occasion:
    """An event this person prepares; for everybody else it is not there (404)."""
    rows = access.occasions_managed_by(person(request)).select_related("region", "series", "event")
    return get_object_or_404(rows, slug=slug)


def badge_of(occasion: Occasion) -> dict[str, str]:
    """Where an event stands, for the tag ``badge``."""
    state, icon = BADGES[OccasionState(occasion.state)]
    return {"state": state, "text": occasion.get_state_display(), "icon": icon}


def tabs(request: HttpRequest, occasion: Occasion) -> list[dict[str, Any]]:
    """The tabs, for the tag ``tabs``; the one whose address is the longest beginning of this one's is current."""
    own = reverse("office:occasion", args=[occasion.slug])
    rest = request.path.removeprefix(own)
    here = max((path for path, _label in TABS if rest.startswith(path)), key=len)
    return [{"label": label, "url": f"{own}{path}", "current": path == here} for path, label in TABS]


def occasion_page(
    request: HttpRequest, template: str, occasion: Occasion, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A tab of an event; its template extends ``office/occasions/base.html`` and fills ``tab_title`` and ``tab``."""
    frame = {"occasion": occasion, "occasion_badge": badge_of(occasion), "occasion_tabs": tabs(request, occasion)}
    return page(request, template, {**frame, **context}, status=status)
