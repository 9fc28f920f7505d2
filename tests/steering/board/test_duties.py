"""What ideas, sessions and applications ask of the office, most urgent first, in a constant number of queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.steering.actions import sessions
from strahlkraft.steering.queries.board import duties
from tests.factories.accounts import a_region, with_role
from tests.factories.steering import ApplicationFactory, BoardSessionFactory, IdeaFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)  # a Monday
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


@pytest.fixture
def officer(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


def told(by: User) -> list[tuple[str, str, str, date | None]]:
    """Each duty in one line: of what, how heavy, which button, due when."""
    return [(duty.thing.kind, duty.weight, duty.button, duty.due) for duty in duties(by, today=TODAY)]


def test_ideas_wait_to_be_checked_applied_for_and_looked_at_again(region: Region, officer: User) -> None:
    IdeaFactory(region=region, state="submitted", changed_at=AT)
    IdeaFactory(region=region, state="forwarded", changed_at=AT)
    IdeaFactory(region=region, state="deferred", again_from=TODAY)
    IdeaFactory(region=region, state="deferred", again_from=TODAY + timedelta(days=1))
    IdeaFactory(region=region, state="checked")
    IdeaFactory(region=a_region("Fremdregion"), state="submitted")
    assert told(officer) == [
        ("idea", "due", "Look at it again", TODAY),
        ("idea", "waiting", "Check it", date(2026, 3, 16)),  # ten working days
        ("idea", "due", "Begin the application", date(2026, 5, 1)),
    ]


def test_session_asks_to_invite_to_hold_to_write_and_another_person_to_approve(region: Region, officer: User) -> None:
    def session(state: str, days: int, **facts: Any) -> None:
        at = AT + timedelta(days=days)
        BoardSessionFactory(region=region, state=state, starts_at=at, ends_at=at + timedelta(hours=2), **facts)

    session("planned", 20)
    session("planned", 60)
    session("invited", -1)
    session("invited", 5)
    session("held", -3)
    session("held", -2, minutes="Beispiel", minutes_written_by="user:0")
    session("held", -2, minutes="Beispiel", minutes_written_by=officer.actor_id)
    session("cancelled", 3)
    assert told(officer) == [
        ("board_session", "due", "Say so", date(2026, 3, 1)),
        ("board_session", "due", "Invite the board", date(2026, 3, 8)),
        ("board_session", "due", "Write the minutes", date(2026, 3, 13)),
        ("board_session", "waiting", "Read and approve", date(2026, 3, 14)),
    ]


def test_minutes_wait_for_nobody_who_wrote_a_part_of_them(region: Region, officer: User) -> None:
    session: Any = BoardSessionFactory(region=region, state="held", starts_at=AT, ends_at=AT + timedelta(hours=2))
    for by in (officer, with_role(Role.OFFICE, region=region)):
        session = sessions.write_minutes(
            by=by, at=AT, code=session.code, version=session.version, minutes="Beispiel", present="Alle", voting=None
        )
    assert (told(officer), len(told(with_role(Role.OFFICE, region=region)))) == ([], 1)


def test_application_is_due_and_a_question_of_the_authority_waits(region: Region, officer: User) -> None:
    ApplicationFactory(region=region, due_on=date(2026, 3, 20))
    ApplicationFactory(region=region)
    asked: Any = ApplicationFactory(region=region, state="queried")
    asked.steps.create(state="queried", on=date(2026, 2, 20), recorded_at=AT)
    assert told(officer) == [
        ("application", "waiting", "Write down the answer", date(2026, 2, 20)),
        ("application", "due", "To the application", date(2026, 3, 20)),
    ]
    assert [duty.latest for duty in duties(officer, today=TODAY)] == [None, date(2026, 3, 20)]


@pytest.mark.parametrize("role", [Role.STEERING, Role.PARTNER, Role.AUTHORITY, Role.LAND])
def test_nothing_waits_for_who_does_not_steer(role: Role, region: Region) -> None:
    IdeaFactory(region=region, state="submitted")
    by = with_role(role, region=region) if role in (Role.STEERING, Role.AUTHORITY) else with_role(role)
    assert told(by) == []


def test_list_asks_as_often_for_three_of_each_as_for_one(region: Region, officer: User) -> None:
    asked = []
    for more in (1, 2):
        for _ in range(more):
            IdeaFactory(region=region, state="submitted")
            BoardSessionFactory(region=region, state="held")
            ApplicationFactory(region=region, due_on=TODAY)
        officer.grants  # noqa: B018 - read once for each request, before
        with CaptureQueriesContext(connection) as queries:
            duties(officer, today=TODAY)
        asked.append(len(queries))
    assert asked == [3, 3]
