"""The history of a project and the trail: who reads them, and in which words."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.rules import Role
from strahlkraft.projects import texts
from strahlkraft.projects.models import Project
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.audit import write_entry
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.office.pages import Entrance, fields_of


def edit(client: Client, project: Project, section: str, **values: str) -> None:
    """Save a section with some values changed."""
    address = f"/arbeit/projekte/{project.slug}/{section}/"
    sent = fields_of(client.get(address).content) | {name.replace("__", "-"): [value] for name, value in values.items()}
    assert client.post(address, sent).status_code == 302


def test_history_tells_before_and_after_in_words(client: Client, project: Project) -> None:
    neighbour = a_region("Nachbar")
    edit(client, project, "grunddaten", title="Neuer Titel", also_regions=str(neighbour.pk))
    (row,) = client.get(f"/arbeit/projekte/{project.slug}/verlauf/").context["entries"]
    assert sorted((change.before, change.after) for change in row["changes"]) == [
        ([], ["Nachbar"]),
        (["Lampen, die mitdenken"], ["Neuer Titel"]),
    ]
    assert row["entry"].actor_label == "Ada Beispiel"


def test_history_of_rows_tells_only_what_differs(client: Client, project: Project) -> None:
    project.facts.create(field="funding", amount=Decimal(5))
    project.facts.create(field="status", text="läuft")
    edit(client, project, "fakten", rows__0__amount="1.070.000")
    (row,) = client.get(f"/arbeit/projekte/{project.slug}/verlauf/").context["entries"]
    (change,) = row["changes"]
    assert ([len(change.before), len(change.after)], "1.070.000" in change.after[0]) == ([1, 1], True)


def test_history_shows_words_for_codes_of_imports_and_roles(client: Client, project: Project) -> None:
    write_entry(
        subject=project.label,
        before={},
        after={
            "start_basis": "grant notice",
            "result_type": "portal + app",
            "roles": ["office"],
            "as_of": "2025-08-31",
        },
    )
    (row,) = client.get(f"/arbeit/projekte/{project.slug}/verlauf/").context["entries"]
    assert sorted(line for change in row["changes"] for line in change.after) == [
        "31. August 2025",
        str(texts.QUALIFIERS["grant notice"]),
        "Portal oder Plattform, App",
        "Projektbüro",
    ]


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("stand", {"in_operation_value": "yes", "in_operation_since": "2021", "closure_planned": "2022"}),
        ("beteiligte", {"rows__0__role": "lead", "rows__0__stated_name": "Beispiel"}),
        ("lizenz", {"licence_state": "named"}),
    ],
)
def test_history_shows_every_kind_of_section(
    client: Client, project: Project, section: str, values: dict[str, str]
) -> None:
    edit(client, project, section, **values)
    (row,) = client.get(f"/arbeit/projekte/{project.slug}/verlauf/").context["entries"]
    assert [bool(change.after) for change in row["changes"]] == [True] * len(row["changes"])


def test_history_is_for_editors_and_readers_of_the_trail(project: Project, enter: Entrance) -> None:
    own = an_organisation("Eigene GmbH")
    ParticipationFactory(project=project, organisation=own)
    address = f"/arbeit/projekte/{project.slug}/verlauf/"
    people = {
        Role.PARTNER: with_role(Role.PARTNER, organisation=own, is_demo=True),
        Role.AUTHORITY: with_role(Role.AUTHORITY, region=project.region, is_demo=True),
        Role.STEERING: with_role(Role.STEERING, region=project.region, is_demo=True),
        Role.OFFICE: with_role(Role.OFFICE, region=a_region("Fremd"), is_demo=True),
    }
    assert {role: enter(user).get(address).status_code for role, user in people.items()} == {
        Role.PARTNER: 200,
        Role.AUTHORITY: 200,
        Role.STEERING: 404,
        Role.OFFICE: 404,
    }


@pytest.mark.parametrize("verb", ["open_risk", "review_checkins", "decide_idea", "log_contact", "edit_group_meeting"])
@pytest.mark.parametrize(("role", "reads"), [(Role.OFFICE, 1), (Role.ADMIN, 1), (Role.AUTHORITY, 0), (Role.LAND, 0)])
def test_what_only_office_and_board_know_stands_in_no_trail_of_others(
    project: Project, enter: Entrance, role: Role, reads: int, verb: str
) -> None:
    facts = {"subject": project.label, "region_id": project.region_id}
    write_entry(**facts, verb=verb)
    write_entry(**facts, verb="edit_project")
    place = {} if role in (Role.LAND, Role.ADMIN) else {"region": project.region}
    client = enter(with_role(role, is_demo=True, **place))
    for address in ("/arbeit/protokoll/", f"/arbeit/projekte/{project.slug}/verlauf/"):
        entries = [row["entry"].verb for row in client.get(address).context["entries"]]
        assert entries == ["edit_project", verb][: 1 + reads]
    recent = [row["entry"].verb for row in client.get("/arbeit/").context.get("recent", [])]
    assert verb not in recent or reads


def test_partners_read_the_inner_life_of_their_own_project_in_its_history(project: Project, enter: Entrance) -> None:
    own = an_organisation("Eigene GmbH")
    ParticipationFactory(project=project, organisation=own)
    write_entry(subject=project.label, region_id=project.region_id, verb="open_risk")
    client = enter(with_role(Role.PARTNER, organisation=own, is_demo=True))
    (row,) = client.get(f"/arbeit/projekte/{project.slug}/verlauf/").context["entries"]
    assert row["entry"].verb == "open_risk"


def test_history_of_a_foreign_public_record_is_not_found(client: Client) -> None:
    assert client.get(f"/arbeit/projekte/{PublishedFactory().slug}/verlauf/").status_code == 404


def test_trail_shows_the_own_region_only(client: Client, project: Project) -> None:
    mine = write_entry(region_id=project.region_id)
    write_entry(region_id=a_region("Fremd").pk)
    write_entry()
    assert [row["entry"] for row in client.get("/arbeit/protokoll/").context["entries"]] == [mine]


def test_trail_is_filtered_by_region_kind_and_words(enter: Entrance) -> None:
    region = a_region("Eine")
    admin = enter(with_role(Role.ADMIN, is_demo=True))
    lamp = write_entry(region_id=region.pk)
    write_entry()

    def found(query: str) -> list[object]:
        return [row["entry"] for row in admin.get(f"/arbeit/protokoll/?{query}").context["entries"]]

    assert (found(f"region={region.slug}"), len(found("art=project")), len(found("art=user"))) == ([lamp], 2, 0)
    assert (len(found("q=lamp")), len(found("q=Ada")), len(found("q=nichts"))) == (2, 2, 0)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.MUNICIPALITY, Role.STEERING])
def test_trail_is_not_there_for_others(role: Role, enter: Entrance) -> None:
    assert enter(with_role(role, is_demo=True)).get("/arbeit/protokoll/").status_code == 404


def test_trail_takes_as_many_queries_for_three_rows_as_for_one(client: Client, project: Project) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/arbeit/protokoll/")
        return len(captured)

    write_entry(region_id=project.region_id, after={"region_id": project.region_id})
    one = count()
    for _ in range(2):
        write_entry(region_id=project.region_id, after={"region_id": project.region_id})
    assert count() == one
