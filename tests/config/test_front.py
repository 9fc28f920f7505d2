"""What holds for every answer: size, headers, and words when the database is away."""

import errno
import re
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from strahlkraft.config.front import most_bytes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/anmelden/", "/projekte/", "/api/v1/projects", "/arbeit/projekte/", "/en/arbeit/"]
)
def test_a_body_that_is_too_long_is_refused_before_it_is_read(client: Client, address: str) -> None:
    length = most_bytes(address) + 1
    answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(length))
    assert (answer.status_code, answer["Connection"], most_bytes(address) > 2_000_000) == (413, "close", True)
    assert client.generic("POST", address, b"", CONTENT_LENGTH="x").status_code != 413


def test_every_answer_switches_off_what_no_page_uses(client: Client) -> None:
    headers = [client.get(address)["Permissions-Policy"] for address in ("/", "/gibt-es-nicht/", "/health/live")]
    assert [("camera=()" in header, "geolocation=()" in header) for header in headers] == [(True, True)] * 3


@pytest.mark.parametrize(
    ("address", "kind"), [("/", "text/html; charset=utf-8"), ("/api/v1/figures", "application/problem+json")]
)
@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("secret detail"), 503), (KeyError("secret detail"), 500)]
)
def test_a_failure_tells_when_to_come_back_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, address: str, kind: str, error: Exception, status: int
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr("strahlkraft.projects.queries.figures", fail)
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, answer["Content-Type"], answer.get("Retry-After")) == (
        status,
        kind,
        "10" if status == 503 else None,
    )
    assert b"secret detail" not in answer.content


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES])
def test_a_full_disk_is_told_as_a_moments_trouble(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise OSError(code, "secret detail")

    monkeypatch.setattr("strahlkraft.projects.queries.figures", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.get("Retry-After")) == ((500, None) if code == errno.EACCES else (503, "10"))


def sent_while_away(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> str:
    """What the page says to whom sends that form while the database takes nothing."""

    def fail(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", fail)
    answer = Client(raise_request_exception=False).post("/mitmachen/?a=1&b=2", fields)
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    return answer.content.decode()


def test_a_form_that_was_not_taken_keeps_every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    page = sent_while_away(monkeypatch, title='Ein "Wort" <b>', topic=["a", "b"], csrfmiddlewaretoken="t")
    kept = re.findall(r'<input type="hidden" name="(.*)" value="(.*)">', page)
    assert kept == [
        ("title", "Ein &quot;Wort&quot; &lt;b&gt;"),
        ("topic", "a"),
        ("topic", "b"),
        ("csrfmiddlewaretoken", "t"),
    ]
    assert 'action="/mitmachen/?a=1&amp;b=2"' in page


@pytest.mark.parametrize("fields", [{"password": "geheim"}, {"title": "x", "paper": BytesIO(b"x")}, {}])
def test_secrets_and_files_are_not_put_into_a_page(monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]) -> None:
    assert 'type="hidden"' not in sent_while_away(monkeypatch, **fields)


def test_a_flood_of_other_addresses_does_not_push_out_counted_attempts() -> None:
    cache.clear()
    cache.set("attempts", 5, 600)
    for number in range(400):
        cache.set(f"zz-{number}", 1, 600)
    assert cache.get("attempts") == 5


def test_strangers_cannot_fill_the_table_of_sessions(client: Client) -> None:
    cache.clear()
    for _ in range(25):
        Client().post("/arbeit/projekt-anlegen/", {"title": "x" * 1000})
    assert Session.objects.count() == 20


def test_no_script_can_read_the_cookies(client: Client) -> None:
    cookie = client.get("/anmelden/").cookies["csrftoken"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("address", ["/anmelden/link/geheim-geheim-geheim/", "/anmelden/passwort/1-geheim-geheim/"])
def test_no_log_line_holds_the_secret_of_a_link(caplog: pytest.LogCaptureFixture, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address).status_code == 403
    assert ["geheim" in line for line in caplog.messages] == [False]


@pytest.mark.skipif("'pool' not in settings.DATABASES['default'].get('OPTIONS', {})", reason="SQLite has no pool")
def test_nobody_waits_long_for_a_database_that_is_away() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] == 5
