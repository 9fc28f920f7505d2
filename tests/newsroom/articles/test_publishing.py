"""An approved article appears at its minute, once, whoever asks and however often; the search knows what readers see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs import newsroom_clock
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.models import Article, ArticleVersion
from strahlkraft.newsroom.rules.articles import minute
from strahlkraft.search.models import SearchDocument
from tests.factories.newsroom import ArticleFactory
from tests.newsroom.articles.people import AT, Newsroom, given

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.django_db
def test_an_article_appears_at_its_minute_and_not_a_second_before() -> None:
    row = ArticleFactory(state="approved", publish_at=AT)
    assert newsroom_clock.run(at=AT - timedelta(seconds=1)) == 0
    assert newsroom_clock.run(at=AT) == 1
    row.refresh_from_db()
    assert (row.state, row.published_at, row.publish_at, row.current.number) == ("published", AT, None, 1)
    assert list(AuditEntry.objects.values_list("verb", "actor_id")) == [("publish_article", "system")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        (datetime(2026, 3, 29, 3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # noqa: DTZ001 - as the clock on the wall shows it
        (datetime(2026, 10, 25, 1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),  # noqa: DTZ001 - the same
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # noqa: DTZ001 - the first of the two
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),  # noqa: DTZ001 - the same
    ],
)
def test_in_the_nights_when_clocks_change_it_appears_at_the_minute_on_the_wall(
    wall: datetime, moment: datetime
) -> None:
    publish_at, _refusals = minute(wall, BERLIN)
    row = ArticleFactory(state="approved", publish_at=publish_at)
    found = [newsroom_clock.run(at=moment + timedelta(minutes=minutes)) for minutes in (-61, -1, 0, 1, 60)]
    row.refresh_from_db()
    assert (found, row.published_at, row.versions.count()) == ([0, 0, 1, 0, 0], moment, 1)


@pytest.mark.django_db
def test_what_is_due_appears_in_the_order_of_its_minutes_and_one_that_fails_stops_no_other() -> None:
    late = ArticleFactory(state="approved", publish_at=AT)
    early = ArticleFactory(state="approved", publish_at=AT - timedelta(hours=1))
    broken = ArticleFactory(state="approved", publish_at=AT - timedelta(minutes=30))
    Article.objects.filter(pk=broken.pk).update(approved_hash="0" * 64)
    ArticleFactory(state="approved", publish_at=None)
    ArticleFactory(state="in_review", publish_at=AT)
    assert publishing.due(AT) == [early.code, broken.code, late.code]
    assert newsroom_clock.run(at=AT) == 2
    assert publishing.due(AT) == []


@pytest.mark.django_db
def test_asking_again_publishes_nothing_a_second_time() -> None:
    row = ArticleFactory(state="approved", publish_at=AT)
    found = [publishing.publish_due(by=SYSTEM, at=AT, code=row.code) for _ in range(3)]
    assert (found, ArticleVersion.objects.count(), AuditEntry.objects.count()) == ([True, False, False], 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_workers_at_the_same_second_publish_each_article_once() -> None:
    codes = [ArticleFactory(state="approved", publish_at=AT).code for _ in range(12)]

    def work(_number: int) -> int:
        try:
            return newsroom_clock.run(at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        published = sum(workers.map(work, range(2)))
    assert published == len(codes)
    assert sorted(ArticleVersion.objects.values_list("article__code", "number")) == sorted((code, 1) for code in codes)
    assert AuditEntry.objects.filter(verb="publish_article").count() == len(codes)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_round_with_nothing_due_costs_one_query(rows: int, django_assert_num_queries: pytest.FixtureRequest) -> None:
    ArticleFactory.create_batch(rows, state="approved", publish_at=AT + timedelta(hours=1))
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture is a function
        newsroom_clock.run(at=AT)


def test_approving_with_a_minute_schedules_and_at_once_publishes(newsroom: Newsroom) -> None:
    later, now = (ArticleFactory(region=newsroom.region, state="in_review") for _ in range(2))
    named = {"by": newsroom.second, "at": AT}
    minute_of = AT + timedelta(days=1)
    actions.approve_article(code=later.code, version=later.version, publish_at=minute_of, **named)
    actions.approve_article(code=now.code, version=now.version, at_once=True, **named)
    later.refresh_from_db()
    now.refresh_from_db()
    assert [(row.state, row.publish_at, row.published_at) for row in (later, now)] == [
        ("approved", minute_of, None),
        ("published", None, AT),
    ]
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["approve_article", "publish_article"]


def test_a_version_is_frozen_whole_and_later_writing_leaves_it_alone(newsroom: Newsroom) -> None:
    handed = given(
        english="A text about [[project:beispielprojekt:funding]].",
        region_id=newsroom.region.pk,
        links=(("project", newsroom.project.slug),),
    )
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    row = actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version, at_once=True)
    version = ArticleVersion.objects.get(article=row)
    row = actions.begin_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    other = given("Anders", region_id=newsroom.region.pk, note="x")
    actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=other)
    version.refresh_from_db()
    assert (version.number, version.at, version.note) == (1, AT, "")
    assert version.content == {
        "texts": {
            "de": {"title": "Beispielartikel", "lead": "Ein Beispiel.", "body": "Ein Beispieltext."},
            "en": {
                "title": "Beispielartikel in English",
                "lead": "An example.",
                "body": "A text about [[project:beispielprojekt:funding]].",
            },
        },
        "kind": "news",
        "region": newsroom.region.slug,
        "topic": "",
        "contact": "",
        "demonstration": False,
        "links": [["project", "beispielprojekt", "Beispielprojekt"]],
        "picture": {},
        "pictures": [],
        "figures": {"project:beispielprojekt:funding": "1200000.00"},
    }


def test_the_search_knows_what_readers_see_and_forgets_what_is_archived(newsroom: Newsroom) -> None:
    body = "Für [[project:beispielprojekt:funding]]."
    row = ArticleFactory(region=newsroom.region, state="approved", body=body, title="Das Beispiel", english="Example.")
    assert not SearchDocument.objects.filter(kind="article").exists()
    row = actions.publish_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    document = SearchDocument.objects.get(kind="article")
    assert (document.key, document.payload["title"], document.payload["aliases"], document.withdrawn) == (
        row.slug,
        "Das Beispiel",
        "Das Beispiel (English)",
        False,
    )
    assert "1.200.000" in document.payload["body"]
    assert document.payload["facets"]["region"] == [newsroom.region.slug]
    row = actions.archive_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    document.refresh_from_db()
    assert document.withdrawn
    actions.restore_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    document.refresh_from_db()
    assert not document.withdrawn
