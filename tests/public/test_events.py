"""Events in public: the list with its filters, each with its numbers, the calendars, what machines read."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from strahlkraft.congress.actions import occasions as actions
from strahlkraft.congress.models import Notice, Occasion, Series
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import RegionMembership
from strahlkraft.projects.models import Event, Fact
from tests.factories.accounts import a_region, an_organisation
from tests.factories.congress import DAY, EARLIER, DraftOccasionFactory, EventFactory, OccasionFactory
from tests.factories.projects import SourceFactory

pytestmark = pytest.mark.django_db
PAST = DAY.replace(year=2020)


@pytest.fixture
def visitor() -> Client:
    return Client()


def entries(content: bytes) -> dict[str, Any]:
    """The events of a calendar file by their name."""
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def structured(page: bytes) -> dict[str, Any]:
    blocks = re.findall(rb'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = next(thing for thing in map(json.loads, blocks) if thing["@type"] == "Event")
    return found


def world() -> Occasion:
    """A coming congress of a series, a past meeting elsewhere, an event of the register only, and what is hidden."""
    region, elsewhere = a_region("Beispielregion"), a_region("Anderswo")
    series = Series.objects.create(slug="beispielreihe", name="Beispielreihe")
    coming: Occasion = OccasionFactory(region=region, series=series, name="Kommender Kongress", summary="Impulse")
    OccasionFactory(
        region=elsewhere,
        kind="meeting",
        name="Vergangenes Treffen",
        starts_at=PAST,
        ends_at=PAST + timedelta(hours=2),
    )
    EventFactory(name="Nur im Register", date="2019-05", organisers=["Stadt Beispielstadt"], format="online")
    member = an_organisation("Stadt Beispielstadt")
    RegionMembership.objects.create(region=elsewhere, organisation=member, role="partner")
    OccasionFactory(region=region, visibility="internal", event=None, slug="geheim", name="Geheim 4711")
    DraftOccasionFactory(region=region, name="Geheim 4712")
    return coming


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Kommender Kongress", "Vergangenes Treffen", "Nur im Register"]),
        ("?zeit=kommend", ["Kommender Kongress"]),
        ("?zeit=vergangen", ["Vergangenes Treffen", "Nur im Register"]),
        ("?region=beispielregion", ["Kommender Kongress"]),
        ("?region=anderswo", ["Vergangenes Treffen", "Nur im Register"]),
        ("?art=meeting", ["Vergangenes Treffen"]),
        ("?art=offen", ["Nur im Register"]),
        ("?reihe=beispielreihe", ["Kommender Kongress"]),
        ("?q=impulse+kongress", ["Kommender Kongress"]),
        ("?q=beispielstadt", ["Nur im Register"]),
        ("?q=gibtesnicht&region=%C3%A4&art=%ff&zeit=nie", []),
    ],
)
def test_the_list_shows_what_fits(visitor: Client, query: str, shown: list[str]) -> None:
    world()

    answer = visitor.get(f"/termine/{query}")

    groups = [*answer.context["coming"], *answer.context["past"]]
    assert [tile["event"].name for _title, tiles in groups for tile in tiles] == shown
    assert answer.context["count"] == len(shown)


def test_calendars_hold_what_is_public_and_of_a_known_day(visitor: Client) -> None:
    world()

    found = {
        path: sorted(entries(visitor.get(path).content))
        for path in (
            "/termine.ics",
            "/en/termine.ics",
            "/termine/region/beispielregion.ics",
            "/termine/reihe/beispielreihe.ics",
        )
    }

    both = ["Kommender Kongress", "Vergangenes Treffen"]
    assert list(found.values()) == [both, both, both[:1], both[:1]]


@pytest.mark.parametrize(
    "path", ["/termine/geheim.ics", "/termine/region/x.ics", "/termine/reihe/x.ics", "/termine/x.ics"]
)
def test_calendars_of_nothing_are_not_there(visitor: Client, path: str) -> None:
    world()

    assert visitor.get(path).status_code == 404


def test_a_cancelled_event_is_struck_out_and_keeps_its_uid(visitor: Client) -> None:
    occasion = world()
    path = f"/termine/{occasion.slug}.ics"
    before = entries(visitor.get(path).content)["Kommender Kongress"]

    actions.cancel(by=SYSTEM, at=DAY - timedelta(days=9), slug=occasion.slug, reason="Sturm")

    after = entries(visitor.get("/termine.ics").content)["Kommender Kongress"]
    assert (before["UID"], before["SEQUENCE"], before["STATUS"]) == (after["UID"], 0, "CONFIRMED")
    assert (after["SEQUENCE"], after["STATUS"]) == (1, "CANCELLED")
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    page = visitor.get(f"/termine/{occasion.slug}/").content
    assert structured(page)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "Sturm" in page.decode()
    assert "Sturm" in str(after["DESCRIPTION"])


def test_a_day_of_the_register_is_a_whole_day_and_taking_it_up_keeps_the_uid(visitor: Client) -> None:
    event = EventFactory(name="Kongress", slug="kongress-2022", date="2022-03-10")
    whole = entries(visitor.get("/termine/kongress-2022.ics").content)["Kongress"]

    day = DAY.replace(year=2022, day=10)
    OccasionFactory(event=event, starts_at=day, ends_at=day + timedelta(hours=9))

    timed = entries(visitor.get("/termine/kongress-2022.ics").content)["Kongress"]
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2022, 3, 10), date(2022, 3, 11))
    assert (timed["DTSTART"].dt, timed["UID"]) == (day, whole["UID"])


def test_machines_read_when_where_and_how(visitor: Client) -> None:
    occasion = world()
    Occasion.objects.filter(pk=occasion.pk).update(mode="hybrid")
    occasion.hosts.create(name="Beispiel GmbH")

    found = structured(visitor.get(f"/termine/{occasion.slug}/").content)

    assert {name: found[name] for name in ("startDate", "endDate", "eventStatus", "eventAttendanceMode")} == {
        "startDate": "2027-03-11T09:00:00+01:00",
        "endDate": "2027-03-11T18:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
    }
    assert [place["@type"] for place in found["location"]] == ["Place", "VirtualLocation"]
    assert found["organizer"] == [{"@type": "Organization", "name": "Beispiel GmbH"}]


def test_numbers_stand_with_their_sources_and_contradictions_side_by_side(visitor: Client) -> None:
    event: Event = EventFactory(name="Kongress 2022", slug="kongress-2022", date="2022-03-10")
    for amount, preferred in ((1900, True), (3000, False)):
        fact = Fact.objects.create(event=event, field="event_livestream", amount=amount, preferred=preferred)
        fact.sources.set([SourceFactory(publisher=f"quelle-{amount}.example")])

    answer = visitor.get("/termine/kongress-2022/")

    sides = [(row["value"], row["source_title"]) for row in answer.context["numbers"][0]["statements"]]
    page = answer.content.decode()
    assert sides == [("1.900", "quelle-1900.example"), ("3.000", "quelle-3000.example")]
    assert all(f'<p class="event-number__value">{value}</p>' in page for value, _source in sides)


def test_two_events_of_one_day_name_each_other(visitor: Client) -> None:
    EventFactory(name="Kongress", slug="kongress", date="2022-03-10")
    EventFactory(name="Abschluss", slug="abschluss", date="2022-03-10")
    OccasionFactory(
        name="Erfunden", demonstration=True, starts_at=DAY.replace(year=2022, day=10), ends_at=DAY.replace(year=2022)
    )

    shown = visitor.get("/termine/kongress/").context["collisions"]

    assert [tile["event"].name for tile in shown] == ["Abschluss"]


def test_what_is_invented_says_so_everywhere(visitor: Client) -> None:
    occasion = OccasionFactory(name="Nachtkongress", demonstration=True, summary="Erfunden")

    pages = [visitor.get(path).content.decode() for path in ("/", "/termine/", f"/termine/{occasion.slug}/")]
    feeds = [entries(visitor.get(path).content) for path in ("/termine.ics", f"/termine/{occasion.slug}.ics")]

    assert [page.count("example-mark") for page in pages] == [1, 1, 1]
    assert feeds[0].keys() == feeds[1].keys() == {"Beispiel: Nachtkongress"}


def test_changes_told_to_people_stand_on_the_page(visitor: Client) -> None:
    occasion = world()
    Notice.objects.create(occasion=occasion, kind="change", text="Neuer Eingang im Hof.", posted_at=EARLIER)

    assert "Neuer Eingang im Hof." in visitor.get(f"/termine/{occasion.slug}/").content.decode()


@pytest.mark.parametrize("path", ["/termine/", "/termine/{slug}/", "/termine.ics", "/"])
def test_many_events_ask_no_more_of_the_database_than_few(
    visitor: Client, path: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    slug = world().slug
    with django_assert_max_num_queries(100) as few:
        visitor.get(path.format(slug=slug))
    for number in range(5):
        made = OccasionFactory(region=a_region(f"Region {number}"))
        made.hosts.create(name=f"Beispiel {number}", organisation=an_organisation(f"Beispiel {number}"))
        EventFactory(organisers=[f"Beispiel {number}"])

    with django_assert_max_num_queries(len(few.captured_queries)):
        visitor.get(path.format(slug=slug))
