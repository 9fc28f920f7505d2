"""A correction: readers see what they saw until a second person approves it; what was corrected is said, versions stay."""

import pytest

from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.models import Article, ArticleVersion
from strahlkraft.newsroom.queries import articles, desk
from strahlkraft.newsroom.queries.contents import of_version, working
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.newsroom.articles.people import AT, Newsroom, given


def _article(newsroom: Newsroom, **parts: object) -> Article:
    """A published article by one of the office."""
    row: Article = ArticleFactory(region=newsroom.region, state="published", slug="beispiel", **parts)
    return row


def _corrected(newsroom: Newsroom, row: Article, **parts: object) -> Article:
    row = actions.begin_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    handed = given("Berichtigt", region_id=newsroom.region.pk, **parts)
    return actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=handed)


def _submit(newsroom: Newsroom, row: Article) -> Article:
    return actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)


def test_readers_see_the_version_before_until_a_second_person_has_approved(newsroom: Newsroom) -> None:
    row = _corrected(newsroom, _article(newsroom), note="Die Überschrift war falsch.")
    seen = [articles.read("beispiel", "de")]
    row = _submit(newsroom, row)
    seen.append(articles.read("beispiel", "de"))
    assert [(one.title, one.version, one.notes) for one in seen if one] == [("Beispielartikel", 1, ())] * 2
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    after = articles.read("beispiel", "de")
    assert after is not None
    assert (after.title, after.version, after.changed_at) == ("Berichtigt", 2, AT)
    assert [(note.text, note.at, note.language) for note in after.notes] == [("Die Überschrift war falsch.", AT, "de")]
    version = ArticleVersion.objects.get(number=2)
    assert (version.written_by, version.approved_by) == (newsroom.writer.actor_id, newsroom.second.actor_id)


def test_the_first_day_of_appearing_stays(newsroom: Newsroom) -> None:
    row = _article(newsroom)
    first = row.published_at
    row = _submit(newsroom, _corrected(newsroom, row, note="Berichtigt."))
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    assert (row.published_at, row.correction_note, row.state) == (first, "", "published")


def test_who_corrected_does_not_approve_the_correction(newsroom: Newsroom) -> None:
    row = _submit(newsroom, _corrected(newsroom, _article(newsroom), note="Berichtigt."))
    with pytest.raises(Refused) as refused:
        actions.approve_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert [one.code for one in refused.value.refusals] == ["four_eyes"]
    assert ArticleVersion.objects.count() == 1


def test_who_began_the_article_may_approve_what_a_colleague_corrected(newsroom: Newsroom) -> None:
    row = _article(newsroom, created_by=newsroom.second.actor_id)
    row = _submit(newsroom, _corrected(newsroom, row, note="Berichtigt."))
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    assert ArticleVersion.objects.get(number=2).approved_by == newsroom.second.actor_id


def test_a_correction_says_what_in_both_languages_of_the_article(newsroom: Newsroom) -> None:
    row = _corrected(newsroom, _article(newsroom, english="A text."), english="Another text.", note="Berichtigt.")
    with pytest.raises(Refused) as refused:
        _submit(newsroom, row)
    assert [one.field for one in refused.value.refusals] == ["note_en"]
    handed = given("B", region_id=newsroom.region.pk, english="Another.", note="Berichtigt.", note_en="Put right.")
    row = actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=handed)
    row = _submit(newsroom, row)
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    found = {}
    for language in ("de", "en"):
        one = articles.read("beispiel", language)
        found[language] = [(note.text, note.language) for note in one.notes] if one else None
    assert found == {"de": [("Berichtigt.", "de")], "en": [("Put right.", "en")]}


def test_a_correction_that_changes_nothing_or_says_nothing_is_refused(newsroom: Newsroom) -> None:
    row = _article(newsroom)
    row = actions.begin_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    with pytest.raises(Refused) as refused:
        _submit(newsroom, row)
    assert [one.code for one in refused.value.refusals] == ["nothing_corrected", "note_missing"]


def test_a_correction_given_up_leaves_no_trace_in_the_working_text(newsroom: Newsroom) -> None:
    pictures = PictureFactory.create_batch(2)
    row = _article(newsroom, english="A text.", about=[newsroom.project], lead_picture=pictures[0])
    row = _corrected(newsroom, row, note="Berichtigt.", kind="result", gallery=(pictures[1].code,))
    row = actions.drop_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    row = Article.objects.get(pk=row.pk)
    assert row.current is not None
    assert (row.state, row.correction_note) == ("published", "")
    assert working(row).as_json(figures=False) == of_version(row.current).as_json(figures=False)
    assert articles.read("beispiel", "en") is not None


def test_a_correction_begins_from_what_readers_see(newsroom: Newsroom) -> None:
    row = _article(newsroom)
    row.texts.update(body="Verirrter Text.")
    actions.begin_correction(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert [text.body for text in row.texts.all()] == ["Ein Beispieltext."]


def test_versions_can_be_compared(newsroom: Newsroom) -> None:
    row = _submit(newsroom, _corrected(newsroom, _article(newsroom), note="Berichtigt.", body="Neuer Text."))
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    found = desk.between(row, 1, 2)
    assert found is not None
    assert [(one.part, one.language, one.before, one.after) for one in found] == [
        ("title", "de", "Beispielartikel", "Berichtigt"),
        ("lead", "de", "Beispiel", "Ein Beispiel."),
        ("body", "de", "Ein Beispieltext.", "Neuer Text."),
    ]
    assert desk.between(row, 1, 3) is None


def test_the_desk_shows_what_the_correction_changes(newsroom: Newsroom) -> None:
    row = _corrected(newsroom, _article(newsroom), note="Berichtigt.")
    found = desk.one(newsroom.second, row.code)
    assert found is not None
    assert [(one.part, one.after) for one in found.corrections] == [("title", "Berichtigt"), ("lead", "Ein Beispiel.")]
