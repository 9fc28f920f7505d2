"""The office tells citizens of results: writing, a second person's release, taking back; hidden from everybody else."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.projects.models import Project
from tests.factories.accounts import with_role
from tests.factories.network import RegionFactory
from tests.factories.newsroom import PictureFactory
from tests.factories.projects import PublishedFactory
from tests.office.pages import Entrance

pytestmark = pytest.mark.django_db
TEXT = "Das Amt hilft jetzt online."


@pytest.fixture
def region() -> Region:
    """The region results are told of."""
    row: Region = RegionFactory(slug="mitte")
    return row


@pytest.fixture
def project(region: Region) -> Project:
    """A public project there."""
    row: Project = PublishedFactory(region=region, slug="beispiel")
    return row


@pytest.fixture
def desk(region: Region, enter: Entrance) -> Client:
    """The browser of who writes."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """The browser of the other person."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def sheet(**typed: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), "version": 0} | typed


def side(**typed: Any) -> dict[str, Any]:
    words = {
        "topic": "Wartezeit",
        "before_text": "6 Wochen",
        "after_text": "2 Tage",
        "source": "Zählung",
        "position": 1,
    }
    return sheet(before_on="2019", after_on="05/2024") | words | typed


@pytest.mark.parametrize("where", ["regionen/mitte", "projekte/beispiel"])
def test_a_summary_is_written_by_one_and_released_by_another(
    desk: Client, second: Client, project: Project, where: str
) -> None:
    address = f"/arbeit/ergebnisse/{where}/"
    assert desk.get(address).status_code == 200
    typed = sheet(text=f"{TEXT} Zwei Sätze in einer Zeile.")
    for _press in range(2):
        assert desk.post(address, typed).status_code == 302
    row = PlainSummary.objects.get()
    assert (row.version, row.shown_text) == (1, "")
    assert [f"{address}freigeben/" in one.get(address).content.decode() for one in (desk, second)] == [False, True]
    for one in (desk, second):
        assert one.post(f"{address}freigeben/", sheet(version=1)).status_code == 302
    row.refresh_from_db()
    assert (row.shown_text, row.version) == (row.text, 2)
    assert desk.post(f"{address}zuruecknehmen/", sheet(version=2)).status_code == 302
    row.refresh_from_db()
    assert (row.shown_text, row.withdrawn_at is None) == ("", False)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"text": ""}, 422),
        ({"text": " \n "}, 422),
        ({"text": "x" * 3_100}, 422),
        ({"text": "x" * 9_000}, 422),
        ({"text": TEXT, "version": "7"}, 409),
        ({"text": TEXT, "version": "kaputt"}, 302),
        ({"text": TEXT, "submission": "kaputt"}, 422),
        ({"text": f"{TEXT}\0"}, 422),
    ],
)
def test_nonsense_in_a_summary_is_said_and_kept(
    desk: Client, project: Project, typed: dict[str, str], status: int
) -> None:
    page = desk.post("/arbeit/ergebnisse/projekte/beispiel/", sheet(**typed))
    assert page.status_code == status
    assert PlainSummary.objects.count() == (status == 302)
    if status != 302 and typed["text"].strip():
        assert typed["text"][:200].rstrip("\0") in page.content.decode()


def test_who_was_slower_sees_their_text_and_can_save_it_knowingly(desk: Client, second: Client, region: Region) -> None:
    address = "/arbeit/ergebnisse/regionen/mitte/"
    desk.post(address, sheet(text=TEXT))
    page = second.post(address, sheet(text="Anderes."))
    assert (page.status_code, "Anderes." in page.content.decode()) == (409, True)
    assert (
        second.post(address, sheet(text="Anderes.", version=page.context["form"]["version"].value())).status_code == 302
    )
    assert PlainSummary.objects.get().text == "Anderes."


def test_a_comparison_is_written_released_and_changed(desk: Client, second: Client, project: Project) -> None:
    new = "/arbeit/ergebnisse/projekte/beispiel/vergleich/"
    assert desk.get(new).status_code == 200
    assert desk.post(new, side()).status_code == 302
    row = Comparison.objects.get()
    assert (row.before_on, row.after_on, row.published) == ("2019", "2024-05", False)
    address = f"/arbeit/ergebnisse/vergleiche/{row.pk}/"
    assert [f"{address}freigeben/" in one.get(address).content.decode() for one in (desk, second)] == [False, True]
    assert second.post(f"{address}freigeben/", sheet(version=1)).status_code == 302
    row.refresh_from_db()
    assert (row.published, row.version) == (True, 2)
    assert desk.post(address, side(version=2, after_text="3 Tage")).status_code == 302
    row.refresh_from_db()
    assert (row.published, row.after_text) == (False, "3 Tage")
    assert desk.post(f"{address}zuruecknehmen/", sheet(version=3)).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    listed = desk.get("/arbeit/ergebnisse/projekte/beispiel/")
    assert (listed.status_code, address in listed.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"before_text": " "}, "before_text"),
        ({"after_text": "6 Wochen"}, "after_text"),
        ({"source": ""}, "source"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"before_on": "gestern"}, "before_on"),
        ({"before_on": "2025"}, "after_on"),
        ({"position": "1.5"}, "position"),
        ({"position": "-4"}, "position"),
        ({"position": "9" * 30}, "position"),
        ({"topic_en": "Waiting"}, "before_text_en"),
        ({"before": "../etc"}, "before"),
        ({"before": "gibtesnicht"}, "before"),
        ({"after_text": "x" * 400}, "after_text"),
    ],
)
def test_nonsense_in_a_comparison_is_said_beside_the_field(
    desk: Client, project: Project, typed: dict[str, str], field: str
) -> None:
    page = desk.post("/arbeit/ergebnisse/projekte/beispiel/vergleich/", side(**typed))
    assert (page.status_code, field in page.context["form"].errors, Comparison.objects.count()) == (422, True, 0)


def test_pictures_are_looked_for_without_judging_the_form(desk: Client, project: Project, region: Region) -> None:
    picture = PictureFactory(region=region)
    new = "/arbeit/ergebnisse/projekte/beispiel/vergleich/"
    page = desk.post(new, sheet(search_pictures="before", topic="Halb"))
    assert (page.status_code, picture.code in page.content.decode(), "Halb" in page.content.decode()) == (
        200,
        True,
        True,
    )
    assert desk.post(new, side(before=picture.code)).status_code == 302
    assert Comparison.objects.get().before == picture


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PARTNER, Role.MUNICIPALITY, Role.AUTHORITY])
def test_others_do_not_find_it(desk: Client, project: Project, enter: Entrance, role: Role) -> None:
    desk.post("/arbeit/ergebnisse/projekte/beispiel/vergleich/", side())
    row, other = Comparison.objects.get(), enter(with_role(role, is_demo=True))
    places = ["regionen/mitte/", "projekte/beispiel/", "projekte/beispiel/vergleich/", f"vergleiche/{row.pk}/"]
    for place in places:
        address = f"/arbeit/ergebnisse/{place}"
        assert [other.get(address).status_code, other.post(address, side()).status_code] == [404, 404]
    for place in (
        "regionen/mitte/freigeben/",
        f"vergleiche/{row.pk}/freigeben/",
        f"vergleiche/{row.pk}/zuruecknehmen/",
    ):
        assert other.post(f"/arbeit/ergebnisse/{place}", sheet(version=1)).status_code == 404
    row.refresh_from_db()
    assert (row.published, row.version) == (False, 1)


def test_the_list_names_regions_and_projects_and_finds_by_name(desk: Client, project: Project, region: Region) -> None:
    titles = [row["title"] for _title, rows, _page in desk.get("/arbeit/ergebnisse/").context["groups"] for row in rows]
    assert titles == [region.name, project.title]
    for text in ("xyz-nirgends", "%", "x" * 300):
        assert desk.get("/arbeit/ergebnisse/", {"q": text}).status_code == 200
    assert desk.get("/arbeit/ergebnisse/", {"q": "xyz-nirgends"}).context["groups"] == []


def test_the_list_asks_the_same_with_one_project_and_with_three(desk: Client, region: Region) -> None:
    counts = []
    for _number in range(3):
        row = PublishedFactory(region=region)
        desk.post(f"/arbeit/ergebnisse/projekte/{row.slug}/", sheet(text=TEXT))
        desk.get("/arbeit/ergebnisse/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/arbeit/ergebnisse/")
        counts.append(len(asked))
    assert counts == counts[:1] * 3
