"""The list, a new project, and the sections of the guided form."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Contradiction, Fact, Participation, Project, Publication
from strahlkraft.projects.queries import snapshot
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.projects import ParticipationFactory, ProjectFactory, PublishedFactory
from tests.office.pages import Entrance, fields_of, marks

SCRIPT = "<script>alert(1)</script>"
SECTIONS = ("grunddaten", "stand", "fakten", "beteiligte", "quellen", "lizenz")


def url(project: Project, *rest: str) -> str:
    return "/".join(["/arbeit/projekte", project.slug, *rest]) + "/"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_start_page_names_what_needs_work_most_urgent_first(client: Client, project: Project) -> None:
    PublishedFactory(region=project.region, title_confirmed=False)
    shown = client.get("/arbeit/").context["gaps"]
    assert [(key, count) for key, _gap, count in shown] == [
        ("entwurf", 1),
        ("quelle", 1),
        ("titel", 1),
        ("wahrheit", 2),
        ("lizenz", 2),
        ("ansprechstelle", 2),
        ("leitung", 2),
    ]


def test_start_page_counts_what_the_filtered_list_shows(client: Client, project: Project) -> None:
    Contradiction.objects.create(project=project, statement="Zwei Beträge")
    ProjectFactory(region=a_region("Fremd"))
    for key, _gap, count in client.get("/arbeit/").context["gaps"]:
        assert client.get(f"/arbeit/projekte/?meine=1&fehlt={key}").context["page"].paginator.count == count


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_every_role_has_a_start_page(role: Role, enter: Entrance) -> None:
    assert enter(with_role(role, is_demo=True)).get("/arbeit/").status_code == 200


def test_list_shows_own_drafts_and_what_is_public(client: Client, project: Project) -> None:
    public = PublishedFactory()
    ProjectFactory(title="Fremder Entwurf")
    rows = client.get("/arbeit/projekte/").context["rows"]
    assert {row["project"].pk: row["editable"] for row in rows} == {project.pk: True, public.pk: False}


@pytest.mark.parametrize("words", ["mitdenken", "SK-9999", "Straßenlicht"])
def test_list_finds_by_title_identifier_and_other_name(client: Client, project: Project, words: str) -> None:
    Project.objects.filter(pk=project.pk).update(identifier="SK-9999")
    project.aliases.create(title="Straßenlicht")
    ProjectFactory(region=project.region)
    assert [row["project"] for row in client.get("/arbeit/projekte/", {"q": words}).context["rows"]] == [project]


def test_list_takes_as_many_queries_for_three_rows_as_for_one(client: Client, project: Project) -> None:
    client.get("/arbeit/projekte/")
    one = queries_of(client, "/arbeit/projekte/")
    PublishedFactory.create_batch(2)
    assert queries_of(client, "/arbeit/projekte/") == one


def test_list_ignores_filters_that_make_no_sense(client: Client, project: Project) -> None:
    answer = client.get("/arbeit/projekte/?stand=quatsch&region=nirgends&seite=99&sortierung=wild")
    assert [row["project"] for row in answer.context["rows"]] == [project]


def test_creating_makes_a_draft_and_leads_to_its_first_section(client: Client, region: Region) -> None:
    sent = marks() | {"title": "Neues", "region": region.pk, "kind": "project", "sources": "https://beispiel.example/n"}
    answer = client.post("/arbeit/projekt-anlegen/", sent)
    made = Project.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/arbeit/projekte/neues/grunddaten/")
    assert (made.title, made.publication, made.source_links.count()) == ("Neues", Publication.DRAFT, 1)


def test_creating_twice_with_the_same_form_makes_one_project(client: Client, region: Region) -> None:
    sent = marks() | {"title": "Neues", "region": region.pk, "kind": "project"}
    places = [client.post("/arbeit/projekt-anlegen/", sent)["Location"] for _ in range(2)]
    assert (places[0], Project.objects.count()) == (places[1], 1)


def test_creating_in_a_foreign_region_is_no_choice(client: Client) -> None:
    sent = marks() | {"title": "Neues", "region": a_region("Fremd").pk, "kind": "project"}
    answer = client.post("/arbeit/projekt-anlegen/", sent)
    assert (answer.status_code, list(answer.context["form"].errors), Project.objects.count()) == (422, ["region"], 0)


def test_creating_without_title_keeps_everything_typed(client: Client, region: Region) -> None:
    sent = marks() | {"title": "", "region": region.pk, "kind": "subproject", "summary": "Schon getippt"}
    answer = client.post("/arbeit/projekt-anlegen/", sent)
    kept = fields_of(answer.content)
    assert (answer.status_code, kept["summary"], kept["kind"]) == (422, ["Schon getippt"], ["subproject"])


def test_partner_creates_nothing(enter: Entrance) -> None:
    assert enter(with_role(Role.PARTNER, is_demo=True)).get("/arbeit/projekt-anlegen/").status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_saving_a_section_untouched_changes_nothing_and_leaves_no_trace(
    client: Client, project: Project, section: str
) -> None:
    Fact.objects.create(project=project, field="funding", amount=Decimal(1760000), as_of="2021-09")
    Fact.objects.create(project=project, field="transfer_asset", text="Leitfaden")
    ParticipationFactory(project=project)
    project.truths.create(kind="in_operation", value="yes", since="2021-09-30", stated_at=project.created_at)
    project.phases.create(kind="closure", planned="2022", actual="2022-05")
    sent = fields_of(client.get(url(project, section)).content)
    before = snapshot(project), project.changed_at
    answer = client.post(url(project, section), sent, follow=True)
    project.refresh_from_db()
    assert (answer.status_code, "nichts zu ändern" in answer.content.decode()) == (200, True)
    assert (project.version, (snapshot(project), project.changed_at)) == (1, before)
    assert AuditEntry.objects.filter(verb="edit_project").count() == 0


def test_basics_are_saved(client: Client, project: Project, region: Region) -> None:
    sent = fields_of(client.get(url(project, "grunddaten")).content)
    sent |= {"title": ["Neuer Titel"], "aliases": ["Früher\r\nGanz früher"], "result_kinds": ["software", "guide"]}
    sent |= {"also_regions": [str(a_region("Nachbar").pk)], "summary": [SCRIPT]}
    sent.pop("title_confirmed")
    assert client.post(url(project, "grunddaten"), sent).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.title_confirmed, project.summary, project.result_kinds, project.version) == (
        "Neuer Titel",
        False,
        SCRIPT,
        ["software", "guide"],
        2,
    )
    assert [alias.title for alias in project.aliases.all()] == ["Früher", "Ganz früher"]
    assert [row.name for row in project.also_regions.all()] == ["Nachbar"]


def test_script_stays_text_on_every_page(client: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(title=SCRIPT, summary=SCRIPT, notes=SCRIPT, benefit=SCRIPT)
    Fact.objects.create(project=project, field="status", text=SCRIPT)
    ParticipationFactory(project=project, stated_name=SCRIPT)
    pages = ["", "vorschau", "verlauf", "dokumente", "zusammenfuehren", *SECTIONS]
    addresses = [url(project, page) if page else url(project) for page in pages] + ["/arbeit/", "/arbeit/projekte/"]
    assert [SCRIPT in client.get(address).content.decode() for address in addresses] == [False] * len(addresses)


def test_text_of_100k_characters_gets_a_sentence_and_is_kept(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "grunddaten")).content) | {"summary": ["x" * 100_000], "notes": ["bleibt"]}
    answer = client.post(url(project, "grunddaten"), sent)
    kept = fields_of(answer.content)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["summary"])
    assert (kept["summary"], kept["notes"], kept["version"]) == (["x" * 100_000], ["bleibt"], ["1"])


def test_truths_and_phases_take_german_dates(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "stand")).content) | {
        "in_operation_value": ["yes"],
        "in_operation_since": ["30.9.2021"],
        "in_operation_as_of": ["11/2026"],
        "in_operation_source_url": ["https://beispiel.example/betrieb"],
        "preparation_planned": ["2019"],
        "closure_actual": ["06/2023"],
    }
    assert client.post(url(project, "stand"), sent).status_code == 302
    truth = project.truths.get(current=True)
    assert (truth.kind, truth.value, truth.since, truth.as_of, truth.source and truth.source.url) == (
        "in_operation",
        "yes",
        "2021-09-30",
        "2026-11",
        "https://beispiel.example/betrieb",
    )
    assert sorted(project.phases.values_list("kind", "planned", "actual")) == [
        ("closure", "", "2023-06"),
        ("preparation", "2019", ""),
    ]


def test_changing_only_the_source_of_a_truth_is_kept(client: Client, project: Project) -> None:
    project.truths.create(kind="reusable", value="yes", stated_at=project.created_at)
    sent = fields_of(client.get(url(project, "stand")).content)
    client.post(url(project, "stand"), sent | {"reusable_source_url": ["https://beispiel.example/neu"]})
    source = project.truths.get(current=True).source
    assert getattr(source, "url", "") == "https://beispiel.example/neu"


def test_broken_date_is_named_at_its_field_and_nothing_saved(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "stand")).content) | {
        "closure_actual": ["31.02.2021"],
        "transfer_planned": ["2024"],
    }
    answer = client.post(url(project, "stand"), sent)
    kept = fields_of(answer.content)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closure_actual"])
    assert (kept["closure_actual"], kept["transfer_planned"]) == (["31.02.2021"], ["2024"])
    assert AuditEntry.objects.count() == 0


def test_phase_before_the_one_preceding_it_is_named_at_its_field(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "stand")).content)
    sent |= {"conception_actual": ["2022"], "implementation_actual": ["2020"]}
    answer = client.post(url(project, "stand"), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["implementation_actual"])


def test_truth_without_answer_but_with_date_is_refused(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "stand")).content) | {"reusable_since": ["2021"]}
    assert list(client.post(url(project, "stand"), sent).context["form"].errors) == ["reusable_value"]


def fact_row(number: int, **values: str) -> dict[str, list[str]]:
    return {f"rows-{number}-{name}": [value] for name, value in values.items()}


def rows_page(client: Client, project: Project, section: str) -> dict[str, list[str]]:
    return fields_of(client.get(url(project, section)).content)


def test_facts_are_saved_with_german_amounts_and_their_sources(client: Client, project: Project) -> None:
    sent = rows_page(client, project, "fakten") | fact_row(
        0,
        field="funding",
        amount="1.234.567,89",
        approximate="on",
        as_of="09/2021",
        source_urls="https://beispiel.example/a",
    )
    assert client.post(url(project, "fakten"), sent).status_code == 302
    fact = project.facts.get()
    assert (fact.amount, fact.approximate, fact.preferred, fact.as_of, [s.url for s in fact.sources.all()]) == (
        Decimal("1234567.89"),
        True,
        True,
        "2021-09",
        ["https://beispiel.example/a"],
    )


def test_changing_only_the_source_of_a_fact_is_kept(client: Client, project: Project) -> None:
    Fact.objects.create(project=project, field="funding", amount=Decimal(5))
    sent = rows_page(client, project, "fakten") | fact_row(0, source_urls="https://beispiel.example/neu")
    client.post(url(project, "fakten"), sent)
    assert [s.url for s in project.facts.standing().get().sources.all()] == ["https://beispiel.example/neu"]


def test_emptied_or_ticked_row_is_retired_not_deleted(client: Client, project: Project) -> None:
    Fact.objects.create(project=project, field="funding", amount=Decimal(5))
    sent = rows_page(client, project, "fakten") | fact_row(0, DELETE="on")
    client.post(url(project, "fakten"), sent)
    assert (project.facts.standing().count(), project.facts.count()) == (0, 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"field": "funding", "amount": "-5"}, "amount"),
        ({"field": "funding", "amount": "viel"}, "amount"),
        ({"field": "start", "date": "13/2021"}, "date"),
        ({"field": "funding"}, "__all__"),
        ({"field": "", "amount": "5"}, "field"),
        ({"field": "status", "text": "x", "source_urls": "javascript:alert(1)"}, "source_urls"),
    ],
)
def test_bad_fact_is_named_at_its_row(client: Client, project: Project, given: dict[str, str], field: str) -> None:
    sent = rows_page(client, project, "fakten")
    first = dict.fromkeys(("field", "amount", "date", "text", "source_urls"), "") | given
    if field == "__all__":
        sent.pop("rows-0-preferred")
    answer = client.post(url(project, "fakten"), sent | fact_row(0, **first))
    kept = fields_of(answer.content)
    assert (answer.status_code, list(answer.context["rows"].forms[0].errors)) == (422, [field])
    assert {name: kept.get(f"rows-0-{name}", [""])[0].strip() for name in first} == first
    assert project.facts.count() == 0


def test_two_preferred_values_of_one_field_are_refused_at_the_second(client: Client, project: Project) -> None:
    Fact.objects.create(project=project, field="funding", amount=Decimal(5))
    sent = rows_page(client, project, "fakten") | fact_row(1, field="funding", amount="6", preferred="on")
    answer = client.post(url(project, "fakten"), sent)
    assert [list(form.errors) for form in answer.context["rows"].forms] == [[], ["__all__"]]


def test_adding_a_row_without_script_keeps_what_was_typed_unjudged(client: Client, project: Project) -> None:
    sent = rows_page(client, project, "fakten") | fact_row(0, field="funding", amount="viel") | {"add_row": ["1"]}
    answer = client.post(url(project, "fakten"), sent)
    kept = fields_of(answer.content)
    assert (answer.status_code, kept["rows-TOTAL_FORMS"], kept["rows-0-amount"]) == (200, ["2"], ["viel"])
    assert (answer.context["rows"].total_error_count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("total", ["", "abc", "99999999", "-1", "1000"])
def test_tampered_number_of_rows_breaks_nothing(client: Client, project: Project, total: str) -> None:
    sent = rows_page(client, project, "fakten") | {"rows-TOTAL_FORMS": [total]}
    assert client.post(url(project, "fakten"), sent).status_code == 422
    assert client.post(url(project, "fakten"), sent | {"add_row": ["1"]}).status_code == 200


def test_partners_are_saved_with_organisation_or_name(client: Client, project: Project) -> None:
    known = an_organisation("Bekannte GmbH")
    sent = rows_page(client, project, "beteiligte") | {"rows-TOTAL_FORMS": ["2"]}
    sent |= fact_row(0, role="lead", organisation=str(known.pk), stated_name="", note="seit 2020")
    sent |= fact_row(1, role="partner", organisation="", stated_name="Nur ein Name", note="")
    assert client.post(url(project, "beteiligte"), sent).status_code == 302
    assert list(project.participations.values_list("role", "organisation", "stated_name", "note")) == [
        ("lead", known.pk, "Bekannte GmbH", "seit 2020"),
        ("partner", None, "Nur ein Name", ""),
    ]


def test_same_partner_twice_is_refused(client: Client, project: Project) -> None:
    sent = rows_page(client, project, "beteiligte") | {"rows-TOTAL_FORMS": ["2"]}
    for number in (0, 1):
        sent |= fact_row(number, role="lead", organisation="", stated_name="Doppelt", note="")
    answer = client.post(url(project, "beteiligte"), sent)
    assert (answer.status_code, len(answer.context["rows"].non_form_errors())) == (422, 1)


def test_partners_page_takes_as_many_queries_for_three_rows_as_for_one(client: Client, project: Project) -> None:
    ParticipationFactory(project=project, organisation=an_organisation("A"))
    one = queries_of(client, url(project, "beteiligte"))
    ParticipationFactory.create_batch(2, project=project, organisation=an_organisation("A"))
    assert queries_of(client, url(project, "beteiligte")) == one


def test_sources_and_licence_are_saved(client: Client, project: Project) -> None:
    newer = PublishedFactory()
    sent = rows_page(client, project, "quellen") | {
        "sources": ["https://beispiel.example/b\nhttps://beispiel.example/a"]
    }
    client.post(url(project, "quellen"), sent)
    sent = rows_page(client, project, "lizenz") | {"licence_state": ["open_unnamed"], "superseded_by": [str(newer.pk)]}
    client.post(url(project, "lizenz"), sent)
    project.refresh_from_db()
    assert (project.licence_state, project.superseded_by) == ("open_unnamed", newer)
    assert [link.source.url for link in project.source_links.all()] == [
        "https://beispiel.example/b",
        "https://beispiel.example/a",
    ]
    client.post(url(project, "lizenz"), rows_page(client, project, "lizenz") | {"superseded_by": [""]})
    project.refresh_from_db()
    assert project.superseded_by is None


def test_save_and_go_on_leads_to_the_next_section(client: Client, project: Project) -> None:
    sent = rows_page(client, project, "quellen") | {"continue": ["1"]}
    assert client.post(url(project, "quellen"), sent)["Location"] == url(project, "lizenz")


def test_double_submit_saves_once_and_says_so(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "grunddaten")).content) | {"title": ["Einmal"]}
    answers = [client.post(url(project, "grunddaten"), sent, follow=True) for _ in range(2)]
    project.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (project.version, AuditEntry.objects.filter(verb="edit_project").count()) == (2, 1)
    assert "bereits abgeschickt" in answers[1].content.decode()


def test_concurrent_edit_shows_both_versions_and_loses_neither(
    client: Client, project: Project, enter: Entrance
) -> None:
    other = enter(with_role(Role.OFFICE, region=project.region, is_demo=True, display_name="Grace Beispiel"))
    mine = fields_of(client.get(url(project, "grunddaten")).content) | {"title": ["Mein Titel"]}
    theirs = fields_of(other.get(url(project, "grunddaten")).content)
    other.post(url(project, "grunddaten"), theirs | {"title": ["Ihr Titel"], "summary": ["Ihre Worte"]})

    answer = client.post(url(project, "grunddaten"), mine)
    shown = {row.label: (row.yours, row.theirs, row.kept) for row in answer.context["differences"]}
    kept = fields_of(answer.content)
    assert (answer.status_code, "Grace Beispiel" in answer.content.decode()) == (409, True)
    assert list(shown.values()) == [
        (["Mein Titel"], ["Ihr Titel"], False),
        (["Ein Beispiel."], ["Ihre Worte"], True),
    ]
    assert (kept["title"], kept["summary"], kept["version"]) == (["Mein Titel"], ["Ihre Worte"], ["2"])

    assert client.post(url(project, "grunddaten"), kept).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.summary, project.version) == ("Mein Titel", "Ihre Worte", 3)


def test_concurrent_edit_of_rows_shows_both_versions(client: Client, project: Project, enter: Entrance) -> None:
    other = enter(with_role(Role.OFFICE, region=project.region, is_demo=True))
    mine = rows_page(client, project, "fakten") | fact_row(0, field="funding", amount="5")
    other.post(
        url(project, "fakten"), rows_page(other, project, "fakten") | fact_row(0, field="total_cost", amount="9")
    )
    answer = client.post(url(project, "fakten"), mine)
    (difference,) = answer.context["differences"]
    assert answer.status_code == 409
    assert ["5" in difference.yours[0], "9" in difference.theirs[0]] == [True, True]
    assert fields_of(answer.content)["rows-0-amount"] == ["5"]


def test_concurrent_edit_of_another_section_only_asks_again(client: Client, project: Project, enter: Entrance) -> None:
    other = enter(with_role(Role.OFFICE, region=project.region, is_demo=True))
    mine = rows_page(client, project, "quellen") | {"sources": ["https://beispiel.example/q"]}
    other.post(url(project, "lizenz"), rows_page(other, project, "lizenz") | {"licence_state": ["named"]})
    answer = client.post(url(project, "quellen"), mine)
    assert answer.status_code == 409
    assert client.post(url(project, "quellen"), fields_of(answer.content)).status_code == 302
    project.refresh_from_db()
    assert (project.licence_state, project.source_links.count()) == ("named", 1)


@pytest.mark.parametrize("section", SECTIONS)
def test_lost_session_keeps_what_was_typed(client: Client, officer: User, project: Project, section: str) -> None:
    typed = {
        "grunddaten": ("summary", "Schon getippt"),
        "stand": ("closure_actual", "2023"),
        "fakten": ("rows-0-text", "Schon getippt"),
        "beteiligte": ("rows-0-stated_name", "Schon getippt"),
        "quellen": ("sources", "https://beispiel.example/q"),
        "lizenz": ("superseded_note", "Schon getippt"),
    }[section]
    sent = fields_of(client.get(url(project, section)).content) | {typed[0]: [typed[1]]}
    client.logout()
    lost = client.post(url(project, section), sent)
    client.post("/anmelden/", {"login": officer.email, "password": "ein langes Beispiel"})
    back = client.get(url(project, section))
    assert (lost.status_code, back.status_code) == (302, 200)
    assert (fields_of(back.content)[typed[0]], "abgelaufen" in back.content.decode()) == ([typed[1]], True)
    assert AuditEntry.objects.filter(verb="edit_project").count() == 0
    assert "abgelaufen" not in client.get(url(project, section)).content.decode()


def test_partner_edits_own_projects_and_no_others(project: Project, enter: Entrance) -> None:
    own = an_organisation("Eigene GmbH")
    partner = enter(with_role(Role.PARTNER, organisation=own, is_demo=True))
    assert partner.get(url(project, "stand")).status_code == 404
    ParticipationFactory(project=project, organisation=own, role=Participation.Role.PARTNER)
    sent = fields_of(partner.get(url(project, "stand")).content) | {"reusable_value": ["yes"]}
    assert partner.post(url(project, "stand"), sent).status_code == 302
    assert [
        partner.post(url(project, deed), marks(2)).status_code for deed in ("veroeffentlichen", "zurueckziehen")
    ] == [404, 404]


@pytest.mark.parametrize("role", [Role.STEERING, Role.AUTHORITY, Role.LAND, Role.MUNICIPALITY])
def test_who_only_reads_sees_pages_but_edits_nothing(role: Role, enter: Entrance) -> None:
    public = PublishedFactory()
    reader = enter(with_role(role, is_demo=True))
    assert [reader.get(url(public)).status_code, reader.get(url(public, "vorschau")).status_code] == [200, 200]
    assert [reader.post(url(public, section), marks()).status_code for section in SECTIONS] == [404] * 6


def test_unknown_project_and_section_are_not_found(client: Client, project: Project) -> None:
    answers = [client.get("/arbeit/projekte/gibt-es-nicht/"), client.get(url(project, "quatsch"))]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("published", [True, False])
def test_foreign_region_is_not_found_for_every_write(client: Client, *, published: bool) -> None:
    foreign = (PublishedFactory if published else ProjectFactory)()
    paths = [*SECTIONS, "veroeffentlichen", "zurueckziehen", "zusammenfuehren", "dokumente", "dokumente/1/entfernen"]
    sent = marks() | {"reason": "x", "title": "x", "url": "https://beispiel.example/"}
    assert {path: client.post(url(foreign, path), sent).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_english_workspace_speaks_english(client: Client, project: Project) -> None:
    assert "What needs work" in client.get("/en/arbeit/").content.decode()


def test_tampered_submission_gets_a_sentence(client: Client, project: Project) -> None:
    sent = fields_of(client.get(url(project, "quellen")).content) | {"submission": ["kein-uuid"]}
    assert client.post(url(project, "quellen"), sent).status_code == 422
