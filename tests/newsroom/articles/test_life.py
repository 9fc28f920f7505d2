"""Every state of an article is reached by its deed, no other way; the database refuses what the table does not know."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.models import Article, ArticleText, ArticleVersion, ReviewRemark
from strahlkraft.newsroom.rules.vocabulary import ARTICLE_MOVES, FIRST, MOVES, ArticleState
from strahlkraft.newsroom.texts import VERBS
from strahlkraft.steering.rules.moves import targets, way
from tests.factories.network import MunicipalityFactory, RegionFactory
from tests.factories.newsroom import ArticleFactory, ArticleVersionFactory, PictureFactory
from tests.factories.projects import ProjectFactory
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.newsroom.articles.people import AT, Newsroom, given

DEEDS: dict[str, Any] = {
    "submit": actions.submit_article,
    "return": lambda **named: actions.return_article(remark="Bitte kürzer.", **named),
    "approve": actions.approve_article,
    "publish": actions.publish_article,
    "correct": actions.begin_correction,
    "drop": actions.drop_correction,
    "archive": actions.archive_article,
    "restore": actions.restore_article,
    "discard": actions.discard_article,
}
MOVES_BY_DEED = [
    (state, "approve" if state == "correction_review" and deed == "publish" else deed, str(after))
    for state, deeds in ARTICLE_MOVES.items()
    for deed, after in deeds.items()
]


def _standing(state: str, newsroom: Newsroom) -> Article:
    """An article of the region in this state; a correction in the making says what it corrects."""
    row: Article = ArticleFactory(region=newsroom.region, state=state)
    if state in {ArticleState.CORRECTING, ArticleState.CORRECTION_REVIEW}:
        ArticleText.objects.filter(article=row).update(body="Ein berichtigter Text.")
        Article.objects.filter(pk=row.pk).update(correction_note="Ein Wort berichtigt.")
    return row


@pytest.mark.parametrize(("state", "deed", "after"), MOVES_BY_DEED)
def test_every_move_of_the_table_is_a_deed_with_its_line_in_the_trail(
    newsroom: Newsroom, state: str, deed: str, after: str
) -> None:
    row = _standing(state, newsroom)
    DEEDS[deed](by=newsroom.writer, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    [entry] = AuditEntry.objects.filter(subject_kind="article_desk", subject_key=row.code)
    assert (row.state, entry.actor_id, entry.region_id) == (after, newsroom.writer.actor_id, newsroom.region.pk)
    assert entry.verb in VERBS


@pytest.mark.parametrize("state", ARTICLE_MOVES)
def test_no_other_deed_is_possible_in_a_state(newsroom: Newsroom, state: str) -> None:
    row = _standing(state, newsroom)
    listed = {deed for standing, deed, _after in MOVES_BY_DEED if standing == state}
    found = {}
    for deed in sorted(set(DEEDS) - listed):
        with pytest.raises(Refused) as refused:
            DEEDS[deed](by=newsroom.writer, at=AT, code=row.code, version=row.version)
        found[deed] = [one.code for one in refused.value.refusals]
    row.refresh_from_db()
    assert {code for codes in found.values() for code in codes} == {"wrong_state"}
    assert row.state == state


@pytest.mark.parametrize("state", sorted({*ArticleState} - {"draft", "correcting"}))
def test_nobody_writes_on_what_is_with_somebody_else_or_with_readers(newsroom: Newsroom, state: str) -> None:
    row = _standing(state, newsroom)
    with pytest.raises(Refused) as refused:
        actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=given())
    assert [one.code for one in refused.value.refusals] == ["wrong_state"]


def _refused_by_the_database(statement: str, values: list[object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("state", ARTICLE_MOVES)
def test_the_database_refuses_a_state_the_table_does_not_lead_to(newsroom: Newsroom, state: str) -> None:
    row = ArticleFactory(region=newsroom.region, state=state)
    follows = targets(MOVES["article"])
    refused = {}
    for other in sorted(set(follows) - set(follows[state]) - {state}):
        refused[other] = _refused_by_the_database(
            "UPDATE newsroom_article SET state = %s WHERE id = %s", [other, row.pk]
        )
    assert refused == dict.fromkeys(refused, True)


def test_every_state_of_an_article_can_be_reached() -> None:
    assert [way(MOVES["article"], FIRST["article"], state)[-1] for state in ArticleState] == list(ArticleState)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["published", "approved", "archived"])
def test_the_database_refuses_an_article_that_begins_elsewhere(state: str) -> None:
    row = ArticleFactory(state="draft")
    moments = {"created_at": AT, "changed_at": AT, "published_at": AT}
    other = Article(code="anders", slug="anders", state=state, created_by="user:1", last_edited_by="user:1", **moments)
    other.approved_by, other.approved_at, other.approved_hash = "user:2", AT, "0"
    other.current = ArticleVersionFactory(article=row)
    with pytest.raises(IntegrityError, match="no such change of state"), transaction.atomic():
        other.save()


@pytest.mark.django_db
def test_what_readers_saw_is_never_changed_nor_deleted() -> None:
    version = ArticleFactory(state="published").current
    for change in (lambda: ArticleVersion.objects.update(note="x"), lambda: ArticleVersion.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    version.refresh_from_db()
    assert version.note == ""


# ---- writing


def test_an_article_is_begun_with_all_it_says(newsroom: Newsroom) -> None:
    offer, case = OfferFactory(project=newsroom.project), CaseFactory(state="in_operation", confirmed_at=AT)
    town, pictures = MunicipalityFactory(), PictureFactory.create_batch(3)
    links = (
        ("project", newsroom.project.slug),
        ("offer", offer.slug),
        ("municipality", town.label.key),
        ("case", case.code),
    )
    handed = given(
        "Straße der Daten",
        english="A text.",
        kind="result",
        region_id=newsroom.region.pk,
        links=links,
        lead_picture=pictures[0].code,
        gallery=(pictures[2].code, pictures[1].code, pictures[2].code),
    )
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    row = Article.objects.get(code=row.code)
    assert (row.slug, row.state, row.kind, row.region, row.created_by, row.last_edited_by) == (
        "strasse-der-daten",
        "draft",
        "result",
        newsroom.region,
        newsroom.writer.actor_id,
        newsroom.writer.actor_id,
    )
    assert [text.language for text in row.texts.all()] == ["de", "en"]
    assert [(link.kind, link.label) for link in row.links.all()] == [
        ("project", newsroom.project.label),
        ("offer", offer.label),
        ("municipality", town.label),
        ("case", case.label),
    ]
    assert (row.lead_picture, [one.picture for one in row.gallery.all()]) == (pictures[0], [pictures[2], pictures[1]])


def test_what_is_left_out_is_taken_off(newsroom: Newsroom) -> None:
    picture = PictureFactory()
    handed = given(english="A text.", region_id=newsroom.region.pk, links=(("project", newsroom.project.slug),))
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    less = given("Anders", region_id=newsroom.region.pk, lead_picture=picture.code)
    row = actions.edit_article(by=newsroom.second, at=AT, code=row.code, version=row.version, given=less)
    row = Article.objects.get(pk=row.pk)
    assert ([text.language for text in row.texts.all()], row.links.count(), row.lead_picture) == (["de"], 0, picture)
    assert (row.slug, row.last_edited_by, row.version) == ("anders", newsroom.second.actor_id, 2)


def test_the_address_follows_the_headline_only_until_readers_know_it(newsroom: Newsroom) -> None:
    row = ArticleFactory(region=newsroom.region, state="correcting", slug="erste-adresse")
    handed = given("Ganz neu", region_id=newsroom.region.pk, note="Neu.")
    actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=handed)
    assert Article.objects.get(pk=row.pk).slug == "erste-adresse"


def test_two_articles_of_one_headline_have_two_addresses(newsroom: Newsroom) -> None:
    handed = given("Gleich", region_id=newsroom.region.pk)
    rows = [actions.create_article(by=newsroom.writer, at=AT, given=handed) for _ in range(3)]
    assert [row.slug for row in rows] == ["gleich", "gleich-2", "gleich-3"]


def test_a_save_over_somebody_elses_is_refused_and_nothing_is_lost(newsroom: Newsroom) -> None:
    row = actions.create_article(by=newsroom.writer, at=AT, given=given(region_id=newsroom.region.pk))
    mine, other = given("Meins", region_id=newsroom.region.pk), given("Deins", region_id=newsroom.region.pk)
    actions.edit_article(by=newsroom.second, at=AT, code=row.code, version=1, given=other)
    with pytest.raises(Refused) as refused:
        actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=1, given=mine)
    assert [one.code for one in refused.value.refusals] == ["stale"]
    assert ArticleText.objects.get(article=row).title == "Deins"


def test_a_form_sent_twice_begins_one_article(newsroom: Newsroom) -> None:
    submission, handed = uuid4(), given(region_id=newsroom.region.pk)
    actions.create_article(by=newsroom.writer, at=AT, given=handed, submission=submission)
    with pytest.raises(AlreadySubmitted):
        actions.create_article(by=newsroom.writer, at=AT, given=handed, submission=submission)
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({"links": (("project", "gibt-es-nicht"),)}, ["no_link"]),
        ({"links": (("person", "wer"),)}, ["no_link"]),
        ({"topic": "gibt-es-nicht"}, ["no_topic"]),
        ({"lead_picture": "NICHTS"}, ["no_picture"]),
        ({"press_contact": 0}, ["no_contact"]),
    ],
)
def test_only_what_the_platform_knows_can_be_chosen(
    newsroom: Newsroom, parts: dict[str, object], codes: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_article(by=newsroom.writer, at=AT, given=given(region_id=newsroom.region.pk, **parts))
    assert [one.code for one in refused.value.refusals] == codes
    assert Article.objects.count() == 0


def test_a_draft_project_of_somebody_else_cannot_be_found_out_by_linking_it(newsroom: Newsroom) -> None:
    hidden = ProjectFactory(title="Geheimes Beispiel")
    handed = given(region_id=newsroom.region.pk, links=(("project", hidden.slug),))
    with pytest.raises(Refused) as refused:
        actions.create_article(by=newsroom.writer, at=AT, given=handed)
    assert [one.code for one in refused.value.refusals] == ["no_link"]
    assert "Geheimes" not in str(refused.value)


def test_a_withdrawn_picture_stays_where_it_stands_and_is_chosen_nowhere_else(newsroom: Newsroom) -> None:
    picture = PictureFactory()
    handed = given(region_id=newsroom.region.pk, gallery=(picture.code,))
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    picture.withdrawn_at = AT
    picture.save()
    actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=1, given=handed)
    with pytest.raises(Refused) as refused:
        actions.create_article(by=newsroom.writer, at=AT, given=handed)
    assert [one.code for one in refused.value.refusals] == ["no_picture"]


def test_a_picture_of_another_region_is_not_there_to_be_chosen(newsroom: Newsroom) -> None:
    picture = PictureFactory(region=RegionFactory())
    handed = given(region_id=newsroom.region.pk, lead_picture=picture.code)
    with pytest.raises(Refused) as refused:
        actions.create_article(by=newsroom.writer, at=AT, given=handed)
    assert [one.code for one in refused.value.refusals] == ["no_picture"]


# ---- who may


def test_a_partner_writes_about_what_they_carry_and_nowhere_else(newsroom: Newsroom) -> None:
    about = given(region_id=newsroom.region.pk, links=(("project", newsroom.project.slug),))
    row = actions.create_article(by=newsroom.partner, at=AT, given=about)
    assert row.created_by == newsroom.partner.actor_id
    with pytest.raises(Refused) as refused:
        actions.create_article(by=newsroom.partner, at=AT, given=given(region_id=newsroom.region.pk))
    assert [(one.code, one.field) for one in refused.value.refusals] == [("no_right", "links")]


def test_an_office_writes_for_its_own_region_only_and_the_administration_for_all(newsroom: Newsroom) -> None:
    for region_id in (newsroom.region.pk, None):
        with pytest.raises(Refused) as refused:
            actions.create_article(by=newsroom.stranger, at=AT, given=given(region_id=region_id))
        assert [(one.code, one.field) for one in refused.value.refusals] == [("no_right", "region")]
    row = actions.create_article(by=newsroom.admin, at=AT, given=given())
    assert row.region is None


@pytest.mark.parametrize("deed", DEEDS)
def test_for_another_region_the_article_is_not_there(newsroom: Newsroom, deed: str) -> None:
    row = ArticleFactory(region=newsroom.region)
    with pytest.raises(Refused) as refused:
        DEEDS[deed](by=newsroom.stranger, at=AT, code=row.code, version=row.version)
    assert refused.value.hidden


def test_a_partner_lets_nothing_appear_nor_takes_it_off_the_lists(newsroom: Newsroom) -> None:
    found = []
    for state, deed in (("approved", "publish"), ("published", "archive"), ("archived", "restore")):
        row = ArticleFactory(region=newsroom.region, state=state, about=[newsroom.project])
        with pytest.raises(Refused) as refused:
            DEEDS[deed](by=newsroom.partner, at=AT, code=row.code, version=row.version)
        found.append([one.code for one in refused.value.refusals])
    assert found == [["no_right"]] * 3


# ---- submitting and returning


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"body": ""}, "body_missing", "body_de"),
        ({"body": "## A\n\n#### B"}, "heading_jump", "body_de"),
        ({"body": "[[project:gibt-es-nicht:funding]]"}, "unknown_figure", "body_de"),
        ({"body": "[[project:beispielprojekt:end]]"}, "unstated_figure", "body_de"),
        ({"english": "![x](y.png)"}, "picture_in_text", "body_en"),
    ],
)
def test_what_blocks_is_said_when_submitting_and_keeps_nobody_from_writing(
    newsroom: Newsroom, parts: dict[str, object], code: str, field: str
) -> None:
    row = actions.create_article(by=newsroom.writer, at=AT, given=given(region_id=newsroom.region.pk, **parts))
    with pytest.raises(Refused) as refused:
        actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    assert [(one.code, one.field) for one in refused.value.refusals] == [(code, field)]


def test_what_readers_could_not_open_keeps_a_text_from_being_submitted(newsroom: Newsroom) -> None:
    draft = ProjectFactory(region=newsroom.region, title="Noch ein Entwurf")
    handed = given(region_id=newsroom.region.pk, links=(("project", draft.slug),))
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    with pytest.raises(Refused) as refused:
        actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    assert [(one.code, one.params) for one in refused.value.refusals] == [
        ("hidden_link", {"title": "Noch ein Entwurf"})
    ]


def test_who_gives_a_text_back_says_why_and_the_approval_is_gone(newsroom: Newsroom) -> None:
    row = ArticleFactory(region=newsroom.region, state="approved", publish_at=AT + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.return_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, remark=" ")
    assert [one.field for one in refused.value.refusals] == ["remark"]
    actions.return_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, remark=" Bitte kürzer. ")
    row.refresh_from_db()
    assert (row.state, row.approved_by, row.approved_at, row.approved_hash, row.publish_at) == (
        "draft",
        "",
        None,
        "",
        None,
    )
    assert list(ReviewRemark.objects.values_list("text", "by")) == [("Bitte kürzer.", newsroom.writer.actor_id)]


def test_an_approved_articles_minute_can_be_moved_and_taken_away(newsroom: Newsroom) -> None:
    row, minute = ArticleFactory(region=newsroom.region, state="approved"), AT + timedelta(days=2)
    wanted: list[datetime | None] = [minute, minute + timedelta(hours=1), None]
    for publish_at in wanted:
        row.refresh_from_db()
        publishing.schedule_article(
            by=newsroom.writer, at=AT, code=row.code, version=row.version, publish_at=publish_at
        )
    row.refresh_from_db()
    assert (row.publish_at, AuditEntry.objects.filter(verb="schedule_article").count()) == (None, 3)
    with pytest.raises(Refused) as refused:
        publishing.schedule_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, publish_at=AT)
    assert [one.code for one in refused.value.refusals] == ["past"]
