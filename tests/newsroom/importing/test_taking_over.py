"""Articles of an older site: each once, a draft with its day and its pictures, its former address leads on when it appears."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles, importing, pictures
from strahlkraft.newsroom.formats.html_markdown import OldPicture
from strahlkraft.newsroom.formats.older_sites import Entry
from strahlkraft.newsroom.models import Article, ImportedArticle, Picture, Redirect
from strahlkraft.newsroom.queries import desk
from strahlkraft.newsroom.queries.importing import known, moved
from strahlkraft.newsroom.rules.vocabulary import ArticleState
from strahlkraft.newsroom.texts import VERBS
from tests.factories.pictures import moving, photo
from tests.newsroom.articles.people import AT, Newsroom

DAY = datetime(2019, 5, 4, 7, 30, tzinfo=UTC)
URL = "https://alt.beispiel.example/neues/eins.html"
PHOTO = OldPicture("https://alt.beispiel.example/bilder/foto.jpg", "Ein Beispielhaus", "Das Haus. Foto: Beispielamt")
BARE = OldPicture("https://alt.beispiel.example/bilder/IMG_1.jpg", "IMG_1.jpg")


def entry(url: str = URL, **parts: Any) -> Entry:
    """An article as the older site said it."""
    said = {"title": "Alter Beispielartikel", "lead": "Kurz.", "body": "Ein Text.", "published_at": DAY}
    return Entry(url=url, **(said | parts))


def take(newsroom: Newsroom, one: Entry, files: dict[str, bytes] | None = None, **parts: Any) -> importing.Taken:
    """Take it over for the region."""
    named = {"by": newsroom.writer, "at": AT, "region_id": newsroom.region.pk} | parts
    return importing.take_over_article(entry=one, find=lambda picture: (files or {}).get(picture.url, b""), **named)


def test_an_entry_becomes_a_draft_with_its_origin_in_one_line_of_the_trail(newsroom: Newsroom) -> None:
    taken = take(newsroom, entry())
    row = Article.objects.get()
    [line] = AuditEntry.objects.all()
    text = row.texts.get()
    assert (taken.article, taken.new, taken.left) == (row, True, ())
    assert (row.state, row.published_at, row.region, row.created_by) == (
        "draft",
        None,
        newsroom.region,
        newsroom.writer.actor_id,
    )
    assert (text.language, text.title, text.lead, text.body) == ("de", "Alter Beispielartikel", "Kurz.", "Ein Text.")
    assert (row.imported.source_url, row.imported.published_there, row.imported.imported_at) == (URL, DAY, AT)
    assert (line.verb, line.subject_key, line.region_id) == ("take_over_article", row.code, newsroom.region.pk)
    assert line.verb in VERBS
    assert URL in row.remarks.get().text


@pytest.mark.parametrize(
    "again",
    [
        URL,
        "http://alt.beispiel.example/neues/eins.html",
        "https://WWW.alt.beispiel.example:443/neues/eins.html?utm_source=brief#more-7",
    ],
)
def test_the_same_address_twice_makes_one_article(newsroom: Newsroom, again: str) -> None:
    first, second = take(newsroom, entry()), take(newsroom, entry(again, title="Anders", pictures=(PHOTO,)))
    assert (second.article, second.new) == (first.article, False)
    assert (Article.objects.count(), AuditEntry.objects.count(), Picture.objects.count()) == (1, 1, 0)
    assert known([again, "https://alt.beispiel.example/andere/"]) == {again: first.article}


def test_other_pages_and_queries_of_a_site_are_other_articles(newsroom: Newsroom) -> None:
    urls = [f"https://alt.beispiel.example/index.php?id={number}" for number in (1, 2)]
    assert [take(newsroom, entry(url)).new for url in [*urls, "https://alt.beispiel.example/index.php"]] == [True] * 3


def test_pictures_come_with_the_words_they_had_and_the_rest_is_still_to_be_written(newsroom: Newsroom) -> None:
    files = {PHOTO.url: photo(), BARE.url: photo(500, 300)}
    row = take(newsroom, entry(pictures=(PHOTO, BARE)), files).article
    first, second = row.lead_picture, row.gallery.get().picture
    assert first is not None
    assert (first.alternative_text, first.caption, first.credit, first.unwritten) == (
        "Ein Beispielhaus",
        "Das Haus.",
        "Beispielamt",
        False,
    )
    assert (second.alternative_text, second.credit, second.decorative, second.unwritten) == ("", "", False, True)


def test_an_article_does_not_go_on_before_its_pictures_are_described(newsroom: Newsroom) -> None:
    row = take(newsroom, entry(pictures=(BARE,)), {BARE.url: photo()}).article
    with pytest.raises(Refused) as refused:
        articles.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert {one.code for one in refused.value.refusals} == {"alt_missing", "credit_missing"}
    picture = row.lead_picture
    assert picture is not None
    words = {"alternative_text": "Ein Haus", "credit": "Beispiel"}
    done = pictures.edit_picture(by=newsroom.writer, at=AT, code=picture.code, version=picture.version, **words)
    assert done.unwritten is False
    articles.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)


def test_a_picture_that_is_here_already_is_used_and_not_taken_in_twice(newsroom: Newsroom) -> None:
    first = take(newsroom, entry(pictures=(PHOTO,)), {PHOTO.url: photo()}).article
    again = entry("https://alt.beispiel.example/zwei", pictures=(PHOTO, BARE))
    second = take(newsroom, again, {PHOTO.url: photo(), BARE.url: photo()}).article
    assert (second.lead_picture, second.gallery.count(), Picture.objects.count()) == (first.lead_picture, 0, 1)


def test_what_cannot_become_a_picture_is_left_with_the_reason_and_the_article_comes(newsroom: Newsroom) -> None:
    gif = OldPicture("https://alt.beispiel.example/bewegt.gif", "Bewegt")
    page = OldPicture("https://alt.beispiel.example/falsch.jpg", "Falsch")
    gone = OldPicture("https://alt.beispiel.example/fort.jpg", "Fort")
    files = {gif.url: moving("GIF"), page.url: b"<html><script>alert(1)</script>"}
    taken = take(newsroom, entry(pictures=(gif, page, gone, OldPicture("", "Im Text"))), files)
    remark = taken.article.remarks.get().text
    assert (taken.new, len(taken.left), Picture.objects.count()) == (True, 4, 0)
    assert [one in remark for one in taken.left] == [True] * 4
    assert [url in line for url, line in zip((gif.url, page.url, gone.url, "Im Text"), taken.left, strict=True)] == [
        True
    ] * 4


def test_it_appears_past_a_second_person_with_its_old_day_and_its_address_leads_on(
    newsroom: Newsroom, client: Client
) -> None:
    row = take(newsroom, entry()).article
    assert client.get("/neues/eins.html").status_code == 404
    row = articles.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    with pytest.raises(Refused, match="another person"):
        articles.approve_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, at_once=True)
    row = articles.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version, at_once=True)
    assert (row.state, row.published_at) == (ArticleState.PUBLISHED, DAY)
    answer = client.get("/neues/eins.html")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/neues/{row.slug}/")
    assert (
        "04.05.2019" in client.get(f"/neues/{row.slug}/").content.decode()
        or "4. Mai 2019" in client.get(f"/neues/{row.slug}/").content.decode()
    )


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://alt.beispiel.example/?p=12", "/?p=12"),
        ("https://alt.beispiel.example/index.php?id=3&L=0", "/index.php?id=3&L=0"),
        ("https://alt.beispiel.example/%C3%BCber%20uns/", "/%C3%BCber%20uns"),
        ("https://alt.beispiel.example/%FCber/", "/%FCber/"),
    ],
)
def test_former_addresses_of_every_kind_lead_on(newsroom: Newsroom, client: Client, url: str, asked: str) -> None:
    row = take(newsroom, entry(url)).article
    row = articles.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    row = articles.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version, at_once=True)
    answer = client.get(asked)
    assert (answer.status_code, answer.headers.get("Location")) == (301, f"/neues/{row.slug}/")


def test_a_day_that_lies_ahead_or_is_missing_becomes_the_day_it_appears_here(newsroom: Newsroom) -> None:
    ahead = take(newsroom, entry(published_at=datetime(2031, 1, 1, tzinfo=UTC))).article
    unknown = take(newsroom, entry("https://alt.beispiel.example/ohne", published_at=None)).article
    assert (ahead.imported.published_there, unknown.imported.published_there) == (AT, None)


def test_a_path_two_sites_share_leads_to_the_first_and_the_map_says_so(newsroom: Newsroom) -> None:
    first = take(newsroom, entry()).article
    second = take(newsroom, entry("https://zweite.beispiel.example/neues/eins.html"))
    home = take(newsroom, entry("https://alt.beispiel.example/"))
    assert (len(second.left), len(home.left)) == (1, 1)
    assert Redirect.objects.get().article == first
    shown = {one.url: (one.path, one.taken, one.public) for one in moved(newsroom.writer)}
    assert shown == {
        URL: ("/neues/eins.html", False, False),
        "https://zweite.beispiel.example/neues/eins.html": ("/neues/eins.html", True, False),
        "https://alt.beispiel.example/": ("", False, False),
    }
    assert moved(newsroom.partner) == []


def test_only_who_manages_pages_takes_over_and_only_for_their_region(newsroom: Newsroom) -> None:
    for by, region in ((newsroom.partner, newsroom.region.pk), (newsroom.stranger, newsroom.region.pk)):
        with pytest.raises(Refused):
            take(newsroom, entry(), by=by, region_id=region)
    with pytest.raises(Refused):
        take(newsroom, entry(), region_id=None)
    assert take(newsroom, entry(), by=newsroom.admin, region_id=None).new
    assert ImportedArticle.objects.count() == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://", "https://a.example/x\ny", "ftp://a.example/"])
def test_an_address_that_is_none_is_refused(newsroom: Newsroom, url: str) -> None:
    with pytest.raises(Refused):
        take(newsroom, entry(url))
    assert (Article.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_the_importer_counts_as_writer_also_after_somebody_else_wrote(newsroom: Newsroom) -> None:
    row = take(newsroom, entry()).article
    assert desk.writers(row) == {newsroom.writer.actor_id}


def test_the_map_costs_the_same_for_one_and_for_three(newsroom: Newsroom, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        for number in range(count):
            take(newsroom, entry(f"https://alt.beispiel.example/{count}/{number}"))
        with django_assert_num_queries(4):
            moved(newsroom.writer)
