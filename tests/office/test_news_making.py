"""The buttons that make a draft: on the pages of projects, reuses and pitches, for who writes news."""

from typing import Any

import pytest
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.newsroom.models import Article, Issue
from tests.factories.accounts import with_role
from tests.factories.congress import OccasionFactory, PitchFactory, SubmissionFactory
from tests.factories.projects import PublishedFactory
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.factories.steering import CheckInFactory
from tests.newsroom.articles.people import AT
from tests.newsroom.articles.test_prefilling import PUBLIC, SENT

pytestmark = pytest.mark.django_db


def buttons(page: str) -> list[str]:
    """What can be made, by part of the address."""
    return [form for form in ("artikel", "faktenblatt", "rundbrief") if f"/arbeit/neues/machen/{form}/" in page]


def test_a_project_page_makes_article_fact_sheet_and_part_of_the_newsletter(client: Client, region: Any) -> None:
    project = PublishedFactory(region=region)
    page = client.get(f"/arbeit/projekte/{project.slug}/").content.decode()
    assert buttons(page) == ["artikel", "faktenblatt", "rundbrief"]
    answer = client.post(f"/arbeit/neues/machen/artikel/project/{project.slug}/")
    row = Article.objects.get()
    assert answer["Location"] == f"/arbeit/neues/{row.code}/schreiben/"
    assert client.post(f"/arbeit/neues/machen/artikel/project/{project.slug}/")["Location"] == answer["Location"]
    issue = client.post(f"/arbeit/neues/machen/rundbrief/project/{project.slug}/")
    assert issue["Location"] == f"/arbeit/rundbrief/{Issue.objects.get().code}/teile/"


def test_a_reuse_page_has_the_buttons_only_when_it_runs(client: Client, region: Any) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region))
    live, other = CaseFactory(offer=offer, state="in_operation", confirmed_at=AT), CaseFactory(offer=offer)
    pages = [client.get(f"/arbeit/nachnutzung/{case.code}/").content.decode() for case in (live, other)]
    assert [buttons(page) for page in pages] == [["artikel", "rundbrief"], []]
    refused = client.post(f"/arbeit/neues/machen/artikel/case/{other.code}/")
    assert (refused["Location"], Article.objects.count()) == (f"/arbeit/nachnutzung/{other.code}/", 0)


def test_a_check_in_has_the_buttons_once_it_was_published(client: Client, region: Any) -> None:
    rows = [
        CheckInFactory(project=PublishedFactory(region=region), state=state, **SENT, **more)
        for state, more in (("published", PUBLIC), ("received", {}))
    ]
    pages = [client.get(f"/arbeit/rueckmeldungen/{row.code}/").content.decode() for row in rows]
    assert [buttons(page) for page in pages] == [["artikel", "rundbrief"], []]


def test_a_pitch_on_stage_becomes_a_draft_without_its_mailbox(client: Client, region: Any) -> None:
    occasion = OccasionFactory(region=region)
    pitch, waiting = PitchFactory(occasion=occasion, person="Geheime Person"), SubmissionFactory(occasion=occasion)
    page = client.get(f"/arbeit/termine/{occasion.slug}/beitraege/{pitch.code}/").content.decode()
    assert buttons(page) == ["artikel", "rundbrief"]
    client.post(f"/arbeit/neues/machen/artikel/pitch/{pitch.code}/")
    row = Article.objects.get()
    text = row.texts.get()
    assert (row.made_from, text.title) == (f"pitch:{pitch.code}", pitch.title)
    assert [words for words in (pitch.mailbox, "Geheime Person") if words in text.body + text.lead] == []
    assert client.post(f"/arbeit/neues/machen/artikel/pitch/{waiting.code}/").status_code == 404


@pytest.mark.parametrize("path", ["artikel/pitch/XXXXXX/", "artikel/funding/x/", "quatsch/project/x/"])
def test_nonsense_is_not_there(client: Client, path: str) -> None:
    assert client.post(f"/arbeit/neues/machen/{path}").status_code == 404


def test_who_writes_no_news_has_no_buttons(enter: Any, region: Any) -> None:
    project = PublishedFactory(region=region)
    reader = enter(with_role(Role.AUTHORITY, is_demo=True))
    assert reader.post(f"/arbeit/neues/machen/artikel/project/{project.slug}/").status_code == 404
    assert Article.objects.count() == 0
