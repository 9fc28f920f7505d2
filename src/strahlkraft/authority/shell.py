"""The frame of the authority's pages: who may enter, on whose paper the page is written, where one can go."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.accounts.models import User
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of

_PAGES = (
    ("start", gettext_lazy("Submitted")),
    ("grants", gettext_lazy("Grants")),
    ("proofs", gettext_lazy("Proofs of use")),
    ("reports", gettext_lazy("Reports")),
    ("regions", gettext_lazy("Figures")),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits here: the person, the regions they supervise, and whether that is the whole Land."""

    user: User
    regions: tuple[Region, ...]
    whole: bool


def desk(request: HttpRequest) -> Desk:
    """The granting authority of some region, or the Land; for everybody else no page of this door is there (404)."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
    if not user.holds(Right.SUPERVISE_FUNDING):
        raise Http404
    whole = user.region_ids(Right.SUPERVISE_FUNDING) is None
    return Desk(user, tuple(regions_of(user, Right.SUPERVISE_FUNDING)), whole)


def letterhead(seat: Desk) -> str:
    """On whose paper the page is written."""
    if seat.whole:
        return _("State of North Rhine-Westphalia")
    districts = [row.government_district for row in seat.regions if row.government_district]
    if districts:
        named = districts[0].startswith("Bezirksregierung")
        return ", ".join(districts) if named else _("Bezirksregierung %(name)s") % {"name": ", ".join(districts)}
    return _("Granting authority")


def page(
    request: HttpRequest, template: str, seat: Desk, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this door."""
    shared = {
        "letterhead": letterhead(seat),
        "scope": _("all regions") if seat.whole else ", ".join(str(row) for row in seat.regions),
        "desk_nav": [_entry(request, name, label) for name, label in _PAGES],
        "many_regions": len(seat.regions) != 1,
    }
    return render(request, template, {**shared, **context}, status=status)


def _entry(request: HttpRequest, name: str, label: Any) -> dict[str, Any]:
    url = reverse(f"authority:{name}")
    here = request.path == url if name == "start" else request.path.startswith(url)
    return {"label": label, "url": url, "current": here}
