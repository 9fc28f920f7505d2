"""Articles on their sheet: begun, written, saved by itself, looked at without script; what is wrong is said and kept."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Article, ArticleText
from strahlkraft.projects.models import Fact
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory, SourceFactory
from tests.office.news_pages import sheet, write
from tests.office.pages import Entrance, fields_of, marks

pytestmark = pytest.mark.django_db
QUIET = {"X-Autosave": "1"}


@pytest.fixture
def draft(region: Region, officer: User) -> Article:
    """A text of the own office."""
    made: Article = ArticleFactory(region=region, created_by=officer.actor_id, last_edited_by=officer.actor_id)
    return made


def german(row: Article) -> ArticleText:
    return row.texts.get(language="de")


def lines_of_trail(row: Article) -> list[str]:
    return list(AuditEntry.objects.filter(subject_key=row.code).order_by("sequence").values_list("verb", flat=True))


# ---- who comes in


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.STEERING, Role.MUNICIPALITY])
@pytest.mark.parametrize("path", ["", "anlegen/", "auswahl/?q=x", "zahlen/?q=x"])
def test_who_writes_no_news_finds_no_desk(role: Role, path: str, enter: Entrance) -> None:
    assert enter(with_role(role, is_demo=True)).get(f"/arbeit/neues/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "schreiben/", "fassungen/", "verlauf/"])
def test_an_article_of_another_region_is_not_there(client: Client, path: str) -> None:
    other = ArticleFactory(region=a_region("Fremdregion"))
    assert client.get(f"/arbeit/neues/{other.code}/{path}").status_code == 404


def test_nothing_is_written_on_an_article_of_another_region(client: Client) -> None:
    other = ArticleFactory(region=a_region("Fremdregion"))
    page = client.post(f"/arbeit/neues/{other.code}/schreiben/", {"title_de": "Beispiel", **marks()})
    assert (page.status_code, german(other).title == "Beispiel") == (404, False)


# ---- the list


def test_list_says_what_waits_and_is_filtered_by_state_words_and_region(client: Client, region: Region) -> None:
    ArticleFactory(region=region, title="Beispiel im Entwurf")
    waiting = ArticleFactory(region=region, state="in_review", title="Beispiel wartet")
    ArticleFactory(region=region, state="published", title="Beispiel erschienen")
    ArticleFactory(region=region, state="discarded", title="Beispiel verworfen")
    found = {
        query: sorted(row["title"] for row in client.get(f"/arbeit/neues/?{query}").context["rows"])
        for query in (
            "",
            "stand=in_review",
            "stand=discarded",
            "q=ENTWURF",
            "wer=wartet",
            "region=nirgends",
            "wer=meine",
        )
    }
    every = ["Beispiel erschienen", "Beispiel im Entwurf", "Beispiel wartet"]
    assert found == {
        "": every,
        "stand=in_review": ["Beispiel wartet"],
        "stand=discarded": ["Beispiel verworfen"],
        "q=ENTWURF": ["Beispiel im Entwurf"],
        "wer=wartet": ["Beispiel wartet"],
        "region=nirgends": every,
        "wer=meine": [],
    }
    assert client.get("/arbeit/neues/").context["waiting"] == 1
    assert f"/arbeit/neues/{waiting.code}/" in client.get("/arbeit/neues/").content.decode()


@pytest.mark.parametrize("query", ["stand=unsinn", "seite=999", "seite=x", "region=x", "wer=x", "q=%25"])
def test_a_list_asked_nonsense_still_shows_something_sensible(client: Client, query: str, draft: Article) -> None:
    assert client.get(f"/arbeit/neues/?{query}").status_code == 200


def test_the_list_costs_the_same_however_long(client: Client, region: Region) -> None:
    costs = []
    for more in (1, 2):
        for _ in range(more):
            ArticleFactory(region=region, state="in_review", english="An example.")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/arbeit/neues/")
        costs.append((len(page.context["rows"]), len(asked)))
    assert ([rows for rows, _cost in costs], costs[0][1]) == ([1, 3], costs[1][1])


# ---- beginning


def test_an_article_begins_with_a_headline_and_the_project_it_is_about(client: Client, region: Region) -> None:
    PublishedFactory(region=region, slug="beispielprojekt")
    form = fields_of(client.get("/arbeit/neues/anlegen/?projekt=beispielprojekt").content)
    assert (form["project"], form["region"]) == (["beispielprojekt"], [str(region.pk)])
    answer = client.post("/arbeit/neues/anlegen/", form | {"title": ["Beispiel fängt an"], "kind": ["result"]})
    row = Article.objects.get()
    assert answer["Location"] == f"/arbeit/neues/{row.code}/schreiben/"
    assert (german(row).title, row.kind, row.region, row.links.get().project.slug) == (  # type: ignore[union-attr] # it is about one
        "Beispiel fängt an", "result", region, "beispielprojekt",
    )  # fmt: skip


def test_a_form_to_begin_sent_twice_begins_one(client: Client) -> None:
    form = fields_of(client.get("/arbeit/neues/anlegen/").content) | {"title": ["Beispiel einmal"]}
    answers = [client.post("/arbeit/neues/anlegen/", form) for _ in range(2)]
    assert (answers[0]["Location"], Article.objects.count()) == (answers[1]["Location"], 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "x" * 5000}, "title"),
        ({"kind": "unsinn"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"region": "999999"}, "region"),
        ({"region": ""}, "region"),
        ({"region": "x"}, "region"),
        ({"project": "gibt-es-nicht"}, "project"),
        ({"submission": "unsinn"}, "submission"),
    ],
)
def test_what_cannot_begin_is_said_at_its_field_and_kept(client: Client, typed: dict[str, str], field: str) -> None:
    form = fields_of(client.get("/arbeit/neues/anlegen/").content) | {"title": ["Beispiel"]}
    page = client.post("/arbeit/neues/anlegen/", form | {name: [value] for name, value in typed.items()})
    assert (page.status_code, list(page.context["form"].errors), Article.objects.count()) == (422, [field], 0)
    kept = fields_of(page.content)["title"][0]
    assert kept.strip() == typed.get("title", "Beispiel").strip()


def test_a_partner_begins_about_a_project_of_theirs_only(enter: Entrance, region: Region) -> None:
    own, body = PublishedFactory(region=region, slug="eigenes"), an_organisation("Eigene GmbH")
    PublishedFactory(region=region, slug="fremdes")
    ParticipationFactory(project=own, organisation=body)
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    form = fields_of(partner.get("/arbeit/neues/anlegen/").content) | {"title": ["Beispiel der Partner"]}
    assert form["project"] == ["eigenes"]
    refused = [partner.post("/arbeit/neues/anlegen/", form | {"project": [slug]}) for slug in ("fremdes", "")]
    assert [page.status_code for page in refused] == [422, 422]
    assert partner.post("/arbeit/neues/anlegen/", form).status_code == 302
    assert Article.objects.get().region == region


# ---- writing


def test_the_whole_sheet_is_kept_in_two_languages_with_all_that_belongs_to_it(
    client: Client, region: Region, draft: Article
) -> None:
    town = MunicipalityFactory()
    picture, other = PictureFactory(region=region), PictureFactory(region=region)
    name = f"municipality:{town.key}"
    answer = write(
        client, draft,
        title_de="Beispiel neu", lead_de="Kurz.", body_de="## Anfang\r\n\r\nText.", title_en="Example", body_en="Text.",
        kind="result", links=[name], lead_picture=picture.code, gallery=[other.code],
    )  # fmt: skip
    assert answer.status_code == 302
    draft.refresh_from_db()
    texts = {row.language: (row.title, row.body) for row in draft.texts.all()}
    assert texts == {"de": ("Beispiel neu", "## Anfang\n\nText."), "en": ("Example", "Text.")}
    assert (draft.kind, draft.links.get().municipality, draft.lead_picture) == ("result", town, picture)
    assert [row.picture for row in draft.gallery.all()] == [other]
    assert sheet(client, draft)["links"] == [name]


def test_an_untouched_sheet_leaves_no_line_in_the_trail(client: Client, draft: Article) -> None:
    client.post(f"/arbeit/neues/{draft.code}/schreiben/", sheet(client, draft))
    draft.refresh_from_db()
    assert (draft.version, lines_of_trail(draft)) == (1, [])


def test_an_english_text_that_is_emptied_is_gone(client: Client, region: Region) -> None:
    row = ArticleFactory(region=region, english="An example.")
    write(client, row, title_en="", lead_en="", body_en="")
    assert [text.language for text in row.texts.all()] == ["de"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title_de": ""}, "title_de"),
        ({"title_de": "x" * 161}, "title_de"),
        ({"title_de": "x" * 9000}, "title_de"),
        ({"title_en": "", "body_en": "Text without a headline."}, "title_en"),
        ({"body_de": "x" * 60_001}, "body_de"),
        ({"lead_de": "x" * 70_000}, "lead_de"),
        ({"kind": "unsinn"}, "kind"),
        ({"region": "999999"}, "region"),
        ({"region": ""}, "region"),
        ({"topic": "gibt-es-nicht"}, "topic"),
        ({"press_contact": "999999"}, "press_contact"),
        ({"press_contact": "x"}, "press_contact"),
        ({"links": ["unsinn"]}, "links"),
        ({"links": ["region:beispiel"]}, "links"),
        ({"links": ["project:gibt-es-nicht"]}, "links"),
        ({"links": ["project:a/../b"]}, "links"),
        ({"lead_picture": "../../etc"}, "lead_picture"),
        ({"lead_picture": "gibtesnicht"}, "gallery"),
        ({"gallery": ["gibtesnicht"]}, "gallery"),
        ({"submission": "unsinn"}, "submission"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_typed(
    client: Client, draft: Article, typed: dict[str, Any], field: str
) -> None:
    before = german(draft).body
    page = write(client, draft, **{"body_de": "Neu getippt.", **typed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    again = fields_of(page.content)
    assert again["body_de"] == [typed.get("body_de", "Neu getippt.")]
    draft.refresh_from_db()
    assert (draft.version, german(draft).body) == (1, before)


def test_nul_is_refused_and_nothing_is_kept(client: Client, draft: Article) -> None:
    before = german(draft).title, german(draft).body
    page = write(client, draft, title_de="Beispiel\0neu", body_de="Te\0xt")
    assert (page.status_code, (german(draft).title, german(draft).body)) == (422, before)


def test_who_was_slower_gets_both_versions_and_saves_knowingly(
    client: Client, enter: Entrance, region: Region, draft: Article
) -> None:
    mine = sheet(client, draft)
    other = enter(with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bea Beispiel"))
    write(other, draft, body_de="Im zweiten Fenster.")
    page = client.post(f"/arbeit/neues/{draft.code}/schreiben/", mine | {"body_de": ["Im ersten Fenster."]})
    shown = page.content.decode()
    assert (page.status_code, "Im zweiten Fenster." in shown, "Bea Beispiel" in shown) == (409, True, True)
    again = fields_of(page.content)
    assert again["body_de"] == ["Im ersten Fenster."]
    assert client.post(f"/arbeit/neues/{draft.code}/schreiben/", again).status_code == 302
    assert german(draft).body == "Im ersten Fenster."


@pytest.mark.parametrize("revision", ["", "x", "99999999999999999999", "-1"])
def test_a_sheet_without_a_sound_version_counts_as_stale(client: Client, draft: Article, revision: str) -> None:
    page = write(client, draft, revision=revision, body_de="Getippt.")
    assert (page.status_code, fields_of(page.content)["body_de"]) == (409, ["Getippt."])


def test_what_was_typed_when_a_colleague_handed_it_on_is_not_lost(client: Client, draft: Article) -> None:
    form = sheet(client, draft) | {"body_de": ["Noch getippt."]}
    Article.objects.filter(pk=draft.pk).update(state="in_review", version=2)
    page = client.post(f"/arbeit/neues/{draft.code}/schreiben/", form)
    assert (page.status_code, fields_of(page.content)["body_de"]) == (409, ["Noch getippt."])
    again = client.post(f"/arbeit/neues/{draft.code}/schreiben/", fields_of(page.content))
    assert (again.status_code, fields_of(again.content)["body_de"]) == (422, ["Noch getippt."])


@pytest.mark.parametrize("state", ["in_review", "approved", "published", "archived", "discarded"])
def test_a_sheet_nobody_may_write_on_leads_to_the_article(client: Client, region: Region, state: str) -> None:
    row = ArticleFactory(region=region, state=state)
    assert client.get(f"/arbeit/neues/{row.code}/schreiben/")["Location"] == f"/arbeit/neues/{row.code}/"


def test_what_was_typed_when_the_session_ended_is_brought_back(client: Client, officer: User, draft: Article) -> None:
    form = sheet(client, draft) | {"body_de": ["Vor dem Ende getippt."]}
    stranger = Client()
    stranger.post(f"/arbeit/neues/{draft.code}/schreiben/", form)
    stranger.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = stranger.get(f"/arbeit/neues/{draft.code}/schreiben/")
    assert (page.context["restored"], fields_of(page.content)["body_de"]) == (True, ["Vor dem Ende getippt."])


# ---- saving by itself


def test_saving_by_itself_answers_with_the_next_version_each_time(client: Client, draft: Article) -> None:
    path, form = f"/arbeit/neues/{draft.code}/schreiben/", sheet(client, draft)
    found = []
    for words in ("Eins.", "Zwei.", "Zwei."):
        said = client.post(path, form | {"body_de": [words]}, headers=QUIET).json()
        form["revision"] = [str(said["revision"])]
        found.append(said["revision"])
    assert (found, german(draft).body, lines_of_trail(draft)) == ([2, 3, 3], "Zwei.", ["edit_article"] * 2)
    assert client.post(path, form | {"body_de": ["Drei."]}).status_code == 302  # the sheet's own mark is still unused
    assert german(draft).body == "Drei."


def test_saving_by_itself_says_what_cannot_be_kept_and_who_was_quicker(client: Client, draft: Article) -> None:
    path, form = f"/arbeit/neues/{draft.code}/schreiben/", sheet(client, draft)
    unread = client.post(path, form | {"title_de": [""]}, headers=QUIET)
    ruled = client.post(path, form | {"title_de": ["x" * 161]}, headers=QUIET)
    client.post(path, form | {"body_de": ["Schneller."]}, headers=QUIET)
    stale = client.post(path, form | {"body_de": ["Langsamer."]}, headers=QUIET)
    assert [answer.status_code for answer in (unread, ruled, stale)] == [422, 422, 409]
    assert all(answer.json()["message"] for answer in (unread, ruled, stale))
    assert german(draft).body == "Schneller."


# ---- without script


def test_preview_without_script_renders_as_readers_see_it_and_keeps_nothing(client: Client, draft: Article) -> None:
    page = write(client, draft, preview="body_de", body_de="## Anfang\n\n**fett** <script>x</script>")
    shown = page.content.decode()
    assert (page.status_code, "<h2>Anfang</h2>" in shown, "<strong>fett</strong>" in shown) == (200, True, True)
    assert ("<script>x" in shown, german(draft).body) == (False, "Ein Beispieltext.")
    assert fields_of(page.content)["body_de"] == ["## Anfang\n\n**fett** <script>x</script>"]


def test_things_are_found_and_chosen_without_script(client: Client, region: Region, draft: Article) -> None:
    PublishedFactory(region=region, title="Beispiel Parksensoren", slug="parksensoren")
    page = write(client, draft, search_things="1", find="parksens", body_de="Getippt.")
    assert [row["value"] for row in page.context["found"]] == ["project:parksensoren"]
    assert fields_of(page.content)["body_de"] == ["Getippt."]
    assert 'value="project:parksensoren"' in page.content.decode()
    chosen = write(client, draft, search_things="1", find="parksens", links=["project:parksensoren"])
    assert (chosen.context["found"], [row["title"] for row in chosen.context["chosen"]]) == (
        [],
        ["Beispiel Parksensoren"],
    )


def test_figures_of_chosen_projects_and_of_others_are_offered_without_script(
    client: Client, region: Region, draft: Article
) -> None:
    for slug in ("eins", "zwei"):
        project = PublishedFactory(region=region, title=f"Beispiel {slug}", slug=slug)
        Fact.objects.create(project=project, field="funding", amount=Decimal(1200000)).sources.add(SourceFactory())
    write(client, draft, links=["project:eins"])
    page = write(client, draft, search_figures="1", figures="beispiel zwei")
    shown = page.content.decode()
    assert ("[[project:eins:funding]]" in shown, "[[project:zwei:funding]]" in shown) == (True, True)
    part = client.get("/arbeit/neues/zahlen/?ding=project:zwei&ding=unsinn").content.decode()
    assert ("[[project:zwei:funding]]" in part, "[[project:eins:funding]]" in part) == (True, False)


# ---- what scripts ask for


def test_live_preview_gives_html_and_remarks_with_their_lines(client: Client) -> None:
    body = "Erster Satz.\n\n[hier](https://beispiel.example/) und [[project:weg:funding]]"
    said = client.post(
        "/en/arbeit/neues/textvorschau/", {"language": "de", "title": "Beispiel", "lead": "", "body": body}
    )
    found = said.json()
    assert (found["words"], '<a href="https://beispiel.example/"' in found["html"]) == ("5 words", True)
    assert [(one["line"], one["blocks"]) for one in found["remarks"]] == [(None, True), (None, False), (3, False)]


def test_live_preview_of_a_text_without_headline_says_nothing_about_one(client: Client) -> None:
    assert client.post("/arbeit/neues/textvorschau/", {"body": "Text."}).json()["remarks"] == []


@pytest.mark.parametrize("typed", [{}, {"body": "x" * 200_000}, {"language": "xx", "body": "[[[["}, {"body": "\0"}])
def test_live_preview_of_nonsense_still_answers(client: Client, typed: dict[str, str]) -> None:
    assert client.post("/arbeit/neues/textvorschau/", typed).status_code == 200


def test_live_preview_is_for_who_writes(enter: Entrance) -> None:
    stranger = enter(with_role(Role.AUTHORITY, is_demo=True))
    assert stranger.post("/arbeit/neues/textvorschau/", {"body": "Text."}).status_code == 404
