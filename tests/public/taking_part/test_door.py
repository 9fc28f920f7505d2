"""The door: by list without script, by device with scans that were kept; counted once, conflicts told."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from strahlkraft.congress.access import link_token
from strahlkraft.congress.models import CheckIn, CrewMember, Occasion
from tests.factories.congress import DAY, CrewFactory, OccasionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    """An hour before it begins."""
    with time_machine.travel(DAY - timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def occasion() -> Occasion:
    """A congress somebody stands at the door of."""
    made: Occasion = OccasionFactory()
    return made


def door(occasion: Occasion, role: str = "door") -> str:
    """The English address of somebody's door."""
    member: CrewMember = CrewFactory(occasion=occasion, role=role)
    return f"/en/mitmachen/einlass/{link_token('crew', member.code)}/"


def sent(page: str, *scans: dict[str, object]) -> dict[str, object]:
    """What the server answers a device."""
    answer = Client().post(f"{page}scans/", json.dumps(scans), content_type="application/json")
    return dict(answer.json())


def scan(badge: object, **values: object) -> dict[str, object]:
    """A scan as a device keeps it."""
    return {"uid": str(uuid4()), "badge": str(badge), "scanned_at": DAY.isoformat(), "people": 1} | values


def test_somebody_is_ticked_by_a_plain_form_and_pressed_twice_counts_once(occasion: Occasion) -> None:
    row, page = RegistrationFactory(occasion=occasion, seats=3), door(occasion)
    RegistrationFactory(occasion=occasion, name="Online Beispiel", channel="online")
    RegistrationFactory(occasion=occasion, name="Wartend Beispiel", state="waiting", seated_at=None)
    shown = Client().get(page)
    assert [one["guest"].name for one in shown.context["rows"]] == [row.name]
    press = {"uid": str(uuid4()), "badge": str(row.badge), "people": "2"}
    assert [Client().post(page, press).status_code for _ in range(2)] == [302, 302]
    assert CheckIn.objects.get().people == 2
    assert "2 of 3 in" in Client().get(page).content.decode()
    full = Client().post(page, press | {"uid": str(uuid4())})
    assert "2 of 3 people of this registration are in already" in full.content.decode()
    assert Client().get(f"{page}?q=niemand").context["rows"] == []


def test_only_this_page_may_use_the_camera_and_no_other_hosts_learn_its_address(occasion: Occasion) -> None:
    answer = Client().get(door(occasion))
    assert answer["Permissions-Policy"].startswith("camera=(self), display-capture=()")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert Client().get("/en/")["Permissions-Policy"].startswith("camera=()")


def test_scans_of_two_doors_without_network_count_once_and_the_second_is_told(occasion: Occasion) -> None:
    row, pages = RegistrationFactory(occasion=occasion), [door(occasion), door(occasion)]
    kept = [scan(f"https://x.example/mitmachen/plakette/{row.badge}/"), scan(row.badge)]
    first, again, second = sent(pages[0], kept[0]), sent(pages[0], kept[0]), sent(pages[1], kept[1])
    states = [(answer["answers"][0]["state"], answer["answers"][0]["came"]) for answer in (first, again, second)]
    assert (states, CheckIn.objects.count(), second["came"]) == ([("in", 1), ("in", 1), ("refused", 1)], 1, 1)
    assert second["answers"][0]["reason"] == "1 of 1 people of this registration are in already."


def test_badges_of_other_events_and_of_nobody_are_refused_one_by_one(occasion: Occasion) -> None:
    known, foreign = RegistrationFactory(occasion=occasion), RegistrationFactory()
    answer = sent(door(occasion), scan(foreign.badge), scan(uuid4()), scan(known.badge))
    assert [(one["state"], one.get("name")) for one in answer["answers"]] == [
        ("refused", None),
        ("refused", None),
        ("in", known.name),
    ]


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[1]", "[" * 9999, '[{"uid": 1}]', '[{"uid": "x", "badge": "x", "scanned_at": "x"}]', "null"],
)
def test_what_no_device_of_ours_sends_counts_nobody(occasion: Occasion, body: str) -> None:
    answer = Client().post(f"{door(occasion)}scans/", body, content_type="application/json")
    assert (answer.status_code, CheckIn.objects.count()) == (200, 0)


def test_links_of_other_tasks_and_ended_ones_open_nothing(occasion: Occasion) -> None:
    ended, other = door(occasion), door(occasion, role="moderator")
    CrewMember.objects.filter(role="door").update(ended_at=DAY)
    for page in (ended, other, "/en/mitmachen/einlass/erfunden/"):
        assert [Client().get(f"{page}{part}").status_code for part in ("", "liste.json", "dienst.js")] == [404] * 3
        assert Client().post(f"{page}scans/", "[]", content_type="application/json").status_code == 404


def test_the_list_tells_a_device_no_more_than_the_door_needs(occasion: Occasion) -> None:
    row = RegistrationFactory(occasion=occasion, needs=["captions"], needs_note="privat")
    answer = Client().get(f"{door(occasion)}liste.json").json()
    assert answer["people"] == [{"badge": str(row.badge), "name": row.name, "seats": 1, "came": 0}]
