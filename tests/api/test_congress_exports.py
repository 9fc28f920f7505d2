"""Nothing private of events leaves in an export: only allowed fields, and nothing of what was planted."""

import json
from typing import Any

import pytest
from django.test import Client

from strahlkraft.congress.models import Occasion, Series
from tests.api import allowed_fields as allowed
from tests.factories.accounts import a_region, an_organisation
from tests.factories.congress import (
    CrewFactory,
    DraftOccasionFactory,
    EventFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
)

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


@pytest.mark.parametrize("route", [route for route in allowed.CONGRESS_EXPORTS if route.endswith(".ics")])
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
