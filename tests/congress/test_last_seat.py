"""Five hundred people press their links at the same time; two hundred seats."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.models import Registration, SeatCount
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.models import Letter
from tests.factories.congress import DAY, EARLIER, OccasionFactory, RegistrationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = DAY - timedelta(days=30)
PEOPLE, SEATS, THREADS = 500, 200, 8


def test_the_last_seat_is_given_once_and_the_rest_wait_in_order() -> None:
    occasion = OccasionFactory(registration_opens_at=EARLIER, registration_closes_at=DAY, seats_onsite=SEATS)
    Registration.objects.bulk_create(
        RegistrationFactory.build_batch(
            PEOPLE, occasion=occasion, state="draft", confirm_by=DAY, confirmed_at=None, seated_at=None
        )
    )
    codes = list(Registration.objects.values_list("code", flat=True))

    def press(some: list[str]) -> None:
        try:
            for code in some:
                actions.confirm(by=NOBODY, at=AT, code=code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as people:
        list(people.map(press, [codes[n::THREADS] for n in range(THREADS)]))
    line = list(Registration.objects.order_by("ticket").values_list("state", "ticket"))
    expected = [("confirmed" if n <= SEATS else "waiting", n) for n in range(1, PEOPLE + 1)]
    assert line == expected
    assert SeatCount.objects.get(occasion=occasion, channel="onsite").taken == SEATS
    assert Letter.objects.filter(key__startswith="registration-outcome").count() == PEOPLE
