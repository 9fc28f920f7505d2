"""Nothing private of events leaves in an export: only allowed fields, and nothing of what was planted."""

import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from strahlkraft.congress.actions import publishing
from strahlkraft.congress.models import Occasion, Series
from strahlkraft.kernel.actor import SYSTEM
from tests.api import allowed_fields as allowed
from tests.api.test_reuse_exports import _fields
from tests.factories.accounts import a_region, an_organisation
from tests.factories.congress import (
    DAY,
    CrewFactory,
    DraftOccasionFactory,
    EventFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from tests.factories.programme import a_congress, a_plan

pytestmark = pytest.mark.django_db
SECRET = "geheim4711"


@pytest.fixture
def occasion() -> Occasion:
    """A public event with private things everywhere, and events nobody outside may know of."""
    region = a_region("Beispielregion")
    series = Series.objects.create(slug="beispielreihe", name="Beispielreihe")
    made: Occasion = OccasionFactory(region=region, series=series, event__slug="beispiel", name="Beispiel")
    made.hosts.create(name="Beispiel GmbH", organisation=an_organisation("Beispiel GmbH"))
    CrewFactory(occasion=made, name=SECRET, mailbox=f"{SECRET}.team@beispiel.example")
    RegistrationFactory(occasion=made, name=SECRET, mailbox=f"{SECRET}.gast@beispiel.example", organisation_name=SECRET)
    pitch = PitchFactory(occasion=made, mailbox=f"{SECRET}.beitrag@beispiel.example", person=SECRET, needs_note=SECRET)
    PitchSpeakerFactory(pitch=pitch, speaker__name=SECRET, speaker__named=False, speaker__occasion=made)
    OccasionFactory(visibility="internal", event=None, slug=SECRET, name=SECRET, region=region, series=series)
    DraftOccasionFactory(name=SECRET, region=region, series=series)
    return made


def path_of(route: str, occasion: Occasion) -> str:
    """The address of a route for the event."""
    keys = {"termine/region/": "beispielregion", "termine/reihe/": "beispielreihe"}
    slug = next((key for start, key in keys.items() if route.startswith(start)), occasion.slug)
    return "/" + route.replace("<slug:slug>", slug)


def properties(content: str) -> set[str]:
    """The names of the properties of a calendar file."""
    lines = content.replace("\r\n ", "").splitlines()
    return {line.partition(":")[0].partition(";")[0] for line in lines}


CALENDARS = [route for route in allowed.CONGRESS_EXPORTS if route.endswith(".ics") and "<slug:slug>/" not in route]


@pytest.mark.parametrize("route", CALENDARS)
def test_calendars_hold_allowed_properties_and_nothing_planted(occasion: Occasion, route: str) -> None:
    content = Client().get(path_of(route, occasion)).content.decode()

    assert properties(content) - set(allowed.CONGRESS_EXPORTS[route].split()) == set()
    assert ("BEGIN:VEVENT" in content, SECRET in content) == (True, False)


def test_the_api_says_who_invites_when_and_how_and_nothing_planted(occasion: Occasion) -> None:
    EventFactory(slug="nur-im-register", name="Nur im Register", date="2022-03-10", format="online")

    answer = Client().get("/api/v1/events?sort=date")

    rows: list[dict[str, Any]] = json.loads(answer.content)["results"]
    names = ("slug", "hosts", "mode", "starts_at", "cancelled", "demonstration")
    assert [{name: row[name] for name in names} for row in rows] == [
        {
            "slug": "nur-im-register",
            "hosts": [],
            "mode": "online",
            "starts_at": None,
            "cancelled": False,
            "demonstration": False,
        },
        {
            "slug": "beispiel",
            "hosts": [{"name": "Beispiel GmbH", "organisation": "beispiel-gmbh", "role": "host"}],
            "mode": "onsite",
            "starts_at": "2027-03-11T08:00:00Z",
            "cancelled": False,
            "demonstration": False,
        },
    ]
    tables = [Client().get(f"/api/v1/events?format={form}").content for form in ("json", "csv", "xlsx")]
    assert [SECRET.encode() in content for content in tables] == [False, False, False]


@pytest.fixture
def programme() -> Occasion:
    """A published programme with somebody on stage who may not be named, and private things at every pitch."""
    made = a_congress(3, event__slug="beispiel", name="Beispiel")
    for pitch in made.pitches.all():
        pitch.mailbox, pitch.person, pitch.needs_note = f"{SECRET}@beispiel.example", SECRET, SECRET
        pitch.save()
        quiet = SpeakerFactory(occasion=made, name=SECRET, named=False, mailbox=f"{SECRET}.{pitch.pk}@beispiel.example")
        PitchSpeakerFactory(pitch=pitch, speaker=quiet, position=1)
    plan = a_plan(made)
    at = DAY - timedelta(days=9)
    publishing.publish(by=SYSTEM, at=at, slug=made.slug, number=plan.number, revision=plan.revision)
    return made


def programme_path(route: str, occasion: Occasion) -> str:
    """The address of a route for the programme's first pitch, stage, topic and person."""
    pitch = occasion.pitches.order_by("code")[0]
    person = pitch.speaking.get(position=0).speaker
    parts = {
        "<slug:slug>": occasion.slug,
        "<pitch:key>": pitch.code,
        "buehne/<slug:key>": f"buehne/{occasion.stages.order_by('position')[0].slug}",
        "thema/<slug:key>": f"thema/{pitch.topic.slug if pitch.topic else ''}",
        "<uuid:guid>": str(person.guid),
    }
    path = "/" + route
    for name, value in parts.items():
        path = path.replace(name, value)
    return f"{path}?p={pitch.code}" if path.endswith("meine.ics") else path


def exported(route: str, content: bytes) -> tuple[set[str], bytes]:
    """The names of an export's fields and everything it says."""
    if route.endswith(".ics"):
        return properties(content.decode()), content
    if route.endswith(".xlsx"):
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
        return {str(cell).replace(" ", "_") for cell in rows[0]}, repr(rows).encode()
    if route.endswith(".csv"):
        return set(content.decode("utf-8-sig").splitlines()[0].split(";")), content
    return {name.replace(" ", "_") for name in _fields(route, content)}, content


@pytest.mark.parametrize("route", [route for route in allowed.CONGRESS_EXPORTS if "<slug:slug>/" in route])
def test_files_of_a_programme_hold_allowed_fields_and_nothing_planted(programme: Occasion, route: str) -> None:
    answer = Client().get(programme_path(route, programme))

    names, said = exported(route, answer.content)
    assert names - set(allowed.CONGRESS_EXPORTS[route].split()) == set()
    assert (answer.status_code, SECRET.encode() in said) == (200, False)
