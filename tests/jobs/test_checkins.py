"""What the clock does for check-ins: asks on the first working day of the month, reminds, and never twice."""

from datetime import UTC, date, datetime

import pytest

from strahlkraft.jobs import checkins
from strahlkraft.letters.models import Letter
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.models import CheckIn
from tests.factories.accounts import a_region
from tests.factories.projects import PublishedFactory
from tests.factories.steering import CheckInFactory, ReportingContactFactory

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def projects() -> list[object]:
    """Two regions with a project each."""
    return [
        ReportingContactFactory(project=PublishedFactory(region=a_region(name))).project for name in ("Eins", "Zwei")
    ]


def test_every_region_is_asked_on_the_first_working_day_once(projects: list[object]) -> None:
    days = [datetime(2026, 5, 29, 6, tzinfo=UTC), FIRST, FIRST, datetime(2026, 6, 2, 6, tzinfo=UTC)]
    assert [checkins.tend(at=at)["asked"] for at in days] == [0, 2, 0, 0]
    assert set(CheckIn.objects.values_list("month", flat=True)) == {date(2026, 6, 1)}
    assert Letter.objects.count() == 2


def test_a_machine_that_slept_catches_up_within_the_first_week_only(projects: list[object]) -> None:
    assert checkins.ask(at=datetime(2026, 6, 9, 6, tzinfo=UTC)) == 0
    assert checkins.ask(at=datetime(2026, 6, 8, 6, tzinfo=UTC)) == 2


def test_the_next_month_is_asked_for_again(projects: list[object]) -> None:
    checkins.tend(at=FIRST)
    assert checkins.tend(at=datetime(2026, 7, 1, 6, tzinfo=UTC))["asked"] == 2
    states = sorted(CheckIn.objects.values_list("month", "state"))
    assert states == [(date(2026, 6, 1), "dropped")] * 2 + [(date(2026, 7, 1), "requested")] * 2


def test_reminders_of_every_region_go_out_once_a_step(projects: list[object]) -> None:
    checkins.tend(at=FIRST)
    at = datetime(2026, 6, 17, 6, tzinfo=UTC)
    assert [checkins.tend(at=at)["reminded"] for _number in range(2)] == [2, 0]


def test_a_region_that_fails_keeps_no_other_from_its_turn(
    projects: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = actions.request_month
    bad = a_region("Eins").pk

    def failing(**given: object) -> list[CheckIn]:
        if given["region_id"] == bad:
            raise ValueError
        return good(**given)

    monkeypatch.setattr(actions, "request_month", failing)
    assert checkins.ask(at=FIRST) == 1


def test_nobody_is_asked_where_nobody_was_named() -> None:
    CheckInFactory(project=PublishedFactory(), state="reminded", due_on=date(2026, 5, 1))
    assert checkins.tend(at=FIRST) == {"asked": 0, "reminded": 0}
