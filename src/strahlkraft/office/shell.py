"""The frame of the workspace: who is here, what stands in the navigation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.accounts.models import User
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.reuse.queries.workspace import waiting_requests


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry: the name of its page, who may enter it, and pages that belong to it and stand elsewhere.

    ``whole_region``: the right for single projects is not enough.
    """

    page: str
    icon: str
    label: Any
    right: Right | None = None
    whole_region: bool = False
    also: tuple[str, ...] = ()


_GROUPS: Mapping[Any, tuple[_Item, ...]] = {
    "": (
        _Item("start", "today", _("Today")),
        _Item("portfolio", "chart", _("Portfolio"), Right.READ_STEERING),
        _Item("projects", "folder", _("Projects")),
    ),
    _("Accompanying"): (
        _Item("ideas", "idea", _("Ideas and board"), Right.READ_STEERING, True, ("sessions", "applications")),
        _Item("checkins", "light", _("Check-ins"), Right.READ_STEERING),
        _Item("deadlines", "clock", _("Deadlines"), Right.READ_STEERING),
        _Item("closures", "closed", _("Closings"), Right.READ_STEERING, also=("handovers",)),
    ),
    _("Money"): (
        _Item("grants", "euro", _("Grants"), Right.READ_FUNDING),
        _Item("extensions", "calendar", _("Extensions"), Right.READ_FUNDING, True),
        _Item("reports", "document", _("Reports"), Right.MANAGE_FUNDING, True),
    ),
    pgettext_lazy("group of pages", "Reuse"): (
        _Item("offers", "share", _("Offers"), Right.EDIT_OFFERS),
        _Item("requests", "inbox", _("Requests"), Right.ANSWER_REQUESTS),
        _Item("cases", "reuse", _("Reuse"), Right.REPORT_CASES),
        _Item("software", "code", _("Imported software"), Right.MANAGE_SOFTWARE),
    ),
    _("Public relations"): (
        _Item("news", "document", _("Articles"), Right.WRITE_NEWS),
        _Item("pictures", "picture", _("Pictures"), Right.WRITE_NEWS),
        _Item("results", "light", _("Results for citizens"), Right.WRITE_NEWS),
        _Item("newsletter", "mail", _("Newsletter"), Right.PUBLISH_NEWS),
        _Item("pages", "list", _("Pages of the site"), Right.MANAGE_PAGES),
        _Item("feedback", "inbox", _("Feedback of citizens"), Right.PUBLISH_NEWS),
    ),
    _("Exchange with others"): (
        _Item("network", "users", _("Network"), Right.READ_STEERING, also=("contact_log", "groups")),
        _Item("organisations", "town-hall", _("Organisations")),
        _Item("occasions", "calendar", _("Events"), Right.READ_EVENTS, also=("calendar",)),
    ),
    _("Office"): (
        _Item("staffing", "scale", _("Posts"), Right.READ_STEERING, True),
        _Item("absences", "user", _("Absences")),
        _Item("letters", "mail", _("Letters"), Right.STEER_PROJECTS),
        _Item("sheets", "grid", _("Spreadsheets"), Right.STEER_PROJECTS),
        _Item("exchange", "globe", _("Exchange"), Right.MANAGE_EXCHANGE),
        _Item("trail", "history", _("Who did what"), Right.READ_TRAIL),
        _Item("people", "key", _("Accounts"), Right.MANAGE_ACCOUNTS),
        _Item("data_protection", "shield", _("Data protection"), Right.MANAGE_PRIVACY),
    ),
}
"""All pages somebody can begin at, group by group; the first group has no heading."""


def person(request: HttpRequest) -> User:
    """Who is signed in; the gate lets nobody else reach a view."""
    assert isinstance(request.user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
    return request.user


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms this person may enter, each with its ``group`` (empty: stands above all groups)."""
    user = person(request)
    supervision = [_supervision()] if user.holds(Right.SUPERVISE_FUNDING) else []
    return supervision + [
        {
            "group": group,
            "label": item.label,
            "url": reverse(f"office:{item.page}"),
            "icon": item.icon,
            "current": _is_here(item, request.path),
            "count": waiting_requests(user) or None if item.page == "requests" else None,
        }
        for group, items in _GROUPS.items()
        for item in items
        if _may_enter(user, item)
    ]


def _supervision() -> dict[str, Any]:
    """The way to the pages of granting authorities, which stand elsewhere."""
    url = address(Label("supervision", ""))
    return {
        "group": "",
        "label": _("Supervision of grants"),
        "url": url,
        "icon": "scale",
        "current": False,
        "count": None,
    }


def _may_enter(user: User, item: _Item) -> bool:
    if item.right is None:
        return True
    if item.whole_region:
        regions = user.region_ids(item.right)
        return regions is None or bool(regions)
    return user.holds(item.right)


def _is_here(item: _Item, path: str) -> bool:
    """Whether the page of this address belongs to the entry; every page lies below the first one."""
    if item.page == "start":
        return path == reverse("office:start")
    return any(path.startswith(reverse(f"office:{name}")) for name in (item.page, *item.also))


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the workspace."""
    return render(request, template, {"workspace_nav": navigation(request), **context}, status=status)
