"""Who finds and sees which picture, and what a page gets to show some; constant queries."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from strahlkraft.newsroom.models import Comparison, Rendition
from strahlkraft.newsroom.queries import pictures as queries
from tests.factories.network import RegionFactory
from tests.factories.newsroom import EARLIER, SECOND, WRITER, ArticleFactory, PictureFactory
from tests.factories.projects import ProjectFactory, PublishedFactory
from tests.newsroom.pictures.people import Desk


def picture(**values: Any) -> Any:
    """A picture with its sizes."""
    return PictureFactory(**values)


@pytest.mark.parametrize("number", [1, 3])
def test_what_a_page_needs_of_pictures_is_one_query(
    db: None, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [picture() for _each in range(number)]
    with django_assert_num_queries(1):
        shown = queries.sources([*rows, None], "de")
    assert sorted(shown) == [row.pk for row in rows]


def test_no_picture_needs_no_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queries.sources([None], "de") == {}


def test_each_cut_names_its_sizes_and_keeps_its_place_on_the_page(db: None) -> None:
    row = picture(code="abc", width=1000, height=800, focal_x=33, focal_y=71, licence="CC-BY-4.0", caption="Unten")
    shown = queries.sources([row], "de")[row.pk]
    assert (shown.focus_x, shown.focus_y, shown.licence, shown.caption) == (35, 70, "CC BY 4.0", "Unten")
    assert (shown.whole.width, shown.whole.height, shown.whole.src) == (960, 768, "/bilder/abc/960x768.jpg")
    assert (shown.wide.width, shown.wide.height, shown.wide.src) == (960, 540, "/bilder/abc/960x540-35-70.jpg")
    assert shown.square.webp == (
        "/bilder/abc/320x320-35-70.webp 320w, /bilder/abc/640x640-35-70.webp 640w, /bilder/abc/800x800-35-70.webp 800w"
    )
    assert [part.split()[-1] for part in shown.whole.jpeg.split(", ")] == ["320w", "640w", "960w", "1000w"]


def test_a_picture_of_which_nothing_was_made_is_left_out(db: None) -> None:
    row = picture()
    Rendition.objects.filter(pk__in=()).delete()
    bare = picture(width=60, height=60)
    assert set(queries.sources([row, bare], "de")) == {row.pk, bare.pk}
    unmade = type(row)(pk=999, code="x", credit="B", alternative_text="x")
    assert queries.sources([unmade], "de") == {}


def test_english_readers_get_english_words_or_are_told_the_language(db: None) -> None:
    german, both = picture(caption="Unten"), picture(alternative_text="Oben", alternative_text_en="Above")
    shown = queries.sources([german, both], "en")
    assert [(one.alt, one.alt_lang, one.caption, one.caption_lang) for one in shown.values()] == [
        (german.alternative_text, "de", "Unten", "de"),
        ("Above", "", "", ""),
    ]


def test_addresses_are_the_same_in_every_language_and_carry_a_link_to_a_draft(db: None) -> None:
    from django.utils.translation import override  # noqa: PLC0415 - only here

    row = picture(code="abc")
    with override("en"):
        shown = queries.sources([row], "en", preview="tok")[row.pk]
    assert (shown.whole.src, shown.whole.webp.split()[0]) == (
        "/bilder/abc/960x540.jpg?vorschau=tok",
        "/bilder/abc/320x180.webp?vorschau=tok",
    )


# ---- who sees which


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_shows_its_pictures_in_constant_queries(
    desk: Desk, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(number):
        picture(region=desk.region)
    desk.writer.region_ids(_write())  # asked once for a person
    with django_assert_num_queries(1):
        assert len(list(queries.listed(desk.writer))) == number


def _write() -> Any:
    from strahlkraft.kernel.actor import Right  # noqa: PLC0415 - only here

    return Right.WRITE_NEWS


def test_who_finds_which_pictures(desk: Desk) -> None:
    own = picture(region=desk.region)
    whole = picture(region=None)
    strange = picture(region=RegionFactory())
    mine = picture(region=RegionFactory(), added_by=desk.partner.actor_id)

    def found(by: Any) -> set[str]:
        return {row.code for row in queries.listed(by)}

    assert found(desk.writer) == {own.code, whole.code}
    assert found(desk.partner) == {own.code, whole.code, mine.code}
    assert found(desk.stranger) == {whole.code}
    assert found(desk.admin) == {own.code, whole.code, strange.code, mine.code}


def test_a_reader_of_the_authority_finds_none(db: None) -> None:
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - only here
    from tests.factories.accounts import with_role  # noqa: PLC0415 - only here

    picture(region=None)
    assert list(queries.listed(with_role(Role.LAND))) == []


def test_search_asks_for_every_word_and_leaves_withdrawn_ones_out(desk: Desk) -> None:
    lamp = picture(region=desk.region, alternative_text="Eine Lampe am Markt", credit="Beispiel")
    picture(region=desk.region, alternative_text="Eine Lampe am Fluss")
    gone = picture(region=desk.region, alternative_text="Lampe am Markt", withdrawn_at=EARLIER)
    assert list(queries.listed(desk.writer, text="markt LAMPE")) == [lamp]
    assert list(queries.listed(desk.writer, text="lampe", withdrawn=True)) == [gone]
    assert list(queries.listed(desk.writer, region="anderswo")) == []


def test_chosen_pictures_keep_their_order(desk: Desk) -> None:
    first, second = picture(region=desk.region), picture(region=desk.region)
    strange = picture(region=RegionFactory())
    codes = [second.code, strange.code, "", first.code, second.code]
    assert queries.by_code(desk.writer, codes) == [second, first]


# ---- what readers have before them


def test_a_picture_is_public_by_the_version_readers_have(desk: Desk) -> None:
    lead, gallery, draft, other = (picture() for _each in range(4))
    article: Any = ArticleFactory(region=desk.region, lead_picture=lead)
    article.gallery.create(picture=gallery)
    assert [queries.is_public(row) for row in (lead, gallery)] == [False, False]
    shown: Any = ArticleFactory(region=desk.region, lead_picture=lead, state="draft")
    shown.gallery.create(picture=gallery)
    _published(shown)
    ArticleFactory(region=desk.region, lead_picture=draft, state="in_review")
    assert [queries.is_public(row) for row in (lead, gallery, draft, other)] == [True, True, False, False]


def _published(article: Any) -> None:
    """Bring it to readers, with its gallery in the version."""
    from strahlkraft.newsroom.queries.contents import approval_hash, working  # noqa: PLC0415 - only here
    from tests.factories.newsroom import ArticleVersionFactory  # noqa: PLC0415 - only here

    article.state, article.published_at = "in_review", EARLIER
    article.save()
    article.state, article.approved_by, article.approved_at = "approved", SECOND, EARLIER
    article.approved_hash = approval_hash(working(article))
    article.save()
    article.current = ArticleVersionFactory(article=article, number=1)
    article.state = "published"
    article.save()


def test_while_an_article_is_corrected_readers_keep_the_picture_they_have(desk: Desk) -> None:
    before, after = picture(), picture()
    article: Any = ArticleFactory(region=desk.region, lead_picture=before, state="correcting")
    article.lead_picture = after
    article.save()
    assert (queries.is_public(before), queries.is_public(after)) == (True, False)


def test_a_published_comparison_of_a_public_project_shows_its_pictures(db: None) -> None:
    def compared(project: Any, *, published: bool) -> Any:
        row = picture()
        Comparison.objects.create(
            project=project,
            after=row,
            topic="Beispiel",
            before_text="Beispiel",
            after_text="Beispiel",
            source="Beispiel",
            published=published,
            written_at=EARLIER,
            written_by=WRITER,
            published_by=SECOND if published else "",
        )
        return row

    shown = compared(PublishedFactory(), published=True)
    waiting = compared(PublishedFactory(), published=False)
    hidden = compared(ProjectFactory(), published=True)
    assert [queries.is_public(row) for row in (shown, waiting, hidden)] == [True, False, False]


def test_where_a_picture_stands_is_said_to_who_may_work_there(desk: Desk) -> None:
    row = picture(region=None)
    own: Any = ArticleFactory(region=desk.region, lead_picture=row, title="Eigenes")
    ArticleFactory(lead_picture=row, title="Fremdes")
    assert [(use.key, use.title) for use in queries.uses(desk.writer, row)] == [(own.code, "Eigenes")]
    assert len(queries.uses(desk.admin, row)) == 2
