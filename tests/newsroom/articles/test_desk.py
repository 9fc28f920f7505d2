"""The newsroom at work: who sees which drafts, what waits for whom, previews by link, what can be chosen."""

from datetime import date, timedelta
from typing import Any

import pytest

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.queries import trail
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk
from tests.factories.accounts import with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.newsroom import ArticleFactory
from tests.factories.projects import ProjectFactory
from tests.newsroom.articles.people import AT, Newsroom, given

TODAY = date(2026, 3, 3)


def _own(newsroom: Newsroom, **parts: object) -> Article:
    handed = given(region_id=newsroom.region.pk, links=(("project", newsroom.project.slug),), **parts)
    return actions.create_article(by=newsroom.writer, at=AT, given=handed)


def _keys(newsroom: Newsroom, today: date = TODAY) -> dict[str, list[str]]:
    people = ("writer", "second", "partner", "stranger")
    return {name: [duty.key for duty in desk.duties(getattr(newsroom, name), today=today)] for name in people}


def test_drafts_are_for_the_office_of_the_region_and_for_who_carries_the_project(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    people = (newsroom.writer, newsroom.second, newsroom.partner, newsroom.admin, newsroom.stranger, NOBODY)
    assert [list(desk.listed(by)) == [row] for by in people] == [True, True, True, True, False, False]
    assert [desk.one(by, row.code) is not None for by in people] == [True, True, True, True, False, False]


def test_the_list_is_filtered_by_state_text_region_and_own(newsroom: Newsroom) -> None:
    mine = _own(newsroom)
    ArticleFactory(region=newsroom.region, title="Ganz anderes")
    gone = ArticleFactory(region=newsroom.region, state="discarded", title="Weg")
    found = {
        "all": {row.code for row in desk.listed(newsroom.writer)}
        == {*Article.objects.exclude(pk=gone.pk).values_list("code", flat=True)},
        "text": [desk.title_of(row) for row in desk.listed(newsroom.writer, text="ganz")],
        "mine": list(desk.listed(newsroom.writer, mine=True)),
        "region": desk.listed(newsroom.admin, region="gibt-es-nicht").count(),
        "state": [desk.title_of(row) for row in desk.listed(newsroom.writer, state="discarded")],
    }
    assert found == {"all": True, "text": ["Ganz anderes"], "mine": [mine], "region": 0, "state": ["Weg"]}
    assert desk.counts(newsroom.writer) == {"draft": 2, "discarded": 1}


def test_the_page_of_an_article_says_what_may_be_done_by_whom(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    found = {}
    for name in ("writer", "second", "partner"):
        one = desk.one(getattr(newsroom, name), row.code)
        found[name] = {deed: [why.code for why in reasons] for deed, reasons in one.may.items()} if one else {}
    assert found == {
        "writer": {"return": [], "approve": ["four_eyes"]},
        "second": {"return": [], "approve": []},
        "partner": {"return": [], "approve": []},
    }


@pytest.mark.parametrize("state", ["approved", "published", "archived"])
def test_only_the_office_is_offered_what_readers_notice(newsroom: Newsroom, state: str) -> None:
    row = ArticleFactory(region=newsroom.region, state=state, about=[newsroom.project])
    offices, partners = desk.deeds(newsroom.writer, row), desk.deeds(newsroom.partner, row)
    assert {deed for deed, why in partners.items() if why} == {"publish", "schedule", "archive", "restore"} & set(
        offices
    )
    assert not any(offices.values())


def test_the_page_says_what_still_blocks_and_what_would_be_better(newsroom: Newsroom) -> None:
    row = _own(newsroom, body="Lesen Sie [hier](https://beispiel.example/): [[project:weg:funding]].")
    one = desk.one(newsroom.writer, row.code)
    assert one is not None
    assert [why.code for why in one.problems] == ["unknown_figure"]
    assert {language: [said.code for said in found] for language, found in one.remarks.items()} == {"de": ["link_text"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_duties_cost_the_same_however_long(
    newsroom: Newsroom, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        row = _own(newsroom)
        actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    assert newsroom.second.grants  # what somebody may is asked once for each request
    with django_assert_num_queries(2):
        assert len([desk.title_of(row) for row in desk.listed(newsroom.second)]) == rows
    with django_assert_num_queries(4):
        assert len(desk.duties(newsroom.second, today=TODAY)) == rows


def test_a_submitted_text_waits_for_everybody_but_who_wrote_on_it(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    assert _keys(newsroom) == {"writer": [], "second": [], "partner": [], "stranger": []}
    actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    review = [f"article-review:{row.code}"]
    assert _keys(newsroom) == {"writer": [], "second": review, "partner": review, "stranger": []}


def test_a_text_given_back_waits_for_its_writer_until_it_is_worked_on(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    row = actions.return_article(by=newsroom.second, at=AT, code=row.code, version=2, remark="Bitte kürzer.")
    assert _keys(newsroom)["writer"] == [f"article-remark:{row.code}"]
    handed = given("Kürzer", region_id=newsroom.region.pk)
    later = AT + timedelta(minutes=5)
    actions.edit_article(by=newsroom.writer, at=later, code=row.code, version=row.version, given=handed)
    assert _keys(newsroom)["writer"] == []


def test_an_approved_text_without_a_minute_waits_for_the_office(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    row = actions.approve_article(by=newsroom.partner, at=AT, code=row.code, version=2)
    publish = [f"article-publish:{row.code}"]
    assert _keys(newsroom) == {"writer": publish, "second": publish, "partner": [], "stranger": []}


def test_a_draft_that_lies_long_is_asked_after(newsroom: Newsroom) -> None:
    row = _own(newsroom)
    found = [_keys(newsroom, today)["writer"] for today in (TODAY + timedelta(days=13), TODAY + timedelta(days=14))]
    assert found == [[], [f"article-draft:{row.code}"]]


# ---- preview


def test_a_preview_shows_the_working_text_to_who_holds_its_link_for_seven_days(newsroom: Newsroom) -> None:
    row = _own(newsroom, body="Noch ein Entwurf für [[project:beispielprojekt:funding]].")
    token = desk.preview_token(row, today=TODAY)
    found = desk.previewed(token, "de", today=TODAY + timedelta(days=7))
    assert found is not None
    assert (found.title, "1.200.000" in found.html, found.version) == ("Beispielartikel", True, 1)
    assert [label.key for label in found.links] == ["beispielprojekt"]
    assert desk.previewed(token, "de", today=TODAY + timedelta(days=8)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "unsinn", "abc~2999-01-01", "abc~2999-01-01.unterschrift"])
def test_a_link_that_was_not_made_here_shows_nothing(token: str) -> None:
    ArticleFactory(code="abc")
    assert desk.previewed(token, "de", today=TODAY) is None


@pytest.mark.django_db
def test_a_discarded_draft_has_no_preview_any_more() -> None:
    row = ArticleFactory(state="discarded")
    assert desk.previewed(desk.preview_token(row, today=TODAY), "de", today=TODAY) is None


# ---- choices and the trail


def test_only_what_somebody_may_see_is_offered_for_linking(newsroom: Newsroom) -> None:
    ProjectFactory(title="Beispielprojekt geheim")
    town = MunicipalityFactory(name="Beispielstadt am Rand")
    found = [(label.kind, label.title) for label in desk.choices(newsroom.writer, "beispiel")]
    assert found == [("project", "Beispielprojekt"), ("municipality", town.name)]
    assert desk.choices(newsroom.writer, " ") == []
    assert [label.kind for label in desk.choices(newsroom.writer, "beispiel", "municipality")] == ["municipality"]


def test_drafts_are_not_told_to_the_authority_by_way_of_the_trail(newsroom: Newsroom) -> None:
    _own(newsroom)
    authority, land = with_role(Role.AUTHORITY, region=newsroom.region), with_role(Role.LAND)
    people = (newsroom.second, newsroom.admin, authority, land)
    found = [trail(by=by).filter(access.of_deeds_read(by), verb="create_article").count() for by in people]
    assert found == [1, 1, 0, 0]
    assert trail(by=authority).count() == 1  # the line is there; the condition keeps it from them
