"""Pages of drawdowns: the way of a request by two people, payouts with their clock, what has to go back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from strahlkraft.accounts.rules import Role
from strahlkraft.funding.models import Claim, Document, Drawdown, Grant, Payment
from tests.factories.accounts import with_role
from tests.factories.funding import granted, paid, spent
from tests.office.pages import Entrance, fields_of

if TYPE_CHECKING:
    from strahlkraft.accounts.models import User
    from strahlkraft.network.models import Region

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def grant(region: "Region") -> Grant:
    """A running grant of the own region."""
    return granted("running", region=region)


@pytest.fixture
def second(region: "Region", enter: Entrance) -> Client:
    """The browser of another person of the office."""
    return enter(with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bo Beispiel"))


def read(answer: Any) -> str:
    """The page as text, with plain spaces."""
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\xa0", " ")


def marks(version: int | None = None, prefix: str = "") -> dict[str, str]:
    """The hidden parts of a form."""
    dash = f"{prefix}-" if prefix else ""
    found = {f"{dash}submission": str(uuid4())}
    return found | ({f"{dash}version": str(version)} if version else {})


def begin(client: Client, grant: Grant, eligible: str = "25000") -> Drawdown:
    """Walk the first step of a request."""
    page = f"/arbeit/zuwendungen/{grant.code}/abrufe/anlegen/"
    data = fields_of(client.get(page).content)
    due = localdate() + timedelta(days=40)
    data |= {"rows-0-text": ["Beispielrechnung"], "rows-0-due_on": [due.isoformat()], "rows-0-eligible": [eligible]}
    answer = client.post(page, data)
    row = Drawdown.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/arbeit/zuwendungen/abrufe/{row.code}/betrag/"
    return row


def test_a_request_is_written_step_by_step_and_paid_out_by_two_people(
    client: Client, second: Client, grant: Grant
) -> None:
    row = begin(client, grant)
    own = f"/arbeit/zuwendungen/abrufe/{row.code}/"
    shown = read(client.get(f"{own}betrag/"))
    assert "20.000,00" in shown
    data = fields_of(client.get(f"{own}betrag/").content)
    too_much = client.post(f"{own}betrag/", data | {"amount": ["20.000,01"]})
    assert too_much.status_code == 422
    assert "20.000,01" in too_much.content.decode()
    assert client.post(f"{own}betrag/", data | {"amount": ["19.000"], **marks()}).status_code == 302
    data = fields_of(client.get(f"{own}zweck/").content)
    assert client.post(f"{own}zweck/", data | {"statement": ["Für das Beispiel"]}).status_code == 302
    row.refresh_from_db()
    assert client.post(f"{own}schritt/pruefen/", marks(row.version)).status_code == 302
    row.refresh_from_db()
    assert client.post(f"{own}schritt/freigeben/", marks(row.version)).status_code == 422
    assert second.post(f"{own}schritt/freigeben/", marks(row.version)).status_code == 302
    row.refresh_from_db()
    sent = {**marks(row.version, "submit"), "submit-requested_on": localdate().isoformat()}
    assert client.post(f"{own}anfordern/", sent).status_code == 302
    data = fields_of(client.get(f"{own}auszahlung/").content)
    assert client.post(f"{own}auszahlung/", data).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.amount, Payment.objects.get().amount) == ("paid", Decimal(19_000), Decimal(19_000))
    assert "19.000,00" in read(client.get(own))


@pytest.mark.slow
def test_a_request_can_be_taken_on_paper(client: Client, grant: Grant) -> None:
    own = f"/arbeit/zuwendungen/abrufe/{begin(client, grant).code}/"
    paper = client.get(f"{own}mittelabruf.pdf")
    assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")


def test_a_request_without_need_says_why_and_keeps_what_was_typed(client: Client, grant: Grant) -> None:
    page = f"/arbeit/zuwendungen/{grant.code}/abrufe/anlegen/"
    data = fields_of(client.get(page).content)
    answer = client.post(page, data)
    assert answer.status_code == 422
    assert not Drawdown.objects.exists()
    longer = client.post(page, data | {"rows-0-text": ["Beispiel"], "add_row": ["1"]})
    assert longer.status_code == 200
    assert 'name="rows-1-text"' in longer.content.decode()
    assert 'value="Beispiel"' in longer.content.decode()


def test_a_press_after_somebody_else_s_keeps_what_was_typed(client: Client, second: Client, grant: Grant) -> None:
    row = begin(client, grant)
    page = f"/arbeit/zuwendungen/abrufe/{row.code}/zweck/"
    mine, theirs = fields_of(client.get(page).content), fields_of(second.get(page).content)
    assert second.post(page, theirs | {"statement": ["Von anderen"]}).status_code == 302
    answer = client.post(page, mine | {"statement": ["Meine Worte"]})
    assert answer.status_code == 409
    again = fields_of(answer.content)
    assert again["statement"] == ["Meine Worte"]
    assert client.post(page, again).status_code == 302
    row.refresh_from_db()
    assert row.statement == "Meine Worte"


def test_a_draft_can_be_taken_up_again_and_discarded_but_not_changed_after_its_check(
    client: Client, grant: Grant
) -> None:
    row = begin(client, grant)
    own = f"/arbeit/zuwendungen/abrufe/{row.code}/"
    data = fields_of(client.get(f"{own}faellig/").content)
    assert data["rows-0-text"] == ["Beispielrechnung"]
    assert client.post(f"{own}faellig/", data | {"rows-0-eligible": ["1.000"]}).status_code == 302
    row.refresh_from_db()
    assert row.amount == Decimal(800)
    assert client.post(f"{own}schritt/pruefen/", marks(row.version)).status_code == 422  # nothing is said yet
    dropped = {**marks(row.version, "discard"), "discard-reason": "Beispiel"}
    assert client.post(f"{own}verwerfen/", dropped).status_code == 302
    assert client.get(f"{own}betrag/").status_code == 404
    assert client.get(own).status_code == 200


def test_a_payout_shows_what_late_use_costs_and_takes_use_and_repayment(client: Client, grant: Grant) -> None:
    payment = paid(grant, "20000.00", on=date(2024, 5, 2))
    page = f"/arbeit/zuwendungen/auszahlungen/{payment.pk}/"
    line = spent(grant, "10000.00", text="Beispielarbeit")
    shown = read(client.get(page))
    assert "20.000,00" in shown
    assert "02.07.2024" in shown
    data = fields_of(client.get(f"{page}verwenden/").content)
    assert data[f"amount-{line.pk}"] == ["8.000"]
    assert data[f"day-{line.pk}"] == ["2024-06-03"]
    assert client.post(f"{page}verwenden/", data | {f"amount-{line.pk}": ["8.000,01"]}).status_code == 422
    assert client.post(f"{page}verwenden/", data | marks()).status_code == 302
    data = fields_of(client.get(f"{page}zurueckzahlen/").content)
    assert client.post(f"{page}zurueckzahlen/", data).status_code == 422  # without the transfer's reference
    assert client.post(f"{page}zurueckzahlen/", data | marks() | {"reference": ["Beispiel-1"]}).status_code == 302
    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == ["paid", "estimated"]
    assert "12.000,00" in read(client.get(page))
    assert client.get(f"{page}zurueckzahlen/").status_code == 302
    listed = read(client.get(f"/arbeit/zuwendungen/{grant.code}/abrufe/"))
    assert "20.000,00" in listed


def test_a_payout_without_request_is_booked_once(client: Client, grant: Grant) -> None:
    page = f"/arbeit/zuwendungen/{grant.code}/auszahlungen/buchen/"
    data = fields_of(client.get(page).content) | {"amount": ["1.000"]}
    assert client.post(page, data).status_code == 302
    assert client.post(page, data).status_code == 302
    assert Payment.objects.count() == 1


def test_an_estimate_becomes_a_claim_with_its_act_and_is_paid(client: Client, grant: Grant) -> None:
    page = f"/arbeit/zuwendungen/{grant.code}/rueckforderungen/anlegen/"
    data = fields_of(client.get(page).content) | {"amount": ["500"], "reason": ["Beispiel"]}
    assert client.post(page, data).status_code == 302
    row = Claim.objects.get()
    own = f"/arbeit/zuwendungen/rueckforderungen/{row.code}/"
    assert client.get(own).status_code == 200
    act = {**marks(prefix="add"), "add-title": "Beispielakt", "add-file": SimpleUploadedFile("akt.pdf", PDF)}
    assert client.post(f"{own}unterlage/", act).status_code == 302
    document = Document.objects.get(title="Beispielakt")
    fixed = {
        **marks(row.version, "claim"),
        "claim-amount": "500",
        "claim-interest": "1,50",
        "claim-reference": "34-Beispiel",
        "claim-document": document.code,
    }
    assert client.post(f"{own}schritt/festsetzen/", fixed | {"claim-document": ""}).status_code == 422
    assert client.post(f"{own}schritt/festsetzen/", fixed).status_code == 302
    done = {**marks(2, "pay"), "pay-paid_on": localdate().isoformat()}
    assert client.post(f"{own}schritt/zahlen/", done).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.amount, row.interest) == ("paid", 500, Decimal("1.50"))
    assert "501,50" in read(client.get(own))
    assert client.post(f"{own}schritt/anderes/", done).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    client: Client, grant: Grant, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        paid(grant, "100.00", on=date(2024, 5, 2 + number))
        Drawdown.objects.create(
            code=f"beispiel{number}",
            grant=grant,
            amount=Decimal(100),
            expected_on=date(2024, 5, 2),
            drafted_at="2024-05-01T10:00:00Z",
            drafted_by="user:beispiel",
            last_edited_by="user:beispiel",
        )
    with django_assert_max_num_queries(45) as counted:
        assert client.get(f"/arbeit/zuwendungen/{grant.code}/abrufe/").status_code == 200
    _COUNTED[many] = len(counted)
    assert len(set(_COUNTED.values())) == 1


_COUNTED: dict[int, int] = {}


def test_nobody_of_another_region_finds_any_of_it_i21(enter: Entrance, grant: Grant, officer: "User") -> None:
    payment = paid(grant)
    claim = Claim.objects.create(
        code="beispiel", grant=grant, opened_at="2024-05-01T10:00:00Z", opened_by="user:1", last_edited_by="user:1"
    )
    other = enter(with_role(Role.OFFICE, region=granted("running").region, is_demo=True))
    for page in (
        f"{grant.code}/abrufe/",
        f"{grant.code}/abrufe/anlegen/",
        f"{grant.code}/auszahlungen/buchen/",
        f"{grant.code}/rueckforderungen/anlegen/",
        f"auszahlungen/{payment.pk}/",
        f"auszahlungen/{payment.pk}/verwenden/",
        f"auszahlungen/{payment.pk}/zurueckzahlen/",
        f"rueckforderungen/{claim.code}/",
    ):
        assert other.get(f"/arbeit/zuwendungen/{page}").status_code == 404, page
        assert enter(officer).get(f"/arbeit/zuwendungen/{page}").status_code == 200, page
