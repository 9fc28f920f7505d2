"""Pages the office wrote, as readers see them: at their address, in menus, in place of the built-in legal ones."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from strahlkraft.newsroom.actions import menus
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page
from strahlkraft.newsroom.rules.pages import Words
from tests.newsroom.articles.people import AT, Newsroom, a_newsroom

pytestmark = pytest.mark.django_db
LAW = [
    ("legal_notice", "/impressum/", "§ 5 DDG"),
    ("privacy", "/datenschutz/", "leaves no trace"),
    ("accessibility", "/barrierefreiheit/", "EN 301 549"),
]


@pytest.fixture
def newsroom() -> Newsroom:
    """Who may write and publish."""
    return a_newsroom()


def published(newsroom: Newsroom, kind: str = "free", **texts: Words) -> Page:
    """A page readers see."""
    row = actions.create_page(
        by=newsroom.writer, at=AT, kind=kind, texts=texts or {"de": Words("Beispielseite", "Ein Beispieltext.")}
    )
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=1)
    return actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=2)


def shown(client: Client, path: str) -> str:
    """The page at an address."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_is_read_once_it_is_published_also_below_the_other_language(client: Client, newsroom: Newsroom) -> None:
    texts = {"de": Words("Beispielseite", "Ein **Beispieltext** 1 < 2")}
    row = actions.create_page(by=newsroom.writer, at=AT, texts=texts)
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=1)
    assert client.get("/seiten/beispielseite/").status_code == 404
    actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=2)
    german, english = (shown(client, f"{prefix}/seiten/beispielseite/") for prefix in ("", "/en"))
    assert '<h1 lang="de">Beispielseite</h1>' in german
    assert "<strong>Beispieltext</strong> 1 &lt; 2" in german
    assert "There is no text in your language" in english
    assert "There is no text in your language" not in german


def test_an_english_text_is_read_by_who_reads_english(client: Client, newsroom: Newsroom) -> None:
    published(newsroom, de=Words("Beispielseite", "Ein Text."), en=Words("Example page", "A text."))
    english = shown(client, "/en/seiten/beispielseite/")
    assert '<h1 lang="en">Example page</h1>' in english
    assert "There is no text in your language" not in english


def test_scripts_in_a_text_and_in_a_title_never_run(client: Client, newsroom: Newsroom) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    row = published(newsroom, de=Words("<script>alert(2)</script>", evil))
    menus.arrange_menu(by=newsroom.writer, at=AT, menu="main", known=[], pages=[row.pk])
    page = shown(client, f"/seiten/{row.slug}/")
    assert not [word for word in ("<script>alert", "<img src=x", 'href="javascript') if word in page]
    assert "&lt;script&gt;alert(2)" in page


@pytest.mark.parametrize(("kind", "path", "built_in"), LAW)
def test_what_a_law_asks_for_stands_at_its_own_address_once_it_is_written(
    client: Client, newsroom: Newsroom, kind: str, path: str, built_in: str
) -> None:
    assert built_in in shown(client, f"/en{path}")
    published(newsroom, kind, de=Words("Beispielhafte Angaben", "Ein Beispieltext."))
    page = shown(client, path)
    assert '<h1 lang="de">Beispielhafte Angaben</h1>' in page
    assert built_in not in shown(client, f"/en{path}")
    answer = client.get(f"/seiten{path}")
    assert (answer.status_code, answer["Location"]) == (301, path)


def test_readers_are_told_when_the_declaration_of_accessibility_was_not_reviewed_for_a_year(
    client: Client, newsroom: Newsroom
) -> None:
    row = published(newsroom, "accessibility")
    warning = "it is repeated every year"
    Page.objects.filter(pk=row.pk).update(reviewed_on="2020-01-02", review_by="2021-01-02")
    assert warning in shown(client, "/en/barrierefreiheit/")
    actions.note_review(by=newsroom.writer, at=timezone.now(), key=row.pk, version=row.version)
    assert warning not in shown(client, "/en/barrierefreiheit/")


def test_a_former_address_leads_on_in_the_language_asked_for(client: Client, newsroom: Newsroom) -> None:
    row = published(newsroom)
    menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="anderswo")
    found = [client.get(f"{prefix}/seiten/beispielseite/") for prefix in ("", "/en")]
    assert [(one.status_code, one["Location"]) for one in found] == [
        (301, "/seiten/anderswo/"),
        (301, "/en/seiten/anderswo/"),
    ]


def test_menus_offer_pages_on_every_page_in_their_order_for_one_query(client: Client, newsroom: Newsroom) -> None:
    costs, keys, page = [], list[int](), ""
    client.get("/kontakt/")
    for more in (0, 1, 2):
        before = list(keys)
        keys += [published(newsroom).pk for _number in range(more)]
        menus.arrange_menu(by=newsroom.writer, at=AT, menu="footer", known=before, pages=keys)
        with CaptureQueriesContext(connection) as asked:
            page = shown(client, "/kontakt/")
        costs.append((page.count("/seiten/"), len(asked), sum("newsroom_page" in one["sql"] for one in asked)))
    assert [links for links, _all, _own in costs] == [0, 1, 3]
    assert {(every, own) for _links, every, own in costs} == {(costs[0][1], 1)}
    assert page.index("/seiten/beispielseite/") < page.index("/seiten/beispielseite-2/")


def test_the_main_menu_stands_in_the_head(client: Client, newsroom: Newsroom) -> None:
    row = published(newsroom, "faq", de=Words("Fragen und Antworten", "Ein Text."), en=Words("Questions", "A text."))
    menus.arrange_menu(by=newsroom.writer, at=AT, menu="main", known=[], pages=[row.pk])
    head = shown(client, "/en/kontakt/").split("</header>")[0]
    assert head.count('<a href="/en/seiten/fragen-und-antworten/" lang="en">Questions') == 2  # wide and narrow
    assert 'lang="de">Fragen und Antworten' in shown(client, "/kontakt/").split("</header>")[0]


def test_an_answer_without_a_page_reads_no_menu(client: Client, newsroom: Newsroom) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/robots.txt")
    assert not [one for one in asked if "newsroom_page" in one["sql"]]


def test_the_sitemap_names_pages_once_and_those_of_the_law_at_their_address(client: Client, newsroom: Newsroom) -> None:
    published(newsroom)
    published(newsroom, "privacy")
    actions.create_page(by=newsroom.writer, at=AT, texts={"de": Words("Entwurf", "Ein Text.")})
    found = shown(client, "/sitemap.xml")
    assert found.count("/seiten/beispielseite/</loc><lastmod>2026-03-02</lastmod>") == 2  # both languages
    assert "/seiten/datenschutz/" not in found
    assert "/seiten/entwurf/" not in found
