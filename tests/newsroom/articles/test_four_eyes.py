"""Nothing appears that only one person has read, whoever it is; and only what that second person read."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from strahlkraft.accounts.models import Absence, User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.actions.pictures import edit_picture
from strahlkraft.newsroom.models import Article, ArticleText, ArticleVersion, Picture
from strahlkraft.newsroom.queries import desk
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.newsroom.articles.people import AT, Newsroom, given, restate


def _submitted(newsroom: Newsroom, *writers: User) -> Article:
    """An article these people wrote on, one after the other, handed to a second person."""
    handed = given(region_id=newsroom.region.pk, links=(("project", newsroom.project.slug),))
    row = actions.create_article(by=writers[0], at=AT, given=handed)
    for number, writer in enumerate(writers[1:], 1):
        actions.edit_article(by=writer, at=AT, code=row.code, version=number, given=handed)
    return actions.submit_article(by=writers[-1], at=AT, code=row.code, version=len(writers))


def _refused(row: Article, by: User) -> list[str]:
    with pytest.raises(Refused) as refused:
        actions.approve_article(by=by, at=AT, code=row.code, version=row.version)
    return [one.code for one in refused.value.refusals]


def test_who_began_a_text_does_not_approve_it_though_another_wrote_last(newsroom: Newsroom) -> None:
    row = _submitted(newsroom, newsroom.writer, newsroom.second)
    assert _refused(row, newsroom.writer) == ["four_eyes"]


def test_who_changed_a_text_last_does_not_approve_it(newsroom: Newsroom) -> None:
    assert _refused(_submitted(newsroom, newsroom.writer, newsroom.second), newsroom.second) == ["four_eyes"]


def test_who_changed_a_text_in_between_does_not_approve_it(newsroom: Newsroom) -> None:
    row = _submitted(newsroom, newsroom.writer, newsroom.second, newsroom.writer)
    assert _refused(row, newsroom.second) == ["four_eyes"]
    assert desk.deeds(newsroom.second, row)["approve"] != []


def test_the_administration_approves_what_it_wrote_no_more_than_anybody(newsroom: Newsroom) -> None:
    assert _refused(_submitted(newsroom, newsroom.admin), newsroom.admin) == ["four_eyes"]


def test_a_deputy_who_wrote_does_not_approve_in_the_name_of_the_absent(newsroom: Newsroom) -> None:
    deputy = with_role(Role.OFFICE, region=RegionFactory())
    period = {"first_day": date(2000, 1, 1), "last_day": date(2999, 1, 1), "entered_at": AT}
    Absence.objects.create(user=newsroom.second, deputy=deputy, **period)
    deputy = User.objects.get(pk=deputy.pk)
    assert _refused(_submitted(newsroom, deputy), deputy) == ["four_eyes"]
    row = _submitted(newsroom, newsroom.writer)
    actions.approve_article(by=User.objects.get(pk=deputy.pk), at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    assert (row.state, row.approved_by) == ("approved", deputy.actor_id)


def test_a_partner_may_be_the_second_person_but_lets_nothing_appear(newsroom: Newsroom) -> None:
    row = _submitted(newsroom, newsroom.writer)
    for named in ({"at_once": True}, {"publish_at": AT + timedelta(days=1)}):
        with pytest.raises(Refused) as refused:
            actions.approve_article(by=newsroom.partner, at=AT, code=row.code, version=row.version, **named)
        assert [one.code for one in refused.value.refusals] == ["no_right"]
    actions.approve_article(by=newsroom.partner, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    assert (row.state, row.approved_by) == ("approved", newsroom.partner.actor_id)


def test_the_writer_may_publish_what_a_second_person_approved(newsroom: Newsroom) -> None:
    row = _submitted(newsroom, newsroom.writer)
    row = actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    row = actions.publish_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    version = ArticleVersion.objects.get(article=row)
    assert (version.written_by, version.approved_by) == (newsroom.writer.actor_id, newsroom.second.actor_id)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["created_by", "last_edited_by"])
def test_the_database_holds_that_two_people_stand_behind_an_approval(column: str) -> None:
    row = ArticleFactory(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=row.pk).update(**{column: row.approved_by})


@pytest.mark.django_db
def test_the_database_holds_that_two_people_stand_behind_a_version() -> None:
    row = ArticleFactory(state="published")
    who = {"written_by": "user:1", "approved_by": "user:1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVersion.objects.create(article=row, number=2, content={}, content_hash="0", note="x", at=AT, **who)


@pytest.mark.django_db
def test_the_database_holds_that_an_approved_article_was_approved_by_somebody() -> None:
    row = ArticleFactory(state="in_review")
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=row.pk).update(state="approved")


def test_a_text_changed_past_the_pages_voids_the_approval(newsroom: Newsroom) -> None:
    row = ArticleFactory(region=newsroom.region, state="approved")
    ArticleText.objects.filter(article=row).update(body="Heimlich geändert.")
    with pytest.raises(Refused) as refused:
        actions.publish_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert [one.code for one in refused.value.refusals] == ["changed_since"]
    row.refresh_from_db()
    assert (row.state, row.versions.count()) == ("approved", 0)


def test_another_caption_of_a_picture_voids_the_approval(newsroom: Newsroom) -> None:
    row = ArticleFactory(region=newsroom.region, state="approved", lead_picture=PictureFactory(caption="Beispiel"))
    Picture.objects.update(caption="Etwas anderes")
    with pytest.raises(Refused) as refused:
        actions.publish_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert [one.code for one in refused.value.refusals] == ["changed_since"]


def test_a_figure_that_changes_meanwhile_voids_nothing_because_the_reference_was_approved(newsroom: Newsroom) -> None:
    body = "Für [[project:beispielprojekt:funding]]."
    row = ArticleFactory(region=newsroom.region, state="approved", body=body)
    restate(newsroom.project, "2000000.00")
    row = actions.publish_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert row.current is not None
    assert row.current.content["figures"] == {"project:beispielprojekt:funding": "2000000.00"}


def test_what_was_changed_after_approval_does_not_appear_at_its_minute_but_comes_back_with_a_remark(
    newsroom: Newsroom,
) -> None:
    row = ArticleFactory(region=newsroom.region, state="approved", publish_at=AT)
    ArticleText.objects.filter(article=row).update(body="Heimlich geändert.")
    assert publishing.publish_due(by=newsroom.admin, at=AT, code=row.code) is False
    row.refresh_from_db()
    assert (row.state, row.approved_by, row.publish_at, row.versions.count()) == ("draft", "", None, 0)
    assert row.remarks.count() == 1
    assert publishing.due(AT) == []


def test_who_changed_the_words_of_a_picture_after_its_writer_looked_does_not_approve(newsroom: Newsroom) -> None:
    """Readers get caption and description too: what one person alone put there has been read by nobody else."""
    picture = PictureFactory(region=newsroom.region)
    handed = given(region_id=newsroom.region.pk, lead_picture=picture.code)
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    words = {"alternative_text": "Ein Beispiel", "caption": "Behauptung", "credit": "Beispiel"}
    edit_picture(by=newsroom.second, at=AT, code=picture.code, version=picture.version, **words)
    assert _refused(row, newsroom.second) == ["four_eyes"]
    row = actions.return_article(by=newsroom.second, at=AT, code=row.code, version=row.version, remark="Bitte ansehen")
    row = actions.edit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    approved = actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=row.version)
    assert approved.approved_by == newsroom.second.actor_id
