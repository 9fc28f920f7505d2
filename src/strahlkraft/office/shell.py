"""The frame of the workspace: who is here, what stands in the navigation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from strahlkraft.accounts.models import User
from strahlkraft.kernel.actor import Right
from strahlkraft.reuse.queries.workspace import waiting_requests

_ITEMS: tuple[tuple[str, str, Right | None], ...] = (
    ("start", "today", None),
    ("projects", "folder", None),
    ("offers", "share", Right.EDIT_OFFERS),
    ("requests", "inbox", Right.ANSWER_REQUESTS),
    ("cases", "reuse", Right.REPORT_CASES),
    ("occasions", "calendar", Right.READ_EVENTS),
    ("software", "code", Right.MANAGE_SOFTWARE),
    ("organisations", "town-hall", None),
    ("exchange", "globe", Right.MANAGE_EXCHANGE),
    ("trail", "history", Right.READ_TRAIL),
    ("people", "users", Right.MANAGE_ACCOUNTS),
)


def _labels() -> dict[str, str]:
    return {
        "start": _("Today"),
        "projects": _("Projects"),
        "offers": _("Offers"),
        "requests": _("Requests"),
        "cases": _("Reuse"),
        "occasions": _("Events"),
        "software": _("Imported software"),
        "organisations": _("Organisations"),
        "exchange": _("Exchange"),
        "trail": _("Who did what"),
        "people": _("Accounts"),
    }


def person(request: HttpRequest) -> User:
    """Who is signed in; the gate lets nobody else reach a view."""
    assert isinstance(request.user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
    return request.user


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms this person may enter."""
    user, labels = person(request), _labels()
    start = reverse("office:start")
    shown = []
    for name, icon, right in _ITEMS:
        if right is None or user.holds(right):
            url = reverse(f"office:{name}")
            current = request.path == url if url == start else request.path.startswith(url)
            count = waiting_requests(user) or None if name == "requests" else None
            shown.append({"label": labels[name], "url": url, "icon": icon, "current": current, "count": count})
    return shown


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the workspace."""
    return render(request, template, {"workspace_nav": navigation(request), **context}, status=status)
