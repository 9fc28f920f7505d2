"""Entering and ending absences, and what a deputy meets in the workspace."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.actions.absences import enter_absence
from strahlkraft.accounts.models import Absence, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from tests.factories.accounts import EARLIER, a_region, with_role
from tests.office.pages import Entrance, marks

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=14)


@pytest.fixture
def colleague(region: Region) -> User:
    """Somebody else of the same office."""
    return with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bea Beispiel")


def _sent(deputy: User, *, first: date = TODAY, last: date = LATER) -> dict[str, Any]:
    return marks() | {"first_day": first.isoformat(), "last_day": last.isoformat(), "deputy": deputy.pk}


def _away(user: User, deputy: User) -> Absence:
    return enter_absence(by=user, at=timezone.now(), user=user, deputy=deputy, first_day=TODAY, last_day=LATER)


def test_somebody_says_that_they_are_away_once(client: Client, officer: User, colleague: User) -> None:
    sent = _sent(colleague)
    answers = [client.post("/arbeit/vertretung/eintragen/", sent) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/arbeit/vertretung/"] * 2
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy, absence.first_day, absence.last_day, absence.entered_by) == (
        officer,
        colleague,
        TODAY,
        LATER,
        officer,
    )
    assert list(Letter.objects.values_list("to", flat=True)) == [colleague.email]


def test_the_office_enters_it_for_a_colleague_who_is_ill(
    client: Client, colleague: User, region: Region, officer: User
) -> None:
    third = with_role(Role.OFFICE, region=region, is_demo=True)
    address = f"/arbeit/vertretung/eintragen/?person={colleague.pk}"
    assert client.get(address).context["deputies"] == [third]  # not oneself
    assert client.post(address, _sent(third)).status_code == 302
    assert (Absence.objects.get().user, Absence.objects.get().entered_by) == (colleague, officer)
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted([third.email, colleague.email])


def test_what_is_refused_stands_at_its_field_and_what_was_typed_is_kept(client: Client, colleague: User) -> None:
    answer = client.post("/arbeit/vertretung/eintragen/", _sent(colleague, first=LATER, last=TODAY))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["first_day"].value()) == (422, ["last_day"], LATER.isoformat())
    assert Absence.objects.count() == 0


def test_somebody_of_another_office_is_no_choice(client: Client) -> None:
    stranger = with_role(Role.OFFICE, region=a_region("Andere"), is_demo=True)
    assert client.get("/arbeit/vertretung/eintragen/").context["deputies"] == []
    assert client.post("/arbeit/vertretung/eintragen/", _sent(stranger)).status_code == 422
    addresses = [f"/arbeit/vertretung/eintragen/?person={key}" for key in (stranger.pk, "999999", "x")]
    assert [client.get(address).status_code for address in addresses] == [404] * 3


def test_an_absence_is_ended_early_by_the_person_and_by_nobody_else(
    client: Client, officer: User, colleague: User, enter: Entrance
) -> None:
    absence = _away(officer, colleague)
    address = f"/arbeit/vertretung/{absence.pk}/beenden/"
    stranger = enter(with_role(Role.PARTNER, is_demo=True))
    assert stranger.post(address, marks()).status_code == 404
    assert client.post(address, marks())["Location"] == "/arbeit/vertretung/"
    absence.refresh_from_db()
    assert absence.ended_at is not None
    client.get("/arbeit/vertretung/")  # reads the first message
    again = client.post(address, marks(), follow=True)
    assert [str(message.level_tag) for message in again.context["messages"]] == ["error"]


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_sees_what_concerns_them(
    client: Client, officer: User, colleague: User, region: Region, count: int
) -> None:
    others = [_away(*(with_role(Role.OFFICE, region=region, is_demo=True) for _ in range(2))) for _ in range(count)]
    acts = _away(colleague, officer)
    shown = client.get("/arbeit/vertretung/").context["absences"]
    assert (shown.own, shown.standing_in, shown.others) == ([], [acts], others)


def test_the_list_asks_a_constant_number_of_questions(client: Client, region: Region) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/arbeit/vertretung/")
        return len(captured)

    def two() -> None:
        _away(*(with_role(Role.OFFICE, region=region, is_demo=True) for _ in range(2)))

    two()
    one = count()
    two()
    two()
    assert count() == one


def test_a_deputy_without_the_second_factor_of_the_absent_sets_it_up_first(
    region: Region, enter: Entrance, settings: Settings
) -> None:
    settings.DEMO = False
    absent, deputy = (with_role(Role.PARTNER) for _ in range(2))
    absent.memberships.create(role="office", region=region, valid_from=EARLIER)
    browser = enter(deputy)
    before = browser.get("/arbeit/vertretung/").status_code
    _away(absent, deputy)
    answer = browser.get("/arbeit/vertretung/")
    assert (before, answer.status_code, answer["Location"]) == (200, 302, resolve_url(settings.SECOND_FACTOR_URL))


def test_a_deputy_opens_what_the_absent_may_open_and_the_trail_names_both(
    region: Region, enter: Entrance, officer: User
) -> None:
    two = a_region("Zweitregion")
    absent = with_role(Role.STEERING, region=region, is_demo=True, display_name="Ida Beispiel")
    deputy = with_role(Role.STEERING, region=region, is_demo=True, display_name="Jan Beispiel")
    for user, place in ((absent, region), (absent, two), (deputy, two)):
        user.memberships.create(role="office", region=place, valid_from=EARLIER)
    third = with_role(Role.OFFICE, region=region, is_demo=True)
    browser = enter(deputy)
    address = f"/arbeit/vertretung/eintragen/?person={third.pk}"
    before = browser.get(address).status_code
    _away(absent, deputy)
    assert (before, browser.get(address).status_code) == (404, 200)
    assert browser.post(address, _sent(officer)).status_code == 302
    entry = AuditEntry.objects.get(subject_key=str(third.pk))
    assert (entry.actor_id, "Jan Beispiel" in entry.actor_label, "Ida Beispiel" in entry.actor_label) == (
        deputy.actor_id,
        True,
        True,
    )
