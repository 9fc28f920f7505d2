"""What needs two people needs two people, whoever stands in for whom: deeds are compared by person, not by right."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from strahlkraft.accounts.actions.absences import enter_absence
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.refusal import Refused
from strahlkraft.steering.actions.handover import Naming, confirm, name_body
from strahlkraft.steering.models import Handover
from tests.factories.accounts import a_region, an_organisation, with_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def office() -> list[User]:
    """Three people of one office: author, deputy, and one more."""
    return [with_role(Role.OFFICE, region=a_region()) for _ in range(3)]


def _stands_in(deputy: User, absent: User) -> User:
    """The deputy as the next request reads them."""
    today = timezone.localdate()
    enter_absence(by=absent, at=timezone.now(), user=absent, deputy=deputy, first_day=today, last_day=today)
    return User.objects.get(pk=deputy.pk)


def _named(by: User) -> Handover:
    given = Naming(an_organisation("Stadt Beispiel").pk, "stadt@beispiel.example", date(2027, 1, 1))
    return name_body(by=by, at=AT, region_id=a_region().pk, given=given)


def _confirm(by: User, row: Handover) -> list[Any]:
    try:
        confirm(by=by, at=AT, pk=row.pk, seen=row.mailbox)
    except Refused as refused:
        return [refusal.code for refusal in refused.refusals]
    return []


def test_a_deputy_of_the_author_does_not_approve_what_the_deputy_wrote(office: list[User]) -> None:
    author, deputy, third = office
    acting = _stands_in(deputy, author)
    row = _named(acting)
    assert row.named_by == deputy.actor_id
    assert _confirm(acting, row) == ["four_eyes"]
    assert _confirm(third, row) == []


def test_whoever_wrote_does_not_approve_by_standing_in_for_somebody_who_could(office: list[User]) -> None:
    author, approver, third = office
    row = _named(author)
    acting = _stands_in(author, approver)
    assert _confirm(acting, row) == ["four_eyes"]
    assert _confirm(third, row) == []


def test_a_deputy_of_the_author_approves_what_the_author_wrote_as_a_second_person(office: list[User]) -> None:
    author, deputy, _third = office
    row = _named(author)
    assert _confirm(_stands_in(deputy, author), row) == []
    row.refresh_from_db()
    assert row.confirmed_by == deputy.actor_id
