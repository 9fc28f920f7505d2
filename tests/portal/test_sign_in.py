"""Getting in: what works, what does not, and that nothing tells whether an account exists."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.portal import sign_in
from tests.factories.accounts import PASSWORD, a_user, with_role

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def _user_of(client: Client) -> int | None:
    pk = client.session.get("_auth_user_id")
    return int(pk) if pk else None


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/anmelden/", {"login": email, "password": password, **more})


def _bare(response: HttpResponseBase, *words: str) -> str:
    """Return the page without its tokens and without what was typed."""
    text: str = getattr(response, "content", b"").decode()
    for word in words:
        text = text.replace(word, "")
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


PAGES = [
    "/anmelden/",
    "/anmelden/link/",
    "/anmelden/link/unterwegs/",
    "/anmelden/link/xyz/",
    "/anmelden/neu/",
    "/anmelden/passwort/",
    "/anmelden/passwort/unterwegs/",
    "/anmelden/passwort/1-abc/",
    "/anmelden/passwort/fertig/",
    "/anmelden/gesperrt/",
    "/anmelden/sso/abgebrochen/",
]
OWN_PAGES = [
    "/konto/",
    "/konto/passwort/",
    "/konto/zweiter-faktor/",
    "/konto/zweiter-faktor/app/",
    "/konto/passkeys/",
    "/konto/passkeys/neu/",
    "/konto/sso/",
    "/abmelden/",
]


def _signed_in_and_confirmed(client: Client) -> None:
    user = a_user()
    _sign_in(client, user.email)
    client.post("/anmelden/bestaetigen/", {"password": PASSWORD})


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", [*PAGES, *OWN_PAGES])
def test_every_page_wears_our_look_in_both_languages(client: Client, path: str, prefix: str) -> None:
    if path in OWN_PAGES:
        _signed_in_and_confirmed(client)
    response = client.get(prefix + path)
    text = response.content.decode()
    language = "en" if prefix else "de"
    assert (response.status_code, f'<html lang="{language}"' in text, 'id="content"' in text) == (200, True, True)
    inline = [
        tag for tag in text.split("<script")[1:] if "src=" not in tag.split(">")[0] and "json" not in tag.split(">")[0]
    ]
    assert (inline, ' style="' in text, " onclick" in text) == ([], False, False)


@pytest.mark.parametrize("path", OWN_PAGES[:-1])
def test_ones_own_pages_are_closed_to_strangers(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, unquote(response["Location"])) == (302, f"/anmelden/?next={path}")


def test_password_sign_in_leads_to_where_one_wanted_to_go(client: Client) -> None:
    user = a_user()
    response = _sign_in(client, user.email.upper(), next="/konto/")
    assert (response.status_code, response["Location"], _user_of(client)) == (302, "/konto/", user.pk)


def test_sign_in_never_leads_to_another_host(client: Client) -> None:
    response = _sign_in(client, a_user().email, next="https://evil.example/")
    assert response["Location"] == "/arbeit/"


def test_a_wrong_password_and_an_unknown_address_look_the_same_and_cost_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = a_user().email
    hashes: list[str] = []
    real = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashes.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    known = _bare(_sign_in(client, email, "falsch"), email)
    cost_known = len(hashes)
    unknown = _bare(_sign_in(client, "nobody@example.org", "falsch"), "nobody@example.org")
    assert (known, len(hashes) - cost_known) == (unknown, cost_known)
    assert (cost_known, "E-Mail-Adresse oder Passwort stimmen nicht." in known) == (1, True)


def test_a_closed_account_does_not_open(client: Client) -> None:
    response = _sign_in(client, a_user(is_active=False).email)
    assert (response["Location"], _user_of(client)) == ("/anmelden/gesperrt/", None)


@pytest.mark.parametrize(("path", "field"), [("/anmelden/link/", "email"), ("/anmelden/passwort/", "email")])
def test_asking_for_a_letter_answers_the_same_for_known_and_unknown(client: Client, path: str, field: str) -> None:
    email = a_user().email
    answers = []
    for address in (email, "nobody@example.org"):
        response = client.post(path, {field: address})
        answers.append((response.status_code, response["Location"], _bare(client.get(response["Location"]))))
    assert answers[0] == answers[1]
    assert list(Letter.objects.values_list("to", flat=True)) == [email]


@pytest.mark.parametrize("path", ["/anmelden/link/", "/anmelden/passwort/"])
def test_asking_for_a_letter_takes_the_same_time_for_known_and_unknown(
    client: Client, path: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STEADY_ANSWER_SECONDS = 4.0
    looks = iter([0.0, 3.0, 10.0, 11.0, 20.0, 29.0])  # before and after each answer: it took three, one, nine seconds
    slept: list[float] = []
    monkeypatch.setattr(sign_in, "time", SimpleNamespace(monotonic=lambda: next(looks), sleep=slept.append))
    for address in (a_user().email, "nobody@example.org", "nobody@example.org"):
        client.post(path, {"email": address})
    assert slept == [1.0, 3.0, 0.0]


def _asked_for_link(client: Client, **more: str) -> tuple[Any, str]:
    user = a_user()
    client.post("/anmelden/link/", {"email": user.email, **more})
    text = Letter.objects.latest("pk").text
    return user, "/anmelden/link/" + text.split("/anmelden/link/")[1].split("\n")[0]


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(client: Client) -> None:
    user, path = _asked_for_link(client, next="/konto/")
    for _ in range(3):
        assert Client().get(path).status_code == 200
    assert _user_of(client) is None
    response = client.post(path)
    assert (response["Location"], _user_of(client)) == ("/konto/", user.pk)


def test_a_used_link_says_so_and_offers_a_new_one(client: Client) -> None:
    _, path = _asked_for_link(client)
    client.post(path)
    other = Client()
    response = other.post(path)
    assert (response.status_code, _user_of(other)) == (410, None)
    assert "Neuen Link anfordern" in response.content.decode()


def _code(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return code


def _with_app(user: Any) -> str:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return _code(secret)


@pytest.mark.parametrize("way", ["password", "link"])
def test_whoever_has_a_second_factor_must_show_it(client: Client, way: str) -> None:
    if way == "link":
        user, path = _asked_for_link(client)
        code = _with_app(user)
        response = client.post(path)
    else:
        user = a_user()
        code = _with_app(user)
        response = _sign_in(client, user.email)
    assert (response["Location"], _user_of(client)) == ("/anmelden/zweiter-faktor/", None)
    assert "Zweiter Faktor" in client.get("/anmelden/zweiter-faktor/").content.decode()
    client.post("/anmelden/zweiter-faktor/", {"code": "000000"})
    assert _user_of(client) is None
    client.post("/anmelden/zweiter-faktor/", {"code": code})
    assert _user_of(client) == user.pk


def test_too_many_wrong_passwords_stop_even_the_right_one(client: Client) -> None:
    email = a_user().email
    for _ in range(5):
        _sign_in(client, email, "falsch")
    response = _sign_in(client, email)
    assert (_user_of(client), "Zu viele Fehlversuche" in response.content.decode()) == (None, True)


def test_too_many_requests_for_links_stop_for_known_and_unknown_alike(client: Client) -> None:
    for address in (a_user().email, "nobody@example.org"):
        answers = [client.post("/anmelden/link/", {"email": address}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]
    assert Letter.objects.count() == 3


def test_neither_address_nor_browser_of_a_visitor_is_kept(client: Client) -> None:
    user = a_user()
    client.post(
        "/anmelden/",
        {"login": user.email, "password": PASSWORD},
        REMOTE_ADDR="203.0.113.77",
        headers={"user-agent": FIREFOX},
    )
    session = UserSession.objects.get()
    assert (session.ip, session.user_agent) == ("::", "Firefox · Linux")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert keys
    assert not [key for key in keys if "203.0.113.77" in key]


def test_limits_tell_two_addresses_apart(client: Client) -> None:
    answers = [
        client.post("/anmelden/link/", {"email": f"{n}@example.org"}, REMOTE_ADDR="203.0.113.1").status_code
        for n in range(11)
    ]
    other = client.post("/anmelden/link/", {"email": "x@example.org"}, REMOTE_ADDR="203.0.113.2")
    assert (answers, other.status_code) == ([302] * 10 + [429], 302)


def test_nobody_creates_an_account_for_themselves(client: Client) -> None:
    response = client.post("/anmelden/neu/", {"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert ("noch kein Konto" in response.content.decode(), _user_of(client)) == (True, None)


def test_opening_the_sign_out_page_signs_nobody_out(client: Client) -> None:
    client.force_login(a_user())
    client.get("/abmelden/")
    still = _user_of(client)
    client.post("/abmelden/")
    assert (still is not None, _user_of(client)) == (True, None)


def test_a_password_is_chosen_anew_by_a_letter_that_is_forgotten(client: Client) -> None:
    user = a_user()
    client.post("/anmelden/passwort/", {"email": user.email})
    letter = Letter.objects.get()
    path = letter.text.split("http://testserver")[1].split("\n")[0]
    page = client.get(path, follow=True)
    new = "ein ganz anderes Beispiel"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    _sign_in(client, user.email, new)
    assert (letter.secret, _user_of(client)) == (True, user.pk)
    notice = Letter.objects.latest("pk")
    assert ("127.0.0.1" in notice.text, "Ihr Konto wurde geändert" in notice.text) == (False, True)


def test_demo_users_are_one_click_away_in_a_demonstration_only(client: Client, settings: Settings) -> None:
    demo = with_role(Role.OFFICE, is_demo=True, display_name="Beispiel-Projektbüro")
    real = with_role(Role.OFFICE)
    page = client.get("/anmelden/").content.decode()
    assert ("Anmelden als Beispiel-Projektbüro" in page, real.email in page) == (True, False)
    assert client.post("/anmelden/demo/", {"user": real.pk}).status_code == 404
    assert client.get("/anmelden/demo/", {"user": demo.pk}).status_code == 405
    assert client.post("/anmelden/demo/", {"user": "x"}).status_code == 404
    client.post("/anmelden/demo/", {"user": demo.pk})
    assert _user_of(client) == demo.pk
    settings.DEMO = False
    other = Client()
    assert other.post("/anmelden/demo/", {"user": demo.pk}).status_code == 404
    assert "Beispiel-Projektbüro" not in other.get("/anmelden/").content.decode()


def test_a_factor_that_a_visitor_set_up_for_a_demo_user_locks_nobody_out(client: Client) -> None:
    demo = with_role(Role.OFFICE, is_demo=True)
    _with_app(demo)
    response = client.post("/anmelden/demo/", {"user": demo.pk, "next": "/konto/"})
    assert (response["Location"], _user_of(client), UserSession.objects.count()) == ("/konto/", demo.pk, 1)


def test_password_managers_find_the_page_to_change_the_password(client: Client) -> None:
    response = client.get("/.well-known/change-password")
    assert (response.status_code, response["Location"]) == (302, "/konto/passwort/")


def test_a_visitor_gets_no_session(client: Client) -> None:
    client.get("/anmelden/")
    assert "strahlkraft_session" not in client.cookies


def test_an_app_is_set_up_with_a_code_from_it(client: Client) -> None:
    _signed_in_and_confirmed(client)
    client.get("/konto/zweiter-faktor/app/")
    secret = client.session["mfa.totp.secret"]
    code = _code(secret)
    client.post("/konto/zweiter-faktor/app/", {"code": code})
    kinds = sorted(Authenticator.objects.values_list("type", flat=True))
    assert (kinds, secret in str(Authenticator.objects.values_list("data", flat=True))) == (
        ["recovery_codes", "totp"],
        False,
    )
    for path in (
        "/konto/zweiter-faktor/",
        "/konto/zweiter-faktor/notfallcodes/",
        "/konto/zweiter-faktor/notfallcodes/neu/",
    ):
        assert client.get(path).status_code == 200
    cache.clear()


def test_demo_users_are_nobody_once_the_demonstration_is_over(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    user = with_role(Role.ADMIN, is_demo=True)
    _sign_in(client, user.email)
    assert client.get("/arbeit/").status_code == 200
    settings.DEMO = False
    assert client.get("/arbeit/").status_code == 302
    fresh = Client()
    _sign_in(fresh, user.email)
    fresh.post("/anmelden/link/", {"email": user.email})
    assert (_user_of(fresh), fresh.get("/konto/").status_code, Letter.objects.count()) == (None, 302, 0)
    assert fresh.post("/anmelden/demo/", {"user": user.pk}).status_code == 404
