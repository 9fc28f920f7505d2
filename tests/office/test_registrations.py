"""Registration in the workspace: seats, the list, by phone, badges, files; nothing for who does not prepare the event."""

import io
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.models import CheckIn, Occasion, Registration
from strahlkraft.congress.rules.registration import RegistrationForm
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.congress import DAY, EARLIER, OccasionFactory, RegistrationFactory
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of


@pytest.fixture
def occasion(region: Region) -> Occasion:
    """A hybrid congress of the own region with two seats on site."""
    facts = {"registration_opens_at": EARLIER, "registration_closes_at": DAY, "seats_onsite": 2, "mode": "hybrid"}
    made: Occasion = OccasionFactory(region=region, **facts)
    return made


def base(occasion: Occasion) -> str:
    """Where the tab stands."""
    return f"/arbeit/termine/{occasion.slug}/anmeldungen/"


def phone(**values: Any) -> dict[str, Any]:
    """What the office types of a call."""
    known = {"channel": "onsite", "name": "Beispiel Anruf", "mailbox": "anruf@beispiel.example", "seats": "1"}
    return {"submission": str(uuid4()), **known} | values


def by_phone(occasion: Occasion, number: int, **values: Any) -> Registration:
    """Somebody with a seat or a place on the list, as the rules give it."""
    form = RegistrationForm(name=f"Beispiel Gast {number}", mailbox=f"gast{number}@beispiel.example", **values)
    return actions.register_for(by=SYSTEM, at=EARLIER, occasion=occasion, form=form, language="de")


def test_seats_and_dates_are_set_and_who_waits_moves_up(client: Client, occasion: Occasion) -> None:
    rows = [by_phone(occasion, number) for number in range(3)]
    sent = fields_of(client.get(f"{base(occasion)}plaetze/").content)

    fewer = client.post(f"{base(occasion)}plaetze/", sent | {"seats_onsite": ["1"]})
    backwards = client.post(f"{base(occasion)}plaetze/", sent | {"registration_closes_at": ["2020-01-01T10:00"]})
    client.post(f"{base(occasion)}plaetze/", sent | {"seats_onsite": ["3"], "seats_online": ["500"]})

    occasion.refresh_from_db()
    assert [list(answer.context["form"].errors) for answer in (fewer, backwards)] == [
        ["seats_onsite"],
        ["registration_closes_at"],
    ]
    assert (occasion.seats_onsite, occasion.seats_online, occasion.registration_opens_at) == (3, 500, EARLIER)
    assert Registration.objects.get(pk=rows[2].pk).state == "confirmed"


def test_somebody_is_registered_by_phone_once_however_often_the_form_is_sent(
    client: Client, occasion: Occasion
) -> None:
    sheet = phone(needs=["captions", "wheelchair"], seats="2", companion="on")

    answers = [client.post(f"{base(occasion)}aufnehmen/", sheet) for _ in range(2)]
    wrong = client.post(f"{base(occasion)}aufnehmen/", phone(name="", municipality="Nirgendwo", mailbox="x"))

    row = Registration.objects.get()
    assert [answer["Location"] for answer in answers] == [base(occasion)] * 2
    assert (row.state, row.needs, row.seats) == ("confirmed", ["captions", "wheelchair"], 2)
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["municipality"])


def test_the_list_is_filtered_searched_and_sorted_in_a_constant_number_of_questions(
    client: Client, occasion: Occasion
) -> None:
    first, _second, _third = (by_phone(occasion, number, needs=("captions",)) for number in range(3))
    CheckIn.objects.create(registration=first, uid=uuid4(), scanned_at=DAY, received_at=DAY)
    Letter.objects.filter(to=first.mailbox).update(given_up_at=DAY)

    def names(query: str) -> list[str]:
        return [one["row"].name[-1] for one in client.get(f"{base(occasion)}?{query}").context["rows"]]

    page = client.get(base(occasion))
    assert page.context["needs_rows"] == [("Untertitel", 2)]
    assert "waiting list: place 1" in client.get(f"/en{base(occasion)}").content.decode()
    assert [
        names(query)
        for query in ("", "q=gast1", "stand=waiting", "weg=online", "merkmal=brief", "merkmal=drin", "merkmal=fehlt")
    ] == [["2", "1", "0"], ["1"], ["2"], [], ["0"], ["0"], ["1"]]
    assert names("sortierung=name&stand=gibt-es-nicht") == ["0", "1", "2"]
    asked = queries_of(client, base(occasion))
    for number in range(3, 8):
        by_phone(occasion, number, needs=("captions",))
    assert queries_of(client, base(occasion)) == asked


def test_one_registration_is_ticked_switched_and_cancelled(client: Client, occasion: Occasion) -> None:
    row = by_phone(occasion, 1, seats=2)
    page = f"{base(occasion)}{row.pk}/"

    assert client.get(page).status_code == 200
    client.post(f"{page}einlass/", {"uid": str(uuid4()), "people": "2"})
    client.post(f"{page}wechseln/", {"submission": str(uuid4())})
    client.post(f"{page}absagen/", {"submission": str(uuid4())})
    again = client.post(f"{page}absagen/", {"submission": str(uuid4())}, follow=True)

    row.refresh_from_db()
    assert (CheckIn.objects.get().people, row.channel, row.state) == (2, "online", "cancelled")
    assert [str(message.level_tag) for message in again.context["messages"]][-1] == "error"
    assert client.post(f"{page}einlass/", {"uid": "?"}).status_code == 404


def test_files_hold_no_formula_and_the_trail_knows_who_took_them(client: Client, occasion: Occasion) -> None:
    RegistrationFactory(occasion=occasion, name="=1+1", needs=["captions"])

    csv, xlsx = (client.post(f"{base(occasion)}datei/", {"form": form}) for form in ("csv", "xlsx"))

    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active
    assert "'=1+1;" in csv.content.decode("utf-8-sig")
    assert (sheet["A2"].value, sheet.max_row) == ("'=1+1", 2)
    assert AuditEntry.objects.filter(verb="take_participants").count() == 2
    assert client.post(f"{base(occasion)}datei/", {"form": "exe"}).status_code == 404


@pytest.mark.slow
def test_badges_are_printed_all_or_since_the_last_time(client: Client, occasion: Occasion) -> None:
    by_phone(occasion, 1)

    printed = client.post(f"{base(occasion)}plaketten/", {"which": "all"})
    none = client.post(f"{base(occasion)}plaketten/", {"which": "new"}, follow=True)

    assert printed.content.startswith(b"%PDF")
    assert [str(message.level_tag) for message in none.context["messages"]] == ["error"]


@pytest.mark.parametrize("role", [Role.STEERING, Role.AUTHORITY, Role.LAND])
def test_who_may_only_read_events_learns_of_nobody(enter: Entrance, occasion: Occasion, role: Role) -> None:
    row = by_phone(occasion, 1)
    region = occasion.region if role is Role.STEERING else None
    browser = enter(with_role(role, region=region, is_demo=True))
    paths = ["", "plaetze/", "aufnehmen/", f"{row.pk}/"]
    posts = ["datei/", "plaketten/", f"{row.pk}/absagen/", f"{row.pk}/einlass/", f"{row.pk}/wechseln/"]

    assert [browser.get(f"{base(occasion)}{path}").status_code for path in paths] == [404] * 4
    assert [browser.post(f"{base(occasion)}{path}", {"form": "csv"}).status_code for path in posts] == [404] * 5


def test_another_regions_office_learns_of_nobody(enter: Entrance, occasion: Occasion) -> None:
    browser = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    assert browser.get(base(occasion)).status_code == 404
