"""Deadlines, sessions and meetings in the shared calendar, and the warning before one gets in an event's way."""

from datetime import timedelta

from django.test import Client

from strahlkraft.network.models import Region
from tests.factories.accounts import a_region
from tests.factories.congress import DAY, OccasionFactory
from tests.factories.steering import BoardSessionFactory, DeadlineFactory

MONTH = "/arbeit/termin-kalender/?monat=2027-03"


def _session(region: Region, title: str) -> None:
    BoardSessionFactory(
        region=region, title=title, starts_at=DAY + timedelta(hours=1), ends_at=DAY + timedelta(hours=3)
    )


def test_session_that_collides_with_an_event_of_the_region_is_named_once(client: Client, region: Region) -> None:
    OccasionFactory(region=region, name="Beispielkongress")
    _session(region, "Digitalboard")
    _session(a_region("Fremd"), "Geheim 4711")
    page = client.get(MONTH)
    pairs = [(row["one"]["title"], row["other"]["title"]) for row in page.context["own_pairs"]]
    assert (pairs, "Geheim 4711" in page.content.decode()) == ([("Digitalboard", "Beispielkongress")], False)


def test_two_sessions_at_the_same_time_are_one_pair(client: Client, region: Region) -> None:
    for title in ("Erste", "Zweite"):
        _session(region, title)
    assert [(row["one"]["title"], row["other"]["title"]) for row in client.get(MONTH).context["own_pairs"]] == [
        ("Erste", "Zweite")
    ]


def test_day_shows_three_deadlines_and_counts_the_rest(client: Client, region: Region) -> None:
    for number in range(5):
        DeadlineFactory(region=region, title=f"Frist {number}", target_on=DAY.date(), latest_on=DAY.date())
    days = {cell["day"]: cell["own"] for week in client.get(MONTH).context["weeks"] for cell in week["days"]}
    own = days[DAY.date()]
    assert ([entry["title"] for entry in own["entries"]], own["more"]) == (["Frist 0", "Frist 1", "Frist 2"], 2)


def test_whoever_types_a_date_is_warned_of_a_session(client: Client, region: Region) -> None:
    _session(region, "Digitalboard")
    parts = {
        "day": "2027-03-11",
        "begins": "10:30",
        "ends": "11:00",
        "region": str(region.pk),
        "visibility": "internal",
    }
    said = client.get("/arbeit/termin-kalender/kollisionen/", parts)
    free = client.get("/arbeit/termin-kalender/kollisionen/", parts | {"day": "2027-03-12"})
    assert [[row["title"] for row in answer.context["collisions"]] for answer in (said, free)] == [["Digitalboard"], []]
