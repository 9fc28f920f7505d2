"""Booking, noting a payment, taking back by two people, contracts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import contracts
from strahlkraft.funding.actions import ledger as actions
from strahlkraft.funding.actions.ledger import Receipt
from strahlkraft.funding.models import (
    Approval,
    CounterRequest,
    EarlyStartConsent,
    Expenditure,
    Grant,
    Payment,
    PaymentUse,
)
from strahlkraft.funding.queries import ledger as queries
from strahlkraft.funding.rules.ledger import Entry, OrderInput, Paper
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import DocumentFactory, NoticeFactory, granted, paid

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAPER = Paper("Beispiel GmbH", "2024-1", date(2024, 6, 1), Decimal("119.00"), Decimal("100.00"))
PDF = b"%PDF-1.4\n%Beispiel\n"


def entry(amount: str = "119.00", **values: Any) -> Entry:
    """A line as somebody books it."""
    given: dict[str, Any] = {"paid_on": date(2024, 6, 3), "eligible": Decimal(amount)} | values
    return Entry("external", "Beispielleistung", Decimal(amount), **given)


@pytest.fixture
def region() -> Region:
    """Where the office is."""
    return a_region()


@pytest.fixture
def grant(region: Region) -> Grant:
    """A running grant, 80 percent of 500,000."""
    return granted("running", region=region)


@pytest.fixture
def officer(region: Region) -> User:
    """Who books."""
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def second(grant: Grant) -> User:
    """Who releases: the recipient's own people."""
    return with_role(Role.PARTNER, organisation=grant.recipient)


def refused(deed: Any, **values: Any) -> list[str]:
    """Why the deed is refused."""
    with pytest.raises(Refused) as caught:
        deed(at=AT, **values)
    return ["hidden"] if caught.value.hidden else [one.code for one in caught.value.refusals]


# ---- booking


def test_a_line_is_booked_with_its_receipt_and_the_lands_part(
    grant: Grant, second: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("rechnung.pdf", PDF, content_type="application/pdf")
    row = actions.book(by=second, at=AT, code=grant.code, entry=entry(), receipt=Receipt(PAPER, file))
    assert row.invoice is not None
    assert row.invoice.document is not None
    assert (row.amount, row.eligible, row.land_share, row.marks) == (
        Decimal("119.00"), Decimal("119.00"), Decimal("95.20"), [],
    )  # fmt: skip
    assert (row.booked_by, row.invoice.document.media_type) == (second.actor_id, "application/pdf")
    trail = AuditEntry.objects.get()
    assert (trail.verb, trail.subject_key, trail.region_id) == ("book_expenditure", grant.code, grant.region_id)


def test_the_lands_part_is_at_the_rate_in_force_on_the_day_paid(grant: Grant, officer: User) -> None:
    """I3: an amendment changes the rate from its day on, not before."""
    NoticeFactory(grant=grant, kind="amendment", state="confirmed", rate=Decimal(50), effective_on=date(2025, 1, 1))
    days = [date(2024, 1, 2), date(2024, 12, 31), date(2025, 1, 1)]
    rows = [actions.book(by=officer, at=AT, code=grant.code, entry=entry("100.00", paid_on=day)) for day in days]
    assert [row.land_share for row in rows] == [Decimal(80), Decimal(80), Decimal(50)]


def test_a_line_outside_of_the_periods_is_booked_and_marked(grant: Grant, officer: User) -> None:
    """I12: it warns, it marks, it never hides."""
    order = contracts.enter(
        by=officer,
        at=AT,
        code=grant.code,
        given=OrderInput("Beispiel", "Beispiel GmbH", date(2023, 11, 1), Decimal(500)),
    )
    late = entry(service_from=date(2023, 12, 1), paid_on=date(2023, 12, 30))
    row = actions.book(by=officer, at=AT, code=grant.code, entry=late, contract=order.pk)
    assert row.marks == ["outside_grant_period", "service_outside_work", "before_start"]
    assert list(queries.lines(grant)) == [row]
    EarlyStartConsent.objects.create(
        grant=grant,
        reference="34.02-Beispiel",
        consented_on=date(2023, 10, 1),
        starts_on=date(2023, 10, 1),
        document=DocumentFactory(region=grant.region),
        entered_at=AT,
        entered_by="user:beispiel-1",
    )
    assert queries.marks_now(row, queries.ground_of(grant)) == ["outside_grant_period", "service_outside_work"]


def test_lines_above_the_granted_sum_are_marked(grant: Grant, officer: User) -> None:
    """I3."""
    rows = [actions.book(by=officer, at=AT, code=grant.code, entry=entry(amount)) for amount in ("500000.00", "0.02")]
    assert [row.marks for row in rows] == [[], ["above_grant"]]


# ---- invoices in parts (I6)


def test_the_parts_of_an_invoice_in_two_grants_are_the_whole_and_never_more(grant: Grant, officer: User) -> None:
    """I6."""
    other = granted("running", region=grant.region, project=grant.project)
    first = actions.book(by=officer, at=AT, code=grant.code, entry=entry("100.00"), receipt=Receipt(PAPER))
    assert first.invoice is not None
    invoice = first.invoice
    assert [row.left for row in queries.invoices_open(type(invoice).objects.all())] == [Decimal("19.00")]
    more = {"by": officer, "code": other.code, "receipt": invoice.pk}
    assert refused(actions.book, entry=entry("19.01"), **more) == ["above_invoice"]
    actions.book(at=AT, entry=entry("19.00"), **more)
    assert queries.parts_of(invoice).left == 0
    assert list(queries.invoices_open(type(invoice).objects.all())) == []
    assert refused(actions.book, by=officer, code=grant.code, entry=entry(), receipt=Receipt(PAPER)) == ["known"]


def test_an_invoice_counts_net_where_input_tax_is_deducted_and_is_not_mixed(grant: Grant, officer: User) -> None:
    """I6, R30."""
    net = granted("running", region=grant.region, deducts_input_tax=True)
    row = actions.book(by=officer, at=AT, code=net.code, entry=entry("60.00"), receipt=Receipt(PAPER))
    assert row.invoice is not None
    again = {"by": officer, "receipt": row.invoice.pk}
    assert refused(actions.book, code=net.code, entry=entry("40.01"), **again) == ["above_invoice"]
    assert refused(actions.book, code=grant.code, entry=entry("40.00"), **again) == ["mixed_tax"]
    actions.book(at=AT, code=net.code, entry=entry("40.00"), **again)
    assert queries.parts_of(row.invoice).left == 0


def test_an_invoice_of_another_region_is_not_there(grant: Grant, officer: User) -> None:
    """I21."""
    elsewhere = a_region("Anderswo")
    foreign = granted("running", region=elsewhere)
    theirs = with_role(Role.OFFICE, region=elsewhere)
    row = actions.book(by=theirs, at=AT, code=foreign.code, entry=entry("1.00"), receipt=Receipt(PAPER))
    assert refused(actions.book, by=officer, code=grant.code, entry=entry("1.00"), receipt=row.invoice_id) == ["hidden"]
    assert refused(actions.book, by=officer, code=foreign.code, entry=entry("1.00")) == ["hidden"]


# ---- payments


def test_the_payment_of_a_due_line_is_noted_once(grant: Grant, officer: User) -> None:
    due = entry(paid_on=None, due_on=date(2026, 4, 1))
    row = actions.book(by=officer, at=AT, code=grant.code, entry=due)
    on = date(2026, 3, 1)
    assert queries.actuals([grant.pk]) == {}
    noted = {"by": officer, "code": grant.code, "pk": row.pk, "paid_on": on}
    actions.note_payment(at=AT, **noted)
    assert queries.actuals([grant.pk])[grant.pk].whole.amount == Decimal("119.00")
    assert refused(actions.note_payment, **noted) == ["paid"]
    row.refresh_from_db()
    row.paid_on = date(2026, 2, 1)
    with pytest.raises(Error, match="paid_once"), transaction.atomic():
        row.save(update_fields=["paid_on"])


def test_a_payment_at_another_rate_is_not_noted(grant: Grant, officer: User) -> None:
    """I3."""
    NoticeFactory(grant=grant, kind="amendment", state="confirmed", rate=Decimal(50), effective_on=date(2026, 1, 1))
    due = entry(paid_on=None, due_on=date(2025, 12, 1))
    row = actions.book(by=officer, at=AT, code=grant.code, entry=due)
    noted = {"by": officer, "code": grant.code, "pk": row.pk}
    assert refused(actions.note_payment, paid_on=date(2026, 1, 1), **noted) == ["rate"]
    assert actions.note_payment(at=AT, paid_on=date(2025, 12, 31), **noted).paid_on == date(2025, 12, 31)


# ---- taking back (I16, I18)


def test_a_line_is_taken_back_by_a_counter_entry_of_two_people(grant: Grant, officer: User, second: User) -> None:
    """I16, I18, I19: both lines stay, and who asked does not release."""
    row = actions.book(by=officer, at=AT, code=grant.code, entry=entry(), receipt=Receipt(PAPER))
    line = {"code": grant.code, "pk": row.pk}
    assert refused(actions.take_back, by=second, **line) == ["not_asked"]
    actions.ask_back(by=officer, at=AT, reason="Falscher Betrag", **line)
    assert refused(actions.ask_back, by=second, reason="Nochmal", **line) == ["asked"]
    assert refused(actions.take_back, by=officer, **line) == ["four_eyes"]
    counter = actions.take_back(by=second, at=AT, **line)
    assert (counter.amount, counter.land_share, counter.paid_on) == (-row.amount, -row.land_share, row.paid_on)
    assert (counter.booked_by, counter.released_by, counter.reverses_id) == (officer.actor_id, second.actor_id, row.pk)
    assert queries.sum_of(queries.lines(grant)) == queries.Spent(Decimal(0), Decimal(0), Decimal(0))
    assert queries.lines(grant).count() == 2
    approval = Approval.objects.get()
    assert (approval.subject, approval.subject_id, approval.approved_by) == ("expenditure", row.pk, second.actor_id)
    assert refused(actions.take_back, by=second, **line) == ["reversed"]
    assert refused(actions.ask_back, by=second, reason="Nochmal", **line) == ["reversed"]
    assert refused(actions.ask_back, by=second, reason="Nein", code=grant.code, pk=counter.pk) == ["counter"]
    again = actions.book(by=officer, at=AT, code=grant.code, entry=entry("118.00"), receipt=row.invoice_id)
    assert queries.parts_of(again.invoice).left == Decimal("1.00")  # type: ignore[arg-type]  # it was booked with one


def test_a_request_is_dropped_and_asked_again(grant: Grant, officer: User, second: User) -> None:
    row = actions.book(by=officer, at=AT, code=grant.code, entry=entry())
    line = {"code": grant.code, "pk": row.pk}
    actions.ask_back(by=officer, at=AT, reason="Falsch", **line)
    dropped = actions.drop_request(by=second, at=AT, **line)
    assert (dropped.withdrawn_by, refused(actions.drop_request, by=second, **line)) == (second.actor_id, ["not_asked"])
    actions.ask_back(by=second, at=AT, reason="Doch falsch", **line)
    assert [one.asked_by for one in queries.open_requests(grant)] == [second.actor_id]
    assert CounterRequest.objects.count() == 2


def test_money_of_a_payout_that_paid_a_line_taken_back_is_free_again(grant: Grant, officer: User, second: User) -> None:
    """I5: the use stays to be seen, and does not count any more."""
    payment = paid(grant, "80.00")
    rows = [actions.book(by=officer, at=AT, code=grant.code, entry=entry("100.00")) for _one in range(2)]

    def use(row: Expenditure, of: Payment = payment) -> PaymentUse:
        return PaymentUse.objects.create(
            payment=of,
            expenditure=row,
            amount=Decimal(80),
            used_on=date(2024, 6, 3),
            booked_at=AT,
            booked_by=officer.actor_id,
        )

    use(rows[0])
    with pytest.raises(Error, match="within_the_payment"), transaction.atomic():
        use(rows[1])
    actions.ask_back(by=officer, at=AT, code=grant.code, pk=rows[0].pk, reason="Falsch")
    actions.take_back(by=second, at=AT, code=grant.code, pk=rows[0].pk)
    assert use(rows[1]).amount == Decimal(80)
    other = paid(grant, "80.00")
    with pytest.raises(Error, match="within_the_share"), transaction.atomic():
        use(rows[0], other)


# ---- contracts


def test_a_contract_gets_its_note_and_says_when_it_came_too_early(
    grant: Grant, officer: User, second: User, settings: Any, tmp_path: Any
) -> None:
    """R4, R22."""
    settings.MEDIA_ROOT = tmp_path
    given = OrderInput("Beispielauftrag", "Beispiel GmbH", date(2023, 12, 1), Decimal(50), procedure="Beispielvergabe")
    row = contracts.enter(by=officer, at=AT, code=grant.code, given=given)
    actions.book(by=officer, at=AT, code=grant.code, entry=entry("60.00"), contract=row.pk)
    (order,) = queries.contracts(grant)
    assert (order.early, order.noted, order.spent, order.over) == (True, False, Decimal(60), Decimal(10))
    note = SimpleUploadedFile("vermerk.pdf", PDF, content_type="application/pdf")
    changed = {"code": grant.code, "pk": row.pk, "version": 1, "given": given}
    contracts.change(by=second, at=AT, note=note, **changed)
    assert refused(contracts.change, by=officer, **changed) == ["stale"]
    (order,) = queries.contracts(grant)
    assert (order.noted, order.contract.version) == (True, 2)
