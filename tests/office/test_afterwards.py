"""What came of an event, in the workspace: numbers for readers, names for organisers, files, recordings, thanks."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.congress.models import CheckIn, Contact, Occasion, Recording, RunItem
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.congress import (
    DAY,
    EARLIER,
    BlockFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
    StageFactory,
)
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import PublishedFactory
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of


@pytest.fixture(autouse=True)
def a_day_later(demonstration: None) -> object:
    """It is over."""
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def occasion(region: Region) -> Occasion:
    """A congress of the own region."""
    made: Occasion = OccasionFactory(region=region)
    return made


def base(occasion: Occasion) -> str:
    """Where the tab stands."""
    return f"/arbeit/termine/{occasion.slug}/nachher/"


def contact(occasion: Occasion, number: int = 1, **values: Any) -> Contact:
    """Somebody who made contact at a pitch of a published project."""
    pitch = PitchFactory(occasion=occasion, project=PublishedFactory())
    return Contact.objects.create(
        pitch=pitch,
        code=f"beispielkontakt{occasion.pk}x{number}",
        state="confirmed",
        origin="hall",
        mailbox=f"kontakt{number}@beispiel.example",
        created_at=EARLIER,
        confirm_by=DAY,
        confirmed_at=EARLIER,
        **values,
    )


def test_a_contact_becomes_a_request_with_one_press_and_is_counted(client: Client, occasion: Occasion) -> None:
    row = contact(occasion, municipality=MunicipalityFactory())
    nobody = contact(occasion, 2)
    page = client.get(f"/en{base(occasion)}kontakte/")
    assert [one["may"] for one in page.context["rows"]] == [False, True]
    assert "It is not known which body asks" in page.content.decode()

    answer = client.post(f"{base(occasion)}kontakte/{row.code}/anfrage/", {"submission": str(uuid4())})
    client.post(f"{base(occasion)}kontakte/{nobody.code}/anfrage/", {"submission": str(uuid4())})

    row.refresh_from_db()
    data = client.get(f"{base(occasion)}zahlen.json").json()
    numbers = {figure["code"]: figure["number"] for figure in data["figures"]}
    assert (answer.status_code, row.state) == (302, "requested")
    assert (numbers["contacts"], numbers["requests"], numbers["cases"]) == (2, 1, 0)


def test_recordings_are_linked_taken_off_and_cut_into_chapters(client: Client, occasion: Occasion) -> None:
    stage = StageFactory(occasion=occasion)
    pitch = PitchFactory(occasion=occasion)
    RunItem.objects.create(
        stage=stage,
        block=BlockFactory(stage=stage),
        pitch=pitch,
        kind="pitch",
        title=pitch.title,
        position=1,
        planned_start=DAY,
        planned_seconds=180,
        state="done",
        started_at=DAY + timedelta(seconds=75),
        ended_at=DAY + timedelta(seconds=275),
    )
    page, video = f"{base(occasion)}aufzeichnungen/", "https://video.example/beispiel"
    sheet = {"submission": str(uuid4()), "pitch": pitch.code, "kind": "slides", "url": "javascript:x", "title": ""}
    wrong = client.post(page, sheet)
    client.post(page, sheet | {"url": "https://folien.example/", "submission": str(uuid4())})
    client.post(f"{page}{Recording.objects.get().pk}/entfernen/")
    cut = fields_of(client.get(f"{page}kapitel/").content) | {"url": [video], "seconds": ["15"]}
    client.post(f"{page}kapitel/", cut)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["url"])
    rows = Recording.objects.order_by("pk").values_list("url", "removed", "starts_second", "ends_second")
    assert list(rows) == [("https://folien.example/", True, None, None), (video, False, 60, 260)]
    assert client.get(page).context["without"] == 0


def test_thanks_are_looked_at_first_and_sent_once(client: Client, occasion: Occasion) -> None:
    guest = RegistrationFactory(occasion=occasion)
    CheckIn.objects.create(registration=guest, uid=uuid4(), scanned_at=DAY, received_at=DAY)
    PitchSpeakerFactory(pitch__occasion=occasion)
    words = {"submission": str(uuid4()), "text": "Schön war es.", "to_speakers": "on", "to_guests": "on"}
    looked = client.post(f"{base(occasion)}dank/", words | {"look": ""})
    assert ("Schön war es." in looked.context["preview"], Letter.objects.count()) == (True, 0)
    reach = looked.context["reach"]
    assert (reach.speakers, reach.guests, reach.certificates) == (1, 1, 1)
    for _ in range(2):
        assert client.post(f"{base(occasion)}dank/", words | {"send": ""}).status_code == 302
    empty = client.post(f"{base(occasion)}dank/", words | {"send": "", "text": " ", "submission": str(uuid4())})
    assert (Letter.objects.count(), empty.status_code, list(empty.context["form"].errors)) == (2, 422, ["text"])


def test_events_are_compared_in_a_constant_number_of_questions_and_invented_ones_do_not_count(
    client: Client, occasion: Occasion, region: Region
) -> None:
    contact(occasion)
    contact(OccasionFactory(region=region, demonstration=True), 2)
    page = client.get("/arbeit/termine/wirkung/")
    asked = queries_of(client, "/arbeit/termine/wirkung/")
    OccasionFactory.create_batch(3, region=region)
    assert [row.funnel.contacts for row in page.context["rows"]] == [1, 1]
    assert [step.number for step in page.context["steps"]] == [1, 0, 0, 0, 0]
    assert queries_of(client, "/arbeit/termine/wirkung/") == asked
    table = client.get("/arbeit/termine/wirkung/zahlen.csv").content.decode("utf-8-sig").splitlines()
    events = json.loads(client.get("/arbeit/termine/wirkung/zahlen.json").content)["events"]
    assert (len(table), len(events)) == (6, 5)


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.LAND])
def test_authority_and_land_read_numbers_and_no_names(enter: Entrance, occasion: Occasion, role: Role) -> None:
    row = contact(occasion, person="Geheime Person")
    RegistrationFactory(occasion=occasion, name="Geheimer Gast")
    region = None if role is Role.LAND else occasion.region  # the Land reads all regions
    browser = enter(with_role(role, region=region, is_demo=True))
    shown = [browser.get(path) for path in (base(occasion), "/arbeit/termine/wirkung/", f"{base(occasion)}zahlen.json")]
    assert [answer.status_code for answer in shown] == [200] * 3
    assert [b"Geheim" in answer.content or b"kontakt1@" in answer.content for answer in shown] == [False] * 3
    hidden = ["aufzeichnungen/", "aufzeichnungen/kapitel/", "dank/", "kontakte/"]
    assert [browser.get(f"{base(occasion)}{path}").status_code for path in hidden] == [404] * 4
    assert browser.post(f"{base(occasion)}kontakte/{row.code}/anfrage/").status_code == 404


def test_another_region_and_organisations_read_nothing(enter: Entrance, occasion: Occasion) -> None:
    contact(occasion)
    for user in (
        with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True),
        with_role(Role.STEERING, region=a_region("Anderswo 2"), is_demo=True),
    ):
        browser = enter(user)
        assert browser.get(base(occasion)).status_code == 404
        assert browser.get("/arbeit/termine/wirkung/").context["rows"] == []


@pytest.mark.slow
def test_the_report_is_a_sheet_and_other_forms_do_not_exist(client: Client, occasion: Occasion) -> None:
    contact(occasion)
    assert client.get(f"{base(occasion)}zahlen.pdf").content.startswith(b"%PDF")
    assert "Contacts" in client.get(f"/en{base(occasion)}zahlen.csv").content.decode("utf-8-sig")
    paths = [f"{base(occasion)}zahlen.exe", "/arbeit/termine/wirkung/zahlen.exe"]
    assert [client.get(path).status_code for path in paths] == [404] * 2
