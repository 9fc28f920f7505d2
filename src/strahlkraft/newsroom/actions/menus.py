"""Where pages stand: their address, with the former one leading on, and the order of a menu."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

import strahlkraft.audit.actions as trail
import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions._pages import held, path_of, put_into_search
from strahlkraft.newsroom.documents import PAGE
from strahlkraft.newsroom.models import Page, Redirect
from strahlkraft.newsroom.queries.pages import desk_label
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.vocabulary import Menu
from strahlkraft.steering.actions._shared import ensure_version


@transaction.atomic
def rename_page(*, by: Actor, at: datetime, key: int, version: int, slug: str, submission: UUID | None = None) -> Page:
    """Give a page another address; where readers ever saw it, the former one leads on for good."""
    row = held(by, key, version=version)
    before, former, path = row.slug, path_of(row.slug), path_of(slug)
    taken = Page.objects.filter(slug=slug).exclude(pk=row.pk).exists()
    led = Redirect.objects.filter(path=path).exists()
    ensure(rules.rename_problems(row.kind, slug, current=row.slug, taken=taken, former=led))
    row.slug = slug
    row.version += 1
    row.save()
    if row.versions.exists():
        Redirect.objects.filter(target=former).update(target=path)
        Redirect.objects.create(path=former, target=path, made_at=at)
    search.withdraw_documents(PAGE, [before])
    put_into_search(row)
    trail.record(
        verb="rename_page",
        by=by,
        at=at,
        subject=desk_label(row),
        before={"slug": before},
        after={"slug": slug},
        submission=submission,
    )
    return row


@transaction.atomic
def arrange_menu(
    *, by: Actor, at: datetime, menu: str, known: Sequence[int], pages: Sequence[int], submission: UUID | None = None
) -> list[Page]:
    """Let a menu offer these pages (by number) in this order; others come out of it. ``known`` is what its form showed."""
    ensure(access.may_manage_pages(by), hidden=True)
    rows = {row.pk: row for row in Page.objects.select_for_update().order_by("position", "slug")}
    chosen = [rows[key] for key in dict.fromkeys(pages) if key in rows]
    if len(chosen) != len(pages):
        message = gettext_noop("Choose only pages there are, each of them once.")
        raise Refused([Refusal("no_page", message, "pages")])
    ensure(rules.menu_problems(menu, [row.kind for row in chosen]))
    before = [row for row in rows.values() if row.menu == menu]
    ensure_version(0, int([row.pk for row in before] != list(known)))  # an order has no number of its own
    Page.objects.filter(menu=menu).exclude(pk__in=pages).update(menu=Menu.NONE, position=0, version=F("version") + 1)
    for position, row in enumerate(chosen, 1):
        if (row.menu, row.position) != (menu, position):
            Page.objects.filter(pk=row.pk).update(menu=menu, position=position, version=F("version") + 1)
    trail.record(
        verb="arrange_menu",
        by=by,
        at=at,
        subject=Label("page_menu", menu),
        before={"pages": ", ".join(row.slug for row in before)},
        after={"pages": ", ".join(row.slug for row in chosen)},
        submission=submission,
    )
    return list(Page.objects.filter(menu=menu).order_by("position", "slug"))
