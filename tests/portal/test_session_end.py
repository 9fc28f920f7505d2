"""Sessions end by themselves; whoever changes accounts confirms who they are."""

from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import Role
from tests.factories.accounts import PASSWORD, a_user, with_role

pytestmark = pytest.mark.django_db
BEGIN = 1_800_000_000
MINUTE, HOUR = 60, 3600


def _client() -> Client:
    client = Client()
    assert client.post("/anmelden/", {"login": a_user().email, "password": PASSWORD}).status_code == 302
    assert client.get("/konto/").status_code == 200
    return client


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_half_an_hour_without_a_request_ends_a_session(minutes: int, status: int) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        client = _client()
        clock.shift(minutes * MINUTE)
        assert client.get("/konto/").status_code == status


def test_twelve_hours_end_a_session_however_busy_it_is() -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        client, answers = _client(), []
        for _ in range(37):
            clock.shift(20 * MINUTE)
            answers.append(client.get("/konto/").status_code)
    assert answers == [200] * 36 + [302]


def test_a_form_sent_after_the_end_is_kept_until_one_is_back() -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        client = _client()
        clock.shift(HOUR)
        client.post("/konto/", {"display_name": "Neu", "language": "de"})
        assert "pending_form" in client.session
        assert "Sitzung" in client.get("/anmelden/").content.decode()


def test_the_idle_limit_lets_a_stage_be_watched(settings: Settings) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        client = _client()
        clock.shift(2 * HOUR)
        client.get("/buehne/regie/gibt-es-nicht/")
        assert client.get("/konto/").status_code == 200


def test_a_locked_database_lets_people_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    with time_machine.travel(BEGIN, tick=False) as clock:
        client = _client()
        clock.shift(10 * MINUTE)
        monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", locked)
        assert client.get("/konto/").status_code == 200


def _with_factor(user: User) -> User:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415 - Django is not ready before

    TOTP.activate(user, generate_totp_secret())
    return user


def test_whoever_gives_a_role_confirms_who_they_are_and_then_it_is_given() -> None:
    chief, other = _with_factor(with_role(Role.ADMIN)), a_user()
    client = Client()
    client.force_login(chief)
    page = client.get(f"/arbeit/konten/{other.pk}/")
    sent = {"role": "admin", "submission": page.context["form"]["submission"].value()}
    asked = client.post(f"/arbeit/konten/{other.pk}/", sent)
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, "/anmelden/bestaetigen/")
    assert Membership.objects.filter(user=other).count() == 0
    client.post(asked["Location"], {"password": PASSWORD})
    assert Membership.objects.filter(user=other).count() == 1
    assert client.post(f"/arbeit/konten/{other.pk}/schliessen/", {})["Location"] == f"/arbeit/konten/{other.pk}/"
    assert User.objects.filter(is_active=False).count() == 1
