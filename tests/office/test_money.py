"""The pages of the financing plan, the ledger and contracts of a grant."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.models import Contract, Expenditure, Grant, Invoice
from strahlkraft.funding.queries.plans import plan_table
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted, plan_of, spent
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of


@pytest.fixture
def grant(region: Region) -> Grant:
    """A running grant of the own region, 80 percent of 500,000."""
    return granted("running", region=region)


@pytest.fixture
def second(region: Region, enter: Entrance) -> Client:
    """Another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True))


def page(grant: Grant, path: str = "") -> str:
    """An address of the grant."""
    return f"/arbeit/zuwendungen/{grant.code}/{path}"


def text(client: Client, address: str) -> str:
    """What stands there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


# ---- looking ahead


def test_the_overview_of_a_grant_says_what_the_land_will_give_as_an_estimate(client: Client, grant: Grant) -> None:
    """R14: from day one, and only while looking ahead still changes something."""
    spent(grant, "100000.00", paid_on=date(2024, 6, 3))
    shown = text(client, page(grant))
    assert ("Was das Land geben wird" in shown, "office/css/money" in shown) == (True, True)
    assert "Schätzung vom" in shown
    assert "80.000,00 €" in shown  # 80 percent of what is spent, if nothing more is
    done = granted("settled", region=grant.region)
    assert "Was das Land geben wird" not in text(client, page(done))


# ---- financing plan


def test_a_plan_is_drafted_filled_in_and_put_in_force_by_another_person(
    client: Client, second: Client, grant: Grant
) -> None:
    """I2, I18."""
    assert "500.000,00 €" in text(client, page(grant, "finanzierungsplan/"))
    answer = client.post(page(grant, "finanzierungsplan/entwerfen/"), {"submission": str(uuid4())})
    assert answer.status_code == 302
    edit = page(grant, "finanzierungsplan/2/bearbeiten/")
    sheet = fields_of(client.get(edit).content) | {"e_staff_2024": ["99.999,99"]}
    assert client.post(edit, sheet | {"save": ["1"]}).status_code == 302
    draft = grant.plans.get(number=2)
    assert [str(row.missing) for row in plan_table(draft).balances] == ["-0.01", "0.00", "0.00", "-0.01"]
    shown = second.get(page(grant, "finanzierungsplan/2/"))
    assert (shown.context["may_confirm"], len(shown.context["reasons"])) == (False, 2)
    sheet = fields_of(client.get(edit).content) | {"e_staff_2024": ["100.000"]}
    assert client.post(edit, sheet | {"save": ["1"]}).status_code == 302
    assert [browser.get(page(grant, "finanzierungsplan/2/")).context["may_confirm"] for browser in (client, second)] == [
        False, True,
    ]  # fmt: skip
    release = fields_of(second.get(page(grant, "finanzierungsplan/2/")).content)
    assert second.post(page(grant, "finanzierungsplan/2/in-kraft/"), release).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "confirmed"


def test_recalculating_shows_what_is_missing_and_keeps_what_was_typed_unsaved(client: Client, grant: Grant) -> None:
    draft = plan_of(grant)
    edit = page(grant, f"finanzierungsplan/{draft.number}/bearbeiten/")
    sheet = fields_of(client.get(edit).content)
    typed = sheet | {"e_travel_2025": ["1.234,56"], "n_travel_2025": ["falsch"], "check": ["1"]}
    answer = client.post(edit, typed)
    found = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 200
    assert 'value="1.234,56"' in found
    assert 'value="falsch"' in found
    assert {row.year: f"{row.missing:.2f}" for row in answer.context["sums"]} == {
        2024: "0.00", 2025: "1234.56", 2026: "0.00", None: "1234.56",
    }  # fmt: skip
    wider = client.post(edit, sheet | {"add_year": ["1"], "another_year": ["2027"]})
    assert wider.context["form"].shown == [2024, 2025, 2026, 2027]
    longer = client.post(edit, fields_of(wider.content) | {"add_third": ["1"]})
    assert len(longer.context["form"].source_rows()) == 4
    third = {"who_2": ["Beispielbund"], "s_2_2027": ["10"], "e_travel_2027": ["10"], "save": ["1"]}
    assert client.post(edit, fields_of(longer.content) | third).status_code == 302
    assert str(draft.sources.get(name="Beispielbund").amount) == "10.00"
    assert client.post(edit, typed | {"save": ["1"]}).status_code == 422


def test_the_second_of_two_editors_of_a_plan_is_told_and_may_save_knowingly(client: Client, grant: Grant) -> None:
    draft = plan_of(grant)
    edit = page(grant, f"finanzierungsplan/{draft.number}/bearbeiten/")
    sheets = [fields_of(client.get(edit).content) | {"save": ["1"]} for _one in range(2)]
    first, other = (client.post(edit, sheet) for sheet in sheets)
    assert (first.status_code, other.status_code) == (302, 409)
    assert client.post(edit, fields_of(other.content) | {"save": ["1"]}).status_code == 302


def test_two_versions_stand_side_by_side(client: Client, grant: Grant) -> None:
    """I7."""
    draft = plan_of(grant)
    source = draft.sources.get(kind="own", year=2026)
    source.amount += 5
    source.save()
    answer = client.get(page(grant, "finanzierungsplan/vergleich/?alt=1&neu=2"))
    assert [(one["row"].year, one["row"].change) for one in answer.context["sources"]] == [(2026, Decimal(5))]
    assert not answer.context["difference"].is_neutral
    assert client.get(page(grant, "finanzierungsplan/vergleich/?alt=x&neu=99")).status_code == 200


# ---- ledger


def test_every_sum_opens_to_its_lines(client: Client, grant: Grant) -> None:
    """I9."""
    spent(grant, "100.10", category="staff", paid_on=date(2024, 5, 1))
    spent(grant, "7.00", category="staff", paid_on=date(2025, 5, 1))
    spent(grant, "40.00", category="travel", paid_on=date(2024, 5, 1))
    answer = client.get(page(grant, "ausgaben/"))
    shown = answer.content.decode()
    assert "/ausgaben/?kategorie=staff&amp;jahr=2024#zeilen" in shown
    cells = {
        (line["key"], year): cell.actual for line in answer.context["compared"] for year, cell in line["cells"] if cell
    }
    for (key, year), actual in cells.items():
        opened = client.get(page(grant, f"ausgaben/?kategorie={key}&jahr={year}"))
        assert opened.context["sum"].eligible == actual
        assert sum(row["row"].eligible for row in opened.context["rows"]) == actual
    assert answer.context["sum"].amount == answer.context["outlook"].actuals.whole.amount == Decimal("147.10")
    assert [client.get(page(grant, f"ausgaben/?{query}")).context["page"].paginator.count for query in (
        "q=Beispielrechnung", "q=fehlt", "nur=offen", "nur=markiert", "stand=2025-01-01", "jahr=abc",
    )] == [3, 0, 0, 0, 0, 3]  # fmt: skip


def test_a_line_is_booked_with_its_receipt_and_mistakes_stay_typed(client: Client, grant: Grant) -> None:
    address = page(grant, "ausgaben/buchen/")
    sheet = fields_of(client.get(address).content)
    typed = sheet | {
        "text": ["Beispielleistung"],
        "category": ["external"],
        "paid_on": ["2024-06-03"],
        "supplier": ["Beispiel GmbH"],
        "number": ["2024-1"],
        "gross": ["1.190,00"],
        "net": ["1.000,00"],
    }
    answer = client.post(address, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["invoiced_on"])
    assert 'value="Beispielleistung"' in answer.content.decode()
    assert client.post(address, typed | {"invoiced_on": ["2024-06-01"]}).status_code == 302
    row = Expenditure.objects.get()
    assert (str(row.amount), str(row.eligible), str(row.land_share)) == ("1190.00", "1190.00", "952.00")
    assert client.post(address, typed | {"invoiced_on": ["2024-06-01"]}).status_code == 302
    assert Expenditure.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"text": [""]}, ["text"]),
        ({"amount": [""]}, ["amount"]),
        ({"amount": ["0"]}, ["amount"]),
        ({"eligible": ["11"]}, ["eligible"]),
        ({"paid_on": [""]}, ["paid_on"]),
        ({"paid_on": ["2999-01-01"]}, ["paid_on"]),
        ({"service_from": ["2024-02-01"], "service_until": ["2024-01-01"]}, ["service_until"]),
    ],
)
def test_a_wrong_entry_gets_its_sentence_at_the_field(
    client: Client, grant: Grant, values: dict[str, list[str]], fields: list[str]
) -> None:
    address = page(grant, "ausgaben/buchen/")
    right = {"text": ["Beispiel"], "amount": ["10"], "paid_on": ["2024-06-03"]}
    answer = client.post(address, fields_of(client.get(address).content) | right | values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)


def test_the_rest_of_an_invoice_is_booked_by_a_link(client: Client, grant: Grant) -> None:
    """I6."""
    invoice = Invoice.objects.create(
        region=grant.region,
        supplier="Beispiel GmbH",
        number="2024-7",
        invoiced_on=date(2024, 6, 1),
        gross=Decimal(100),
        net=Decimal(90),
        entered_at=grant.created_at,
        entered_by="user:beispiel-1",
    )
    spent(grant, "60.00", invoice=invoice)
    shown = client.get(page(grant, "ausgaben/"))
    assert [row.left for row in shown.context["incomplete"]] == [Decimal(40)]
    address = page(grant, f"ausgaben/buchen/?rechnung={invoice.pk}")
    sheet = fields_of(client.get(address).content)
    assert sheet["invoice"] == [str(invoice.pk)]
    assert (
        client.post(address, sheet | {"text": ["Rest"], "paid_on": ["2024-06-03"], "eligible": ["0"]}).status_code
        == 302
    )
    assert [str(row.amount) for row in invoice.parts.order_by("pk")] == ["60.00", "40.00"]
    assert client.get(page(grant, "ausgaben/")).context["incomplete"] == []


def test_a_line_is_taken_back_by_two_people_and_both_lines_stay(client: Client, second: Client, grant: Grant) -> None:
    """I16, I18."""
    row = spent(grant)
    own = page(grant, f"ausgaben/{row.pk}/")
    shown = fields_of(client.get(own).content)
    answer = client.post(f"{own}zuruecknehmen/", shown | {"back-reason": [""]})
    assert answer.status_code == 422
    assert client.post(f"{own}zuruecknehmen/", shown | {"back-reason": ["Falscher Betrag"]}).status_code == 302
    assert [browser.get(own).context["mine"] for browser in (client, second)] == [True, False]
    client.post(f"{own}gegenbuchen/", {"submission": str(uuid4())})
    assert Expenditure.objects.count() == 1
    second.post(f"{own}gegenbuchen/", {"submission": str(uuid4())})
    counter = Expenditure.objects.get(reverses=row)
    assert second.get(own).context["reversed_by"] == counter
    assert "Falscher Betrag" in text(client, page(grant, f"ausgaben/{counter.pk}/"))
    assert client.get(page(grant, "ausgaben/")).context["sum"].amount == 0


def test_a_due_line_is_noted_as_paid(client: Client, grant: Grant) -> None:
    row = spent(grant, paid_on=None, due_on=date(2026, 6, 3))
    own = page(grant, f"ausgaben/{row.pk}/")
    sheet = {"paid-submission": [str(uuid4())], "paid-paid_on": ["2026-01-03"]}
    assert client.post(f"{own}bezahlt/", sheet).status_code == 302
    row.refresh_from_db()
    assert row.paid_on == date(2026, 1, 3)
    assert client.get(own).context["paid"] is None


def test_contracts_are_entered_and_corrected(client: Client, grant: Grant) -> None:
    address = page(grant, "auftraege/eintragen/")
    values = {
        "title": ["Beispielauftrag"],
        "contractor": ["Beispiel GmbH"],
        "signed_on": ["2023-12-01"],
        "value": ["1.000"],
    }
    assert client.post(address, fields_of(client.get(address).content) | values).status_code == 302
    row = Contract.objects.get()
    (order,) = client.get(page(grant, "auftraege/")).context["orders"]
    assert (order.early, order.noted) == (True, False)
    own = page(grant, f"auftraege/{row.pk}/")
    sheets = [fields_of(client.get(own).content) | {"title": [f"Auftrag {number}"]} for number in range(2)]
    first, other = (client.post(own, sheet) for sheet in sheets)
    assert (first.status_code, other.status_code) == (302, 409)
    assert client.post(own, fields_of(other.content)).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.version) == ("Auftrag 1", 3)


# ---- who sees what, and what it costs

PAGES = ("finanzierungsplan/", "finanzierungsplan/1/", "finanzierungsplan/vergleich/", "ausgaben/", "auftraege/")


def test_partners_keep_the_books_readers_only_read_and_strangers_find_nothing(
    grant: Grant, region: Region, enter: Entrance
) -> None:
    """I21."""
    row = spent(grant)
    people: dict[str, User] = {
        "partner": with_role(Role.PARTNER, organisation=grant.recipient, is_demo=True),
        "reader": with_role(Role.STEERING, region=region, is_demo=True),
        "stranger": with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True),
    }
    seen = {}
    for name, user in people.items():
        browser = enter(user)
        codes = {browser.get(page(grant, path)).status_code for path in (*PAGES, f"ausgaben/{row.pk}/")}
        seen[name] = (codes, browser.get(page(grant, "ausgaben/buchen/")).status_code)
        plan_of(grant)
        draft = grant.plans.last()
        assert draft is not None
        assert browser.get(page(grant, f"finanzierungsplan/{draft.number}/bearbeiten/")).status_code == 404
    assert seen == {"partner": ({200}, 200), "reader": ({200}, 404), "stranger": ({404}, 404)}


@pytest.mark.parametrize("number", [1, 3])
def test_the_ledger_asks_the_same_however_many_lines(client: Client, grant: Grant, number: int) -> None:
    for _one in range(number):
        spent(grant)
    assert (
        queries_of(client, page(grant, "ausgaben/")),
        queries_of(client, page(grant, "finanzierungsplan/")),
    ) == QUERIES


QUERIES = (23, 18)
"""Of the ledger and of the financing plan."""


def test_an_empty_grant_says_what_to_do(client: Client, region: Region) -> None:
    bare = granted("running", region=region)
    shown = client.get(page(bare, "ausgaben/"))
    assert (shown.status_code, list(shown.context["rows"])) == (200, [])
    assert client.get(page(bare, "auftraege/")).status_code == 200
