"""What every page of a grant begins with: who may see it, its head, its tabs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.funding import access, texts
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries.grants import frame_of
from strahlkraft.funding.rules.vocabulary import GrantState, RecipientKind
from strahlkraft.office.shell import page, person

# Its name for ``here``, the path behind the grant's own address, its words; a tab whose address leads nowhere is left out.
TABS: tuple[tuple[str, str, Any], ...] = (
    ("overview", "", gettext_lazy("Overview")),
    ("notices", "bescheide/", pgettext_lazy("of the granting authority", "Notices")),
    ("plan", "finanzierungsplan/", gettext_lazy("Financing plan")),
    ("ledger", "ausgaben/", gettext_lazy("Expenditure")),
    ("drawdowns", "abrufe/", gettext_lazy("Drawdowns")),
    ("changes", "aenderungen/", gettext_lazy("Change requests")),
    ("proofs", "nachweise/", gettext_lazy("Proofs of use")),
    ("queries", "rueckfragen/", pgettext_lazy("of the granting authority", "Queries")),
    ("assets", "inventar/", gettext_lazy("Inventory")),
    ("aid", "beihilfen/", gettext_lazy("De-minimis aid")),
    ("deadlines", "fristen/", gettext_lazy("Deadlines")),
    ("notifications", "mitteilungen/", pgettext_lazy("to the granting authority", "Notifications")),
)

BADGES = {
    GrantState.APPLIED: ("info", "clock"),
    GrantState.NOT_GRANTED: ("unknown", "cross"),
    GrantState.GRANTED: ("good", "check"),
    GrantState.EFFECTIVE: ("good", "check"),
    GrantState.RUNNING: ("good", "operation"),
    GrantState.PROOF_DUE: ("warn", "clock"),
    GrantState.UNDER_REVIEW: ("info", "search"),
    GrantState.REPAYMENT_OPEN: ("bad", "euro"),
    GrantState.SETTLED: ("good", "closed"),
    GrantState.EARMARKED: ("info", "lock"),
    GrantState.RETENTION: ("unknown", "folder"),
    GrantState.ARCHIVED: ("unknown", "closed"),
}
"""State and icon of the badge that says where a grant stands."""


def badge_of(state: str) -> dict[str, Any]:
    """Where a grant stands, for the tag ``badge``."""
    colour, icon = BADGES[GrantState(state)]
    return {"state": colour, "text": texts.GRANT_STATES[state], "icon": icon}


def found_grant(request: HttpRequest, code: str) -> Grant:
    """A grant this person may see from inside; for everybody else it is not there (404)."""
    rows = access.readable_grants(person(request)).select_related("project", "region", "recipient", "parent")
    return get_object_or_404(rows, code=code)


def managed_grant(request: HttpRequest, code: str) -> Grant:
    """A grant for the office of its region; for everybody else the page is not there (404)."""
    grant = found_grant(request, code)
    if access.may_manage(person(request), grant.region_id):
        raise Http404
    return grant


def tabs(grant: Grant, here: str) -> list[dict[str, Any]]:
    """The tabs that lead somewhere, for the tag ``tabs``."""
    own = reverse("office:grant", args=[grant.code])
    return [
        {"label": label, "url": f"{own}{path}", "current": key == here}
        for key, path, label in TABS
        if _leads_somewhere(f"{own}{path}") and (key != "aid" or grant.recipient_kind == RecipientKind.COMPANY)
    ]


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def grant_page(
    request: HttpRequest, template: str, grant: Grant, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """A page of a grant; its template extends ``office/grants/_tabs.html`` and fills ``tab_title`` and ``tab``.

    The context gets ``grant``, ``grant_frame`` (queries.grants.Frame), ``may_edit``, ``may_manage``, ``today``.
    """
    by, today = person(request), localdate()
    frame = frame_of(grant, today=today)
    shared = {
        "grant": grant,
        "grant_frame": frame,
        "grant_badge": badge_of(grant.state),
        "grant_phase": texts.GRANT_PHASES[frame.phase],
        "grant_tabs": tabs(grant, here),
        "may_edit": not access.may_edit(by, grant),
        "may_manage": not access.may_manage(by, grant.region_id),
        "today": today,
    }
    return page(request, template, {**shared, **context}, status=status)
