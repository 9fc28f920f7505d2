"""News as visitors read them: list, article, archive, feeds, sitemap, card, press, and where else they stand."""

import json
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import ContactPoint
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.models import Article, Redirect, Rendition
from strahlkraft.newsroom.rules.vocabulary import READABLE, ArticleState
from strahlkraft.projects.models import FieldOfAction
from tests.factories.accounts import with_role
from tests.factories.network import MunicipalityFactory, RegionFactory
from tests.factories.newsroom import EARLIER, ArticleFactory, PictureFactory
from tests.factories.projects import ProjectFactory, PublishedFactory
from tests.factories.reuse import OfferFactory
from tests.newsroom.articles.people import AT, Newsroom, a_newsroom, given

pytestmark = pytest.mark.django_db
HIDDEN = sorted({*ArticleState} - READABLE)
ATOM = "{http://www.w3.org/2005/Atom}"


def shown(path: str, visitor: Client) -> str:
    """A page that is there."""
    page = visitor.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def corrected(newsroom: Newsroom) -> Article:
    """A published article with a correction readers have."""
    row = ArticleFactory(state="published", region=newsroom.region, slug="beispiel", title="Beispiel vorher")
    row = actions.begin_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    handed = given("Beispiel nachher", region_id=newsroom.region.pk, note="Die Zahl war falsch.")
    row = actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    return actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)


# ---- the list


def test_the_list_says_what_comes_while_there_is_nothing(visitor: Client) -> None:
    assert "/projekte/" in shown("/neues/", visitor)


@pytest.mark.parametrize("state", HIDDEN)
def test_nothing_of_a_draft_stands_anywhere(visitor: Client, state: str) -> None:
    project = PublishedFactory()
    row = ArticleFactory(state=state, title="Noch geheim", about=[project])
    paths = ["/", "/neues/", "/neues/feed.atom", "/neues/feed.rss", "/neues/feed.json", "/sitemap.xml"]
    paths += [f"/projekte/{project.slug}/", f"/regionen/{row.region.slug}/", "/sitemap-neues.xml"]
    assert [path for path in paths if "Noch geheim" in shown(path, visitor) or row.slug in shown(path, visitor)] == []
    for path in (f"/neues/{row.slug}/", f"/neues/{row.slug}/karte.svg", f"/neues/{row.slug}/karte.png"):
        assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Eins", "Zwei"]),
        ("?region=hier", ["Eins"]),
        ("?thema=verkehr", ["Zwei"]),
        ("?art=result", ["Zwei"]),
        ("?jahr=2026", ["Eins", "Zwei"]),
        ("?jahr=2025", []),
        ("?region=hier&art=result", []),
        ("?region=%00&art=quatsch&jahr=0000&seite=x", ["Eins", "Zwei"]),
    ],
)
def test_the_list_is_filtered_by_an_address_that_can_be_shared(visitor: Client, query: str, titles: list[str]) -> None:
    topic = FieldOfAction.objects.create(slug="verkehr", name="Verkehr")
    ArticleFactory(state="published", title="Eins", region=RegionFactory(slug="hier"))
    ArticleFactory(state="published", title="Zwei", kind="result", topic=topic)
    page = lxml_html.fromstring(shown(f"/neues/{query}", visitor))
    assert sorted(link.text for link in page.xpath("//h3[@class='news-tile__title']/a")) == titles


def test_the_list_asks_the_database_as_often_for_three_as_for_one(visitor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown("/neues/", visitor)
        return len(asked)

    def add() -> None:
        topic, _made = FieldOfAction.objects.get_or_create(slug="verkehr", name="Verkehr")
        ArticleFactory(state="published", lead_picture=PictureFactory(), topic=topic, about=[PublishedFactory()])

    add()
    queries()
    one = queries()
    add()
    add()
    assert queries() == one


def test_a_full_list_is_light(visitor: Client) -> None:
    for number in range(13):
        ArticleFactory(state="published", title=f"Beispiel {number}", lead_picture=PictureFactory())
    page = visitor.get("/neues/")
    assert (len(page.content) < 70_000, "seite=2" in page.content.decode()) == (True, True)


# ---- an article


def test_an_article_shows_all_that_belongs_to_it(visitor: Client) -> None:
    newsroom = a_newsroom()
    lead, inside = PictureFactory(caption="Bild oben"), PictureFactory(caption="Bild unten")
    row = ArticleFactory(
        state="draft", region=newsroom.region, lead_picture=lead, body="[[project:beispielprojekt:funding]]", about=[newsroom.project]
    )  # fmt: skip
    row.gallery.create(picture=inside)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    row = actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version, at_once=True)
    ArticleFactory(state="published", title="Beispiel nebenan", about=[newsroom.project])
    page = shown(f"/neues/{row.slug}/", visitor)
    wanted = [
        "Bild oben",
        "Bild unten",
        "1.200.000",
        "beispiel.example",
        "/projekte/beispielprojekt/",
        "Beispiel nebenan",
    ]
    assert [words for words in wanted if words not in page] == []
    assert f"/neues/{row.slug}/karte.png?v=1" in page


def test_a_correction_reaches_page_feeds_and_data_with_its_date(visitor: Client) -> None:
    row = corrected(a_newsroom())
    page = shown(f"/neues/{row.slug}/", visitor)
    found = [
        json.loads(text) for text in lxml_html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    ]
    news = next(one for one in found if one["@type"] == "NewsArticle")
    assert ("Die Zahl war falsch." in page, news["headline"], news["dateModified"]) == (
        True, "Beispiel nachher", AT.isoformat(),
    )  # fmt: skip
    assert news["correction"][0] | {"@type": ""} == {
        "@type": "", "text": "Die Zahl war falsch.", "datePublished": AT.isoformat(), "inLanguage": "de",
    }  # fmt: skip
    assert news["datePublished"] == EARLIER.isoformat()
    atom = ET.fromstring(shown("/neues/feed.atom", visitor))  # noqa: S314 - our own
    entry = atom.find(f"{ATOM}entry")
    assert entry is not None
    assert [entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")] == [
        EARLIER.isoformat(), AT.isoformat(),
    ]  # fmt: skip
    assert "Die Zahl war falsch." in (entry.findtext(f"{ATOM}summary") or "")
    item = json.loads(shown("/neues/feed.json", visitor))["items"][0]
    assert (item["date_published"], item["date_modified"]) == (EARLIER.isoformat(), AT.isoformat())
    assert AT.strftime("%Y-%m-%d") in shown("/neues/feed.rss", visitor)


def test_an_archived_article_stays_marked_and_leaves_lists_and_feeds(visitor: Client) -> None:
    row = ArticleFactory(state="archived", title="Beispiel von früher")
    assert "Beispiel von früher" in shown(f"/neues/{row.slug}/", visitor)
    assert [p for p in ("/neues/", "/neues/feed.atom", "/") if "Beispiel von früher" in shown(p, visitor)] == []


def test_an_article_speaks_the_readers_language_or_says_that_it_does_not(visitor: Client) -> None:
    both = ArticleFactory(state="published", english="An example.")
    german = ArticleFactory(state="published")
    assert "An example." in shown(f"/en/neues/{both.slug}/", visitor)
    page = shown(f"/en/neues/{german.slug}/", visitor)
    assert ("Ein Beispieltext." in page, 'lang="de"' in page) == (True, True)


def test_scripts_in_a_text_never_run(visitor: Client) -> None:
    row = ArticleFactory(
        state="published", title="</title><script>a", body="<script>alert(1)</script> <img src=x onerror=y>"
    )
    page = shown(f"/neues/{row.slug}/", visitor)
    assert ("<script>a" in page, "<img src=x" in page) == (False, False)


@pytest.mark.parametrize(
    ("ending", "media_type", "start"), [("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG")]
)
def test_the_card_is_a_picture_of_the_headline(visitor: Client, ending: str, media_type: str, start: bytes) -> None:
    row = ArticleFactory(state="published")
    card = visitor.get(f"/neues/{row.slug}/karte.{ending}")
    assert (card["Content-Type"], card.content[: len(start)]) == (media_type, start)


def test_an_article_asks_as_often_with_three_of_everything(visitor: Client) -> None:
    def queries(count: int) -> int:
        project = PublishedFactory()
        row = ArticleFactory(about=[project, *(PublishedFactory() for _ in range(count - 1))])
        for number in range(count):
            row.gallery.create(picture=PictureFactory(), position=number)
            ArticleFactory(state="published", about=[project])
        row = actions.submit_article(by=admin, at=AT, code=row.code, version=row.version)
        row = actions.approve_article(by=second, at=AT, code=row.code, version=row.version, at_once=True)
        shown(f"/neues/{row.slug}/", visitor)
        with CaptureQueriesContext(connection) as asked:
            shown(f"/neues/{row.slug}/", visitor)
        return len(asked)

    admin, second = with_role(Role.ADMIN), with_role(Role.ADMIN)
    assert queries(3) == queries(1)


# ---- archive


def test_the_archive_holds_a_year_by_month_and_no_other_year(visitor: Client) -> None:
    row = ArticleFactory(state="published", title="Beispiel im Januar")
    assert "Beispiel im Januar" in shown("/neues/archiv/2026/", visitor)
    assert (row.published_at.year, visitor.get("/neues/archiv/2025/").status_code) == (2026, 404)
    pages = [shown(path, visitor) for path in ("/neues/", "/neues/archiv/2026/", f"/neues/{row.slug}/")]
    assert [(">2026</option>" in page, "2026" in page, "2.026" in page) for page in pages] == [
        (True, True, False), (False, True, False), (False, True, False),
    ]  # fmt: skip
    assert visitor.get("/neues/archiv/0/").status_code == 404


# ---- feeds


@pytest.mark.parametrize("ending", ["atom", "rss", "json"])
@pytest.mark.parametrize(
    ("part", "titles"), [("", {"Eins", "Zwei"}), ("regionen/hier/", {"Eins"}), ("themen/verkehr/", {"Zwei"})]
)
def test_each_feed_holds_what_its_address_names(visitor: Client, part: str, titles: set[str], ending: str) -> None:
    topic = FieldOfAction.objects.create(slug="verkehr", name="Verkehr")
    ArticleFactory(state="published", title="Eins", region=RegionFactory(slug="hier"))
    ArticleFactory(state="published", title="Zwei", topic=topic, lead_picture=PictureFactory())
    content = shown(f"/neues/{part}feed.{ending}", visitor)
    if ending == "json":
        assert json.loads(content)["version"] == "https://jsonfeed.org/version/1.1"
        assert {item["title"] for item in json.loads(content)["items"]} == titles
        return
    root = ET.fromstring(content)  # noqa: S314 - our own
    found = root.iter(f"{ATOM}entry") if ending == "atom" else root.iter("item")
    name = f"{ATOM}title" if ending == "atom" else "title"
    assert {entry.findtext(name) for entry in found} == titles


@pytest.mark.parametrize("path", ["feed.xml", "regionen/fehlt/feed.atom", "themen/fehlt/feed.json"])
def test_a_feed_of_nothing_is_not_there(visitor: Client, path: str) -> None:
    assert visitor.get(f"/neues/{path}").status_code == 404


def test_a_feed_asks_as_often_for_three_as_for_one(visitor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown("/neues/feed.json", visitor)
        return len(asked)

    ArticleFactory(state="published", lead_picture=PictureFactory())
    one = queries()
    for _ in range(2):
        ArticleFactory(state="published", lead_picture=PictureFactory())
    assert queries() == one


# ---- search engines


def test_the_sitemap_names_articles_and_its_news_part_those_of_two_days(visitor: Client) -> None:
    row = ArticleFactory(state="published", english="An example.")
    with time_machine.travel(EARLIER):
        assert f"/neues/{row.slug}/" in shown("/sitemap.xml", visitor)
        fresh = ET.fromstring(shown("/sitemap-neues.xml", visitor))  # noqa: S314 - our own
        assert len(fresh) == 2
        assert "sitemap-neues.xml" in shown("/robots.txt", visitor)
    with time_machine.travel(AT):
        assert row.slug not in shown("/sitemap-neues.xml", visitor)


# ---- where else they stand


def test_articles_stand_on_the_pages_of_what_they_are_about(visitor: Client) -> None:
    project, town = PublishedFactory(), MunicipalityFactory()
    offer = OfferFactory(project=project)
    row = ArticleFactory(
        state="published", title="Beispiel überall", region=project.region, about=[project, offer, town]
    )
    paths = [
        "/",
        f"/projekte/{project.slug}/",
        f"/angebote/{offer.slug}/",
        f"/kommunen/{town.slug}/",
        f"/regionen/{project.region.slug}/",
    ]
    assert [path for path in paths if f"/neues/{row.slug}/" not in shown(path, visitor)] == []


# ---- former addresses


@pytest.mark.parametrize("asked", ["/alt/artikel.html", "/alt/artikel.html?utm=x", "/en/alt/artikel.html"])
def test_a_former_address_leads_to_its_article_for_good(visitor: Client, asked: str) -> None:
    row = ArticleFactory(state="published")
    Redirect.objects.create(path="/alt/artikel.html", article=row, made_at=AT)
    answer = visitor.get(asked)
    prefix = "/en" if asked.startswith("/en") else ""
    assert (answer.status_code, answer.headers.get("Location")) == (301, f"{prefix}/neues/{row.slug}/")


@pytest.mark.parametrize(
    "target", ["//boese.example/", "/\\boese.example", "https://boese.example/", "/en//boese.example/"]
)
def test_a_former_address_never_leads_to_another_host(visitor: Client, target: str) -> None:
    Redirect.objects.create(path="/alt/", target=target, made_at=AT)
    assert visitor.get("/alt/").status_code == 404


def test_a_former_address_of_a_draft_and_a_circle_lead_nowhere(visitor: Client) -> None:
    Redirect.objects.create(path="/alt/", article=ArticleFactory(), made_at=AT)
    Redirect.objects.create(path="/a/", target="/b/", made_at=AT)
    Redirect.objects.create(path="/b/", target="/a/", made_at=AT)
    Redirect.objects.create(path="/c/", target="/d/", made_at=AT)
    Redirect.objects.create(path="/d/", target="/projekte/", made_at=AT)
    answers = [visitor.get(path) for path in ("/alt/", "/a/", "/c/")]
    assert [answer.status_code for answer in answers] == [404, 404, 301]
    assert answers[2]["Location"] == "/projekte/"


def test_a_page_that_is_there_is_not_led_away(visitor: Client) -> None:
    Redirect.objects.create(path="/neues/", target="/projekte/", made_at=AT)
    assert visitor.get("/neues/").status_code == 200


# ---- the press


def test_the_press_page_names_mailboxes_feeds_and_kits(visitor: Client) -> None:
    project = PublishedFactory()
    ContactPoint.objects.create(region=project.region, mailbox="presse@beispiel.example")
    page = shown("/neues/presse/", visitor)
    wanted = [
        "presse@beispiel.example",
        f"/neues/presse/{project.slug}.zip",
        f"/neues/regionen/{project.region.slug}/feed.atom",
    ]
    assert [words for words in wanted if words not in page] == []


def a_printable(**parts: Any) -> Any:
    """A picture with its largest file on the disk."""
    picture = PictureFactory(**parts)
    largest = Rendition.objects.filter(picture=picture, media_type="image/jpeg", focus="").order_by("-width").first()
    assert largest is not None
    default_storage.save(largest.file.name, ContentFile(b"jpeg"))
    return picture


def test_a_press_kit_holds_texts_facts_with_sources_and_only_free_pictures(
    visitor: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    newsroom = a_newsroom()
    free, ours = a_printable(licence="CC-BY-4.0", credit="Stadt Beispiel"), a_printable()
    for number, picture in enumerate((free, ours)):
        ArticleFactory(state="published", slug=f"beispiel-{number}", lead_picture=picture, about=[newsroom.project])
    first = visitor.get("/neues/presse/beispielprojekt.zip")
    with zipfile.ZipFile(BytesIO(first.content)) as archive:
        names = sorted(archive.namelist())
        facts = json.loads(archive.read("facts/facts.json"))
        named = archive.read("pictures/credits.txt").decode()
    assert names == sorted(
        [
            "README.txt", "text/summary.txt", "text/2026-01-02-beispiel-0.txt", "text/2026-01-02-beispiel-1.txt",
            "facts/facts.json", "facts/facts.csv", "facts/facts.txt",
            "pictures/credits.txt", "pictures/credits.csv", f"pictures/{free.code}.jpg",
        ]
    )  # fmt: skip
    funding = next(one for one in facts["facts"] if one["reference"].endswith(":funding"))
    assert (funding["machine"], "beispiel.example" in funding["source"], funding["url"].startswith("http")) == (
        "1200000.00", True, True,
    )  # fmt: skip
    assert ("Stadt Beispiel" in named, "CC BY 4.0" in named) == (True, True)
    assert visitor.get("/neues/presse/beispielprojekt.zip").content == first.content


def test_a_draft_has_no_press_kit(visitor: Client) -> None:
    assert visitor.get(f"/neues/presse/{ProjectFactory().slug}.zip").status_code == 404
