"""Events in the workspace: begin, look for collisions, announce, change, tell, cancel, who helps, the shared calendar."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.congress import texts
from strahlkraft.congress.models import CrewMember, Occasion, Series
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.congress import (
    DAY,
    CrewFactory,
    DraftOccasionFactory,
    EventFactory,
    OccasionFactory,
    RegistrationFactory,
)
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of

BASE = "/arbeit/termine"


def typed(of_region: Region, **values: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    return {
        "submission": str(uuid4()),
        "seen": "",
        "name": "Beispieltreffen",
        "kind": "meeting",
        "visibility": "public",
        "region": of_region.pk,
        "day": "2027-03-11",
        "begins": "10:00",
        "ends": "12:00",
        "mode": "onsite",
        "venue": "Rathaus",
        "summary": "Wir sprechen über Beispiele.",
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-name": "beispiel  gmbh",
        "rows-0-role": "host",
    } | values


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: [str(e) for e in found] for name, found in answer.context["form"].errors.items()}


def test_an_event_is_begun_announced_and_cancelled(client: Client, region: Region) -> None:
    body = an_organisation("Beispiel GmbH")

    begun = client.post("/arbeit/termin-anlegen/", typed(region, new_series="Beispielreihe"))

    occasion = Occasion.objects.get()
    host = occasion.hosts.get()
    assert begun["Location"] == f"{BASE}/beispieltreffen-2027/"
    assert (host.name, host.organisation, str(occasion.series)) == ("Beispiel GmbH", body, "Beispielreihe")
    assert client.get("/termine/beispieltreffen-2027/").status_code == 404

    client.post(f"{BASE}/{occasion.slug}/ankuendigen/", {"submission": str(uuid4())})
    RegistrationFactory(occasion=occasion)
    assert client.get("/termine/beispieltreffen-2027/").status_code == 200

    missing = client.post(f"{BASE}/{occasion.slug}/absagen/", {"submission": str(uuid4()), "reason": " "})
    assert (missing.status_code, list(errors(missing))) == (422, ["reason"])
    client.post(f"{BASE}/{occasion.slug}/absagen/", {"submission": str(uuid4()), "reason": "Sturm"})

    occasion.refresh_from_db()
    assert (occasion.state, occasion.cancel_reason, Letter.objects.count()) == ("cancelled", "Sturm", 1)
    assert "Sturm" in client.get("/termine/beispieltreffen-2027/").content.decode()


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"day": "0001-01-01"}, ["day"]),
        ({"day": "9999-12-31", "last_day": "9999-12-31"}, ["day", "last_day"]),
        ({"day": "gestern"}, ["day"]),
        ({"ends": "09:00"}, ["ends"]),
        ({"ends": "25:00"}, ["ends"]),
        ({"last_day": "2027-06-11"}, ["ends"]),
        ({"kind": "?"}, ["kind"]),
        ({"stream_url": "javascript:alert(1)"}, ["stream_url"]),
        ({"mailbox": "kein Postfach"}, ["mailbox"]),
        ({"region": ""}, ["region"]),
        ({"series": "gibt-es-nicht"}, ["series"]),
        ({"summary": "x" * 5001}, ["summary"]),
    ],
)
def test_a_wrong_entry_gets_its_sentence_at_the_field(
    client: Client, region: Region, values: dict[str, str], fields: list[str]
) -> None:
    answer = client.post("/arbeit/termin-anlegen/", typed(region, **values))

    assert (answer.status_code, list(errors(answer))) == (422, fields)
    assert Occasion.objects.count() == 0


def test_hosts_are_named_once(client: Client, region: Region) -> None:
    twice = {"rows-TOTAL_FORMS": "2", "rows-1-name": "Beispiel GmbH", "rows-1-role": "co_host"}

    answer = client.post("/arbeit/termin-anlegen/", typed(region, **twice))

    assert answer.status_code == 422
    assert len(answer.context["rows"].non_form_errors()) == 1


def test_another_region_cannot_be_chosen(client: Client, region: Region) -> None:
    answer = client.post("/arbeit/termin-anlegen/", typed(a_region("Anderswo")))

    assert (answer.status_code, list(errors(answer))) == (422, ["region"])


def test_what_is_in_the_way_is_said_while_typing_and_never_forbids(client: Client, region: Region) -> None:
    other = OccasionFactory(region=region, name="Beispielkongress")
    parts = {name: typed(region)[name] for name in ("day", "begins", "ends", "region", "visibility")}

    said = client.get("/arbeit/termin-kalender/kollisionen/", parts)
    looked = client.post("/arbeit/termin-anlegen/", typed(region, look="1"))
    free = client.get("/arbeit/termin-kalender/kollisionen/", parts | {"day": "2027-03-12"})

    assert [row["words"] for row in said.context["collisions"]] == [
        [texts.COLLISIONS["region"], texts.COLLISIONS["audience"]]
    ]
    assert other.name in looked.content.decode()
    assert (free.context["collisions"], free.status_code) == ([], 200)
    assert client.post("/arbeit/termin-anlegen/", typed(region)).status_code == 302


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31"])
def test_while_no_date_can_be_read_nothing_is_said(client: Client, region: Region, day: str) -> None:
    answer = client.get("/arbeit/termin-kalender/kollisionen/", {"day": day, "begins": "10:00", "ends": "11:00"})

    assert (answer.status_code, answer.context["collisions"]) == (200, None)


def test_the_form_shows_what_stands_there_and_sent_untouched_changes_nothing(client: Client, region: Region) -> None:
    occasion = OccasionFactory(region=region, summary="Beispiel", series=Series.objects.create(slug="r", name="R"))
    occasion.hosts.create(name="Beispiel GmbH")
    before = Occasion.objects.get().changed_at

    sent = fields_of(client.get(f"{BASE}/{occasion.slug}/bearbeiten/").content)
    answer = client.post(f"{BASE}/{occasion.slug}/bearbeiten/", sent)

    assert answer["Location"] == f"{BASE}/{occasion.slug}/"
    assert Occasion.objects.get().changed_at == before


def test_a_new_time_asks_for_a_word_to_those_who_come(client: Client, region: Region) -> None:
    occasion = OccasionFactory(region=region, summary="Beispiel")
    occasion.hosts.create(name="Beispiel GmbH")
    RegistrationFactory(occasion=occasion)
    sent = fields_of(client.get(f"{BASE}/{occasion.slug}/bearbeiten/").content) | {"begins": ["11:00"]}

    asked = client.post(f"{BASE}/{occasion.slug}/bearbeiten/", sent)
    client.post(f"{BASE}/{occasion.slug}/bearbeiten/", sent | {"note": ["Erst um elf."]})

    occasion.refresh_from_db()
    assert (asked.status_code, list(errors(asked))) == (422, ["note"])
    assert (occasion.sequence, "Erst um elf." in Letter.objects.get().text) == (1, True)


def test_two_editors_are_told_of_each_other_and_the_second_may_save_knowingly(client: Client, region: Region) -> None:
    occasion = DraftOccasionFactory(region=region)
    page = f"{BASE}/{occasion.slug}/bearbeiten/"
    sheets = [fields_of(client.get(page).content) | {"venue": [f"Saal {number}"]} for number in range(2)]

    first, second = (client.post(page, sheet) for sheet in sheets)

    occasion.refresh_from_db()
    found = [(row["yours"], row["theirs"]) for row in second.context["differences"]]
    assert (first.status_code, second.status_code, occasion.venue, found) == (
        302,
        422,
        "Saal 0",
        [("Saal 1", "Saal 0")],
    )
    assert client.post(page, fields_of(second.content)).status_code == 302
    occasion.refresh_from_db()
    assert occasion.venue == "Saal 1"


def test_an_event_of_the_register_is_offered_and_taken_up(client: Client, region: Region) -> None:
    event = EventFactory(slug="kongress-2022", name="Kongress 2022", date="2022-03-10", organisers=["Stadt Paderborn"])

    offered = client.get("/arbeit/termin-aufnehmen/").content.decode()
    sent = fields_of(client.get("/arbeit/termin-aufnehmen/kongress-2022/").content)
    answer = client.post("/arbeit/termin-aufnehmen/kongress-2022/", sent | {"venue": ["Museum"], "kind": ["congress"]})

    occasion = Occasion.objects.get()
    assert event.name in offered
    assert answer["Location"] == f"{BASE}/kongress-2022/"
    assert (occasion.event, occasion.hosts.get().name, occasion.region) == (event, "Stadt Paderborn", region)
    assert client.get("/arbeit/termin-aufnehmen/kongress-2022/").status_code == 302


def test_somebody_gets_a_task_and_their_link_ends(client: Client, region: Region) -> None:
    occasion = OccasionFactory(region=region)
    page = f"{BASE}/{occasion.slug}/team/"

    wrong = client.post(page, {"submission": str(uuid4()), "name": "", "role": "door", "mailbox": "x"})
    client.post(page, {"submission": str(uuid4()), "name": "Beispiel", "role": "door", "mailbox": "a@b.example"})
    member = CrewMember.objects.get()
    client.post(f"{page}{member.pk}/link/", {"submission": str(uuid4())})
    client.post(f"{page}{member.pk}/beenden/", {"submission": str(uuid4())})
    again = client.post(f"{page}{member.pk}/beenden/", {"submission": str(uuid4())}, follow=True)

    member.refresh_from_db()
    assert (wrong.status_code, sorted(errors(wrong))) == (422, ["mailbox", "name"])
    assert member.ended_at is not None
    assert [str(message.level_tag) for message in again.context["messages"]][-1] == "error"


def test_a_reader_sees_what_is_announced_and_nothing_to_press(enter: Entrance, region: Region) -> None:
    occasion = OccasionFactory(region=region, visibility="internal", event=None, slug="intern", name="Intern")
    draft = DraftOccasionFactory(region=region)
    CrewFactory(occasion=occasion, name="Geheime Person")
    browser = enter(with_role(Role.STEERING, region=region, is_demo=True))

    page = browser.get(f"{BASE}/intern/")

    assert ("Geheime Person" in page.content.decode(), page.context["manages"]) == (False, False)
    paths = [f"{BASE}/{draft.slug}/", f"{BASE}/intern/team/", f"{BASE}/intern/bearbeiten/", "/arbeit/termin-anlegen/"]
    assert [browser.get(path).status_code for path in paths] == [404] * 4
    elsewhere = enter(with_role(Role.STEERING, region=a_region("Anderswo"), is_demo=True))
    assert elsewhere.get(f"{BASE}/intern/").status_code == 404


def test_the_calendar_shows_the_month_and_what_collides_in_a_constant_number_of_questions(
    client: Client, region: Region
) -> None:
    OccasionFactory(region=region, name="Erster")
    OccasionFactory(region=a_region("Anderswo"), name="Zweiter")
    DraftOccasionFactory(region=a_region("Anderswo"), name="Geheim 4711")
    EventFactory(name="Nur im Register", date="2027-03")
    few = client.get("/arbeit/termin-kalender/?monat=2027-03")
    asked = queries_of(client, "/arbeit/termin-kalender/?monat=2027-03")
    for _ in range(4):
        OccasionFactory(region=region, starts_at=DAY + timedelta(days=1), ends_at=DAY + timedelta(days=3))

    page = few.content.decode()
    assert [pair["one"]["event"].name for pair in few.context["pairs"]] == ["Erster"]
    assert [entry["event"].name for entry in few.context["undated"]] == ["Nur im Register"]
    assert ("Geheim 4711" in page, page.count(">Erster<") >= 1) == (False, True)
    assert queries_of(client, "/arbeit/termin-kalender/?monat=2027-03") == asked


@pytest.mark.parametrize("month", ["", "2027-13", "0001-01", "9999-12", "x" * 500, "2100-12", "2000-01"])
def test_any_month_can_be_asked_for(client: Client, month: str) -> None:
    assert client.get(f"/arbeit/termin-kalender/?monat={month}&region=gibt-es-nicht").status_code == 200


def test_lists_tell_coming_from_past_and_mark_what_is_invented(client: Client, region: Region) -> None:
    OccasionFactory(region=region, name="Kommend", demonstration=True)
    OccasionFactory(
        region=region, name="Vergangen", starts_at=DAY.replace(year=2020), ends_at=DAY.replace(year=2020, hour=20)
    )

    coming, past = (client.get(f"{BASE}/{query}") for query in ("", "?zeit=vergangen"))

    names = [[row["event"].name for row in answer.context["rows"]] for answer in (coming, past)]
    assert names == [["Kommend"], ["Vergangen"]]
    assert "example-mark" in coming.content.decode()
