"""A page's address changes and the former one leads on; menus keep their order."""

import pytest

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import menus
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page, Redirect
from strahlkraft.newsroom.queries import pages as queries
from strahlkraft.newsroom.queries.former import leads_to
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.newsroom.texts import VERBS
from tests.newsroom.articles.people import AT, Newsroom


def _page(newsroom: Newsroom, title: str, kind: str = "free", *, published: bool = True) -> Page:
    row = actions.create_page(by=newsroom.writer, at=AT, texts={"de": Words(title, "Ein Beispieltext.")}, kind=kind)
    if not published:
        return row
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=1)
    return actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=2)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_the_former_address_of_a_renamed_page_leads_on_also_after_a_second_time(newsroom: Newsroom) -> None:
    row = _page(newsroom, "Erste")
    row = menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="zweite")
    row = menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="dritte")
    assert [leads_to("/seiten/erste/"), leads_to("/seiten/zweite/")] == ["/seiten/dritte/"] * 2
    assert queries.read("dritte", "de") is not None


def test_a_page_does_not_go_back_to_an_address_that_leads_on(newsroom: Newsroom) -> None:
    row = _page(newsroom, "Erste")
    row = menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="zweite")
    with pytest.raises(Refused) as refused:
        menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="erste")
    assert _codes(refused) == ["slug_former"]


def test_a_page_nobody_has_read_leaves_no_address_behind(newsroom: Newsroom) -> None:
    row = _page(newsroom, "Erste", published=False)
    menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="zweite")
    assert not Redirect.objects.exists()


def test_two_pages_do_not_share_an_address(newsroom: Newsroom) -> None:
    row = _page(newsroom, "Erste")
    _page(newsroom, "Zweite")
    with pytest.raises(Refused) as refused:
        menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="zweite")
    assert _codes(refused) == ["slug_taken"]


def test_a_menu_offers_what_is_public_in_its_order(newsroom: Newsroom) -> None:
    first, second, third = (_page(newsroom, title) for title in ("Erste", "Zweite", "Dritte"))
    draft = _page(newsroom, "Entwurf", published=False)
    order = [third.pk, draft.pk, first.pk]
    menus.arrange_menu(by=newsroom.writer, at=AT, menu="main", known=[], pages=order)
    assert [one.label.key for one in queries.menus("de")["main"]] == ["dritte", "erste"]
    menus.arrange_menu(by=newsroom.writer, at=AT, menu="main", known=order, pages=[second.pk, first.pk])
    assert [one.label.key for one in queries.menus("de")["main"]] == ["zweite", "erste"]
    assert Page.objects.get(pk=third.pk).menu == ""
    entry = AuditEntry.objects.filter(verb="arrange_menu").order_by("-sequence")[0]
    assert (entry.before["pages"], entry.after["pages"]) == ("dritte, entwurf, erste", "zweite, erste")
    assert {"arrange_menu", "rename_page"} <= set(VERBS)


def test_an_order_made_on_an_older_one_is_refused(newsroom: Newsroom) -> None:
    first, second = _page(newsroom, "Erste"), _page(newsroom, "Zweite")
    menus.arrange_menu(by=newsroom.writer, at=AT, menu="main", known=[], pages=[first.pk])
    with pytest.raises(Refused) as refused:
        menus.arrange_menu(by=newsroom.second, at=AT, menu="main", known=[], pages=[second.pk])
    assert _codes(refused) == ["stale"]


def test_a_menu_takes_each_page_once_and_none_a_law_asks_for(newsroom: Newsroom) -> None:
    row, law = _page(newsroom, "Erste"), _page(newsroom, "Datenschutz", "privacy")
    for pages, code in (([row.pk, row.pk], "no_page"), ([0], "no_page"), ([law.pk], "law_in_menu")):
        with pytest.raises(Refused) as refused:
            menus.arrange_menu(by=newsroom.writer, at=AT, menu="footer", known=[], pages=pages)
        assert _codes(refused) == [code]


def test_who_may_not_change_pages_changes_no_menu_and_no_address(newsroom: Newsroom) -> None:
    row = _page(newsroom, "Erste")
    with pytest.raises(Refused) as menu:
        menus.arrange_menu(by=newsroom.partner, at=AT, menu="main", known=[], pages=[row.pk])
    with pytest.raises(Refused) as renamed:
        menus.rename_page(by=newsroom.partner, at=AT, key=row.pk, version=row.version, slug="zweite")
    assert menu.value.hidden
    assert renamed.value.hidden
