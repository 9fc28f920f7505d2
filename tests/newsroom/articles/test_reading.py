"""What readers get: the newest version, nothing of a draft, in their language or German, in a constant number of queries."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.queries import articles
from strahlkraft.newsroom.rules.vocabulary import READABLE, ArticleState
from strahlkraft.projects.models import Event, FieldOfAction
from tests.factories.network import MunicipalityFactory, RegionFactory
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.newsroom.articles.people import AT, Newsroom, given

UNREADABLE = sorted({*ArticleState} - READABLE)
LISTED = sorted(READABLE - {ArticleState.ARCHIVED})
pytestmark = pytest.mark.django_db


def _titles(found: Any) -> list[str]:
    return [one.title for one in found]


@pytest.mark.parametrize("state", UNREADABLE)
def test_nothing_of_an_article_without_a_version_can_be_read(state: str) -> None:
    project = PublishedFactory()
    row = ArticleFactory(state=state, about=[project])
    assert row.region is not None
    found = [
        *articles.readable(language="de"),
        *articles.readable(language="de", region=row.region.slug, kind=row.kind),
        *articles.about(project.label, "de"),
        *articles.about(row.region.label, "de"),
        *articles.about(row.label, "de"),
    ]
    assert (found, articles.read(row.slug, "de"), articles.years()) == ([], None, [])


@pytest.mark.parametrize("state", LISTED)
def test_a_published_article_is_read_and_listed_whatever_is_done_with_it(state: str) -> None:
    row = ArticleFactory(state=state)
    one = articles.read(row.slug, "de")
    assert one is not None
    assert (one.title, one.html, one.archived, _titles(articles.readable(language="de"))) == (
        "Beispielartikel",
        "<p>Ein Beispieltext.</p>\n",
        False,
        ["Beispielartikel"],
    )


def test_an_archived_article_stays_at_its_address_and_leaves_the_lists() -> None:
    row = ArticleFactory(state="archived")
    one = articles.read(row.slug, "de")
    assert one is not None
    assert (one.archived, list(articles.readable(language="de")), articles.years()) == (True, [], [])


def test_nothing_of_a_correction_in_the_making_reaches_readers(newsroom: Newsroom) -> None:
    other, secret = RegionFactory(), PublishedFactory(region=newsroom.region)
    topics = [FieldOfAction.objects.create(slug=slug, name=slug) for slug in ("alt", "neu")]
    picture, hidden = PictureFactory(), PictureFactory()
    about = {"about": [newsroom.project], "topic": topics[0], "lead_picture": picture}
    row = ArticleFactory(region=newsroom.region, state="published", slug="beispiel", **about)
    before = articles.read("beispiel", "de")
    row = actions.begin_correction(by=newsroom.admin, at=AT, code=row.code, version=row.version)
    handed = given(
        "Noch geheim",
        body="Noch geheim.",
        english="Still secret.",
        kind="result",
        region_id=other.pk,
        topic="neu",
        links=(("project", secret.slug),),
        lead_picture=hidden.code,
        gallery=(hidden.code,),
        note="Noch geheim.",
    )
    actions.edit_article(by=newsroom.admin, at=AT, code=row.code, version=row.version, given=handed)
    assert articles.read("beispiel", "de") == before
    english = articles.read("beispiel", "en")
    assert english is not None
    assert (english.language, english.foreign) == ("de", True)
    found = {
        "region": _titles(articles.readable(language="de", region=newsroom.region.slug)),
        "other region": _titles(articles.readable(language="de", region=other.slug)),
        "topic": _titles(articles.readable(language="de", topic="alt")),
        "other topic": _titles(articles.readable(language="de", topic="neu")),
        "kind": _titles(articles.readable(language="de", kind="result")),
        "project": _titles(articles.about(newsroom.project.label, "de")),
        "other project": _titles(articles.about(secret.label, "de")),
    }
    assert {name for name, titles in found.items() if titles == ["Beispielartikel"]} == {"region", "topic", "project"}
    assert {name for name, titles in found.items() if titles == []} == set(found) - {"region", "topic", "project"}


def test_english_readers_get_english_where_there_is_some_and_german_said_to_be_german() -> None:
    ArticleFactory(state="published", slug="beides", title="Beides", english="A text.")
    ArticleFactory(state="published", slug="deutsch", title="Deutsch")
    found = {one.slug: (one.title, one.language, one.foreign) for one in articles.readable(language="en")}
    assert found == {"beides": ("Beides (English)", "en", False), "deutsch": ("Deutsch", "de", True)}


def test_only_what_readers_can_open_is_linked(newsroom: Newsroom) -> None:
    offer = OfferFactory(project=newsroom.project)
    event = Event.objects.create(slug="termin", name="Beispieltermin", date="2026-03-01")
    case = CaseFactory(offer=offer, state="in_operation", confirmed_at=AT)
    town = MunicipalityFactory()
    things = [newsroom.project, offer, event, town, case]
    row = ArticleFactory(state="published", slug="beispiel", about=things)
    one = articles.read(row.slug, "de")
    assert one is not None
    assert list(one.links) == [thing.label for thing in things]
    assert [_titles(articles.about(thing.label, "de")) for thing in things] == [["Beispielartikel"]] * 5
    newsroom.project.publication = "withdrawn"
    newsroom.project.save()
    one = articles.read(row.slug, "de")
    assert one is not None
    assert list(one.links) == [event.label, town.label]


def test_related_articles_share_things_first_then_the_topic_then_the_region(newsroom: Newsroom) -> None:
    topic = FieldOfAction.objects.create(slug="verkehr", name="Verkehr")
    own = ArticleFactory(
        state="published", title="Eigen", about=[newsroom.project], topic=topic, region=newsroom.region
    )
    ArticleFactory(state="published", title="Region", region=newsroom.region)
    ArticleFactory(state="published", title="Thema", topic=topic)
    ArticleFactory(state="published", title="Projekt", about=[newsroom.project])
    ArticleFactory(state="published", title="Fremd")
    ArticleFactory(state="draft", title="Entwurf", about=[newsroom.project], topic=topic, region=newsroom.region)
    assert _titles(articles.about(own.label, "de")) == ["Projekt", "Thema", "Region"]
    assert _titles(articles.about(own.label, "de", 1)) == ["Projekt"]


def test_nothing_is_about_what_no_article_can_be_about() -> None:
    ArticleFactory(state="published")
    assert articles.about(Label("source", "beispiel"), "de") == []


def test_lists_are_newest_first_and_by_year_in_berlin() -> None:
    moments = {
        "Silvester": datetime(2025, 12, 31, 23, 30, tzinfo=UTC),  # half past midnight in Berlin
        "Sommer": datetime(2025, 7, 1, 9, 0, tzinfo=UTC),
        "Winter": datetime(2026, 2, 1, 9, 0, tzinfo=UTC),
    }
    for title, at in moments.items():
        ArticleFactory(state="published", title=title, published_at=at)
    assert _titles(articles.readable(language="de")) == ["Winter", "Silvester", "Sommer"]
    assert articles.years() == [(2026, 2), (2025, 1)]
    assert _titles(articles.readable(language="de", year=2026)) == ["Winter", "Silvester"]


def test_a_list_is_cut_into_pages_and_counted() -> None:
    ArticleFactory.create_batch(5, state="published")
    page = Paginator(articles.readable(language="de"), 2).page(3)
    assert (page.paginator.count, page.paginator.num_pages, len(list(page))) == (5, 3, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(newsroom: Newsroom, rows: int, django_assert_num_queries: Any) -> None:
    offer, town = OfferFactory(project=newsroom.project), MunicipalityFactory()
    topic = FieldOfAction.objects.create(slug="verkehr", name="Verkehr")
    for _ in range(rows):
        row = ArticleFactory(
            state="published",
            region=newsroom.region,
            topic=topic,
            lead_picture=PictureFactory(),
            about=[newsroom.project, offer, town],
            body="Für [[project:beispielprojekt:funding]].",
        )
        assert row.current is not None
    with django_assert_num_queries(8):
        assert len(articles.readable(language="de")[:20]) == rows


@pytest.mark.parametrize("pictures", [1, 3])
def test_one_article_costs_the_same_however_much_it_shows(
    newsroom: Newsroom, pictures: int, django_assert_num_queries: Any
) -> None:
    gallery = tuple(picture.code for picture in PictureFactory.create_batch(pictures))
    fields = ("funding", "reuses", "funding")[:pictures]
    body = " ".join(f"[[project:beispielprojekt:{field}]]" for field in fields)
    handed = given(body=body, region_id=newsroom.region.pk, gallery=gallery)
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=2, at_once=True)
    with django_assert_num_queries(10), translation.override("de"):
        one = articles.read(row.slug, "de")
    assert one is not None
    assert [picture.code for picture in one.gallery] == list(gallery)
