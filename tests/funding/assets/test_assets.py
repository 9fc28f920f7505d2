"""Things bound to the purpose: entered, confirmed every year by page or link, used otherwise; small aid is kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import Error, transaction

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.access import ASSETS, asset_link, asset_token
from strahlkraft.funding.actions import assets as actions
from strahlkraft.funding.models import Asset, DeMinimis, DutyNotice, Grant
from strahlkraft.funding.queries import assets as queries
from strahlkraft.funding.rules.assets import AssetInput
from strahlkraft.jobs import grant_deadlines
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.steering.access import LinkHolder
from strahlkraft.steering.models import Deadline
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
TODAY = AT.date()
SERVER = AssetInput("Beispielserver", Decimal("5000.00"), date(2026, 6, 1), date(2031, 6, 1), "B-17")
MAILBOX = "stadt@beispiel.example"


@pytest.fixture
def grant() -> Grant:
    """A running grant whose recipient has a function mailbox."""
    made = granted("running", region=a_region("Eigenregion"))
    ContactPoint.objects.create(organisation=made.recipient, mailbox=MAILBOX)
    return made


@pytest.fixture
def ada(grant: Grant) -> User:
    """Somebody of the office."""
    return with_role(Role.OFFICE, region=grant.region)


def days(rule: str) -> list[tuple[str, date]]:
    """State and day of the stored deadlines of a rule."""
    return [(row.state, row.latest_on) for row in Deadline.objects.filter(rule=rule)]


def test_a_thing_brings_its_yearly_confirmation_and_its_end(grant: Grant, ada: User) -> None:
    row = actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    assert (days("grant-asset-confirm"), days("grant-asset-end")) == (
        [("open", date(2027, 7, 1))],
        [("open", date(2031, 6, 1))],
    )
    later = datetime(2027, 6, 20, 9, 0, tzinfo=UTC)
    actions.confirm_asset(by=ada, at=later, grant=grant.code, pk=row.pk, version=1, confirmed_on=later.date())
    assert days("grant-asset-confirm") == [("open", date(2028, 6, 20))]


def test_the_recipient_is_asked_once_a_month_from_thirty_days_before(grant: Grant, ada: User) -> None:
    actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    asked = [
        grant_deadlines.ask(at=datetime(2027, month, day, 9, 0, tzinfo=UTC))
        for month, day in ((5, 31), (6, 1), (6, 20), (7, 2))
    ]
    letters = Letter.objects.filter(key__startswith="assets:")
    assert (asked, [letter.to for letter in letters]) == ([0, 1, 1, 1], [MAILBOX, MAILBOX])
    assert f"/zweckbindung/{asset_token(grant, MAILBOX)}/" in letters[0].text


def test_the_link_confirms_and_ends_with_another_mailbox(grant: Grant, ada: User) -> None:
    row = actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    token = asset_token(grant, MAILBOX)
    assert queries.grant_of_link(token) == grant
    holder = LinkHolder(ASSETS, asset_link(grant, MAILBOX))
    actions.confirm_asset(by=holder, at=AT, grant=grant.code, pk=row.pk, version=1, confirmed_on=TODAY)
    ContactPoint.objects.update(mailbox="neu@beispiel.example")
    assert (queries.grant_of_link(token), queries.grant_of_link("unsinn")) == (None, None)
    with pytest.raises(Refused) as refused:
        actions.confirm_asset(by=holder, at=AT, grant=grant.code, pk=row.pk, version=2, confirmed_on=TODAY)
    assert refused.value.hidden


def test_a_link_of_one_grant_opens_no_other(grant: Grant, ada: User) -> None:
    other = granted("running", region=grant.region, recipient=grant.recipient)
    row = actions.enter_asset(by=ada, at=AT, grant=other.code, given=SERVER)
    holder = LinkHolder(ASSETS, asset_link(grant, MAILBOX))
    with pytest.raises(Refused) as refused:
        actions.confirm_asset(by=holder, at=AT, grant=other.code, pk=row.pk, version=1, confirmed_on=TODAY)
    assert refused.value.hidden


@pytest.mark.parametrize(("on", "code"), [(date(2026, 7, 2), "future"), (date(2026, 5, 31), "too_early")])
def test_days_that_cannot_be_confirmed_are_refused(grant: Grant, ada: User, on: date, code: str) -> None:
    row = actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    with pytest.raises(Refused) as refused:
        actions.confirm_asset(by=ada, at=AT, grant=grant.code, pk=row.pk, version=1, confirmed_on=on)
    assert [one.code for one in refused.value.refusals] == [code]


def test_entries_that_cannot_be_are_refused_with_their_fields(grant: Grant, ada: User) -> None:
    given = AssetInput(" ", Decimal(0), date(2026, 7, 2), date(2026, 7, 1))
    with pytest.raises(Refused) as refused:
        actions.enter_asset(by=ada, at=AT, grant=grant.code, given=given)
    assert [(one.code, one.field) for one in refused.value.refusals] == [
        ("title_missing", "title"),
        ("not_positive", "value"),
        ("future", "bought_on"),
        ("bound_before", "bound_until"),
    ]
    assert not Asset.objects.exists()


def test_another_use_writes_a_notification(grant: Grant, ada: User) -> None:
    row = actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    actions.report_other_use(by=ada, at=AT, grant=grant.code, pk=row.pk, text="Verkauft")
    assert list(DutyNotice.objects.values_list("trigger", "text", "sent_on")) == [("other_use", "Verkauft", None)]


def test_strangers_know_of_nothing(grant: Grant, ada: User) -> None:
    row = actions.enter_asset(by=ada, at=AT, grant=grant.code, given=SERVER)
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    for deed in (
        lambda: actions.enter_asset(by=stranger, at=AT, grant=grant.code, given=SERVER),
        lambda: actions.confirm_asset(by=stranger, at=AT, grant=grant.code, pk=row.pk, version=1, confirmed_on=TODAY),
        lambda: actions.report_other_use(by=stranger, at=AT, grant=grant.code, pk=row.pk, text="x"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.hidden


def test_aid_is_summed_over_the_grants_one_may_read_and_stays_as_it_was_entered(grant: Grant, ada: User) -> None:
    other = granted("running", region=grant.region)
    elsewhere = granted("running", region=a_region("Anderswo"))
    day = date(2026, 6, 1)
    for of, amount, reason in ((grant, "200000", ""), (other, "100000.01", ""), (grant, "5", "kein Unternehmen")):
        actions.enter_aid(
            by=ada,
            at=AT,
            grant=of.code,
            undertaking="Beispielgruppe",
            amount=Decimal(amount),
            awarded_on=day,
            not_applicable_reason=reason,
        )
    DeMinimis.objects.create(
        grant=elsewhere, undertaking="Beispielgruppe", amount=7, awarded_on=day, entered_at=AT, entered_by="user:1"
    )
    found = queries.aid_of(grant, ada)
    assert [(one.row.amount, one.standing and (one.standing.sum, one.standing.exceeded)) for one in found] == [
        (Decimal("200000.00"), (Decimal("300000.01"), True)),
        (Decimal("5.00"), None),
    ]
    row = found[0].row
    row.amount = Decimal(1)
    with pytest.raises(Error), transaction.atomic():
        row.save()
