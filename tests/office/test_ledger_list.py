"""A partner's list at the ledger: looked at, compared, booked whole, or refused with the cell."""

import io
from decimal import Decimal
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.models import Expenditure, Grant, Invoice
from strahlkraft.network.models import Region
from tests.factories.accounts import with_role
from tests.factories.funding import granted, spent
from tests.office.pages import Entrance, fields_of

HEADS = "Zeile des Plans;Wofür;Bezahlt am;Betrag;Zuwendungsfähig;Rechnungssteller;Belegnummer;Belegdatum;Brutto;Netto".split(
    ";"
)
STAFF = ("Personal", "Beispielstelle Juni", "30.06.2024", "1.234,56", "1.000")
PARTS = ("Beispiel GmbH", "R-7", "01.06.2024", "119", "119")
EXTERNAL = ("Fremdleistungen", "Beispielsoftware", "12.06.2024", "100", None, *PARTS)
REST = ("Sachmittel", "Beispielhandbuch", "12.06.2024", "19", None, *PARTS)


@pytest.fixture
def grant(region: Region) -> Grant:
    """A running grant of the own region, 80 percent."""
    return granted("running", region=region)


def page(grant: Grant, path: str = "") -> str:
    return f"/arbeit/zuwendungen/{grant.code}/ausgaben/liste/{path}"


def hand_in(client: Client, grant: Grant, *rows: tuple[Any, ...], heads: Any = HEADS) -> Any:
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("liste.xlsx", out.getvalue())
    return client.post(page(grant), {"submission": str(uuid4()), "file": file})


def sealed(answer: Any) -> dict[str, str]:
    form = answer.context["confirm"]
    return {"submission": str(form["submission"].value()), "lines": form["lines"].value()}


def test_a_list_is_looked_at_and_booked_whole(client: Client, grant: Grant) -> None:
    entries = AuditEntry.objects.count()
    shown = hand_in(client, grant, STAFF, EXTERNAL, REST)
    assert (shown.status_code, Expenditure.objects.count(), AuditEntry.objects.count()) == (200, 0, entries)
    assert "1.234,56" in shown.content.decode()
    told = client.post(page(grant, "buchen/"), sealed(shown), follow=True)
    assert [str(one) for one in told.context["messages"]] == ["3 Zeilen sind gebucht."]
    rows = list(Expenditure.objects.order_by("pk").values_list("category", "amount", "eligible", "land_share"))
    assert rows == [
        ("staff", Decimal("1234.56"), Decimal(1000), Decimal(800)),
        ("external", Decimal(100), Decimal(100), Decimal(80)),
        ("material", Decimal(19), Decimal(19), Decimal("15.20")),
    ]
    assert (Invoice.objects.count(), Invoice.objects.get().parts.count()) == (1, 2)


def test_the_same_list_again_books_nothing_and_says_what_is_there(client: Client, grant: Grant) -> None:
    other = spent(grant, "7.00", text="Nur hier")
    again = sealed(hand_in(client, grant, STAFF, EXTERNAL))
    client.post(page(grant, "buchen/"), again)
    twice = client.post(page(grant, "buchen/"), again, follow=True)
    assert "nur einmal" in twice.content.decode() or Expenditure.objects.count() == 3
    shown = hand_in(client, grant, STAFF, EXTERNAL, REST)
    assert [line.row for line, _row in shown.context["known"]] == [2, 3]
    assert ([one["line"].row for one in shown.context["booked"]], list(shown.context["only_here"])) == ([4], [other])
    nothing = hand_in(client, grant, STAFF, EXTERNAL)
    assert (nothing.context["confirm"], nothing.context["booked"]) == (None, [])


def test_one_wrong_cell_keeps_the_whole_list_out_and_is_named(client: Client, grant: Grant) -> None:
    later = ("Personal", "Beispielstelle", "01.01.2099", "5", "6")
    shown = hand_in(client, grant, STAFF, later, ("Personal", "x", "1.7.2024", "1,234.56"))
    said = [(one.where, one.what) for one in shown.context["faults"]]
    assert shown.status_code == 422
    assert [where for where, _what in said] == ["Zelle D4", "Zelle E3", "Zelle C3"]
    assert (shown.context["confirm"], Expenditure.objects.count()) == (None, 0)


def test_a_part_above_its_invoice_and_other_figures_of_a_kept_receipt_are_told_with_the_cell(
    client: Client, grant: Grant
) -> None:
    client.post(page(grant, "buchen/"), sealed(hand_in(client, grant, EXTERNAL)))
    above = hand_in(client, grant, (*REST[:3], "19,01", *REST[4:]))
    other = hand_in(client, grant, (*REST[:8], "120", "120"))
    assert [one.where for one in above.context["faults"]] == ["Zelle D2"]
    assert [one.where for one in other.context["faults"]] == ["Zelle I2"]


def test_what_changed_since_the_look_books_nothing(client: Client, grant: Grant) -> None:
    seen = sealed(hand_in(client, grant, STAFF, EXTERNAL))
    client.post(page(grant, "buchen/"), sealed(hand_in(client, grant, STAFF)))
    told = client.post(page(grant, "buchen/"), seen, follow=True)
    assert Expenditure.objects.count() == 1
    assert "nichts gebucht" in told.content.decode()


@pytest.mark.parametrize("lines", ["", "geraten", "eyJ9:1uabc:zzz", "\0", "x" * 10_000])
def test_a_broken_seal_is_told_at_the_file(client: Client, grant: Grant, lines: str) -> None:
    answer = client.post(page(grant, "buchen/"), {"submission": str(uuid4()), "lines": lines})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_seal_of_another_grant_is_no_seal(client: Client, grant: Grant, region: Region) -> None:
    seal = sealed(hand_in(client, granted("running", region=region), STAFF))
    assert client.post(page(grant, "buchen/"), seal).status_code == 422
    assert Expenditure.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [("leer.xlsx", b""), ("liste.pdf", b"%PDF-1.7"), ("kaputt.xlsx", b"PK\3\4nix"), ("gross.csv", b"x" * (2**21 + 1))],
)
def test_a_file_that_is_no_list_is_told_beside_it(client: Client, grant: Grant, name: str, data: bytes) -> None:
    answer = client.post(page(grant), {"submission": str(uuid4()), "file": SimpleUploadedFile(name, data)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_the_empty_list_is_understood_as_it_is_given_out(client: Client, grant: Grant) -> None:
    given = client.get(page(grant, "vorlage.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    heads = [cell.value for cell in book.active[1]]
    assert (
        hand_in(client, grant, ("Personal", "x", "30.06.2024", None, None, None, "5"), heads=heads).status_code == 200
    )


@pytest.mark.parametrize("state", ["settled", "retention"])
def test_a_closed_ledger_takes_no_list(client: Client, region: Region, state: str) -> None:
    closed = granted(state, region=region)
    assert client.get(page(closed)).status_code == 404


def test_who_keeps_no_books_finds_no_list(grant: Grant, region: Region, enter: Entrance) -> None:
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    assert [reader.get(page(grant)).status_code, reader.post(page(grant, "buchen/")).status_code] == [404, 404]


def test_the_page_without_a_list_shows_what_is_needed(client: Client, grant: Grant) -> None:
    answer = client.get(page(grant))
    assert (
        answer.status_code,
        "file" in fields_of(answer.content) or "Zeile des Plans" in answer.content.decode(),
    ) == (
        200,
        True,
    )
