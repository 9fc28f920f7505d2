"""Letters of this room to the mailbox of an account: while its person is away, the deputy reads them too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from strahlkraft.accounts.actions.absences import enter_absence
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.steering.emails._post import post, post_of
from tests.factories.accounts import a_region, with_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def people() -> tuple[User, User]:
    """Somebody who is away today, and their deputy, who reads English."""
    absent = with_role(Role.OFFICE, region=a_region())
    deputy = with_role(Role.OFFICE, region=a_region(), language="en")
    today = timezone.localdate(AT)
    enter_absence(by=absent, at=AT, user=absent, deputy=deputy, first_day=today, last_day=today + timedelta(days=3))
    Letter.objects.all().delete()
    return absent, deputy


def _post(send: Any, to: str, **given: Any) -> list[tuple[str, str, str]]:
    with transaction.atomic():
        send(
            *given.pop("args", ("board_cancelled",)),
            to=to,
            language="de",
            subject=lambda: "Beispiel",
            context={"reason": "Beispiel"},
            url=None,
            key="beispiel",
            at=AT,
            **given,
        )
    return list(Letter.objects.order_by("pk").values_list("to", "language", "key"))


def test_the_deputy_reads_it_too_in_their_own_language(people: tuple[User, User]) -> None:
    absent, deputy = people
    assert _post(post, absent.email) == [
        (absent.email, "de", "beispiel"),
        (deputy.email, "en", f"beispiel:deputy:{deputy.pk}"),
    ]
    assert "Reason:" in Letter.objects.get(to=deputy.email).text


def test_nobody_else_reads_it_before_or_after(people: tuple[User, User]) -> None:
    _absent, deputy = people
    assert _post(post, deputy.email) == [(deputy.email, "de", "beispiel")]


def test_what_the_person_has_to_confirm_themselves_stays_theirs(people: tuple[User, User]) -> None:
    absent, _deputy = people
    assert _post(post, absent.email, not_after=AT + timedelta(days=7)) == [(absent.email, "de", "beispiel")]


def test_letters_of_other_rooms_are_the_persons_own(people: tuple[User, User]) -> None:
    absent, _deputy = people
    assert _post(post_of, absent.email, args=("steering", "board_cancelled")) == [(absent.email, "de", "beispiel")]


def test_a_letter_that_can_wait_waits(people: tuple[User, User]) -> None:
    absent, _deputy = people
    _post(post, absent.email, digest=True)
    assert set(Letter.objects.values_list("digest", flat=True)) == {True}
