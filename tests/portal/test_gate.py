"""Before the workspace: signed in, second factor, nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import SECOND_FACTOR, Role
from tests.factories.accounts import PASSWORD, a_user, with_role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.doors")]
FORM = {
    "title": "Mein Text",
    "tag": ["a", "b"],
    "password": "geheim",
    "old_Password_1": "x",
    "csrfmiddlewaretoken": "t",
}
KEPT = b"GET [('tag', ['a', 'b']), ('title', ['Mein Text'])]"


def _sign_in(client: Client, user: Any) -> None:
    client.post("/anmelden/", {"login": user.email, "password": PASSWORD})


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/geheim/?seite=2")
    assert (response.status_code, response["Location"]) == (302, "/anmelden/?next=/geheim/%3Fseite%3D2")
    assert "strahlkraft_session" not in client.cookies


@pytest.mark.parametrize("role", list(Role))
def test_the_second_factor_is_forced_for_the_roles_of_the_table(client: Client, role: Role) -> None:
    user = with_role(role)
    _sign_in(client, user)
    answers = [client.get("/geheim/").status_code]
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    answers.append(client.get("/geheim/").status_code)
    assert answers == ([302, 200] if SECOND_FACTOR[role] else [200, 200])


def test_emergency_codes_alone_are_no_second_factor(client: Client) -> None:
    user = with_role(Role.OFFICE)
    _sign_in(client, user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/geheim/")["Location"] == "/konto/zweiter-faktor/"


def test_only_demo_users_of_a_demonstration_are_let_off(client: Client, settings: Settings) -> None:
    user = with_role(Role.ADMIN, is_demo=True)
    _sign_in(client, user)
    inside = client.get("/geheim/").status_code
    settings.DEMO = False
    assert (inside, client.get("/geheim/").status_code) == (200, 302)


def test_a_role_that_ended_no_longer_forces_a_second_factor(client: Client) -> None:
    user = with_role(Role.ADMIN)
    user.memberships.update(valid_until=timezone.now())
    _sign_in(client, user)
    assert client.get("/geheim/").status_code == 200


def test_pages_behind_the_gate_are_not_cached(client: Client) -> None:
    _sign_in(client, a_user())
    assert client.get("/geheim/")["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_what_was_typed_when_the_session_had_ended_is_there_after_sign_in_once_and_without_passwords(
    client: Client,
) -> None:
    response = client.post("/geheim/", FORM)
    assert response["Location"] == "/anmelden/?next=/geheim/"
    _sign_in(client, a_user())
    assert [client.get("/geheim/").content, client.get("/geheim/").content] == [KEPT, b"GET nothing"]


def test_what_was_typed_survives_the_set_up_of_the_second_factor(client: Client) -> None:
    user = with_role(Role.OFFICE)
    _sign_in(client, user)
    assert client.post("/geheim/", FORM)["Location"] == "/konto/zweiter-faktor/"
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert client.get("/geheim/").content == KEPT


def test_what_was_typed_is_kept_for_half_an_hour(client: Client, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 3600  # the session itself lives on
    client.post("/geheim/", FORM)
    _sign_in(client, a_user())
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/geheim/").content == b"GET nothing"


def test_what_was_typed_elsewhere_does_not_appear_here(client: Client) -> None:
    client.post("/geheim/?a=1", FORM)
    client.post("/konto/", {"display_name": "x"})
    _sign_in(client, a_user())
    assert client.get("/geheim/").content == b"GET nothing"


def test_too_much_is_not_kept(client: Client) -> None:
    client.post("/geheim/", {"title": "x" * 200_001})
    _sign_in(client, a_user())
    assert client.get("/geheim/").content == b"GET nothing"


def test_a_partial_request_leads_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.post(
        "/geheim/",
        FORM,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/geheim/?seite=3"},
    )
    assert (response.status_code, response["HX-Redirect"]) == (200, "/anmelden/?next=/geheim/%3Fseite%3D3")
    _sign_in(client, a_user())
    assert client.get("/geheim/").content == KEPT
    foreign = Client().get("/geheim/", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"})
    assert foreign["HX-Redirect"] == "/anmelden/?next=/geheim/"
