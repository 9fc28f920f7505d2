"""Single sign-on with a provider that tells the truth, and with one that lies in every way: nobody comes in, nothing breaks."""

import gzip
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.accounts import sso
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from tests.factories.accounts import with_role
from tests.portal.lying_provider import CLIENT, DROP, KEY, OTHER_KEY, Lies, provider

pytestmark = pytest.mark.django_db

START, BACK = "/anmelden/oidc/sso/login/", "/anmelden/oidc/sso/login/callback/"
MAILBOX = "office@example.org"
JSON = "application/json"
HUGE = b'{"a": "' + b"x" * 1_500_000 + b'"}'


@contextmanager
def set_up(settings: Settings, lies: Lies) -> Iterator[None]:
    """This site with that provider, as the operator sets it up."""
    with provider(lies) as address:
        app = {"provider_id": "sso", "name": "Beispiel", "client_id": CLIENT, "secret": "x" * 32}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": address}}]}
        }
        yield


@pytest.fixture
def officer() -> User:
    """Somebody with an account."""
    return with_role(Role.OFFICE, email=MAILBOX)


def there_and_back(client: Client) -> tuple[int, int | None, str]:
    """Press the button and come back with a code; the codes of both answers and the last page."""
    away = client.get(START)
    if away.status_code != HTTPStatus.FOUND:
        return away.status_code, None, away.content.decode()
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    back = client.get(BACK, {"code": "beispiel", "state": state})
    return away.status_code, back.status_code, back.content.decode()


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "lies",
    [
        Lies(),
        Lies(person={"email_verified": "true"}),
        Lies(discovery={"userinfo_endpoint": DROP}, claims={"email": MAILBOX, "email_verified": True}),
        Lies(person={"email": DROP}, claims={"email": MAILBOX, "email_verified": True}),
        Lies(header={"kid": DROP}),
        Lies(token={"expires_in": "next week"}),
        Lies(claims={"iat": int(time.time()) + 20}),
    ],
)
def test_whom_an_honest_provider_vouches_for_comes_in_and_again_without_a_mailbox(
    lies: Lies, officer: User, settings: Settings
) -> None:
    client = Client()
    with set_up(settings, lies):
        assert there_and_back(client)[:2] == (302, 302)
        assert client.session["_auth_user_id"] == str(officer.pk)

        again = Client()
        lies.person, lies.claims = {"email": DROP, "email_verified": DROP}, {}
        assert there_and_back(again)[:2] == (302, 302)
        assert is_in(again)
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid) == (officer, "beispiel-1")
    assert set(kept.extra_data["userinfo"]) == {"sub", "email", "email_verified"}


LIES_BEFORE = {
    "discovery is a list": Lies(discovery=(JSON, b"[]")),
    "discovery is no JSON": Lies(discovery=("text/html", b"<html>")),
    "discovery is a word": Lies(discovery=(JSON, b'"x"')),
    "discovery is empty": Lies(discovery=(JSON, b"")),
    "discovery never ends": Lies(discovery=(JSON, HUGE)),
    "discovery is packed": Lies(discovery=(JSON + "\nContent-Encoding: gzip", gzip.compress(b"{}"))),
    "deep JSON": Lies(discovery=(JSON, b"[" * 100_000)),
    "no address to sign in": Lies(discovery={"authorization_endpoint": DROP}),
    "an address of a script": Lies(discovery={"authorization_endpoint": "javascript:alert(1)"}),
    "an address of numbers": Lies(discovery={"token_endpoint": 7}),
    "no keys": Lies(discovery={"jwks_uri": DROP}),
    "issuer is a list": Lies(discovery={"issuer": ["x"]}),
    "issuer is missing": Lies(discovery={"issuer": DROP}),
    "methods are a number": Lies(discovery={"token_endpoint_auth_methods_supported": 7}),
}


@pytest.mark.parametrize("name", LIES_BEFORE)
def test_a_provider_that_describes_itself_badly_leads_nowhere(name: str, officer: User, settings: Settings) -> None:
    client = Client()
    with set_up(settings, LIES_BEFORE[name]):
        status, _back, page = there_and_back(client)

    assert status == HTTPStatus.UNAUTHORIZED
    assert "<h1" in page
    assert not is_in(client)


NOW = int(time.time())
LIES_AFTER = {
    "token is a list": Lies(token=(JSON, b"[]")),
    "token is no JSON": Lies(token=(JSON, b"{")),
    "token is a page": Lies(token=("text/html", b"<html>")),
    "token never ends": Lies(token=(JSON, HUGE)),
    "no key": Lies(token={"access_token": DROP}),
    "key with a line break": Lies(token={"access_token": "a\r\nX: y"}),
    "key is not ASCII": Lies(token={"access_token": "schlüssel"}),
    "no identity": Lies(token={"id_token": DROP}),
    "identity is a number": Lies(token={"id_token": 7}),
    "identity is a word": Lies(token={"id_token": "a.b.c"}),
    "another issuer": Lies(claims={"iss": "https://example.org"}),
    "for somebody else": Lies(claims={"aud": "another"}),
    "for several, by somebody else": Lies(claims={"aud": [CLIENT, "another"], "azp": "another"}),
    "of yesterday": Lies(claims={"exp": NOW - 86_400}),
    "of tomorrow": Lies(claims={"iat": NOW + 86_400}),
    "until ever": Lies(claims={"exp": math.inf}),
    "without an end": Lies(claims={"exp": DROP}),
    "signed by nobody": Lies(algorithm="none"),
    "signed with a shared secret": Lies(algorithm="HS256"),
    "signed by another": Lies(signed_by=OTHER_KEY),
    "signed with an unknown key": Lies(header={"kid": "2"}),
    "keys are a list": Lies(keys=(JSON, b"[]")),
    "keys are none": Lies(keys={"keys": []}),
    "keys are numbers": Lies(keys={"keys": [7]}),
    "keys are no JSON": Lies(keys=("text/html", b"<html>")),
    "nobody": Lies(claims={"sub": DROP}),
    "an empty person": Lies(claims={"sub": ""}, person={"sub": ""}),
    "a person of a number": Lies(claims={"sub": 7}, person={"sub": 7}),
    "a person of a thousand letters": Lies(claims={"sub": "x" * 1000}, person={"sub": "x" * 1000}),
    "a person with NUL": Lies(claims={"sub": "a\0b"}, person={"sub": "a\0b"}),
    "another person": Lies(person={"sub": "beispiel-2"}),
    "person is a list": Lies(person=(JSON, b"[1]")),
    "person is no JSON": Lies(person=("text/html", b"<html>")),
    "deep tokens": Lies(token=(JSON, b"[" * 100_000)),
    "deep keys": Lies(keys=(JSON, b'{"a":' * 100_000)),
    "a deep person": Lies(person=(JSON, b"[" * 100_000)),
    "mailbox is a list": Lies(person={"email": [MAILBOX]}),
    "mailbox with NUL": Lies(person={"email": f"{MAILBOX}\0"}),
}


@pytest.mark.parametrize("name", LIES_AFTER)
def test_a_provider_that_lies_lets_nobody_in(name: str, officer: User, settings: Settings) -> None:
    client = Client()
    with set_up(settings, LIES_AFTER[name]):
        away, back, page = there_and_back(client)

    assert (away, back) == (HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED)
    assert "<h1" in page
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "person", [{"email_verified": value} for value in (DROP, False, "false", "no", 0, 1, None, [], {"a": 1})]
)
def test_an_address_the_provider_has_not_checked_opens_nobodys_account(
    person: dict[str, object], officer: User, settings: Settings
) -> None:
    client = Client()
    with set_up(settings, Lies(person=person)):
        there_and_back(client)

    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_the_mark_of_one_address_does_not_count_for_another(officer: User, settings: Settings) -> None:
    client = Client()
    lies = Lies(claims={"email": "x@example.org", "email_verified": True}, person={"email_verified": DROP})
    with set_up(settings, lies):
        there_and_back(client)

    assert not is_in(client)


def test_who_has_no_account_gets_none(settings: Settings) -> None:
    client = Client()
    with set_up(settings, Lies(person={"email": "niemand@example.org"})):
        there_and_back(client)

    assert not is_in(client)
    assert not User.objects.filter(email="niemand@example.org").exists()


def test_a_closed_account_stays_closed(officer: User, settings: Settings) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()
    with set_up(settings, Lies()):
        there_and_back(client)

    assert not is_in(client)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"code": "x"},
        {"code": "x", "state": "erfunden"},
        {"error": "access_denied"},
        {"error": "x" * 5000, "state": "\u202e"},
    ],
)
def test_who_comes_back_without_having_gone_does_not_come_in(asked: dict[str, str], settings: Settings) -> None:
    client = Client()
    with set_up(settings, Lies()):
        answer = client.get(BACK, asked)

    assert answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FOUND)
    assert not is_in(client)


def test_a_code_brings_in_once_and_only_the_browser_that_went(officer: User, settings: Settings) -> None:
    client, thief = Client(), Client()
    with set_up(settings, Lies()):
        state = parse_qs(urlsplit(client.get(START).headers["Location"]).query)["state"][0]
        assert thief.get(BACK, {"code": "beispiel", "state": state}).status_code == HTTPStatus.UNAUTHORIZED
        assert client.get(BACK, {"code": "beispiel", "state": state}).status_code == HTTPStatus.FOUND
        client.logout()
        assert client.get(BACK, {"code": "beispiel", "state": state}).status_code == HTTPStatus.UNAUTHORIZED

    assert not is_in(client)
    assert not is_in(thief)


def test_a_provider_that_is_away_or_slow_is_told_of_in_time(
    officer: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sso, "SECONDS", 0.5)
    began = time.monotonic()
    with set_up(settings, Lies(discovery=(JSON, b"slow" + b" " * 900_000))):
        assert there_and_back(Client())[0] == HTTPStatus.UNAUTHORIZED
    address = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"]
    assert there_and_back(Client())[0] == HTTPStatus.UNAUTHORIZED, address  # it is gone by now

    assert time.monotonic() - began < 10
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [line["reason"] for line in lines if line["event"] == "sign_in_failed"] == ["ConnectionError"] * 2


def test_no_word_of_the_provider_stands_in_the_log(
    officer: User, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with set_up(settings, Lies(token=(JSON, b'{"error": "Geheim 4711"}'))):
        assert there_and_back(Client())[1] == HTTPStatus.UNAUTHORIZED

    said = capfd.readouterr().err
    assert '"sign_in_failed"' in said
    assert "4711" not in said


def test_in_production_a_provider_speaks_tls(officer: User, settings: Settings) -> None:
    settings.PRODUCTION = True
    with set_up(settings, Lies()):
        assert there_and_back(Client())[0] == HTTPStatus.UNAUTHORIZED


def test_the_keys_of_this_file_are_two() -> None:
    """The lie of another signature is one."""
    token = jwt.encode({"a": 1}, OTHER_KEY, algorithm="RS256")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, KEY.public_key(), algorithms=["RS256"])


def test_without_a_provider_the_addresses_are_not_there() -> None:
    assert Client().get(START).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(BACK).status_code == HTTPStatus.NOT_FOUND
