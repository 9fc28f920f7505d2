"""The administration's pages of data protection: wishes, register, periods, protocol; hidden from everybody else."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from strahlkraft.accounts.models import User
from strahlkraft.congress.models import Registration
from strahlkraft.privacy.actions.forgetting import forget
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries.register import processing
from tests.factories.congress import RegistrationFactory
from tests.factories.steering import IdeaFactory
from tests.office.pages import Entrance
from tests.privacy.people import MAILBOX, an_admin, confirmed

PAGES = ("", "verzeichnis/", "verzeichnis.pdf", "verzeichnis.xlsx", "verzeichnis.csv", "fristen/", "protokoll/")


@pytest.fixture
def admin() -> User:
    """Somebody who answers for data protection."""
    return an_admin(is_demo=True)


@pytest.fixture
def desk(admin: User, enter: Entrance) -> Client:
    """Their browser."""
    return enter(admin)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_hidden_from_the_office(client: Client, page: str) -> None:
    assert client.get(f"/arbeit/datenschutz/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_administration(desk: Client, page: str) -> None:
    forget(at=now())
    confirmed(at=now())
    assert desk.get(f"/arbeit/datenschutz/{page}").status_code == 200


def test_the_navigation_leads_there(desk: Client, client: Client) -> None:
    assert [b"/arbeit/datenschutz/" in one.get("/arbeit/").content for one in (desk, client)] == [True, False]


def test_a_wish_is_masked_and_counted_and_not_shown(desk: Client) -> None:
    RegistrationFactory(mailbox=MAILBOX, name="Ada Beispiel")
    row = confirmed(at=now())
    text = desk.get(f"/arbeit/datenschutz/{row.code}/").content.decode()
    assert ("a…@beispiel.example" in text, MAILBOX in text, "Ada Beispiel" in text) == (True, False, False)


def test_an_export_is_released_only_when_said_expressly(desk: Client) -> None:
    row = confirmed(at=now())
    address = f"/arbeit/datenschutz/{row.code}/erledigen/"
    assert desk.post(address, {"submission": uuid4()}).status_code == 422
    assert desk.post(address, {"submission": uuid4(), "sure": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.mailbox) == ("done", MAILBOX)
    assert desk.post(address, {"submission": uuid4(), "sure": "on"}).status_code == 302


def test_erasing_and_refusing_from_the_page(desk: Client) -> None:
    guest: Any = RegistrationFactory(mailbox=MAILBOX)
    refused, erased = confirmed("erasure", at=now()), confirmed("erasure", at=now())
    sheet = {"submission": uuid4(), "reason": "legal_duty", "note": ""}
    assert desk.post(f"/arbeit/datenschutz/{refused.code}/ablehnen/", {**sheet, "reason": ""}).status_code == 422
    assert desk.post(f"/arbeit/datenschutz/{refused.code}/ablehnen/", sheet).status_code == 302
    desk.post(f"/arbeit/datenschutz/{erased.code}/erledigen/", {"submission": uuid4(), "sure": "on"})
    assert [DataWish.objects.get(pk=row.pk).state for row in (refused, erased)] == ["refused", "done"]
    assert Registration.objects.get(pk=guest.pk).mailbox == ""
    assert desk.get(f"/arbeit/datenschutz/{erased.code}/").status_code == 200


def test_a_name_is_put_right_from_the_page(desk: Client) -> None:
    guest: Any = RegistrationFactory(mailbox=MAILBOX, name="Ada Beispeil")
    row = confirmed("correction", text="Beispiel", at=now())
    page = desk.get(f"/arbeit/datenschutz/{row.code}/")
    form = page.context["form"]
    (name,) = (field for field, key in form.keys.items() if key.endswith(":name"))
    sheet = {field: form[field].value() or "" for field in form.keys} | {"submission": uuid4(), "note": ""}
    assert desk.post(f"/arbeit/datenschutz/{row.code}/erledigen/", sheet | {name: "Ada Beispiel"}).status_code == 302
    assert Registration.objects.get(pk=guest.pk).name == "Ada Beispiel"


def test_ones_own_wish_shows_no_button(desk: Client, admin: User) -> None:
    row = confirmed("erasure", mailbox=admin.email, at=now())
    page = desk.get(f"/arbeit/datenschutz/{row.code}/")
    assert (page.status_code, b"erledigen" in page.content) == (200, False)
    assert (
        desk.post(f"/arbeit/datenschutz/{row.code}/erledigen/", {"submission": uuid4(), "sure": "on"}).status_code
        == 422
    )


def test_an_unconfirmed_or_unknown_wish_is_not_there(desk: Client) -> None:
    row = confirmed(at=now())
    DataWish.objects.filter(pk=row.pk).update(code="beispiel")
    assert [desk.get(f"/arbeit/datenschutz/{code}/").status_code for code in ("beispiel", row.code)] == [200, 404]


def test_workbook_list_and_sheet_hold_the_whole_register(desk: Client) -> None:
    lines = desk.get("/arbeit/datenschutz/verzeichnis.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines), delimiter=";"))
    assert [row[1] for row in rows] == ["table", *(row.table for row in processing())]
    sheet = desk.get("/arbeit/datenschutz/verzeichnis.pdf")
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    book = load_workbook(io.BytesIO(desk.get("/arbeit/datenschutz/verzeichnis.xlsx").content))
    assert book.active is not None
    assert book.active.max_row == len(processing()) + 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_whatever_its_length(
    desk: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        confirmed(mailbox=f"person{one}@beispiel.example", at=now())
    with django_assert_max_num_queries(14):
        page = desk.get("/arbeit/datenschutz/")
    assert page.content.count(b"row__title") == number


def test_the_night_stands_in_the_protocol(desk: Client) -> None:
    forget(at=now())
    assert "0" in desk.get("/arbeit/datenschutz/protokoll/").content.decode()


def test_where_somebody_still_stands_is_said_after_erasing(desk: Client) -> None:
    IdeaFactory(need=f"Beispiel: bitte an {MAILBOX}")
    row = confirmed("erasure", at=now())
    desk.post(f"/arbeit/datenschutz/{row.code}/erledigen/", {"submission": uuid4(), "sure": "on"})
    text = desk.get(f"/arbeit/datenschutz/{row.code}/").content.decode()
    assert ("steering.Idea" in text, MAILBOX in text) == (True, False)
