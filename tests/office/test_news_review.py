"""Articles on their way to readers: handed on, given back, approved with a minute, corrected, compared, put away."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.models import Article, FactQuote
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.newsroom import ArticleFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.office.news_pages import sheet, step, tomorrow, write
from tests.office.pages import Entrance, fields_of, marks

pytestmark = pytest.mark.django_db
MINUTE = "%Y-%m-%dT%H:%M"


@pytest.fixture
def second(region: Region) -> User:
    """Somebody else of the same office."""
    return with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bea Beispiel")


@pytest.fixture
def colleague(second: User, enter: Entrance) -> Client:
    """The second person's browser."""
    return enter(second)


@pytest.fixture
def draft(region: Region, officer: User) -> Article:
    """A text of the own office that could go on."""
    made: Article = ArticleFactory(region=region, created_by=officer.actor_id, last_edited_by=officer.actor_id)
    return made


def in_review(client: Client, draft: Article) -> Article:
    """The text, handed to a second person."""
    assert step(client, draft, "einreichen").status_code == 302
    draft.refresh_from_db()
    return draft


def state(row: Article) -> str:
    row.refresh_from_db()
    return row.state


def offered(client: Client, row: Article) -> dict[str, bool]:
    """Steps of the page, and whether each may be done."""
    context = client.get(f"/arbeit/neues/{row.code}/").context
    return {one["step"].part: not one["reasons"] for one in (*context["steps"], *context["quiet"])}


# ---- the road


@pytest.mark.slow
def test_the_whole_road_from_the_headline_to_a_corrected_article_in_the_archive(
    client: Client, colleague: Client, second: User
) -> None:
    client.post("/arbeit/neues/anlegen/", _begun(client) | {"title": ["Beispiel für alle"]})
    row = Article.objects.get()
    write(client, row, lead_de="Kurz gesagt.", body_de="## Anfang\n\nEin Beispiel.")
    in_review(client, row)
    minute = tomorrow()
    approved = step(colleague, row, "freigeben", when="minute", publish_at=minute.strftime(MINUTE), remark="Gut.")
    assert (approved.status_code, state(row), timezone.localtime(row.publish_at).replace(tzinfo=None)) == (
        302, "approved", minute,
    )  # fmt: skip
    assert publishing.publish_due(by=second, at=timezone.now() + timedelta(days=2), code=row.code)
    begun = step(client, row, "berichtigen")
    assert begun["Location"] == f"/arbeit/neues/{row.code}/schreiben/"
    write(client, row, body_de="## Anfang\n\nEin besseres Beispiel.", note="Der zweite Satz stimmte nicht.")
    page = colleague.get(f"/arbeit/neues/{row.code}/").content.decode()
    assert "<del>Ein Beispiel.</del>" in page
    in_review(client, row)
    step(colleague, row, "freigeben")
    assert (state(row), row.versions.count()) == ("published", 2)
    compared = client.get(f"/arbeit/neues/{row.code}/fassungen/?von=1&bis=2").content.decode()
    assert ("<del>Ein Beispiel.</del>" in compared, "<ins>Ein besseres Beispiel.</ins>" in compared) == (True, True)
    step(colleague, row, "archivieren", reason="Beispiel: überholt.")
    assert state(row) == "archived"
    step(colleague, row, "wiederherstellen")
    assert state(row) == "published"
    assert client.get(f"/arbeit/neues/{row.code}/verlauf/").context["page"].paginator.count == 11


def _begun(client: Client) -> dict[str, list[str]]:
    return fields_of(client.get("/arbeit/neues/anlegen/").content)


def test_approval_lets_it_appear_now_or_leaves_it_to_somebody(
    client: Client, colleague: Client, region: Region
) -> None:
    now, later = (ArticleFactory(region=region, state="in_review") for _ in range(2))
    step(colleague, now, "freigeben", when="now")
    step(colleague, later, "freigeben", when="later")
    assert (state(now), state(later), later.publish_at) == ("published", "approved", None)
    minute = tomorrow()
    step(colleague, later, "termin", publish_at=minute.strftime("%d.%m.%Y %H:%M"))
    later.refresh_from_db()
    assert timezone.localtime(later.publish_at).replace(tzinfo=None) == minute
    step(colleague, later, "termin", publish_at="")
    later.refresh_from_db()
    assert later.publish_at is None
    step(colleague, later, "veroeffentlichen")
    assert state(later) == "published"


def test_a_text_given_back_shows_its_remark_on_the_sheet(client: Client, colleague: Client, draft: Article) -> None:
    in_review(client, draft)
    step(colleague, draft, "zurueckgeben", remark="Beispiel: bitte kürzer.")
    page = client.get(f"/arbeit/neues/{draft.code}/schreiben/").content.decode()
    assert (state(draft), "Beispiel: bitte kürzer." in page, "Bea Beispiel" in page) == ("draft", True, True)


def test_a_correction_is_given_up_and_readers_notice_nothing(client: Client, region: Region) -> None:
    row = ArticleFactory(region=region, state="published")
    step(client, row, "berichtigen")
    write(client, row, body_de="Anders.")
    step(client, row, "berichtigung-aufgeben")
    assert (state(row), row.texts.get().body, row.versions.count()) == ("published", "Ein Beispieltext.", 1)


def test_a_draft_is_discarded_and_leaves_the_list(client: Client, draft: Article) -> None:
    step(client, draft, "verwerfen")
    assert (state(draft), client.get("/arbeit/neues/").context["rows"]) == ("discarded", [])


# ---- who may what, and what is refused


def test_nobody_approves_what_they_wrote_and_the_page_says_so(
    client: Client, colleague: Client, draft: Article
) -> None:
    in_review(client, draft)
    assert (offered(client, draft)["freigeben"], offered(colleague, draft)["freigeben"]) == (False, True)
    page = step(client, draft, "freigeben", when="now")
    assert (page.status_code, state(draft)) == (422, "in_review")


def test_a_partner_reads_and_approves_but_lets_nothing_appear(enter: Entrance, region: Region) -> None:
    project, body = PublishedFactory(region=region), an_organisation("Eigene GmbH")
    ParticipationFactory(project=project, organisation=body)
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    row = ArticleFactory(region=region, state="in_review", about=[project])
    page = partner.get(f"/arbeit/neues/{row.code}/")
    form = next(one["form"] for one in page.context["steps"] if one["step"].part == "freigeben")
    assert list(form.fields) == ["submission", "version", "remark"]
    step(partner, row, "freigeben", when="now")
    assert (state(row), row.publish_at) == ("approved", None)
    assert (offered(partner, row)["veroeffentlichen"], step(partner, row, "veroeffentlichen").status_code) == (
        False,
        422,
    )


@pytest.mark.parametrize(
    ("part", "typed", "field"),
    [
        ("zurueckgeben", {"remark": ""}, "remark"),
        ("zurueckgeben", {"remark": "x" * 4001}, "remark"),
        ("freigeben", {"when": "minute", "publish_at": ""}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "unsinn"}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "2020-01-01T09:00"}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "2099-01-01T09:00"}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "0001-01-01T00:00"}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "9999-12-31T23:59"}, "publish_at"),
        ("freigeben", {"when": "minute", "publish_at": "2027-03-28T02:30"}, "publish_at"),
        ("freigeben", {"when": "unsinn"}, "when"),
        ("freigeben", {}, "when"),
        ("freigeben", {"when": "now", "remark": "x" * 4001}, "remark"),
        ("freigeben", {"when": "now", "submission": "unsinn"}, "submission"),
        ("freigeben", {"when": "now", "version": "0"}, "__all__"),
        ("freigeben", {"when": "now", "version": "unsinn"}, "__all__"),
        ("veroeffentlichen", {}, "__all__"),
        ("archivieren", {}, "__all__"),
        ("zahlen", {}, "__all__"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    client: Client, region: Region, part: str, typed: dict[str, str], field: str
) -> None:
    row = ArticleFactory(region=region, state="in_review")
    page = step(client, row, part, **typed)
    assert (page.status_code, list(page.context["failed"].errors)) == (422, [field])
    assert (state(row), row.version, row.remarks.count()) == ("in_review", 1, 0)


def test_a_step_on_what_somebody_changed_meanwhile_keeps_the_remark(client: Client, region: Region) -> None:
    row = ArticleFactory(region=region, state="in_review", version=4)
    page = step(client, row, "zurueckgeben", remark="Beispiel: kürzer.", version="3")
    assert (page.status_code, "Beispiel: kürzer." in page.content.decode(), state(row)) == (422, True, "in_review")
    assert page.context["failed"]["version"].value() == "4"


def test_what_is_missing_keeps_a_text_from_being_handed_on(client: Client, region: Region) -> None:
    row = ArticleFactory(region=region, body="[[project:weg:funding]]")
    page = client.get(f"/arbeit/neues/{row.code}/")
    submit = next(one for one in page.context["steps"] if one["step"].part == "einreichen")
    assert len(submit["reasons"]) == 1
    assert (step(client, row, "einreichen").status_code, state(row)) == (422, "draft")


def test_a_step_nobody_knows_is_not_there_and_needs_a_button(client: Client, draft: Article) -> None:
    base = f"/arbeit/neues/{draft.code}/schritt/"
    assert (client.post(f"{base}unsinn/", marks()).status_code, client.get(f"{base}einreichen/").status_code) == (
        404,
        405,
    )


@pytest.mark.parametrize("part", ["einreichen", "freigeben", "verwerfen", "zahlen"])
def test_a_step_on_an_article_of_another_region_is_not_there(client: Client, part: str) -> None:
    row = ArticleFactory(region=a_region("Fremdregion"))
    assert (step(client, row, part).status_code, state(row)) == (404, "draft")


def test_a_button_pressed_twice_does_it_once(client: Client, draft: Article) -> None:
    data = marks(draft.version)
    answers = [client.post(f"/arbeit/neues/{draft.code}/schritt/einreichen/", data) for _ in range(2)]
    assert ([answer.status_code for answer in answers], state(draft), draft.version) == ([302, 302], "in_review", 2)


# ---- figures, versions, links


def test_a_figure_that_changed_is_shown_until_somebody_read_the_text_again(client: Client, region: Region) -> None:
    row = ArticleFactory(region=region, state="published")
    FactQuote.objects.create(
        article=row, reference="project:beispiel:funding", shown="1000.00", now="2000.00", changed_at=timezone.now()
    )
    page = client.get(f"/arbeit/neues/{row.code}/")
    assert [(one["before"] != one["now"], one["reference"]) for one in page.context["figures"]] == [
        (True, "project:beispiel:funding")
    ]
    assert client.get("/arbeit/neues/").context["rows"][0]["figures_changed"]
    assert step(client, row, "zahlen").status_code == 302
    assert client.get(f"/arbeit/neues/{row.code}/").context["figures"] == []


@pytest.mark.parametrize("query", ["", "von=1&bis=1", "von=x&bis=y"])
def test_versions_of_what_never_appeared_or_once_are_said(
    client: Client, region: Region, draft: Article, query: str
) -> None:
    once = ArticleFactory(region=region, state="published")
    found = [client.get(f"/arbeit/neues/{row.code}/fassungen/?{query}") for row in (draft, once)]
    assert [(page.status_code, len(page.context["versions"])) for page in found] == [(200, 0), (200, 1)]


@pytest.mark.parametrize("query", ["von=1&bis=9", "von=7&bis=1"])
def test_a_version_that_is_not_there_is_404(client: Client, region: Region, query: str) -> None:
    row = ArticleFactory(region=region, state="published")
    assert client.get(f"/arbeit/neues/{row.code}/fassungen/?{query}").status_code == 404


def test_a_link_to_the_preview_is_offered_while_it_leads_somewhere(client: Client, region: Region) -> None:
    found = {}
    for of in ("draft", "published", "archived", "discarded"):
        row = ArticleFactory(region=region, state=of)
        share = client.get(f"/arbeit/neues/{row.code}/").context["share"]
        found[of] = Client().get(urlsplit(share).path).status_code if share else None
    assert found == {"draft": 200, "published": 200, "archived": None, "discarded": None}


@pytest.mark.parametrize("language", ["", "de", "en", "xx"])
def test_the_article_is_shown_in_each_language_it_is_written_in(client: Client, region: Region, language: str) -> None:
    row = ArticleFactory(region=region, title="Beispiel", english="Example text.")
    read: Any = client.get(f"/arbeit/neues/{row.code}/?sprache={language}").context["read"]
    assert (read.language, "Example text." in read.html) == ("en" if language == "en" else "de", language == "en")


def test_the_sheet_of_a_correction_asks_what_is_corrected(client: Client, region: Region, draft: Article) -> None:
    row = ArticleFactory(region=region, state="correcting")
    assert ("note" in sheet(client, row), "note" in sheet(client, draft)) == (True, False)
