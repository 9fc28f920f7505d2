"""One's own account: profile, roles, sessions."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from tests.factories.accounts import PASSWORD, a_region, a_user, with_role

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, user: User) -> None:
    client.post("/anmelden/", {"login": user.email, "password": PASSWORD})


def test_the_account_shows_roles_and_that_a_second_factor_is_missing(client: Client) -> None:
    user = with_role(Role.OFFICE, region=a_region("Beispielland"))
    _sign_in(client, user)
    page = client.get("/konto/").content.decode()
    shown = [word in page for word in ("Projektbüro", "Beispielland", "Ihre Rolle braucht einen zweiten Faktor")]
    assert shown == [True, True, True]


def test_name_and_language_are_changed_by_oneself(client: Client) -> None:
    user = a_user()
    _sign_in(client, user)
    response = client.post("/konto/", {"display_name": " Neuer Name ", "language": "en"})
    user.refresh_from_db()
    assert (response["Location"], user.display_name, user.language) == ("/konto/", "Neuer Name", "en")
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["change_profile"]


def test_an_empty_name_is_refused_with_a_sentence_and_nothing_is_lost(client: Client) -> None:
    user = a_user(display_name="Alt")
    _sign_in(client, user)
    response = client.post("/konto/", {"display_name": "", "language": "en"})
    user.refresh_from_db()
    assert (response.status_code, user.display_name) == (200, "Alt")
    assert '<option value="en" selected' in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_other_sessions_are_listed_and_ended(client: Client, count: int) -> None:
    user = a_user()
    others = [Client() for _ in range(count)]
    for each in (*others, client):
        _sign_in(each, user)
    page = client.get("/konto/").content.decode()
    buttons = page.count("Diese Sitzung beenden")
    session = page.split("/konto/sitzungen/")[1].split("/")[0]
    client.post(f"/konto/sitzungen/{session}/beenden/")
    alive = [each.get("/konto/").status_code == 200 for each in (*others, client)]
    assert (buttons, alive.count(True), alive[-1]) == (count, count, True)


def test_a_foreign_session_is_not_there(client: Client) -> None:
    victim, attacker = a_user(), a_user()
    other = Client()
    _sign_in(other, victim)
    session = UserSession.objects.get(user=victim)
    _sign_in(client, attacker)
    response = client.post(f"/konto/sitzungen/{session.pk}/beenden/")
    assert (response.status_code, other.get("/konto/").status_code) == (404, 200)
