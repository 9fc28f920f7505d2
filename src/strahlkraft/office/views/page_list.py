"""The pages of the site in the workspace: what a law asks for, the menus with their order, all the others."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.addresses import address
from strahlkraft.newsroom.actions import menus as actions
from strahlkraft.newsroom.models import Page
from strahlkraft.newsroom.queries import pages as queries
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.vocabulary import Menu, PageState
from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.newsroom.texts.pages import KINDS, LAWS, MENUS, STATES
from strahlkraft.office.forms.pages import MenuForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page
from strahlkraft.office.views.pages import keeper

PAGE_SIZE = 25
BADGES = {
    PageState.DRAFT: "unknown",
    PageState.IN_REVIEW: "warn",
    PageState.PUBLISHED: "good",
    PageState.WITHDRAWN: "unknown",
}
MENUS_SHOWN = (Menu.MAIN, Menu.FOOTER)


@require_safe
@signed_in
def page_list(request: HttpRequest) -> HttpResponse:
    """Every page: those of the law with their review, each menu in its order, the others by title."""
    user, today = keeper(request), localdate()
    rows = list(queries.listed(user).order_by("position", "slug"))
    waiting = {duty.thing.key for duty in queries.duties(user, today=today)}
    known = {row.pk: _row(row, waiting=str(row.pk) in waiting) for row in rows}
    law = {row.kind: known[row.pk] for row in rows if row.kind in rules.LAW}
    others = sorted(
        (known[row.pk] for row in rows if row.kind not in rules.LAW and not row.menu),
        key=lambda one: str(one["title"]).casefold(),
    )
    menus = [_menu(name, [row for row in rows if row.menu == name], known) for name in MENUS_SHOWN]
    shown = Paginator(others, PAGE_SIZE).get_page(request.GET.get("seite"))
    for one in shown:
        one["into"] = [{**menu, "form": MenuForm(auto_id=False)} for menu in menus]
    context = {
        "law": [_of_law(kind, law.get(kind)) for kind in LAWS],
        "menus": menus,
        "others": shown,
        "waiting": len(waiting),
    }
    return page(request, "office/pages/list.html", context)


def _row(row: Page, *, waiting: bool) -> dict[str, Any]:
    return {
        "page": row,
        "title": queries.title_of(row),
        "kind": KINDS[row.kind],
        "badge": {"look": BADGES[PageState(row.state)], "text": STATES[row.state]},
        "languages": [LANGUAGES[text.language] for text in row.texts.all()],
        "public": address(queries.label_of(row.kind, row.slug)) if row.current_id else "",
        "waiting": waiting,
        "overdue": row.current_id is not None and rules.overdue(row.review_by, localdate()),
        "revised": row.current_id is not None and row.state != PageState.PUBLISHED,
    }


def _of_law(kind: str, row: dict[str, Any] | None) -> dict[str, Any]:
    """A page a law asks for: as it stands, or what readers see until somebody writes one."""
    return {
        "kind": kind,
        "title": KINDS[kind],
        "law": LAWS[kind],
        "row": row,
        "public": address(queries.label_of(kind, "")),
    }


def _menu(name: Menu, rows: Iterable[Page], known: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """A menu in its order, with the form that changes it."""
    keys = [row.pk for row in rows]
    return {
        "name": str(name),
        "title": MENUS[name],
        "rows": [known[key] for key in keys],
        "known": ",".join(str(key) for key in keys),
        "form": MenuForm(auto_id=False),
    }


@require_POST
@signed_in
def arrange(request: HttpRequest, menu: str) -> HttpResponse:
    """One press of a button: a page goes up, down, in or out; the list comes back where it was."""
    user = keeper(request)
    if menu not in MENUS_SHOWN:
        raise Http404
    form = MenuForm(request.POST)
    if form.is_valid():
        submission = form.cleaned_data["submission"]
        (deed, key), known = form.cleaned_data["deed"], form.cleaned_data["known"]
        order = rules.arranged(known, key, deed)
        at = timezone.now()
        outcome = carry_out(
            submission,
            lambda: actions.arrange_menu(by=user, at=at, menu=menu, known=known, pages=order, submission=submission),
        )
        if outcome.done:
            tell(request, outcome, _("The menu has its new order."))
        else:
            refused(request, outcome)
    else:
        messages.error(request, _("The page was out of date. Please press the button again."))
    return redirect(f"{reverse('office:pages')}#menu-{menu}")
