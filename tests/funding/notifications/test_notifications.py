"""Telling the authority without delay: what the records show, writing, sending, and who may."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import notifications as actions
from strahlkraft.funding.models import DutyNotice, Grant
from strahlkraft.funding.papers.notifications import notification_sheet
from strahlkraft.funding.queries import notifications as queries
from strahlkraft.funding.rules.notifications import TEXT_LIMIT, Sign, Trigger
from strahlkraft.kernel.refusal import Refused
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted, paid, plan_of, spent
from tests.factories.steering import MilestoneFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def grant() -> Grant:
    """A running grant on which everything went as planned so far."""
    made = granted("running", region=a_region("Eigenregion"))
    spent(made, "200000.00", paid_on=date(2024, 6, 3))
    spent(made, "150000.00", paid_on=date(2025, 6, 3))
    return made


@pytest.fixture
def ada(grant: Grant) -> User:
    """Somebody of the office."""
    return with_role(Role.OFFICE, region=grant.region)


def signs(grant: Grant, today: date = TODAY) -> list[tuple[str, Any]]:
    """What the records show: sign and amount."""
    return [(one.sign, one.amount) for one in queries.findings([grant], today=today).get(grant.pk, [])]


def write(ada: User, grant: Grant, trigger: str = Trigger.CHANGED, text: str = "Beispieltext") -> DutyNotice:
    """Draft one."""
    return actions.draft_notification(by=ada, at=AT, grant=grant.code, trigger=trigger, text=text)


def test_nothing_is_shown_while_all_goes_as_planned(grant: Grant) -> None:
    paid(grant, on=date(2026, 6, 25))
    assert signs(grant) == []


def test_less_spent_than_planned_shows_by_how_much_the_grant_will_be_smaller(grant: Grant) -> None:
    assert signs(grant, date(2027, 1, 2)) == [(Sign.LESS_NEEDED, Decimal(120000))]


def test_more_money_of_third_parties_in_a_draft_of_the_plan_shows(grant: Grant) -> None:
    plan = plan_of(grant)
    plan.sources.create(kind="third_party", name="Beispielstiftung", year=2026, amount=Decimal("20000.00"))
    assert signs(grant) == [(Sign.INCOME, Decimal("20000.00"))]


def test_a_payout_not_used_up_shows_two_weeks_before_its_clock_ends(grant: Grant) -> None:
    payment = paid(grant, "1000.00", date(2026, 5, 15))
    assert [signs(grant, day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == [
        [],
        [(Sign.CLOCK, Decimal("1000.00"))],
    ]
    payment.uses.create(
        expenditure=grant.expenditures.first(), amount=400, used_on=TODAY, booked_at=AT, booked_by="user:1"
    )
    assert signs(grant) == [(Sign.CLOCK, Decimal("600.00"))]


def test_a_milestone_expected_after_the_end_of_the_work_shows(grant: Grant) -> None:
    MilestoneFactory(project=grant.project, planned_on=date(2026, 12, 1), forecast_on=date(2027, 1, 1))
    MilestoneFactory(project=grant.project, planned_on=date(2026, 12, 1), forecast_on=date(2026, 12, 31))
    assert signs(grant) == [(Sign.TERM, None)]


def test_what_was_written_about_is_shown_no_more_until_it_happens_again(grant: Grant, ada: User) -> None:
    paid(grant, on=date(2026, 5, 1))
    assert signs(grant) == [(Sign.CLOCK, Decimal("20000.00"))]
    write(ada, grant, Trigger.NOT_USED_IN_TIME)
    assert signs(grant) == []
    paid(grant, on=date(2026, 6, 1))
    assert signs(grant, date(2026, 8, 1)) == [(Sign.CLOCK, Decimal("20000.00"))]


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_grants_takes_the_same_queries(number: int) -> None:
    for _ in range(number):
        made = granted("running")
        paid(made, on=date(2026, 5, 1))
    with CaptureQueriesContext(connection) as seen:
        found = queries.findings(list(Grant.objects.all()), today=TODAY)
    assert (len(found), len(seen)) == (number, 9)


def test_it_is_written_changed_and_sent_and_then_stays(grant: Grant, ada: User) -> None:
    row = write(ada, grant)
    actions.change_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=1, text="Genauer")
    actions.send_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=2, sent_on=TODAY)
    row.refresh_from_db()
    assert (row.text, row.sent_on, row.version) == ("Genauer", TODAY, 3)
    with pytest.raises(Refused) as refused:
        actions.change_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=3, text="Anders")
    assert [one.code for one in refused.value.refusals] == ["sent"]
    verbs = list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["draft_notification", "change_notification", "send_notification"]


def test_the_database_keeps_what_was_sent(grant: Grant, ada: User) -> None:
    """I16: whoever asks."""
    row = write(ada, grant)
    row.sent_on = TODAY
    row.save()
    row.text = "Anders"
    for deed in (row.save, row.delete):
        with pytest.raises(Error), transaction.atomic():
            deed()


@pytest.mark.parametrize(
    ("trigger", "text", "codes"),
    [
        ("nothing", "x", ["unknown_choice"]),
        (Trigger.CHANGED, " ", ["text_missing"]),
        (Trigger.CHANGED, "x" * (TEXT_LIMIT + 1), ["too_long"]),
    ],
)
def test_drafts_that_say_nothing_are_refused(
    grant: Grant, ada: User, trigger: str, text: str, codes: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        write(ada, grant, trigger, text)
    assert [one.code for one in refused.value.refusals] == codes


@pytest.mark.parametrize(("day", "code"), [(date(2026, 7, 2), "future"), (date(2026, 6, 30), "too_early")])
def test_the_day_it_was_sent_lies_between_writing_and_today(grant: Grant, ada: User, day: date, code: str) -> None:
    row = write(ada, grant)
    with pytest.raises(Refused) as refused:
        actions.send_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=1, sent_on=day)
    assert [one.code for one in refused.value.refusals] == [code]


def test_two_people_at_once_do_not_write_over_each_other(grant: Grant, ada: User) -> None:
    row = write(ada, grant)
    actions.change_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=1, text="Erste")
    with pytest.raises(Refused) as refused:
        actions.change_notification(by=ada, at=AT, grant=grant.code, pk=row.pk, version=1, text="Zweite")
    assert [one.code for one in refused.value.refusals] == ["stale"]


def test_strangers_know_of_no_grant_and_the_recipient_writes_its_own(grant: Grant) -> None:
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    with pytest.raises(Refused) as refused:
        write(stranger, grant)
    assert refused.value.hidden
    partner = with_role(Role.PARTNER, organisation=grant.recipient)
    assert write(partner, grant).drafted_by == partner.actor_id


def test_duties_name_what_is_found_and_what_is_not_sent(grant: Grant, ada: User) -> None:
    paid(grant, on=date(2026, 5, 1))
    write(ada, grant, Trigger.INSOLVENCY)
    found = queries.duties(ada, today=TODAY)
    assert [(duty.key.split(":")[0], str(duty.weight)) for duty in found] == [
        ("notification", "waiting"),
        ("notify", "due"),
    ]
    assert queries.duties(with_role(Role.OFFICE, region=a_region("Anderswo")), today=TODAY) == []


@pytest.mark.slow
def test_the_letter_is_the_same_every_time_and_says_what_is_not_verified(grant: Grant, ada: User) -> None:
    row = write(ada, grant)
    first = notification_sheet(row)
    assert (first[:5], first == notification_sheet(row)) == (b"%PDF-", True)
