"""The private calendar: what is in it, whose it is, when its address ends."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.design.addresses import address
from strahlkraft.network.models import Region
from strahlkraft.steering.actions import today as deeds
from strahlkraft.steering.queries import calendar
from tests.factories.accounts import a_region, with_role
from tests.factories.congress import DraftOccasionFactory
from tests.factories.projects import ProjectFactory
from tests.factories.steering import BoardSessionFactory, DeadlineFactory, MilestoneFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def region() -> Region:
    """The own region."""
    return a_region("Eigenregion")


@pytest.fixture
def officer(region: Region) -> User:
    """Whose calendar it is."""
    return with_role(Role.OFFICE, region=region)


def _link(user: User) -> str:
    deeds.make_calendar_link(by=user, at=MOMENT)
    return address(calendar.link_of(user.actor_id))


def _entries(client: Client, path: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(client.get(path).content).walk("VEVENT"))


def _everything(region: Region, name: str) -> None:
    """One of each kind, in ten days."""
    day, project = localdate() + timedelta(days=10), ProjectFactory(region=region, title=f"Projekt {name}")
    at = (now() + timedelta(days=10)).replace(microsecond=0)
    DeadlineFactory(project=project, region=region, title=f"Frist {name}", target_on=day, latest_on=day)
    MilestoneFactory(project=project, title=f"Meilenstein {name}", planned_on=day)
    BoardSessionFactory(region=region, title=f"Sitzung {name}", starts_at=at, ends_at=at + timedelta(hours=2))
    internal = {"visibility": "internal", "state": "announced"}
    DraftOccasionFactory(
        region=region, name=f"Treffen {name}", starts_at=at, ends_at=at + timedelta(hours=1), **internal
    )


def test_calendar_holds_everything_of_the_own_scope_and_nothing_else(
    client: Client, officer: User, region: Region
) -> None:
    _everything(region, "hier")
    _everything(a_region("Fremd"), "dort")
    titles = [str(entry["summary"]).rpartition(": ")[2] for entry in _entries(client, _link(officer))]
    assert sorted(titles) == ["Frist hier", "Meilenstein hier", "Sitzung hier", "Treffen hier"]


def test_a_session_nobody_is_invited_to_yet_is_in_the_calendar_of_the_office_only(
    client: Client, officer: User, region: Region
) -> None:
    at = (now() + timedelta(days=10)).replace(microsecond=0)
    for title, state in (("Geplant", "planned"), ("Eingeladen", "invited")):
        BoardSessionFactory(region=region, title=title, state=state, starts_at=at, ends_at=at + timedelta(hours=2))
    member = with_role(Role.STEERING, region=region)
    told = [
        sorted(str(entry["summary"]).rpartition(": ")[2] for entry in _entries(client, _link(user)))
        for user in (officer, member)
    ]
    assert told == [["Eingeladen", "Geplant"], ["Eingeladen"]]


def test_deadline_lasts_the_whole_day_and_keeps_its_identifier(client: Client, officer: User, region: Region) -> None:
    day = localdate() + timedelta(days=10)
    DeadlineFactory(region=region, title="Beispielfrist", target_on=day, latest_on=day, legal=True)
    path = _link(officer)
    (one,), (again,) = _entries(client, path), _entries(client, path)
    assert (one["dtstart"].dt, one["dtend"].dt, one["uid"]) == (day, day + timedelta(days=1), again["uid"])


def test_new_address_ends_the_old_one_and_an_ended_one_is_unknown(client: Client, officer: User) -> None:
    old, new = _link(officer), _link(officer)
    before = [client.get(path).status_code for path in (old, new)]
    deeds.end_calendar_link(by=officer, at=MOMENT)
    assert (before, client.get(new).status_code) == ([HTTPStatus.NOT_FOUND, HTTPStatus.OK], HTTPStatus.NOT_FOUND)


def test_calendar_of_a_closed_account_and_of_a_made_up_address_is_not_there(client: Client, officer: User) -> None:
    path = _link(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    answers = [client.get(one).status_code for one in (path, "/kalender/abc.def.ics", "/kalender/-.ics")]
    assert answers == [HTTPStatus.NOT_FOUND] * 3


def test_calendar_is_for_nobody_else_to_keep_or_find(client: Client, officer: User) -> None:
    answer = client.get(_link(officer))
    assert (
        answer["X-Robots-Tag"],
        answer["Referrer-Policy"],
        "no-store" in answer["Cache-Control"],
        answer.cookies,
    ) == (
        "noindex",
        "no-referrer",
        True,
        {},
    )


def test_calendar_is_empty_when_the_role_has_ended(client: Client, officer: User, region: Region) -> None:
    _everything(region, "hier")
    path = _link(officer)
    officer.memberships.update(valid_until=now() - timedelta(minutes=1))
    assert _entries(client, path) == []
