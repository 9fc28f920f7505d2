"""The frame of the workspace: who is here, what stands in the navigation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from strahlkraft.accounts.models import User
from strahlkraft.kernel.actor import Right

_ITEMS: tuple[tuple[str, str, Right | None], ...] = (
    ("start", "today", None),
    ("projects", "folder", None),
    ("organisations", "town-hall", None),
    ("trail", "history", Right.READ_TRAIL),
    ("people", "users", Right.MANAGE_ACCOUNTS),
)


def _labels() -> dict[str, str]:
    return {
        "start": _("Today"),
        "projects": _("Projects"),
        "organisations": _("Organisations"),
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
            shown.append({"label": labels[name], "url": url, "icon": icon, "current": current, "count": None})
    return shown


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the workspace."""
    return render(request, template, {"workspace_nav": navigation(request), **context}, status=status)
