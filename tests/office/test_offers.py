"""Offers in the workspace: the list, the guided form with autosave, checking, publishing, withdrawing."""

import dataclasses
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.office import offer_words, offering
from strahlkraft.projects.models import Fact, Project
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import OfferDraft, ReadinessJudgement, ReuseOffer
from strahlkraft.reuse.queries.drafts import draft_of
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import EARLIER, ParticipationFactory, ProjectFactory, PublishedFactory
from tests.factories.reuse import DraftOfferFactory, OfferFactory, RequestFactory
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of

STEPS = tuple(offering.BY_KEY)
FULL = OfferContent(
    title="Beispielparken",
    kind="software",
    summary="Zeigt freie Parkplätze.",
    description="**Sensoren** und Karte.",
    target_groups="Pendelnde",
    scope="Sensoren, Karte",
    transfer_value="Spart eine Ausschreibung",
    stakeholders="IT-Dienstleister",
    best_practice="Klein anfangen",
    legal_basis="keine besondere",
    licence="EUPL-1.2",
    repository_url="https://git.example/parken",
    landing_url="https://parken.example/",
    development_status="stable",
    finished="yes",
    last_change="2025-09",
    last_release="2025-08-30",
    in_operation="yes",
    in_operation_since="2024",
    small_towns="yes",
    size_classes=("small_town", "city"),
    languages=("de", "en"),
    platforms=("web",),
    standards=("LoRaWAN",),
    procurement=("free_software",),
    data_protection_url="https://parken.example/datenschutz",
    accessibility_url="https://parken.example/barrierefreiheit",
    mailbox="parken@beispiel.example",
    superseded_note="nichts",
    products=(Product("Netzwerkserver", "yes", "ChirpStack"),),
    efforts=(Effort("city", Decimal("12.5"), Decimal("1250.50"), None, Decimal(300), 2025, "Beispielstadt"),),
    keys=(ServiceKey("leika", "99108008000000"),),
    papers=(Paper("Leitfaden", "https://parken.example/leitfaden.pdf", "introduction", "CC-BY-4.0"),),
)


def url(offer: ReuseOffer, *rest: str) -> str:
    return "/".join(["/arbeit/angebote", offer.slug, *rest]) + "/"


def drafted(offer: ReuseOffer, content: OfferContent = FULL, **more: Any) -> OfferDraft:
    draft: OfferDraft = OfferDraft.objects.create(
        offer=offer, content=content.as_json() | more, saved_at=EARLIER, saved_by="Ada Beispiel"
    )
    return draft


def sent(client: Client, offer: ReuseOffer, step: str, **more: Any) -> dict[str, Any]:
    """What a browser would send of a step, with changes."""
    return fields_of(client.get(url(offer, step)).content) | more


@pytest.fixture
def offer(project: Project) -> ReuseOffer:
    """A draft of the own region."""
    made: ReuseOffer = DraftOfferFactory(project=project, title="Beispielparken", slug="beispielparken")
    drafted(made, OfferContent(title="Beispielparken", kind="software"))
    return made


def test_list_shows_own_offers_by_project_with_draft_level_and_waiting_requests(
    client: Client, offer: ReuseOffer, region: Region
) -> None:
    public = OfferFactory(project=PublishedFactory(region=region, title="Zweites"))
    RequestFactory(offer=public)
    OfferFactory()
    DraftOfferFactory(project=ProjectFactory(region=a_region("Fremd")))
    groups = client.get("/arbeit/angebote/").context["groups"]
    shown = [
        (group["project"].title, item["row"].offer.pk, item["row"].drafted_at is not None, item["row"].waiting)
        for group in groups
        for item in group["rows"]
    ]
    assert shown == [("Lampen, die mitdenken", offer.pk, True, 0), ("Zweites", public.pk, False, 1)]


def test_list_filters_and_ignores_what_makes_no_sense(client: Client, offer: ReuseOffer) -> None:
    counts = [
        client.get("/arbeit/angebote/", query).context["count"]
        for query in ({"q": "parken"}, {"q": "mitdenken"}, {"q": "nie"}, {"stand": "published"}, {"stand": "quatsch"})
    ]
    assert counts == [1, 1, 0, 0, 1]


def test_list_takes_as_many_queries_for_four_offers_as_for_one(client: Client, offer: ReuseOffer) -> None:
    client.get("/arbeit/angebote/")
    one = queries_of(client, "/arbeit/angebote/")
    OfferFactory.create_batch(3, project=PublishedFactory(region=offer.project.region))
    assert queries_of(client, "/arbeit/angebote/") == one


def test_new_offer_takes_over_what_the_project_says(client: Client, region: Region) -> None:
    project = PublishedFactory(region=region, title="Beispielampel", summary="Eine Ampel.", benefit="Hilft allen.")
    lead = an_organisation("Stadt Beispiel")
    ParticipationFactory(project=project, organisation=lead, role="lead")
    Fact.objects.create(project=project, field="licence", text="EUPL-1.2", preferred=True)
    project.truths.create(kind="in_operation", value="yes", since="2021", stated_at=EARLIER)
    page = client.get(f"/arbeit/angebot-anlegen/?projekt={project.slug}")
    data = fields_of(page.content) | {"kind": ["software"]}
    answer = client.post("/arbeit/angebot-anlegen/", data)
    made = ReuseOffer.objects.get()
    said = draft_of(made).content
    assert (answer.status_code, answer["Location"]) == (302, f"/arbeit/angebote/{made.slug}/was/")
    assert (said.title, said.scope, said.description) == ("Beispielampel", "Eine Ampel.", "Hilft allen.")
    assert (said.licence, said.in_operation, said.in_operation_since) == ("EUPL-1.2", "yes", "2021")
    assert said.caretaker == lead.slug
    again = client.post("/arbeit/angebot-anlegen/", data)
    assert (again["Location"], ReuseOffer.objects.count()) == (answer["Location"], 1)


def test_new_offer_in_a_foreign_region_is_no_choice(client: Client) -> None:
    foreign = PublishedFactory(region=a_region("Fremd"))
    answer = client.post(
        "/arbeit/angebot-anlegen/", {"project": foreign.slug, "kind": "software", "submission": str(uuid4())}
    )
    assert (answer.status_code, list(answer.context["form"].errors), ReuseOffer.objects.count()) == (
        422,
        ["project"],
        0,
    )


@pytest.mark.parametrize("step", STEPS)
def test_step_sent_untouched_keeps_the_whole_draft_and_saves_nothing(
    client: Client, project: Project, step: str
) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    answer = client.post(url(offer, step), sent(client, offer, step))
    draft = draft_of(offer)
    assert (answer.status_code, draft.content, draft.revision, draft.typed) == (302, FULL, 1, {})


@pytest.mark.parametrize("step", STEPS)
def test_emptied_step_clears_only_its_own_fields(client: Client, project: Project, step: str) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    part = offering.BY_KEY[step]
    rows = {f"{name}-{mark}": "0" for name in part.rows for mark in ("TOTAL_FORMS", "INITIAL_FORMS")}
    client.post(url(offer, step), {"revision": "1", **rows})
    said = draft_of(offer).content
    others = [name for name in offering.STEP_OF if name not in part.fields]
    assert [name for name in others if getattr(said, name) != getattr(FULL, name)] == []
    assert [getattr(said, name) for name in part.fields if getattr(said, name) not in ("", (), False)] == []


def test_numbers_and_dates_are_read_as_germans_write_them(client: Client, offer: ReuseOffer) -> None:
    rows = {"efforts-0-introduction_days": "2,5", "efforts-0-introduction_cost": "1.250,50", "efforts-0-year": "2025"}
    client.post(url(offer, "aufwand"), sent(client, offer, "aufwand", **rows))
    client.post(url(offer, "was"), sent(client, offer, "was", last_change="9/2025", in_operation_since="3.4.2024"))
    said = draft_of(offer).content
    assert said.efforts == (Effort("", Decimal("2.5"), Decimal("1250.50"), None, None, 2025, ""),)
    assert (said.last_change, said.in_operation_since) == ("2025-09", "2024-04-03")
    shown = fields_of(client.get(url(offer, "aufwand")).content)
    assert (shown["efforts-0-introduction_days"], shown["efforts-0-introduction_cost"]) == (["2,5"], ["1.250,50"])


BAD = (
    ("was", "summary", "x" * 151),
    ("was", "title", "x" * 251),
    ("was", "kind", "quatsch"),
    ("was", "last_change", "vorgestern"),
    ("was", "last_release", "31.02.2025"),
    ("was", "in_operation_since", "99/2025"),
    ("was", "development_status", "irgendwie"),
    ("was", "finished", "vielleicht"),
    ("was", "in_operation", "1"),
    ("was", "description", "x" * 20_001),
    ("fuer-wen", "target_groups", "x" * 20_001),
    ("fuer-wen", "small_towns", "hm"),
    ("fuer-wen", "size_classes", "riesig"),
    ("voraussetzungen", "standards", "\n".join(f"S{n}" for n in range(51))),
    ("voraussetzungen", "platforms", "x" * 300),
    ("voraussetzungen", "languages", "x" * 300),
    ("voraussetzungen", "products-0-name", "x" * 201),
    ("voraussetzungen", "products-0-alternative", "ohne Namen"),
    ("voraussetzungen", "products-0-proprietary", "halb"),
    ("voraussetzungen", "keys-0-key", "ohne Art"),
    ("voraussetzungen", "keys-0-scheme", "leika"),
    ("aufwand", "procurement", "Handschlag"),
    ("aufwand", "efforts-0-introduction_days", "drei"),
    ("aufwand", "efforts-0-introduction_cost", "-5"),
    ("aufwand", "efforts-0-yearly_days", "0,25"),
    ("aufwand", "efforts-0-yearly_cost", "999.999.999.999"),
    ("aufwand", "efforts-0-year", "20"),
    ("aufwand", "efforts-0-year", "neulich"),
    ("aufwand", "efforts-0-stated_by", "x" * 201),
    ("aufwand", "efforts-0-size_class", "riesig"),
    ("lizenz", "licence", "lizenzfrei"),
    ("lizenz", "licence", "EUPL"),
    ("lizenz", "repository_url", "kein Ort"),
    ("lizenz", "landing_url", "ftp://beispiel.example/"),
    ("lizenz", "data_protection_url", "https://ich:geheim@beispiel.example/"),
    ("lizenz", "accessibility_url", "https://"),
    ("lizenz", "papers-0-title", "ohne Adresse"),
    ("lizenz", "papers-0-url", "https://beispiel.example/ohne-titel"),
    ("lizenz", "papers-0-licence", "gratis"),
    ("lizenz", "papers-0-kind", "roman"),
    ("ansprechstelle", "mailbox", "ruf an"),
    ("ansprechstelle", "caretaker", "niemand-bekannt"),
    ("ansprechstelle", "superseded_by", "gibt-es-nicht"),
    ("ansprechstelle", "superseded_note", "x" * 301),
)


@pytest.mark.parametrize(("step", "name", "typed"), BAD, ids=[f"{s}-{n}-{t[:9]}" for s, n, t in BAD])
def test_bad_entry_is_kept_as_typed_and_marked_beside_its_field(
    client: Client, offer: ReuseOffer, step: str, name: str, typed: str
) -> None:
    rows = {f"{group}-{mark}": "1" for group in offering.BY_KEY[step].rows for mark in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = client.post(url(offer, step), {"revision": "1", **rows, name: typed})
    assert (answer.status_code, answer["Location"]) == (302, url(offer, step))
    shown = client.get(url(offer, step))
    assert shown.context["faults"] != []
    if "<select" not in str(_bound(shown.context, name)) and "checkbox" not in str(_bound(shown.context, name)):
        assert fields_of(shown.content)[name] == [typed]


def _bound(context: Any, name: str) -> Any:
    """The field of the page by the name it is sent under."""
    forms = [context["form"], *(row for rows in context["groups"] for row in rows)]
    return next(form[field] for form in forms for field in form.fields if form.add_prefix(field) == name)


@pytest.mark.parametrize(("step", "name", "typed"), [("aufwand", "efforts-0-year", "neulich"), ("was", "title", "")])
def test_what_cannot_be_read_or_is_missing_keeps_the_draft_from_the_public(
    client: Client, offer: ReuseOffer, step: str, name: str, typed: str
) -> None:
    client.post(url(offer, "was"), sent(client, offer, "was", summary="Zeigt freie Plätze."))
    client.post(url(offer, step), sent(client, offer, step, **{name: typed}))
    marks = {"version": 0, "revision": draft_of(offer).revision, "submission": str(uuid4())}
    answer = client.post(url(offer, "pruefen"), marks)
    offer.refresh_from_db()
    assert (answer.status_code, offer.version, len(answer.context["refusals"])) == (422, 0, 1)


def test_unreadable_entry_leaves_the_readable_ones_beside_it(client: Client, offer: ReuseOffer) -> None:
    rows = {"efforts-0-introduction_days": "drei", "efforts-0-introduction_cost": "100", "procurement": ["inhouse"]}
    client.post(url(offer, "aufwand"), sent(client, offer, "aufwand", **rows))
    draft = draft_of(offer)
    assert draft.content.efforts == (Effort("", None, Decimal(100), None, None, None, ""),)
    assert (draft.content.procurement, list(draft.typed)) == (("inhouse",), ["aufwand"])
    mended = sent(client, offer, "aufwand", **{"efforts-0-introduction_days": "3"})
    client.post(url(offer, "aufwand"), mended)
    draft = draft_of(offer)
    assert (draft.content.efforts[0].introduction_days, draft.typed) == (Decimal(3), {})


def test_row_is_added_without_script_and_removed_when_saving(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    more = client.post(url(offer, "voraussetzungen"), sent(client, offer, "voraussetzungen", add_row="keys"))
    data = fields_of(more.content)
    assert (more.status_code, data["keys-TOTAL_FORMS"], draft_of(offer).revision) == (200, ["2"], 1)
    data |= {"keys-1-scheme": ["ozg"], "keys-1-key": ["10174"], "keys-0-DELETE": ["on"]}
    client.post(url(offer, "voraussetzungen"), data)
    assert draft_of(offer).content.keys == (ServiceKey("ozg", "10174"),)


@pytest.mark.parametrize("count", ["", "quatsch", "-3", "99999"])
def test_tampered_number_of_rows_never_clears_them(client: Client, project: Project, count: str) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    data = sent(client, offer, "voraussetzungen") | {"keys-TOTAL_FORMS": [count]}
    answer = client.post(url(offer, "voraussetzungen"), data)
    assert (answer.status_code, draft_of(offer).content.keys) == (302, FULL.keys)


def test_suggested_licence_is_taken_over_by_its_button(client: Client, offer: ReuseOffer) -> None:
    client.post(url(offer, "lizenz"), sent(client, offer, "lizenz", licence="EUPL"))
    page = client.get(url(offer, "lizenz"))
    assert page.context["suggestions"] == ["EUPL-1.2"]
    client.post(url(offer, "lizenz"), fields_of(page.content) | {"use_licence": "EUPL-1.2"})
    assert draft_of(offer).content.licence == "EUPL-1.2"


def test_autosave_answers_with_the_new_revision_and_the_time(client: Client, offer: ReuseOffer) -> None:
    data = sent(client, offer, "was", summary="Zeigt freie Plätze.")
    answer = client.post(url(offer, "was"), data, headers={"X-Autosave": "1"})
    said = answer.json()
    assert (answer.status_code, said["revision"], draft_of(offer).content.summary) == (200, 2, "Zeigt freie Plätze.")
    again = client.post(url(offer, "was"), data | {"revision": "2"}, headers={"X-Autosave": "1"})
    assert (again.json()["revision"], draft_of(offer).revision) == (2, 2)
    assert not AuditEntry.objects.filter(subject_kind="offer").exists()


def test_autosave_of_a_second_window_is_told_and_overwrites_nothing(client: Client, offer: ReuseOffer) -> None:
    first = sent(client, offer, "was", summary="Erstes Fenster")
    client.post(url(offer, "was"), first, headers={"X-Autosave": "1"})
    second = client.post(url(offer, "was"), first | {"summary": "Zweites Fenster"}, headers={"X-Autosave": "1"})
    assert (second.status_code, list(second.json())) == (409, ["message"])
    assert draft_of(offer).content.summary == "Erstes Fenster"


def test_saving_over_another_window_shows_both_and_then_saves_knowingly(client: Client, offer: ReuseOffer) -> None:
    first = sent(client, offer, "was", summary="Erstes Fenster")
    client.post(url(offer, "was"), first)
    page = client.post(url(offer, "was"), first | {"summary": "Zweites Fenster"})
    shown = [(row["before"], row["after"]) for row in page.context["differences"]]
    assert (page.status_code, shown) == (409, [(["Zweites Fenster"], ["Erstes Fenster"])])
    data = fields_of(page.content)
    assert client.post(url(offer, "was"), data).status_code == 302
    assert draft_of(offer).content.summary == "Zweites Fenster"


def test_double_click_on_save_is_no_conflict(client: Client, offer: ReuseOffer) -> None:
    data = sent(client, offer, "was", summary="Einmal")
    assert [client.post(url(offer, "was"), data).status_code for _ in range(2)] == [302, 302]
    assert draft_of(offer).revision == 2


def test_steps_lead_on_to_the_check(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    places = [
        client.post(url(offer, step), sent(client, offer, step) | {"continue": "1"})["Location"] for step in STEPS
    ]
    assert places == [url(offer, step) for step in (*STEPS[1:], "pruefen")]


def test_check_says_what_is_missing_before_anything_is_public(client: Client, offer: ReuseOffer) -> None:
    page = client.get(url(offer, "pruefen"))
    assert [stop["url"] for stop in page.context["stops"]] == [url(offer, "was")]
    rows = page.context["readiness"]["rows"]
    assert (len(rows), rows[0]["state"], bool(rows[0]["remedy"])) == (12, "bad", True)
    assert not ReuseOffer.objects.get().readiness_runs.exists()


def test_check_of_the_draft_finds_what_the_check_after_publishing_finds(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=PublishedFactory(region=project.region))
    drafted(offer, dataclasses.replace(FULL, superseded_note=""))
    before = client.get(url(offer, "pruefen")).context["readiness"]
    data = fields_of(client.get(url(offer, "pruefen")).content)
    assert client.post(url(offer, "pruefen"), data | {"note": "Erste Fassung"})["Location"] == url(offer)
    offer.refresh_from_db()
    after = client.get(url(offer)).context["readiness"]
    assert (offer.version, offer.content) == (1, dataclasses.replace(FULL, superseded_note=""))
    assert (before["level"], before["rows"]) == (after["level"], after["rows"])


def test_publishing_twice_with_the_same_form_makes_one_version(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=PublishedFactory(region=project.region))
    drafted(offer)
    data = fields_of(client.get(url(offer, "pruefen")).content)
    assert [client.post(url(offer, "pruefen"), data).status_code for _ in range(2)] == [302, 302]
    assert offer.versions.count() == 1


def test_draft_saved_meanwhile_is_not_published_unseen(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=PublishedFactory(region=project.region))
    drafted(offer)
    data = fields_of(client.get(url(offer, "pruefen")).content)
    OfferDraft.objects.filter(offer=offer).update(revision=7)
    answer = client.post(url(offer, "pruefen"), data)
    offer.refresh_from_db()
    assert (answer.status_code, offer.version, len(answer.context["refusals"])) == (409, 0, 1)


def test_versions_show_what_changed_and_a_draft_can_be_thrown_away(
    client: Client, region: Region, officer: User
) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region), licence="MIT")
    changed = dataclasses.replace(offer.content, licence="EUPL-1.2")
    drafted(offer, changed)
    overview = client.get(url(offer))
    assert [row["before"] + row["after"] for row in overview.context["changes"]] == [["MIT", "EUPL-1.2"]]
    assert client.post(url(offer, "verwerfen")).status_code == 302
    assert not OfferDraft.objects.exists()
    actions.publish_offer(by=officer, at=EARLIER, slug=offer.slug, content=changed, version=1, note="Neue Lizenz")
    page = client.get(url(offer, "versionen", "2"))
    assert [row["after"] for row in page.context["changes"]] == [["EUPL-1.2"]]
    assert client.get(url(offer, "versionen", "9")).status_code == 404


def test_unpublished_draft_cannot_be_thrown_away(client: Client, offer: ReuseOffer) -> None:
    assert client.post(url(offer, "verwerfen"), follow=True).status_code == 200
    assert OfferDraft.objects.filter(offer=offer).exists()


def test_withdrawing_needs_a_reason_and_happens_once(client: Client, region: Region) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region))
    data = fields_of(client.get(url(offer, "zurueckziehen")).content)
    assert client.post(url(offer, "zurueckziehen"), data | {"reason": " "}).status_code == 422
    done = data | {"reason": "Nur ein Beispiel"}
    assert [client.post(url(offer, "zurueckziehen"), done).status_code for _ in range(2)] == [302, 302]
    offer.refresh_from_db()
    assert (offer.publication, AuditEntry.objects.filter(verb="withdraw_offer").count()) == ("withdrawn", 1)


def test_withdrawing_a_version_one_has_not_seen_is_refused(client: Client, region: Region) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region))
    data = {"version": "7", "reason": "x", "submission": str(uuid4())}
    assert client.post(url(offer, "zurueckziehen"), data).status_code == 422


def test_preview_shows_the_draft(client: Client, project: Project) -> None:
    offer = DraftOfferFactory(project=project)
    drafted(offer)
    text = client.get(url(offer, "vorschau")).content.decode()
    said = ("<strong>Sensoren</strong>", "Spart eine Ausschreibung", "Netzwerkserver", "Leitfaden", "99108008000000")
    assert [words for words in said if words not in text] == []


def test_judgement_of_a_person_is_noted_once(client: Client, region: Region) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region))
    data = fields_of(client.get(url(offer, "uebertragbarkeit")).content) | {"criterion": "licence", "verdict": "met"}
    assert [client.post(url(offer, "uebertragbarkeit"), data).status_code for _ in range(2)] == [302, 302]
    page = client.get(url(offer, "uebertragbarkeit"))
    assert (ReadinessJudgement.objects.count(), page.context["readiness"]["rows"][0]["by_person"]) == (1, True)


@pytest.mark.parametrize(
    ("name", "typed"), [("criterion", "quatsch"), ("verdict", "unknown"), ("link", "kein Ort"), ("criterion", "")]
)
def test_bad_judgement_is_refused_with_a_sentence(client: Client, project: Project, name: str, typed: str) -> None:
    data = {"criterion": "licence", "verdict": "met", "link": "", "submission": str(uuid4()), name: typed}
    answer = client.post(f"/arbeit/projekte/{project.slug}/uebertragbarkeit/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_answers_in_both_languages(client: Client, region: Region, language: str) -> None:
    offer = OfferFactory(project=PublishedFactory(region=region))
    drafted(offer)
    parts = (
        "",
        "vorschau/",
        "pruefen/",
        "versionen/1/",
        "zurueckziehen/",
        "uebertragbarkeit/",
        *(f"{s}/" for s in STEPS),
    )
    paths = [f"{language}{url(offer)}{part}" for part in parts]
    paths += [f"{language}/arbeit/angebote/", f"{language}/arbeit/angebot-anlegen/"]
    assert {path: code for path in paths if (code := client.get(path).status_code) != 200} == {}


def test_partner_edits_offers_of_the_own_projects_only(enter: Entrance, offer: ReuseOffer) -> None:
    body = an_organisation("Eigene GmbH")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    assert partner.get(url(offer)).status_code == 404
    ParticipationFactory(project=offer.project, organisation=body, role="partner")
    assert partner.get(url(offer)).status_code == 200


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.STEERING, Role.AUTHORITY, Role.LAND])
def test_who_edits_no_offers_sees_none_of_these_pages(enter: Entrance, offer: ReuseOffer, role: Role) -> None:
    client = enter(with_role(role, is_demo=True, **({"region": offer.project.region} if role is Role.STEERING else {})))
    paths = ("/arbeit/angebote/", "/arbeit/angebot-anlegen/", url(offer), url(offer, "was"))
    assert {client.get(path).status_code for path in paths} == {404}


def test_form_asks_for_everything_an_offer_can_say() -> None:
    fields = set(OfferContent.__dataclass_fields__)
    assert (set(offering.STEP_OF), set(offer_words.LABELS)) == (fields - {"publiccode"}, fields)
