"""Pages ask the database the same number of questions, however much there is to show."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import District, Municipality, Organisation, Region, RegionMembership, State
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import (
    Contradiction,
    Document,
    Event,
    EventSource,
    Fact,
    FieldOfAction,
    Participation,
    Phase,
    Programme,
    Project,
    Source,
    Truth,
)
from tests.factories.audit import write_entry
from tests.factories.projects import PublishedFactory, SourceFactory

AT = datetime(2026, 11, 22, tzinfo=UTC)


def organisation(number: int) -> Organisation:
    """A municipality with its body."""
    state, _ = State.objects.get_or_create(key="05", defaults={"name": "Nordrhein-Westfalen"})
    district, _ = District.objects.get_or_create(
        key="05974", defaults={"name": "Soest", "kind": "Kreis", "state": state, "government_district": "Arnsberg"}
    )
    place = Municipality.objects.create(
        key=f"05974{number:03d}",
        name=f"Beispielstadt {number}",
        state=state,
        district=district,
        as_of=date(2025, 1, 1),
        population=20_000 + number,
        latitude=51.5,
        longitude=8.1,
    )
    return Organisation.objects.create(
        slug=f"stadt-{number}", name=f"Stadt Beispielstadt {number}", kind="municipality", municipality=place
    )


def fill(first: int, count: int) -> None:
    """``count`` complete records of everything."""
    region, _ = Region.objects.get_or_create(slug="beispielregion", defaults={"name": "Beispielregion"})
    programme, _ = Programme.objects.get_or_create(slug="programm", defaults={"name": "Beispielprogramm"})
    field, _ = FieldOfAction.objects.get_or_create(slug="mobilitaet", defaults={"name": "Mobilität"})
    main = Project.objects.filter(slug="beispiel-0").first()
    source, _ = Source.objects.get_or_create(
        key="quelle", defaults={"url": "https://beispiel.example/quelle", "publisher": "beispiel.example"}
    )
    for number in range(first, first + count):
        body, reuser = organisation(10 + number), organisation(100 + number)
        RegionMembership.objects.create(region=region, organisation=body, role="partner")
        project: Any = PublishedFactory(slug=f"beispiel-{number}", region=region, parent=main)
        project.fields_of_action.add(field)
        for thing in {project, main or project}:  # the first record gets more of everything, too
            people = ((body, "lead"), (body, "partner"), (reuser, "reuser"))
            for taking_part, role in people:
                Participation.objects.get_or_create(
                    project=thing,
                    role=role,
                    stated_name=f"{taking_part.name}",
                    defaults={"organisation": taking_part},
                )
            fact(f"Wort {number}", field="transfer_asset", project=thing)
            thing.aliases.get_or_create(title=f"Anders {number}")
            Contradiction.objects.create(project=thing, statement="So oder so.")
            Document.objects.create(
                project=thing, title=f"Seite {number}", url="https://beispiel.example/", added_at=AT
            )
            Truth.objects.create(project=thing, kind="reusable", value="no", current=False, stated_at=AT, source=source)
            thing.also_regions.add(
                Region.objects.create(slug=f"auch-{number}-{thing.pk}", name=f"Auch {number} {thing.pk}")
            )
        fact("", field="funding", amount=1000 + number, project=project)
        Truth.objects.create(project=project, kind="in_operation", value="yes", stated_at=AT, source=source)
        Phase.objects.create(project=project, kind="closure", actual="2021")
        event = Event.objects.create(slug=f"termin-{number}", name=f"Termin {number}", date="2022")
        EventSource.objects.create(event=event, source=source)
        for owner in ({"event": event}, {"region": region}, {"programme": programme}):
            fact(f"Wort {number}", field="focus", **owner)
            fact("Paderborn", field="office_seat", **owner)
        write_entry(public=True, subject=Label("project", project.slug, project.title))
        reindex([project])
    if main:
        reindex([main])


def fact(text: str, **values: Any) -> None:
    """A fact with two sources."""
    made = Fact.objects.create(text=text, **values)
    made.sources.set([SourceFactory(), Source.objects.get(key="quelle")])


PAGES = [
    "/",
    "/projekte/",
    "/projekte/?q=Beispielprojekt",
    "/projekte/?ansicht=karte",
    "/projekte/beispiel-0/",
    "/regionen/",
    "/regionen/beispielregion/",
    "/kommunen/",
    "/kommunen/?q=Beispielstadt",
    "/kommunen/05974010-beispielstadt-10/",
    "/organisationen/",
    "/organisationen/stadt-10/",
    "/programm/",
    "/termine/",
    "/termine/termin-0/",
    "/quellen/",
    "/quellen/quelle/",
    "/kontakt/",
    "/aktuelles/",
    "/aktuelles/feed.atom",
    "/aktuelles/feed.json",
    "/sitemap.xml",
]


def counts(client: Client) -> dict[str, int]:
    found = {}
    for path in PAGES:
        client.get(path)  # the search catches up once
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = len(queries)
    return found


@pytest.mark.slow
def test_no_page_asks_more_when_there_is_more_to_show(visitor: Client) -> None:
    fill(0, 1)
    fill(1, 1)
    few = counts(visitor)

    fill(2, 4)

    many = counts(visitor)
    assert {path: (few[path], number) for path, number in many.items() if number > few[path]} == {}
