"""Letters along the ladder: once a rung, to office and recipient, urgent from fourteen days on with deputies."""

from datetime import UTC, date, datetime, timedelta

import pytest

from strahlkraft.accounts.actions.absences import enter_absence
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import deadlines as actions
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.steering.models import Deadline
from tests.factories.accounts import with_role
from tests.factories.funding import granted

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 31)


@pytest.fixture
def row() -> Deadline:
    """One deadline with legal effect of a grant whose recipient and office have a mailbox."""
    grant = granted("running")
    ContactPoint.objects.create(region=grant.region, mailbox="buero@beispiel.example")
    ContactPoint.objects.create(organisation=grant.recipient, mailbox="stadt@beispiel.example")
    return Deadline.objects.create(
        region=grant.region,
        title="Beispielfrist",
        rule="grant-proof",
        derived_from=f"grant:{grant.pk}",
        legal=True,
        target_on=DUE,
        latest_on=DUE,
        citation="Beispielregel",
        verified=False,
    )


def remind(left: int) -> int:
    """Run the ladder so many days before the end."""
    day = DUE - timedelta(days=left)
    return actions.remind(at=datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC))


def test_each_rung_writes_once_to_office_and_recipient(row: Deadline) -> None:
    assert [remind(left) for left in (95, 90, 89, 60, 30, 14, 13, 7, 1, 0, -1, -2, -8)] == [
        0,
        2,
        0,
        2,
        2,
        2,
        0,
        2,
        2,
        0,
        2,
        0,
        2,
    ]
    letters = list(Letter.objects.order_by("pk"))
    assert {letter.to for letter in letters} == {"buero@beispiel.example", "stadt@beispiel.example"}
    assert [letter.digest for letter in letters] == [True] * 6 + [False] * 10


def test_the_letter_says_the_day_the_rule_and_what_is_not_verified(row: Deadline) -> None:
    remind(30)
    text = Letter.objects.first()
    assert text is not None
    assert ("Beispielregel" in text.text, f"/arbeit/fristen/{row.pk}/" in text.text) == (True, True)


def test_deputies_read_it_from_fourteen_days_on(row: Deadline) -> None:
    absent, deputy = (with_role(Role.OFFICE, region=row.region) for _ in range(2))
    ContactPoint.objects.filter(region=row.region).update(mailbox=absent.email)
    enter_absence(
        by=absent,
        at=datetime(2026, 11, 1, tzinfo=UTC),
        user=absent,
        deputy=deputy,
        first_day=date(2026, 11, 2),
        last_day=date(2027, 1, 31),
    )
    Letter.objects.all().delete()
    remind(30)
    assert not Letter.objects.filter(to=deputy.email).exists()
    remind(14)
    assert Letter.objects.filter(to=deputy.email).count() == 1


def test_a_deadline_that_is_done_or_without_legal_effect_writes_nothing(row: Deadline) -> None:
    Deadline.objects.update(legal=False)
    assert remind(30) == 0
    Deadline.objects.update(legal=True, state="done", done_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert remind(30) == 0


def test_of_the_receipts_only_the_recipient_is_told(row: Deadline) -> None:
    """R33: the office will be gone."""
    Deadline.objects.update(rule="grant-retention-end", legal=False)
    remind(30)
    assert list(Letter.objects.values_list("to", flat=True)) == ["stadt@beispiel.example"]
