"""Passwords that are refused, accounts that are closed, what the log says, and whom one limit holds."""

from pathlib import Path
from typing import Any

import pytest
import structlog
from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from click.testing import CliRunner
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts import actions
from strahlkraft.accounts.models import SignInLink, User
from strahlkraft.accounts.passwords import stands_in
from strahlkraft.accounts.rules import Role
from strahlkraft.jobs.people import create_admin
from strahlkraft.kernel.refusal import Refused
from tests.factories.accounts import PASSWORD, a_user, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Answers come at once, and no attempt of another test counts."""
    settings.STEADY_ANSWER_SECONDS = 0
    cache.clear()


def _codes(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [str(each.code) for each in error.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("Strahlkraft2026!", ["password_guessed"]),  # a word of the house, a year, a sign
        ("qwertzuiopasdf", ["password_guessed"]),
        ("Wermelskirchen1984", []),  # somebody's own word: see below
        ("vier wörter ganz ohne sinn", []),
        ("x" * 200, ["password_guessed"]),
        ("Ä" + "löffel-quitte-mond-treppe " * 8, []),  # 200 signs of any kind are welcome
        ("123456789012", ["password_entirely_numeric", "password_guessed"]),
    ],
)
def test_what_is_guessed_within_minutes_is_refused(password: str, codes: list[str]) -> None:
    assert _codes(password) == codes


def test_ones_own_name_makes_a_password_easy_to_guess() -> None:
    user = User(email="beispiel@example.org", display_name="Wermelskirchen Beispiel")
    assert "password_guessed" in _codes("Wermelskirchen1984", user)


def test_a_leaked_password_is_found_in_a_file_of_the_operator(tmp_path: Path, settings: Settings) -> None:
    leaked = "3E1F2B0C3F0D5B5D5C0F2F8E5E4E5A8B3A1D9C77"
    lines = [f"{number:040X}:{number}" for number in range(1, 400, 7)] + [f"{leaked}:12", "F" * 40 + ":1"]
    file = tmp_path / "leaked.txt"
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    assert [stands_in(file, line[:40]) for line in lines] == [True] * len(lines)
    assert [stands_in(file, f"{number:040X}") for number in (0, 2, 399)] == [False] * 3
    assert stands_in(file, "F" * 39 + "E") is False
    import hashlib  # noqa: PLC0415 - for this test's own leak only

    digest = hashlib.sha1(b"vier wirre leere gassen", usedforsecurity=False).hexdigest().upper()
    file.write_text("\n".join(sorted([digest, *(line[:40] for line in lines)])), encoding="ascii")
    settings.BREACHED_PASSWORDS = str(file)
    assert (_codes("vier wirre leere gassen"), _codes("vier wirre volle gassen")) == (["password_breached"], [])


def test_the_first_account_gets_no_easy_password_either() -> None:
    refused = CliRunner().invoke(create_admin, ["a@example.org", "--name", "A", "--password", "Strahlkraft2026!"])
    assert (refused.exit_code, User.objects.count()) == (1, 0)
    made = CliRunner().invoke(create_admin, ["a@example.org", "--name", "A", "--password", PASSWORD])
    assert (made.exit_code, User.objects.count()) == (0, 1)


def _signed_in(user: User) -> Client:
    client = Client()
    assert client.post("/anmelden/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def test_closing_an_account_ends_its_sessions_and_links_at_once() -> None:
    chief, gone = with_role(Role.ADMIN), a_user()
    client, at = _signed_in(gone), timezone.now()
    actions.request_sign_in_link(at=at, email=gone.email)
    actions.close_account(by=chief, at=timezone.now(), user=gone)
    assert client.get("/konto/").status_code == 302
    assert (UserSession.objects.count(), SignInLink.objects.filter(used_at=None).count()) == (0, 0)
    assert Client().post("/anmelden/", {"login": gone.email, "password": PASSWORD})["Location"] == "/anmelden/gesperrt/"
    actions.reopen_account(by=chief, at=timezone.now(), user=gone)
    assert _signed_in(gone).get("/konto/").status_code == 200


def test_the_administration_ends_all_sessions_of_somebody() -> None:
    chief, other = with_role(Role.ADMIN), a_user()
    clients = [_signed_in(other), _signed_in(other)]
    assert actions.end_sessions(by=chief, at=timezone.now(), user=other) == 2
    assert [client.get("/konto/").status_code for client in clients] == [302, 302]


@pytest.mark.parametrize("deed", [actions.end_sessions, actions.close_account, actions.reopen_account])
def test_nobody_but_the_administration_closes_accounts_and_nobody_their_own(deed: Any) -> None:
    chief, office = with_role(Role.ADMIN), with_role(Role.OFFICE)
    for by, user in ((office, chief), (chief, chief)):
        with pytest.raises(Refused):
            deed(by=by, at=timezone.now(), user=user)
    assert User.objects.filter(is_active=False).count() == 0


def test_an_erased_account_stays_closed() -> None:
    erased = a_user(email="erased-1@erased.invalid", is_active=False)
    with pytest.raises(Refused):
        actions.reopen_account(by=with_role(Role.ADMIN), at=timezone.now(), user=erased)


def test_one_limit_holds_a_whole_ipv6_network_and_one_ipv4_address() -> None:
    def marks(*addresses: str) -> int:
        requests = [RequestFactory().get("/", REMOTE_ADDR=address) for address in addresses]
        return len({get_adapter(request).get_client_ip(request) for request in requests})

    assert marks("2001:db8:1:2::1", "2001:db8:1:2:ffff::9") == 1  # one customer's /64
    assert marks("2001:db8:1:2::1", "2001:db8:1:3::1") == 2
    assert marks("192.0.2.1", "192.0.2.2") == 2
    assert marks("192.0.2.1", "::ffff:192.0.2.1") == 1


def test_the_log_tells_who_came_in_and_who_did_not_without_addresses() -> None:
    user = a_user()
    with structlog.testing.capture_logs() as lines:
        client = _signed_in(user)
        Client().post("/anmelden/", {"login": user.email, "password": "falsch"})
        client.get("/arbeit/konten/")
        client.post("/abmelden/")
    told = [(line["event"], line["user"], line.get("view", line.get("method"))) for line in lines]
    assert told == [
        ("signed_in", user.pk, "password"),
        ("sign_in_failed", None, None),
        ("not_there", user.pk, "office:people"),
        ("signed_out", user.pk, None),
    ]
    assert [word for word in (user.email, "127.0.0.1", "falsch") if word in str(lines)] == []


def test_the_log_tells_of_a_limit_that_was_reached() -> None:
    with structlog.testing.capture_logs() as lines:
        for _ in range(4):
            Client().post("/anmelden/link/", {"email": "nobody@example.org"})
    assert [(line["event"], line["view"]) for line in lines] == [("limit_reached", "portal:request_link")]
